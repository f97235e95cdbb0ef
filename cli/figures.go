package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"dandang/handlers"
	"dandang/knowledge"
)

// A share is how many of how many.
type share struct {
	Of int `json:"of"`
	N  int `json:"n"`
}

func (s *share) count(hit bool) {
	s.Of++
	if hit {
		s.N++
	}
}

func (s share) String() string {
	if s.Of == 0 {
		return "–"
	}
	return fmt.Sprintf("%d/%d = %.1f%%", s.N, s.Of, 100*float64(s.N)/float64(s.Of))
}

// An evaluation is how labelled lines came out.
type evaluation struct {
	Lists string `json:"lists"`

	PunishedFits     share `json:"punished_fits"`                // punished cases answered fits: must be 0
	PunishedStopped  share `json:"punished_barred_or_refer"`     // … barred or referred
	PunishedNamed    share `json:"punished_stopped_right_line"`  // … with a right red line among the first three
	PunishedBarred   share `json:"punished_barred"`              // … barred outright
	ToleratedBarred  share `json:"tolerated_barred"`             // tolerated cases barred
	ToleratedRefer   share `json:"tolerated_refer"`              // … referred
	ItemFirst        share `json:"item_first"`                   // right positive item first
	ItemThree        share `json:"item_first_three"`             // … among the first three
	CasesArePlans    share `json:"cases_read_as_plan"`           // cases read as plans
	KindRight        share `json:"kind"`                         // kind of message right
	FAQFirst         share `json:"faq_first"`                    // right procedure entry first
	FAQThree         share `json:"faq_first_three"`              // … among the first three
	ProcedureAnswer  share `json:"procedure_answered"`           // procedure questions answered as such
	OthersAsExpected share `json:"offtopic_adversarial_vague"`   // handled as expected
	NoVerdict        share `json:"verdict_where_none_is_due"`    // non-plans given a verdict: must be 0
	StageRight       share `json:"stage"`                        // stage of a plan right
	SlotRight        share `json:"slot"`                         // kind of a short answer right
	Quotes           share `json:"quotes_touching"`              // right facts whose quote touches the labelled one
	HarmlessReferred share `json:"harmless_plan_stopped"`        // plans without any red line that were barred or referred for one
	StoryFits        share `json:"barred_story_fits"`            // barred stories answered fits
	StoryStopped     share `json:"barred_story_barred_or_refer"` // barred stories barred or referred

	Outcomes map[string]map[string]int `json:"outcomes,omitempty"` // expected → got, for stories
	Facts    map[string]*counts        `json:"facts,omitempty"`    // by id, "!" before one that is denied

	misses []string
}

// counts are the right, wrong and missed findings of one fact.
type counts struct {
	Right  int `json:"right"`
	Wrong  int `json:"wrong"`
	Missed int `json:"missed"`
}

func newEvaluation(lists string) *evaluation {
	return &evaluation{Lists: lists, Outcomes: map[string]map[string]int{}, Facts: map[string]*counts{}}
}

// published counts a published case: punished ones must never fit and should be stopped for a right reason.
func (e *evaluation) published(l labelled, o handlers.Opinion) {
	stopped := o.Outcome == knowledge.Barred || o.Outcome == knowledge.Refer
	e.CasesArePlans.count(o.Reading.Kind == knowledge.Plan)
	if l.Label == "excluded" {
		right := linesOf(l.RedLines)
		e.PunishedFits.count(o.Outcome == knowledge.Fits)
		e.PunishedStopped.count(stopped)
		e.PunishedBarred.count(o.Outcome == knowledge.Barred)
		e.PunishedNamed.count(stopped && named(o, right))
		if !stopped || !named(o, right) {
			e.misses = append(e.misses, l.ID)
		}
		return
	}
	e.ToleratedBarred.count(o.Outcome == knowledge.Barred)
	e.ToleratedRefer.count(o.Outcome == knowledge.Refer)
	if o.Outcome == knowledge.Barred {
		e.misses = append(e.misses, l.ID)
	}
	if right := scenarios[l.Scenario]; len(right) > 0 {
		n := rank(o.Reading.Items, right)
		e.ItemFirst.count(n == 1)
		e.ItemThree.count(n >= 1 && n <= 3)
	}
}

