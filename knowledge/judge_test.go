package knowledge

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// town is a small county with one item of every sort.
func town() *Base {
	return (&Base{
		Hash:   "test",
		County: LayerInfo{ID: "town", Title: "某县", Decider: "某县纪委监委"},
		Layers: []LayerInfo{{ID: "central", Title: "中央"}, {ID: "town", Title: "某县"}},
		Positive: []Item{
			{ID: "pos-project", Title: "重点项目", Layer: "town", Counts: true, PriorFiling: true, Needs: []string{"key", "decided", "make-good", "not-banned", "no-gain"}, Sources: []Source{{Document: "《办法》", Clause: "第2种情形"}}},
			{ID: "pos-wide", Title: "改革发展稳定", Layer: "town", Counts: true, PriorFiling: true, Broad: true, Needs: []string{"decided"}},
			{ID: "pos-elsewhere", Title: "别处的情形", Layer: "central", PriorFiling: true, Needs: []string{"decided"}},
			{ID: "pos-after", Title: "会上反对过", Layer: "central", Counts: true, Needs: []string{"decided"}},
		},
		Negative: []Item{
			{ID: "neg-private-gain", Title: "谋私", Layer: "central", Absolute: true, Counts: true, Negative: true, Declare: "有人得利"},
			{ID: "neg-forbidden", Title: "明令禁止", Layer: "central", Absolute: true, Counts: true, Negative: true, Declare: "明令禁止"},
			{ID: "neg-funds", Title: "财经纪律", Layer: "central", Absolute: true, Negative: true, Declare: "挪用"},
			{ID: "neg-substitute-permit", Title: "以备案代许可", Layer: "central", Counts: true, Negative: true, Declare: "缺主要许可"},
		},
		Needs: []Need{
			{ID: "key", AnyOf: []Sign{{"c-key-project", true}}, Question: "q-key"},
			{ID: "decided", AnyOf: []Sign{{"c-collective", true}, {"c-public", true}}, Question: "q-decided"},
			{ID: "make-good", AnyOf: []Sign{{"c-remedy-plan", true}, {"c-corrected", true}}, Question: "q-remedy"},
			{ID: "not-banned", AnyOf: []Sign{{"c-no-ban", true}, {"c-asked", true}, {"neg-forbidden", false}}, Question: "q-ban"},
			{ID: "no-gain", AnyOf: []Sign{{"neg-private-gain", false}, {"c-fair-contractor", true}}, Question: "q-gain"},
		},
		Questions: []Question{
			{ID: "q-key"}, {ID: "q-decided"}, {ID: "q-remedy"}, {ID: "q-ban"}, {ID: "q-gain"}, {ID: StageID},
			{ID: "q-neg-private-gain"}, {ID: "q-neg-forbidden"}, {ID: "q-neg-substitute-permit"},
		},
		Boundaries: []Boundary{{ID: "b", Looks: "pos-project", Is: "neg-substitute-permit", Conflict: true}},
	}).Ready()
}

func yes(id string) Fact  { return Fact{ID: id, Holds: true, Quote: "有" + id} }
func no(id string) Fact   { return Fact{ID: id, Quote: "没有" + id} }
func hint(id string) Fact { return Fact{ID: id, Holds: true, Hint: true, Quote: "好像" + id} }
func later(f Fact, turn int, via Via) Fact {
	f.Turn, f.Via = turn, via
	return f
}

// settled are the facts that meet every need of pos-project, then what is put on top of them.
func settled(more ...Fact) []Fact {
	return append([]Fact{yes("c-key-project"), yes("c-collective"), yes("c-remedy-plan"), yes("c-no-ban"), no("neg-private-gain")}, more...)
}

// declared rules out every line of the declaration.
func declared() []Fact {
	var out []Fact
	for _, it := range town().Negative {
		out = append(out, later(no(it.ID), 5, Declared))
	}
	return out
}

