package filing

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"dandang/knowledge"
)

// A Part is one thing of a filing that what is done may depart from.
type Part string

// The parts that are compared.
const (
	PartAmount   Part = "amount"   // 金额
	PartPeriod   Part = "period"   // 期限
	PartPlace    Part = "place"    // 地点
	PartMeasures Part = "measures" // 措施
	PartParties  Part = "parties"  // 相对人: who builds, buys, gets
)

// Parts are all of them, in the order in which they are told.
func Parts() []Part { return []Part{PartAmount, PartPeriod, PartPlace, PartMeasures, PartParties} }

// A Scope is what was filed, or what is now done, by part, in people's own words: an amount, a period or the day by
// which it ends, and lists with a thing a line or 、 between them. A part that is not there was not said.
type Scope map[Part]string

// Cover is how a part stands to what was filed.
type Cover string

// How a part may stand.
const (
	Within  Cover = "within"  // covered by the filing
	Beyond  Cover = "beyond"  // not covered from Ends on
	Unclear Cover = "unclear" // a person must say
)

// A Deviation is how one part of what is done stands to what was filed.
type Deviation struct {
	Part     Part
	Filed    string // as it was filed, in formal words where they were understood
	Reported string
	Cover    Cover
	Ends     string // where cover ends, for people; "" within
}

// Compare tells for each part that was reported whether it is covered by what was filed and where cover ends. It never
// stretches the filing: what was not filed is not covered, and what cannot be read is for a person. now tells the year of days.
func Compare(filed, reported Scope, now time.Time) []Deviation {
	var all []Deviation
	for _, p := range Parts() {
		said := strings.TrimSpace(reported[p])
		if said == "" {
			continue
		}
		d := Deviation{Part: p, Filed: strings.TrimSpace(filed[p]), Reported: said}
		switch {
		case d.Filed == "":
			d.Cover, d.Ends = Beyond, sayf(sayNotFiled, sayPart[p])
		case p == PartAmount:
			d.amount()
		case p == PartPeriod:
			d.period(now)
		default:
			d.list()
		}
		all = append(all, d)
	}
	return all
}

// amount is covered up to the most that was filed; a rough figure as it stands.
func (d *Deviation) amount() {
	filed, err1 := ReadMoney(d.Filed)
	said, err2 := ReadMoney(d.Reported)
	if err1 != nil || err2 != nil {
		d.unclear()
		return
	}
	d.Filed, d.Reported = filed.String(), said.String()
	switch {
	case filed.Bound == AtLeast: // a filing with no upper end says nothing of where it ends
		d.unclear()
	case said.Bound == AtLeast && said.Least <= filed.Most:
		d.unclear()
	case said.Bound == AtLeast || said.Most > filed.Most:
		d.Cover, d.Ends = Beyond, sayf(sayEndsAmount, yuan(filed.Most), yuan(max(said.Most, said.Least)-filed.Most))
	default:
		d.Cover = Within
	}
}

// period is covered from the first day that was filed to the last.
func (d *Deviation) period(now time.Time) {
	filed, err1 := readTerm(d.Filed, now)
	said, err2 := readTerm(d.Reported, now)
	if err1 != nil || err2 != nil {
		d.unclear()
		return
	}
	d.Filed, d.Reported = filed.String(), said.String()
	switch {
	case said.To > filed.To:
		d.Cover, d.Ends = Beyond, sayf(sayEndsPeriod, FormalDate(filed.To), FormalDate(nextDay(filed.To)))
	case said.From != "" && said.From < filed.From:
		d.Cover, d.Ends = Beyond, sayf(sayStartsPeriod, FormalDate(filed.From))
	default:
		d.Cover = Within
	}
}

// readTerm reads a period, a day by which something ends, or one day.
func readTerm(said string, now time.Time) (Span, error) {
	if s, err := ReadPeriod(said, now.In(beijing), Nearest); err == nil {
		return s, nil
	}
	return ReadDeadline(said, now.In(beijing), Nearest)
}

func nextDay(d knowledge.Date) knowledge.Date { return dateOf(dayOf(d).AddDate(0, 0, 1)) }

// list is covered as far as each thing that is reported was filed, in the same words. A thing that only shares words
// with one that was filed is for a person: 县城东路 may be part of 县城, or beside it. What the filing leaves out is
// not covered, whatever else it says.
func (d *Deviation) list() {
	filed := things(d.Filed)
	var beyond, unclear []string
	for _, t := range things(d.Reported) {
		switch covers(filed, t) {
		case Beyond:
			beyond = append(beyond, t)
		case Unclear:
			unclear = append(unclear, t)
		}
	}
	switch {
	case len(beyond) > 0:
		d.Cover, d.Ends = Beyond, sayf(sayEndsList, strings.Join(append(beyond, unclear...), "、"))
	case len(unclear) > 0:
		d.Cover, d.Ends = Unclear, sayf(sayUnclearList, strings.Join(unclear, "、"))
	default:
		d.Cover = Within
	}
}

