package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// Backup writes all data to w, as it stood at one moment for each unit. The store goes on working meanwhile.
// The file is the same whichever store it comes from and can be restored into either.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	d, err := newDumpWriter(w, s.now().UnixMilli())
	if err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	if err := s.keeper.dump(ctx, d.put); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	if err := d.close(); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	return nil
}

// Restore reads a backup into an empty store; one that holds data is ErrNotEmpty. A file that is cut off or damaged is
// ErrCorrupt and nothing is written. Data that expired in the meantime is left out.
func (s *Store) Restore(ctx context.Context, r io.Reader) error {
	full, err := s.holdsData(ctx)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if full {
		return fmt.Errorf("restore: %w", ErrNotEmpty)
	}
	return s.Replace(ctx, r)
}

// Replace is Restore in place of whatever the store holds. If a Redis goes away in the middle, part of the data is
// there: replace it again. Turns taken meanwhile are lost or end in ErrConflict.
func (s *Store) Replace(ctx context.Context, r io.Reader) error {
	f, err := spool(r)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	defer func() { _, _ = f.Close(), os.Remove(f.Name()) }()
	if err := verifyBackup(f); err != nil {
		return fmt.Errorf("restore: %w: backup %w", ErrCorrupt, err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	d, err := newDumpReader(f)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := s.keeper.load(ctx, d.next); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	s.cache.clear()
	s.switches.forget()
	s.lessons.forget()
	return nil
}

func (s *Store) holdsData(ctx context.Context) (bool, error) {
	found := errors.New("found")
	err := scanKeys(ctx, s.client, func([]string) error { return found })
	if errors.Is(err, found) {
		return true, nil
	}
	return false, err
}

// spool copies r to a temporary file, so that it can be checked to the end before it is used. The file is the caller's.
func spool(r io.Reader) (*os.File, error) {
	f, err := os.CreateTemp("", "dandang-restore-*")
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(f, r)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	return f, nil
}

// verifyBackup reads a whole backup and returns what is wrong with it.
func verifyBackup(r io.Reader) error {
	d, err := newDumpReader(r)
	if err != nil {
		return err
	}
	var last entry
	for {
		e, err := d.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e.before > 0 && (e.key != last.key || e.kind != last.kind || e.before != last.before+len(last.values)) {
			return fmt.Errorf("damaged: an earlier part of %s is missing", e.key)
		}
		last = e
	}
}
