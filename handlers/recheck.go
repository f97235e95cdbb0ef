package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"dandang/filing"
	"dandang/knowledge"
	"dandang/store"
)

// rested is by what versions of the lists the cases of each unit were looked over last, by this process.
type rested struct {
	mu   sync.Mutex
	last map[string]string
}

// changed reports whether the lists of a unit are others than those looked at last, and notes them.
func (x *rested) changed(unit, lists string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.last == nil {
		x.last = map[string]string{}
	}
	if x.last[unit] == lists {
		return false
	}
	x.last[unit] = lists
	return true
}

// restsOn is what an item says, as a mark that changes with it; "" when the lists have no such item any more.
func restsOn(b *knowledge.Base, item string) string {
	it := b.Item(item)
	if it == nil {
		return ""
	}
	plain := *it
	plain.Place = knowledge.Place{} // where it stands in a file says nothing
	text, err := json.Marshal(plain)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:6])
}

// Recheck tells the people whose open cases rest on an item that has changed or run out, once for each change however
// many processes look. It looks only when the lists have changed since this process looked last.
func (d *Desk) Recheck(ctx context.Context, unit string, now time.Time) (told int, err error) {
	b, err := d.Lists(unit, dateIn(now))
	if err != nil {
		return 0, fmt.Errorf("lists of %s: %w", unit, err)
	}
	if !d.rested.changed(unit, b.Hash+string(b.On)) {
		return 0, nil
	}
	open, err := d.Store.Cases(ctx, unit)
	if err != nil {
		return 0, fmt.Errorf("list cases: %w", err)
	}
	for _, c := range open {
		if c.Item == "" || c.Rests == "" || restsOn(b, c.Item) == c.Rests {
			continue
		}
		ok, err := d.tellChanged(ctx, b, c, now)
		if err != nil {
			return told, err
		}
		if ok {
			told++
		}
	}
	return told, nil
}

// tellChanged tells of one case; ok is false when another process did.
func (d *Desk) tellChanged(ctx context.Context, b *knowledge.Base, c filing.Case, now time.Time) (ok bool, err error) {
	rests := restsOn(b, c.Item)
	text := changedItem(b, c)
	c.Rests = rests
	if rests == "" {
		c.Rests = "gone"
	}
	notes := []store.Note{{To: c.From, Kind: "case", Text: text, Case: c.Number}}
	to := "staff"
	if c.Holder != "" {
		to = c.Holder
	}
	notes = append(notes, store.Note{To: to, Kind: "case", Text: text, Press: []string{pressTodo}, Case: c.Number})
	acted, err := d.Store.Act(ctx, store.Act{
		Event: "lists " + c.Item + " " + rests, Case: c, Outbox: notes,
		Audit: store.Audit{At: now, What: "lists", Detail: c.Item},
	})
	if err != nil {
		return false, fmt.Errorf("tell of changed lists: %w", err)
	}
	return !acted.Repeated, nil
}

func changedItem(b *knowledge.Base, c filing.Case) string {
	if it := b.Item(c.Item); it != nil {
		return c.Number + " 所依据的“" + it.Title + "”有了修改。已经备案的按原来的范围执行，拿不准的请先问经办的人。现在的写法说“看原文 " + it.Title + "”就能看到。"
	}
	return c.Number + " 所依据的条目已经不在现行清单里。已经备案的按原来的范围执行，还没有定的请等经办的人答复。"
}
