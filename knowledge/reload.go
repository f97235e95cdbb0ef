package knowledge

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// A Shelf holds the lists in use and takes over new ones while others read. The zero Shelf is not ready; see Open.
type Shelf struct {
	fsys    fs.FS // nil for the embedded lists, which never change
	current atomic.Pointer[Library]

	mu    sync.Mutex // one reload at a time
	tried string     // hash of the files last read, good or bad
	err   error      // what was wrong with them
}

// Open returns a shelf with the lists in the folder, or with those that the program carries when folder is "".
// Lists with faults are an error: nothing can be answered without any.
func Open(folder string) (*Shelf, error) {
	s := new(Shelf)
	if folder == "" {
		lib, err := Embedded()
		if err != nil {
			return nil, err
		}
		s.current.Store(lib)
		return s, nil
	}
	s.fsys = os.DirFS(folder)
	if _, err := s.Reload(); err != nil {
		return nil, fmt.Errorf("lists in %s:\n%w", folder, err)
	}
	return s, nil
}

// Library returns the lists in use. What is begun with one Library is best finished with it.
func (s *Shelf) Library() *Library { return s.current.Load() }

// Reload reads the folder again and reports whether other lists are in use now. When the files are as they were
// nothing is parsed. Lists with faults are not taken over: the old ones stay and the error says what is wrong.
func (s *Shelf) Reload() (bool, error) {
	if s.fsys == nil {
		return false, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	files, err := readAll(s.fsys)
	if err != nil {
		return false, err
	}
	return s.take(files)
}

// take parses files that are not those tried last and puts good ones into use.
func (s *Shelf) take(files []sourceFile) (bool, error) {
	hash := hashOf(files)
	if hash == s.tried {
		return false, s.err
	}
	lib, err := parse(files)
	s.tried, s.err = hash, err
	if err != nil {
		return false, err
	}
	if old := s.current.Load(); old != nil {
		if old.Hash == hash {
			return false, nil // back to what is in use
		}
		lib.follow(old)
	}
	s.current.Store(lib)
	return true, nil
}

// Watch looks at the folder every so often until ctx ends, and takes over lists that have stayed the same for two
// looks: half of a file being written may read as a shorter list. It blocks; whoever starts it in a goroutine waits
// for it. A fault is logged once for each state of the files.
func (s *Shelf) Watch(ctx context.Context, every time.Duration, log *slog.Logger) {
	if s.fsys == nil {
		<-ctx.Done()
		return
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	seen, unread := s.Library().Hash, ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		files, err := readAll(s.fsys)
		if err != nil {
			if err.Error() != unread {
				log.Error("lists cannot be read, the old ones stay", "error", err)
			}
			unread = err.Error()
			continue
		}
		unread = ""
		if hash := hashOf(files); hash != seen {
			seen = hash
			continue
		}
		s.settle(files, log)
	}
}

// settle takes over files that have settled and says so.
func (s *Shelf) settle(files []sourceFile, log *slog.Logger) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if hashOf(files) == s.tried {
		return
	}
	changed, err := s.take(files)
	switch {
	case err != nil:
		log.Error("lists have faults, the old ones stay", "error", err)
	case changed:
		log.Info("lists taken over", "version", s.Library().Hash)
	}
}
