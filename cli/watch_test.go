package cli

import (
	"context"
	"testing"

	"dandang/reader"
	"dandang/reader/modeltest"
)

// TestTheNumbersOfTheModel: what it cost and whether it is asked can be watched, and never what was said.
func TestTheNumbersOfTheModel(t *testing.T) {
	if modelLooks(nil) != nil {
		t.Error("there are numbers of no model")
	}
	server := modeltest.Start(t, modeltest.Always(modeltest.Reply{Status: 500}))
	m, err := reader.OpenModel(reader.ModelOptions{BaseURL: server.URL, Name: "scripted"})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	values := map[string]float64{}
	for _, l := range modelLooks(m) {
		v, err := l.Read(context.Background())
		if err != nil {
			t.Errorf("%s: %v", l.Name, err)
		}
		values[l.Name] = v
	}
	if len(values) != 5 || values["dandang_model_open"] != 1 || values["dandang_model_calls"] != 0 {
		t.Errorf("got %v", values)
	}
}
