package handlers

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"dandang/filing"
	"dandang/knowledge"
	"dandang/store"
)

var (
	mends   = regexp.MustCompile(`^(?:不对|错了|写错了|说错了|填错了|搞错了|更正|不是)(?:了|的)?[,，。.、:： ]+(?:应该是|应当是|是|应为|改成|改为)?(\S.*)$`)
	rewords = regexp.MustCompile(`^(?:不对|错了|写错了|说错了|填错了|搞错了|更正)?[,，。 ]*(?:请?把|将).{1,40}(?:改成|改为|换成|更正为)|^.{1,40}(?:改成|改为|更正为).+|^.{1,20}(?:写错了|说错了|填错了)[,，].+`)
	assents = regexp.MustCompile(`^(对|对的|是|是的|好|好的|嗯+|确认|可以|行|没错|ok|OK|yes)$`)
	becomes = regexp.MustCompile(`^(?:应该是|应当是|应为|应是|改成|改为|换成).+`)
	isnt    = regexp.MustCompile(`^.{0,20}不是.{1,30}[,，]?(?:而是|应该是|应当是|是).+`)
)

// fill takes the words as answers: the open question, and whatever else they tell.
func (t *turn) fill(ctx context.Context, words string) error {
	d := t.paper.draft
	q, open := d.Next()
	if t.paper.page == pageStart {
		return t.mendStart(ctx, words)
	}
	if next, lead, problems, ok := t.rows(words); ok {
		return t.took(ctx, next, lead, problems)
	}
	if t.message.Press != "" && !contains(t.ask().Buttons, t.message.Press) && !contains(t.ask().Options, t.message.Press) {
		t.reply = stale(t.message.Press, t.ask())
		return nil
	}
	if open && q.Field.Type == filing.TypeText && q.Mode == filing.ModeAsk && assents.MatchString(plainWords(words)) {
		t.reply = t.ask()
		t.reply.Text = nothingToAssent(q.Field) + "\n" + t.reply.Text
		return nil
	}
	checking := t.paper.page == pageCheck && d.At == ""
	if !open || checking {
		return t.mendChecked(ctx, words)
	}
	if next, taken, problems, ok := t.mend(q, words); ok {
		return t.took(ctx, next, mended(taken), problems)
	}
	next, taken, problems := d.Take(words, t.when())
	if len(taken) > 0 {
		problems = slices.DeleteFunc(problems, func(p filing.Problem) bool {
			return p.Field == q.Field.ID && len(p.Options) == 0 && q.Field.Type != filing.TypeList
		})
	}
	lead := took(next, taken)
	if len(taken) == 0 && t.read.Kind == knowledge.Plan && asksWhether(words) {
		lead = perhapsAnother()
	}
	return t.took(ctx, next, lead, problems)
}

// mend takes words that mend an answer: that of the open field when it waits for a yes, or the one named, or the one
// before. ok is false when the words are no correction but an answer.
func (t *turn) mend(q filing.Question, words string) (next filing.Draft, taken []filing.Taken, problems []filing.Problem, ok bool) {
	d := t.paper.draft
	free := q.Field.Type == filing.TypeText && q.Field.Pattern == ""
	begins, names := mends.MatchString(words), rewords.MatchString(words) && (!free || len([]rune(words)) <= 40)
	if !begins && !names && (free || !isnt.MatchString(words)) {
		return d, nil, nil, false
	}
	if waits := q.Mode == filing.ModeConfirm || q.Mode == filing.ModeAgain; waits && begins && !names {
		next, problems = d.Fill(q.Field.ID, words, t.when())
		if len(problems) == 0 {
			taken = []filing.Taken{{Field: q.Field.ID, Label: q.Field.Label, Formal: next.Values[q.Field.ID].Formal, State: filing.Filled}}
		}
		return next, taken, problems, true
	}
	next, taken, problems = d.Correct(words, t.when())
	if len(taken) > 0 {
		return next, taken, problems, true
	}
	if rest := mends.ReplaceAllString(words, "$1"); begins && rest != words && !free {
		if again, more, wrong := d.Take(rest, t.when()); len(more) > 0 {
			return again, more, wrong, true
		}
	}
	return next, nil, problems, !free
}

// mendChecked takes what is said on the check page: a correction, or values named by their labels. A bare answer
// belongs to no field there.
func (t *turn) mendChecked(ctx context.Context, words string) error {
	d := t.paper.draft.Edit("")
	if mends.MatchString(words) || rewords.MatchString(words) || isnt.MatchString(words) || becomes.MatchString(words) {
		next, taken, problems := d.Correct(words, t.when())
		if len(taken) > 0 || len(problems) > 0 && (problems[0].Field != "" || len(problems[0].Options) > 0) {
			return t.took(ctx, next, mended(taken), problems)
		}
	}
	if g := edit.FindStringSubmatch(plainWords(words)); g != nil {
		t.reply = t.ask()
		name := strings.TrimSpace(g[1])
		t.reply.Text = noSuchField(name, t.alike(name)) + "\n" + t.reply.Text
		return nil
	}
	next, taken, problems := d.Take(words, t.when())
	q, open := d.Next()
	bare := open && slices.ContainsFunc(taken, func(x filing.Taken) bool { return x.Field == q.Field.ID }) && !anyOf(words, append(q.Field.Names, q.Field.Label)...)
	if len(taken) == 0 || bare {
		t.reply = t.ask()
		t.reply.Text = notTaken() + "\n" + t.reply.Text
		return nil
	}
	return t.took(ctx, next, took(next, taken), slices.DeleteFunc(problems, func(p filing.Problem) bool { return open && p.Field == q.Field.ID }))
}

