package store

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"dandang/filing"
)

// issued is a document of the register with that beginning of its hash.
func issued(digits string, version int) filing.Issued {
	return filing.Issued{Paper: "request", Number: "宝纪备〔2026〕3号", Version: version, Hash: (digits + strings.Repeat("0", 64))[:64]}
}

func TestARegisteredDocumentIsFoundByItsHashAndByNothingElse(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		ctx, a := t.Context(), Audit{At: time.Now(), Who: "p", What: "paper"}
		first, second := issued("aa11", 1), issued("bb22", 2)
		for _, one := range []filing.Issued{first, second, first} {
			if err := s.Register(ctx, unit, one, a); err != nil {
				t.Fatal(err)
			}
		}
		if r := mustVerify(t, s); r.Lines != 2 {
			t.Errorf("%d audit lines for two documents", r.Lines)
		}
		s = p.reopen(s)
		for _, row := range []struct {
			name, unit, hash string
			want             filing.Issued
		}{
			{"by the whole hash", unit, first.Hash, first},
			{"by the code of the footer", unit, second.Hash[:codeDigits], second},
			{"not by less", unit, first.Hash[:codeDigits-1], filing.Issued{}},
			{"not another one", unit, issued("cc33", 1).Hash, filing.Issued{}},
			{"not in another county", "410422", first.Hash, filing.Issued{}},
			{"nothing", unit, "", filing.Issued{}},
		} {
			got, ok, err := s.Issued(ctx, row.unit, row.hash)
			if err != nil || got != row.want || ok != (row.want.Hash != "") {
				t.Errorf("%s: got %+v, %v, %v", row.name, got, ok, err)
			}
		}
		if err := s.Register(ctx, unit, filing.Issued{Number: "1", Hash: first.Hash[:codeDigits] + strings.Repeat("1", 44)}, a); !errors.Is(err, ErrCorrupt) {
			t.Errorf("another document of the same code: %v, want ErrCorrupt", err)
		}
		if err := s.Register(ctx, unit, filing.Issued{Number: "1", Hash: "short"}, a); !errors.Is(err, ErrInvalid) {
			t.Errorf("a hash too short: %v, want ErrInvalid", err)
		}
		if err := s.Register(ctx, "", first, a); !errors.Is(err, ErrInvalid) {
			t.Errorf("no unit: %v, want ErrInvalid", err)
		}
		mustVerify(t, s)
	})
}

func TestADocumentIsNotedOnceHoweverManyHandItOut(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				if err := s.Register(t.Context(), unit, issued("aa11", 1), Audit{At: time.Now(), Who: "p", What: "paper"}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if r := mustVerify(t, s); r.Lines != 1 {
			t.Errorf("%d audit lines for one document", r.Lines)
		}
	})
}

func TestAChangedRegisterShows(t *testing.T) {
	real := func(p filing.Issued) string {
		b, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	first := issued("aa11", 1)
	other := first
	other.Number = "宝纪备〔2026〕4号"
	for name, tamper := range map[string][]any{
		"another number":     {"HSET", papersKey(unit), first.Hash[:codeDigits], real(other)},
		"a document more":    {"HSET", papersKey(unit), "ffffffffffffffffffff", real(issued("ffffffffffffffffffff", 1))},
		"a document is gone": {"HDEL", papersKey(unit), first.Hash[:codeDigits]},
		"unreadable":         {"HSET", papersKey(unit), first.Hash[:codeDigits], "{"},
	} {
		t.Run(name, func(t *testing.T) {
			s := (&place{t: t, dir: t.TempDir()}).open()
			if err := s.Register(t.Context(), unit, first, Audit{At: time.Now(), Who: "p", What: "paper"}); err != nil {
				t.Fatal(err)
			}
			if err := s.client.Do(t.Context(), tamper...).Err(); err != nil {
				t.Fatal(err)
			}
			r, err := s.VerifyAudit(t.Context())
			if err != nil || len(r.Faults) == 0 || r.Faults[0].Kind != PaperChanged {
				t.Errorf("got %+v, %v, want %s", r.Faults, err, PaperChanged)
			}
		})
	}
}
