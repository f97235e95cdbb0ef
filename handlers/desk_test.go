package handlers_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"dandang/filing"
	"dandang/handlers"
	"dandang/knowledge"
	"dandang/reader"
	"dandang/store"
)

// fickle is a store that fails when it is told to.
type fickle struct {
	handlers.Store
	load, commit []error  // what the next calls come to; nil and an empty list let them through
	read         []string // the numbers of the cases that were read one by one
}

func next(errs *[]error) error {
	if len(*errs) == 0 {
		return nil
	}
	err := (*errs)[0]
	*errs = (*errs)[1:]
	return err
}

func (f *fickle) Load(ctx context.Context, unit, id string) (store.Conversation, error) {
	if err := next(&f.load); err != nil {
		return store.Conversation{}, err
	}
	return f.Store.Load(ctx, unit, id)
}

func (f *fickle) Case(ctx context.Context, unit, number string) (filing.Case, bool, error) {
	f.read = append(f.read, number)
	return f.Store.Case(ctx, unit, number)
}

func (f *fickle) Commit(ctx context.Context, c store.Commit) (store.Result, error) {
	if err := next(&f.commit); err != nil {
		return store.Result{}, err
	}
	return f.Store.Commit(ctx, c)
}

// broken is a reader that panics.
type broken struct{}

func (broken) Read(context.Context, *knowledge.Base, string, *knowledge.Question) (knowledge.Reading, error) {
	panic("a fault in the reader")
}

