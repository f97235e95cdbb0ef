package watch

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"dandang/handlers"
	"dandang/knowledge"
)

// get asks for a page and returns its status and text.
func get(t *testing.T, w *Watch, path string) (int, string) {
	t.Helper()
	r := httptest.NewRecorder()
	w.Handler().ServeHTTP(r, httptest.NewRequest(http.MethodGet, path, nil))
	return r.Code, r.Body.String()
}

func watching(o Options) *Watch {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Trips == nil {
		o.Trips = func() int64 { return 7 }
	}
	return New(o)
}

var errAway = errors.New("dial tcp 10.1.2.3:6379: secret-password")

func check(part string, must bool, err error) Check {
	return Check{Part: part, Must: must, Look: func(context.Context) error { return err }}
}

func TestHealth(t *testing.T) {
	for _, row := range []struct {
		name         string
		checks       []Check
		drain        bool
		alive, ready int
	}{
		{"all is well", []Check{check("store", true, nil), check("model", false, nil)}, false, 200, 200},
		{"without the store nobody is answered, but the process lives", []Check{check("store", true, errAway)}, false, 200, 503},
		{"a part that need not be there", []Check{check("store", true, nil), check("model", false, errAway)}, false, 200, 200},
		{"while it ends nothing new is sent to it", []Check{check("store", true, nil)}, true, 200, 503},
	} {
		w := watching(Options{Checks: row.checks})
		if row.drain {
			w.Drain()
		}
		alive, page := get(t, w, "/healthz")
		ready, _ := get(t, w, "/readyz")
		if alive != row.alive || ready != row.ready {
			t.Errorf("%s: alive %d, ready %d; want %d and %d", row.name, alive, ready, row.alive, row.ready)
		}
		var h health
		if err := json.Unmarshal([]byte(page), &h); err != nil || len(h.Parts) != len(row.checks) {
			t.Errorf("%s: page %s, %v", row.name, page, err)
		}
		if strings.Contains(page, "10.1.2.3") || strings.Contains(page, "secret") {
			t.Errorf("%s: the page tells why: %s", row.name, page)
		}
	}
}

func TestAPartThatHangsIsAway(t *testing.T) {
	w := watching(Options{Checks: []Check{{Part: "store", Must: true, Look: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}}})
	began := time.Now()
	if status, _ := get(t, w, "/readyz"); status != 503 || time.Since(began) > patience+time.Second {
		t.Errorf("status %d after %v", status, time.Since(began))
	}
}

func reads(v float64, err error) func(context.Context) (float64, error) {
	return func(context.Context) (float64, error) { return v, err }
}

func TestNumbers(t *testing.T) {
	w := watching(Options{
		Checks: []Check{check("store", true, nil), check("model", false, errAway)},
		Looks: []Look{
			{Name: "dandang_outbox_notes", Help: "Notes that wait.", Read: reads(3, nil)},
			{Name: "dandang_reminders_due", Help: "Reminders.", Read: reads(0, errAway)},
			{Name: "dandang_faults_total", Help: "Faults.", Label: [2]string{"kind", "away"}, Read: reads(2, nil)},
			{Name: "dandang_faults_total", Help: "Faults.", Label: [2]string{"kind", "budget"}, Read: reads(1, nil)},
		},
	})
	w.Observe(handlers.Turn{Unit: "demo", Kind: knowledge.Plan, Outcome: knowledge.Fits, Took: 3 * time.Millisecond})
	w.Observe(handlers.Turn{Unit: "demo", Took: time.Second, Err: errAway})
	status, page := get(t, w, "/metrics")
	if status != http.StatusOK {
		t.Fatalf("status %d: %s", status, page)
	}
	for _, want := range []string{
		`dandang_turns_total{acknowledged="yes",kind="plan",outcome="fits"} 1`,
		`dandang_turns_total{acknowledged="no",kind="",outcome=""} 1`,
		`dandang_turn_seconds_bucket{le="0.005"} 1`,
		"dandang_turn_seconds_count 2", "dandang_store_trips_total 7",
		"# TYPE dandang_outbox_notes gauge", "dandang_outbox_notes 3",
		"# TYPE dandang_faults_total counter", `dandang_faults_total{kind="away"} 2`, `dandang_faults_total{kind="budget"} 1`,
		`dandang_part_up{part="store"} 1`, `dandang_part_up{part="model"} 0`, "go_goroutines ",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is missing", want)
		}
	}
	if strings.Contains(page, "dandang_reminders_due") || strings.Contains(page, "secret") {
		t.Errorf("a number that cannot be read is there, or why: %s", page)
	}
}

func TestAddress(t *testing.T) {
	for in, want := range map[string]string{
		"9464": "127.0.0.1:9464", ":9464": "127.0.0.1:9464", "localhost:80": "localhost:80",
		"0.0.0.0:9464": "0.0.0.0:9464", "[::1]:9464": "[::1]:9464",
		"": "", "x": "", ":": "", "host:": "", "99999": "", "0": "",
	} {
		if got, err := Address(in); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: got %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestListenUntilStopped(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	_ = free.Close()
	w := watching(Options{})
	stop, err := w.Listen(addr)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := watching(Options{}).Listen(addr); err == nil {
		t.Error("two listen at one address")
	}
	r, err := http.Get("http://" + addr + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := io.ReadAll(r.Body); r.StatusCode != 200 || !strings.Contains(string(b), `"ready":true`) {
		t.Errorf("got %d %s", r.StatusCode, b)
	}
	_ = r.Body.Close()
	stop()
	if _, err := http.Get("http://" + addr + "/readyz"); err == nil {
		t.Error("it still answers")
	}
	if r, err := http.Post("http://"+addr+"/readyz", "", nil); err == nil {
		t.Errorf("got %d", r.StatusCode)
	}
}
