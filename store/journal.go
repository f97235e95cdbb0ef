package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// A diskFile is what the journal needs of a file; tests put one in its place whose disk is full.
type diskFile interface {
	io.WriterAt
	Truncate(size int64) error
	Sync() error
	Close() error
}

// A disk makes and renames files in one folder so that they are there after a power cut.
type disk struct {
	dir    string
	create func(name string) (diskFile, error) // opens for writing, creating it when it is not there
}

// osDisk is the real one.
func osDisk(dir string) disk {
	return disk{dir: dir, create: func(name string) (diskFile, error) {
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return nil, err
		}
		return dataFile{f}, nil
	}}
}

// A dataFile syncs what was written but not the time at which, which costs a second write.
type dataFile struct{ *os.File }

func (f dataFile) Sync() error { return datasync(f.File) }

func (d disk) path(name string) string { return filepath.Join(d.dir, name) }

// settle makes names that were created, renamed or removed in the folder last.
func (d disk) settle() error {
	f, err := os.Open(d.dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// A journal is the file that every write goes to before it counts.
type journal struct {
	name   string
	file   diskFile
	size   int64 // of what is on disk for certain
	frames uint64
	frame  []byte // room for the next frame
	broken error  // why nothing can be written any more, nil while it can
}

// openJournal opens the file for more frames after those that a scan found to be sound, cutting off what follows them.
func openJournal(d disk, name string, good int64, frames uint64) (*journal, error) {
	f, err := d.create(d.path(name))
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	if err := errors.Join(f.Truncate(good), f.Sync(), d.settle()); err != nil {
		return nil, errors.Join(fmt.Errorf("open journal: %w", err), f.Close())
	}
	return &journal{name: name, file: f, size: good, frames: frames}, nil
}

// write puts one frame on disk. When it returns an error the frame is not there: what was written of it is cut off
// again, and the next write may succeed. If even that fails the journal is broken and takes nothing more, since
// nobody can say what is on disk; the file is sorted out when it is opened again.
func (j *journal) write(payload []byte) error {
	if j.broken != nil {
		return j.broken
	}
	if len(payload) > frameLimit {
		return fmt.Errorf("%d bytes are too many for a frame", len(payload))
	}
	j.frame = appendFrame(j.frame[:0], j.frames, payload)
	if _, err := j.file.WriteAt(j.frame, j.size); err != nil {
		if e := errors.Join(j.file.Truncate(j.size), j.file.Sync()); e != nil {
			j.broken = fmt.Errorf("journal %s takes no more writes: %w", j.name, errors.Join(err, e))
			return j.broken
		}
		return fmt.Errorf("write journal %s: %w", j.name, err)
	}
	if err := j.file.Sync(); err != nil {
		j.broken = fmt.Errorf("journal %s takes no more writes: sync: %w", j.name, err)
		return errors.Join(j.broken, j.file.Truncate(j.size))
	}
	j.size += int64(len(j.frame))
	j.frames++
	if cap(j.frame) > 4<<20 {
		j.frame = nil
	}
	return nil
}

func (j *journal) close() error { return j.file.Close() }
