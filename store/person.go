package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"dandang/filing"
	"dandang/knowledge"
)

// A Person is everything that is kept of one person in a unit. It marshals to JSON as it is to be handed over.
type Person struct {
	Unit    string          `json:"unit"`
	Person  string          `json:"person"`
	At      time.Time       `json:"at"`
	Talks   []Talk          `json:"talks"`
	Cases   []OwnCase       `json:"cases"`   // without what is for staff alone
	Notes   []string        `json:"notes"`   // still to be delivered to the person
	Marks   map[string]Mark `json:"marks"`   // that the person gave, by subject
	Lessons []string        `json:"lessons"` // ids of those that the person proposed
	Audit   []Trace         `json:"audit"`   // what the person did, as the audit has it
	Kept    []Kept          `json:"kept"`    // what Forget would leave, and why
}

// A Talk is a conversation as it is handed over.
type Talk struct {
	ID     string            `json:"id"`
	Began  time.Time         `json:"began"`
	Seen   time.Time         `json:"seen"`
	Said   []Said            `json:"said"`
	Matter knowledge.Matter  `json:"matter"`
	Drafts []json.RawMessage `json:"drafts,omitempty"`
	Filed  []Filed           `json:"filed,omitempty"`
	Work   string            `json:"work,omitempty"`
}

// An OwnCase is a case of the person's own, with its number.
type OwnCase struct {
	Number string `json:"number"`
	filing.Case
}

// A Trace is an audit line of something that the person did.
type Trace struct {
	At     time.Time `json:"at"`
	Of     string    `json:"of"` // the conversation, or what else it was done to
	What   string    `json:"what"`
	Detail string    `json:"detail,omitempty"`
}

// A Kept is something that stays when a person is forgotten.
type Kept struct {
	Number string    `json:"number,omitempty"` // of the case, "" when it is none
	Count  int       `json:"count,omitempty"`  // how many audit lines
	Why    KeptWhy   `json:"why"`
	Until  time.Time `json:"until,omitzero"` // zero: for ever, or as long as the reason lasts
}

// KeptWhy is the rule by which something stays.
type KeptWhy string

// The rules.
const (
	KeptOpen  KeptWhy = "open"  // the case is being dealt with
	KeptFiled KeptWhy = "filed" // a file of the office
	KeptAudit KeptWhy = "audit" // the audit shows who did what, never what was said, and cannot be changed
)

// Export returns everything that is kept of a person, read from the store and not from memory.
func (s *Store) Export(ctx context.Context, unit, person string) (Person, error) {
	p := Person{Unit: unit, Person: person, At: instant(s.now())}
	if err := checkUnit(unit); err != nil {
		return p, fmt.Errorf("export person: %w: %w", ErrInvalid, err)
	}
	for _, read := range []func(context.Context, *Person) error{s.talksOf, s.ownCases, s.notesTo, s.marksOf, s.lessonsBy, s.traces} {
		if err := read(ctx, &p); err != nil {
			return p, fmt.Errorf("export person: %w", err)
		}
	}
	return p, nil
}

func (s *Store) talksOf(ctx context.Context, p *Person) error {
	ids, err := s.client.HKeys(ctx, personKey(p.Unit, p.Person)).Result()
	if err != nil {
		return classify(ctx, err)
	}
	slices.Sort(ids)
	for _, id := range ids {
		s.cache.drop(p.Unit, id)
		c, err := s.Load(ctx, p.Unit, id)
		if err != nil {
			return err
		}
		if c.Version == 0 {
			continue
		}
		talk := Talk{ID: id, Began: c.Began, Seen: c.Seen, Said: c.Said, Matter: c.Matter, Filed: c.Filed, Work: c.Work}
		for _, d := range c.Drafts {
			talk.Drafts = append(talk.Drafts, asJSON(d.Data))
		}
		p.Talks = append(p.Talks, talk)
	}
	return nil
}

// asJSON is b when it is JSON, otherwise b as a JSON string.
func asJSON(b []byte) json.RawMessage {
	if json.Valid(b) {
		return b
	}
	text, _ := json.Marshal(string(b)) // never fails for a string
	return text
}

