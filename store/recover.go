package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// takeFolder makes the store's own folder under dir and locks it for this process. Only its owner may look inside.
func takeFolder(dir string, newDisk func(string) disk) (disk, *flock.Flock, error) {
	if dir == "" {
		return disk{}, nil, errors.New("no folder is named for the embedded store")
	}
	own := filepath.Join(dir, "store")
	if err := os.MkdirAll(own, 0o700); err != nil {
		return disk{}, nil, fmt.Errorf("make folder of the store: %w", err)
	}
	if err := os.Chmod(own, 0o700); err != nil {
		return disk{}, nil, fmt.Errorf("close folder of the store to others: %w", err)
	}
	lock := flock.New(filepath.Join(own, "lock"), flock.SetPermissions(0o600))
	ok, err := lock.TryLock()
	switch {
	case err != nil:
		return disk{}, nil, errors.Join(fmt.Errorf("lock %s: %w", lock.Path(), err), lock.Close())
	case !ok:
		return disk{}, nil, errors.Join(fmt.Errorf("%w: %s", ErrLocked, own), lock.Close())
	}
	return newDisk(own), lock, nil
}

// generations returns the numbers of the files named kind-N, lowest first.
func (d disk) generations(kind string) ([]uint64, error) {
	files, err := os.ReadDir(d.dir)
	if err != nil {
		return nil, err
	}
	var list []uint64
	for _, f := range files {
		number, ok := strings.CutPrefix(f.Name(), kind+"-")
		if !ok {
			continue
		}
		n, err := strconv.ParseUint(number, 10, 64)
		if err == nil && n > 0 {
			list = append(list, n)
		}
	}
	slices.Sort(list)
	return list, nil
}

// removeBefore removes the files of earlier generations, and snapshots that were never completed.
func (d disk) removeBefore(generation uint64) error {
	var errs []error
	for _, kind := range []string{"snapshot", "journal"} {
		list, err := d.generations(kind)
		errs = append(errs, err)
		for _, n := range list {
			if n < generation {
				errs = append(errs, os.Remove(d.path(fmt.Sprintf("%s-%010d", kind, n))))
			}
		}
	}
	parts, err := filepath.Glob(d.path("*.part"))
	errs = append(errs, err)
	for _, name := range parts {
		errs = append(errs, os.Remove(name))
	}
	return errors.Join(append(errs, d.settle())...)
}

// reopen reads the newest snapshot and the journals after it, and opens the last of them for writing.
func (e *embedded) reopen(ctx context.Context) error {
	began := time.Now()
	snapshots, err := e.disk.generations("snapshot")
	if err != nil {
		return fmt.Errorf("look into the folder of the store: %w", err)
	}
	journals, err := e.disk.generations("journal")
	if err != nil {
		return fmt.Errorf("look into the folder of the store: %w", err)
	}
	first := uint64(1)
	if len(snapshots) > 0 {
		first = snapshots[len(snapshots)-1]
		if err := e.readSnapshot(first); err != nil {
			return err
		}
	}
	journals = slices.DeleteFunc(journals, func(n uint64) bool { return n < first })
	for i, n := range journals {
		if n != first+uint64(i) {
			return fmt.Errorf("%w: %s is missing", ErrCorrupt, e.disk.path(journalName(first+uint64(i))))
		}
	}
	e.generation = first
	calls := 0
	for i, n := range journals {
		done, err := e.replay(ctx, n, i == len(journals)-1)
		if err != nil {
			return err
		}
		calls += done
	}
	if err := e.ready(first); err != nil {
		return err
	}
	e.log.Info("embedded store opened", "folder", e.disk.dir, "keys", len(e.server.Keys()), "calls replayed", calls,
		"took", time.Since(began))
	return nil
}

// ready begins a journal when there is none, removes what is older than the first generation needed, and lets expire
// what is due.
func (e *embedded) ready(first uint64) error {
	if e.journal == nil || e.journal.frames == 0 {
		e.moveClock(e.now().UnixMilli())
		var old error
		if e.journal != nil {
			old = e.journal.close()
		}
		j, err := e.beginJournal(e.generation)
		if err = errors.Join(err, old); err != nil {
			return fmt.Errorf("%w: %w", ErrFull, err)
		}
		e.journal = j
	}
	if err := e.disk.removeBefore(first); err != nil {
		return fmt.Errorf("remove old files of the store: %w", err)
	}
	e.expiry = e.nextExpiry()
	e.expire()
	return nil
}

// readSnapshot fills the server from a snapshot.
func (e *embedded) readSnapshot(generation uint64) error {
	name := e.disk.path(snapshotName(generation))
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("read snapshot: %w", err)
	}
	defer f.Close()
	d, err := newDumpReader(f)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrCorrupt, name, err)
	}
	e.moveClock(d.made)
	for {
		x, err := d.next()
		if errors.Is(err, io.EOF) {
			e.snapshot = d.at
			return nil
		}
		if err == nil {
			err = e.fill(x)
		}
		if err != nil {
			return fmt.Errorf("%w: %s: %w", ErrCorrupt, name, err)
		}
	}
}

// replay makes the calls of a journal again and returns how many. Only the last journal may end in a write cut short:
// that is cut off, and the journal opened for what comes next.
func (e *embedded) replay(ctx context.Context, generation uint64, last bool) (int, error) {
	name := journalName(generation)
	b, err := os.ReadFile(e.disk.path(name))
	if err != nil {
		return 0, fmt.Errorf("read journal: %w", err)
	}
	ops, good, frames, err := scan(b)
	if err == nil && good < len(b) && !last {
		err = fmt.Errorf("breaks off at byte %d", good)
	}
	if err != nil {
		return 0, fmt.Errorf("%w: %s: %w", ErrCorrupt, e.disk.path(name), err)
	}
	if good < len(b) {
		e.log.Warn("the last write to the journal was cut short; nobody was told that it succeeded, it is dropped",
			"file", e.disk.path(name), "from byte", good, "bytes", len(b)-good)
	}
	for i, o := range ops {
		if err := e.again(ctx, o); err != nil {
			return i, fmt.Errorf("%w: %s: operation %d: %w", ErrCorrupt, e.disk.path(name), i, err)
		}
	}
	e.generation = generation
	if last {
		e.journal, err = openJournal(e.disk, name, int64(good), frames)
	}
	return len(ops), err
}

// again does one operation of a journal. What a script answered then, also an error, it answers now.
func (e *embedded) again(ctx context.Context, o op) error {
	switch o.kind {
	case opTime:
		e.moveClock(o.at)
	case opCall:
		s, ok := scriptNamed(o.script)
		if !ok {
			return fmt.Errorf("script %q is not known: %w", o.script, ErrNewer)
		}
		if _, err := e.call(ctx, s, o); errors.Is(err, ErrAway) {
			return err
		}
	}
	return nil
}
