package filing

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"dandang/knowledge"
)

// A Choice is one answer that a field offers.
type Choice struct {
	ID    string
	Label string
	Also  []string // other words for it
	Place knowledge.Place
}

var (
	choiceNumber = regexp.MustCompile(`^第?([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:个|项|种|条|类)?$`)
	choiceCut    = regexp.MustCompile(`[,、;/ ]+|和|及|以及|还有|跟|与`)
	choiceLead   = regexp.MustCompile(`^(我?选择?|就选|是|属于|应该是|算是|填|就是|对应)+`)
	circled      = regexp.MustCompile(`[①-⑳]`)
)

// ReadChoice finds which choices are meant: by label, number (2, 第二个, ②), letter (b) or another word for it; 对 and
// 不 pick between two that mean yes and no. many allows several (1和3). What fits two is refused, naming them. The
// result is the ids in the order of the choices; the error is a *Mistake.
func ReadChoice(said string, choices []Choice, many bool) ([]string, error) {
	s := strings.TrimRight(string(fold(cleanText(said))), "。.!; 吧的")
	if s == "" {
		return nil, mistake("", sayPick, menu(choices))
	}
	if one, err := pick(s, choices); err == nil {
		return []string{choices[one].ID}, nil
	} else if !many {
		return nil, err
	}
	var at []int
	for _, part := range choiceCut.Split(s, -1) {
		if part == "" {
			continue
		}
		one, err := pick(part, choices)
		if err != nil {
			return nil, err
		}
		at = append(at, one)
	}
	slices.Sort(at)
	var ids []string
	for _, i := range slices.Compact(at) {
		ids = append(ids, choices[i].ID)
	}
	if len(ids) == 0 {
		return nil, mistake("", sayPick, menu(choices))
	}
	return ids, nil
}

// pick finds the one choice that folded words mean.
func pick(s string, choices []Choice) (int, error) {
	s = strings.ReplaceAll(strings.TrimSpace(s), " ", "")
	if bare := strings.TrimRight(choiceLead.ReplaceAllString(s, ""), "吧的"); bare != "" {
		s = bare
	}
	if i, ok := ordinal(s, len(choices)); ok {
		return i, nil
	}
	var exact, loose []int
	for i := range choices {
		switch fit := choices[i].fit(s); {
		case fit == 2:
			exact = append(exact, i)
		case fit == 1:
			loose = append(loose, i)
		}
	}
	if len(exact) == 0 {
		exact = loose
	}
	switch {
	case len(exact) == 1:
		return exact[0], nil
	case len(exact) > 1:
		var names []string
		for _, i := range exact {
			names = append(names, strconv.Itoa(i+1)+". "+choices[i].Label)
		}
		return 0, mistake("", sayPickOne, strings.Join(names, "、"))
	}
	if len(choices) == 2 {
		if yes, err := ReadYesNo(s); err == nil {
			for i := range choices {
				if positive, err := ReadYesNo(choices[i].Label); err == nil && positive == yes {
					return i, nil
				}
			}
		}
	}
	return 0, mistake("", sayPick, menu(choices))
}

// ordinal reads 2, 第二个, ②, b as a place among n choices.
func ordinal(s string, n int) (int, bool) {
	i := -1
	switch r := []rune(s); {
	case len(r) == 1 && r[0] >= 'a' && r[0] <= 'z':
		i = int(r[0] - 'a')
	case circled.MatchString(s) && len(r) == 1:
		i = int(r[0] - '①')
	default:
		if g := choiceNumber.FindStringSubmatch(s); g != nil {
			k, _ := wholeNumber(g[1])
			i = k - 1
		}
	}
	return i, i >= 0 && i < n
}

// fit is 2 when s is a name of the choice, 1 when it holds one or is part of the label, 0 when it is neither.
// A denial (不是正在实施) is no part.
func (c *Choice) fit(s string) int {
	best := 0
	for i, name := range append([]string{c.Label, c.ID}, c.Also...) {
		name = folded(name)
		switch {
		case name == s:
			return 2
		case len([]rune(s)) >= 2 && i == 0 && strings.Contains(name, s):
			best = 1
		case len([]rune(name)) >= 2 && strings.Contains(s, name) && !denies(s, name):
			best = 1
		}
	}
	return best
}

func denies(s, name string) bool {
	before := s[:strings.Index(s, name)]
	return strings.HasSuffix(before, "不") || strings.HasSuffix(before, "不是") || strings.HasSuffix(before, "没") || strings.HasSuffix(before, "没有") || strings.HasSuffix(before, "非") || strings.HasSuffix(before, "未")
}

// labels joins the labels of the picked choices.
func labels(choices []Choice, ids []string) string {
	var out []string
	for _, c := range choices {
		if slices.Contains(ids, c.ID) {
			out = append(out, c.Label)
		}
	}
	return strings.Join(out, "；")
}

// menu lists the choices with their numbers, for a mistake.
func menu(choices []Choice) string {
	var out []string
	for i, c := range choices {
		out = append(out, strconv.Itoa(i+1)+". "+c.Label)
	}
	return strings.Join(out, "　")
}

var (
	yesWords = regexp.MustCompile(`^(是|是的|对|对的|对头|有|有的|嗯|嗯嗯|嗯呐|恩|行|中|可以|好|好的|没错|不错|没问题|同意|确认|确实|确实是|真是|yes|y|ok|√|需要|要|涉及|属于|已经|已|当然|就是|正确|无误|对着哩|都对)$`)
	noWords  = regexp.MustCompile(`^(否|不|不是|不是的|没|没有|没有的|无|不对|错|错了|no|n|x|×|不需要|不用|不要|不涉及|不属于|未|未曾|没的|没得|不存在|都没有|都不是|从没|从来没有|绝对没有|均无|均否)$`)
	unsure   = regexp.MustCompile(`不清楚|不知道|说不准|不确定|不好说|得问|没问过|拿不准|可能|也许|大概`)
	mood     = regexp.MustCompile(`(吧|的呀|呀|啊|呢|哩|嘛|了|哈|喽)+$`)
)

// ReadYesNo reads a plain yes or no as people type it. 不清楚 is neither. The error is a *Mistake.
func ReadYesNo(said string) (bool, error) {
	s := strings.TrimRight(folded(said), "。.!,;~")
	for _, form := range []string{s, mood.ReplaceAllString(s, "")} {
		switch {
		case yesWords.MatchString(form):
			return true, nil
		case noWords.MatchString(form):
			return false, nil
		}
	}
	if unsure.MatchString(s) {
		return false, mistake("", sayUnsure)
	}
	return false, mistake("", sayYesOrNo)
}
