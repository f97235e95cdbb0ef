package knowledge

import (
	"slices"
	"strings"
	"testing"
)

// seeded is one fault sown into the faultless fixture.
type seeded struct {
	name           string
	path, old, new string
	rule           string
	at             string    // file:line
	and            [2]string // a second change to the same file that the first one makes necessary
}

const (
	centralFile = "central/all.yaml"
	cityFile    = "city/all.yaml"
	countyFile  = "counties/jia/lists.yaml"
	layerFile   = "counties/jia/layer.yaml"
)

// long is an answer of 301 characters.
var long = strings.Repeat("答", 301)

// none is no second change.
var none [2]string

// manyNeeds is three more needs, each with a question of its own.
const manyNeeds = `holds: false}]}
  - {id: n1, title: 一, any_of: [{fact: c-urgent, holds: true}], question: q-1}
  - {id: n2, title: 二, any_of: [{fact: c-urgent, holds: true}], question: q-2}
  - {id: n3, title: 三, any_of: [{fact: c-urgent, holds: true}], question: q-3}

questions:
  - {id: q-1, ask: 一？, settles: [c-urgent]}
  - {id: q-2, ask: 二？, settles: [c-urgent]}
  - {id: q-3, ask: 三？, settles: [c-urgent]}
`

var seededFaults = []seeded{
	{"a folder that has another name than its layer", "counties/bing/layer.yaml", "", "layer: {id: other, title: 丙县, kind: county, parent: city}", "layer-folder", "counties/bing/layer.yaml:1", none},
	{"a county that adopts a list not above it", layerFile, "adopts: city", "adopts: yi", "layer-adopts", layerFile + ":1", none},
	{"a number that has no place for the count", layerFile, "adopts: city", "adopts: city, filing_number: 甲纪备〔%d〕号", "layer-number", layerFile + ":1", none},
	{"a demonstration that does not say so", "counties/yi/layer.yaml", "title: 演示县", "title: 乙县", "demo-label", "counties/yi/layer.yaml:1", none},
	{"a real county that confirms everything at a stroke", layerFile, "item: neg-funds", "all: true", "confirm-all", layerFile + ":3", none},
	{"one id for two things", countyFile, "id: neg-jia", "id: decided", "id-duplicate", countyFile + ":5", none},
	{"one id twice in a layer", countyFile, "negative:\n", "negative:\n  - {id: neg-jia, title: 又一条, status: seed, absolute: true, declare: 又一条, phrases: [又一条], sources: [{document: 甲, ref: seed:L1}]}\n", "id-duplicate", countyFile + ":6", none},
	{"an item with a need that nobody wrote", centralFile, "needs: [decided, no-gain]", "needs: [decided, no-gian]", "id-unknown", centralFile + ":42", none},
	{"a need with a fact that nobody wrote", centralFile, "any_of: [{fact: neg-gain, holds: false}]", "any_of: [{fact: neg-gain, holds: false}, {fact: c-nothing, holds: true}]", "id-unknown", centralFile + ":19", none},
	{"a choice that settles a fact that nobody knows", centralFile, "sets: [{fact: c-collective, holds: true}]", "sets: [{fact: c-collective, holds: true}, {fact: c-nothing, holds: true}]", "id-unknown", centralFile + ":25", none},
	{"a need with a question that nobody wrote", centralFile, "holds: false}]}\n\nquestions", "holds: false}], question: q-nothing}\n\nquestions", "id-unknown", centralFile + ":19", none},
	{"a boundary beside an item that nobody wrote", centralFile, "looks: pos-road", "looks: pos-raod", "id-unknown", centralFile + ":86", none},
	{"a county that confirms what is not there", layerFile, "item: neg-funds", "item: neg-fund", "id-unknown", layerFile + ":3", none},
	{"an item that ends before it begins", centralFile, "phrases: [想先把路修了, 桥要架起来]", "phrases: [想先把路修了, 桥要架起来]\n    from: 2030-01-01\n    until: 2029-01-01", "date-reversed", centralFile + ":42", none},
	{"an item whose day has passed", centralFile, "until: 2029-12-31", "until: 2026-11-21", "date-expired", centralFile + ":49", none},
	{"an item that says where it is from and does not", centralFile, "    sources: [{document: 《乙办法》, year: 2021}]\n", "", "source-missing", centralFile + ":49", none},
	{"an answer that says where it is from and does not", centralFile, "    sources: [{document: 《甲办法》}]\n", "", "source-missing", centralFile + ":90", none},
	{"a seed entry without the line of the seed", cityFile, ", ref: seed:L87", "", "source-seed", cityFile + ":3", none},
	{"a confirmed entry that nobody confirmed", countyFile, "status: local_confirm", "status: confirmed", "status-confirmed", countyFile + ":2", none},
	{"a red line of an upper layer taken away", countyFile, "negative:\n", "negative:\n  - {id: neg-gain, status: sourced, sources: [{document: 甲}], disabled: true}\n", "line-removed", countyFile + ":5", none},
	{"an absolute line made a matter of combination", countyFile, "negative:\n", "negative:\n  - {id: neg-gain, status: sourced, sources: [{document: 甲}], absolute: false}\n", "line-weakened", countyFile + ":5", none},
	{"the same for a line that the city made absolute", countyFile, "negative:\n", "negative:\n  - {id: neg-alone, status: sourced, sources: [{document: 甲}], absolute: false}\n", "line-weakened", countyFile + ":5", none},
	{"exceptions to an absolute line", countyFile, "negative:\n", "negative:\n  - {id: neg-gain, status: sourced, sources: [{document: 甲}], combine: 初犯除外。}\n", "line-weakened", countyFile + ":5", none},
	{"a line ended earlier", countyFile, "negative:\n", "negative:\n  - {id: neg-gain, status: sourced, sources: [{document: 甲}], until: 2027-01-01}\n", "line-weakened", countyFile + ":5", none},
	{"a sourced line turned into a belief", countyFile, "negative:\n", "negative:\n  - {id: neg-gain, status: local_confirm}\n", "line-weakened", countyFile + ":5", none},
	{"a red line of an upper layer in other words", countyFile, "negative:\n", "negative:\n  - {id: neg-gain, status: sourced, sources: [{document: 甲}], title: 拿了一点}\n", "line-reworded", countyFile + ":5", none},
	{"a number that no one has confirmed", countyFile, ", confirmed: {by: 甲县纪委监委, on: 2026-02-01}", "", "number-unconfirmed", countyFile + ":13", none},
	{"a number given above the counties", centralFile, "title: 答复期限}", "title: 答复期限, value: 3天, confirmed: {by: 谁, on: 2026-01-01}}", "number-unconfirmed", centralFile + ":96", none},
	{"a number written into a local answer", centralFile, "answer: 以本县规定为准。", "answer: 一般10个工作日。以本县规定为准。", "number-in-answer", centralFile + ":96", none},
	{"a number in the answer of a county to a local question", countyFile, "    ask: [甲县几天答复]", "    answer: 甲县五天。\n    ask: [甲县几天答复]", "number-in-answer", countyFile + ":13", none},
	{"a button that says nothing", centralFile, "{label: 不清楚}", "{label: 看情况}", "choice-empty", centralFile + ":25", none},
	{"a question that is never asked", centralFile, "questions:\n  - id: q-stage", "questions:\n  - {id: q-idle, ask: 吃了吗？}\n  - id: q-stage", "question-unasked", centralFile + ":22", none},
	{"a need that no item has", centralFile, "needs:\n  - {id: decided", "needs:\n  - {id: idle, title: 闲着, any_of: [{fact: c-collective, holds: true}], question: q-decided}\n  - {id: decided", "need-unused", centralFile + ":17", none},
	{"another question under the id of an upper one", countyFile, "    ask: [甲县几天答复]", "    title: 谁来答复？\n    ask: [甲县几天答复]", "faq-replaced", countyFile + ":13", none},
	{"an answer too long to read", centralFile, "answer: 把拿不准的事先报给纪委监委登记。", "answer: " + long, "answer-long", centralFile + ":90", none},
	{"half-width marks in a Chinese sentence", centralFile, "answer: 把拿不准的事先报给纪委监委登记。", "answer: 把拿不准的事,先报给纪委监委登记。", "half-width", centralFile + ":90", none},
	{"an item that nobody can find", centralFile, "    phrases: [堤要垮了先堵上]\n", "", "phrase-missing", centralFile + ":49", none},
	{"a phrase of an item that a red line has too", centralFile, "phrases: [给亲戚揽活]", "phrases: [给亲戚揽活, 想先把路修了！]", "phrase-overlap", centralFile + ":61", none},
	{"a phrase that two items have", centralFile, "phrases: [堤要垮了先堵上]", "phrases: [堤要垮了先堵上, 断头路 先打通]", "phrase-overlap", centralFile + ":49", none},
	{"a red line that the declaration cannot rule out", countyFile, "    declare: 碰了甲县的红线\n", "", "line-undeclared", countyFile + ":5", none},
	{"a condition that nobody can learn", centralFile, "conditions:\n", "conditions:\n  - {id: c-hidden, title: 没人知道}\n", "condition-unlearnable", centralFile + ":5", none},
	{"an item that asks for nothing", centralFile, "    needs: [decided, no-gain]\n", "", "needs-missing", cityFile + ":3", none},
	{"a need without a question", centralFile, ", question: q-urgent}", "}", "need-unasked", centralFile + ":18", [2]string{"id: q-urgent", "id: q-neg-urgent"}},
	{"a need with a question about something else", centralFile, "question: q-urgent}", "question: q-neg-gain}", "need-unasked", centralFile + ":18", [2]string{"id: q-urgent", "id: q-neg-urgent"}},
	{"a need that only a red line can meet", centralFile, "any_of: [{fact: c-urgent, holds: true}]", "any_of: [{fact: c-urgent, holds: true}, {fact: neg-gain, holds: true}]", "need-barred", centralFile + ":18", none},
	{"needs of one item that exclude one another", centralFile, "any_of: [{fact: c-urgent, holds: true}], question: q-urgent}", "any_of: [{fact: c-collective, holds: false}], question: q-decided}", "item-unreachable", centralFile + ":49", [2]string{"id: q-urgent", "id: q-neg-urgent"}},
	{"a need that nothing meets", centralFile, "any_of: [{fact: c-urgent, holds: true}], question: q-urgent}", "any_of: [], question: q-urgent}", "item-unreachable", centralFile + ":18", none},
	{"two items of one name", centralFile, "title: 防汛抢险", "title: 修路架桥", "item-unreachable", centralFile + ":49", none},
	{"an entry that nobody can ask for", centralFile, "    ask: [备案是干啥的, 容错备案啥意思]\n", "", "faq-ask-missing", centralFile + ":90", none},
	{"one way of asking in two entries", centralFile, "ask: [几天能批, 多久能下来]", "ask: [几天能批, 备案，是干啥的？]", "faq-near", centralFile + ":96", none},
	{"an item that costs too many questions", centralFile, "holds: false}]}\n\nquestions:\n", manyNeeds, "too-many-questions", centralFile + ":55", [2]string{"needs: [decided, urgent, no-gain]", "needs: [decided, urgent, n1, n2, n3, no-gain]"}},
}

