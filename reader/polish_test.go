package reader

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"dandang/knowledge"
	"dandang/reader/modeltest"
)

const asSaid = "俺镇里张庄到李庄那段路叫水冲毁了2.3公里，6月18号镇党委会开会定的先抢修，估摸着花48万，宝政〔2026〕12号文也提了这事，手续9月底前补。"

// TestFaithful reads as the policy for words of a model: nothing comes in that the person did not say.
func TestFaithful(t *testing.T) {
	for _, tt := range []struct {
		name, words string
		want        error
	}{
		{"the same, plainer", "我镇张庄至李庄段道路水毁2.3公里。6月18日镇党委会研究决定先行抢修，预计花费48万。宝政〔2026〕12号文对此有要求，手续9月底前补办。", nil},
		{"another number", "我镇张庄至李庄段道路水毁2.8公里，先行抢修。", errFigure},
		{"part of a number is another number", "道路水毁3公里，先行抢修。", errFigure},
		{"a number converted", "我镇道路水毁2300米，先行抢修。", errFigure},
		{"a number in Chinese figures that was not written so", "花费四十八万，先行抢修。", errFigure},
		{"another date", "6月19日镇党委会研究先行抢修。", errFigure},
		{"a year that was not said", "2025年镇党委会研究先行抢修。", errFigure},
		{"a day that only the writer's own day fixes", "今年道路水毁，先行抢修。", errFigure},
		{"another document number", "宝政〔2026〕15号文对此有要求。", errFigure},
		{"a document that was not named", "按照《农村公路养护办法》先行抢修。", errNamed},
		{"a unit that was not named", "经县交通局同意，先行抢修。", errNamed},
		{"a person who was not named", "经王建国镇长同意，先行抢修。", errNamed},
		{"a foreign word", "按EPC模式先行抢修。", errNamed},
		{"an empty phrase", "镇党委高度重视，先行抢修道路。", errOrnate},
		{"marks of a machine", "**先行抢修道路**", errMarked},
		{"nothing", " ", errEmpty},
		{"too long", strings.Repeat("先行抢修。", 60), errLong},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := faithful(tt.words, asSaid, 120); !errors.Is(got, tt.want) {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

// TestPolish goes through a server: what is good comes back, what is not is asked once more and then given up.
func TestPolish(t *testing.T) {
	b, off := demo(t), offlineReader(t)
	text := func(s string) modeltest.Reply {
		out, err := json.Marshal(map[string]string{"text": s})
		if err != nil {
			t.Fatal(err)
		}
		return modeltest.Reply{Text: string(out)}
	}
	const plain = "我镇张庄至李庄段道路被水冲毁2.3公里，6月18日镇党委会研究决定先行抢修，预计花费48万，手续9月底前补办。"
	for _, tt := range []struct {
		name, said, want string
		answer           func(int, modeltest.Request) modeltest.Reply
	}{
		{"good", asSaid, plain, modeltest.Always(text(plain))},
		{"wrong, right when told", asSaid, plain, then(text(plain+"惠及5000人。"), text(plain))},
		{"wrong twice", asSaid, "", modeltest.Always(text(plain + "惠及5000人。"))},
		{"a judgement", asSaid, "", modeltest.Always(text(plain + "符合备案要求。"))},
		{"a fact that was not told", "道路冲毁了，先抢修。", "", modeltest.Always(text("道路冲毁，经集体研究决定先行抢修。"))},
		{"a red line smoothed away", "想不招标直接给我侄子的工程队干，快些修好。", "", modeltest.Always(text("拟选定工程队，快些修好。"))},
		{"personal data comes back whole", "联系人：王建国，电话13812345678，道路冲毁了，先抢修。", "道路冲毁，先行抢修。联系人：王建国，电话13812345678。", modeltest.Always(text("道路冲毁，先行抢修。联系人：【姓名1】，电话【手机号2】。"))},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := modeltest.Start(t, tt.answer)
			p := &Polisher{Offline: off, Model: openModel(t, quick(s.URL))}
			got, err := p.Polish(context.Background(), b, "1", "事由", tt.said, 500, nil)
			if got != tt.want || (err == nil) != (tt.want != "") {
				t.Errorf("%q, %v; want %q", got, err, tt.want)
			}
			if strings.Contains(s.Asked()[0].Raw, "13812345678") {
				t.Error("a number left the process")
			}
		})
	}
}

// invented are fifty sentences with something in them that no item says.
func invented() []string {
	var out []string
	for _, s := range []string{"第9条写得很清楚", "时限是15个工作日", "金额不超过500万元", "2024年起施行", "按《容错实施细则》办理", "豫纪发〔2023〕8号有规定", "由省财政厅牵头", "李强书记讲过", "最多3次机会", "比例不低于60%"} {
		for _, more := range []string{"。", "，请对照。", "，这是要求。", "，一看就懂。", "，别弄错。"} {
			out = append(out, s+more)
		}
	}
	return out
}

// TestExplain keeps only sentences that stand up to the item they cite.
func TestExplain(t *testing.T) {
	b := demo(t)
	item := b.Positive[0]
	v := knowledge.Verdict{Outcome: knowledge.NeedsFacts, Item: item.ID, Citations: []knowledge.Citation{{Item: item.ID}}}
	type says = []Sentence
	reply := func(list says) modeltest.Reply {
		out, err := json.Marshal(map[string]any{"sentences": list})
		if err != nil {
			t.Fatal(err)
		}
		return modeltest.Reply{Text: string(out), Chunk: 200}
	}
	explain := func(t *testing.T, list says) ([]Sentence, error) {
		s := modeltest.Start(t, modeltest.Always(reply(list)))
		return openModel(t, quick(s.URL)).Explain(context.Background(), b, "1", v, -1)
	}
	fine := Sentence{item.ID, "这一条讲的是这类事先说清楚再办。"}
	got, err := explain(t, says{fine, {"neg-funds", "这一条讲资金。"}, {item.ID, "您这件事符合要求，可以放心。"}, {item.ID, "可以免责。"}})
	if err != nil || len(got) != 1 || got[0] != fine {
		t.Errorf("kept %+v, %v; want the first alone", got, err)
	}
	kept := 0
	for _, s := range invented() {
		got, _ := explanation(`{"sentences":[{"item":"`+item.ID+`","text":"`+s+`"}]}`, sourcesOf(b, v))
		if len(got) > 0 {
			kept++
			t.Errorf("kept %q", s)
		}
	}
	t.Logf("%d invented sentences, %d kept", len(invented()), kept)
	if _, err := explain(t, says{{item.ID, "符合。"}}); !errors.Is(err, ErrModelAnswer) {
		t.Errorf("a lying explanation gives %v", err)
	}
}

// TestPromptsAreFilledIn fills in each template.
func TestPromptsAreFilledIn(t *testing.T) {
	for _, s := range []string{catalogueOf(demo(t)).head, written("explain", nil), schemaLine([]byte("{}")), repairLine(errNoObject), repairLine(errFigure)} {
		if s == "" || strings.Contains(s, "<no value>") || strings.Contains(s, "{{") {
			t.Errorf("prompt %q", s)
		}
	}
}