var project = []Candidate{{"pos-project", 0.9}}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		name     string
		matter   Matter
		outcome  Outcome
		reason   Reason
		question string
	}{
		{"everything met and declared fits", Matter{Stage: Planned, Items: project, Facts: settled(declared()...)}, Fits, AllMet, ""},
		{"everything met but not declared asks for the declaration", Matter{Stage: Planned, Items: project, Facts: settled()}, NeedsFacts, Declaration, DeclarationID},
		{"nothing said asks the first need of the item", Matter{Stage: Planned, Items: project}, NeedsFacts, Incomplete, "q-key"},
		{"stage not known is asked before anything else", Matter{Items: project}, NeedsFacts, Incomplete, StageID},
		{"what was asked is not asked again", Matter{Stage: Planned, Items: project, Asked: []string{"q-key"}, Vain: []string{"q-key"}}, NeedsFacts, Incomplete, "q-decided"},
		{"a need the declaration settles is asked last", Matter{Stage: Planned, Items: project, Facts: []Fact{yes("c-key-project"), yes("c-collective")}}, NeedsFacts, Incomplete, "q-remedy"},
		{"four questions spent and something unknown goes to a person", Matter{Stage: Planned, Items: project, Asked: []string{"q-key", "q-decided", "q-remedy", "q-ban"}, Facts: []Fact{yes("c-key-project")}}, Refer, Unclear, ""},
		{"an unknown answer to a required need never ends in a yes", Matter{Stage: Planned, Items: project, Asked: []string{"q-decided"}, Vain: []string{"q-decided"}, Facts: append([]Fact{yes("c-key-project"), yes("c-remedy-plan"), yes("c-no-ban")}, declared()...)}, Refer, Unclear, ""},
		{"something required that is not there goes to a person once all is asked", Matter{Stage: Planned, Items: project, Facts: append([]Fact{yes("c-key-project"), no("c-collective"), yes("c-remedy-plan"), yes("c-no-ban")}, declared()...)}, Refer, Lacking, ""},
		{"a lesser sign that is absent leaves its need open", Matter{Stage: Planned, Items: project, Facts: []Fact{yes("c-key-project"), yes("c-collective"), yes("c-remedy-plan"), no("c-asked")}}, NeedsFacts, Incomplete, "q-ban"},
		{"the declaration alone settles gain and ban", Matter{Stage: Planned, Items: project, Asked: []string{"q-ban", "q-gain"}, Facts: append([]Fact{yes("c-key-project"), yes("c-collective"), yes("c-remedy-plan")}, declared()...)}, Fits, AllMet, ""},
		{"not knowing the declaration goes to a person", Matter{Stage: Planned, Items: project, Facts: settled(), Asked: []string{DeclarationID}, Vain: []string{DeclarationID}}, Refer, Unclear, ""},

		{"private gain bars whatever else holds", Matter{Stage: Planned, Items: project, Facts: settled(later(yes("neg-private-gain"), 1, Said))}, Barred, RedLine, ""},
		{"a red line bars without any positive item", Matter{Stage: Planned, Facts: []Fact{yes("neg-forbidden")}}, Barred, RedLine, ""},
		{"a red line bars what is already done", Matter{Stage: Done, Items: project, Facts: []Fact{yes("neg-forbidden")}}, Barred, RedLine, ""},
		{"a red line bars what is under inquiry", Matter{Stage: Inquiry, Items: project, Facts: []Fact{yes("neg-forbidden")}}, Barred, RedLine, ""},
		{"a holding and a denial in one breath: the holding counts", Matter{Stage: Planned, Items: project, Facts: []Fact{yes("neg-private-gain"), no("neg-private-gain")}}, Barred, RedLine, ""},
		{"a red line taken back by a mere denial goes to a person", Matter{Stage: Planned, Items: project, Facts: []Fact{yes("neg-private-gain"), later(no("neg-private-gain"), 2, Answered)}}, Refer, Suspected, ""},
		{"a red line taken back by a correction is gone", Matter{Stage: Planned, Items: project, Facts: settled(append(declared(), yes("neg-forbidden"), later(no("neg-forbidden"), 6, Corrected))...)}, Fits, AllMet, ""},
		{"an absolute line that the county has not confirmed only refers", Matter{Stage: Planned, Items: project, Facts: []Fact{yes("neg-funds")}}, Refer, Combination, ""},

		{"a suspicion is asked about and goes to a person", Matter{Stage: Planned, Items: project, Facts: []Fact{hint("neg-private-gain")}}, Refer, Suspected, "q-neg-private-gain"},
		{"several suspicions are asked about together", Matter{Stage: Planned, Items: project, Facts: []Fact{hint("neg-private-gain"), hint("neg-forbidden")}}, Refer, Suspected, SuspicionID},
		{"what is left of several suspicions is asked about by itself", Matter{Stage: Planned, Items: project, Facts: []Fact{hint("neg-private-gain"), hint("neg-forbidden")}, Asked: []string{SuspicionID}}, Refer, Suspected, "q-neg-private-gain"},
		{"a suspicion answered by no is cleared", Matter{Stage: Planned, Items: project, Facts: []Fact{hint("neg-private-gain"), later(no("neg-private-gain"), 1, Answered)}, Asked: []string{"q-neg-private-gain"}}, NeedsFacts, Incomplete, "q-key"},
		{"a suspicion is not cleared by the blanket declaration", Matter{Stage: Planned, Items: project, Facts: settled(append(declared(), hint("neg-private-gain"))...)}, Refer, Suspected, "q-neg-private-gain"},
		{"a combination line goes to a person", Matter{Stage: Planned, Items: []Candidate{{"pos-wide", 1}}, Facts: []Fact{yes("neg-substitute-permit")}}, Refer, Combination, ""},
		{"a combination line is asked about", Matter{Stage: Planned, Items: []Candidate{{"pos-wide", 1}}, Facts: []Fact{yes("neg-substitute-permit")}}, Refer, Combination, "q-neg-substitute-permit"},
		{"a combination line cleared up by an answer no longer counts", Matter{Stage: Planned, Items: project, Facts: []Fact{yes("neg-substitute-permit"), later(no("neg-substitute-permit"), 1, Answered)}}, NeedsFacts, Incomplete, "q-key"},
		{"a combination line is not cleared up by the blanket declaration", Matter{Stage: Planned, Items: []Candidate{{"pos-wide", 1}}, Facts: append(declared(), yes("neg-substitute-permit"))}, Refer, Suspected, ""},
		{"layers that disagree are shown, not resolved", Matter{Stage: Planned, Items: project, Facts: []Fact{yes("neg-substitute-permit")}}, Refer, Conflict, ""},
		{"a condition said both ways in one message goes to a person", Matter{Stage: Planned, Items: project, Facts: []Fact{yes("c-collective"), no("c-collective")}}, Refer, Contradiction, ""},
		{"a condition said otherwise later is simply corrected", Matter{Stage: Planned, Items: project, Facts: []Fact{yes("c-key-project"), no("c-collective"), later(yes("c-collective"), 2, Answered), yes("c-remedy-plan")}}, NeedsFacts, Incomplete, "q-ban"},
		{"under inquiry goes to a person", Matter{Stage: Inquiry, Items: project, Facts: settled(declared()...)}, Refer, UnderInquiry, ""},
		{"already done is another road", Matter{Stage: Done, Items: project, Facts: settled(declared()...)}, Refer, AlreadyDone, ""},
		{"an item of the time after the fact never fits", Matter{Stage: Planned, Items: []Candidate{{"pos-after", 1}}, Facts: append(declared(), yes("c-collective"))}, Refer, NotPrior, ""},
		{"nothing on the list goes to a person", Matter{Stage: Planned}, Refer, Unlisted, ""},
		{"an item that the county has not confirmed never fits", Matter{Stage: Planned, Items: []Candidate{{"pos-elsewhere", 1}}, Facts: append(declared(), yes("c-collective"))}, Refer, Unconfirmed, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Judge(town(), c.matter)
			if got.Outcome != c.outcome || got.Reason != c.reason || c.question != "" && got.Question != c.question {
				t.Errorf("got %s (%s) asking %q, want %s (%s) asking %q", got.Outcome, got.Reason, got.Question, c.outcome, c.reason, c.question)
			}
		})
	}
}

