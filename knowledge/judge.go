package knowledge

// Judge weighs a matter against the lists. The rules, in order:
//
//  1. An absolute red line that holds bars it, whatever else holds.
//  2. A line that counts only in combination, one that is hinted and not settled, contradicting facts, or a
//     matter under inquiry go to a person.
//  3. A positive item with all its needs met, and the remaining red lines declared absent, fits.
//  4. Otherwise one question is asked: the one that can change the outcome most, at most MostQuestions in all.
//  5. Nothing on the list, or only an entry that the county has not confirmed, goes to a person.
//  6. What is already done, or belongs to the time after the fact, goes another road, by a person.
//
// Judge is pure: no clock, no randomness, no error. Source: design section 3.
func Judge(b *Base, m Matter) Verdict {
	k := settle(b, m.Facts)
	v := Verdict{Stage: m.Stage, Negative: hits(b, k)}
	v.Item, v.Also = pick(b, m.Items)
	item := b.Item(v.Item)
	if item != nil {
		v.Trace = trace(b, item, k)
	}
	v.Outcome, v.Reason = weigh(b, item, m, k, &v)
	v.Citations = cite(b, &v)
	return v
}

// weigh comes to the outcome and fills in what is open.
func weigh(b *Base, item *Item, m Matter, k known, v *Verdict) (Outcome, Reason) {
	if len(v.Negative) > 0 && bars(b, v.Negative[0]) {
		return Barred, RedLine
	}
	if r := referred(b, item, m, k, v); r != "" {
		v.ask(clearing(b, m, v))
		return Refer, r
	}
	if item == nil {
		return Refer, Unlisted
	}
	if item.Negative || !item.Counts {
		return Refer, Unconfirmed
	}
	return complete(b, item, m, k, v)
}

// bars reports whether the hit decides by itself.
func bars(b *Base, h Hit) bool {
	it := b.Item(h.ID)
	return h.Absolute && !h.Suspected && it != nil && it.Counts
}

// referred returns why a person has to look before any list is weighed, or "".
func referred(b *Base, item *Item, m Matter, k known, v *Verdict) Reason {
	switch {
	case m.Stage == Inquiry:
		return UnderInquiry
	case len(v.Negative) > 0 && !v.Negative[0].Suspected:
		if item != nil && conflicting(b, item.ID, v.Negative[0].ID) {
			return Conflict
		}
		return Combination
	case len(v.Negative) > 0:
		return Suspected
	case k.clash() != "":
		return Contradiction
	case m.Stage == Done:
		return AlreadyDone
	}
	return ""
}

// conflicting reports whether layers are known to disagree about the two items.
func conflicting(b *Base, looks, is string) bool {
	for i := range b.Boundaries {
		if n := &b.Boundaries[i]; n.Conflict && n.Looks == looks && n.Is == is {
			return true
		}
	}
	return false
}

// clearing lists the questions that would settle what is only suspected, or what counts only in combination. Several
// suspicions are asked about together; a line that was plainly told is asked about by itself, before them.
func clearing(b *Base, m Matter, v *Verdict) []string {
	if m.Stage == Inquiry || m.Stage == Done || spent(m) {
		return nil
	}
	var open, lines []string
	for _, h := range v.Negative {
		q := "q-" + h.ID
		if (h.Suspected || !h.Absolute) && b.Question(q) != nil && !has(m.Asked, q) {
			open = append(open, q)
			if h.Suspected {
				lines = append(lines, h.ID)
			}
		}
	}
	if len(lines) > 1 && len(lines) == len(open) && !has(m.Asked, SuspicionID) {
		v.Declare = lines
		return []string{SuspicionID}
	}
	return open
}

// complete weighs the needs of an item that counts: what is open is asked, what is lacking goes to a person.
func complete(b *Base, item *Item, m Matter, k known, v *Verdict) (Outcome, Reason) {
	questions, unclear, lacking := outstanding(b, m, v.Trace)
	if m.Stage == StageUnknown {
		if has(m.Asked, StageID) {
			unclear = true
		} else {
			questions = append([]string{StageID}, questions...)
		}
	}
	v.Declare = undeclared(b, k)
	if len(v.Declare) > 0 && has(m.Vain, DeclarationID) {
		unclear = true
	}
	switch {
	case len(questions) > 0 && !spent(m):
		v.ask(questions)
		if len(v.Declare) > 0 {
			v.Open = append(v.Open, DeclarationID)
		}
		return NeedsFacts, Incomplete
	case lacking:
		return Refer, Lacking
	case unclear:
		return Refer, Unclear
	case !item.PriorFiling:
		return Refer, NotPrior
	case len(v.Declare) > 0:
		v.ask([]string{DeclarationID})
		return NeedsFacts, Declaration
	case !allMet(v.Trace):
		return Refer, Unclear
	}
	return Fits, AllMet
}

