package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// A Lesson is what is to be learnt from a case: once a second person has put it in force, it counts.
type Lesson struct {
	ID       string      `json:"-"` // L0001, given by the store
	Kind     LessonKind  `json:"kind"`
	Case     string      `json:"case,omitempty"` // number of the case it comes from, "" for none
	Question string      `json:"question"`       // what it answers, or the matter it is about
	Answer   string      `json:"answer"`         // the words of the answer, or what was decided and why
	Cites    []string    `json:"cites,omitempty"`
	State    LessonState `json:"state"`
	By       string      `json:"by"` // who proposed it
	At       time.Time   `json:"at"` // when it was proposed
	Steps    []Step      `json:"steps,omitempty"`
}

// A Step is what somebody did to a lesson after it was proposed.
type Step struct {
	Who  string      `json:"who"`
	At   time.Time   `json:"at"`
	To   LessonState `json:"to"`
	Note string      `json:"note,omitempty"` // why, "" for no reason
}

// A LessonKind is what sort of lesson it is.
type LessonKind string

// The kinds.
const (
	Precedent LessonKind = "precedent" // how a case came out, shown beside like ones
	Answer    LessonKind = "answer"    // a standing answer
	Item      LessonKind = "item"      // proposed for the lists; curators write it there
)

// A LessonState is how far a lesson has gone.
type LessonState string

// The states.
const (
	Proposed LessonState = "proposed"
	InForce  LessonState = "inforce"
	Refused  LessonState = "refused"
	Retired  LessonState = "retired" // no longer in force, or taken back by who proposed it
)

// Errors that a caller tests for.
var (
	ErrSamePerson = errors.New("a second person must put it in force")
	ErrSettled    = errors.New("it has been settled already")
	ErrNone       = errors.New("there is none")
)

// allowed tells whether a lesson may take a step: one that is proposed is put in force or refused by a second person,
// or taken back by the first; one in force is retired by anybody.
func (l Lesson) allowed(step Step) error {
	switch {
	case l.State == Proposed && (step.To == InForce || step.To == Refused):
		if step.Who == l.By {
			return ErrSamePerson
		}
		return nil
	case l.State == Proposed && step.To == Retired && step.Who != l.By:
		return fmt.Errorf("%w: only who proposed it takes it back", ErrInvalid)
	case l.State == Proposed && step.To == Retired, l.State == InForce && step.To == Retired:
		return nil
	}
	return ErrSettled
}

// Propose keeps a lesson, proposed by l.By at l.At, and returns its id.
func (s *Store) Propose(ctx context.Context, unit string, l Lesson) (id string, err error) {
	if err := checkUnit(unit); err != nil {
		return "", fmt.Errorf("propose lesson: %w: %w", ErrInvalid, err)
	}
	l.State, l.Steps, l.At = Proposed, nil, instant(l.At)
	err = s.change(ctx, unit, lessonRegister(unit), func(was map[string]string) (map[string]string, Audit, error) {
		id = fmt.Sprintf("L%04d", max(1, len(was))) // of which one is the head
		kept, err := s.writeLesson(unit, l)
		return map[string]string{id: kept}, l.noted(id, l.By, l.At), err
	})
	s.lessons.forget()
	if err != nil {
		return "", fmt.Errorf("propose lesson: %w", err)
	}
	return id, nil
}

// Settle takes a lesson a step further. ErrSamePerson: whoever proposed it may not put it in force; ErrSettled: it has
// been settled meanwhile; ErrNone: there is none of that id.
func (s *Store) Settle(ctx context.Context, unit, id string, step Step) (l Lesson, err error) {
	if err := checkUnit(unit); err != nil {
		return l, fmt.Errorf("settle lesson: %w: %w", ErrInvalid, err)
	}
	step.At = instant(step.At)
	err = s.change(ctx, unit, lessonRegister(unit), func(was map[string]string) (map[string]string, Audit, error) {
		if was[id] == "" || id == registerHead {
			return nil, Audit{}, ErrNone
		}
		if l, err = s.readLesson(unit, id, was[id]); err != nil {
			return nil, Audit{}, err
		}
		if err := l.allowed(step); err != nil {
			return nil, Audit{}, err
		}
		l.State, l.Steps = step.To, append(l.Steps, step)
		kept, err := s.writeLesson(unit, l)
		return map[string]string{id: kept}, l.noted(id, step.Who, step.At), err
	})
	s.lessons.forget()
	if err != nil {
		return l, fmt.Errorf("settle lesson %s: %w", id, err)
	}
	return l, nil
}

// lessonAge is how old a look at the lessons may be.
const lessonAge = 2 * time.Second

// Lessons returns all lessons of a unit in the order of their ids. It costs a round trip at most every two seconds;
// those that another process settles are seen then. The slice is not to be changed.
func (s *Store) Lessons(ctx context.Context, unit string) ([]Lesson, error) {
	if err := checkUnit(unit); err != nil {
		return nil, fmt.Errorf("read lessons: %w: %w", ErrInvalid, err)
	}
	all, err := s.lessons.look(unit, func() ([]Lesson, error) { return s.readLessons(ctx, unit) })
	if err != nil {
		return nil, fmt.Errorf("read lessons: %w", err)
	}
	return all, nil
}

func (s *Store) readLessons(ctx context.Context, unit string) ([]Lesson, error) {
	kept, err := s.client.HGetAll(ctx, lessonsKey(unit)).Result()
	if err != nil {
		return nil, classify(ctx, err)
	}
	delete(kept, registerHead)
	var all []Lesson
	for _, id := range slices.SortedFunc(maps.Keys(kept), byLength) {
		l, err := s.readLesson(unit, id, kept[id])
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, nil
}

// byLength orders ids by their count, whose digits grow.
func byLength(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

// noted is the audit line of a lesson as it has become: its id and state, nothing of what it says.
func (l Lesson) noted(id, who string, at time.Time) Audit {
	return Audit{At: at, Who: who, What: "lesson", Detail: id + " " + string(l.State)}
}

// lessonOf is what the text of a lesson is sealed as.
func lessonOf(unit string) string { return "lesson of " + unit }

func (s *Store) writeLesson(unit string, l Lesson) (string, error) {
	b, err := json.Marshal(l)
	if err != nil {
		return "", err
	}
	return s.ring.text(lessonOf(unit), b), nil
}

func (s *Store) readLesson(unit, id, kept string) (Lesson, error) {
	l := Lesson{ID: id}
	b, err := s.ring.read(lessonOf(unit), kept)
	if err != nil {
		return l, fmt.Errorf("lesson %s: %w", id, err)
	}
	if err := readJSON(b, &l); err != nil {
		return l, fmt.Errorf("%w: lesson %s: %w", ErrCorrupt, id, err)
	}
	return l, nil
}
