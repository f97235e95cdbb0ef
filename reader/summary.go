package reader

import "math"

// A summary is what the clauses of one message come to: for each label the score of its best clause and which that is.
type summary struct {
	best    []float32
	at      []int32
	which   []float32 // by red line: log of the chance that some clause is suspect and of this line
	whichAt []int32
	second  float32 // the suspicion of the second most suspect clause
	clauses int
}

const lowest = -8 // scores are cut off here and at its opposite

func newSummary(s *labels) *summary {
	return &summary{best: make([]float32, s.clause), at: make([]int32, s.clause), which: make([]float32, s.reds), whichAt: make([]int32, s.reds)}
}

func (m *summary) reset() {
	for i := range m.best {
		m.best[i], m.at[i] = lowest, 0
	}
	for i := range m.which {
		m.which[i], m.whichAt[i] = 2*lowest, 0
	}
	m.second, m.clauses = lowest, 0
}

// add takes in the scores of the next clause.
func (m *summary) add(s *labels, row []float32) {
	c := int32(m.clauses)
	m.clauses++
	sus := s.pool(anySuspect)
	if row[sus] > m.best[sus] {
		m.second = m.best[sus]
	} else if row[sus] > m.second {
		m.second = row[sus]
	}
	for l, x := range row {
		if x > m.best[l] {
			m.best[l], m.at[l] = min(x, -lowest), c
		}
	}
	w := row[s.which(0) : s.which(0)+s.reds]
	base := logSigmoid(row[sus]) - logSum(w)
	for r, x := range w {
		if x+base > m.which[r] {
			m.which[r], m.whichAt[r] = x+base, c
		}
	}
}

func logSum(x []float32) float32 {
	top := x[0]
	for _, v := range x {
		top = max(top, v)
	}
	var sum float64
	for _, v := range x {
		if v > top-12 {
			sum += math.Exp(float64(v - top))
		}
	}
	return top + float32(math.Log(sum))
}

func logSigmoid(x float32) float32 { return -float32(math.Log1p(math.Exp(-float64(x)))) }