// bench is a desk on an embedded store that can be made to fail, and what it logs.
func bench(t testing.TB) (*handlers.Desk, *fickle, *store.Store, *bytes.Buffer) {
	t.Helper()
	lists, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	r, err := reader.NewOffline()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := filing.ShippedRules()
	if err != nil {
		t.Fatal(err)
	}
	forms, err := filing.LoadForms(nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(context.Background(), store.Options{Dir: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	log, f := new(bytes.Buffer), &fickle{Store: s}
	return &handlers.Desk{Lists: lists.Base, Reader: r, Store: f, Rules: rules, Forms: forms, Log: slog.New(slog.NewTextHandler(log, nil))}, f, s, log
}

const story = "村里有二十几户老房子，当年批地的档案被水泡了，历史原因一直办不了证，想按现状测量后给他们登记，能备案吗？"

// says sends one message and returns the text of the reply.
func says(t *testing.T, d *handlers.Desk, event, text string) (string, error) {
	t.Helper()
	replies, err := d.Handle(context.Background(), handlers.Message{ID: event, Unit: "demo", Conversation: "test:1",
		From: handlers.Person{ID: "1"}, Text: text, At: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)})
	if len(replies) != 1 {
		t.Fatalf("%d replies to %q", len(replies), text)
	}
	return replies[0].Text, err
}

func TestFaultsAreToldAndNothingIsLost(t *testing.T) {
	for _, c := range []struct {
		name         string
		load, commit error
		want         string // in the reply
	}{
		{"the store is away when the talk is loaded", fmt.Errorf("dial: %w", store.ErrAway), nil, "没有存上，之前说的都在"},
		{"the store is away when the turn is committed", nil, fmt.Errorf("dial: %w", store.ErrAway), "没有存上，之前说的都在"},
		{"the disk is full", nil, fmt.Errorf("journal: %w", store.ErrFull), "存储空间满了"},
		{"a newer program wrote the talk", fmt.Errorf("load: %w", store.ErrNewer), nil, "换成新版本"},
		{"another fault of the store", nil, errors.New("odd"), "没有存上，之前说的都在"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, f, _, _ := bench(t)
			if got, err := says(t, d, "e1", story); err != nil || !strings.Contains(got, "解决历史遗留问题") {
				t.Fatalf("got %q, %v", got, err)
			}
			f.load, f.commit = []error{c.load}, []error{c.commit}
			if c.load == nil {
				f.load = nil
			}
			got, err := says(t, d, "e2", "党组会研究过的")
			if err == nil || !strings.Contains(got, c.want) {
				t.Errorf("got %q, %v; want %q told", got, err, c.want)
			}
			got, err = says(t, d, "e2", "党组会研究过的")
			if err != nil || !strings.Contains(got, "党组会研究过的") || !strings.Contains(got, "解决历史遗留问题") {
				t.Errorf("after the fault got %q, %v; want the talk to go on", got, err)
			}
		})
	}
}

func TestAQuickerProcessIsNoFault(t *testing.T) {
	d, f, _, _ := bench(t)
	f.commit = []error{store.ErrConflict, store.ErrConflict}
	if got, err := says(t, d, "e1", story); err != nil || !strings.Contains(got, "解决历史遗留问题") {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestTheSameEventIsAnsweredOnce(t *testing.T) {
	d, _, s, _ := bench(t)
	for range 3 {
		if _, err := says(t, d, "e1", story); err != nil {
			t.Fatal(err)
		}
	}
	c, err := s.Load(context.Background(), "demo", "test:1")
	if err != nil || len(c.Said) != 1 || c.Version != 1 {
		t.Errorf("%d things said in version %d, %v; want one", len(c.Said), c.Version, err)
	}
}

func TestAPanicEndsOneTurnOnly(t *testing.T) {
	d, _, _, log := bench(t)
	good := d.Reader
	d.Reader = broken{}
	got, err := says(t, d, "e1", story)
	if err == nil || !strings.Contains(got, "没有保存") || !strings.Contains(log.String(), "a fault in the reader") {
		t.Errorf("got %q, %v", got, err)
	}
	d.Reader = good
	if got, err := says(t, d, "e2", story); err != nil || !strings.Contains(got, "解决历史遗留问题") {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestWhatCannotBeReadIsSentBack(t *testing.T) {
	d, _, s, _ := bench(t)
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "没有收到内容"},
		{"blanks", " \n\t ", "没有收到内容"},
		{"a hundred thousand characters", strings.Repeat("备案", 50_000), "一次最多看 2000 个字"},
		{"no text at all", "\xff\xfe\x00\x01", "收到的不是文字"},
		{"a null byte", "能备案吗\x00", "收到的不是文字"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := says(t, d, "x"+c.name, c.text); err != nil || !strings.Contains(got, c.want) {
				t.Errorf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
	if c, err := s.Load(context.Background(), "demo", "test:1"); err != nil || c.Version != 0 {
		t.Errorf("version %d, %v; want nothing kept", c.Version, err)
	}
}

func TestTheLogNeverHoldsWhatWasSaid(t *testing.T) {
	d, f, _, log := bench(t)
	f.commit = []error{nil, store.ErrAway}
	for i, text := range []string{story, "秘不可宣的话", "转人工", "身份证410423199001011237"} {
		_, _ = says(t, d, fmt.Sprint(i), text)
	}
	for _, word := range []string{"水泡了", "秘不可宣", "410423"} {
		if strings.Contains(log.String(), word) {
			t.Errorf("the log holds %q", word)
		}
	}
	if !strings.Contains(log.String(), "outcome=") {
		t.Error("nothing was logged")
	}
}

func TestRoundTripsOfATurn(t *testing.T) {
	d, _, s, _ := bench(t)
	trips := func(event, text string) int64 {
		before := s.Trips()
		if _, err := says(t, d, event, text); err != nil {
			t.Fatal(err)
		}
		return s.Trips() - before
	}
	if n := trips("e1", story); n > 2 {
		t.Errorf("the first turn costs %d round trips, want two", n)
	}
	if n := trips("e2", "党组会研究过的"); n != 1 {
		t.Errorf("a further turn costs %d round trips, want one", n)
	}
}

func TestAConsultationNeverFits(t *testing.T) {
	d, _, _, _ := bench(t)
	b, err := d.Lists("demo", "2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"w6.jsonl", "w9.jsonl", "r4.jsonl"} {
		texts, err := reader.Stories(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			o, err := handlers.Consult(context.Background(), b, d.Reader, text)
			if err != nil {
				t.Fatal(err)
			}
			if o.Outcome == knowledge.Fits {
				t.Errorf("one message alone came to fits: %s", text)
			}
			if o.Verdict.Outcome != "" && o.Verdict.Outcome != knowledge.Refer && len(o.Verdict.Citations) == 0 {
				t.Errorf("%s without a citation: %s", o.Verdict.Outcome, text)
			}
			for _, f := range o.Reading.Facts {
				if !strings.Contains(text, f.Quote) && o.Reading.Masked == "" {
					t.Errorf("quote %q is not in %q", f.Quote, text)
				}
			}
		}
	}
}
