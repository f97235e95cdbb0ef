package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// A folder holds generations: snapshot N is all data at the moment journal N was begun. Data is the newest snapshot
// and then every journal from its number on; older files are left over from a compaction that was interrupted.
//
// Compaction begins journal N+1, copies what is in memory (names of strings, not the strings), and writes snapshot
// N+1 beside while turns go on. Only when that is complete, synced and renamed are the older files removed.

func snapshotName(generation uint64) string { return fmt.Sprintf("snapshot-%010d", generation) }
func journalName(generation uint64) string  { return fmt.Sprintf("journal-%010d", generation) }

// A compaction is how the writing of a snapshot came out.
type compaction struct {
	generation uint64
	size       int64
	err        error
}

// beginCompaction begins a new generation. When that cannot be done the old one goes on.
func (e *embedded) beginCompaction() {
	if e.compacting != nil {
		return
	}
	began := time.Now()
	next, err := e.beginJournal(e.generation + 1)
	if err != nil {
		e.log.Warn("journal is not compacted", "err", err)
		e.limit += e.journal.size
		return
	}
	if err := e.journal.close(); err != nil {
		e.log.Warn("close old journal", "err", err)
	}
	e.journal, e.generation = next, e.generation+1
	state, generation, made := e.copyState(), e.generation, e.clock
	e.compacting = make(chan compaction, 1)
	paused := time.Since(began)
	go func(answer chan<- compaction) {
		size, err := e.writeSnapshot(generation, made, listed(state))
		answer <- compaction{generation, size, err}
	}(e.compacting)
	e.log.Info("journal is being compacted", "generation", generation, "keys", len(state), "paused", paused)
}

// finishCompaction removes what a complete snapshot makes needless.
func (e *embedded) finishCompaction(c compaction) {
	e.compacting = nil
	if c.err != nil {
		e.log.Warn("snapshot could not be written, the journals stay", "err", c.err)
		return
	}
	e.snapshot = c.size
	if err := e.disk.removeBefore(c.generation); err != nil {
		e.log.Warn("old journal could not be removed", "err", err)
	}
}

// beginJournal makes an empty journal that tells the time of the server first, so that its replay begins there.
func (e *embedded) beginJournal(generation uint64) (*journal, error) {
	j, err := openJournal(e.disk, journalName(generation), 0, 0)
	if err != nil {
		return nil, err
	}
	if err := j.write(appendOp(nil, op{kind: opTime, at: e.clock})); err != nil {
		return nil, errors.Join(err, j.close())
	}
	return j, nil
}

// listed returns the entries one after the other, then io.EOF.
func listed(state []entry) func() (entry, error) {
	return func() (entry, error) {
		if len(state) == 0 {
			return entry{}, io.EOF
		}
		x := state[0]
		state = state[1:]
		return x, nil
	}
}

// writeSnapshot writes the snapshot of that generation and returns its size. Until it has done so there is none.
func (e *embedded) writeSnapshot(generation uint64, made int64, next func() (entry, error)) (size int64, err error) {
	name := e.disk.path(snapshotName(generation))
	f, err := e.disk.create(name + ".part")
	if err != nil {
		return 0, fmt.Errorf("write snapshot: %w", err)
	}
	size, err = writeDump(io.NewOffsetWriter(f, 0), made, next)
	err = errors.Join(err, f.Truncate(size), f.Sync(), f.Close())
	if err == nil {
		err = errors.Join(os.Rename(name+".part", name), e.disk.settle())
	}
	if err != nil {
		return 0, errors.Join(fmt.Errorf("write snapshot: %w", err), os.Remove(name+".part"))
	}
	return size, nil
}

// writeDump writes a whole backup and returns its size.
func writeDump(w io.Writer, made int64, next func() (entry, error)) (int64, error) {
	n := &counted{w: w}
	d, err := newDumpWriter(n, made)
	if err != nil {
		return 0, err
	}
	for {
		x, err := next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = d.put(x)
		}
		if err != nil {
			return 0, err
		}
	}
	err = d.close()
	return n.size, err
}

// A counted writer knows how much went through it.
type counted struct {
	w    io.Writer
	size int64
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.size += int64(n)
	return n, err
}

// dump copies what is in memory between two writes, then hands it out.
func (e *embedded) dump(ctx context.Context, yield func(entry) error) error {
	var state []entry
	err := e.exclusively(ctx, func() error {
		state = e.copyState()
		return nil
	})
	if err != nil {
		return err
	}
	for _, x := range state {
		if x.kind.width() == 0 || len(x.values) == 0 {
			continue
		}
		if err := yield(x); err != nil {
			return err
		}
	}
	return nil
}

// load writes the entries as the snapshot of a new generation and begins that: a crash leaves the old data or the new.
func (e *embedded) load(ctx context.Context, next func() (entry, error)) error {
	return e.exclusively(ctx, func() error {
		e.awaitCompaction()
		generation, made := e.generation+1, max(e.clock, e.now().UnixMilli())
		size, err := e.writeSnapshot(generation, made, next)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrFull, err)
		}
		e.server.FlushAll()
		e.clock = made
		e.server.SetTime(time.UnixMilli(made))
		err = e.readSnapshot(generation)
		e.generation, e.snapshot, e.expiry = generation, size, e.nextExpiry()
		fresh, begin := e.beginJournal(generation)
		if err = errors.Join(err, begin); err != nil {
			e.journal.broken = fmt.Errorf("the data was restored, but the store must be opened again: %w", err)
			return e.journal.broken
		}
		old := e.journal
		e.journal = fresh
		return errors.Join(old.close(), e.disk.removeBefore(generation))
	})
}

// compact has a snapshot written and waits until the older files are gone.
func (e *embedded) compact(ctx context.Context) error {
	return e.exclusively(ctx, func() error {
		e.awaitCompaction()
		generation := e.generation
		e.beginCompaction()
		e.awaitCompaction()
		if e.snapshotOf(generation + 1) {
			return nil
		}
		return fmt.Errorf("%w: the journal could not be compacted", ErrFull)
	})
}

// snapshotOf reports whether a generation, and no earlier one, has its snapshot.
func (e *embedded) snapshotOf(generation uint64) bool {
	list, err := e.disk.generations("snapshot")
	return err == nil && len(list) == 1 && list[0] == generation
}

func (e *embedded) awaitCompaction() {
	if e.compacting != nil {
		e.finishCompaction(<-e.compacting)
	}
}

// finish leaves the folder so that the next start is quick: little to replay, and the end marked, so that damage
// done to the file later is not taken for a write cut short.
func (e *embedded) finish() error {
	const worthwhile = 64 << 10
	e.awaitCompaction()
	if e.journal.broken == nil && e.journal.size > worthwhile {
		e.beginCompaction()
		e.awaitCompaction()
	}
	if e.journal.broken != nil {
		return e.journal.close()
	}
	return errors.Join(e.journal.write(appendOp(nil, op{kind: opClosed})), e.journal.close())
}
