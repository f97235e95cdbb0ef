package reader

import "math"

// fitted are the models learnt from one set of lines, before they are pruned and written.
type fitted struct {
	voc     *vocabulary
	dense   []int32 // vocabulary id → feature, -1 for one too rare
	ids     []int32 // feature → vocabulary id
	rarity  []uint8 // by feature; 0 for one of a fixed value
	labels  *labels
	clauses *matrix // own grams and cues, then grams of the clause before, then of the clause after
	message *matrix
	kinds   *matrix
}

const leastSeen = 3 // a feature seen less often is left out

// fit learns all models from the lines numbered in.
func fit(lines []prepared, in []int, s *labels, voc *vocabulary, how learning) *fitted {
	f := &fitted{voc: voc, labels: s}
	f.number(lines, in)
	var ce, me, ke []example
	for _, i := range in {
		p := &lines[i]
		for c := range p.y {
			e := f.clauseExample(p, c)
			e.y, e.weight = p.y[c], 1
			if p.Fact != "" {
				e.only = known(e.y)
			}
			ce = append(ce, e)
		}
		if p.msg != nil {
			e := f.messageExample(p)
			e.y, e.weight = p.msg, 1
			if p.Kind == "" {
				e.only = known(e.y)
			}
			me = append(me, e)
		}
		if p.kind != nil {
			e := f.kindExample(p)
			e.y, e.weight = p.kind, 1
			ke = append(ke, e)
		}
	}
	n := len(f.ids)
	f.clauses, f.message, f.kinds = newMatrix(3*n, s.clause), newMatrix(n, s.message), newMatrix(n, s.kind)
	f.clauses.fit(ce, how)
	f.message.fit(me, how)
	f.kinds.fit(ke, how)
	return f
}

// number chooses the features that are common enough and weighs how rare they are.
func (f *fitted) number(lines []prepared, in []int) {
	count := make([]int32, len(f.voc.keys))
	single := make([]bool, len(f.voc.keys))
	for _, i := range in {
		p := &lines[i]
		for _, g := range p.grams {
			for _, id := range g {
				count[id]++
			}
		}
		for _, c := range p.classes {
			for _, id := range c {
				count[id]++
			}
		}
		for _, list := range [][]int32{p.ends, p.cueIDs} {
			for _, id := range list {
				count[id]++
				single[id] = true
			}
		}
	}
	f.dense = make([]int32, len(f.voc.keys))
	for id, n := range count {
		f.dense[id] = -1
		if n < leastSeen {
			continue
		}
		f.dense[id] = int32(len(f.ids))
		f.ids = append(f.ids, int32(id))
		rarity := uint8(0)
		if !single[id] {
			rarity = rarityOf(int(n))
		}
		f.rarity = append(f.rarity, rarity)
	}
}

// rarityOf is how much a gram seen n times counts, from 1 to 255: falling with the logarithm of n.
func rarityOf(n int) uint8 {
	x := math.Log(clausesAbout/float64(n)) * rarityScale
	return uint8(min(max(x, 1), 255))
}

const (
	clausesAbout = 40000 // about as many clauses as there are
	rarityScale  = 20
)

// grams adds the grams ids to an example, scaled so that the sum of their squares is scale².
func (f *fitted) grams(e *example, lists [][]int32, section int, scale float32) {
	from, norm := len(e.feats), 0
	for _, ids := range lists {
		for _, id := range ids {
			if d := f.dense[id]; d >= 0 {
				q := int(f.rarity[d])
				norm += q * q
				e.feats = append(e.feats, int32(section*len(f.ids))+d)
				e.vals = append(e.vals, float32(q))
			}
		}
	}
	by := scale * inverseRoot(norm)
	for i := from; i < len(e.vals); i++ {
		e.vals[i] *= by
	}
}

// single adds features of a fixed value.
func (f *fitted) single(e *example, ids []int32, value float32) {
	for _, id := range ids {
		if d := f.dense[id]; d >= 0 {
			e.feats = append(e.feats, d)
			e.vals = append(e.vals, value)
		}
	}
}

func (f *fitted) clauseExample(p *prepared, c int) example {
	var e example
	f.grams(&e, p.wordsOf(c), 0, 1)
	f.single(&e, p.cuesOf(c), cueWeight)
	if c > 0 {
		f.grams(&e, p.wordsOf(c-1), 1, neighbour)
	}
	if c+1 < len(p.grams) {
		f.grams(&e, p.wordsOf(c+1), 2, neighbour)
	}
	return e
}

// wordsOf are the grams of a clause and its classes of words.
func (p *prepared) wordsOf(c int) [][]int32 {
	if p.classes == nil {
		return p.grams[c : c+1]
	}
	return [][]int32{p.grams[c], p.classes[c]}
}

func (f *fitted) messageExample(p *prepared) example {
	var e example
	f.grams(&e, p.grams, 0, 1)
	return e
}

func (f *fitted) kindExample(p *prepared) example {
	e := f.messageExample(p)
	f.single(&e, p.ends, endWeight)
	return e
}
