package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"dandang/filing"
)

// A Commit is one turn as it is to be written: all of it or nothing.
type Commit struct {
	Event        string        // id of what set it off; the same event of a conversation is written once
	Conversation Conversation  // as it shall stand, with the Version it was loaded with; Head is set here
	Audit        Audit         // what is noted of it
	Outbox       []Note        // what other people are to be told
	Open         *filing.Case  // case to open, nil for none; Number and Head are set here
	Number       string        // form of its number with the year and the count, "" for Numbers; a count for each form and year
	TTL          time.Duration // how long the conversation is kept after this; 0: for ever
}

// Numbers is how cases are numbered unless a commit says otherwise: ZX-2026-0001.
const Numbers = "ZX-%d-%04d"

// A Result is what came of a commit.
type Result struct {
	Version  int64  // that the event's commit gave the conversation; 0 when it was so long ago that only Number is known
	Repeated bool   // the event was committed before, now nothing was written
	Number   string // of the case that the event's commit opened, "" for none
}

// A Note is something that another person is to be told. A process takes it from the outbox and delivers it.
type Note struct {
	To    string   // a person's id, or a role: "staff", "lead", "head"
	Kind  string   // what sort of note, for the channel
	Text  string   // the words; CaseMark in them becomes the number of the case
	Press []string // buttons under it
	Paper string   // kind of document of the case that goes with it, "" for none
	Case  string   // the case it is about; "" becomes the case that the same commit opens
}

// CaseMark stands in the text of a note for the number of its case, which is not known before the commit.
const CaseMark = "{case}"

// Commit writes a turn. ErrConflict means that the conversation has moved on since it was loaded: Load returns the newest,
// from memory. After ErrAway nobody knows whether it was written: the same commit may be made again and is written once.
// An event is known again as long as it is among the last 64 of its conversation, and for ever when it opened a case.
func (s *Store) Commit(ctx context.Context, t Commit) (Result, error) {
	p, err := s.prepare(t)
	if err != nil {
		return Result{}, fmt.Errorf("commit turn: %w: %w", ErrInvalid, err)
	}
	v, err := s.keeper.run(ctx, commitScript, p.keys, p.args...)
	if err != nil {
		return Result{}, fmt.Errorf("commit turn of %s: %w", t.Conversation.ID, err)
	}
	return s.settle(p, v)
}

// prepared is a commit ready to be run.
type prepared struct {
	c     Conversation // as it will stand
	until int64
	keys  []string
	args  []string
}

func (s *Store) prepare(t Commit) (prepared, error) {
	c := t.Conversation
	if err := check(t); err != nil {
		return prepared{}, err
	}
	now := s.now()
	if t.Audit.At.IsZero() {
		t.Audit.At = now
	}
	line, head, err := newLine(c.Unit, c.ID, c.Head, t.Audit)
	if err != nil {
		return prepared{}, err
	}
	p := prepared{c: trim(asKept(c))}
	if t.TTL > 0 {
		p.until = now.Add(t.TTL).UnixMilli()
	}
	p.c.Head, p.c.Version = head, c.Version+1
	form, file, opened, err := opening(s.ring, t.Open, t.Number, head)
	if err != nil {
		return prepared{}, err
	}
	body, mark := sealBody(s.ring, p.c, p.until)
	p.keys = []string{
		conversationKey(c.Unit, c.ID), auditKey(c.Unit), auditHeadKey(c.Unit), personKey(c.Unit, c.Person), outboxKey(c.Unit),
		countsKey(c.Unit), casesKey(c.Unit), openCasesKey(c.Unit), openedKey(c.Unit),
		personCasesKey(c.Unit), dueKey(c.Unit), dueOfKey(c.Unit),
	}
	p.args = []string{
		versionBytes(c.Version), versionBytes(p.c.Version), eventHash(c.ID, t.Event), body,
		strconv.FormatInt(p.until, 10), c.Case, line, c.ID, form, file, opened, mark,
	}
	if t.Open == nil {
		p.args = append(p.args, "", "")
	} else {
		p.args = append(p.args, t.Open.From, moments(*t.Open))
	}
	for _, n := range t.Outbox {
		text, err := s.writeNote(c.Unit, n)
		if err != nil {
			return prepared{}, err
		}
		p.args = append(p.args, n.Case, text)
	}
	return p, nil
}

