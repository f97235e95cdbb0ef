package filing

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"dandang/knowledge"
)

// Where a field may be prefilled from, in its key from, beside ids of facts: c-… and neg-… that hold, and =no behind
// an id for one that is denied.
const (
	fromStage   = "stage"      // how far the matter has gone
	fromItem    = "item"       // the positive items that it may belong to
	fromTitle   = "title"      // what the matter is called
	fromAction  = "action"     // the sentences that say what is to be done
	fromStory   = "story"      // the first message in full
	fromMention = "mention"    // a date, sum … of the field's type, by the words around it or when there is only one
	fromCause   = "cause"      // the clauses that give a reason in so many words: 由于…, 来不及…
	fromAim     = "aim"        // the clauses that give an aim or a basis in so many words: 为了…, 按照…部署
	fromBefore  = "background" // what is told before the plan
	fromWorry   = "worry"      // the clauses that tell of a loss or of the fear of one: 担心…, 最坏…
	fromToday   = "today"      // the day on which the draft is begun
	fromKind    = "kind"       // whether a unit or a person speaks
)

func knownSource(s string) bool {
	if slices.Contains([]string{fromStage, fromItem, fromTitle, fromAction, fromStory, fromMention, fromCause, fromAim, fromWorry, fromBefore, fromToday, fromKind}, s) {
		return true
	}
	for id := range strings.SplitSeq(s, "+") {
		if !strings.HasPrefix(id, "c-") && !strings.HasPrefix(strings.TrimSuffix(id, "=no"), "neg-") {
			return false
		}
	}
	return true
}

// PrefillFrom takes from the talk what the form's fields may be prefilled from: the quotes of facts, the stage, the
// item, and dates, sums, units, numbers and telephones in the words. said are the messages of the matter in order;
// Fact.Turn counts them. What a field's reader refuses is left out. Every value carries its quote and its turn.
func PrefillFrom(f *Form, m knowledge.Matter, said []string, now time.Time) []Prefill {
	p := prefiller{matter: m, said: said, now: now}
	for i, s := range said {
		for _, mention := range Mentions(s, now) {
			p.mentions = append(p.mentions, told{mention, i})
		}
	}
	var all []Prefill
	for _, field := range f.flat {
		if field.Office {
			continue
		}
		for _, source := range field.From {
			if one, ok := p.from(field, source); ok {
				one.Field = field.ID
				all = append(all, one)
				break
			}
		}
	}
	return all
}

type told struct {
	Mention
	turn int
}

// A prefiller is the talk as fields are filled from it.
type prefiller struct {
	matter   knowledge.Matter
	said     []string
	now      time.Time
	mentions []told
}

// from reads one source for the field.
func (p *prefiller) from(f *Field, source string) (Prefill, bool) {
	words, origin := p.words(f, source)
	if words == "" {
		return Prefill{}, false
	}
	if f.Type == TypeText && utf8.RuneCountInString(words) > max(f.Max, 1) && f.Max > 0 {
		words = shorten(words, f.Max)
	}
	v, err := take(f, words, p.now)
	if err != nil {
		return Prefill{}, false
	}
	return Prefill{Said: words, Value: v, Origin: origin}, true
}

// words are what the source says in words that the field's reader takes, and where they come from.
func (p *prefiller) words(f *Field, source string) (string, Origin) {
	none := Origin{Turn: -1}
	switch source {
	case fromStage:
		return map[knowledge.Stage]string{knowledge.Planned: "planned", knowledge.Ongoing: "ongoing", knowledge.Done: "done", knowledge.Inquiry: "done"}[p.matter.Stage], p.first()
	case fromItem:
		if len(p.matter.Items) == 0 {
			return "", none
		}
		return p.matter.Items[0].ID, p.first()
	case fromToday:
		return FormalDate(dateOf(midnight(p.now))), none
	case fromTitle:
		return p.title(f.Max)
	case fromAction:
		return p.action()
	case fromStory:
		if len(p.said) == 0 {
			return "", none
		}
		return withoutAsking(p.said[0]), p.first()
	case fromMention:
		return p.mention(f)
	case fromCause:
		return p.clauses(cause)
	case fromAim:
		return p.clauses(aim)
	case fromBefore:
		return p.background()
	case fromWorry:
		return p.clauses(worry)
	case fromKind:
		return p.kind()
	}
	return p.facts(f, strings.Split(source, "+"))
}

