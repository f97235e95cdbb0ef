package filing

import (
	"strings"
	"testing"
	"time"
)

// thursday is the day on which the people of these tests speak.
var thursday = time.Date(2026, 11, 26, 15, 0, 0, 0, time.UTC)

type readCase struct{ name, said, want string }

func TestReadDate(t *testing.T) {
	for _, lean := range []struct {
		lean Lean
		rows []readCase
	}{
		{Nearest, []readCase{
			{"today in the afternoon keeps the part of the day", "今天下午", "2026年11月26日下午"},
			{"today plain", "今天", "2026年11月26日"},
			{"tomorrow", "明天", "2026年11月27日"},
			{"tomorrow morning at nine", "明天上午9点", "2026年11月27日上午"},
			{"the day after tomorrow", "后天", "2026年11月28日"},
			{"in three days' time", "大后天", "2026年11月29日"},
			{"yesterday", "昨天", "2026年11月25日"},
			{"the day before yesterday", "前天", "2026年11月24日"},
			{"next Wednesday is in the next week", "下周三", "2026年12月2日"},
			{"Wednesday of this week has passed but is meant", "这周三", "2026年11月25日"},
			{"last Friday", "上周五", "2026年11月20日"},
			{"a week day alone is the coming one", "周三", "2026年12月2日"},
			{"today's week day alone is today", "星期四", "2026年11月26日"},
			{"Sunday ends the week", "本周日", "2026年11月29日"},
			{"礼拜 is a week too", "下礼拜一", "2026年11月30日"},
			{"the Monday after next week", "下下周一", "2026年12月7日"},
			{"the end of this month", "月底", "2026年11月30日"},
			{"the end of this month, named", "本月底", "2026年11月30日"},
			{"the end of next month", "下月底", "2026年12月31日"},
			{"the end of the year", "年底", "2026年12月31日"},
			{"the end of next year", "明年年底", "2027年12月31日"},
			{"the end of a named month", "2026年3月底", "2026年3月31日"},
			{"the end of February in a leap year", "2028年2月末", "2028年2月29日"},
			{"a full date", "2026年3月15日", "2026年3月15日"},
			{"hao for ri", "2026年3月15号", "2026年3月15日"},
			{"Chinese numerals", "二〇二六年三月一日", "2026年3月1日"},
			{"a round zero", "二○二六年三月十五日", "2026年3月15日"},
			{"零 for the zero", "二零二六年十二月三十一日", "2026年12月31日"},
			{"capital numerals", "贰零贰陆年叁月拾伍日", "2026年3月15日"},
			{"ISO", "2026-3-15", "2026年3月15日"},
			{"ISO with zeros", "2026-03-05", "2026年3月5日"},
			{"slashes", "2026/3/15", "2026年3月15日"},
			{"dots", "2026.3.15", "2026年3月15日"},
			{"a short year with dots", "26.3.15", "2026年3月15日"},
			{"a short year in words", "26年3月15日", "2026年3月15日"},
			{"eight digits", "20260315", "2026年3月15日"},
			{"full-width digits", "２０２６年３月１５日", "2026年3月15日"},
			{"blanks between", "2026 年 3 月 15 日", "2026年3月15日"},
			{"last year's day", "去年3月15日", "2025年3月15日"},
			{"next year's day", "明年三月十五", "2027年3月15日"},
			{"a month and a day with a dot", "3.15", "2027年3月15日"},
			{"the nearest March is the next one", "3月15号", "2027年3月15日"},
			{"the nearest October is the last one", "10月8日", "2026年10月8日"},
			{"a day of this month", "本月28号", "2026年11月28日"},
			{"a day of next month", "下个月5号", "2026年12月5日"},
			{"a day alone is the nearest", "20号", "2026年11月20日"},
			{"in ten days", "10天后", "2026年12月6日"},
			{"in half a month", "半个月后", "2026年12月11日"},
			{"in two weeks", "两周后", "2026年12月10日"},
			{"in three months", "三个月后", "2027年2月26日"},
			{"New Year's Day", "明年元旦", "2027年1月1日"},
			{"the first of May", "明年五一", "2027年5月1日"},
			{"a full stop behind", "2026年3月15日。", "2026年3月15日"},
			{"at, before the day", "在2026年3月15日", "2026年3月15日"},
		}},
		{Past, []readCase{
			{"a meeting in March was last March", "3月15号", "2026年3月15日"},
			{"a meeting in December was last year", "12月8日", "2025年12月8日"},
			{"a week day was the last one", "周五", "2026年11月20日"},
			{"a day alone has passed", "28号", "2026年10月28日"},
		}},
		{Future, []readCase{
			{"a plan for March is next March", "3月15号", "2027年3月15日"},
			{"a plan for October is next year", "10月8日", "2027年10月8日"},
			{"29 February waits for the leap year", "2月29日", "2028年2月29日"},
			{"a day alone is to come", "20号", "2026年12月20日"},
		}},
	} {
		for _, r := range lean.rows {
			t.Run(r.name, func(t *testing.T) {
				got, err := ReadDate(r.said, thursday, lean.lean)
				if err != nil {
					t.Fatalf("ReadDate(%q) = %v", r.said, err)
				}
				if got.String() != r.want {
					t.Errorf("ReadDate(%q) = %s, want %s", r.said, got, r.want)
				}
			})
		}
	}
}