// mendStart takes what is said on the first page: a correction of one of the values, or more of them.
func (t *turn) mendStart(ctx context.Context, words string) error {
	d := t.paper.draft
	if plain := plainWords(words); plain == "不对" || plain == "不是" || plain == "错了" || plain == "有错" {
		return t.showPage(pageQuestion, oneAtATime())
	}
	if mends.MatchString(words) || rewords.MatchString(words) || isnt.MatchString(words) {
		next, taken, problems := d.Correct(words, t.when())
		return t.took(ctx, next, mended(taken), problems)
	}
	t.paper.page = pageQuestion
	return t.fill(ctx, words)
}

// took keeps what came of a message and shows what is next; problems are told at their field.
func (t *turn) took(ctx context.Context, next filing.Draft, lead string, problems []filing.Problem) error {
	was := t.paper.draft
	changed := next.Version != was.Version || next.At != was.At
	t.paper.draft = next
	alarm, err := t.watch(ctx, was)
	if err != nil {
		return err
	}
	told := problemLines(next, problems)
	var parts []string
	for _, p := range []string{lead, told, alarm} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if !changed && alarm == "" {
		t.reply = t.ask()
		t.reply.Text = join(append(parts, t.reply.Text))
		return nil
	}
	return t.show(strings.Join(parts, "\n"))
}

// draftMark stands in Said.Asked before the field whose answer told a red line.
const draftMark = "draft-"

// watch looks for red lines in the texts that an answer has changed. One that holds goes to the facts of the matter, as
// everything that the person says, and the judge says what comes of it.
func (t *turn) watch(ctx context.Context, was filing.Draft) (string, error) {
	d := t.paper.draft
	var found []knowledge.Fact
	for _, text := range changedTexts(was, d) {
		r, err := t.desk.Reader.Read(ctx, t.base, shortened(text), nil)
		if err != nil {
			return "", fmt.Errorf("read answer: %w", err)
		}
		found = append(found, hold(r.Facts)...)
	}
	if len(found) == 0 {
		return "", nil
	}
	field := ""
	if h := d.History; len(h) > 0 {
		field = h[len(h)-1].Field
	}
	if !t.hasMatter() {
		t.talk.From = len(t.talk.Said)
	}
	t.learn(found, knowledge.Answered)
	t.talk.Said = append(t.talk.Said, store.Said{At: t.message.At, Text: t.masked, Kind: knowledge.Plan, Asked: draftMark + field})
	t.verdict = knowledge.Judge(t.base, t.talk.Matter)
	if t.admits(t.verdict) { // a person has looked at it
		return "", nil
	}
	return alarm(t.base, found, t.verdict), nil
}

// changedTexts are the free texts that a draft holds and the one before did not; the mere name of a paper tells nothing.
func changedTexts(was, now filing.Draft) []string {
	const shortest = 6
	var out []string
	add := func(f *filing.Field, s string) {
		if f.Type == filing.TypeText && f.Pattern == "" && len([]rune(s)) >= shortest && !f.NamesOnly(s) {
			out = append(out, s)
		}
	}
	for _, f := range now.Form.Fields() {
		old, v := was.Values[f.ID], now.Values[f.ID]
		if v.Formal != old.Formal && v.State == filing.Filled {
			add(f, v.Formal)
		}
		for i, row := range v.Rows {
			for j := range f.Columns {
				c := &f.Columns[j]
				if i >= len(old.Rows) || old.Rows[i][c.ID].Formal != row[c.ID].Formal {
					add(c, row[c.ID].Formal)
				}
			}
		}
	}
	return out
}

// hold are the red lines among facts that are said outright.
func hold(facts []knowledge.Fact) []knowledge.Fact {
	var out []knowledge.Fact
	for _, f := range facts {
		if f.Holds && !f.Hint && strings.HasPrefix(f.ID, "neg-") {
			out = append(out, f)
		}
	}
	return out
}

// forget takes back the red line that the answer to a field told, when it was the last thing said.
func (t *turn) forget(field string) {
	last := len(t.talk.Said) - 1
	if last < t.talk.From || field == "" || t.talk.Said[last].Asked != draftMark+field {
		return
	}
	var kept []knowledge.Fact
	for _, f := range t.talk.Matter.Facts {
		if f.Turn != last-t.talk.From {
			kept = append(kept, f)
		}
	}
	t.talk.Matter.Facts = kept
	t.talk.Said = t.talk.Said[:last]
}

// stopped reports that the judge keeps the paper from being handed in.
func stopped(v knowledge.Verdict) bool {
	if v.Outcome == knowledge.Barred {
		return true
	}
	switch v.Reason {
	case knowledge.Combination, knowledge.Suspected, knowledge.Contradiction, knowledge.Conflict, knowledge.UnderInquiry:
		return true
	}
	return false
}
