package filing

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestADraftIsStoredAndReadAgain(t *testing.T) {
	d := fill(t, request(t, Prefill{Field: "meeting", Value: Value{Said: "党组会", Formal: "党组会"}, Origin: Origin{Turn: 1, Quote: "党组会"}}), "unit", "宝丰县自然资源局", "amount", "300-500万", "period", "12月1日至12月31日")
	d, _ = d.AddRow("people", "张建国，局长，0375-6512345", thursday)
	b, err := d.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := DecodeDraft(b, func(id string) *Form {
		if id != "request" {
			t.Errorf("asked for form %s", id)
		}
		return d.Form
	})
	if err != nil || !reflect.DeepEqual(again, d) {
		t.Errorf("read again it is\n%+v\n%v, was\n%+v", again, err, d)
	}
	twice, err := again.Encode()
	if err != nil || string(twice) != string(b) {
		t.Error("equal drafts are not stored in equal bytes")
	}
}

func TestADraftOutlivesAChangeOfItsForm(t *testing.T) {
	parse := func(text string) *Form {
		forms, err := parseForms(map[string][]byte{"demo.yaml": []byte(text), wordsFile: wordsData(t)})
		if err != nil {
			t.Fatal(err)
		}
		return forms.Form("demo")
	}
	old := fill(t, Start(parse(dependentForm), nil), "kind", "丙类", "sum", "5万", "start", "今天", "note", "记一笔")
	b, err := old.Encode()
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.NewReplacer(", {id: z, label: 丙类}", "", "[z, y]", "[y]", "id: sum", "id: cost", "depends: [sum, deeper]", "depends: [cost]").Replace(dependentForm)
	d, err := DecodeDraft(b, func(string) *Form { return parse(changed) })
	if err != nil {
		t.Fatal(err)
	}
	if v := d.Values["sum"]; v.Formal != "5万元" {
		t.Error("the value of a field that is gone was lost")
	}
	if _, shown := d.Data().Values["sum"]; shown {
		t.Error("a field that is gone is in the document")
	}
	if d.Values["kind"].State != Stale || d.Values["start"].State != Filled {
		t.Errorf("a choice that is gone is %s, a date that stayed %s", d.Values["kind"].State, d.Values["start"].State)
	}
}

func TestJunkIsNoDraft(t *testing.T) {
	form := func(string) *Form { return shipped(t).Form("request") }
	for _, c := range []struct{ name, data string }{
		{"nothing", ""}, {"no JSON", "x"}, {"another format", `{"v":2,"form":"request","hash":"","n":0,"val":{}}`}, {"an unknown key", `{"v":1,"form":"request","hash":"","n":0,"val":{},"evil":1}`},
		{"two values", `{"v":1,"form":"request","hash":"","n":0,"val":{}}{}`}, {"an unknown state", `{"v":1,"form":"request","hash":"","n":0,"val":{"unit":{"f":"x","st":"sure"}}}`},
		{"a blank value", `{"v":1,"form":"request","hash":"","n":0,"val":{"unit":{"f":"x"}}}`}, {"a date that is none", `{"v":1,"form":"request","hash":"","n":0,"val":{"unit":{"f":"x","st":"filled","a":"2026-13-01"}}}`},
		{"negative money", `{"v":1,"form":"request","hash":"","n":0,"val":{"unit":{"f":"x","st":"filled","l":-1}}}`}, {"rows in rows", `{"v":1,"form":"request","hash":"","n":0,"val":{"people":{"st":"filled","r":[{"name":{"f":"x","st":"filled","r":[{}]}}]}}}`},
		{"a negative version", `{"v":1,"form":"request","hash":"","n":-1,"val":{}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := DecodeDraft([]byte(c.data), form); !errors.Is(err, ErrDraftFormat) {
				t.Errorf("the error is %v", err)
			}
		})
	}
	if _, err := DecodeDraft([]byte(`{"v":1,"form":"gone","hash":"","n":0,"val":{}}`), func(string) *Form { return nil }); !errors.Is(err, ErrDraftForm) {
		t.Errorf("a form that is gone: %v", err)
	}
}

func FuzzDecodeDraft(f *testing.F) {
	form := shipped(f).Form("request")
	d := fill(f, Start(form, nil), "unit", "宝丰县自然资源局", "amount", "300-500万", "people", "张建国，局长")
	b, err := d.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"v":1,"form":"request","hash":"","n":0,"val":{"stage":{"f":"x","st":"filled","p":["planned"]}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := DecodeDraft(data, func(string) *Form { return form })
		if err != nil {
			return
		}
		d.Next()
		d.Data()
		d.Review()
		d.Check(thursday, nil)
		d.Copy(thursday)
		if back, ok := d.Undo(); ok {
			back.Next()
		}
		if _, err := d.Encode(); err != nil {
			t.Error(err)
		}
	})
}
