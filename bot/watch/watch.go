// Package watch tells whoever runs the program how it is: two pages of health for a supervisor and one of numbers for
// Prometheus. They hold counts, times and the names of parts, never a word that was said nor who said it.
package watch

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"dandang/handlers"
)

// patience is how long a part may take to say how it is.
const patience = 2 * time.Second

// A Look is a number that is read whenever the numbers are asked for. When it cannot be read it is left out.
type Look struct {
	Name  string // as Prometheus has it, e.g. dandang_outbox_notes; …_total for what only grows
	Help  string
	Label [2]string // a name and its value that tell it from others of that Name, which have the same Help; empty: none
	Read  func(context.Context) (float64, error)
}

// metric is the number as Prometheus wants it.
func (l Look) metric(v float64) prometheus.Metric {
	var labels prometheus.Labels
	if l.Label[0] != "" {
		labels = prometheus.Labels{l.Label[0]: l.Label[1]}
	}
	kind := prometheus.GaugeValue
	if strings.HasSuffix(l.Name, "_total") {
		kind = prometheus.CounterValue
	}
	return prometheus.MustNewConstMetric(prometheus.NewDesc(l.Name, l.Help, nil, labels), kind, v)
}

// A Watch counts turns and looks after the pages. Make it with New; it may be used by many goroutines at once.
type Watch struct {
	log      *slog.Logger
	checks   []Check
	numbers  *prometheus.Registry
	turns    *prometheus.CounterVec
	took     prometheus.Histogram
	draining atomic.Bool
}

// Options say what a Watch looks at.
type Options struct {
	Log    *slog.Logger
	Trips  func() int64 // round trips to the store so far
	Checks []Check      // the parts that health is made of
	Looks  []Look       // further numbers
}

// New returns a Watch that has counted nothing yet.
func New(o Options) *Watch {
	w := &Watch{
		log: o.Log, checks: o.Checks, numbers: prometheus.NewRegistry(),
		turns: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "dandang_turns_total",
			Help: "Messages answered, by what they were, the outcome of the verdict, and whether they were acknowledged."},
			[]string{"kind", "outcome", "acknowledged"}),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "dandang_turn_seconds",
			Help:    "From a message to its reply.",
			Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5}}),
	}
	w.numbers.MustRegister(w.turns, w.took, &looks{o.Looks, o.Checks, o.Log},
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "dandang_store_trips_total", Help: "Round trips to the store."},
			func() float64 { return float64(o.Trips()) }),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return w
}

// Observe counts a turn; it is for the Observe of a desk.
func (w *Watch) Observe(t handlers.Turn) {
	acknowledged := "yes"
	if t.Err != nil {
		acknowledged = "no"
	}
	w.turns.WithLabelValues(string(t.Kind), string(t.Outcome), acknowledged).Inc()
	w.took.Observe(t.Took.Seconds())
}

// Drain has /readyz say no from now on, so that nothing new is sent here while what is under way is finished.
func (w *Watch) Drain() { w.draining.Store(true) }

// Handler serves /healthz, /readyz and /metrics.
func (w *Watch) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", w.alive)
	mux.HandleFunc("GET /readyz", w.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(w.numbers, promhttp.HandlerOpts{}))
	return mux
}

// looks reads numbers when Prometheus asks. It describes nothing beforehand, since what cannot be read is left out.
type looks struct {
	looks  []Look
	checks []Check
	log    *slog.Logger
}

func (l *looks) Describe(chan<- *prometheus.Desc) {}

func (l *looks) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, k := range l.looks {
		v, err := k.Read(ctx)
		if err != nil {
			l.log.WarnContext(ctx, "number cannot be read", "name", k.Name, "err", err)
			continue
		}
		out <- k.metric(v)
	}
	up := prometheus.NewDesc("dandang_part_up", "Whether a part works: 1 yes, 0 no.", []string{"part"}, nil)
	for _, c := range l.checks {
		v := 1.0
		if c.Look(ctx) != nil {
			v = 0
		}
		out <- prometheus.MustNewConstMetric(up, prometheus.GaugeValue, v, c.Part)
	}
}
