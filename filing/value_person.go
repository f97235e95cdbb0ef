package filing

import (
	"regexp"
	"strings"
)

// A Person is somebody with a name and a post.
type Person struct{ Name, Post string }

// String is the person as they stand in a document: 张建国（宝丰县住房和城乡建设局副局长）.
func (p Person) String() string {
	if p.Name == "" {
		return ""
	}
	return p.Name + "（" + p.Post + "）"
}

const personExample = "张建国，副局长"

var (
	personName = regexp.MustCompile(`^(\p{Han}{2,4}|\p{Han}{1,8}·\p{Han}{1,8}(?:·\p{Han}{1,8})?)$`)
	nickname   = regexp.MustCompile(`^(老|小|阿)\p{Han}$|^\p{Han}(总|工|哥|姐|老师|师傅|先生|女士)$`)
	personMark = regexp.MustCompile(`[\s,，、;；:：|()（）\t]+`)
	personLead = regexp.MustCompile(`^(责任人|负责人|联系人|经办人|承办人|分管领导|姓名|名字)?(是|叫|为|：|:)*`)
)

// ReadPerson reads a name with a post in either order, marked off or not: 张建国 副局长, 副局长张建国, 张建国（党组成员、副局长）.
// posts are the words by which posts end. A surname with a title (张局长, 老邱) is refused: the document needs the full
// name. The error is a *Mistake.
func ReadPerson(said string, posts []string) (Person, error) {
	s := strings.Trim(cleanText(said), "。.，,；; ")
	s = s[len(personLead.FindString(s)):]
	s = strings.ReplaceAll(s, "同志", " ")
	if s == "" || len([]rune(s)) > 60 {
		return Person{}, mistake(personExample, sayNoPerson)
	}
	parts := strings.Fields(personMark.ReplaceAllString(s, " "))
	if len(parts) == 0 {
		return Person{}, mistake(personExample, sayNoPerson)
	}
	if len(parts) == 1 {
		return glued(parts[0], posts)
	}
	for _, i := range []int{0, len(parts) - 1} {
		name := parts[i]
		if !personName.MatchString(name) || endsWithAny(name, posts) != "" || nickname.MatchString(name) {
			continue
		}
		rest := append(append([]string{}, parts[:i]...), parts[i+1:]...)
		post := strings.Join(rest, "、")
		if endsWithAny(post, posts) == "" {
			return Person{}, mistake(personExample, sayNoPost, post)
		}
		return Person{name, post}, nil
	}
	last := parts[len(parts)-1]
	if endsWithAny(parts[0], posts) != "" && endsWithAny(last, posts) == "" {
		return Person{}, mistake(personExample, sayFullName, last)
	}
	return glued(strings.Join(parts, ""), posts)
}

// glued splits 副局长张建国 and 张建国副局长.
func glued(s string, posts []string) (Person, error) {
	if nickname.MatchString(s) {
		return Person{}, mistake(personExample, sayFullName, s)
	}
	post, at := "", -1
	for _, p := range posts {
		if i := strings.LastIndex(s, p); i >= 0 && (i+len(p) > at+len(post) || i+len(p) == at+len(post) && len(p) > len(post)) {
			post, at = p, i
		}
	}
	if at < 0 {
		if personName.MatchString(s) && !publicEnd.MatchString(s) {
			return Person{}, mistake(s+"，副局长", sayPostMissing, s)
		}
		return Person{}, mistake(personExample, sayNoPerson)
	}
	if before, after := s[:at], s[at+len(post):]; after != "" {
		if nickname.MatchString(after) || !personName.MatchString(after) {
			return Person{}, mistake(personExample, sayFullName, after)
		}
		return Person{after, before + post}, nil
	}
	return leading(s[:at], post)
}

// leading splits the name off the front of 张建国 + 副局长 or 张建国宝丰县住建局 + 副局长; only a front that is a name by
// itself is certain.
func leading(before, post string) (Person, error) {
	if rest, ok := strings.CutSuffix(before, "副"); ok {
		before, post = rest, "副"+post
	}
	switch n := len([]rune(before)); {
	case n == 0:
		return Person{}, mistake(personExample, sayNameMissing, post)
	case n == 1:
		return Person{}, mistake(personExample, sayFullName, before+post)
	case n <= 3 && personName.MatchString(before) && !region.MatchString(before) && !publicEnd.MatchString(before):
		return Person{before, post}, nil
	}
	return Person{}, mistake(personExample, sayNameUnclear, before+post)
}

// endsWithAny returns the longest of the words that s ends with, "" for none.
func endsWithAny(s string, words []string) string {
	best := ""
	for _, w := range words {
		if strings.HasSuffix(s, w) && len(w) > len(best) {
			best = w
		}
	}
	return best
}
