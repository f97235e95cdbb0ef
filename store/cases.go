package store

import (
	"context"
	"fmt"
	"hash/maphash"
	"iter"
	"slices"

	"dandang/filing"

	"github.com/redis/go-redis/v9"
)

// Cases returns the open cases of a unit, the oldest first.
func (s *Store) Cases(ctx context.Context, unit string) ([]filing.Case, error) {
	if err := checkUnit(unit); err != nil {
		return nil, fmt.Errorf("list cases: %w: %w", ErrInvalid, err)
	}
	numbers, err := s.client.ZRange(ctx, openCasesKey(unit), 0, -1).Result()
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", classify(ctx, err))
	}
	return s.casesNumbered(ctx, unit, numbers)
}

// casesNumbered returns the cases of those numbers in their order, without those that are gone meanwhile.
func (s *Store) casesNumbered(ctx context.Context, unit string, numbers []string) ([]filing.Case, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	files, err := s.client.HMGet(ctx, casesKey(unit), numbers...).Result()
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", classify(ctx, err))
	}
	cases := make([]filing.Case, 0, len(numbers))
	for i, number := range numbers {
		file := said(files, i)
		if file == "" {
			continue
		}
		c, err := readCase(s.ring, unit, number, file)
		if err != nil {
			return cases, fmt.Errorf("list cases: %w", err)
		}
		cases = append(cases, c)
	}
	return cases, nil
}

// Case returns one case of a unit; ok is false when there is none of that number.
func (s *Store) Case(ctx context.Context, unit, number string) (c filing.Case, ok bool, err error) {
	if err := checkUnit(unit); err != nil {
		return c, false, fmt.Errorf("read case: %w: %w", ErrInvalid, err)
	}
	file, err := s.client.HMGet(ctx, casesKey(unit), number).Result()
	if err != nil {
		return c, false, fmt.Errorf("read case %s: %w", number, classify(ctx, err))
	}
	if said(file, 0) == "" {
		return c, false, nil
	}
	c, err = readCase(s.ring, unit, number, said(file, 0))
	return c, err == nil, err
}

// casesPage is how many cases are read at a time.
const casesPage = 200

// AllCases calls yield with every case of a unit, open or not, in no order, until it returns an error. A case opened
// meanwhile may be among them or not; each comes once.
func (s *Store) AllCases(ctx context.Context, unit string, yield func(filing.Case) error) error {
	if err := checkUnit(unit); err != nil {
		return fmt.Errorf("read all cases: %w: %w", ErrInvalid, err)
	}
	return s.EachCase(ctx, unit, func(_ string, _ uint64, read func() (filing.Case, error)) error {
		c, err := read()
		if err != nil {
			return fmt.Errorf("read all cases: %w", err)
		}
		return yield(c)
	})
}

// EachCase is AllCases for whoever knows most of them already: yield gets the number of a case and a mark of what is kept
// of it, another one after any change, and reads it when it needs to. Marks are those of this process.
func (s *Store) EachCase(ctx context.Context, unit string, yield func(number string, mark uint64, read func() (filing.Case, error)) error) error {
	if err := checkUnit(unit); err != nil {
		return fmt.Errorf("go through cases: %w: %w", ErrInvalid, err)
	}
	for kept, err := range s.hashOf(ctx, casesKey(unit)) {
		if err != nil {
			return fmt.Errorf("go through cases: %w", err)
		}
		read := func() (filing.Case, error) { return readCase(s.ring, unit, kept.field, kept.value) }
		if err := yield(kept.field, maphash.String(caseMarks, kept.value), read); err != nil {
			return err
		}
	}
	return nil
}

// caseMarks seeds the marks of EachCase.
var caseMarks = maphash.MakeSeed()

// A field is one of a hash.
type field struct{ field, value string }

// hashOf goes through a hash a page at a time; each field comes once.
func (s *Store) hashOf(ctx context.Context, key string) iter.Seq2[field, error] {
	return func(yield func(field, error) bool) {
		seen := map[string]struct{}{}
		for cursor := uint64(0); ; {
			page, next, err := s.client.HScan(ctx, key, cursor, "", casesPage).Result()
			if err != nil {
				yield(field{}, classify(ctx, err))
				return
			}
			for name, value := range pairs(page) {
				if _, twice := seen[name]; twice {
					continue
				}
				seen[name] = struct{}{}
				if !yield(field{name, value}, nil) {
					return
				}
			}
			if cursor = next; cursor == 0 {
				return
			}
		}
	}
}

// CasesOf returns all cases of a person, the oldest first.
func (s *Store) CasesOf(ctx context.Context, unit, person string) ([]filing.Case, error) {
	if err := checkUnit(unit); err != nil {
		return nil, fmt.Errorf("list cases of a person: %w: %w", ErrInvalid, err)
	}
	numbers, whole, err := s.numbersOf(ctx, unit, person)
	if err == nil && !whole {
		if err = s.indexCases(ctx, unit); err == nil {
			numbers, _, err = s.numbersOf(ctx, unit, person)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("list cases of a person: %w", err)
	}
	cases, err := s.casesNumbered(ctx, unit, numbers)
	slices.SortStableFunc(cases, func(a, b filing.Case) int { return a.Opened.Compare(b.Opened) })
	return cases, err
}

// numbersOf returns the numbers of a person's cases; whole is false when not all cases of the unit are in the index,
// since they are from before there was one.
func (s *Store) numbersOf(ctx context.Context, unit, person string) (numbers []string, whole bool, err error) {
	look := s.client.TxPipeline()
	all, known := look.HLen(ctx, casesKey(unit)), look.ZCard(ctx, personCasesKey(unit))
	own := look.ZRangeByLex(ctx, personCasesKey(unit), &redis.ZRangeBy{Min: "[" + person + "\t", Max: "(" + person + "\n"})
	if _, err := look.Exec(ctx); err != nil {
		return nil, false, classify(ctx, err)
	}
	for _, member := range own.Val() {
		numbers = append(numbers, member[len(person)+1:])
	}
	return numbers, all.Val() == known.Val(), nil
}

// indexCases puts all cases of a unit in the index by person.
func (s *Store) indexCases(ctx context.Context, unit string) error {
	var batch []string
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		_, err := s.keeper.run(ctx, indexScript, []string{casesKey(unit), personCasesKey(unit)}, batch...)
		batch = batch[:0]
		return err
	}
	err := s.AllCases(ctx, unit, func(c filing.Case) error {
		batch = append(batch, c.Number, c.From)
		if len(batch) < 2*casesPage {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

// indexScript puts cases in the index by person, without those that are gone.
//
//	KEYS  1 cases  2 cases by person
//	ARGV  number, person, number, …
//	returns how many
var indexScript = script{name: "index1", Script: redis.NewScript(`
local n = 0
for i = 1, #ARGV, 2 do
	if redis.call('HEXISTS', KEYS[1], ARGV[i]) == 1 then
		n = n + redis.call('ZADD', KEYS[2], 0, ARGV[i + 1] .. '\t' .. ARGV[i])
	end
end
return n
`)}