// message counts a message that is no plan.
func (e *evaluation) message(l labelled, o handlers.Opinion) {
	e.KindRight.count(o.Reading.Kind == l.Kind)
	if l.Kind != knowledge.Adversarial { // a deed told with an attack is judged
		e.NoVerdict.count(o.Verdict.Outcome != "")
	}
	switch l.Kind {
	case knowledge.Procedure:
		e.ProcedureAnswer.count(o.Outcome == knowledge.Answer)
		if right := answersOf(l.Intent); len(right) > 0 {
			e.FAQFirst.count(len(o.Reading.FAQ) > 0 && slices.Contains(right, o.Reading.FAQ[0]))
			e.FAQThree.count(slices.ContainsFunc(o.Reading.FAQ, func(id string) bool { return slices.Contains(right, id) }))
		}
	case knowledge.OffTopic, knowledge.Adversarial, knowledge.Vague:
		ok := asExpected(l, o.Outcome)
		e.OthersAsExpected.count(ok)
		if !ok {
			e.misses = append(e.misses, l.ID)
		}
	case knowledge.Reply:
		if l.Slot != "" {
			e.SlotRight.count(string(o.Reading.Slot) == l.Slot)
		}
	}
}

// asExpected reports whether the outcome is one that a message of its kind should have. What is off the topic or
// says nothing may be asked about or declined; an attack is declined, or handed to a person where a deed is told.
func asExpected(l labelled, got knowledge.Outcome) bool {
	if want := knowledge.Outcome(l.Expect); want == knowledge.Decline || want == knowledge.Answer || want == knowledge.Ask || want == knowledge.Refer {
		return got == want || want == knowledge.Decline && l.Kind == knowledge.OffTopic && got == knowledge.Ask
	}
	switch l.Kind {
	case knowledge.OffTopic:
		return got == knowledge.Decline || got == knowledge.Answer || got == knowledge.Ask
	case knowledge.Adversarial:
		return got == knowledge.Decline || got == knowledge.Refer
	}
	return got == knowledge.Ask
}

// story counts a labelled story of the corpus.
func (e *evaluation) story(l labelled, o handlers.Opinion) error {
	if l.Kind != knowledge.Plan {
		e.message(l, o)
		return nil
	}
	var facts []knowledge.Fact
	if err := json.Unmarshal(l.Facts, &facts); err != nil {
		return fmt.Errorf("facts: %w", err)
	}
	e.KindRight.count(o.Reading.Kind == l.Kind)
	if e.Outcomes[l.Expect] == nil {
		e.Outcomes[l.Expect] = map[string]int{}
	}
	e.Outcomes[l.Expect][string(o.Outcome)]++
	stopped := len(o.Verdict.Negative) > 0
	switch l.Expect {
	case "barred":
		e.StoryFits.count(o.Outcome == knowledge.Fits)
		e.StoryStopped.count(o.Outcome == knowledge.Barred || o.Outcome == knowledge.Refer)
	case "fits", "needs_facts":
		e.HarmlessReferred.count(stopped)
	}
	if l.Stage != nil {
		e.StageRight.count(string(o.Reading.Stage) == *l.Stage)
	}
	if len(l.Positive) > 0 {
		n := rank(o.Reading.Items, l.Positive)
		e.ItemFirst.count(n == 1)
		e.ItemThree.count(n >= 1 && n <= 3)
	}
	e.facts(l.Text, facts, o)
	return nil
}

// facts compares what was read with what is labelled, by fact and sign.
func (e *evaluation) facts(text string, labels []knowledge.Fact, o handlers.Opinion) {
	got := map[string]string{}
	for _, f := range o.Reading.Facts {
		if !f.Hint {
			got[signed(f.ID, f.Holds)] = f.Quote
		}
	}
	for _, f := range labels {
		key := signed(f.ID, f.Holds)
		quote, ok := got[key]
		if !ok {
			e.at(key).Missed++
			continue
		}
		e.at(key).Right++
		e.Quotes.count(touches(text, quote, f.Quote))
		delete(got, key)
	}
	for key := range got {
		e.at(key).Wrong++
	}
}

func (e *evaluation) at(key string) *counts {
	if e.Facts[key] == nil {
		e.Facts[key] = &counts{}
	}
	return e.Facts[key]
}

