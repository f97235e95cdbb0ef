package bot_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dandang/bot"
	"dandang/handlers"
	"dandang/store"
	"dandang/store/redistest"
)

// draftDesk is a desk that takes papers, with the folder that it writes documents into.
func draftDesk(t *testing.T, url string) (*handlers.Desk, string) {
	t.Helper()
	d := desk(t, url)
	d.Documents = t.TempDir()
	return d, d.Documents
}

// playDraft plays a talk about a paper; the folder of documents is written as 文书.
func playDraft(t *testing.T, url, unit, file string) string {
	t.Helper()
	d, dir := draftDesk(t, url)
	return strings.ReplaceAll(play(t, d, unit, file), dir, "文书")
}

// TestDrafts plays every written talk about a paper, each on an embedded store of its own and on a real Redis: both
// say, word for word, what the file says.
func TestDrafts(t *testing.T) { playAll(t, "testdata/drafts/*.txt") }

// TestCases plays the life of a case of each kind, from the beginning to the end, with both sides, in the same way.
func TestCases(t *testing.T) { playAll(t, "testdata/cases/*.txt") }

func playAll(t *testing.T, pattern string) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%d talks in %s, %v", len(files), pattern, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			unit := unitOf(t, file)
			got := playDraft(t, "", unit, file)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the talk goes otherwise (go test ./bot -run %s -update, then read the difference):\n%s", strings.Split(t.Name(), "/")[0], difference(string(want), got))
			}
			if again := playDraft(t, redistest.Start(t).URL, unit, file); again != got {
				t.Errorf("on a real Redis the talk goes otherwise:\n%s", difference(got, again))
			}
		})
	}
}

// TestOneCaseHoweverOftenHandedIn presses the button to hand in many times at once, from two processes.
func TestOneCaseHoweverOftenHandedIn(t *testing.T) {
	url := redistest.Start(t).URL
	a, _ := draftDesk(t, url)
	b, _ := draftDesk(t, url)
	text, err := os.ReadFile("testdata/drafts/double-submit.txt")
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(text), "\n> 提交")
	steps, err := bot.ParseTalk(strings.NewReader(before))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	p := &bot.Player{Desk: a, Unit: "demo", Start: start, Out: io.Discard, Name: "many"}
	if err := p.Play(ctx, steps); err != nil {
		t.Fatal(err)
	}
	const presses = 24
	var all sync.WaitGroup
	for i := range presses {
		all.Go(func() {
			d := []*handlers.Desk{a, b}[i%2]
			replies, _ := d.Handle(ctx, handlers.Message{ID: fmt.Sprint("press", i/2), Unit: "demo", Conversation: "talk:many:1",
				From: handlers.Person{ID: "1"}, Press: "提交", At: start.Add(time.Hour)})
			if len(replies) != 1 || !strings.Contains(replies[0].Text, "演纪备〔2026〕1号") && !strings.Contains(replies[0].Text, "没有存上") {
				t.Errorf("press %d is told %+v", i, replies)
			}
		})
	}
	all.Wait()
	cases, err := a.Store.Cases(ctx, "demo")
	if err != nil || len(cases) != 1 || cases[0].Number != "演纪备〔2026〕1号" {
		t.Errorf("got %+v, %v, want one case", cases, err)
	}
}

// TestADraftOutlivesTheProcess starts the program anew before every message: the talk goes on word for word.
func TestADraftOutlivesTheProcess(t *testing.T) {
	const file = "testdata/drafts/double-submit.txt"
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	d, dir := draftDesk(t, "")
	got := play(t, &restarting{t: t, desk: d, dir: t.TempDir()}, "demo", file)
	if got = strings.ReplaceAll(got, dir, "文书"); got != string(want) {
		t.Errorf("the talk goes otherwise:\n%s", difference(string(want), got))
	}
}

// restarting opens the store anew for every message.
type restarting struct {
	t    *testing.T
	desk *handlers.Desk
	dir  string
}

func (r *restarting) Handle(ctx context.Context, m handlers.Message) (replies []handlers.Reply, err error) {
	r.anew(ctx, func(d *handlers.Desk) { replies, err = d.Handle(ctx, m) })
	return replies, err
}

func (r *restarting) Tick(ctx context.Context, unit string, now time.Time) (fired int, err error) {
	r.anew(ctx, func(d *handlers.Desk) { fired, err = d.Tick(ctx, unit, now) })
	return fired, err
}

func (r *restarting) Notes(ctx context.Context, unit string, most int, hold time.Duration) (notes []handlers.Notice, err error) {
	r.anew(ctx, func(d *handlers.Desk) { notes, err = d.Notes(ctx, unit, most, hold) })
	return notes, err
}

func (r *restarting) Noted(ctx context.Context, unit string, ids ...string) (err error) {
	r.anew(ctx, func(d *handlers.Desk) { err = d.Noted(ctx, unit, ids...) })
	return err
}

// anew does something on a desk whose store was just opened.
func (r *restarting) anew(ctx context.Context, do func(*handlers.Desk)) {
	s, err := store.Open(ctx, store.Options{Dir: r.dir, Log: r.desk.Log})
	if err != nil {
		r.t.Fatal(err)
	}
	defer s.Close()
	r.desk.Store = s
	do(r.desk)
}

// TestTwoDevicesTakeTurns has the same person go on with one draft on two devices, each served by a process of its own.
func TestTwoDevicesTakeTurns(t *testing.T) {
	url := redistest.Start(t).URL
	a, dir := draftDesk(t, url)
	b, _ := draftDesk(t, url)
	b.Documents = dir
	const file = "testdata/drafts/check-page.txt"
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got := play(t, &alternating{desks: [2]*handlers.Desk{a, b}}, "demo", file)
	if got = strings.ReplaceAll(got, dir, "文书"); got != string(want) {
		t.Errorf("the talk goes otherwise:\n%s", difference(string(want), got))
	}
}

// alternating gives one message to the one desk and the next to the other.
type alternating struct {
	desks [2]*handlers.Desk
	turns int
}

func (x *alternating) Tick(ctx context.Context, unit string, now time.Time) (int, error) {
	return x.desks[0].Tick(ctx, unit, now)
}

func (x *alternating) Notes(ctx context.Context, unit string, most int, hold time.Duration) ([]handlers.Notice, error) {
	return x.desks[0].Notes(ctx, unit, most, hold)
}

func (x *alternating) Noted(ctx context.Context, unit string, ids ...string) error {
	return x.desks[1].Noted(ctx, unit, ids...)
}

func (x *alternating) Handle(ctx context.Context, m handlers.Message) ([]handlers.Reply, error) {
	x.turns++
	return x.desks[x.turns%2].Handle(ctx, m)
}

// TestDraftsAreMany holds the number of talks about papers.
func TestDraftsAreMany(t *testing.T) {
	files, err := filepath.Glob("testdata/drafts/*.txt")
	if err != nil || len(files) < 40 {
		t.Errorf("%d talks about papers, %v; want at least 40", len(files), err)
	}
}

func TestATalkMessageOfSeveralLines(t *testing.T) {
	steps, err := bot.ParseTalk(strings.NewReader("> 姓名\t职务\n>> 张建国\t局长\n  答复\n>> 第三行\n> [按钮]\n>> 也不接着\n"))
	if err != nil || len(steps) != 2 || steps[0].Text != "姓名\t职务\n张建国\t局长\n第三行" || steps[1].Press != "按钮" || steps[1].Text != "" {
		t.Errorf("got %+v, %v", steps, err)
	}
}
