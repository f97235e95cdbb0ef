package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"dandang/filing"
)

// An Act is a change of one case as it is to be written: all of it or nothing.
type Act struct {
	Event  string      // id of what set it off; the same event of a case is written once
	Case   filing.Case // as it shall stand; its Version is that it was loaded with, and goes up by one here
	Audit  Audit       // what is noted of it, in the chain of the case
	Outbox []Note      // what people are to be told; CaseMark in a note without a Case becomes the number of the first case opened
	Opens  []Opening   // further cases to open with it
	Fired  *Due        // the moment of a deadline that this is; it is gone afterwards, and an act whose moment is gone is Repeated
}

// An Opening is a case to open, with the form of its number.
type Opening struct {
	Case   filing.Case
	Number string
}

// An Acted is what came of an act.
type Acted struct {
	Version  int64    // that the case has now
	Repeated bool     // the event, or the moment, was written before; now nothing was
	Numbers  []string // of the cases opened
}

// A Due is a moment at which somebody is to be told of a deadline of a case.
type Due struct {
	At          time.Time
	Case        string // number
	Clock, Mark string // as in filing.Clock and filing.Mark
}

// Act writes a change of a case. ErrConflict means that the case has changed since it was loaded, or is gone: load it
// and apply the action again. After ErrAway nobody knows whether it was written: the same act may be made again and is
// written once. Each case opened has its own line in the chain of the case that it came from.
func (s *Store) Act(ctx context.Context, a Act) (Acted, error) {
	if err := checkAct(a); err != nil {
		return Acted{}, fmt.Errorf("act on case %s: %w: %w", a.Case.Number, ErrInvalid, err)
	}
	args, err := s.actArgs(a)
	if err != nil {
		return Acted{}, fmt.Errorf("act on case %s: %w: %w", a.Case.Number, ErrInvalid, err)
	}
	u := a.Case.Unit
	keys := []string{casesKey(u), openCasesKey(u), personCasesKey(u), dueKey(u), dueOfKey(u), actsKey(u), countsKey(u),
		auditKey(u), auditHeadKey(u), outboxKey(u)}
	v, err := s.keeper.run(ctx, actScript, keys, args...)
	if err != nil {
		return Acted{}, fmt.Errorf("act on case %s: %w", a.Case.Number, err)
	}
	list, _ := v.([]any)
	switch said(list, 0) {
	case "ok":
		return Acted{Version: a.Case.Version + 1, Numbers: lines(said(list, 1))}, nil
	case "again":
		return Acted{Version: versionOf(said(list, 2)), Repeated: true, Numbers: lines(said(list, 1))}, nil
	case "stale":
		return Acted{}, fmt.Errorf("act on case %s: %w", a.Case.Number, ErrConflict)
	}
	return Acted{}, fmt.Errorf("act on case %s: answer %v is not understood", a.Case.Number, v)
}

// checkAct refuses what could not be written or found again.
func checkAct(a Act) error {
	c := a.Case
	switch {
	case c.Number == "" || a.Event == "":
		return fmt.Errorf("number %q, event %q: none may be empty", c.Number, a.Event)
	case c.Version < 0:
		return fmt.Errorf("version %d", c.Version)
	case a.Audit.What == whatRemoved:
		return fmt.Errorf("%q is for cases whose time is over", whatRemoved)
	}
	for _, o := range a.Opens {
		if o.Case.Unit != c.Unit {
			return fmt.Errorf("opens a case in %q", o.Case.Unit)
		}
	}
	return errors.Join(checkUnit(c.Unit), checkCase(c))
}

// checkCase refuses a case that could not be found again.
func checkCase(c filing.Case) error {
	if strings.ContainsAny(c.From, "\t\n") {
		return fmt.Errorf("person %q", c.From)
	}
	if bad := badMoment(c); bad != "" {
		return fmt.Errorf("moment %q of a deadline", bad)
	}
	return nil
}

// actArgs are the arguments of the script.
func (s *Store) actArgs(a Act) ([]string, error) {
	now := s.now()
	if a.Audit.At.IsZero() {
		a.Audit.At = now
	}
	c := a.Case
	chain := caseChain + c.Number
	line, last, err := newLine(c.Unit, chain, or(c.Last, c.Head), a.Audit)
	if err != nil {
		return nil, err
	}
	var openings []string
	for _, o := range a.Opens {
		opened, next, err := s.openingArgs(o, chain, last, a.Audit)
		if err != nil {
			return nil, err
		}
		openings, last = append(openings, opened...), next
	}
	expected := versionHeader(c.Version)
	c.Last, c.Version = last, c.Version+1
	file, err := writeCase(s.ring, c)
	if err != nil {
		return nil, err
	}
	fired, at := "", ""
	if a.Fired != nil {
		fired, at = momentName(a.Fired.Clock, a.Fired.Mark), millis(a.Fired.At)
	}
	args := []string{c.Number, expected, file, actHash(c.Number, a.Event), millis(now), line, c.From, openSince(c), moments(c), fired, at,
		strconv.Itoa(len(a.Opens))}
	args = append(args, openings...)
	for _, n := range a.Outbox {
		if n.Case == "" && len(a.Opens) == 0 {
			n.Case = c.Number
		}
		text, err := s.writeNote(c.Unit, n)
		if err != nil {
			return nil, err
		}
		args = append(args, n.Case, text)
	}
	return args, nil
}

// openingArgs are the script's arguments for one case to open, and the hash of the line that opens it.
func (s *Store) openingArgs(o Opening, chain, last string, a Audit) (args []string, sum string, err error) {
	a.What = whatOpened
	line, sum, err := newLine(o.Case.Unit, chain, last, a)
	if err != nil {
		return nil, "", err
	}
	form, file, opened, err := opening(s.ring, &o.Case, o.Number, sum)
	return []string{form, file, o.Case.From, opened, moments(o.Case), line}, sum, err
}

// What the audit calls things that the store itself notes of cases.
const (
	whatOpened  = "open"
	whatRemoved = "remove" // a case whose time is over
	whatRenamed = "rename" // its person is forgotten
)

// openSince is the time by which an open case is found, "" for one whose road is at an end.
func openSince(c filing.Case) string {
	if c.Done {
		return ""
	}
	return millis(c.Opened)
}

// actHash is what is kept of an event of a case.
func actHash(number, event string) string {
	sum := sha256.Sum256(appendString(appendString(nil, number), event))
	return string(sum[:16])
}

// versionHeader is the version of a case as scripts compare it.
func versionHeader(v int64) string { return string(binary.BigEndian.AppendUint64(nil, uint64(v))) }

// versionOf reads a version as a script returns it, 0 when there is none.
func versionOf(b string) int64 {
	if len(b) != 8 {
		return 0
	}
	return int64(binary.BigEndian.Uint64([]byte(b)))
}

// lines are those of a text, none of an empty one.
func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// or is s, or def when s is empty.
func or(s, def string) string {
	if s == "" {
		return def
	}
	return s
}