func TestReadDateRefuses(t *testing.T) {
	for _, r := range []readCase{
		{"the lunar calendar", "农历三月初三", "公历"},
		{"the first lunar month", "正月十五", "公历"},
		{"the last lunar month", "腊月二十", "公历"},
		{"New Year's Eve", "除夕", "公历"},
		{"a festival of the lunar calendar", "春节前", "公历"},
		{"a lunar day alone", "初八", "公历"},
		{"30 February", "2026年2月30日", "没有30日"},
		{"31 June without a year", "6月31日", "没有31日"},
		{"29 February in a common year", "2026年2月29日", "没有29日"},
		{"a thirteenth month", "2026年13月1日", "没有13月"},
		{"month nought", "2026-0-15", "没有0月"},
		{"a 32nd", "32号", "没有32日"},
		{"a deadline is no day", "2026年3月底前", "期限"},
		{"a month is no day", "2026年3月", "一段时间"},
		{"a period is no day", "3月1日至6月30日", "一段时间"},
		{"the beginning of a month", "3月初", "说不准"},
		{"as soon as possible", "尽快", "说不准"},
		{"recently", "近期", "说不准"},
		{"words that are no date", "开会的时候", "没看懂"},
		{"nothing", "", "没看懂"},
		{"a year long ago", "1900年1月1日", "写错"},
		{"a year far ahead", "2926年3月15日", "写错"},
		{"a story", strings.Repeat("三月十五日开会研究", 20), "只写日期"},
		{"a telephone", "13812345678", "没看懂"},
	} {
		t.Run(r.name, func(t *testing.T) {
			got, err := ReadDate(r.said, thursday, Nearest)
			if err == nil {
				t.Fatalf("ReadDate(%q) = %s, want a refusal", r.said, got)
			}
			if !strings.Contains(err.Error(), r.want) || !strings.Contains(err.Error(), "例如：") {
				t.Errorf("ReadDate(%q) says %q, want %q and an example", r.said, err, r.want)
			}
		})
	}
}

func TestReadDeadline(t *testing.T) {
	for _, r := range []readCase{
		{"before the end of this month", "本月底前", "2026年11月30日前"},
		{"before the end of a named month", "2026年3月底前", "2026年3月31日前"},
		{"before the end of a month without a year", "3月底前", "2027年3月31日前"},
		{"before the end of the year", "年底前", "2026年12月31日前"},
		{"before the end of next year", "明年底之前", "2027年12月31日前"},
		{"a day is the last day", "3月15日", "2027年3月15日前"},
		{"before a day", "12月15号前", "2026年12月15日前"},
		{"at the latest", "最迟12月15号", "2026年12月15日前"},
		{"not later than", "不晚于2027年1月10日", "2027年1月10日前"},
		{"until", "截至12月31日", "2026年12月31日前"},
		{"within twenty days", "20天内", "2026年12月16日前"},
		{"within half a year", "半年内", "2027年5月26日前"},
		{"within three months", "三个月之内", "2027年2月26日前"},
		{"in a month", "2027年2月", "2027年2月28日前"},
		{"the first half of a year", "明年上半年", "2027年6月30日前"},
		{"a quarter", "明年一季度", "2027年3月31日前"},
		{"the first ten days", "12月上旬", "2026年12月10日前"},
		{"done before", "12月底前完成", "2026年12月31日前"},
		{"before next Wednesday", "下周三之前", "2026年12月2日前"},
		{"before tomorrow", "明天前", "2026年11月27日前"},
		{"a day with a stop", "2027年3月31日止", "2027年3月31日前"},
		{"before the national holiday", "国庆节前", "2027年10月1日前"},
	} {
		t.Run(r.name, func(t *testing.T) {
			got, err := ReadDeadline(r.said, thursday, Nearest)
			if err != nil || got.String() != r.want {
				t.Errorf("ReadDeadline(%q) = %s, %v, want %s", r.said, got, err, r.want)
			}
		})
	}
}

