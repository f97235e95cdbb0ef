package filing

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	asking      = regexp.MustCompile(`能不能|能否|可不可以|可以吗|行不行|行不|行吗|中不中|备案|备不备|能报|能备|咋办|咋算|怎么办|怎么算|算不算|[吗么呢]?[？?]`)
	actionWords = regexp.MustCompile(`想|打算|准备|计划|拟|要把|要先|先|边.{1,4}边|决定|已经|正在|开始`)
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
			for _, clause := range segments(one) {
				if !p.elsewhere(clause) && !asking.MatchString(clause) {
					kept += clause
				}
			}
			if kept = strings.Trim(kept, marks); utf8.RuneCountInString(kept) >= 6 {
				out = append(out, kept)
			}
		}
		if len(out) > 0 {
			words := strings.Join(out, "。")
			return words, Origin{turn, clip(out[0], 40)}
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
