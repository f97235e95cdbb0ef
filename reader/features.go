package reader

import "math"

// Edge marks stand before the first and after the last rune of a clause.
const (
	edgeFrom rune = 1
	edgeTo   rune = 2
)

// Salts keep the keys of different sorts of features apart.
const (
	saltGram  uint64 = 0x243F6A8885A308D3
	saltCue   uint64 = 0xA4093822299F31D0
	saltClass uint64 = 0x452821E638D01377
	saltEnds  uint64 = 0x082EFA98EC4E6C89
)

// mix folds one rune into a running hash.
func mix(h uint64, r rune) uint64 {
	h = (h ^ uint64(r)) * 0x9E3779B97F4A7C15
	return h ^ h>>31
}

// appendGrams appends the keys of a clause's 1- to 3-grams, edges marked; all digits count as one.
func appendGrams(dst []uint64, runes []rune) []uint64 {
	n := len(runes)
	at := func(i int) rune {
		if i >= n {
			return edgeTo
		}
		r := runes[i]
		if '0' <= r && r <= '9' {
			return '0'
		}
		return r
	}
	if n == 0 {
		return dst
	}
	a, b := edgeFrom, at(0)
	for i := -1; i < n; i++ {
		h := mix(saltGram, a)
		if i >= 0 {
			dst = append(dst, h)
		}
		h = mix(h, b)
		dst = append(dst, h)
		if i+2 > n {
			break
		}
		c := at(i + 2)
		dst = append(dst, mix(h, c))
		a, b = b, c
	}
	return dst
}

// appendEnds appends what tells the kind of a message beside its grams: how it begins and ends, how long it is.
func appendEnds(dst []uint64, t *Text, clauses int) []uint64 {
	r := t.Runes
	n := len(r)
	h := saltEnds
	for i := 0; i < min(4, n); i++ {
		h = mix(h, r[i])
		dst = append(dst, h)
	}
	h = saltEnds + 1
	for i := 0; i < min(4, n); i++ {
		h = mix(h, r[n-1-i])
		dst = append(dst, h)
	}
	return append(dst, mix(saltEnds+2, rune(math.Log2(float64(n+1))*2)), mix(saltEnds+3, rune(min(clauses, 8))))
}

// appendManner appends what the rules say of how a message is meant: which of the manners, and how strongly.
func appendManner(dst []uint64, m *Manner) []uint64 {
	for _, name := range manners().Facts() {
		w := m.Sums[name]
		if w == 0 {
			continue
		}
		h := saltEnds + 4
		for _, r := range name {
			h = mix(h, r)
		}
		dst = append(dst, mix(h, 1+rune(flag(w >= Strong))-2*rune(flag(w < 0))))
	}
	return dst
}

// cueKey is the key of a cue as a feature: which fact, how it stands, how strong; 0 for a fact without a label.
func cueKey(s *labels, c *Cue) uint64 {
	f, ok := s.factAt[c.Fact]
	if !ok {
		return 0
	}
	return mix(mix(saltCue, rune(f)), rune(flag(c.Holds))|rune(flag(c.Hint))<<1|rune(flag(c.Weight >= Strong))<<2)
}

// flag is 1 for true.
func flag(b bool) int8 {
	if b {
		return 1
	}
	return 0
}
