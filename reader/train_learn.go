package reader

import "math"

// An example is one text to learn from: sparse features, and for each label 1, 0 or -1 (not labelled).
type example struct {
	feats  []int32
	vals   []float32
	y      []int8
	only   []int32 // the labels that are known, when they are few
	weight float32
}

// A matrix holds one weight for each feature and label.
type matrix struct {
	labels int
	w, g   []float32 // weights, sums of squared gradients
}

func newMatrix(features, labels int) *matrix {
	return &matrix{labels: labels, w: make([]float32, features*labels), g: make([]float32, features*labels)}
}

// learning is how to learn. The start of the sums of squares matters most: without it the first step of AdaGrad has the
// size of the rate however small the gradient, and every n-gram of a hard negative gets a full weight.
type learning struct {
	epochs   int
	rate     float32
	positive float32 // weight of positive examples
	decay    float32
	dead     float32 // gradients below it are skipped
	start    float32 // of the sums of squares
	seed     uint64  // of the order of the examples
}

// howToLearn are the settings that did best when whole writers were held out.
var howToLearn = learning{epochs: 10, rate: 1, positive: 2, decay: 1e-5, dead: .015, start: .5, seed: 1}

func sigmoid(x float32) float32 { return float32(1 / (1 + math.Exp(-float64(x)))) }

// scores adds up the weights of an example's features for every label into out.
func (m *matrix) scores(e *example, out []float32) {
	clear(out)
	for k, f := range e.feats {
		v := e.vals[k]
		row := m.w[int(f)*m.labels : int(f)*m.labels+m.labels]
		row = row[:len(out)]
		for l, w := range row {
			out[l] += float32(w * v)
		}
	}
}

func (m *matrix) score(e *example, l int) float32 {
	var s float32
	for k, f := range e.feats {
		s += float32(m.w[int(f)*m.labels+l] * e.vals[k])
	}
	return s
}

// fit learns one logistic regression a label by AdaGrad. The same examples in the same order give the same weights.
func (m *matrix) fit(ex []example, o learning) {
	for i := range m.g {
		m.g[i] = o.start
	}
	order := make([]int, len(ex))
	for i := range order {
		order[i] = i
	}
	rnd := o.seed
	out := make([]float32, m.labels)
	for range o.epochs {
		for i := len(order) - 1; i > 0; i-- {
			rnd = rnd*6364136223846793005 + 1442695040888963407
			j := int((rnd >> 33) % uint64(i+1))
			order[i], order[j] = order[j], order[i]
		}
		for _, n := range order {
			m.take(&ex[n], out, &o)
		}
	}
	m.g = nil
}

// take learns from one example.
func (m *matrix) take(e *example, out []float32, o *learning) {
	if e.only != nil {
		for _, l := range e.only {
			m.step(e, int(l), m.score(e, int(l)), o)
		}
		return
	}
	m.scores(e, out)
	for l, s := range out {
		if e.y[l] >= 0 {
			m.step(e, l, s, o)
		}
	}
}

// step moves the weights of one label against its gradient.
func (m *matrix) step(e *example, l int, s float32, o *learning) {
	if e.y[l] == 0 && s < -6 {
		return
	}
	grad := sigmoid(s) - float32(e.y[l])
	if grad < o.dead && grad > -o.dead {
		return
	}
	if e.y[l] == 1 {
		grad *= o.positive
	}
	grad *= e.weight
	for k, f := range e.feats {
		i := int(f)*m.labels + l
		d := float32(grad*e.vals[k]) + float32(o.decay*m.w[i])
		m.g[i] += float32(d * d)
		m.w[i] -= float32(o.rate * d / float32(math.Sqrt(float64(m.g[i]))))
	}
}

// known lists the labels of y that are known.
func known(y []int8) []int32 {
	out := []int32{}
	for l, v := range y {
		if v >= 0 {
			out = append(out, int32(l))
		}
	}
	return out
}
