package filing

import (
	"errors"
	"regexp"
	"strings"
	"time"
)

// errNoDate says that words are no date at all; it is never shown.
var errNoDate = errors.New("no date")

// A dateParser reads folded words. now is what 明天 counts from; anchor is what 3月15日 without a year is next to.
type dateParser struct {
	now, anchor time.Time
	lean        Lean
}

const num = `[0-9〇一二两三四五六七八九十廿卅]`

var (
	lunar     = regexp.MustCompile(`农历|阴历|旧历|正月|腊月|冬月|闲月|闰[一二三四五六七八九十]月|初[一二三四五六七八九十]|廿[一二三四五六七八九]|大年|除夕|年三十|年关|春节|清明|端午|中秋|元宵|重阳|过年`)
	vagueDate = regexp.MustCompile(`尽快|尽早|近期|近日|过几天|过些天|过段时间|以后|将来|适时|不久|马上|月初|年初|年中|前后|左右|那几天|到时候|长期`)
	joiner    = regexp.MustCompile(`至|到|~|—+|–|-`)
	startOnly = regexp.MustCompile(`^(?:从|自)?(.+?)(?:起|开始|之日起)[,、]?(?:至|到)?(?:为期|共|期限|实施|试行)?(.+)$`)
	byLead    = regexp.MustCompile(`^(?:不晚于|不迟于|最迟|最晚|截至|截止到|截止|至迟|赶在|到|在|于)+`)
	byTail    = regexp.MustCompile(`(?:之前|以前|前|为止|截止|止|内|之内|以内)?(?:全部|必须|要)?(?:完成|办完|办结|补齐|补办|补完|办好|到位|竣工|完工|报送|结束)?$`)
)

// period reads a period, a deadline or a day.
func (p dateParser) period(s string) (Span, error) {
	if span, err := p.day(s); !errors.Is(err, errNoDate) {
		return span, err
	}
	if g := startOnly.FindStringSubmatch(s); g != nil {
		if span, err := p.started(g[1], g[2]); !errors.Is(err, errNoDate) {
			return span, err
		}
	}
	s = strings.TrimPrefix(strings.TrimPrefix(s, "从"), "自")
	for _, at := range joiner.FindAllStringIndex(s, 8) {
		if at[0] == 0 || at[1] == len(s) {
			continue
		}
		a, b := strings.TrimSuffix(strings.TrimSuffix(s[:at[0]], "起"), "开始"), s[at[1]:]
		if span, err := p.fromTo(a, b); !errors.Is(err, errNoDate) {
			return span, err
		}
	}
	return Span{}, errNoDate
}

// started reads 即日起三个月 and 3月1日起至6月底.
func (p dateParser) started(from, rest string) (Span, error) {
	a, err := p.start(from)
	if err != nil {
		return Span{}, err
	}
	if d, err := ReadDuration(rest); err == nil && d.Unit != WorkDays {
		return spanOf(dayOf(a.From), d.after(dayOf(a.From)).AddDate(0, 0, -1)), nil
	}
	return p.fromTo(from, rest)
}

func (p dateParser) start(s string) (Span, error) {
	switch s {
	case "批准", "批准之日", "备案", "备案之日", "同意备案", "同意备案之日", "批复", "发文":
		return Span{}, &Mistake{What: sayApprovalDay}
	case "即日", "今日", "现在", "即", "当日":
		return single(p.now), nil
	}
	return p.day(s)
}

// fromTo joins two ends; what the second leaves out it has from the first.
func (p dateParser) fromTo(a, b string) (Span, error) {
	from, err := p.start(a)
	if err != nil {
		return Span{}, err
	}
	if from.By {
		return Span{}, errNoDate
	}
	next := dateParser{now: p.now, anchor: dayOf(from.From), lean: Future}
	to, err := next.day(b)
	if err != nil {
		return Span{}, err
	}
	if to.To < from.From {
		return Span{}, &Mistake{What: sayf(sayBackwards, formalDay(dayOf(from.From)), formalDay(dayOf(to.To)))}
	}
	return Span{From: from.From, To: to.To}, nil
}

// day reads one day, month, quarter or deadline.
func (p dateParser) day(s string) (Span, error) {
	body := byLead.ReplaceAllString(s, "")
	by := body != s && !strings.HasPrefix(s, "在") && !strings.HasPrefix(s, "于")
	if at := byTail.FindStringIndex(body); at != nil && at[0] < at[1] && at[0] > 0 {
		tail := body[at[0]:]
		by = by || strings.ContainsAny(tail, "前止内") || tail == "完成"
		body = body[:at[0]]
	}
	body, part := cutPart(body)
	for _, rule := range dateRules {
		g := rule.re.FindStringSubmatch(body)
		if g == nil {
			continue
		}
		span, err := rule.read(p, g)
		if errors.Is(err, errNoDate) {
			continue
		}
		if err != nil {
			return Span{}, err
		}
		if by {
			return Span{To: span.To, By: true}, nil
		}
		if span.From == span.To {
			span.Part = part
		}
		return span, nil
	}
	return Span{}, errNoDate
}

var dayPart = regexp.MustCompile(`(上午|下午|早上|早晨|中午|晚上|傍晚|凌晨|全天)?(?:[0-9一二两三四五六七八九十]{1,3}(?:点半?|时|:[0-9]{2})(?:[0-9一二三四五十]{1,3}分)?)?$`)

// cutPart takes the time of day off: 今天下午, 明天上午9点.
func cutPart(s string) (body, part string) {
	at := dayPart.FindStringSubmatchIndex(s)
	if at == nil || at[0] == 0 || at[0] == at[1] {
		return s, ""
	}
	if at[2] >= 0 {
		part = s[at[2]:at[3]]
	}
	return s[:at[0]], part
}
