package store

import (
	"slices"
	"time"

	"dandang/knowledge"
)

// A Stage is who has the talk now.
type Stage string

const (
	Idle   Stage = ""       // nothing is under way
	Asking Stage = "asking" // the assistant asks
	Handed Stage = "handed" // a person has it
)

// A Conversation is what is kept of one person's talk in one place: what was said, which entries of the lists and
// which questions answered it, and what is known of the matter in hand. Replies are rendered again from these, not kept.
// Instants are kept to the millisecond and come back in UTC; empty slices come back nil.
type Conversation struct {
	Unit    string           // the county, as in knowledge
	ID      string           // one person in one place, e.g. "console:1"
	Person  string           // whose talk it is
	Version int64            // counts the commits; 0 when nothing was committed yet
	Began   time.Time        // when the first message came
	Seen    time.Time        // when the last one came
	Said    []Said           // oldest first, at most MostSaid
	Matter  knowledge.Matter // what is known of the matter in hand
	From    int              // index in Said of the first message of the matter in hand
	Pending string           // id of the question put last, "" when none waits for an answer
	Stage   Stage
	Case    string  // number of the escalation that has the matter, "" for none
	Lists   string  // version of the lists that the last verdict was made by
	Head    string  // hash of the last audit line, hexadecimal; "" before the first
	Past    []Past  // earlier matters, oldest first
	Drafts  []Draft // papers being filled in, oldest first
	Filed   []Filed // papers handed in, oldest first
	Work    string  // what a reviewer is in the middle of, as the desk names it; "" for nothing

	Elsewhere string // conversation of the same person with whose draft this one goes on while it is open there, "" for none
}

// A Said is one message of the person and what it led to.
type Said struct {
	At      time.Time
	Text    string         // what was typed, or the label of the button pressed
	Pressed bool           // a button, not words
	Kind    knowledge.Kind // what sort of message it was
	Asked   string         // id of the question put after it, "" for none
	FAQ     []string       // procedure entries that answered it
}

// A Past is a matter that was talked about before the one in hand.
type Past struct {
	First, Last int    // indexes in Said of its first and last message
	Item        string // the positive item it was measured against, "" for none
	Outcome     knowledge.Outcome
}

// MostSaid is how many messages of a talk are kept. Facts outlive the message that stated them.
const MostSaid = 60

// trim returns c with only the last MostSaid messages. Indexes move along; a fact or an earlier matter whose first
// message is gone begins at the first one kept, and an earlier matter of which nothing is left is dropped.
func trim(c Conversation) Conversation {
	gone := len(c.Said) - MostSaid
	if gone <= 0 {
		return c
	}
	c.Said = slices.Clone(c.Said[gone:])
	c.From -= gone
	if c.From < 0 {
		c.Matter.Facts = slices.Clone(c.Matter.Facts)
		for i := range c.Matter.Facts {
			f := &c.Matter.Facts[i]
			f.Turn = max(0, f.Turn+c.From)
		}
		c.From = 0
	}
	var past []Past
	for _, p := range c.Past {
		p.First, p.Last = max(0, p.First-gone), p.Last-gone
		if p.Last >= 0 {
			past = append(past, p)
		}
	}
	c.Past = past
	return c
}

// clone returns a copy that shares nothing which its holder may change.
func clone(c Conversation) Conversation {
	c.Said = copied(c.Said)
	for i := range c.Said {
		c.Said[i].FAQ = copied(c.Said[i].FAQ)
	}
	c.Past = copied(c.Past)
	c.Filed, c.Drafts = copied(c.Filed), copied(c.Drafts)
	for i := range c.Drafts {
		c.Drafts[i].Data = copied(c.Drafts[i].Data)
	}
	m := &c.Matter
	m.Items, m.Facts = copied(m.Items), copied(m.Facts)
	m.Asked, m.Vain = copied(m.Asked), copied(m.Vain)
	return c
}

// copied returns a copy of list, nil when it is empty.
func copied[T any](list []T) []T { return append([]T(nil), list...) }

// asKept returns a copy of c as it comes back from the store.
func asKept(c Conversation) Conversation {
	c = clone(c)
	c.Began, c.Seen = instant(c.Began), instant(c.Seen)
	for i := range c.Said {
		c.Said[i].At = instant(c.Said[i].At)
	}
	for i := range c.Drafts {
		c.Drafts[i].Began, c.Drafts[i].Seen = instant(c.Drafts[i].Began), instant(c.Drafts[i].Seen)
	}
	for i := range c.Filed {
		c.Filed[i].At = instant(c.Filed[i].At)
	}
	return c
}

// instant is t as it is kept: to the millisecond, in UTC.
func instant(t time.Time) time.Time { return time.UnixMilli(t.UnixMilli()).UTC() }
