package filing

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	asking      = regexp.MustCompile(`能不能|能否|可不可以|可以吗|行不行|行不|行吗|中不中|备案|备不备|能报|能备|咋办|咋算|怎么办|怎么算|算不算|[吗么呢]?[？?]`)
	actionWords = regexp.MustCompile(`想|打算|准备|计划|拟|要把|要先|先|边.{1,4}边|决定|已经|正在|开始`)
	titleFind   = regexp.MustCompile(`[\p{Han}A-Za-z0-9]{2,24}?(?:建设项目|改造项目|项目|工程|改造|整治|修缮|加装|安置|采购|试点|扩建|新建|搬迁|补贴|征收|拆迁|招商|清淤|硬化)`)
	titleLead   = regexp.MustCompile(`^.*(?:有一?个|这个|那个|有个|的|把|要搞|要建|要上|想搞|想建|想上|想|要|打算|准备|计划|引进了?|引了个?|引来个?|来了个?|负责|推进|搞|在|我们[局县镇乡市区]?里?|咱们?[县局镇乡]?里?|我[县局镇乡区]里?)`)
)

// title is what the matter is called: the first name of a project or work in the words.
func (p *prefiller) title(most int) (string, Origin) {
	for turn, s := range p.said {
		for _, name := range titleFind.FindAllString(s, -1) {
			name = strings.TrimPrefix(name, titleLead.FindString(name))
			if n := utf8.RuneCountInString(name); n >= 5 && (most == 0 || n <= most) {
				return name, Origin{turn, name}
			}
		}
	}
	return "", Origin{Turn: -1}
}

// sentence joins the sentences of the first message in which a word of the pattern stands, without the asking.
func (p *prefiller) sentence(pattern *regexp.Regexp) (string, Origin) {
	for turn, s := range p.said {
		var out []string
		for _, one := range sentences(s) {
			if one = withoutAsking(one); pattern.MatchString(one) && utf8.RuneCountInString(one) >= 6 {
				out = append(out, one)
			}
		}
		if len(out) > 0 {
			words := strings.Join(out, "。")
			return words, Origin{turn, clip(words, 120)}
		}
	}
	return "", Origin{Turn: -1}
}

// withoutAsking leaves out the clauses that ask whether it may be filed.
func withoutAsking(s string) string {
	var out []string
	for _, clause := range segments(s) {
		if !asking.MatchString(clause) {
			out = append(out, clause)
		}
	}
	return strings.Trim(strings.Join(out, ""), "，,。；;！!？? \n")
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
