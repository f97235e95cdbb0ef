package discord

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func pressable(id string) Component {
	return Component{Type: typeButton, Style: stylePrimary, CustomID: id, Label: "按"}
}

func rowOf(all ...Component) Row { return Row{Type: typeRow, Components: all} }

// fullest is a message that holds as much as a message may.
func fullest() Message {
	m := plain(strings.Repeat("字", 2000))
	m.Nonce = strings.Repeat("n", 25)
	m.Embeds = []Embed{{Description: strings.Repeat("字", 4096), Footer: &Footer{strings.Repeat("脚", 1000)}, Fields: []Field{{Name: strings.Repeat("名", 256), Value: strings.Repeat("值", 648)}}}}
	for i := range 4 {
		var row []Component
		for j := range 5 {
			row = append(row, pressable(fmt.Sprintf("%d-%d", i, j)))
		}
		m.Components = append(m.Components, rowOf(row...))
	}
	var options []Select
	for i := range 25 {
		options = append(options, Select{Label: "项", Value: fmt.Sprint(i)})
	}
	m.Components = append(m.Components, rowOf(Component{Type: typeSelect, CustomID: "s", Options: options}))
	m.attach([]File{{Name: "表.docx", Data: []byte("PK")}})
	return m
}

// TestLintMessage: what is just within each limit is good, one more is not. The last column is a word of the fault.
func TestLintMessage(t *testing.T) {
	if err := fullest().Lint(); err != nil {
		t.Errorf("as much as may be: %v", err)
	}
	for _, test := range []struct {
		name  string
		spoil func(*Message)
		want  string
	}{
		{"content", func(m *Message) { m.Content += "字" }, "content"},
		{"content of letters that count twice", func(m *Message) { m.Content = strings.Repeat("🀄", 1001) }, "content"},
		{"nothing in it", func(m *Message) { *m = Message{Mentions: m.Mentions} }, "nothing in it"},
		{"somebody notified", func(m *Message) { m.Mentions.Parse = []string{"users"} }, "notified"},
		{"nothing said of notifying", func(m *Message) { m.Mentions.Parse = nil }, "notified"},
		{"embeds in all", func(m *Message) { m.Embeds = append(m.Embeds, Embed{Description: "字"}) }, "in all"},
		{"description", func(m *Message) { m.Embeds = []Embed{{Description: strings.Repeat("字", 4097)}} }, "description"},
		{"an empty embed", func(m *Message) { m.Embeds = []Embed{{}} }, "empty embed"},
		{"embeds", func(m *Message) { m.Embeds = slices.Repeat([]Embed{{Description: "字"}}, 11) }, "embeds"},
		{"fields", func(m *Message) {
			m.Embeds = []Embed{{Fields: slices.Repeat([]Field{{Name: "名", Value: "值"}}, 26)}}
		}, "fields"},
		{"a field without a value", func(m *Message) { m.Embeds = []Embed{{Fields: []Field{{Name: "名", Value: " "}}}} }, "field value"},
		{"a field's name", func(m *Message) {
			m.Embeds = []Embed{{Fields: []Field{{Name: strings.Repeat("名", 257), Value: "值"}}}}
		}, "field name"},
		{"rows", func(m *Message) { m.Components = append(m.Components, rowOf(pressable("x"))) }, "rows"},
		{"buttons", func(m *Message) { m.Components[0].Components = append(m.Components[0].Components, pressable("x")) }, "row"},
		{"an empty row", func(m *Message) { m.Components[0].Components = nil }, "row"},
		{"no row", func(m *Message) { m.Components[0].Type = typeButton }, "at the top"},
		{"a button beside a select", func(m *Message) { m.Components[4].Components = append(m.Components[4].Components, pressable("x")) }, "alone"},
		{"an id", func(m *Message) { m.Components[0].Components[0].CustomID = strings.Repeat("x", 101) }, "custom_id"},
		{"an id of Chinese", func(m *Message) { m.Components[0].Components[0].CustomID = strings.Repeat("字", 101) }, "custom_id"},
		{"no id", func(m *Message) { m.Components[0].Components[0].CustomID = "" }, "custom_id"},
		{"an id twice", func(m *Message) { m.Components[0].Components[0].CustomID = "s" }, "twice"},
		{"a label", func(m *Message) { m.Components[0].Components[0].Label = strings.Repeat("字", 81) }, "label"},
		{"options", func(m *Message) {
			c := &m.Components[4].Components[0]
			c.Options = append(c.Options, Select{Label: "项", Value: "x"})
		}, "options"},
		{"an option twice", func(m *Message) { m.Components[4].Components[0].Options[1].Value = "0" }, "twice"},
		{"an option's text", func(m *Message) { m.Components[4].Components[0].Options[1].Label = strings.Repeat("字", 101) }, "option"},
		{"a part nobody knows", func(m *Message) { m.Components[0].Components[0].Type = 99 }, "type 99"},
		{"a nonce", func(m *Message) { m.Nonce += "n" }, "nonce"},
		{"files", func(m *Message) { m.Files = slices.Repeat(m.Files, 11) }, "files"},
		{"files in all", func(m *Message) { m.Files[0].Data = make([]byte, 25<<20+1) }, "bytes"},
		{"an attachment without a file", func(m *Message) { m.Files = nil }, "attachments"},
	} {
		m := fullest()
		test.spoil(&m)
		if err := m.Lint(); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v", test.name, err)
		}
	}
}