func TestTheFixtureHasNoFault(t *testing.T) {
	for _, f := range Check(mustLoad(t, small(t, "", "", "")), "2026-11-22") {
		t.Errorf("%s: %v", f.Rule, f)
	}
}

func TestTheShippedListsHaveNoFault(t *testing.T) {
	for _, f := range Check(mustLoad(t, Lists()), "2026-11-22") {
		t.Errorf("%s: %v", f.Rule, f)
	}
}

func TestASeededFaultIsFoundAndNothingElse(t *testing.T) {
	for _, tt := range seededFaults {
		t.Run(tt.name, func(t *testing.T) {
			files := small(t, tt.path, tt.old, tt.new)
			files[tt.path].Data = []byte(strings.Replace(string(files[tt.path].Data), tt.and[0], tt.and[1], 1))
			got := Check(mustLoad(t, files), "2026-11-22")
			if len(got) != 1 {
				t.Fatalf("%d faults, want one of %s:\n%v", len(got), tt.rule, got)
			}
			if at := (Place{got[0].File, got[0].Line}).String(); got[0].Rule != tt.rule || at != tt.at {
				t.Errorf("got %s at %s, want %s at %s: %v", got[0].Rule, at, tt.rule, tt.at, got[0])
			}
		})
	}
}

func TestEveryRuleHasASeededFault(t *testing.T) {
	var names []string
	for _, r := range rules() {
		if slices.Contains(names, r.name) {
			t.Errorf("two rules are called %s", r.name)
		}
		names = append(names, r.name)
		if !slices.ContainsFunc(seededFaults, func(s seeded) bool { return s.rule == r.name }) {
			t.Errorf("no seeded fault for %s", r.name)
		}
	}
}

func TestFaultsComeInTheOrderOfTheFilesEachOnce(t *testing.T) {
	files := small(t, centralFile, "answer: 把拿不准的事先报给纪委监委登记。", "answer: 把拿不准的事,先报给纪委监委登记。")
	files[centralFile].Data = []byte(strings.Replace(string(files[centralFile].Data), "conditions:\n", "conditions:\n  - {id: c-hidden, title: 没人知道}\n", 1))
	got := Check(mustLoad(t, files), "2026-11-22")
	if len(got) != 2 || got[0].Rule != "condition-unlearnable" || got[1].Rule != "half-width" {
		t.Errorf("got %v", got)
	}
}

func TestHalfWidthMarksBesideChineseAreFound(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"a comma", "先报,后做", "报,"},
		{"a bracket before a character", "甲 (乙)", "(乙"},
		{"a full stop at the end", "做完了.", "了."},
		{"full-width marks are right", "先报，后做（不急）。", ""},
		{"a decimal point is right", "占3.5亩", ""},
		{"a name of a file is right", "写进附件a.docx", ""},
		{"marks among Latin letters are right", "see a, b", ""},
		{"a time of day is right", "9:30前", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := halfMark(tt.text); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
