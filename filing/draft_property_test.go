package filing

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// A shadow is what a plain reckoning says the draft must hold: kept is the last answer taken for each field, sure
// those that stand in the document if they apply.
type shadow struct {
	kept map[string]string
	sure map[string]bool
}

func (s shadow) copy() shadow { return shadow{maps.Clone(s.kept), maps.Clone(s.sure)} }

// answer notes an accepted answer and unsettles what depends on the field.
func (s shadow) answer(f *Form, id, formal string) {
	was, had := s.kept[id]
	if formal == "" {
		delete(s.kept, id)
		delete(s.sure, id)
	} else {
		s.kept[id], s.sure[id] = formal, true
	}
	if !had || was == formal {
		return
	}
	for _, other := range f.Fields() {
		depends := false
		for _, d := range other.Depends {
			depends = depends || d == id
		}
		for _, c := range other.When {
			depends = depends || c.Field == id
		}
		if depends {
			delete(s.sure, other.ID)
		}
	}
}

// applies is the meaning of When, reckoned from the labels that the answers show.
func (s shadow) applies(f *Form, field *Field) bool {
	for _, c := range field.When {
		other := f.Field(c.Field)
		if !s.sure[c.Field] || !s.applies(f, other) {
			return false
		}
		hit := false
		for _, id := range c.Is {
			label := map[string]string{"yes": "是", "no": "否"}[id]
			for _, choice := range other.Choices {
				if choice.ID == id {
					label = choice.Label
				}
			}
			hit = hit || label == s.kept[c.Field]
		}
		if !hit {
			return false
		}
	}
	return true
}

const dependentForm = `id: demo
title: 样表
sections:
  - id: a
    title: 一
    fields:
      - {id: kind, label: 类型, type: choice, ask: 哪一类？, choices: [{id: x, label: 甲类}, {id: y, label: 乙类}, {id: z, label: 丙类}]}
      - {id: deep, label: 细类, type: yesno, ask: 细不细？, when: [{field: kind, is: [x, y]}]}
      - {id: deeper, label: 说明, ask: 说明什么？, when: [{field: deep, is: ["yes"]}]}
      - {id: start, label: 开始, type: date, ask: 哪天开始？, depends: [kind]}
      - {id: sum, label: 金额, type: money, ask: 多少钱？, depends: [start]}
      - {id: note, label: 备注, ask: 备注什么？, depends: [sum, deeper], when: [{field: kind, is: [z, y]}]}
`

// answersFor are words that the field takes, each with what the document then says; refusals have "".
func answersFor(id string) map[string]string {
	return map[string]map[string]string{
		"kind":   {"甲类": "甲类", "2": "乙类", "丙类": "丙类", "丁类": ""},
		"deep":   {"是": "是", "没有": "否", "不好说": ""},
		"deeper": {"先做": "先做", "后做": "后做", "": ""},
		"start":  {"今天": "2026年11月26日", "2026年3月2日": "2026年3月2日", "正月": ""},
		"sum":    {"5万": "5万元", "320万": "320万元", "几十万": ""},
		"note":   {"记一笔": "记一笔", "记两笔": "记两笔", "高度重视": ""},
	}[id]
}

