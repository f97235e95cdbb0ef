package store

import (
	"context"
	"encoding/json"
	"fmt"

	"dandang/filing"
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
	if len(numbers) == 0 {
		return nil, nil
	}
	files, err := s.client.HMGet(ctx, casesKey(unit), numbers...).Result()
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", classify(ctx, err))
	}
	cases := make([]filing.Case, 0, len(numbers))
	for i, number := range numbers {
		c, err := readCase(number, said(files, i))
		if err != nil {
			return cases, err
		}
		cases = append(cases, c)
	}
	return cases, nil
}

func readCase(number, file string) (filing.Case, error) {
	c := filing.Case{Number: number}
	if err := json.Unmarshal([]byte(file), &c); err != nil {
		return c, fmt.Errorf("%w: case %s: %w", ErrCorrupt, number, err)
	}
	return c, nil
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
	c, err = readCase(number, said(file, 0))
	return c, err == nil, err
}