func TestPick(t *testing.T) {
	for _, c := range []struct {
		name  string
		items []Candidate
		want  string
	}{
		{"the likeliest wins", []Candidate{{"pos-project", 0.8}, {"pos-after", 0.7}}, "pos-project"},
		{"a broad item gives way to a narrower one nearly as likely", []Candidate{{"pos-wide", 0.8}, {"pos-project", 0.6}}, "pos-project"},
		{"a broad item keeps its place before an unlikely one", []Candidate{{"pos-wide", 0.8}, {"pos-project", 0.2}}, "pos-wide"},
		{"one that counts here goes before one that does not", []Candidate{{"pos-elsewhere", 0.8}, {"pos-project", 0.6}}, "pos-project"},
		{"an unknown id is passed over", []Candidate{{"pos-gone", 0.9}, {"pos-project", 0.1}}, "pos-project"},
		{"a red line is no candidate", []Candidate{{"neg-forbidden", 0.9}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, _ := pick(town(), c.items); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// anyMatter draws a matter out of everything that a talk could bring.
func anyMatter(b *Base) *rapid.Generator[Matter] {
	ids := []string{"c-key-project", "c-collective", "c-public", "c-remedy-plan", "c-no-ban", "c-asked", "c-fair-contractor"}
	for _, it := range b.Negative {
		ids = append(ids, it.ID)
	}
	facts := rapid.Custom(func(t *rapid.T) Fact {
		return Fact{
			ID: rapid.SampledFrom(ids).Draw(t, "id"), Holds: rapid.Bool().Draw(t, "holds"), Hint: rapid.IntRange(0, 5).Draw(t, "hint") == 0,
			Quote: rapid.StringN(1, 3, -1).Draw(t, "quote"), Turn: rapid.IntRange(0, 4).Draw(t, "turn"),
			Via: rapid.SampledFrom([]Via{Said, Answered, Declared, Corrected}).Draw(t, "via"),
		}
	})
	return rapid.Custom(func(t *rapid.T) Matter {
		return Matter{
			Stage: rapid.SampledFrom([]Stage{StageUnknown, Planned, Ongoing, Done, Inquiry}).Draw(t, "stage"),
			Items: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Candidate {
				return Candidate{rapid.SampledFrom([]string{"pos-project", "pos-wide", "pos-elsewhere", "pos-after"}).Draw(t, "item"), rapid.Float64Range(0, 1).Draw(t, "score")}
			}), 0, 3).Draw(t, "items"),
			Facts: rapid.SliceOfN(facts, 0, 24).Draw(t, "facts"),
			Asked: rapid.SliceOfN(rapid.SampledFrom([]string{"q-key", "q-decided", "q-remedy", "q-ban", "q-gain", StageID, DeclarationID}), 0, 5).Draw(t, "asked"),
		}
	})
}

func TestRedLineAlwaysWins(t *testing.T) {
	b := town()
	for _, pos := range b.Positive {
		for _, neg := range b.Negative {
			m := Matter{Stage: Planned, Items: []Candidate{{pos.ID, 1}}, Facts: append(settled(declared()...), later(yes(neg.ID), 9, Said))}
			v := Judge(b, m)
			want := Barred
			if !neg.Absolute || !neg.Counts {
				want = Refer
			}
			if v.Outcome != want || v.Negative[0].ID != neg.ID {
				t.Errorf("%s against %s: got %s naming %v, want %s", pos.ID, neg.ID, v.Outcome, v.Negative, want)
			}
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		m := anyMatter(b).Draw(rt, "matter")
		m.Facts = append(m.Facts, later(yes("neg-private-gain"), 9, Said))
		if v := Judge(b, m); v.Outcome != Barred {
			rt.Fatalf("a red line holds, yet %s (%s)", v.Outcome, v.Reason)
		}
	})
}

func TestSameFactsSameBytes(t *testing.T) {
	b := town()
	rapid.Check(t, func(rt *rapid.T) {
		m := anyMatter(b).Draw(rt, "matter")
		shuffled := m
		shuffled.Facts = rapid.Permutation(m.Facts).Draw(rt, "order")
		one, two := encode(rt, Judge(b, m)), encode(rt, Judge(b, shuffled))
		if one != two {
			rt.Fatalf("order of facts matters:\n%s\n%s", one, two)
		}
	})
}

func TestUnknownNeverTurnsNoIntoYes(t *testing.T) {
	b := town()
	rapid.Check(t, func(rt *rapid.T) {
		m := anyMatter(b).Draw(rt, "matter")
		before := Judge(b, m)
		more := m
		more.Facts = append(slices.Clone(m.Facts), later(hint(rapid.SampledFrom([]string{"neg-private-gain", "neg-forbidden", "c-collective", "c-key-project"}).Draw(rt, "hint")), 9, Said))
		more.Vain = append(slices.Clone(m.Vain), rapid.SampledFrom([]string{"q-key", "q-decided", DeclarationID}).Draw(rt, "vain"))
		after := Judge(b, more)
		if before.Outcome != Fits && after.Outcome == Fits {
			rt.Fatalf("an unknown turned %s into a yes", before.Outcome)
		}
		if before.Outcome == Barred && after.Outcome != Barred {
			rt.Fatalf("an unknown turned a bar into %s", after.Outcome)
		}
	})
}

func TestFitsRestsOnEverything(t *testing.T) {
	b := town()
	rapid.Check(t, func(rt *rapid.T) {
		m := anyMatter(b).Draw(rt, "matter")
		m.Facts = append(m.Facts, declared()...)
		v := Judge(b, m)
		if v.Outcome != Fits {
			return
		}
		if len(v.Citations) == 0 || v.Item == "" || len(v.Negative) > 0 || !b.Item(v.Item).Counts || m.Stage == Done || m.Stage == Inquiry {
			rt.Fatalf("a yes without its ground: %+v", v)
		}
		for _, s := range v.Trace {
			if s.State != Met || s.Fact == nil || s.Fact.Quote == "" {
				rt.Fatalf("a yes with %s %s", s.Need, s.State)
			}
		}
	})
}

func TestNeverMoreThanFourQuestions(t *testing.T) {
	b := town()
	rapid.Check(t, func(rt *rapid.T) {
		m := anyMatter(b).Draw(rt, "matter")
		m.Asked = nil
		for range 10 {
			v := Judge(b, m)
			if v.Question == "" {
				break
			}
			if slices.Contains(m.Asked, v.Question) && v.Question != DeclarationID {
				rt.Fatalf("asked %s twice", v.Question)
			}
			m.Asked = append(m.Asked, v.Question)
			m.Vain = append(m.Vain, v.Question)
		}
		n := 0
		for _, q := range m.Asked {
			if q != DeclarationID {
				n++
			}
		}
		if n > MostQuestions {
			rt.Fatalf("asked %v", m.Asked)
		}
	})
}

func encode(t interface{ Fatalf(string, ...any) }, v Verdict) string {
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return string(out)
}
