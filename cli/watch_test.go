package cli

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"dandang/bot/watch"
	"dandang/knowledge"
	"dandang/reader"
	"dandang/reader/modeltest"
)

// TestTheNumbersOfTheModel: what it cost, why it was of no help and whether it is left alone can be watched, and never
// what was said.
func TestTheNumbersOfTheModel(t *testing.T) {
	if modelLooks(nil) != nil {
		t.Error("there are numbers of no model")
	}
	server := modeltest.Start(t, func(n int, _ modeltest.Request) modeltest.Reply {
		if n == 0 {
			return modeltest.Reply{Text: `{"facts":[],"items":[]}`}
		}
		return modeltest.Reply{Status: 401, Body: `{"error":{"message":"重点项目"}}`}
	})
	m, err := reader.OpenModel(reader.ModelOptions{BaseURL: server.URL, Name: "scripted", Retries: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	lists, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	b, err := lists.Base("demo", today())
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"", "", "一", "二", "三", "四", "五", "六"} {
		_, _ = m.Probe(context.Background(), b, "重点项目手续没办全，能备案吗"+words)
	}
	w := watch.New(watch.Options{Log: slog.New(slog.DiscardHandler), Trips: func() int64 { return 0 }, Looks: modelLooks(m)})
	page := httptest.NewRecorder()
	w.Handler().ServeHTTP(page, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{
		"dandang_model_calls_total 6\n", "dandang_model_tokens_total 150\n", "dandang_model_cached_total 1\n", "dandang_model_resting 1\n",
		`dandang_model_faults_total{kind="refused"} 5`, `dandang_model_faults_total{kind="away"} 1`, `dandang_model_faults_total{kind="budget"} 0`,
	} {
		if !strings.Contains(page.Body.String(), want) {
			t.Errorf("%q is missing", want)
		}
	}
	if strings.Contains(page.Body.String(), "重点") {
		t.Error("it holds what was said")
	}
}
