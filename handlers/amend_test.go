package handlers

import (
	"log/slog"
	"testing"
	"time"

	"dandang/filing"
	"dandang/store"
)

// TestAnAmendmentIsCarriedOutOnce takes the note of an agreed change twice, as after a delivery that nobody heard of: the
// filing is amended once, both sides are told once, and the audit holds it.
func TestAnAmendmentIsCarriedOutOnce(t *testing.T) {
	rules, err := filing.ShippedRules()
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	at := time.Date(2026, 11, 26, 10, 0, 0, 0, beijing)
	c := filing.Case{Unit: "demo", Kind: filing.Filing, From: "cadre", Opened: at, State: "approved", Holder: "one",
		Values: map[string]string{"scope": "二十三户"}, Record: []filing.Entry{{At: at, Who: "cadre", Action: filing.OpenAction, To: "approved"}}}
	opened, err := s.Commit(t.Context(), store.Commit{Event: "open", Conversation: store.Conversation{Unit: "demo", ID: "x:cadre", Person: "cadre", Began: at, Seen: at},
		Open: &c, Number: "BA-%d-%04d", Audit: store.Audit{At: at, Who: "cadre", What: "open"}})
	if err != nil {
		t.Fatal(err)
	}
	note := amends(filing.Amendment{Of: opened.Number, By: "head", From: "BG-2026-0001", Values: map[string]string{"scope": "二十五户"}}, at)
	_, err = s.Commit(t.Context(), store.Commit{Event: "twice", Conversation: store.Conversation{Unit: "demo", ID: "x:one", Person: "one", Began: at, Seen: at},
		Outbox: []store.Note{note, note}, Audit: store.Audit{At: at, Who: "one", What: "said"}})
	if err != nil {
		t.Fatal(err)
	}
	d := &Desk{Store: s, Rules: rules, Log: slog.New(slog.DiscardHandler)}
	notices, err := d.Notes(t.Context(), "demo", 100, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]int{}
	for _, n := range notices {
		told[n.Reply.To]++
	}
	if len(notices) != 2 || told["cadre"] != 1 || told["one"] != 1 {
		t.Errorf("told: %+v", notices)
	}
	got, _, err := s.Case(t.Context(), "demo", opened.Number)
	if err != nil || got.Values["scope"] != "二十五户" || len(got.Record) != 2 || lastEntry(got).Who != "head" {
		t.Errorf("%+v, %v", got, err)
	}
	if report, err := s.VerifyAudit(t.Context()); err != nil || len(report.Faults) > 0 {
		t.Errorf("the audit: %v, %v", report.Faults, err)
	}
	if left, err := d.Notes(t.Context(), "demo", 100, time.Minute); err != nil || len(left) != 0 {
		t.Errorf("still waiting: %+v, %v", left, err)
	}
}