// TestRandomEditsAgreeWithAPlainReckoning plays 10,000 random sequences of edits.
func TestRandomEditsAgreeWithAPlainReckoning(t *testing.T) {
	forms, err := parseForms(map[string][]byte{"demo.yaml": []byte(dependentForm), wordsFile: wordsData(t)})
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(10_000) {
		if err := playEdits(forms.Form("demo"), rand.New(rand.NewPCG(seed, 3))); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

type remembered struct {
	draft Draft
	shadow
}

// A player edits a draft at random and reckons along.
type player struct {
	draft Draft
	shadow
	past  []remembered
	asked map[string]bool // fields answered or skipped, which must not be asked again without a cause
	r     *rand.Rand
}

func playEdits(f *Form, r *rand.Rand) error {
	p := player{draft: Start(f, nil), shadow: shadow{map[string]string{}, map[string]bool{}}, asked: map[string]bool{}, r: r}
	for range 4 + r.IntN(16) {
		before, was := p.draft, p.shadow.copy()
		undone, err := p.step()
		if err != nil {
			return err
		}
		if !undone && p.draft.Version != before.Version {
			p.past = append(p.past, remembered{before, was})
		}
		if err := agree(p.draft, p.shadow); err != nil {
			return err
		}
	}
	return stored(p.draft, f)
}

// step does one thing; undone says that it took one back.
func (p *player) step() (undone bool, err error) {
	f := p.draft.Form
	id := f.Fields()[p.r.IntN(len(f.Fields()))].ID
	if q, ok := p.draft.Next(); ok && p.r.IntN(2) == 0 {
		id = q.Field.ID
		if q.Mode == ModeAsk && p.asked[id] {
			return false, fmt.Errorf("%s is asked again without a cause", id)
		}
	}
	switch p.r.IntN(8) {
	case 0:
		return true, p.undo()
	case 1:
		p.draft = p.draft.Clear(id)
		p.answer(f, id, "")
		delete(p.asked, id)
	case 2:
		p.draft = p.draft.Skip(id)
		delete(p.sure, id)
		p.asked[id] = true
	case 3:
		p.draft = p.draft.Confirm(id)
		if p.kept[id] != "" {
			p.sure[id] = true
		}
	case 4:
		p.draft = p.draft.Edit(id)
	default:
		return false, p.fill(id)
	}
	return false, nil
}

func (p *player) fill(id string) error {
	said, formal := pickAnswer(p.r, id)
	next, problems := p.draft.Fill(id, said, thursday)
	if (formal == "") != (len(problems) > 0) {
		return fmt.Errorf("%s said %q: problems %v", id, said, problems)
	}
	if p.draft = next; formal != "" {
		p.answer(p.draft.Form, id, formal)
		p.asked[id] = true
	}
	return nil
}

func (p *player) undo() error {
	back, ok := p.draft.Undo()
	if ok != (len(p.past) > 0) {
		return errors.New("undo does not know whether there is something to undo")
	}
	if !ok {
		return nil
	}
	last := p.past[len(p.past)-1]
	p.past = p.past[:len(p.past)-1]
	if !reflect.DeepEqual(back.Values, last.draft.Values) || back.At != last.draft.At {
		return fmt.Errorf("undo gives %v at %q, before it was %v at %q", back.Values, back.At, last.draft.Values, last.draft.At)
	}
	p.draft, p.shadow = back, last.shadow
	clear(p.asked)
	return nil
}

func pickAnswer(r *rand.Rand, id string) (said, formal string) {
	all := answersFor(id)
	keys := make([]string, 0, len(all))
	for k := range all {
		keys = append(keys, k)
	}
	slices.Sort(keys) // maps have no order; the seed must decide
	said = keys[r.IntN(len(keys))]
	return said, all[said]
}

// agree compares the draft with the reckoning: nothing lost, and the document is what is sure and applies.
func agree(d Draft, s shadow) error {
	data := d.Data()
	shown := 0
	for _, field := range d.Form.Fields() {
		if got := d.Values[field.ID].Formal; got != s.kept[field.ID] {
			return fmt.Errorf("%s holds %q, was told %q", field.ID, got, s.kept[field.ID])
		}
		if v := d.Values[field.ID]; v.State == Filled && v.empty() {
			return fmt.Errorf("%s counts as filled in and says nothing", field.ID)
		}
		want, ok := "", s.sure[field.ID] && s.applies(d.Form, field)
		if ok {
			want = s.kept[field.ID]
			shown++
		}
		if got := data.Values[field.ID]; got != want {
			return fmt.Errorf("the document says %s = %q, want %q", field.ID, got, want)
		}
	}
	for id := range data.Values {
		if d.Form.Field(id) == nil && id != "sum_capital" {
			return fmt.Errorf("the document says %s, which is no field", id)
		}
	}
	return nil
}

// stored checks that the draft survives being written and read.
func stored(d Draft, f *Form) error {
	b, err := d.Encode()
	if err != nil {
		return err
	}
	again, err := DecodeDraft(b, func(string) *Form { return f })
	if err != nil {
		return err
	}
	if len(d.Values)+len(again.Values) > 0 && !reflect.DeepEqual(again.Values, d.Values) || again.At != d.At || again.Version != d.Version {
		return fmt.Errorf("stored and read again it is %v", again.Values)
	}
	undone, ok := d.Undo()
	undoneAgain, okAgain := again.Undo()
	if ok != okAgain || !reflect.DeepEqual(undone.Data(), undoneAgain.Data()) {
		return errors.New("what was stored undoes otherwise")
	}
	return nil
}
