package store

import (
	"errors"
	"testing"
	"time"
)

func mustSwitches(t testing.TB, s *Store) Switches {
	t.Helper()
	on, err := s.Switches(t.Context(), unit)
	if err != nil {
		t.Fatal(err)
	}
	return on
}

func TestASwitchIsSeenByAllWithinASecond(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		all := several(p, 3)
		for _, s := range all {
			if on := mustSwitches(t, s); len(on) != 0 {
				t.Fatalf("on at the beginning: %v", on)
			}
		}
		at := time.Date(2026, 3, 4, 1, 0, 0, 0, time.UTC)
		for _, w := range []Switch{Stopped, ReadOnly, NoModel} {
			turned := time.Now()
			if err := all[0].SwitchOn(t.Context(), unit, w, Audit{Who: "admin", At: at}); err != nil {
				t.Fatal(err)
			}
			for i, s := range all {
				for !mustSwitches(t, s).On(w) {
					if time.Since(turned) > 10*time.Second {
						t.Fatalf("process %d does not see %s after ten seconds", i, w)
					}
					time.Sleep(5 * time.Millisecond)
				}
				if got := mustSwitches(t, s)[w]; got != (Switched{"admin", at}) {
					t.Errorf("%s: turned %+v", w, got)
				}
			}
		}
		last := all[len(all)-1]
		if err := last.SwitchOff(t.Context(), unit, Stopped, Audit{Who: "admin"}); err != nil {
			t.Fatal(err)
		}
		if on := mustSwitches(t, last); on.On(Stopped) || !on.On(ReadOnly) {
			t.Errorf("after one was turned off here: %v", on)
		}
		s := p.reopen(all[0])
		if on := mustSwitches(t, s); on.On(Stopped) || !on.On(ReadOnly) || !on.On(NoModel) {
			t.Errorf("after a restart: %v", on)
		}
		if err := s.SwitchOn(t.Context(), unit, NoModel, Audit{Who: "another"}); err != nil {
			t.Fatal(err)
		}
		if got := mustSwitches(t, s)[NoModel]; got.By != "admin" {
			t.Errorf("turned on twice: %+v", got)
		}
		if r := mustVerify(t, s); r.Lines != 4 || r.Chains != 1 {
			t.Errorf("audit %+v, want three switched on and one off", r)
		}
		other, err := s.Switches(t.Context(), "410422")
		if err != nil || len(other) != 0 {
			t.Errorf("another unit: %v, %v", other, err)
		}
	})
}

func TestLookingAtTheSwitchesCostsNextToNothing(t *testing.T) {
	eachStore(t, func(t *testing.T, p *place) {
		s := p.open()
		before, began := s.Trips(), time.Now()
		for range 1000 {
			mustSwitches(t, s)
		}
		if n, most := s.Trips()-before, 1+int64(time.Since(began)/switchAge); n > most {
			t.Errorf("%d round trips for 1,000 looks, want at most %d", n, most)
		}
		if err := s.SwitchOn(t.Context(), unit, registerHead, Audit{}); !errors.Is(err, ErrInvalid) {
			t.Errorf("a switch of the register's own name: got %v, want ErrInvalid", err)
		}
	})
}