// facts puts together what several facts say; for a field that is no text the first that says anything counts.
func (p *prefiller) facts(f *Field, sources []string) (string, Origin) {
	var words, quotes []string
	origin := Origin{Turn: -1}
	for _, source := range sources {
		w, o := p.fact(f, source)
		if w == "" || slices.Contains(words, w) {
			continue
		}
		if len(words) == 0 {
			origin = o
		}
		words, quotes = append(words, w), append(quotes, o.Quote)
		if f.Type != TypeText {
			break
		}
	}
	origin.Quote = strings.Join(quotes, "；")
	return strings.Join(words, "；"), origin
}

// first is the origin of what the first message as a whole tells.
func (p *prefiller) first() Origin {
	if len(p.said) == 0 {
		return Origin{Turn: -1}
	}
	return Origin{Turn: 0, Quote: clip(p.said[0], 40)}
}

// fact joins the quotes of the facts with that id. A hint is no fact; one that is later taken back is left out.
func (p *prefiller) fact(f *Field, source string) (string, Origin) {
	id, holds := strings.CutSuffix(source, "=no")
	holds = !holds
	var quotes []string
	origin := Origin{Turn: -1}
	for _, one := range p.matter.Facts {
		if one.ID != id || one.Hint || one.Quote == "" || one.Via == knowledge.Declared {
			continue
		}
		if one.Holds != holds {
			quotes, origin = nil, Origin{Turn: -1}
			continue
		}
		if !slices.Contains(quotes, one.Quote) {
			quotes = append(quotes, one.Quote)
		}
		if origin.Quote == "" {
			origin = Origin{one.Turn, one.Quote}
		}
	}
	if len(quotes) == 0 {
		return "", origin
	}
	switch f.Type {
	case TypeYesNo:
		return map[bool]string{true: "是", false: "否"}[holds], origin
	case TypeText:
		origin.Quote = strings.Join(quotes, "；")
		return p.around(quotes, f.Max), origin
	}
	return p.within(f, quotes, origin.Turn), origin
}

// around are the clauses in which the quotes stand, so that they read as such.
func (p *prefiller) around(quotes []string, most int) string {
	var out []string
	for _, q := range quotes {
		clause := q
		for _, s := range p.said {
			if c := clauseOf(s, q); c != "" && (most == 0 || utf8.RuneCountInString(c) <= most) {
				clause = c
				break
			}
		}
		if !slices.ContainsFunc(out, func(o string) bool { return strings.Contains(o, clause) }) {
			out = append(out, clause)
		}
	}
	return strings.Join(out, "；")
}

// clauseOf is the quote with what belongs to its clauses on both sides, "" when the text does not hold it or asks.
func clauseOf(text, quote string) string {
	at := strings.Index(text, quote)
	if at < 0 {
		return ""
	}
	end, clause, passed := at+len(quote), "", 0
	for _, piece := range segments(text) {
		if passed < end && passed+len(piece) > at {
			clause += piece
		}
		passed += len(piece)
	}
	if clause = strings.Trim(clause, marks); asking.MatchString(clause) {
		return ""
	}
	return clause
}

const marks = "，,、。；;：:！!？? \n"

// within finds a date or sum in the clauses of the quotes.
func (p *prefiller) within(f *Field, quotes []string, turn int) string {
	for _, m := range p.mentions {
		if m.turn != turn || !m.fits(f) {
			continue
		}
		for _, q := range quotes {
			if at := strings.Index(p.said[turn], q); at >= 0 {
				start := utf8.RuneCountInString(p.said[turn][:at])
				if m.Start >= start-12 && m.End <= start+utf8.RuneCountInString(q)+4 {
					return m.Text
				}
			}
		}
	}
	return ""
}

// mention is the one to which most of the field's cues point, or the only one of its type when the field has no cues.
func (p *prefiller) mention(f *Field) (string, Origin) {
	var fit []told
	best := 0
	for _, m := range p.mentions {
		if !m.fits(f) {
			continue
		}
		cues := 1
		if len(f.Cues) > 0 {
			cues = cuesIn(m.near, f.Cues)
		}
		if cues > best {
			fit, best = nil, cues
		}
		if cues == best && cues > 0 {
			fit = append(fit, m)
		}
	}
	if len(fit) == 0 || slices.ContainsFunc(fit, func(m told) bool { return m.Text != fit[0].Text }) {
		return "", Origin{Turn: -1}
	}
	return fit[0].Text, Origin{fit[0].turn, fit[0].Text}
}

// cuesIn is how many of the cues stand in folded words.
func cuesIn(near string, cues []string) int {
	n := 0
	for _, c := range cues {
		if contains(near, folded(c)) {
			n++
		}
	}
	return n
}
