package reader

import "math"

// fitLogistic learns from rows (each with its weight) by full-batch Newton steps.
func fitLogistic(rows [][]float32, y []bool, weight []float32) logistic {
	if len(rows) == 0 {
		return nil
	}
	n := len(rows[0])
	w := make([]float64, n)
	for it := 0; it < 12; it++ {
		g := make([]float64, n)
		h := make([]float64, n*n)
		for k, x := range rows {
			var z float64
			for i, v := range x {
				z += w[i] * float64(v)
			}
			p := 1 / (1 + math.Exp(-z))
			t := 0.0
			if y[k] {
				t = 1
			}
			wt := float64(weight[k])
			d := p * (1 - p) * wt
			for i, v := range x {
				g[i] += wt * (p - t) * float64(v)
				for j := 0; j <= i; j++ {
					h[i*n+j] += d * float64(v) * float64(x[j])
				}
			}
		}
		for i := 0; i < n; i++ {
			g[i] += 1 * w[i]
			h[i*n+i] += 1
			for j := 0; j < i; j++ {
				h[j*n+i] = h[i*n+j]
			}
		}
		solve(h, g, n)
		for i := range w {
			w[i] -= g[i]
		}
	}
	out := make(logistic, n)
	for i, v := range w {
		out[i] = float32(v)
	}
	return out
}

// solve replaces g by the solution of h·x = g (Gauss elimination with pivots; h is spoilt).
func solve(h, g []float64, n int) {
	for c := 0; c < n; c++ {
		p := c
		for r := c + 1; r < n; r++ {
			if math.Abs(h[r*n+c]) > math.Abs(h[p*n+c]) {
				p = r
			}
		}
		if p != c {
			for k := 0; k < n; k++ {
				h[p*n+k], h[c*n+k] = h[c*n+k], h[p*n+k]
			}
			g[p], g[c] = g[c], g[p]
		}
		for r := c + 1; r < n; r++ {
			f := h[r*n+c] / h[c*n+c]
			if f == 0 {
				continue
			}
			for k := c; k < n; k++ {
				h[r*n+k] -= f * h[c*n+k]
			}
			g[r] -= f * g[c]
		}
	}
	for c := n - 1; c >= 0; c-- {
		for k := c + 1; k < n; k++ {
			g[c] -= h[c*n+k] * g[k]
		}
		g[c] /= h[c*n+c]
	}
}
