package handlers

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"dandang/filing"
	"dandang/knowledge"
	"dandang/store"
)

// However much was said and done, a card stays within its length and still shows what was proposed and done last.
func TestCardStaysShort(t *testing.T) {
	lists, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	b, err := lists.Base("demo", "2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := filing.ShippedRules()
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("说得很长很长的一段话，", 800)
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, beijing)
	for _, kind := range filing.Kinds() {
		road := rules.Workflows.Of(kind)
		c := filing.Case{Number: "ZX-2026-0001", Kind: kind, From: "p", Opened: at, State: road.First, Question: long, Values: map[string]string{}}
		for _, m := range road.Actions {
			for _, n := range m.Needs {
				c.Values[n.ID] = long
			}
		}
		for i := range 300 {
			c.Record = append(c.Record, filing.Entry{At: at.Add(time.Duration(i) * time.Hour), Who: "r", Action: "note", Text: fmt.Sprint("第", i, "句"), Note: long})
		}
		c.Proposal = &filing.Proposal{Action: road.Actions[0].ID, Who: "r", At: at, Text: "拟告知的话开头" + long, Note: long, Values: c.Values}
		like := []filing.Case{c, c, c}
		precedents := []store.Lesson{{ID: "L0001", Question: long, Answer: long}, {ID: "L0002", Question: long, Answer: long}}
		r := &reviewing{walk: walk{desk: &Desk{Rules: rules}, base: b, message: Message{At: at}, by: filing.Actor{ID: "s", Roles: filing.StaffRoles}}}
		card := r.cardReply(c, like, precedents)
		if n := utf8.RuneCountInString(card.Text); n > mostCard {
			t.Errorf("%s: %d characters", kind, n)
		}
		for _, want := range []string{"拟告知的话开头", "第299句", "L0002", "【已记录】"} {
			if !strings.Contains(card.Text, want) {
				t.Errorf("%s: %q is not on the card", kind, want)
			}
		}
	}
}

// TestStaffHelpTellsEveryCommand lets no command be added that staff never hear of.
func TestStaffHelpTellsEveryCommand(t *testing.T) {
	onCards := []string{pressMoreTodo, pressForm, pressHelp} // they stand as buttons where they can be used
	help := staffHelp().Text
	for _, c := range staffCommands {
		if word := c.words[0]; !contains(onCards, word) && !strings.Contains(help, word) {
			t.Errorf("the help says nothing of %q", word)
		}
	}
}
