package discordtest

import (
	"encoding/json"
	"time"
)

// Kinds of interactions, by Discord's numbers.
const (
	Command   = 2
	Component = 3
	Complete  = 4
	Window    = 5
)

// A State is how far an interaction is.
type State int

// The states. One that nobody answers within three seconds is dead.
const (
	Unanswered State = iota
	Deferred         // the person sees that something is coming
	Answered
)

// How long an interaction lives.
const (
	firstAnswer = 3 * time.Second
	tokenLife   = 15 * time.Minute
)

// An Interaction is something that a person did, and what came of it.
type Interaction struct {
	ID, Token string
	Kind      int
	Person    Person
	At        time.Time
	State     State
	Private   bool            // only the person sees the answers
	Answers   []*Message      // the first is the original one
	Window    json.RawMessage // the window that it was answered with
	Choices   json.RawMessage // of an autocompletion
	Sent      time.Time       // by the real clock, as First and Done
	First     time.Time       // first answer or acknowledgement
	Done      time.Time       // the last answer so far

	window bool // it comes from a window: no other may answer it
}

// Interaction is how an interaction stands.
func (d *Discord) Interaction(id string) Interaction {
	d.mu.Lock()
	defer d.mu.Unlock()
	if i := d.interactions[id]; i != nil {
		out := *i
		out.Answers = nil
		for _, m := range i.Answers {
			one := *m
			out.Answers = append(out.Answers, &one)
		}
		return out
	}
	return Interaction{}
}

// Wait waits until an interaction is answered, and not only acknowledged.
func (d *Discord) Wait(id string) Interaction {
	d.t.Helper()
	d.Until("the answer to interaction "+id, func() bool { return d.Interaction(id).State == Answered })
	return d.Interaction(id)
}

// callback takes the first answer. It returns the status, and Discord's code when it is refused.
func (d *Discord) callback(i *Interaction, kind int, data json.RawMessage, files []File) (status, code int) {
	switch {
	case i.State != Unanswered:
		return 400, 40060
	case d.now.Sub(i.At) > firstAnswer:
		return 404, 10062
	}
	i.First = time.Now()
	i.Done = i.First
	switch kind {
	case 4, 7:
		i.State = Answered
		m := d.message(i.Person.Channel, Self, data, files)
		i.Private = m.Flags&Ephemeral != 0
		i.Answers = append(i.Answers, m)
	case 5, 6:
		i.State = Deferred
		var said struct{ Flags int }
		_ = json.Unmarshal(data, &said) // nothing there means no flags
		i.Private = said.Flags&Ephemeral != 0
	case 8:
		var said struct{ Choices json.RawMessage }
		_ = json.Unmarshal(data, &said)
		i.State, i.Choices = Answered, said.Choices
	case 9:
		i.State, i.Window = Answered, data
	}
	return 204, 0
}

// edit writes the original answer; follow one behind it.
func (d *Discord) edit(i *Interaction, data json.RawMessage, files []File) (m *Message, status, code int) {
	switch {
	case d.now.Sub(i.At) >= tokenLife:
		return nil, 401, 50027
	case i.State == Unanswered || i.State == Answered && len(i.Answers) == 0:
		return nil, 404, 10008
	}
	i.Done = time.Now()
	if len(i.Answers) == 0 {
		i.State = Answered
		i.Answers = append(i.Answers, d.message(i.Person.Channel, Self, data, files))
	} else {
		i.Answers[0].change(data, files)
	}
	if i.Private {
		i.Answers[0].Flags |= Ephemeral
	}
	return i.Answers[0], 200, 0
}

func (d *Discord) follow(i *Interaction, data json.RawMessage, files []File) (m *Message, status, code int) {
	switch {
	case d.now.Sub(i.At) >= tokenLife:
		return nil, 401, 50027
	case i.State == Unanswered:
		return nil, 404, 10015
	case i.State == Deferred: // Discord has it fill the place that is waiting
		return d.edit(i, data, files)
	}
	i.Done = time.Now()
	m = d.message(i.Person.Channel, Self, data, files)
	i.Answers = append(i.Answers, m)
	return m, 200, 0
}