// outstanding sorts the needs that are not met into questions still to put, best first, and whether something
// is unclear for good or lacking. A need that the declaration settles is asked last and is never unclear.
func outstanding(b *Base, m Matter, steps []Step) (questions []string, unclear, lacking bool) {
	var late []string
	for _, s := range steps {
		n := b.Need(s.Need)
		if n == nil || s.State == Met {
			continue
		}
		if s.State == NotMet {
			lacking = true
			continue
		}
		declared := declarable(b, n)
		switch {
		case n.Question == "" || has(m.Asked, n.Question):
			unclear = unclear || !declared
		case declared:
			late = appendNew(late, n.Question)
		default:
			questions = appendNew(questions, n.Question)
		}
	}
	if spent(m) && len(questions) > 0 {
		return nil, true, lacking
	}
	return append(questions, late...), unclear, lacking
}

// declarable reports whether denying a red line meets the need, as the declaration does.
func declarable(b *Base, n *Need) bool {
	for _, s := range n.AnyOf {
		if it := b.Item(s.Fact); it != nil && it.Negative && it.Absolute && !s.Holds {
			return true
		}
	}
	return false
}

// Undeclared lists the red lines of a matter that nobody has ruled out yet, in the order of the list: what the
// declaration has to cover.
func Undeclared(b *Base, m Matter) []string { return undeclared(b, settle(b, m.Facts)) }

// undeclared lists the red lines that nobody has ruled out yet.
func undeclared(b *Base, k known) []string {
	out := make([]string, 0, len(b.Negative))
	for i := range b.Negative {
		if n := &b.Negative[i]; n.Declare != "" && k.look(n.ID).state != denied {
			out = append(out, n.ID)
		}
	}
	return out
}

// hits lists the red lines that hold or are suspected: those that bar first, then those that hold, then the rest,
// each in the order of the list.
func hits(b *Base, k known) []Hit {
	var out []Hit
	for rank := range 3 {
		for i := range b.Negative {
			n := &b.Negative[i]
			e := k.look(n.ID)
			if e.fact == nil || rankOf(n, e.state) != rank {
				continue
			}
			out = append(out, Hit{ID: n.ID, Absolute: n.Absolute, Quote: e.fact.Quote, Suspected: rank == 2})
		}
	}
	return out
}

// rankOf is 0 for a line that bars, 1 for one that holds otherwise, 2 for a suspicion, -1 for none of these.
func rankOf(n *Item, s standing) int {
	switch {
	case s == holds && n.Absolute && n.Counts:
		return 0
	case s == holds:
		return 1
	case s == hinted || s == clashing:
		return 2
	}
	return -1
}

// pick returns the candidate to measure against and the others. The likeliest wins; a broad item gives way to a
// narrower one that is nearly as likely, and one that does not count here to one that does.
func pick(b *Base, items []Candidate) (string, []string) {
	const near = 0.6
	best := -1
	for i, c := range items {
		it := b.Item(c.ID)
		if it == nil || it.Negative {
			continue
		}
		if best < 0 {
			best = i
			continue
		}
		was := b.Item(items[best].ID)
		if c.Score >= near*items[best].Score && (!was.Counts && it.Counts || was.Counts == it.Counts && was.Broad && !it.Broad) {
			best = i
		}
	}
	if best < 0 {
		return "", nil
	}
	var also []string
	for i, c := range items {
		if it := b.Item(c.ID); i != best && it != nil && !it.Negative && len(also) < 2 {
			also = append(also, c.ID)
		}
	}
	return items[best].ID, also
}

// trace lists the needs of the item, how each stands and by which fact.
func trace(b *Base, item *Item, k known) []Step {
	out := make([]Step, 0, len(item.Needs))
	for _, id := range item.Needs {
		if n := b.Need(id); n != nil {
			state, fact := k.meets(n)
			out = append(out, Step{Need: id, State: state, Fact: fact})
		}
	}
	return out
}

// cite returns the entries the verdict rests on: red lines first when they decide, then the item.
func cite(b *Base, v *Verdict) []Citation {
	out := make([]Citation, 0, len(v.Negative)+1)
	add := func(id string) {
		it := b.Item(id)
		if it == nil {
			return
		}
		c := Citation{Item: id, Layer: it.Layer}
		if len(it.Sources) > 0 {
			c.Document, c.Clause = it.Sources[0].Document, it.Sources[0].Clause
		}
		out = append(out, c)
	}
	for _, h := range v.Negative {
		add(h.ID)
	}
	if v.Outcome != Barred {
		add(v.Item)
	}
	return out
}

// ask sets what is open and the question to put next.
func (v *Verdict) ask(questions []string) {
	v.Open = append(make([]string, 0, len(questions)+1), questions...)
	if len(questions) > 0 {
		v.Question = questions[0]
	}
}

// spent reports whether the matter has cost all the questions it may.
func spent(m Matter) bool {
	n := len(m.Asked)
	if has(m.Asked, DeclarationID) {
		n--
	}
	return n >= MostQuestions
}

func allMet(steps []Step) bool {
	for _, s := range steps {
		if s.State != Met {
			return false
		}
	}
	return true
}

func has(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func appendNew(list []string, s string) []string {
	if has(list, s) {
		return list
	}
	return append(list, s)
}
