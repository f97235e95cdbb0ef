package knowledge

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"
)

func ids[T any](all []T, id func(T) string) []string {
	var out []string
	for _, each := range all {
		out = append(out, id(each))
	}
	return out
}

func itemIDs(items []Item) []string { return ids(items, func(i Item) string { return i.ID }) }

func TestACountySeesItsOwnListOverTheUpperOnes(t *testing.T) {
	b := mustBase(t, mustLoad(t, small(t, "", "", "")), "jia", "2026-11-22")

	if got, want := ids(b.Layers, func(l LayerInfo) string { return l.ID }), []string{"central", "city", "jia"}; !slices.Equal(got, want) {
		t.Errorf("layers %v, want %v", got, want)
	}
	road := b.Item("pos-road")
	if road.Layer != "city" || road.Status != Seed || road.Title != "修路架桥" || !slices.Equal(road.Needs, []string{"decided", "no-gain"}) {
		t.Errorf("the city's entry does not stand with the text of the central one: %+v", road)
	}
	if got := ids(road.Sources, func(s Source) string { return s.Document }); !slices.Equal(got, []string{"《市清单》", "《甲办法》"}) {
		t.Errorf("sources %v: the lowest has to come first and the upper one to stay", got)
	}
	if !slices.Equal(road.Phrases, []string{"断头路先打通", "想先把路修了", "桥要架起来"}) {
		t.Errorf("phrases %v", road.Phrases)
	}
	if !road.PriorFiling || road.Broad || !b.Item("pos-flood").Broad {
		t.Error("prior_filing is true and broad false when nobody says otherwise; a lower layer that is silent changes neither")
	}
	if c := b.County; c.Filing != "容错备案" || c.Document != "《通知书》" || c.Elements != 4 || c.Office != "" {
		t.Errorf("names of the county: %+v", c)
	}
	if got := itemIDs(b.Placeholders); !slices.Equal(got, []string{"city-pos-other", "jia-pos-2"}) {
		t.Errorf("placeholders %v", got)
	}
	if p := b.Item("jia-pos-2"); p == nil || p.Counts || p.Status != Unknown {
		t.Errorf("a placeholder is shown and never counts: %+v", p)
	}
	if got := itemIDs(b.Negative); !slices.Equal(got, []string{"neg-gain", "neg-alone", "neg-funds", "neg-jia"}) {
		t.Errorf("red lines %v", got)
	}
}

func TestWhetherAnItemCounts(t *testing.T) {
	const lists, layer = "counties/jia/lists.yaml", "counties/jia/layer.yaml"
	tests := []struct {
		name           string
		path, old, new string
		item           string
		on             Date
		counts         bool
	}{
		{"a seed item of the layer that the county adopts counts", "", "", "", "pos-road", "2026-11-22", true},
		{"and does not when the county adopts nothing", layer, "adopts: city, ", "", "pos-road", "2026-11-22", false},
		{"until the county confirms it", layer, "adopts: city, decider: 甲县纪委监委, elements: 4, prior: true}\nconfirm:\n", "prior: true}\nconfirm:\n  - {item: pos-road, by: 甲县, on: 2026-03-01}\n", "pos-road", "2026-11-22", true},
		{"a confirmation counts from its day", layer, "adopts: city, decider: 甲县纪委监委, elements: 4, prior: true}\nconfirm:\n", "prior: true}\nconfirm:\n  - {item: pos-road, by: 甲县, on: 2026-03-01}\n", "pos-road", "2026-02-28", false},
		{"a belief of the county does not count", "", "", "", "pos-flood", "2026-11-22", false},
		{"a belief that the county confirms does", lists, "    status: local_confirm", "    status: local_confirm\n    confirmed: {by: 甲县, on: 2026-01-01}", "pos-flood", "2026-11-22", true},
		{"a seed item of the county's own counts", lists, "    status: local_confirm", "    status: seed", "pos-flood", "2026-11-22", true},
		{"what is sourced elsewhere does not", lists, "    status: local_confirm", "    status: sourced", "pos-flood", "2026-11-22", false},
		{"what nobody knows never does, whoever confirms it", lists, "    status: local_confirm", "    status: unknown\n    confirmed: {by: 甲县, on: 2026-01-01}", "pos-flood", "2026-11-22", false},
		{"a confirmation written in an upper layer is nobody's", "central/all.yaml", "    needs: [decided, urgent, no-gain]", "    needs: [decided, urgent, no-gain]\n    confirmed: {by: 谁, on: 2026-01-01}", "pos-flood", "2026-11-22", false},
		{"a sourced red line may bar", "", "", "", "neg-gain", "2026-11-22", true},
		{"a believed one may when the county has confirmed it", "", "", "", "neg-funds", "2026-11-22", true},
		{"and may not before", "", "", "", "neg-funds", "2026-02-28", false},
		{"and may not when it has not", layer, "item: neg-funds", "item: neg-gain", "neg-funds", "2026-11-22", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := mustBase(t, mustLoad(t, small(t, tt.path, tt.old, tt.new)), "jia", tt.on)
			if got := b.Item(tt.item); got == nil || got.Counts != tt.counts {
				t.Errorf("got %+v, want Counts %v", got, tt.counts)
			}
		})
	}
}

