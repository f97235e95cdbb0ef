package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"dandang/filing"

	"github.com/redis/go-redis/v9"
)

// A Swept tells what Sweep removed.
type Swept struct {
	Cases     []string // their numbers, in order
	Notes     int
	Events    int
	Questions int
}

// Sweep removes from a unit what is kept long enough at a time, by Options.Retain. A removed case leaves a line in the
// audit and its number is not given again. Several processes may sweep at once.
func (s *Store) Sweep(ctx context.Context, unit string, at time.Time) (Swept, error) {
	var w Swept
	if err := checkUnit(unit); err != nil {
		return w, fmt.Errorf("sweep: %w: %w", ErrInvalid, err)
	}
	for _, step := range []func(context.Context, string, time.Time, *Swept) error{s.sweepCases, s.sweepNotes, s.sweepEvents, s.sweepQuestions} {
		if err := step(ctx, unit, at, &w); err != nil {
			return w, fmt.Errorf("sweep: %w", err)
		}
	}
	return w, nil
}

// Units returns all units of which something is kept, in order.
func (s *Store) Units(ctx context.Context) ([]string, error) {
	units, err := keysByUnit(ctx, s.client)
	if err != nil {
		return nil, fmt.Errorf("list units: %w", err)
	}
	return slices.Sorted(maps.Keys(units)), nil
}

func (s *Store) sweepCases(ctx context.Context, unit string, at time.Time, w *Swept) error {
	var over []filing.Case
	err := s.AllCases(ctx, unit, func(c filing.Case) error {
		until := s.retain.until(c)
		if (c.Done || c.State == filing.Withdrawn) && !until.IsZero() && !until.After(at) {
			over = append(over, c)
		}
		return nil
	})
	if err != nil || len(over) == 0 {
		return err
	}
	opened, err := s.openings(ctx, unit)
	if err != nil {
		return err
	}
	slices.SortFunc(over, func(a, b filing.Case) int { return strings.Compare(a.Number, b.Number) })
	for _, c := range over {
		line, _, err := newLine(unit, caseChain+c.Number, or(c.Last, c.Head), Audit{At: at, What: whatRemoved})
		if err != nil {
			return fmt.Errorf("%w: case %s: %w", ErrCorrupt, c.Number, err)
		}
		keys := []string{casesKey(unit), openCasesKey(unit), personCasesKey(unit), dueKey(unit), dueOfKey(unit), openedKey(unit),
			ratedKey(unit), ratingsKey(unit), auditKey(unit), auditHeadKey(unit)}
		rated, err := s.rated(ctx, unit, c.Number)
		if err != nil {
			return err
		}
		v, err := s.keeper.run(ctx, removeScript, keys, append([]string{c.Number, versionHeader(c.Version), line, c.From, opened[c.Number], string(Helped), string(Useless)}, rated...)...)
		if err != nil {
			return err
		}
		if v == int64(1) {
			w.Cases = append(w.Cases, c.Number)
		}
	}
	return nil
}

// openings are the events that opened cases, by their numbers.
func (s *Store) openings(ctx context.Context, unit string) (map[string]string, error) {
	all := map[string]string{}
	for f, err := range s.hashOf(ctx, openedKey(unit)) {
		if err != nil {
			return nil, err
		}
		if len(f.value) > 8 {
			all[f.value[8:]] = f.field
		}
	}
	return all, nil
}

// rated are the persons who marked a subject.
func (s *Store) rated(ctx context.Context, unit, subject string) ([]string, error) {
	var persons []string
	for f, err := range s.hashOf(ctx, ratedKey(unit)) {
		if err != nil {
			return nil, err
		}
		if of, person, _ := strings.Cut(f.field, "\t"); of == subject {
			persons = append(persons, person)
		}
	}
	return persons, nil
}

