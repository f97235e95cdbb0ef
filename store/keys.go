package store

import (
	"fmt"
	"strings"
)

// Keys carry the unit as hash tag, so that everything of one county lies in one slot of a Redis Cluster and one script
// may touch it all. Each key is made here and nowhere else.

const prefix = "dd:{"

// conversationKey is a string: the conversation as written by the commit script.
func conversationKey(unit, id string) string { return prefix + unit + "}:talk:" + id }

// personKey is a hash: id of each of a person's conversations to the time in milliseconds at which it expires, 0 for
// never. It expires with the last of them.
func personKey(unit, person string) string { return prefix + unit + "}:person:" + person }

// auditKey is a list: the unit's audit lines in the order of their commits.
func auditKey(unit string) string { return prefix + unit + "}:audit" }

// auditHeadKey is a string: the last link of the chain over all lines of the unit, 40 hexadecimal digits, then their number.
func auditHeadKey(unit string) string { return prefix + unit + "}:audit:head" }

// outboxKey is a stream: notes that wait to be delivered.
func outboxKey(unit string) string { return prefix + unit + "}:outbox" }

// takenKey is a sorted set: ids of notes somebody is delivering, with the time in milliseconds until which they may.
func takenKey(unit string) string { return prefix + unit + "}:outbox:taken" }

// casesKey is a hash: case number to case.
func casesKey(unit string) string { return prefix + unit + "}:cases" }

// openCasesKey is a sorted set: numbers of open cases by the time in milliseconds at which they were opened.
func openCasesKey(unit string) string { return prefix + unit + "}:cases:open" }

// openedKey is a hash: event to the number of the case that it opened, so that one event never opens two.
func openedKey(unit string) string { return prefix + unit + "}:cases:event" }

// countsKey is a hash: form of a case number, e.g. ZX-2026-%04d, to how many of that form were given.
func countsKey(unit string) string { return prefix + unit + "}:cases:count" }

// papersKey is a hash: the first 20 digits of a document's hash to what the register keeps of it.
func papersKey(unit string) string { return prefix + unit + "}:papers" }

// personCasesKey is a sorted set, all scores 0: for each case the person whom it is of, a tab, the number.
func personCasesKey(unit string) string { return prefix + unit + "}:cases:person" }

// actsKey is a hash: event of a case to the time in milliseconds at which it was written, a space, and the numbers of
// the cases that it opened, each on a line of its own.
func actsKey(unit string) string { return prefix + unit + "}:cases:acts" }

// dueKey is a sorted set: moments of deadlines by their time in milliseconds; see scheduling.
func dueKey(unit string) string { return prefix + unit + "}:due" }

// dueOfKey is a hash: case number to its moments; see scheduling.
func dueOfKey(unit string) string { return prefix + unit + "}:due:case" }

// switchesKey is a hash: each switch that is on to who turned it on, and the head of the register.
func switchesKey(unit string) string { return prefix + unit + "}:switches" }

// lessonsKey is a hash: id of each lesson to the lesson, and the head of the register.
func lessonsKey(unit string) string { return prefix + unit + "}:lessons" }

// ratedKey is a hash: subject, tab, person to the mark that the person gave it.
func ratedKey(unit string) string { return prefix + unit + "}:rated" }

// ratingsKey is a hash: subject, tab, mark to how many gave it.
func ratingsKey(unit string) string { return prefix + unit + "}:ratings" }

// gapsKey is a hash: questions that nothing matched, see gapScript.
func gapsKey(unit string) string { return prefix + unit + "}:gaps" }

// looseKeys are those of a unit that are there once and change with turns and acts.
func looseKeys(unit string) []string {
	return []string{auditHeadKey(unit), outboxKey(unit), takenKey(unit), casesKey(unit), openCasesKey(unit), openedKey(unit),
		countsKey(unit), personCasesKey(unit), actsKey(unit), dueKey(unit), dueOfKey(unit), papersKey(unit),
		switchesKey(unit), lessonsKey(unit), ratedKey(unit), ratingsKey(unit), gapsKey(unit)}
}

// unitOf returns the unit of a key, "" when it is none of ours.
func unitOf(key string) string {
	rest, ok := strings.CutPrefix(key, prefix)
	if !ok {
		return ""
	}
	unit, _, ok := strings.Cut(rest, "}:")
	if !ok {
		return ""
	}
	return unit
}

// checkUnit refuses a unit that would spoil the hash tag.
func checkUnit(unit string) error {
	if unit == "" || strings.ContainsAny(unit, "{}*?[]\\") {
		return fmt.Errorf("unit %q: must not be empty or contain any of {}*?[]\\", unit)
	}
	return nil
}
