package filing

import (
	"strings"
	"testing"
)

// TestWhatDepartsFromAFiling reads as policy: what was filed, what is reported, how it stands, and where cover ends.
func TestWhatDepartsFromAFiling(t *testing.T) {
	now := at(t, "2026-09-04 10:00")
	for _, row := range []struct {
		name            string
		part            Part
		filed, reported string
		cover           Cover
		ends            string
	}{
		{"the same amount", PartAmount, "1200万元", "一千二百万", Within, ""},
		{"less", PartAmount, "1200万元", "1100万元", Within, ""},
		{"more", PartAmount, "1200万元", "1260万元", Beyond, "备案只到1200万元，超出的60万元不在备案之内"},
		{"one fen more", PartAmount, "1200万元", "12000000.01元", Beyond, "超出的0.01元"},
		{"up to the upper end of a range", PartAmount, "300万元至500万元", "500万元", Within, ""},
		{"beyond the upper end", PartAmount, "300万元至500万元", "500万至600万", Beyond, "超出的100万元"},
		{"not more than is not more than", PartAmount, "不超过1200万元", "不超过1200万元", Within, ""},
		{"something where nothing was filed", PartAmount, "不涉及资金", "3万元", Beyond, "超出的3万元"},
		{"nothing where something was filed", PartAmount, "50万元", "不花钱", Within, ""},
		{"at least more", PartAmount, "50万元", "至少60万元", Beyond, "超出的10万元"},
		{"at least less says nothing", PartAmount, "50万元", "至少40万元", Unclear, "请工作人员核实"},
		{"a filing without an upper end", PartAmount, "不少于50万元", "60万元", Unclear, "请工作人员核实"},
		{"an amount that is none", PartAmount, "50万元", "一大笔", Unclear, "请工作人员核实"},
		{"a bare number", PartAmount, "50万元", "60", Unclear, "请工作人员核实"},

		{"within the period", PartPeriod, "2026年3月15日至2026年12月31日", "2026年4月1日至2026年11月30日", Within, ""},
		{"the same last day", PartPeriod, "2026年12月31日前", "2026年12月31日", Within, ""},
		{"a day too long", PartPeriod, "2026年3月15日至2026年12月31日", "2027年1月1日前", Beyond, "备案到2026年12月31日为止，从2027年1月1日起不在备案之内"},
		{"three months too long", PartPeriod, "2026年12月31日前", "2026年3月15日至2027年3月31日", Beyond, "从2027年1月1日起"},
		{"too early", PartPeriod, "2026年3月15日至2026年12月31日", "2026年3月1日至2026年6月30日", Beyond, "备案从2026年3月15日起"},
		{"no day", PartPeriod, "2026年12月31日前", "等批下来", Unclear, "请工作人员核实"},

		{"the same place", PartPlace, "产业集聚区A地块", "产业集聚区 A地块", Within, ""},
		{"another place", PartPlace, "产业集聚区A地块", "商酒务镇赵庄村", Beyond, "没有备案的：商酒务镇赵庄村"},
		{"a place beside it", PartPlace, "产业集聚区A地块", "产业集聚区A地块、产业集聚区B地块", Unclear, "拿不准是不是同一回事：产业集聚区B地块"},

		{"part of the measures", PartMeasures, "场地平整、桩基工程", "桩基工程", Within, ""},
		{"a measure that was not filed", PartMeasures, "场地平整、桩基工程", "桩基工程、主体施工", Beyond, "没有备案的：主体施工"},
		{"a measure put in other words", PartMeasures, "场地平整、桩基工程", "桩基工程施工", Unclear, "桩基工程施工"},
		{"what the filing leaves out", PartMeasures, "限场地平整和桩基工程，不含主体结构。", "主体结构", Beyond, "没有备案的：主体结构"},
		{"what it leaves out, in other words", PartMeasures, "打桩基。不进入主体施工；由住建局驻场监管", "主体施工阶段", Beyond, "主体施工阶段"},
		{"what stands in a sentence", PartMeasures, "限场地平整和桩基工程，不含主体结构。", "场地平整", Unclear, "场地平整"},

		{"the same company", PartParties, "河南某某循环科技有限公司", "河南某某循环科技有限公司", Within, ""},
		{"another company", PartParties, "河南某某循环科技有限公司", "平顶山建安集团", Beyond, "没有备案的：平顶山建安集团"},
		{"a company of nearly that name", PartParties, "河南某某循环科技有限公司", "河南某某循环材料有限公司", Unclear, "拿不准"},

		{"what was not filed at all", PartParties, "", "河南某某循环科技有限公司", Beyond, "相对人没有备案，不在备案之内"},
	} {
		t.Run(row.name, func(t *testing.T) {
			all := Compare(Scope{row.part: row.filed}, Scope{row.part: row.reported}, now)
			if len(all) != 1 || all[0].Cover != row.cover || !strings.Contains(all[0].Ends, row.ends) || (row.cover == Within) != (all[0].Ends == "") {
				t.Errorf("%+v", all)
			}
			if text := DeviationText(all); strings.Contains(text, "申请变更") != (row.cover != Within) {
				t.Errorf("told %q", text)
			}
		})
	}
}

func TestOnlyWhatIsReportedIsCompared(t *testing.T) {
	now := at(t, "2026-09-04 10:00")
	filed := Scope{PartAmount: "1200万元", PartPeriod: "2026年12月31日前", PartMeasures: "场地平整"}
	if all := Compare(filed, Scope{}, now); len(all) != 0 || Deviates(all) {
		t.Errorf("nothing was reported: %v", all)
	}
	all := Compare(filed, Scope{PartPeriod: "2027年3月31日前", PartAmount: "1260万元"}, now)
	want := "涉及金额：备案1200万元，现在1260万元。备案只到1200万元，超出的60万元不在备案之内。\n" +
		"期限：备案2026年12月31日前，现在2027年3月31日前。备案到2026年12月31日为止，从2027年1月1日起不在备案之内。\n" +
		"超出的部分请先停下来，报告情况，申请变更备案。同意变更以前，只有原来备案的部分在备案之内。"
	if got := DeviationText(all); got != want {
		t.Errorf("told\n%s\nwant\n%s", got, want)
	}
}

func TestTheScopeOfAFiling(t *testing.T) {
	d := &Draft{Values: map[string]Value{
		"amount": {Formal: "1200万元", State: Filled}, "period": {Formal: "2026年3月15日至2026年9月30日", State: Filled}, "measures": {Formal: "先平整场地，打桩基", State: Filled},
		"scope_text": {Formal: "限场地平整和桩基工程", State: Filled}, "people": {Formal: "没有确认", State: Prefilled},
	}}
	c := Case{Opened: at(t, "2026-03-01 10:00"), Values: map[string]string{"until": "2026年12月31日前"}}
	s := c.Scope(d)
	if s[PartAmount] != "1200万元" || s[PartPeriod] != "2026年3月15日至12月31日" || s[PartPlace] != "限场地平整和桩基工程\n先平整场地，打桩基" {
		t.Errorf("%v", s)
	}
	c.Values["scope"] = "只限桩基工程"
	if s := c.Scope(d); s[PartMeasures] != "只限桩基工程\n先平整场地，打桩基" {
		t.Errorf("the decision set the scope: %v", s)
	}
	if s := c.Scope(nil); s[PartPeriod] != "2026年12月31日前" {
		t.Errorf("%v", s)
	}
}