func TestReadPeriod(t *testing.T) {
	for _, r := range []readCase{
		{"day to day in one year", "2026年3月1日至6月30日", "2026年3月1日至6月30日"},
		{"without a year", "3月1日至6月30日", "2027年3月1日至6月30日"},
		{"over the turn of the year", "2026年12月1日至3月31日", "2026年12月1日至2027年3月31日"},
		{"days of one month", "12月1日-15日", "2026年12月1日至12月15日"},
		{"到", "12月1号到明年6月底", "2026年12月1日至2027年6月30日"},
		{"从 and 起", "从2026年12月1日起到2027年1月31日", "2026年12月1日至2027年1月31日"},
		{"months", "2027年3月至6月", "2027年3月1日至6月30日"},
		{"from today for three months", "即日起三个月", "2026年11月26日至2027年2月25日"},
		{"from today to the end of June", "即日起至2027年6月底", "2026年11月26日至2027年6月30日"},
		{"from a day for half a year", "2027年1月1日起半年", "2027年1月1日至6月30日"},
		{"half a year by name", "2027年上半年", "2027年1月1日至6月30日"},
		{"a whole month", "2027年2月", "2027年2月1日至2月28日"},
		{"a wave between", "2027.1.1~2027.3.31", "2027年1月1日至3月31日"},
		{"ISO days", "2027-01-01至2027-03-31", "2027年1月1日至3月31日"},
		{"a whole year", "明年全年", "2027年1月1日至12月31日"},
	} {
		t.Run(r.name, func(t *testing.T) {
			got, err := ReadPeriod(r.said, thursday, Future)
			if err != nil || got.String() != r.want {
				t.Errorf("ReadPeriod(%q) = %s, %v, want %s", r.said, got, err, r.want)
			}
		})
	}
	for _, r := range []readCase{
		{"the end before the beginning", "2027年6月30日至2027年3月1日", "后面"},
		{"a deadline lacks its beginning", "2026年12月底前", "还差开始"},
		{"a day lacks its end", "2026年12月15日", "还差结束"},
		{"from the day of approval", "批准之日起三个月", "批准的日子"},
		{"lunar ends", "正月到三月", "公历"},
		{"no period", "看情况", "没看懂"},
	} {
		t.Run(r.name, func(t *testing.T) {
			if got, err := ReadPeriod(r.said, thursday, Future); err == nil || !strings.Contains(err.Error(), r.want) {
				t.Errorf("ReadPeriod(%q) = %s, %v, want a refusal with %q", r.said, got, err, r.want)
			}
		})
	}
}

func FuzzReadDates(f *testing.F) {
	for _, s := range []string{"今天下午", "2026年3月1日至6月30日", "即日起三个月", "二〇二六年三月", "初一", "99999999", "-", "至", "\xff年"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, lean := range []Lean{Nearest, Past, Future} {
			if v, err := ReadDate(s, thursday, lean); err == nil {
				again, err := ReadDate(strings.TrimSuffix(v.String(), v.Part), thursday, lean)
				if err != nil || again.From != v.From {
					t.Errorf("ReadDate(%q) = %s, which reads back as %s, %v", s, v, again, err)
				}
			}
			if v, err := ReadDeadline(s, thursday, lean); err == nil {
				if again, err := ReadDeadline(v.String(), thursday, lean); err != nil || again != v {
					t.Errorf("ReadDeadline(%q) = %s, which reads back as %s, %v", s, v, again, err)
				}
			}
			if v, err := ReadPeriod(s, thursday, lean); err == nil {
				if again, err := ReadPeriod(v.String(), thursday, lean); err != nil || again != v {
					t.Errorf("ReadPeriod(%q) = %s, which reads back as %s, %v", s, v, again, err)
				}
			}
		}
	})
}
