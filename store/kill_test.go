package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// folderOfChild names the folder to a child process of these tests, which is the test binary itself.
const folderOfChild = "DANDANG_TEST_CHILD_FOLDER"

func TestMain(m *testing.M) {
	dir, at := os.Getenv(folderOfChild), os.Getenv(killAt)
	switch {
	case at != "":
		if err := mortalChild(dir, at); err != nil {
			log.Fatal(err)
		}
		return
	case strings.HasPrefix(dir, childOfYear):
		os.Exit(childThroughYear(strings.TrimPrefix(dir, childOfYear)))
	case dir != "":
		os.Exit(child(dir))
	}
	os.Exit(m.Run())
}

// child commits turns of ten people as fast as it can and prints each that was acknowledged, until it is killed.
func child(dir string) int {
	ctx := context.Background()
	s, err := Open(ctx, Options{Dir: dir, compactAt: 50_000})
	if errors.Is(err, ErrLocked) {
		fmt.Println("locked")
		return 3
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("open")
	var wait sync.WaitGroup
	for who := range 10 {
		wait.Go(func() {
			for {
				id := fmt.Sprint("console:", who)
				c, err := s.Load(ctx, unit, id)
				if err != nil {
					fmt.Println(err)
					os.Exit(1)
				}
				r, err := s.Commit(ctx, turn(c, strconv.FormatInt(c.Version, 10), words(int(c.Version))))
				if err != nil {
					fmt.Println(err)
					os.Exit(1)
				}
				fmt.Println("ack", who, r.Version)
			}
		})
	}
	wait.Wait()
	return 0
}

// startChild starts a child process on the folder, with more for its surroundings.
func startChild(t *testing.T, dir string, more ...string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), append(more, folderOfChild+"="+dir)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

func TestNothingAcknowledgedIsLostByKilling(t *testing.T) {
	t.Parallel()
	p := &place{t: t, dir: t.TempDir()}
	acked := make([]int64, 10)
	const kills = 25
	for range kills {
		cmd, out := startChild(t, p.dir)
		kill := func() { _ = cmd.Process.Kill() }
		timer := time.AfterFunc(time.Minute, kill)
		if rand.IntN(5) == 0 {
			timer.Reset(time.Duration(rand.IntN(100)) * time.Millisecond) // while it opens, perhaps
		}
		for out.Scan() {
			var who int
			var version int64
			n, _ := fmt.Sscanf(out.Text(), "ack %d %d", &who, &version)
			switch {
			case n == 2:
				acked[who] = max(acked[who], version)
			case out.Text() == "open":
				timer.Reset(time.Duration(rand.IntN(60)) * time.Millisecond)
			case !strings.HasPrefix("ack ", out.Text()[:min(4, len(out.Text()))]):
				t.Errorf("child: %s", out.Text())
			}
		}
		timer.Stop()
		_ = cmd.Wait()
		s := p.open()
		for who, version := range acked {
			c := mustLoad(t, s, fmt.Sprint("console:", who))
			if c.Version < version {
				t.Fatalf("person %d: version %d, but %d was acknowledged", who, c.Version, version)
			}
			for i, f := range c.Matter.Facts {
				if f.Quote != words(i) {
					t.Fatalf("person %d: fact %d is %q", who, i, f.Quote)
				}
			}
		}
		mustVerify(t, s)
		crash(t, s)
	}
	var total int64
	for _, n := range acked {
		total += n
	}
	t.Logf("%d kills, %d turns acknowledged, none lost", kills, total)
	if total < kills {
		t.Errorf("only %d turns in %d runs: the test shows little", total, kills)
	}
}

func TestASecondProcessIsTurnedAway(t *testing.T) {
	t.Parallel()
	p := &place{t: t, dir: t.TempDir()}
	s := p.open()
	mustSay(t, s, "console:1", "e", "x")
	cmd, out := startChild(t, p.dir)
	if out.Scan(); out.Text() != "locked" {
		t.Errorf("the second process says %q", out.Text())
	}
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != 3 {
		t.Errorf("it ends with %v", err)
	}
	mustSay(t, s, "console:1", "e2", "x")
}
