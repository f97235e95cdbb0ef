package filing

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	asking      = regexp.MustCompile(`能不能|能否|可不可以|可以吗|行不行|行不|行吗|中不中|备案|备不备|能报|能备|咋办|咋算|怎么办|怎么算|算不算|[吗么呢]?[？?]`)
	actionWords = regexp.MustCompile(`想|打算|准备|计划|拟|要把|要先|先|边.{1,4}边|决定|已经|正在|开始`)
	intending   = regexp.MustCompile(`^(?:我们|咱们|俺们|我|咱|俺)?(?:现在|目前)?(?:就)?(?:想要?|打算|准备|计划|拟)`)
	titleFind   = regexp.MustCompile(`[\p{Han}A-Za-z0-9]{2,24}?(?:建设项目|改造项目|项目|工程|改造|试点|扩建)`)
	titleNot    = regexp.MustCompile(`[没不了过吗么]|这类|那种|到底|什么|第[一二三四]批|上面|下面`)
	titleLead   = regexp.MustCompile(`^.*(?:有一?个|这个|那个|有个|的|把|要搞|要建|要上|想搞|想建|想上|想|要|打算|准备|计划|引进了?|引了个?|引来个?|来了个?|负责|推进|搞|在|我们[局县镇乡市区]?里?|咱们?[县局镇乡]?里?|我[县局镇乡区]里?)`)
)

// title is what the matter is called: the first name of a project or work in the words.
func (p *prefiller) title(most int) (string, Origin) {
	for turn, s := range p.said {
		for _, name := range titleFind.FindAllString(s, -1) {
			name = strings.TrimPrefix(name, titleLead.FindString(name))
			if n := utf8.RuneCountInString(name); n >= 5 && (most == 0 || n <= most) && !titleNot.MatchString(name) {
				return name, Origin{turn, name}
			}
		}
	}
	return "", Origin{Turn: -1}
}

// action joins the sentences of the first message that say what is to be done, without the asking and without the
// clauses that other fields take: who decided, on what basis, who gains.
func (p *prefiller) action() (string, Origin) {
	for turn, s := range p.said {
		var out []string
		for _, one := range sentences(s) {
			if !actionWords.MatchString(one) {
				continue
			}
			var kept string
			for i, clause := range segments(one) {
				if kept == "" && len(out) == 0 && i < mostParts && !actionWords.MatchString(clause) {
					continue // what comes before the plan is its background
				}
				if !p.elsewhere(clause) && !asking.MatchString(clause) {
					kept += clause
				}
			}
			if kept = strings.Trim(kept, marks); utf8.RuneCountInString(kept) >= 6 {
				out = append(out, kept)
			}
		}
		if len(out) > 0 {
			origin := Origin{turn, clip(out[0], 40)}
			if plain := out[0][len(intending.FindString(out[0])):]; utf8.RuneCountInString(plain) >= 6 {
				out[0] = plain // a paper says what is done, not that one would like to
			}
			return strings.Join(out, "。"), origin
		}
	}
	return "", Origin{Turn: -1}
}

// elsewhere reports whether the clause shows a fact that belongs to another field than what is to be done.
func (p *prefiller) elsewhere(clause string) bool {
	for _, f := range p.matter.Facts {
		switch f.ID {
		case "c-remedy-plan", "c-reversible", "c-corrected", "c-in-authority":
			continue
		}
		if strings.Contains(clause, f.Quote) || strings.Contains(f.Quote, strings.Trim(clause, marks)) {
			return true
		}
	}
	return false
}

// withoutAsking leaves out the clauses that ask whether it may be filed.
func withoutAsking(s string) string {
	var out []string
	for _, clause := range segments(s) {
		if !asking.MatchString(clause) {
			out = append(out, clause)
		}
	}
	return strings.Trim(strings.Join(out, ""), marks)
}

