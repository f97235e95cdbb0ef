package filing

import (
	"strings"
	"testing"
	"time"

	"dandang/knowledge"
)

const story = "我们县里有个锂电池循环项目，是市里列的重点项目，总投资3200万元。11月18日局党组会定的，施工许可还没下来，想先平整场地、打桩基，12月底前把许可补齐。企业是公开招标来的，跟我们没有亲戚关系。能备案不？"

func matter() knowledge.Matter {
	return knowledge.Matter{
		Stage: knowledge.Planned,
		Items: []knowledge.Candidate{{ID: "pos-major-project", Score: 0.9}},
		Facts: []knowledge.Fact{
			{ID: "c-key-project", Holds: true, Quote: "市里列的重点项目"},
			{ID: "c-collective", Holds: true, Quote: "局党组会定的"},
			{ID: "c-remedy-plan", Holds: true, Quote: "12月底前把许可补齐"},
			{ID: "c-fair-contractor", Holds: true, Quote: "企业是公开招标来的"},
			{ID: "neg-private-gain", Holds: false, Quote: "跟我们没有亲戚关系"},
			{ID: "c-urgent", Holds: true, Hint: true, Quote: "施工许可还没下来"},
		},
	}
}

func TestPrefillTakesWhatTheTalkTold(t *testing.T) {
	form := request(t).Form
	d := Start(form, PrefillFrom(form, matter(), []string{story}, thursday))
	for id, want := range map[string]string{
		"applicant_kind": "单位", "matter": "锂电池循环项目", "stage": "尚未实施", "amount": "3200万元", "applied_on": "2026年11月26日",
		"decided_on": "2026年11月18日", "makeup": "是", "items": "重大产业项目抢进度",
	} {
		if got := formal(d, id); got != want {
			t.Errorf("%s = %q, want %q", id, got, want)
		}
	}
	for id, part := range map[string]string{"purpose": "重点项目", "meeting": "局党组会定的", "measures": "打桩基", "integrity_text": "没有亲戚关系"} {
		if got := formal(d, id); !strings.Contains(got, part) || strings.Contains(got, "能备案") {
			t.Errorf("%s = %q, want %q in it and no asking", id, got, part)
		}
	}
	if got := formal(d, "conditions"); got != "" {
		t.Errorf("a hint was taken for a fact: %q", got)
	}
	for id, v := range d.Values {
		if v.State != Prefilled || v.Origin == nil {
			t.Errorf("%s is %s from %v: it must wait for a yes and say where it is from", id, v.State, v.Origin)
			continue
		}
		for quote := range strings.SplitSeq(v.Origin.Quote, "；") {
			if v.Origin.Turn >= 0 && !strings.Contains(story, strings.TrimSuffix(quote, "。")) {
				t.Errorf("%s quotes %q, which nobody said", id, quote)
			}
		}
	}
	if len(d.Data().Values) != 0 {
		t.Error("unconfirmed values are in the document")
	}
}

func TestPrefillKeepsOutWhatIsNotSettled(t *testing.T) {
	form := request(t).Form
	for _, c := range []struct {
		name  string
		facts []knowledge.Fact
		said  []string
		field string
		want  string
	}{
		{"a fact taken back later", []knowledge.Fact{{ID: "c-collective", Holds: true, Quote: "党组会定的"}, {ID: "c-collective", Quote: "会还没开", Turn: 1}}, []string{"党组会定的。", "会还没开。"}, "meeting", ""},
		{"a blanket declaration is no quote for a text", []knowledge.Fact{{ID: "neg-private-gain", Quote: "均不存在", Via: knowledge.Declared}}, []string{"均不存在"}, "integrity_text", ""},
		{"two sums that differ", nil, []string{"总投资3200万元，另有预算500万元"}, "amount", ""},
		{"of two sums the one that is called the total", nil, []string{"财政拿300万元出来，项目总投资预算一共3200万元"}, "amount", "3200万元"},
		{"a reason in so many words", nil, []string{"由于市里规划调整，勘界晚了两个月，我们想先平整场地"}, "conditions", "由于市里规划调整，勘界晚了两个月"},
		{"a disaster is a reason", nil, []string{"上个月山洪冲垮了便桥，我们想先搭一座"}, "conditions", "上个月山洪冲垮了便桥"},
		{"what is a fact goes before what sounds like one", []knowledge.Fact{{ID: "c-urgent", Holds: true, Quote: "冬灌不等人"}}, []string{"由于秋汛，渠冲断了，冬灌不等人"}, "conditions", "冬灌不等人"},
		{"an aim in so many words", nil, []string{"我们想先修两公里路，为了让学生开学能走"}, "purpose", "为了让学生开学能走"},
		{"what comes before the plan is its background", nil, []string{"村口的桥栏去年就断了，过路的老人都绕着走，我们打算先装护栏"}, "purpose", "村口的桥栏去年就断了，过路的老人都绕着走"},
		{"and does not stand in the plan as well", nil, []string{"村口的桥栏去年就断了，过路的老人都绕着走，我们打算先装护栏再补手续"}, "measures", "先装护栏再补手续"},
		{"a loss that is feared", nil, []string{"想先打桩基，最坏就是拆了重来，企业自己认"}, "risks", "最坏就是拆了重来，企业自己认"},
		{"a loss that is denied", nil, []string{"想先打桩基，不会造成损失，没有什么风险"}, "risks", ""},
		{"a loss that is asked about", nil, []string{"想先打桩基，会造成损失吗？"}, "risks", ""},
		{"the same sum twice", nil, []string{"总投资3200万元", "对，3200万元"}, "amount", "3200万元"},
		{"two places for one fact are joined", []knowledge.Fact{{ID: "c-urgent", Holds: true, Quote: "汛期快到了"}, {ID: "c-obstacle", Holds: true, Quote: "勘界晚了", Turn: 1}}, []string{"汛期快到了。", "勘界晚了。"}, "conditions", "汛期快到了；勘界晚了"},
		{"a small sum in passing is not the matter's", nil, []string{"想让保洁阿姨每天敲门，一次给两块钱"}, "amount", ""},
		{"what is asked is no name", nil, []string{"到底报没报过两遍项目还在查"}, "matter", ""},
		{"the clause and not the whole run of words", []knowledge.Fact{{ID: "c-collective", Holds: true, Quote: "党组会过"}}, []string{"影院职工没档案，局党组会过，没收谁的礼，照片月底补齐"}, "meeting", "局党组会过"},
		{"a unit by its cue", nil, []string{"我们是宝丰县自然资源局，想先平整场地"}, "unit", "宝丰县自然资源局"},
		{"an ornate phrase is not taken over", []knowledge.Fact{{ID: "c-basis", Holds: true, Quote: "县里高度重视"}}, []string{"县里高度重视"}, "purpose", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := Start(form, PrefillFrom(form, knowledge.Matter{Facts: c.facts}, c.said, thursday))
			if got := formal(d, c.field); got != c.want {
				t.Errorf("%s = %q, want %q", c.field, got, c.want)
			}
		})
	}
}

