package handlers

import (
	"regexp"
	"strings"

	"dandang/filing"
	"dandang/knowledge"
	"dandang/store"
)

var (
	mends   = regexp.MustCompile(`^(?:不对|错了|写错了|说错了|填错了|搞错了|更正|不是)(?:了|的)?[,，。.、:： ]+\S`)
	rewords = regexp.MustCompile(`^(?:不对|错了|写错了|说错了|填错了|搞错了|更正)?[,，。 ]*(?:请?把|将).{1,40}(?:改成|改为|换成|更正为)|^.{1,40}(?:改成|改为|更正为).+|^.{1,20}(?:写错了|说错了|填错了)[,，].+`)
	assents = regexp.MustCompile(`^(对|对的|是|是的|好|好的|嗯+|确认|可以|行|没错|ok|OK|yes)$`)
	isnt    = regexp.MustCompile(`^.{0,20}不是.{1,30}[,，]?(?:而是|应该是|应当是|是).+`)
)

// fill takes the words as answers: the open question, and whatever else they tell.
func (t *turn) fill(words string) error {
	d := t.paper.draft
	q, open := d.Next()
	if t.paper.page == pageStart {
		return t.mendStart(words)
	}
	if next, lead, problems, ok := t.rows(words); ok {
		return t.took(next, lead, problems)
	}
	if t.message.Press != "" && !contains(t.ask().Buttons, t.message.Press) {
		t.reply = stale(t.message.Press, t.ask())
		return nil
	}
	if open && q.Field.Type == filing.TypeText && q.Mode == filing.ModeAsk && assents.MatchString(plainWords(words)) {
		t.reply = t.ask()
		t.reply.Text = nothingToAssent(q.Field) + "\n" + t.reply.Text
		return nil
	}
	waits := open && (q.Mode == filing.ModeConfirm || q.Mode == filing.ModeAgain)
	free := open && q.Field.Type == filing.TypeText
	switch {
	case waits && mends.MatchString(words) && !rewords.MatchString(words):
		next, problems := d.Fill(q.Field.ID, words, t.when())
		return t.took(next, "", problems)
	case mends.MatchString(words), rewords.MatchString(words) && (!free || len([]rune(words)) <= 40), !free && isnt.MatchString(words):
		next, taken, problems := d.Correct(words, t.when())
		if len(taken) > 0 || !free {
			return t.took(next, mended(taken), problems)
		}
	case !open, t.paper.page == pageCheck && d.At == "":
		next, taken, problems := d.Edit("").Take(words, t.when())
		if len(taken) == 0 {
			t.reply = t.ask()
			t.reply.Text = notTaken() + "\n" + t.reply.Text
			return nil
		}
		return t.took(next, took(next, taken), problems)
	}
	next, taken, problems := d.Take(words, t.when())
	return t.took(next, took(next, taken), problems)
}

// mendStart takes what is said on the first page: a correction of one of the values, or more of them.
func (t *turn) mendStart(words string) error {
	d := t.paper.draft
	if plain := plainWords(words); plain == "不对" || plain == "不是" || plain == "错了" || plain == "有错" {
		return t.showPage(pageQuestion, oneAtATime())
	}
	if mends.MatchString(words) || rewords.MatchString(words) || isnt.MatchString(words) {
		next, taken, problems := d.Correct(words, t.when())
		return t.took(next, mended(taken), problems)
	}
	t.paper.page = pageQuestion
	return t.fill(words)
}

// took keeps what came of a message and shows what is next; problems are told at their field.
func (t *turn) took(next filing.Draft, lead string, problems []filing.Problem) error {
	changed := next.Version != t.paper.draft.Version || next.At != t.paper.draft.At
	t.paper.draft = next
	alarm := ""
	if changed {
		alarm = t.watch()
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

// watch looks for red lines in an answer. One that holds goes to the facts of the matter, as everything that the
// person says, and the judge says what comes of it.
func (t *turn) watch() string {
	if t.message.Press != "" {
		return ""
	}
	found := hold(t.read.Facts)
	if len(found) == 0 {
		return ""
	}
	before := knowledge.Judge(t.base, t.talk.Matter)
	field := ""
	if h := t.paper.draft.History; len(h) > 0 {
		field = h[len(h)-1].Field
	}
	if !t.hasMatter() {
		t.talk.From = len(t.talk.Said)
	}
	t.learn(found, knowledge.Answered)
	t.talk.Said = append(t.talk.Said, store.Said{At: t.message.At, Text: t.masked, Kind: knowledge.Plan, Asked: draftMark + field})
	t.changed = true
	t.verdict = knowledge.Judge(t.base, t.talk.Matter)
	return alarm(t.base, found, before, t.verdict)
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