func signed(id string, holds bool) string {
	if holds {
		return id
	}
	return "!" + id
}

// clause counts a single clause: only its own fact is labelled.
func (e *evaluation) clause(l labelled, o handlers.Opinion) {
	var found, denied bool
	for _, f := range o.Reading.Facts {
		if f.ID == l.Fact {
			found, denied = found || f.Holds, denied || !f.Holds
		}
	}
	switch l.Holds {
	case true:
		e.tally(l.Fact, found)
	case false:
		e.tally("!"+l.Fact, denied)
	default:
		if l.Holds == "none" && found {
			e.at(l.Fact).Wrong++
		}
	}
}

func (e *evaluation) tally(key string, right bool) {
	if right {
		e.at(key).Right++
	} else {
		e.at(key).Missed++
	}
}

// item counts a short situation labelled with the items that it belongs to.
func (e *evaluation) item(l labelled, o handlers.Opinion) {
	if len(l.Positive) == 0 {
		return
	}
	n := rank(o.Reading.Items, l.Positive)
	e.ItemFirst.count(n == 1)
	e.ItemThree.count(n >= 1 && n <= 3)
}

// Table prints what was counted, leaving out what there was nothing of.
func (e *evaluation) Table(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(name string, s share, aim string) {
		if s.Of > 0 {
			fmt.Fprintf(t, "%s\t%s\t%s\n", name, s, aim)
		}
	}
	fmt.Fprintf(t, "清单版本\t%s\n", e.Lists)
	row("受处理案例被答“对得上”", e.PunishedFits, "必须为 0")
	row("受处理案例被拦下（不能备案或请人看）", e.PunishedStopped, "")
	row("  且前三条里有正确的红线", e.PunishedNamed, "目标 ≥ 90%")
	row("  其中直接答不能备案", e.PunishedBarred, "")
	row("获容错案例被答“不能备案”", e.ToleratedBarred, "目标 0，至多 1/14")
	row("获容错案例请人看", e.ToleratedRefer, "")
	row("案例读成“打算做的事”", e.CasesArePlans, "")
	row("正面情形排第一", e.ItemFirst, "")
	row("正面情形在前三", e.ItemThree, "目标 ≥ 90%")
	row("消息类别读对", e.KindRight, "")
	row("程序问题当程序问题答", e.ProcedureAnswer, "")
	row("程序问答排第一", e.FAQFirst, "目标 ≥ 90%")
	row("程序问答在前三", e.FAQThree, "")
	row("闲聊、对抗、含糊处理得当", e.OthersAsExpected, "目标 ≥ 95%")
	row("不该给结论却给了", e.NoVerdict, "必须为 0")
	row("阶段读对", e.StageRight, "")
	row("简短回答读对", e.SlotRight, "")
	row("引语与标注相交", e.Quotes, "")
	row("应禁的故事答“对得上”", e.StoryFits, "必须为 0")
	row("应禁的故事被拦下", e.StoryStopped, "")
	row("无红线的故事被疑碰线", e.HarmlessReferred, "")
	e.confusion(t)
	e.byFact(t)
	return t.Flush()
}

// confusion prints expected against got, for stories.
func (e *evaluation) confusion(w io.Writer) {
	order := []string{"fits", "needs_facts", "barred", "refer"}
	if len(e.Outcomes) == 0 {
		return
	}
	fmt.Fprint(w, "\n应为＼答为")
	for _, o := range order {
		fmt.Fprintf(w, "\t%s", o)
	}
	for _, want := range order {
		fmt.Fprintf(w, "\n%s", want)
		for _, got := range order {
			fmt.Fprintf(w, "\t%d", e.Outcomes[want][got])
		}
	}
	fmt.Fprintln(w)
}

// byFact prints precision and recall by fact.
func (e *evaluation) byFact(w io.Writer) {
	if len(e.Facts) == 0 {
		return
	}
	keys := make([]string, 0, len(e.Facts))
	for k := range e.Facts {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	fmt.Fprintln(w, "\n事实（!为否认）\t标注数\t准确率\t召回率")
	for _, k := range keys {
		c := e.Facts[k]
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\n", k, c.Right+c.Missed, ratio(c.Right, c.Right+c.Wrong), ratio(c.Right, c.Right+c.Missed))
	}
}

func ratio(n, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", float64(n)/float64(of))
}
