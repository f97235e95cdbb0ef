package handlers

import "testing"

func TestNumbersOfCases(t *testing.T) {
	for _, c := range []struct{ said, number, count string }{
		{"办理 ZX-2026-0012", "ZX-2026-0012", "0012"}, {"zx-2026-0001怎么样了", "ZX-2026-0001", "0001"},
		{"办理 演纪备〔2026〕3号", "演纪备〔2026〕3号", "3"}, {"认领：宝纪备〔2026〕12号，谢谢", "宝纪备〔2026〕12号", "12"},
		{"办理 3", "", ""}, {"2026年3月", "", ""}, {"", "", ""},
	} {
		number, ok := caseNumber(c.said)
		if number != c.number || ok != (c.number != "") || countOf(number) != c.count {
			t.Errorf("%q: %q, %v, %q; want %q, %q", c.said, number, ok, countOf(number), c.number, c.count)
		}
	}
}