func TestCarryTakesValuesToAnotherForm(t *testing.T) {
	d := fill(t, request(t), wholeForm()...)
	notice := shipped(t).Form("notice").WithItems(&knowledge.Base{Positive: []knowledge.Item{{ID: "pos-rural", Title: "推进乡村振兴"}}})
	n := Start(notice, Carry(d, notice))
	for id, want := range map[string]string{"matter": "锂电池循环利用项目先行开工", "applied_on": "2026年11月26日", "items": "推进乡村振兴", "scope": "限场地平整\n期限：2026年12月1日至12月31日"} {
		if got := formal(n, id); got != want || n.Values[id].State != Prefilled {
			t.Errorf("%s = %q (%s), want %q, waiting for a yes", id, got, n.Values[id].State, want)
		}
	}
	if rows := n.Values["permits"].Rows; len(rows) != 1 || rows[0]["due"].Formal != "2026年12月15日前" || len(rows[0]) != 3 {
		t.Errorf("permits carried: %v", rows)
	}
}

func TestMentions(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a sum and a date", "11月18日定了320万元", "date 11月18日|money 320万元"},
		{"measures are no money", "三万平方米、五千亩、两万人、11个村、320吨", ""},
		{"pieces are no money", "这一块怕以后说，坏了一百四十二块板，定价一块三", ""},
		{"no part of a vague sum", "总投资几十万元，预算上百万，花了好几万", ""},
		{"kuai is", "一次两块钱，押金两百块，另收五十块左右", "money 两块|money 两百块|money 五十块"},
		{"wan before a stop is money", "先垫300万。", "money 300万"},
		{"wan behind a cue is money", "预算三百二十万用来修路", "money 三百二十万"},
		{"a deadline", "明年3月底前补齐", "deadline 明年3月底前"},
		{"a period", "2026年12月1日至12月31日试行", "period 2026年12月1日至12月31日"},
		{"a document number without its verb", "按照平政〔2025〕8号文件办", "number 平政〔2025〕8号"},
		{"telephones", "找张工13812345678或者0375-6512345", "phone 13812345678|phone 0375-6512345"},
		{"no telephone inside a long number", "账号621381234567890123", ""},
		{"a unit", "请宝丰县住房和城乡建设局来看过", "unit 宝丰县住房和城乡建设局"},
		{"three months are no date", "三个月内", ""},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, m := range Mentions(c.text, thursday) {
				got = append(got, string(m.Type)+" "+m.Text)
			}
			if s := strings.Join(got, "|"); s != c.want {
				t.Errorf("%q has %s, want %s", c.text, s, c.want)
			}
		})
	}
}

func BenchmarkPrefill(b *testing.B) {
	form := request(b).Form
	m := matter()
	for b.Loop() {
		PrefillFrom(form, m, []string{story}, thursday)
	}
}

func BenchmarkTake(b *testing.B) {
	d := request(b)
	for b.Loop() {
		d.Take("申请单位是宝丰县自然资源局，事项名称：河道清淤先行施工，金额320万，会议日期11月18日", thursday)
	}
}

func BenchmarkDraft(b *testing.B) {
	d := fill(b, request(b), wholeForm()...)
	b.Run("Check", func(b *testing.B) {
		for b.Loop() {
			d.Check(thursday, nil)
		}
	})
	b.Run("Data", func(b *testing.B) {
		for b.Loop() {
			d.Data()
		}
	})
	b.Run("Store", func(b *testing.B) {
		n := 0
		for b.Loop() {
			data, err := d.Encode()
			if err != nil {
				b.Fatal(err)
			}
			n = len(data)
			if _, err := DecodeDraft(data, func(string) *Form { return d.Form }); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n), "bytes")
	})
	b.Run("ReadDate", func(b *testing.B) {
		now := time.Now()
		for b.Loop() {
			_, _ = ReadDate("下周三下午", now, Future)
		}
	})
}
