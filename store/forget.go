package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"

	"dandang/filing"

	"github.com/redis/go-redis/v9"
)

// A Forgotten tells what Forget removed and what stays.
type Forgotten struct {
	Conversations int
	Notes         int // that waited for the person
	Marks         int // how many people found something helpful stays, without who
	Cases         int // consultations and cases taken back, in which a name by chance now stands for the person
	Kept          []Kept
}

// Forget removes a person from a unit: conversations with their drafts, notes, marks, and the person's id from cases that
// are no files of the office. What must stay is named with its rule. Another process may hold a conversation in memory
// until it is used again, which then finds it gone. Made twice it removes what came in between.
func (s *Store) Forget(ctx context.Context, unit, person string) (f Forgotten, err error) {
	if err := checkUnit(unit); err != nil {
		return f, fmt.Errorf("forget person: %w: %w", ErrInvalid, err)
	}
	if person == "" {
		return f, fmt.Errorf("forget person: %w: nobody is named", ErrInvalid)
	}
	if f.Conversations, err = s.Delete(ctx, unit, person); err != nil {
		return f, fmt.Errorf("forget person: %w", err)
	}
	for _, step := range []func(context.Context, string, string, *Forgotten) error{s.forgetCases, s.forgetNotes, s.forgetMarks, s.keptTraces} {
		if err := step(ctx, unit, person, &f); err != nil {
			return f, fmt.Errorf("forget person: %w", err)
		}
	}
	return f, nil
}

// forgetCases puts a name by chance in the place of the person where that is allowed.
func (s *Store) forgetCases(ctx context.Context, unit, person string, f *Forgotten) error {
	cases, err := s.CasesOf(ctx, unit, person)
	if err != nil {
		return err
	}
	for _, c := range cases {
		kept, stays := s.stays(c)
		if stays {
			f.Kept = append(f.Kept, kept)
			continue
		}
		if err := s.rename(ctx, c, person, byChance()); err != nil {
			return err
		}
		f.Cases++
	}
	return nil
}

// byChance is a name that says nothing.
func byChance() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand
	return "former-" + hex.EncodeToString(b[:])
}

// rename puts another name in the place of the person whom a case is of, again when it changes meanwhile.
func (s *Store) rename(ctx context.Context, c filing.Case, person, name string) error {
	for {
		expected := versionHeader(c.Version)
		line, last, err := newLine(c.Unit, caseChain+c.Number, or(c.Last, c.Head), Audit{At: s.now(), Who: name, What: whatRenamed})
		if err != nil {
			return fmt.Errorf("%w: case %s: %w", ErrCorrupt, c.Number, err)
		}
		c.From, c.Conversation, c.Office, c.Last, c.Version = name, "", "", last, c.Version+1
		c.Record = slices.Clone(c.Record)
		for i := range c.Record {
			if c.Record[i].Who == person {
				c.Record[i].Who = name
			}
		}
		file, err := writeCase(s.ring, c)
		if err != nil {
			return err
		}
		keys := []string{casesKey(c.Unit), personCasesKey(c.Unit), auditKey(c.Unit), auditHeadKey(c.Unit)}
		v, err := s.keeper.run(ctx, renameScript, keys, c.Number, expected, file, line, person, name)
		if err != nil || v == int64(1) {
			return err
		}
		var ok bool
		if c, ok, err = s.Case(ctx, c.Unit, c.Number); err != nil || !ok || c.From != person {
			return err
		}
	}
}

// forgetNotes takes away notes to the person, but for those about a case that stays open: the answer must still come.
func (s *Store) forgetNotes(ctx context.Context, unit, person string, f *Forgotten) error {
	waiting, err := s.waitingFor(ctx, unit, person)
	if err != nil {
		return err
	}
	var ids []string
	for _, n := range waiting {
		if !slices.ContainsFunc(f.Kept, func(k Kept) bool { return k.Why == KeptOpen && k.Number == n.Case }) {
			ids = append(ids, n.ID)
		}
	}
	f.Notes = len(ids)
	return s.Delivered(ctx, unit, ids...)
}

func (s *Store) forgetMarks(ctx context.Context, unit, person string, f *Forgotten) error {
	p := Person{Unit: unit, Person: person}
	if err := s.marksOf(ctx, &p); err != nil || len(p.Marks) == 0 {
		return err
	}
	var fields []string
	for subject := range p.Marks {
		fields = append(fields, subject+"\t"+person)
	}
	f.Marks = len(fields)
	return s.dropFields(ctx, ratedKey(unit), fields)
}

// keptTraces tells of the audit lines that stay.
func (s *Store) keptTraces(ctx context.Context, unit, person string, f *Forgotten) error {
	p := Person{Unit: unit, Person: person}
	err := s.traces(ctx, &p)
	f.Kept = append(f.Kept, p.Kept...)
	return err
}

// renameScript replaces a case that is of the version it was read in, and the person by whom it is found.
//
//	KEYS  1 cases  2 cases by person  3 audit  4 audit head
//	ARGV  1 number  2 version, 8 bytes  3 the case as it becomes  4 audit line  5 person  6 name instead
//	returns 1, or 0 when it has another version or is gone
var renameScript = script{name: "rename1", Script: redis.NewScript(`
local file = redis.call('HGET', KEYS[1], ARGV[1])
if not file then return 0 end
local version = string.sub(file, 2, 9)
if string.sub(file, 1, 1) == '{' then version = string.rep('\0', 8) end
if version ~= ARGV[2] then return 0 end
local head = redis.call('GET', KEYS[4]) or ''
local lines = 1
if head ~= '' then lines = tonumber(string.sub(head, 41)) + 1 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('ZREM', KEYS[2], ARGV[5] .. '\t' .. ARGV[1])
redis.call('ZADD', KEYS[2], 0, ARGV[6] .. '\t' .. ARGV[1])
redis.call('RPUSH', KEYS[3], ARGV[4])
redis.call('SET', KEYS[4], redis.sha1hex(string.sub(head, 1, 40) .. ARGV[4]) .. lines)
return 1
`)}
