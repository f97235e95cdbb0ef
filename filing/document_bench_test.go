package filing

import (
	"slices"
	"sync"
	"testing"
	"time"
)

// BenchmarkRender makes one document of each kind in turn.
func BenchmarkRender(b *testing.B) {
	var templates Templates
	all := Papers()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p := all[i%len(all)]
		if _, err := templates.Render(p.ID, p.Specimen()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRenderHundredAtOnce asks for a hundred documents at the same moment and reports how long they take, waiting included.
func BenchmarkRenderHundredAtOnce(b *testing.B) {
	var templates Templates
	all := Papers()
	data := make([]Data, len(all))
	for i, p := range all {
		data[i] = p.Specimen()
		if _, err := templates.Render(p.ID, data[i]); err != nil {
			b.Fatal(err)
		}
	}
	var took []time.Duration
	for b.Loop() {
		round := make([]time.Duration, 100)
		var wait sync.WaitGroup
		start := make(chan struct{})
		for i := range round {
			wait.Go(func() {
				<-start
				from := time.Now()
				if _, err := templates.Render(all[i%len(all)].ID, data[i%len(all)]); err != nil {
					b.Error(err)
				}
				round[i] = time.Since(from)
			})
		}
		close(start)
		wait.Wait()
		took = append(took, round...)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
}

// BenchmarkVerify checks one document.
func BenchmarkVerify(b *testing.B) {
	file := notice(b)
	b.ReportAllocs()
	for b.Loop() {
		if v, err := Verify(file); err != nil || v.State != Same {
			b.Fatal(v.State, err)
		}
	}
}

// BenchmarkCompile reads and checks a template, as `template use` does.
func BenchmarkCompile(b *testing.B) {
	file, err := shippedFile(PaperRequest)
	if err != nil {
		b.Fatal(err)
	}
	var templates Templates
	for b.Loop() {
		if faults := templates.Check(PaperRequest, file); len(faults) > 0 {
			b.Fatal(faults)
		}
	}
}
