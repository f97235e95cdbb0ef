package reader

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

type bankLine struct {
	ID    string `json:"id"`
	Fact  string `json:"fact"`
	Holds any    `json:"holds"`
	Text  string `json:"text"`
}

func readLines[T any](t testing.TB, names ...string) []T {
	t.Helper()
	var out []T
	for _, n := range names {
		f, err := os.Open(filepath.Join("corpus", n))
		if err != nil {
			t.Fatal(err)
		}
		sc := bufio.NewScanner(f)
		sc.Buffer(make([]byte, 1<<20), 1<<20)
		for sc.Scan() {
			var v T
			if err := json.Unmarshal(sc.Bytes(), &v); err != nil {
				t.Fatalf("%s: %v", n, err)
			}
			out = append(out, v)
		}
		f.Close()
	}
	return out
}

// TestBank prints how the lexicon reads the clause bank: go test -run Bank -v.
func TestBank(t *testing.T) {
	l, err := NewLexicon()
	if err != nil {
		t.Fatal(err)
	}
	show := os.Getenv("SHOW") // fact:holds
	type row struct{ n, strong, any, hint, deny, other int }
	rows := map[string]*row{}
	for i := 1; i <= 6; i++ {
		for _, b := range readLines[bankLine](t, fmt.Sprintf("clauses-%d.jsonl", i)) {
			key := b.Fact + " " + fmt.Sprint(b.Holds)
			r := rows[key]
			if r == nil {
				r = &row{}
				rows[key] = r
			}
			x := Normalise(b.Text)
			cs := x.Clauses(nil)
			best, hint, deny, other := float32(0), false, false, false
			for _, c := range l.Scan(x, cs, nil) {
				if c.Fact != b.Fact {
					if c.Holds && !c.Hint && c.Weight >= Strong && strings.HasPrefix(c.Fact, "neg-") {
						other = true
					}
					continue
				}
				switch {
				case !c.Holds:
					deny = true
				case c.Hint:
					hint = true
				default:
					best = max(best, c.Weight)
				}
			}
			r.n++
			if best >= Strong {
				r.strong++
			}
			if best > 0 {
				r.any++
			} else if hint {
				r.hint++
			} else if deny {
				r.deny++
			}
			if other {
				r.other++
			}
			if show == key {
				mark := "-"
				if best > 0 {
					mark = "HOLD"
				} else if hint {
					mark = "HINT"
				} else if deny {
					mark = "DENY"
				}
				if os.Getenv("MARK") == "" || os.Getenv("MARK") == mark {
					fmt.Println(mark, b.Text)
				}
			}
		}
	}
	if show != "" {
		return
	}
	var keys []string
	for k := range rows {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var total, got, none, noneGot int
	for _, k := range keys {
		r := rows[k]
		fmt.Printf("%-32s n=%3d hold %.2f (strong %.2f) hint %.2f deny %.2f | other red %.2f\n", k, r.n,
			float64(r.any)/float64(r.n), float64(r.strong)/float64(r.n), float64(r.hint)/float64(r.n), float64(r.deny)/float64(r.n), float64(r.other)/float64(r.n))
		if strings.HasPrefix(k, "neg") && strings.HasSuffix(k, "true") {
			total, got = total+r.n, got+r.any
		}
		if strings.HasPrefix(k, "neg") && !strings.HasSuffix(k, "true") && !strings.HasSuffix(k, "hint") {
			none, noneGot = none+r.n, noneGot+r.any
		}
	}
	fmt.Printf("red holds %.3f of %d; false or none taken as holding %.3f of %d\n", float64(got)/float64(total), total, float64(noneGot)/float64(none), none)
}