// sweepNotes removes notes whose audit line is too old: the number of that line is the first part of a note's id.
func (s *Store) sweepNotes(ctx context.Context, unit string, at time.Time, w *Swept) error {
	if s.retain.Notes < 0 {
		return nil
	}
	waiting, err := s.client.XRange(ctx, outboxKey(unit), "-", "+").Result()
	if err != nil {
		return classify(ctx, err)
	}
	var ids []string
	for _, x := range waiting {
		number, _, _ := strings.Cut(x.ID, "-")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return fmt.Errorf("%w: note %s", ErrCorrupt, x.ID)
		}
		text, err := s.client.LIndex(ctx, auditKey(unit), n-1).Result()
		if err != nil {
			return fmt.Errorf("line of note %s: %w", x.ID, classify(ctx, err))
		}
		l, err := readLine(text)
		if err != nil {
			return fmt.Errorf("%w: audit line %d: %w", ErrCorrupt, n, err)
		}
		if l.audit.At.Add(s.retain.Notes).After(at) {
			break // those behind it are younger
		}
		ids = append(ids, x.ID)
	}
	w.Notes = len(ids)
	return s.Delivered(ctx, unit, ids...)
}

func (s *Store) sweepEvents(ctx context.Context, unit string, at time.Time, w *Swept) error {
	if s.retain.Events < 0 {
		return nil
	}
	var fields []string
	for f, err := range s.hashOf(ctx, actsKey(unit)) {
		if err != nil {
			return err
		}
		written, _, _ := strings.Cut(f.value, " ")
		if whole(written) <= at.Add(-s.retain.Events).UnixMilli() {
			fields = append(fields, f.field)
		}
	}
	w.Events = len(fields)
	return s.dropFields(ctx, actsKey(unit), fields)
}

func (s *Store) sweepQuestions(ctx context.Context, unit string, at time.Time, w *Swept) error {
	if s.retain.Questions < 0 {
		return nil
	}
	var fields []string
	for f, err := range s.hashOf(ctx, gapsKey(unit)) {
		if err != nil {
			return err
		}
		id, what, _ := strings.Cut(f.field, "\t")
		if what == "last" && whole(f.value) <= at.Add(-s.retain.Questions).UnixMilli() {
			fields = append(fields, gapFields(id)...)
			w.Questions++
		}
	}
	return s.dropFields(ctx, gapsKey(unit), fields)
}

// dropFields removes fields of a hash, a page at a time.
func (s *Store) dropFields(ctx context.Context, key string, fields []string) error {
	for page := range slices.Chunk(fields, casesPage) {
		if _, err := s.keeper.run(ctx, fieldsScript, []string{key}, page...); err != nil {
			return err
		}
	}
	return nil
}

// removeScript removes a case that is of the version it was read in, and everything by which it is found.
//
//	KEYS  1 cases  2 open cases  3 cases by person  4 due  5 due by case  6 opened  7 rated  8 ratings  9 audit  10 audit head
//	ARGV  1 number  2 version, 8 bytes  3 audit line  4 person  5 event that opened it, empty for none
//	      6, 7 the marks that there are  8… persons who marked it
//	returns 1, or 0 when it has another version or is gone
var removeScript = script{name: "remove1", Script: redis.NewScript(scheduling + `
local file = redis.call('HGET', KEYS[1], ARGV[1])
if not file then return 0 end
local version = string.sub(file, 2, 9)
if string.sub(file, 1, 1) == '{' then version = string.rep('\0', 8) end
if version ~= ARGV[2] then return 0 end
local head = redis.call('GET', KEYS[10]) or ''
local lines = 1
if head ~= '' then lines = tonumber(string.sub(head, 41)) + 1 end
redis.call('RPUSH', KEYS[9], ARGV[3])
redis.call('SET', KEYS[10], redis.sha1hex(string.sub(head, 1, 40) .. ARGV[3]) .. lines)
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[4] .. '\t' .. ARGV[1])
schedule(KEYS[4], KEYS[5], ARGV[1], '')
if ARGV[5] ~= '' then redis.call('HDEL', KEYS[6], ARGV[5]) end
for i = 6, 7 do redis.call('HDEL', KEYS[8], ARGV[1] .. '\t' .. ARGV[i]) end
for i = 8, #ARGV do redis.call('HDEL', KEYS[7], ARGV[1] .. '\t' .. ARGV[i]) end
return 1
`)}