// covers tells how one thing stands to those that were filed.
func covers(filed []string, said string) Cover {
	best := Beyond
	for _, f := range filed {
		a, b := folded(f), folded(said)
		switch {
		case leftOut.MatchString(a) && (strings.Contains(a, b) || alike(a, b)):
			return Beyond
		case a == b:
			return Within
		case strings.Contains(a, b), strings.Contains(b, a), alike(a, b):
			best = Unclear
		}
	}
	return best
}

// leftOut are words by which a filing says what is not in it.
var leftOut = regexp.MustCompile(`不含|不包括|不包含|不进入|不涉及|不得|不再|除外|以外|之外|未经|禁止|严禁|不予`)

// alike reports whether two things share half of their pairs of characters, or more.
func alike(a, b string) bool {
	pairs := map[string]bool{}
	ra, rb := []rune(a), []rune(b)
	for i := 0; i+1 < len(ra); i++ {
		pairs[string(ra[i:i+2])] = true
	}
	same := 0
	for i := 0; i+1 < len(rb); i++ {
		if pairs[string(rb[i:i+2])] {
			same++
		}
	}
	return len(rb) > 1 && 2*same >= min(len(ra), len(rb))-1
}

// things parts a list as people write it: lines, 、 and ；; the rest of a sentence is one thing.
func things(text string) []string {
	var all []string
	for _, t := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\n、；;，,。", r) }) {
		if t = strings.TrimSpace(t); t != "" {
			all = append(all, t)
		}
	}
	return all
}

// unclear leaves it to a person.
func (d *Deviation) unclear() { d.Cover, d.Ends = Unclear, sayUnclear }

// Deviates reports whether any part is not surely covered.
func Deviates(all []Deviation) bool {
	for _, d := range all {
		if d.Cover != Within {
			return true
		}
	}
	return false
}

// String is the comparison in one line, for people: 涉及金额：备案1200万元，现在1260万元。备案只到1200万元，超出的60万元不在备案之内。
func (d Deviation) String() string {
	if d.Cover == Within {
		return sayf(sayWithin, sayPart[d.Part], oneLine(d.Filed), oneLine(d.Reported))
	}
	if d.Filed == "" {
		return sayf(sayPartNew, sayPart[d.Part], d.Reported, d.Ends)
	}
	return sayf(sayDeviation, sayPart[d.Part], oneLine(d.Filed), oneLine(d.Reported), d.Ends)
}

// oneLine is a text in quotes when it is long, shortened to a line.
func oneLine(text string) string {
	const most = 40 // characters
	text = strings.Join(strings.Fields(text), "；")
	if r := []rune(text); len(r) > most {
		return "“" + string(r[:most]) + "……”"
	}
	return text
}

// DeviationText is the comparison as the person reads it: a line a part, and what to do when anything is not covered.
func DeviationText(all []Deviation) string {
	var lines []string
	for _, d := range all {
		lines = append(lines, d.String())
	}
	if Deviates(all) {
		lines = append(lines, sayStopAndChange)
	}
	return strings.Join(lines, "\n")
}

// Scope is what a filing covers: what was handed in, with what the decision set in its place. Place, measures and
// parties stand in the same sentences, so that all three are looked for there.
func (c Case) Scope(d *Draft) Scope {
	field := func(id string) string {
		if d == nil || d.Values[id].State != Filled {
			return ""
		}
		return d.Values[id].Formal
	}
	s := Scope{PartAmount: field("amount"), PartPeriod: field("period")}
	if until := c.Values[valueUntil]; until != "" {
		s[PartPeriod] = endsBy(s[PartPeriod], until, c.Opened)
	}
	words := strings.Trim(cmp.Or(c.Values[valueScope], field("scope_text"))+"\n"+field("measures"), "\n")
	s[PartPlace], s[PartMeasures], s[PartParties] = words, words, words
	return s
}

// The values of a road that hold the scope and the last day of a filing.
const (
	valueScope = "scope"
	valueUntil = "until"
)

// endsBy is a period with another last day.
func endsBy(period, until string, now time.Time) string {
	a, err1 := readTerm(period, now)
	b, err2 := readTerm(until, now)
	if err1 != nil || err2 != nil || a.From == "" {
		return until
	}
	return Span{From: a.From, To: b.To}.String()
}
