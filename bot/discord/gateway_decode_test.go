package discord

import (
	"errors"
	"slices"
	"testing"
)

func TestReadInteraction(t *testing.T) {
	for _, test := range []struct {
		name, data string
		want       func(Interaction) bool
	}{
		{"a button with its label, among parts of a kind nobody knows", `{"id":"1","token":"t","type":3,"user":{"id":"7"},"message":{"components":[{"type":99,"components":[{"type":2,"custom_id":"c","label":"提交"}]}]},"data":{"custom_id":"c","component_type":2}}`,
			func(in Interaction) bool {
				return in.CustomID == "c" && in.Label == "提交" && in.Guild == "" && in.User == "7"
			}},
		{"a window in rows and one in labels", `{"id":"1","token":"t","type":5,"user":{"id":"7"},"data":{"custom_id":"w","components":[{"type":1,"components":[{"type":4,"custom_id":"a","value":"甲"}]},{"type":18,"component":{"type":4,"custom_id":"b","value":"乙"}}]}}`,
			func(in Interaction) bool {
				return len(in.Inputs) == 2 && in.Inputs[0].Value == "甲" && in.Inputs[1] == Input{"b", "乙"}
			}},
		{"an autocompletion whose number is words, and whose words are a number", `{"id":"1","token":"t","type":4,"user":{"id":"7"},"data":{"name":"清单","options":[{"name":"条目","value":12,"focused":true}]}}`,
			func(in Interaction) bool { return in.Part == "12" && in.Kind == KindComplete }},
		{"the menu of a message", `{"id":"1","token":"t","type":2,"member":{"user":{"id":"7"},"roles":["8"]},"guild_id":"9","attachment_size_limit":5,"data":{"name":"转交审核","target_id":"3","resolved":{"messages":{"3":{"id":"3","content":"老粮库"}}}}}`,
			func(in Interaction) bool {
				return in.Words == "老粮库" && in.FileLimit == 5 && slices.Equal(in.Roles, []string{"8"})
			}},
	} {
		in, err := readInteraction([]byte(test.data))
		if err != nil || !test.want(in) {
			t.Errorf("%s: got %+v, %v", test.name, in, err)
		}
	}
	if _, err := readInteraction([]byte(`{"id":"1","token":"t","type":2}`)); !errors.Is(err, errNobody) {
		t.Errorf("without a person: %v", err)
	}
}

func FuzzReadEvents(f *testing.F) {
	f.Add([]byte(`{"id":"1","token":"t","type":5,"user":{"id":"7"},"data":{"components":[{"component":{}}]}}`))
	f.Add([]byte(`{"id":"1","author":{},"mentions":[{}],"components":[null]}`))
	f.Fuzz(func(_ *testing.T, data []byte) {
		_, _ = readInteraction(data)
		_, _ = readSaid(data, "1")
	})
}
