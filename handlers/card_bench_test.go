package handlers_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"dandang/filing"
	"dandang/handlers"
	"dandang/knowledge"
	"dandang/store"
	"dandang/store/redistest"
)

// BenchmarkCard shows a card in a unit with two thousand closed cases, with similar ones looked for among them, and
// hands a question over while two hundred wait.
//
//	go test ./handlers -run '^$' -bench Card
func BenchmarkCard(b *testing.B) {
	for _, where := range []string{"embedded", "redis"} {
		o := store.Options{Dir: b.TempDir(), Log: slog.New(slog.DiscardHandler)}
		if where == "redis" {
			o.URL = redistest.Start(b).URL
		}
		d, number := manyCases(b, o, 2000, 200)
		n := 0
		say := func(b *testing.B, who, text string) {
			n++
			m := handlers.Message{ID: fmt.Sprint("b", n), Unit: "demo", Conversation: "bench:" + who, Text: text,
				From: handlers.Person{ID: who, Staff: who == "r1"}, At: time.Date(2026, 11, 22, 9, 0, 0, 0, beijing)}
			if r, err := d.Handle(b.Context(), m); err != nil || len(r) == 0 || r[0].Text == "" {
				b.Fatalf("%v, %v", r, err)
			}
		}
		b.Run(where+"/card", func(b *testing.B) {
			for b.Loop() {
				say(b, "r1", "办理 "+number)
			}
		})
		b.Run(where+"/handed over", func(b *testing.B) {
			for b.Loop() {
				who := fmt.Sprint("q", n)
				say(b, who, "村里二十几户老房子想按现状测量给他们登记，能备案吗？")
				say(b, who, "转人工")
			}
		})
	}
}

// manyCases is a desk on a store with so many closed consultations and so many waiting, and the number of one of these.
func manyCases(b *testing.B, o store.Options, closed, waiting int) (*handlers.Desk, string) {
	b.Helper()
	d, _, _, _ := bench(b)
	s, err := store.Open(b.Context(), o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, beijing)
	things := []string{"老房子按现状登记", "灌渠先修后补手续", "闲置校舍租给合作社", "招商项目先开工", "养老院锅炉应急更换", "村道拓宽占了几分地"}
	matter, err := json.Marshal(knowledge.Matter{Stage: "planned", Items: []knowledge.Candidate{{ID: "pos-legacy", Score: 1}},
		Facts: []knowledge.Fact{{ID: "c-collective", Holds: true, Quote: "党组会研究过"}, {ID: "c-remedy-plan", Holds: true, Quote: "有办法也有期限"}}})
	if err != nil {
		b.Fatal(err)
	}
	number := ""
	for i := range closed + waiting {
		who := fmt.Sprintf("p%d", i)
		c := filing.Case{Unit: "demo", Kind: filing.Consultation, From: who, Conversation: "bench:" + who, Opened: at.Add(time.Duration(i) * time.Minute),
			Question: fmt.Sprintf("%s，第%d批共%d户，党组会研究过，手续有办法也有期限，群众催得急，能不能申请容错备案？", things[i%len(things)], i%17, i%23), Matter: matter,
			Outcome: knowledge.NeedsFacts, Item: "pos-legacy", State: "waiting",
			Record: []filing.Entry{{At: at, Who: who, Action: filing.OpenAction, To: "waiting"}}}
		r, err := s.Commit(b.Context(), store.Commit{Event: who, Conversation: store.Conversation{Unit: "demo", ID: "bench:" + who, Person: who, Began: at, Seen: at},
			Open: &c, Number: "ZX-%d-%04d", Audit: store.Audit{At: at, Who: who, What: "open"}})
		if err != nil {
			b.Fatal(err)
		}
		if number = r.Number; i >= closed {
			continue
		}
		c.Number, c.State, c.Done = number, "answered", true
		c.Record = append(c.Record, filing.Entry{At: at, Who: "r2", Action: "claim", From: "waiting", To: "working"},
			filing.Entry{At: at, Who: "r2", Action: "reply", From: "working", To: "answered", Text: "可以申请备案，请把会议纪要、公示材料和补办手续的安排一并附上，不明白的地方到监督室来问。"})
		if _, err := s.Act(b.Context(), store.Act{Event: who + " reply", Case: c, Audit: store.Audit{At: at, Who: "r2", What: "reply"}}); err != nil {
			b.Fatal(err)
		}
	}
	return &handlers.Desk{Lists: d.Lists, Reader: d.Reader, Store: s, Rules: d.Rules, Forms: d.Forms, Log: slog.New(slog.DiscardHandler)}, number
}