func (s *Store) ownCases(ctx context.Context, p *Person) error {
	cases, err := s.CasesOf(ctx, p.Unit, p.Person)
	if err != nil {
		return err
	}
	for _, c := range cases {
		if kept, stays := s.stays(c); stays {
			p.Kept = append(p.Kept, kept)
		}
		p.Cases = append(p.Cases, OwnCase{c.Number, forAsker(c)})
	}
	return nil
}

// stays reports whether a case of a person stays as it is when the person is forgotten, and why.
func (s *Store) stays(c filing.Case) (k Kept, stays bool) {
	if !c.Done && c.State != filing.Withdrawn {
		return Kept{Number: c.Number, Why: KeptOpen}, true
	}
	return Kept{Number: c.Number, Why: KeptFiled, Until: s.retain.until(c)}, official(c)
}

// forAsker is a case without what is for staff alone.
func forAsker(c filing.Case) filing.Case {
	c.Proposal, c.Avoid = nil, nil
	c.Record = slices.Clone(c.Record)
	for i := range c.Record {
		c.Record[i].Note, c.Record[i].Proposed = "", ""
	}
	return c
}

func (s *Store) notesTo(ctx context.Context, p *Person) error {
	waiting, err := s.waitingFor(ctx, p.Unit, p.Person)
	for _, n := range waiting {
		p.Notes = append(p.Notes, strings.ReplaceAll(n.Text, CaseMark, n.Case))
	}
	return err
}

// waitingFor returns the notes to a person that nobody has delivered yet.
func (s *Store) waitingFor(ctx context.Context, unit, person string) ([]Delivery, error) {
	all, err := s.client.XRange(ctx, outboxKey(unit), "-", "+").Result()
	if err != nil {
		return nil, classify(ctx, err)
	}
	var own []Delivery
	for _, x := range all {
		kept, _ := x.Values["note"].(string)
		number, _ := x.Values["case"].(string)
		n, err := s.readNote(unit, kept)
		if err != nil {
			return nil, fmt.Errorf("note %s: %w", x.ID, err)
		}
		if n.To == person {
			own = append(own, Delivery{ID: x.ID, Note: Note{To: n.To, Kind: n.Kind, Text: n.Text, Case: number}})
		}
	}
	return own, nil
}

func (s *Store) marksOf(ctx context.Context, p *Person) error {
	p.Marks = map[string]Mark{}
	for f, err := range s.hashOf(ctx, ratedKey(p.Unit)) {
		if err != nil {
			return err
		}
		if subject, person, _ := strings.Cut(f.field, "\t"); person == p.Person {
			p.Marks[subject] = Mark(f.value)
		}
	}
	return nil
}

func (s *Store) lessonsBy(ctx context.Context, p *Person) error {
	all, err := s.Lessons(ctx, p.Unit)
	for _, l := range all {
		if l.By == p.Person {
			p.Lessons = append(p.Lessons, l.ID)
		}
	}
	return err
}

// traces reads the whole audit; it is done when a person asks for all that is kept, and seldom.
func (s *Store) traces(ctx context.Context, p *Person) error {
	for at := int64(0); ; at += dumpValues {
		page, err := s.client.LRange(ctx, auditKey(p.Unit), at, at+dumpValues-1).Result()
		if err != nil {
			return classify(ctx, err)
		}
		for _, text := range page {
			l, err := readLine(text)
			if err != nil {
				return fmt.Errorf("%w: audit: %w", ErrCorrupt, err)
			}
			if l.audit.Who == p.Person {
				p.Audit = append(p.Audit, Trace{l.audit.At, l.chain, l.audit.What, l.audit.Detail})
			}
		}
		if len(page) < dumpValues {
			break
		}
	}
	slices.SortStableFunc(p.Audit, func(a, b Trace) int { return cmp.Compare(a.At.UnixMilli(), b.At.UnixMilli()) })
	if len(p.Audit) > 0 {
		p.Kept = append(p.Kept, Kept{Count: len(p.Audit), Why: KeptAudit})
	}
	return nil
}
