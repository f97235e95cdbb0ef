package knowledge

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// folder writes the fixture to disk and returns where.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, small(t, "", "", "")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// rewrite changes words in one file of the lists, at one stroke as careful editors do.
func rewrite(t *testing.T, dir, name, old, new string) {
	t.Helper()
	file := filepath.Join(dir, name)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(data, []byte(old)) {
		t.Fatalf("%s has no %q", name, old)
	}
	draft := filepath.Join(filepath.Dir(file), ".draft")
	if err := os.WriteFile(draft, bytes.Replace(data, []byte(old), []byte(new), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(draft, file); err != nil {
		t.Fatal(err)
	}
}

func mustOpen(t *testing.T, dir string) *Shelf {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestReloadTakesOverWhatHasChangedAndIsWhole(t *testing.T) {
	dir := folder(t)
	s := mustOpen(t, dir)
	first := s.Library()

	if changed, err := s.Reload(); changed || err != nil || s.Library() != first {
		t.Fatalf("nothing changed: got %v, %v", changed, err)
	}
	rewrite(t, dir, centralFile, "title: 修路架桥", "title: 修桥铺路")
	if changed, err := s.Reload(); !changed || err != nil {
		t.Fatalf("a title changed: got %v, %v", changed, err)
	}
	second := s.Library()
	if got := mustBase(t, second, "jia", "2026-11-22").Item("pos-road").Title; got != "修桥铺路" {
		t.Errorf("title %q", got)
	}
	if got := mustBase(t, first, "jia", "2026-11-22").Item("pos-road").Title; got != "修路架桥" {
		t.Errorf("whoever holds the old lists sees %q", got)
	}

	rewrite(t, dir, centralFile, "status: local_confirm", "status: perhaps")
	for range 2 { // the fault is told as long as it is there
		changed, err := s.Reload()
		if changed || err == nil || !strings.Contains(err.Error(), "central/all.yaml:80: ") {
			t.Fatalf("a fault: got %v, %v", changed, err)
		}
	}
	if s.Library() != second {
		t.Error("the lists with a fault are in use")
	}
	rewrite(t, dir, centralFile, "status: perhaps", "status: local_confirm")
	if changed, err := s.Reload(); changed || err != nil || s.Library() != second {
		t.Errorf("back to what is in use: got %v, %v", changed, err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Reload(); err == nil || s.Library() != second {
		t.Errorf("the folder is gone: got %v", err)
	}
}

func TestOpenRefusesListsWithFaults(t *testing.T) {
	dir := folder(t)
	rewrite(t, dir, centralFile, "status: local_confirm", "status: perhaps")
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), "central/all.yaml:80: ") {
		t.Errorf("got %v", err)
	}
	if _, err := Open(filepath.Join(dir, "nowhere")); err == nil {
		t.Error("a folder that is not there opens")
	}
}

func TestTheEmbeddedListsStayAsTheyAre(t *testing.T) {
	s := mustOpen(t, "")
	if changed, err := s.Reload(); changed || err != nil {
		t.Errorf("got %v, %v", changed, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s.Watch(ctx, time.Millisecond, slog.New(slog.DiscardHandler))
}

// A page is a log that may be read while it is written.
type page struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (p *page) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *page) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

func TestWatchTakesOverWhileOthersRead(t *testing.T) {
	dir := folder(t)
	s := mustOpen(t, dir)
	var log page
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { s.Watch(ctx, time.Millisecond, slog.New(slog.NewTextHandler(&log, nil))) })
	for range 4 {
		all.Go(func() {
			for ctx.Err() == nil {
				b, err := s.Library().Base("jia", "2026-11-22")
				if err != nil || b.Item("neg-gain") == nil || len(b.SearchFAQ("几天能批")) == 0 {
					t.Errorf("in between the lists are not whole: %v", err)
					return
				}
			}
		})
	}
	until := func(what string, done func() bool) {
		t.Helper()
		for end := time.Now().Add(10 * time.Second); !done(); time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%s did not happen; log:\n%s", what, &log)
			}
		}
	}
	first := s.Library().Hash
	rewrite(t, dir, centralFile, "title: 修路架桥", "title: 修桥铺路")
	until("taking over", func() bool { return s.Library().Hash != first && strings.Contains(log.String(), "lists taken over") })
	second := s.Library().Hash
	rewrite(t, dir, centralFile, "status: local_confirm", "status: perhaps")
	until("telling the fault", func() bool { return strings.Contains(log.String(), "lists have faults") })
	time.Sleep(20 * time.Millisecond)
	if n := strings.Count(log.String(), "lists have faults"); n != 1 || s.Library().Hash != second {
		t.Errorf("told %d times; lists %s, want %s", n, s.Library().Hash, second)
	}
	cancel()
	all.Wait()
}
