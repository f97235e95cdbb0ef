package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// events are one of each kind that Discord sends, as it sends them.
var events = []string{
	`{"id":"%[1]d","token":"t%[1]d","type":2,"guild_id":"111111111111111111","channel_id":"5","locale":"zh-CN","attachment_size_limit":10485760,"member":{"user":{"id":"234567890123456789","bot":false},"roles":["444444444444444444"]},"data":{"id":"1","name":"提问","type":1,"options":[{"name":"内容","type":3,"value":"能备案吗"}]}}`,
	`{"id":"%[1]d","token":"t%[1]d","type":2,"user":{"id":"234567890123456789"},"channel_id":"5","data":{"name":"转交审核","type":3,"target_id":"3","resolved":{"messages":{"3":{"id":"3","content":"老粮库","author":{"id":"7"},"components":[]}}}}}`,
	`{"id":"%[1]d","token":"t%[1]d","type":3,"guild_id":"111111111111111111","channel_id":"5","member":{"user":{"id":"234567890123456789"},"roles":[]},"message":{"id":"9","components":[{"type":1,"components":[{"type":2,"custom_id":"c","label":"提交"}]}]},"data":{"custom_id":"c","component_type":2,"values":["1"]}}`,
	`{"id":"%[1]d","token":"t%[1]d","type":4,"user":{"id":"234567890123456789"},"channel_id":"5","data":{"name":"清单","options":[{"name":"条目","type":3,"value":"重","focused":true}]}}`,
	`{"id":"%[1]d","token":"t%[1]d","type":5,"user":{"id":"234567890123456789"},"channel_id":"5","data":{"custom_id":"w","components":[{"type":1,"components":[{"type":4,"custom_id":"text","value":"甲"}]},{"type":18,"component":{"type":4,"custom_id":"b","value":"乙"}}]}}`,
}

const spoken = `{"id":"%[1]d","channel_id":"5","guild_id":"111111111111111111","author":{"id":"234567890123456789"},"member":{"roles":[]},"mentions":[{"id":"999999999999999999"}],"attachments":[],"components":[{"type":1,"components":[]}],"content":"<@999999999999999999> 能备案吗"}`

// odd are values that may stand in the place of any other.
var odd = []any{nil, true, 12, -1, 1e300, 9007199254740993, "", " ", "12", "\x00", "@everyone", strings.Repeat("长", 3000), []any{}, []any{nil}, map[string]any{}, map[string]any{"type": 99}, []any{map[string]any{"components": nil}}}

// spoil puts odd values into the place of some of a value's parts, or takes them out, or puts one more in.
func spoil(r *rand.Rand, v any) any {
	if r.IntN(12) == 0 {
		return odd[r.IntN(len(odd))]
	}
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			v[k] = spoil(r, x)
			if r.IntN(40) == 0 {
				delete(v, k)
			}
		}
		if r.IntN(20) == 0 {
			v["new_in_2027"] = odd[r.IntN(len(odd))]
		}
	case []any:
		for i := range v {
			v[i] = spoil(r, v[i])
		}
	}
	return v
}

// TestTenThousandOddInteractions: whatever is wrong with what Discord sends, the bot goes on, answers what can be read exactly once, and still
// knows what is right.
func TestTenThousandOddInteractions(t *testing.T) {
	const many = 12_000
	r := rand.New(rand.NewPCG(3, 4))
	s, e := &stage{}, &echo{}
	b := newBridge(t, s, e)
	b.people.settle(cadre, "demo")
	l := &line{log: quietLog()}
	sh := &shard{line: l, hand: l.reader(context.Background(), "999999999999999999", b)}
	read := map[string]bool{}
	for i := range many {
		kind, text := "INTERACTION_CREATE", events[i%len(events)]
		if i%7 == 6 {
			kind, text = "MESSAGE_CREATE", spoken
		}
		var event any
		if err := json.Unmarshal(fmt.Appendf(nil, text, 1000+i), &event); err != nil {
			t.Fatal(err)
		}
		if i%50 != 0 {
			event = spoil(r, event)
			if m, ok := event.(map[string]any); ok {
				m["id"] = fmt.Sprint(1000 + i) // so that answers can be counted
			}
		}
		data := jsonOf(t, event)
		if i%97 == 96 {
			data = data[:r.IntN(len(data))]
		}
		if in, err := readInteraction(data); err == nil && kind == "INTERACTION_CREATE" && in.Kind >= KindCommand && in.Kind <= KindWindow {
			read[in.ID] = true
		}
		sh.event(kind, data)
		for i%50 == 0 && left(b) > 0 {
			time.Sleep(time.Millisecond)
		}
	}
	if err := b.close(context.Background()); err != nil {
		t.Fatal(err)
	}
	first := map[string]int{}
	for _, c := range s.done("defer", "respond", "open", "complete") {
		first[c.id]++
	}
	for id := range read {
		if first[id] != 1 {
			t.Errorf("interaction %q is answered %d times", id, first[id])
		}
	}
	if len(first) != len(read) || len(read) < many/20 {
		t.Errorf("%d answered, %d could be read", len(first), len(read))
	}
	t.Logf("%d odd events, %d interactions that could be read, each answered once", many, len(read))
}

// FuzzInteraction: nothing that is sent as an interaction or a message crashes the reader, and what is read has a person and a token.
func FuzzInteraction(f *testing.F) {
	for _, e := range append(events, spoken) {
		f.Add(fmt.Appendf(nil, e, 7))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if in, err := readInteraction(data); err == nil && (!isID(in.ID) || in.Token == "" || !isID(in.User)) {
			t.Errorf("%s: got %+v", data, in)
		}
		if m, err := readSaid(data, "1"); err == nil && (!isID(m.ID) || !isID(m.User)) {
			t.Errorf("%s: got %+v", data, m)
		}
	})
}
