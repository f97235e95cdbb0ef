package handlers

import (
	"strings"
	"testing"
	"time"

	"dandang/filing"
	"dandang/knowledge"
)

func TestWordsThatSteerADraft(t *testing.T) {
	words := map[string][]string{
		"review": {"核对", "检查一下", "看全表"}, "submit": {"提交", "我要提交", "提交备案"}, "undo": {"上一步", "撤回", "回到上一步"},
		"skip": {"先跳过", "跳过", "跳过这一项", "不清楚", "以后再填"}, "later": {"稍后再说", "先这样", "明天再说", "等会再说"},
		"cancel": {"取消", "算了", "不办了"}, "why": {"为什么", "怎么填", "什么意思"}, "reopen": {"补跳过的", "把跳过的补上"},
		"": {"取消两道前置审批", "提交县政府常务会研究", "跳过招标直接谈判", "核对身份后发放", "撤回原批复", "先这样干半年", "为什么要修路", "没有", "无"},
	}
	for want, list := range words {
		for _, said := range list {
			plain, got := plainWords(said+"。"), ""
			for name, m := range map[string]interface{ MatchString(string) bool }{
				"review": review, "submit": submit, "undo": undo, "skip": skip, "later": later, "cancel": cancel, "why": why, "reopen": reopen,
			} {
				if m.MatchString(plain) {
					got += name
				}
			}
			if got != want {
				t.Errorf("%s: got %q, want %q", said, got, want)
			}
		}
	}
}

func TestOrdinal(t *testing.T) {
	for said, want := range map[string]int{"1": 1, "12": 12, "二": 2, "两": 2, "十": 10, "十二": 12, "二十": 20, "二十三": 23, "": 0} {
		if got := ordinal(said); got != want {
			t.Errorf("%q: got %d, want %d", said, got, want)
		}
	}
}

func TestWhatMayBeAPastedTable(t *testing.T) {
	rows := strings.Repeat("张建国\t局长\t0375-6512345\t总负责\n", 80)
	for _, row := range []struct {
		name, text string
		want       bool
	}{
		{"eighty rows", rows, true}, {"one long line", strings.Repeat("长", mostRunes+1), false}, {"no end of rows", strings.Repeat(rows, 20), false},
		{"not text", rows + "\xff", false}, {"a null byte", rows + "\x00", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := isTable(row.text); got != row.want {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
}

func TestAFileIsNeverCalledWhatNoFileMayBe(t *testing.T) {
	if got := fileName("宝纪备〔2026〕3号 ../a\\b:c*?\"<>|\n"); got != "宝纪备〔2026〕3号 .._a_b_c_______" {
		t.Errorf("got %q", got)
	}
}

func TestHowFilingsAreNumbered(t *testing.T) {
	rules, err := filing.ShippedRules()
	if err != nil {
		t.Fatal(err)
	}
	of := func(title, set string, kind filing.Kind) *turn {
		return &turn{desk: &Desk{Rules: rules, Numbers: set}, base: &knowledge.Base{County: knowledge.LayerInfo{Title: title}}, open: &filing.Case{Kind: kind}}
	}
	layered := func(layer, set string) *turn {
		t := of("宝丰县", set, filing.Filing)
		t.base.County.FilingNumber = layer
		return t
	}
	for _, row := range []struct {
		name string
		turn *turn
		want string
	}{
		{"by the county's name", of("宝丰县", "", filing.Filing), "宝纪备〔%d〕%d号"},
		{"as the county's layer says", layered("宝纪容〔%d〕%02d号", ""), "宝纪容〔%d〕%02d号"},
		{"a setting goes before the layer", layered("宝纪容〔%d〕%02d号", "宝备〔%d〕%d号"), "宝备〔%d〕%d号"},
		{"as it is set", of("宝丰县", "宝纪容备〔%d〕%03d号", filing.Filing), "宝纪容备〔%d〕%03d号"},
		{"an escalation keeps its own", of("宝丰县", "", filing.Consultation), "ZX-%d-%04d"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := row.turn.numberForm(); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

func TestOnlyOnesOwnFilingsAreFound(t *testing.T) {
	tr := &turn{filings: []filing.Case{{Number: "宝纪备〔2026〕3号"}, {Number: "宝纪备〔2026〕13号"}}}
	for said, want := range map[string]string{
		"": "宝纪备〔2026〕13号", "3号": "宝纪备〔2026〕3号", "3": "宝纪备〔2026〕3号", "13": "宝纪备〔2026〕13号", "宝纪备〔2026〕3号": "宝纪备〔2026〕3号",
		"4号": "", "宝纪备〔2026〕1号": "", "〔": "",
	} {
		if got := tr.filed(said); got != want {
			t.Errorf("%q: got %q, want %q", said, got, want)
		}
	}
}

func TestWhatKeepsAPaperBack(t *testing.T) {
	for r, want := range map[knowledge.Reason]bool{
		knowledge.RedLine: true, knowledge.Suspected: true, knowledge.Combination: true, knowledge.Contradiction: true, knowledge.Conflict: true,
		knowledge.UnderInquiry: true, knowledge.AllMet: false, knowledge.Unlisted: false, knowledge.Incomplete: false,
	} {
		v := knowledge.Verdict{Reason: r, Outcome: knowledge.Refer}
		if r == knowledge.RedLine {
			v.Outcome = knowledge.Barred
		}
		if got := stopped(v); got != want {
			t.Errorf("%s: got %v, want %v", r, got, want)
		}
	}
}

func TestOnlyTextsThatChangedAreReadForRedLines(t *testing.T) {
	forms, err := filing.LoadForms(nil)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	was := filing.Start(forms.Form("request"), nil)
	was, _ = was.Fill("purpose", "按县里的部署办理的事", now)
	next, _ := was.Fill("risks", "最坏要返工，损失五万元", now)
	next, _ = next.Fill("amount", "80万元", now)
	next, _ = next.AddRow("extra", "群众意见，已经公示七日没有人反对", now)
	got := strings.Join(changedTexts(was, next), "|")
	if want := "最坏要返工，损失五万元|已经公示七日没有人反对"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