var (
	cause = regexp.MustCompile(`因为|由于|鉴于|考虑到|迫于|受.{1,12}影响|(?:^|[^原起其内])因(?:[^此而公素])|来不及|等不及|等不起|等不了|赶不上|赶不及|时间紧|工期紧|工期短|刻不容缓|历史遗留|没有先例|没先例|没有现成的|` +
		`暴雨|洪水|汛|台风|冰雹|大雪|干旱|地震|滑坡|塌方|山洪|灾|冲毁|冲垮|水毁|断水|断电|停水|停电|积水|内涝|危房|年久失修|老化|破损|任务重|火烧眉毛|紧急|资金(?:紧|不足|周转)|人手(?:紧|不够|不足)|拖了.{1,6}[年月]`)
	aim       = regexp.MustCompile(`为了|为(?:尽快|确保|保证|保障|解决|推进|加快|完成|方便|改善|防止|避免|让)|目的是|图的是|(?:按照?|根据|落实|贯彻|响应).{2,20}(?:部署|要求|精神|意见|方案|文件|通知|任务|计划|号召)`)
	worry     = regexp.MustCompile(`担心|就怕|生怕|怕的是|怕(?:以后|日后|将来|万一|出)|万一|最坏|顶多|风险|隐患|(?:可能|或许|也许).{0,8}(?:亏|赔|损失|返工|拆|出事|闹|停)|造成|导致|损失`)
	goesOn    = regexp.MustCompile(`^(?:所以|因此|于是|我们|咱们|我|就|想|打算|准备|拟|只好|只能|才|现在|能|请问|问)`)
	harmless  = regexp.MustCompile(`(?:没有|没|未|不会|无|避免|防止)[^，。；]{0,6}(?:风险|隐患|造成|导致|损失)`)
	mostParts = 3 // clauses that belong to one reason
)

// clauses are the first clauses of the talk with such words, with those that go on in the same sentence. Questions and
// losses that are denied are passed over.
func (p *prefiller) clauses(words *regexp.Regexp) (string, Origin) {
	for turn, s := range p.said {
		for _, sentence := range sentences(s) {
			parts := segments(sentence)
			for i, part := range parts {
				if !words.MatchString(part) || asking.MatchString(part) || harmless.MatchString(part) {
					continue
				}
				end := i + 1
				for end < len(parts) && end < i+mostParts && !goesOn.MatchString(parts[end]) && !asking.MatchString(parts[end]) && !p.elsewhere(parts[end]) {
					end++
				}
				if found := strings.Trim(strings.Join(parts[i:end], ""), marks); utf8.RuneCountInString(found) >= 6 {
					return found, Origin{turn, found}
				}
			}
		}
	}
	return "", Origin{Turn: -1}
}

// background is what the first message tells before the sentence or clause that says what is to be done.
func (p *prefiller) background() (string, Origin) {
	for turn, s := range p.said {
		var before []string
		for _, part := range segments(s) {
			if actionWords.MatchString(part) || asking.MatchString(part) {
				break
			}
			if !p.elsewhere(part) {
				before = append(before, part)
			}
		}
		if found := strings.Trim(strings.Join(before, ""), marks); utf8.RuneCountInString(found) >= 8 {
			return found, Origin{turn, clip(found, 40)}
		}
	}
	return "", Origin{Turn: -1}
}

// kind tells a unit from a person by how they speak of themselves.
func (p *prefiller) kind() (string, Origin) {
	for turn, s := range p.said {
		if w := unitSpeaks.FindString(s); w != "" {
			return "unit", Origin{turn, w}
		}
	}
	return "", Origin{Turn: -1}
}

var unitSpeaks = regexp.MustCompile(`(?:我们|咱们|我|咱|俺们)(?:县|市|区|局|镇|乡|单位|委|办|校|医院|公司|中心|街道|村)里?`)

// shorten cuts a text at the last mark that leaves it within most characters.
func shorten(s string, most int) string {
	r := []rune(s)[:most]
	for i := len(r) - 1; i > most/2; i-- {
		if strings.ContainsRune("。；;，,", r[i]) {
			return string(r[:i])
		}
	}
	return string(r)
}
