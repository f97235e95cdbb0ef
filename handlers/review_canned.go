package handlers

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"dandang/store"
)

// A phrase is a canned answer with its citation: a standing answer of the unit, or an entry on procedure.
type phrase struct{ title, text string }

// mostPhrases is how many canned answers are offered at once.
const mostPhrases = 5

// pressUse stands before the title of a canned answer.
const pressUse = "用："

// canned offers the canned answers that are nearest to some words, or to the case looked at.
func (r *reviewing) canned(ctx context.Context, words string) (Reply, error) {
	if words == "" && r.work.Case != "" {
		if c, err := r.whole(ctx, r.work.Case); err == nil {
			words = c.Question
		}
	}
	all, err := r.phrases(ctx)
	if err != nil {
		return Reply{}, err
	}
	near := nearest(all, words, mostPhrases)
	return cannedReply(near, r.work.Move != ""), nil
}

// phrases are all canned answers, those of the unit first.
func (r *reviewing) phrases(ctx context.Context) ([]phrase, error) {
	lessons, err := r.desk.Store.Lessons(ctx, r.message.Unit)
	if err != nil {
		return nil, fmt.Errorf("read standing answers: %w", err)
	}
	var all []phrase
	for _, l := range lessons {
		if l.Kind == store.Answer && l.State == store.InForce {
			text := l.Answer
			if len(l.Cites) > 0 {
				text += "\n【依据】" + strings.Join(l.Cites, "；")
			}
			all = append(all, phrase{shorten(oneLine(l.Question), 30), text})
		}
	}
	for _, f := range r.base.FAQs {
		all = append(all, phrase{f.Title, faqReply(r.base, []string{f.ID}).Text})
	}
	return all, nil
}

// used is the canned answer that a button names.
func (r *reviewing) used(ctx context.Context, label string) (string, bool, error) {
	title, ok := strings.CutPrefix(label, pressUse)
	if !ok {
		return "", false, nil
	}
	all, err := r.phrases(ctx)
	i := slices.IndexFunc(all, func(p phrase) bool { return p.title == title })
	if err != nil || i < 0 {
		return "", false, err
	}
	return all[i].text, true, nil
}

// nearest are the phrases that share most pairs of characters with some words; without words, the first.
func nearest(all []phrase, words string, most int) []phrase {
	want := pairs(words)
	score := func(p phrase) int {
		n := 0
		for pair := range pairs(p.title + p.text) {
			if want[pair] {
				n++
			}
		}
		return n
	}
	near := slices.Clone(all)
	slices.SortStableFunc(near, func(a, b phrase) int { return cmp.Compare(score(b), score(a)) })
	return near[:min(len(near), most)]
}

// pairs are the pairs of neighbouring characters of a text.
func pairs(s string) map[string]bool {
	r := []rune(s)
	out := map[string]bool{}
	for i := 1; i < len(r); i++ {
		out[string(r[i-1:i+1])] = true
	}
	return out
}

func cannedReply(near []phrase, inWalk bool) Reply {
	if len(near) == 0 {
		return Reply{Text: "还没有常用答复。", Buttons: []string{pressTodo}}
	}
	var w strings.Builder
	w.WriteString("常用答复，挑一条：")
	var buttons []string
	for i, p := range near {
		fmt.Fprintf(&w, "\n  %d. %s——%s", i+1, p.title, shorten(oneLine(p.text), 60))
		if inWalk {
			buttons = append(buttons, pressUse+p.title)
		}
	}
	if !inWalk {
		w.WriteString("\n先按“答复”，问到怎么答复的时候再说“常用”，就能挑一条。")
		return Reply{Text: w.String(), Buttons: []string{pressTodo}}
	}
	return Reply{Text: w.String(), Buttons: append(buttons, pressCancel)}
}
