package knowledge

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

const (
	mostAnswer = 300  // characters of an answer; more is not read on a telephone
	nearAsk    = 0.85 // share of neighbouring pairs from which two ways of asking are the same to the search
)

func phraseMissing(s *survey) []Fault {
	var faults []Fault
	for _, item := range slices.Concat(s.base.Positive, s.base.Negative) {
		if len(item.Phrases) == 0 {
			faults = append(faults, fault(item.Place, sayNoPhrases, item.ID))
		}
	}
	return faults
}

// phraseOverlap finds phrases that lead to two items: the search cannot tell them apart.
func phraseOverlap(s *survey) []Fault {
	var faults []Fault
	first := map[string]Item{}
	for _, item := range slices.Concat(s.base.Positive, s.base.Negative) {
		for _, phrase := range item.Phrases {
			other, ok := first[plain(phrase)]
			if ok && other.ID != item.ID {
				faults = append(faults, fault(item.Place, sayOverlap, phrase, item.ID, other.ID))
			}
			if !ok {
				first[plain(phrase)] = item
			}
		}
	}
	return faults
}

func answerLong(s *survey) []Fault {
	var faults []Fault
	for _, q := range s.layer.FAQs {
		if n := utf8.RuneCountInString(q.Answer); n > mostAnswer {
			faults = append(faults, fault(q.Place, sayLong, q.ID, n, mostAnswer))
		}
	}
	return faults
}

func faqAskMissing(s *survey) []Fault {
	var faults []Fault
	for _, q := range s.base.FAQs {
		if len(q.Ask) == 0 {
			faults = append(faults, fault(q.Place, sayNoAsk, q.ID))
		}
	}
	return faults
}

// faqReplaced finds an entry of a lower layer that puts another question under an id of an upper one: the ways of
// asking of both would lead to one answer.
func faqReplaced(s *survey) []Fault {
	var faults []Fault
	for _, q := range s.layer.FAQs {
		for _, l := range s.above() {
			if upper := l.faq(q.ID); upper != nil && q.Title != "" && upper.Title != "" && plain(q.Title) != plain(upper.Title) {
				faults = append(faults, fault(q.Place, sayReplaced, q.ID, upper.Title, upper.Place))
			}
		}
	}
	return faults
}

// An asking is one way to ask for an entry.
type asking struct {
	faq   *FAQ
	words string
	pairs map[gram]bool
}

// faqNear finds ways of asking that are all but the same in two entries.
func faqNear(s *survey) []Fault {
	var faults []Fault
	var all []asking
	with := map[gram][]int{} // the askings that have a pair
	for i := range s.base.FAQs {
		q := &s.base.FAQs[i]
		for _, words := range append([]string{q.Title}, q.Ask...) {
			here := asking{q, words, pairsOf(words)}
			common := map[int]int{}
			for pair := range here.pairs {
				for _, j := range with[pair] {
					common[j]++
				}
				with[pair] = append(with[pair], len(all))
			}
			nearest, most := -1, 0.0
			for j, n := range common {
				share := 2 * float64(n) / float64(len(here.pairs)+len(all[j].pairs))
				if all[j].faq != q && share >= nearAsk && (share > most || share == most && j < nearest) {
					nearest, most = j, share
				}
			}
			if nearest >= 0 {
				faults = append(faults, fault(q.Place, sayNearAsk, words, q.ID, all[nearest].faq.ID, all[nearest].words))
			}
			all = append(all, here)
		}
	}
	return faults
}

func pairsOf(words string) map[gram]bool {
	runes := []rune(plain(words))
	pairs := map[gram]bool{}
	for i := 1; i < len(runes); i++ {
		pairs[gram(runes[i-1])<<32|gram(runes[i])] = true
	}
	return pairs
}

// A sentence is one text that is shown as it stands.
type sentence struct {
	text  string
	place Place
}

// sentences lists what people read of the layer; phrases and ways of asking are how people type and are left alone.
func (l *layer) sentences() []sentence {
	var all []sentence
	tell := func(at Place, texts ...string) {
		for _, text := range texts {
			all = append(all, sentence{text, at})
		}
	}
	tell(l.Info.Place, l.Info.Title, l.Info.Filing, l.Info.Document, l.Info.Decider, l.Info.Office)
	for _, e := range l.entries() {
		tell(e.Place, e.Title, e.Description)
	}
	for _, n := range l.Negative {
		tell(n.Place, n.Combine, n.Declare, n.Group)
	}
	for _, n := range l.Needs {
		tell(n.Place, n.Title)
	}
	for _, c := range l.Conditions {
		tell(c.Place, c.Title)
	}
	for _, q := range l.Questions {
		tell(q.Place, q.Ask, q.Why, q.Who)
		for _, c := range q.Choices {
			tell(q.Place, c.Label)
		}
	}
	for _, e := range l.Elements {
		tell(e.Place, append([]string{e.Title}, e.Questions...)...)
	}
	for _, b := range l.Boundaries {
		tell(b.Place, b.Note)
	}
	for _, q := range l.FAQs {
		tell(q.Place, q.Title, q.Answer)
	}
	for _, p := range l.Placeholders {
		tell(p.Place, p.Of, p.Note)
	}
	return all
}

func halfWidth(s *survey) []Fault {
	var faults []Fault
	for _, each := range s.layer.sentences() {
		if mark := halfMark(each.text); mark != "" {
			faults = append(faults, fault(each.place, sayHalfWidth, mark))
		}
	}
	return faults
}

// halfMark returns the first half-width mark beside a Chinese character with that character, or "".
func halfMark(text string) string {
	runes := []rune(text)
	for i, r := range runes {
		switch r {
		case ',', ';', ':', '?', '!', '(', ')', '"', '\'':
		case '.':
			if i+1 < len(runes) && !unicode.Is(unicode.Han, runes[i+1]) {
				continue // 3.5, a name of a file
			}
		default:
			continue
		}
		if i > 0 && unicode.Is(unicode.Han, runes[i-1]) {
			return string(runes[i-1 : i+1])
		}
		if i+1 < len(runes) && unicode.Is(unicode.Han, runes[i+1]) {
			return string(runes[i : i+2])
		}
	}
	return ""
}