func TestADemonstrationConfirmsEverythingThatHasAText(t *testing.T) {
	b := mustBase(t, mustLoad(t, small(t, "", "", "")), "yi", "2026-11-22")
	for _, item := range slices.Concat(b.Positive, b.Negative) {
		if !item.Counts || item.Confirmed.By != "演示" {
			t.Errorf("%s: counts %v, confirmed %+v", item.ID, item.Counts, item.Confirmed)
		}
	}
	for _, item := range b.Placeholders {
		if item.Counts {
			t.Errorf("the placeholder %s counts", item.ID)
		}
	}
}

func TestARedLineIsNeverTakenAwayOrWeakened(t *testing.T) {
	const lists = "counties/jia/lists.yaml"
	tests := []struct{ name, line string }{
		{"disabled", "{id: neg-gain, status: sourced, sources: [{document: 甲}], disabled: true}"},
		{"made a matter of combination", "{id: neg-gain, status: sourced, sources: [{document: 甲}], absolute: false, combine: 看情况}"},
		{"ended", "{id: neg-gain, status: sourced, sources: [{document: 甲}], until: 2020-01-01}"},
		{"begun later", "{id: neg-gain, status: sourced, sources: [{document: 甲}], from: 2030-01-01}"},
		{"given as unknown", "{id: neg-gain, status: unknown}"},
		{"given as a belief", "{id: neg-gain, status: local_confirm}"},
		{"given other words", "{id: neg-gain, status: sourced, sources: [{document: 甲}], title: 小事一桩, declare: 一切都好}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := mustBase(t, mustLoad(t, small(t, lists, "negative:\n", "negative:\n  - "+tt.line+"\n")), "jia", "2026-11-22")
			got := b.Item("neg-gain")
			if got == nil || !got.Absolute || !got.Counts || got.Title != "谋取私利" || got.Declare != "有人从中得利" {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestALowerLayerMayMakeARedLineStricter(t *testing.T) {
	lib := mustLoad(t, small(t, "", "", ""))
	if b := mustBase(t, lib, "central", "2026-11-22"); b.Item("neg-alone").Absolute {
		t.Error("the central line is absolute already")
	}
	if b := mustBase(t, lib, "jia", "2026-11-22"); !b.Item("neg-alone").Absolute {
		t.Error("the city made the line absolute and it is not")
	}
	believed := mustLoad(t, small(t, "city/all.yaml", "  - id: neg-alone\n    status: seed", "  - id: neg-alone\n    status: local_confirm"))
	if b := mustBase(t, believed, "jia", "2026-11-22"); b.Item("neg-alone").Absolute {
		t.Error("what the city only believes makes the line absolute")
	}
}

func TestACountyMayHideAPositiveItem(t *testing.T) {
	lib := mustLoad(t, small(t, "counties/jia/lists.yaml", "    status: local_confirm", "    status: sourced\n    disabled: true"))
	if b := mustBase(t, lib, "jia", "2026-11-22"); b.Item("pos-flood") != nil {
		t.Error("the county hid the item and has it")
	}
	if b := mustBase(t, lib, "yi", "2026-11-22"); b.Item("pos-flood") == nil {
		t.Error("another county has lost the item")
	}
}

func TestAnAnswerOfALowerLayerStandsAndUnconfirmedNumbersAreHidden(t *testing.T) {
	const lists = "counties/jia/lists.yaml"
	tests := []struct {
		name           string
		path, old, new string
		on             Date
		want           string
	}{
		{"a number that the county has confirmed is shown", "", "", "", "2026-11-22", "5个工作日"},
		{"not before the day of the confirmation", "", "", "", "2026-01-31", ""},
		{"not without a confirmation", lists, ", confirmed: {by: 甲县纪委监委, on: 2026-02-01}", "", "2026-11-22", ""},
		{"not when an upper layer gives it", "central/all.yaml", "{id: reply-days, title: 答复期限}", "{id: reply-days, title: 答复期限, value: 1天, confirmed: {by: 谁, on: 2020-01-01}}", "2026-11-22", "5个工作日"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lib := mustLoad(t, small(t, tt.path, tt.old, tt.new))
			q := mustBase(t, lib, "jia", tt.on).FAQ("faq-02")
			if q.Answer == "" || q.Layer != "jia" || !q.Local || !slices.Contains(q.Ask, "甲县几天答复") || !slices.Contains(q.Ask, "几天能批") {
				t.Errorf("the entry is not the county's over the central one: %+v", q)
			}
			if len(q.Numbers) != 1 || q.Numbers[0].Value != tt.want {
				t.Errorf("got %+v, want %q", q.Numbers, tt.want)
			}
			if other := mustBase(t, lib, "yi", tt.on).FAQ("faq-02"); other.Numbers[0].Value != "" {
				t.Errorf("another county shows %q", other.Numbers[0].Value)
			}
		})
	}
}

func TestAPlaceholderThatIsFilledIsGone(t *testing.T) {
	lib := mustLoad(t, small(t, "counties/jia/lists.yaml", "positive:\n", "positive:\n  - {id: city-pos-other, title: 其他, status: confirmed, needs: [decided], phrases: [另外的], confirmed: {by: 甲县, on: 2026-01-01}}\n"))
	b := mustBase(t, lib, "jia", "2026-11-22")
	if got := itemIDs(b.Placeholders); !slices.Equal(got, []string{"jia-pos-2"}) {
		t.Errorf("placeholders %v", got)
	}
	if item := b.Item("city-pos-other"); item == nil || !item.Counts {
		t.Errorf("what fills it: %+v", item)
	}
}

func TestBaseRefusesWhatItDoesNotHave(t *testing.T) {
	lib := mustLoad(t, small(t, "", "", ""))
	if _, err := lib.Base("bing", "2026-11-22"); err == nil || !strings.Contains(err.Error(), "there are central, city, jia, yi") {
		t.Errorf("a county without lists: %v", err)
	}
	if _, err := lib.Base("jia", ""); err == nil || !strings.Contains(err.Error(), "is no date") {
		t.Errorf("no day: %v", err)
	}
}

func TestTheSameCountyAndDayAreMergedOnce(t *testing.T) {
	lib := mustLoad(t, small(t, "", "", ""))
	first := mustBase(t, lib, "jia", "2026-11-22")
	if mustBase(t, lib, "jia", "2026-11-22") != first {
		t.Error("merged again")
	}
	for i := range mostBases + 1 {
		mustBase(t, lib, "jia", Date(time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)))
	}
	if len(lib.bases) > mostBases {
		t.Errorf("%d merged lists are kept", len(lib.bases))
	}
	if len(lib.searches) != 1 {
		t.Errorf("%d searches in the same entries", len(lib.searches))
	}
}

// dates of the shipped lists and of the generated ones, and the days beside them.
func edges(lib *Library) []Date {
	days := []Date{"1900-01-01", "2026-11-22", "2999-12-31"}
	for i := range lib.layers {
		for _, e := range lib.layers[i].entries() {
			for _, d := range []Date{e.From, e.Until} {
				if d != "" {
					days = append(days, d, dayAfter(d, -1), dayAfter(d, 1))
				}
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// sound tells what a merged list must never be.
func sound(lib *Library, county string, on Date) error {
	b, err := lib.Base(county, on)
	if err != nil {
		return err
	}
	for _, item := range slices.Concat(b.Positive, b.Negative) {
		if !inForce(item.From, item.Until, on) {
			return fmt.Errorf("%s on %s has %s, in force %s to %s", county, on, item.ID, item.From, item.Until)
		}
		if item.Counts && (item.Status == Local || item.Status == Unknown) {
			return fmt.Errorf("%s on %s: %s is %s and counts", county, on, item.ID, item.Status)
		}
		if !item.Negative && item.Counts && item.Status != Seed && item.Confirmed.By == "" {
			return fmt.Errorf("%s on %s: %s counts and nobody answers for it", county, on, item.ID)
		}
		if item.Confirmed.On > on {
			return fmt.Errorf("%s on %s: %s is confirmed in the future", county, on, item.ID)
		}
	}
	for _, q := range b.FAQs {
		for _, n := range q.Numbers {
			if n.Value != "" && (n.Confirmed.By == "" || n.Confirmed.On > on) {
				return fmt.Errorf("%s on %s: %s shows %s", county, on, n.ID, n.Value)
			}
		}
	}
	if b.County.Parent == "" {
		return nil
	}
	parent, err := lib.Base(b.County.Parent, on)
	if err != nil {
		return err
	}
	for _, above := range parent.Negative {
		line := b.Item(above.ID)
		if line == nil || above.Counts && !line.Counts || above.Counts && above.Absolute && !line.Absolute || line.Title != above.Title {
			return fmt.Errorf("%s on %s: the red line %s of %s is gone or weaker: %+v", county, on, above.ID, b.County.Parent, line)
		}
	}
	return nil
}

func TestNoCountyOnAnyDayHasWhatIsNotInForceOrLosesARedLine(t *testing.T) {
	lib := mustLoad(t, Lists())
	for _, on := range edges(lib) {
		for _, info := range lib.Layers() {
			if err := sound(lib, info.ID, on); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestWhateverALowerLayerWritesTheMergedListsAreSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lib, err := Load(drawLists(t))
		if err != nil {
			t.Fatal(err)
		}
		for _, on := range edges(lib) {
			for _, info := range lib.Layers() {
				if err := sound(lib, info.ID, on); err != nil {
					t.Error(err)
				}
			}
		}
	})
}

// drawLists writes three layers with items of two ids that differ in everything that decides over them.
func drawLists(t *rapid.T) fstest.MapFS {
	day := func(label string) string {
		return rapid.SampledFrom([]string{"", "2019-12-31", "2024-02-29", "2025-06-30", "2026-11-22"}).Draw(t, label)
	}
	item := func(id string, negative, top bool) string {
		s := "  - id: " + id + "\n    status: " + rapid.SampledFrom([]string{"seed", "sourced", "confirmed", "local_confirm", "unknown"}).Draw(t, "status") + "\n"
		if top {
			s += "    title: " + id + "\n"
		} else if rapid.Bool().Draw(t, "retitled") {
			s += "    title: 改名\n"
		}
		if d := day("from"); d != "" {
			s += "    from: " + d + "\n"
		}
		if d := day("until"); d != "" {
			s += "    until: " + d + "\n"
		}
		if d := day("confirmed"); d != "" {
			s += "    confirmed: {by: 某, on: " + d + "}\n"
		}
		if rapid.Bool().Draw(t, "disabled") {
			s += "    disabled: true\n"
		}
		if negative && (top || rapid.Bool().Draw(t, "says")) {
			s += fmt.Sprintf("    absolute: %v\n", rapid.Bool().Draw(t, "absolute"))
		}
		return s
	}
	files := fstest.MapFS{}
	for _, l := range []struct{ id, kind, parent string }{{"central", "central", ""}, {"city", "city", "central"}, {"jia", "county", "city"}} {
		text := "layer: {id: " + l.id + ", title: " + l.id + ", kind: " + l.kind
		if l.parent != "" {
			text += ", parent: " + l.parent
		}
		if l.id == "jia" && rapid.Bool().Draw(t, "adopts") {
			text += ", adopts: city"
		}
		text += "}\npositive:\n" + item("pos-a", false, l.parent == "") + "negative:\n" + item("neg-a", true, l.parent == "")
		if d := day("confirm"); l.id == "jia" && d != "" {
			text += "confirm:\n  - {all: true, by: 某, on: " + d + "}\n"
		}
		text += "faqs:\n  - id: faq-1\n    title: 问\n    answer: 答\n    status: seed\n    numbers: [{id: n, title: 数, value: 1天"
		if d := day("number"); d != "" {
			text += ", confirmed: {by: 某, on: " + d + "}"
		}
		files[l.id+"/all.yaml"] = &fstest.MapFile{Data: []byte(text + "}]\n")}
	}
	return files
}

func dayAfter(d Date, n int) Date {
	day, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		panic(err)
	}
	return Date(day.AddDate(0, 0, n).Format(time.DateOnly))
}