// check refuses what could not be written or found again.
func check(t Commit) error {
	c := t.Conversation
	switch {
	case c.ID == "", c.Person == "", t.Event == "":
		return fmt.Errorf("conversation %q of person %q, event %q: none may be empty", c.ID, c.Person, t.Event)
	case c.Version < 0:
		return fmt.Errorf("version %d", c.Version)
	case len(c.Case) > mostNumber:
		return fmt.Errorf("case number %q is too long", c.Case)
	case t.TTL < 0 || t.TTL > 0 && t.TTL < time.Millisecond:
		return fmt.Errorf("kept for %v", t.TTL)
	}
	return checkUnit(c.Unit)
}

// versionBytes is a version as it stands in a conversation; "" for 0, which stands in none.
func versionBytes(v int64) string {
	if v == 0 {
		return ""
	}
	return string(binary.BigEndian.AppendUint64(nil, uint64(v)))
}

// eventHash is what is kept of an event's id.
func eventHash(conversation, event string) string {
	sum := sha256.Sum256(appendString(appendString(nil, conversation), event))
	return string(sum[:8])
}

// mostNumber is how long a case number may be, so that its length is one byte.
const mostNumber = 200

// numberForm is a form whose year is filled in: one count, with or without leading zeros.
var numberForm = regexp.MustCompile(`^[^%\t\n]*%(0[1-9])?d[^%\t\n]*$`)

// opening returns the script's arguments for a case to open: the form of its number, the case, and when it is opened.
func opening(k ring, c *filing.Case, form, head string) (filled, file, opened string, err error) {
	if c == nil {
		return "", "", "", nil
	}
	if form == "" {
		form = Numbers
	}
	filled = strings.Replace(form, "%d", strconv.Itoa(c.Opened.Year()), 1)
	if !numberForm.MatchString(filled) || len(filled) > mostNumber-20 {
		return "", "", "", fmt.Errorf("number form %q: must hold %%d for the year and then %%04d or the like, once", form)
	}
	if err := checkCase(*c); err != nil {
		return "", "", "", err
	}
	written := *c
	written.Head, written.Last, written.Version = head, "", 0
	file, err = writeCase(k, written)
	return filled, file, millis(c.Opened), err
}

// settle reads the script's answer and keeps what it tells of the conversation.
func (s *Store) settle(p prepared, v any) (Result, error) {
	list, _ := v.([]any)
	switch said(list, 0) {
	case "ok":
		number := said(list, 1)
		if number != "" && !numberFiled(&p.c, number) {
			p.c.Case = number
		}
		s.cache.put(p.c, p.until)
		return Result{Version: p.c.Version, Number: number}, nil
	case "stale":
		s.refresh(p.c, said(list, 1))
		return Result{}, fmt.Errorf("conversation %s: %w", p.c.ID, ErrConflict)
	case "again":
		return s.repeated(p.c, list), nil
	case "error":
		return Result{}, fmt.Errorf("commit turn of %s: %w", p.c.ID, classified(errors.New(said(list, 1))))
	}
	return Result{}, fmt.Errorf("commit turn of %s: answer %v is not understood", p.c.ID, v)
}

// repeated tells what the first commit of an event came to.
func (s *Store) repeated(c Conversation, list []any) Result {
	r := Result{Repeated: true}
	newest := s.refresh(c, said(list, 3))
	if ago, ok := list[1].(int64); ok && ago >= 0 {
		r.Version = newest - ago
	}
	if opened := said(list, 2); len(opened) > 8 {
		r.Version = int64(binary.BigEndian.Uint64([]byte(opened[:8])))
		r.Number = opened[8:]
	}
	return r
}

// refresh keeps the conversation that a script returned in place of whatever is kept, and returns its version.
func (s *Store) refresh(c Conversation, blob string) int64 {
	s.cache.drop(c.Unit, c.ID)
	if blob == "" {
		return 0
	}
	newest, until, err := decode(s.ring, c.Unit, c.ID, []byte(blob))
	if err != nil {
		s.log.Error("conversation in the store cannot be read", "unit", c.Unit, "err", err)
		return 0
	}
	s.cache.put(newest, until)
	return newest.Version
}

// said returns the string at an index of a script's answer, "" when there is none.
func said(list []any, i int) string {
	if i >= len(list) {
		return ""
	}
	text, _ := list[i].(string)
	return text
}