func TestLintWindow(t *testing.T) {
	input := func(id string) Row {
		return rowOf(Component{Type: typeInput, CustomID: id, Style: styleParagraph, Label: strings.Repeat("字", 45), MaxLength: 4000, Value: strings.Repeat("字", 4000), Placeholder: strings.Repeat("字", 100)})
	}
	good := func() Modal {
		return Modal{CustomID: "w", Title: strings.Repeat("字", 45), Components: []Row{input("1"), input("2"), input("3"), input("4"), input("5")}}
	}
	if err := good().Lint(); err != nil {
		t.Errorf("as much as may be: %v", err)
	}
	for name, spoil := range map[string]func(*Modal){
		"title":       func(w *Modal) { w.Title += "字" },
		"custom_id":   func(w *Modal) { w.CustomID = "" },
		"rows":        func(w *Modal) { w.Components = append(w.Components, input("6")) },
		"window":      func(w *Modal) { w.Components = nil },
		"label":       func(w *Modal) { w.Components[0].Components[0].Label += "字" },
		"value":       func(w *Modal) { w.Components[0].Components[0].Value += "字" },
		"placeholder": func(w *Modal) { w.Components[0].Components[0].Placeholder += "字" },
		"max_length":  func(w *Modal) { w.Components[0].Components[0].MaxLength++ },
		"twice":       func(w *Modal) { w.Components[0].Components[0].CustomID = "2" },
	} {
		w := good()
		spoil(&w)
		if err := w.Lint(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestLintCommandsAndChoices(t *testing.T) {
	if err := lintAll(applicationCommands()); err != nil {
		t.Errorf("our own: %v", err)
	}
	for name, spoil := range map[string]func(*ApplicationCommand){
		"name":        func(c *ApplicationCommand) { c.Name = "提 问" },
		"no name":     func(c *ApplicationCommand) { c.Name = "Ask" },
		"description": func(c *ApplicationCommand) { c.Description = strings.Repeat("字", 101) },
		"language":    func(c *ApplicationCommand) { c.NameLocalizations = map[string]string{"zh": "提问"} },
		"required": func(c *ApplicationCommand) {
			c.Options = []ApplicationOption{{Name: "甲", Description: "甲"}, {Name: "乙", Description: "乙", Required: true}}
		},
		"choices": func(c *ApplicationCommand) {
			c.Options = []ApplicationOption{{Name: "甲", Description: "甲", Choices: slices.Repeat([]ApplicationChoice{{Name: "一", Value: "一"}}, 26)}}
		},
		"beside autocompletion": func(c *ApplicationCommand) {
			c.Options = []ApplicationOption{{Name: "甲", Description: "甲", Autocomplete: true, Choices: []ApplicationChoice{{Name: "一", Value: "一"}}}}
		},
		"options": func(c *ApplicationCommand) {
			c.Options = slices.Repeat([]ApplicationOption{{Name: "甲", Description: "甲"}}, 26)
		},
		"in all": func(c *ApplicationCommand) {
			o := ApplicationOption{Name: "甲", Description: strings.Repeat("字", 100), Choices: slices.Repeat([]ApplicationChoice{{Name: strings.Repeat("字", 100), Value: strings.Repeat("字", 100)}}, 25)}
			c.Options = []ApplicationOption{o, o}
		},
	} {
		c := ApplicationCommand{Type: chatCommand, Name: "提问", Description: "问"}
		spoil(&c)
		if err := lintAll([]ApplicationCommand{c}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	c := ApplicationCommand{Type: chatCommand, Name: "提问", Description: "问"}
	if err := lintAll([]ApplicationCommand{c, c}); err == nil {
		t.Error("a command twice")
	}
	if err := lintAnswers(slices.Repeat([]ApplicationChoice{{Name: "一", Value: "一"}}, 26)); err == nil {
		t.Error("26 choices")
	}
}

// BenchmarkLint: it looks at every message that goes out.
func BenchmarkLint(b *testing.B) {
	m := fullest()
	b.ReportAllocs()
	for b.Loop() {
		if err := m.Lint(); err != nil {
			b.Fatal(err)
		}
	}
}
