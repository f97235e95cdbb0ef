package filing

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestReadMoney(t *testing.T) {
	for _, r := range []struct{ name, said, want, capital string }{
		{"Chinese numerals in wan", "三百二十万", "320万元", "人民币叁佰贰拾万元整"},
		{"w for wan", "50w", "50万元", "人民币伍拾万元整"},
		{"W for wan", "50W", "50万元", "人民币伍拾万元整"},
		{"yi with a decimal", "1.2亿", "1.2亿元", "人民币壹亿贰仟万元整"},
		{"thousands marks", "3,200,000元", "320万元", "人民币叁佰贰拾万元整"},
		{"full-width thousands marks", "3，200，000元", "320万元", "人民币叁佰贰拾万元整"},
		{"about", "320万元左右", "约320万元", "人民币叁佰贰拾万元整"},
		{"about before", "大约320万", "约320万元", "人民币叁佰贰拾万元整"},
		{"capital numerals", "叁佰贰拾万元整", "320万元", "人民币叁佰贰拾万元整"},
		{"capital with renminbi", "人民币壹仟零伍元整", "1005元", "人民币壹仟零伍元整"},
		{"colloquial tail", "五万二", "5.2万元", "人民币伍万贰仟元整"},
		{"a tail after nought is ones", "五万零二元", "50002元", "人民币伍万零贰元整"},
		{"less than one wan", "0.8万", "8000元", "人民币捌仟元整"},
		{"kuai", "八千五百块", "8500元", "人民币捌仟伍佰元整"},
		{"kuai qian", "三千块钱", "3000元", "人民币叁仟元整"},
		{"one yi two", "一亿二", "1.2亿元", "人民币壹亿贰仟万元整"},
		{"a ge yi", "1个亿", "1亿元", "人民币壹亿元整"},
		{"three yi two thousand wan", "3亿2千万", "3.2亿元", "人民币叁亿贰仟万元整"},
		{"mixed digits and units", "3百万", "300万元", "人民币叁佰万元整"},
		{"thousand wan", "5千万元", "5000万元", "人民币伍仟万元整"},
		{"ten alone", "十万", "10万元", "人民币壹拾万元整"},
		{"fifteen wan", "十五万元", "15万元", "人民币壹拾伍万元整"},
		{"hundred and five wan", "一百零五万", "105万元", "人民币壹佰零伍万元整"},
		{"jiao and fen", "12元5角3分", "12.53元", "人民币壹拾贰元伍角叁分"},
		{"decimals of a yuan", "12.5元", "12.50元", "人民币壹拾贰元伍角"},
		{"capital jiao", "壹佰元伍角整", "100.50元", "人民币壹佰元伍角"},
		{"a range with units", "300万至500万", "300万元至500万元", "人民币叁佰万元整至伍佰万元整"},
		{"a range with one unit", "300-500万", "300万元至500万元", "人民币叁佰万元整至伍佰万元整"},
		{"a range of neighbours", "三五百万", "300万元至500万元", "人民币叁佰万元整至伍佰万元整"},
		{"at most", "不超过500万元", "不超过500万元", "人民币伍佰万元整"},
		{"within", "500万以内", "不超过500万元", "人民币伍佰万元整"},
		{"at least", "至少100万", "不少于100万元", "人民币壹佰万元整"},
		{"over", "100万元以上", "不少于100万元", "人民币壹佰万元整"},
		{"with a label", "总投资1200万元", "1200万元", "人民币壹仟贰佰万元整"},
		{"with a sign", "￥8000元", "8000元", "人民币捌仟元整"},
		{"no money", "不涉及资金", "不涉及资金", "人民币零元整"},
		{"nought", "0元", "不涉及资金", "人民币零元整"},
		{"decimal Chinese", "三点五亿", "3.5亿元", "人民币叁亿伍仟万元整"},
		{"an odd sum stays in yuan", "3205001元", "3205001元", "人民币叁佰贰拾万伍仟零壹元整"},
		{"full-width digits", "３２０万元", "320万元", "人民币叁佰贰拾万元整"},
		{"k for thousand", "8k元", "8000元", "人民币捌仟元整"},
		{"one wan and two thousand digits", "1万2", "1.2万元", "人民币壹万贰仟元整"},
	} {
		t.Run(r.name, func(t *testing.T) {
			got, err := ReadMoney(r.said)
			if err != nil || got.String() != r.want || got.Capital() != r.capital {
				t.Errorf("ReadMoney(%q) = %s, %s, %v, want %s, %s", r.said, got, got.Capital(), err, r.want, r.capital)
			}
		})
	}
}

func TestReadMoneyRefuses(t *testing.T) {
	for _, r := range []readCase{
		{"a bare number lacks its unit", "320", "元还是万元"},
		{"a bare Chinese number lacks it too", "三百二", "元还是万元"},
		{"some tens of wan", "几十万", "大概数"},
		{"thirty-odd wan", "三十来万", "大概数"},
		{"over three hundred wan, unknown how much", "三百多万", "大概数"},
		{"dollars", "50万美元", "外币"},
		{"a negative sum", "-5万元", "负数"},
		{"finer than a fen", "1.234元", "一分钱"},
		{"a range the wrong way round", "500万至300万", "核对"},
		{"more than there is", "99999999亿元", "太大"},
		{"no sum at all", "看着给", "没看懂"},
		{"nothing", "", "没看懂"},
		{"wan alone", "万元", "没看懂"},
		{"mu of land", "320亩", "没看懂"},
		{"two answers for one tail", "三百二万元", "没看懂"},
	} {
		t.Run(r.name, func(t *testing.T) {
			got, err := ReadMoney(r.said)
			if err == nil || !strings.Contains(err.Error(), r.want) || !strings.Contains(err.Error(), "例如：") {
				t.Errorf("ReadMoney(%q) = %s, %v, want a refusal with %q and an example", r.said, got, err, r.want)
			}
		})
	}
}

func TestMoneyReadsBackWhatItWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fen := rapid.Int64Range(1, mostFen).Draw(t, "fen")
		want := Money{Least: fen, Most: fen}
		for _, text := range []string{want.String(), want.Capital()} {
			if got, err := ReadMoney(text); err != nil || got != want {
				t.Fatalf("ReadMoney(%q) = %v, %v, want %v", text, got, err, want)
			}
		}
	})
}

func FuzzReadMoney(f *testing.F) {
	for _, s := range []string{"三百二十万", "1.2亿", "300-500万", "叁佰贰拾万元整", "万亿", "1,2,3", "0.0000001亿元", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := ReadMoney(s)
		if err != nil {
			return
		}
		if m.Least < 0 || m.Most < 0 || m.Least > mostFen || m.Most > mostFen {
			t.Errorf("ReadMoney(%q) = %v", s, m)
		}
		if again, err := ReadMoney(m.String()); err != nil || again.String() != m.String() {
			t.Errorf("ReadMoney(%q) = %s, which reads back as %s, %v", s, m, again, err)
		}
	})
}
