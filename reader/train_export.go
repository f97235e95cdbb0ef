package reader

import "math"

// mostPostings bounds the size of the weights file: the largest weights are kept, whichever section they are in.
const mostPostings = 1_250_000

// export prunes the models, rounds what is left to int8 and writes the file.
func (f *fitted) export(stacks []logistic) []byte {
	w := &weights{labels: f.labels, stacks: stacks}
	w.widths()
	least := f.leastKept()
	for s := range sections {
		var top float32
		for d := range f.ids {
			for _, x := range f.row(s, d) {
				top = max(top, f.worth(s, d, x))
			}
		}
		w.scale[s] = top / 127 / sectionWeight(s)
		if top == 0 {
			w.scale[s] = 1
		}
	}
	var out []feature
	for d, id := range f.ids {
		ft := feature{key: f.voc.keys[id], rarity: f.rarity[d]}
		n := 0
		for s := range sections {
			ft.rows[s] = f.rounded(w, s, d, least)
			if w.dense(s, len(ft.rows[s])) { // the small ones cost nothing then
				ft.rows[s] = f.rounded(w, s, d, 0)
			}
			n += len(ft.rows[s])
		}
		if n > 0 || ft.rarity > 0 {
			out = append(out, ft)
		}
	}
	return w.encode(out)
}

// rounded is the row of a feature in one section as it is written, without the weights that are worth less than least.
func (f *fitted) rounded(w *weights, section, d int, least float32) []posting {
	var out []posting
	for l, x := range f.row(section, d) {
		if f.worth(section, d, x) < least {
			continue
		}
		if q := math.Round(float64(x * f.factor(d) / w.scale[section])); q != 0 {
			out = append(out, posting{uint8(l), int8(min(max(q, -127), 127))})
		}
	}
	return out
}

// row is the weights of feature d in one section.
func (f *fitted) row(section, d int) []float32 {
	m, n := f.clauses, section*len(f.ids)+d
	switch section {
	case secMessage:
		m, n = f.message, d
	case secKind:
		m, n = f.kinds, d
	}
	return m.w[n*m.labels : (n+1)*m.labels]
}

// factor is what the weights of feature d are multiplied by in the file.
func (f *fitted) factor(d int) float32 {
	if f.rarity[d] == 0 {
		return fixedRarity
	}
	return float32(f.rarity[d])
}

// worth is how much a weight can move a score.
func (f *fitted) worth(section, d int, x float32) float32 {
	return float32(math.Abs(float64(x*f.factor(d)))) * sectionWeight(section)
}

func sectionWeight(section int) float32 {
	if section == secAfter || section == secBefore {
		return neighbour
	}
	return 1
}

// leastKept is the worth from which on weights are kept, so that no more than mostPostings are.
func (f *fitted) leastKept() float32 {
	const bins, width = 1 << 14, 0.02
	var count [bins]int
	for s := range sections {
		for d := range f.ids {
			for _, x := range f.row(s, d) {
				count[min(int(f.worth(s, d, x)/width), bins-1)]++
			}
		}
	}
	n := 0
	for b := bins - 1; b > 0; b-- {
		if n += count[b]; n > mostPostings {
			return float32(b+1) * width
		}
	}
	return width
}
