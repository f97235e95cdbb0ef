package filing

import (
	"strings"
	"testing"
)

// shipped are the forms that the program carries.
func shipped(t testing.TB) *Forms {
	t.Helper()
	forms, err := LoadForms(nil)
	if err != nil {
		t.Fatal(err)
	}
	return forms
}

func words(t testing.TB) *Words {
	t.Helper()
	w, faults := decodeWords(wordsFile, wordsData(t))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return w
}

func wordsData(t testing.TB) []byte {
	t.Helper()
	data, err := formFiles.ReadFile("forms/" + wordsFile)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// reads checks a table of what a reader takes, and refuses with an example when want begins with ✗.
func reads(t *testing.T, read func(string) (string, error), rows []readCase) {
	t.Helper()
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			got, err := read(r.said)
			part, refused := strings.CutPrefix(r.want, "✗")
			switch {
			case refused && (err == nil || !strings.Contains(err.Error(), part)):
				t.Errorf("%q reads as %q, %v, want a refusal with %q", r.said, got, err, part)
			case !refused && (err != nil || got != r.want):
				t.Errorf("%q reads as %q, %v, want %q", r.said, got, err, r.want)
			}
		})
	}
}

func TestReadUnit(t *testing.T) {
	w := words(t)
	reads(t, func(s string) (string, error) { return ReadUnit(s, w.Units) }, []readCase{
		{"a full name", "宝丰县住房和城乡建设局", "宝丰县住房和城乡建设局"},
		{"a full name with blanks and a stop", " 宝丰县 自然资源局。", "宝丰县自然资源局"},
		{"a town's government", "宝丰县城关镇人民政府", "宝丰县城关镇人民政府"},
		{"a village committee", "宝丰县城关镇东街村村民委员会", "宝丰县城关镇东街村村民委员会"},
		{"a school", "宝丰县第一高级中学", "宝丰县第一高级中学"},
		{"a hospital", "叶县人民医院", "叶县人民医院"},
		{"a commission", "宝丰县发展和改革委员会", "宝丰县发展和改革委员会"},
		{"a company", "平顶山某某建设工程有限公司", "平顶山某某建设工程有限公司"},
		{"a branch", "某某银行股份有限公司宝丰分公司", "某某银行股份有限公司宝丰分公司"},
		{"a discipline commission", "中共宝丰县纪律检查委员会", "中共宝丰县纪律检查委员会"},
		{"the county is missing", "县自然资源局", "✗前面缺县"},
		{"the county is missing and the name is short", "县住建局", "✗全称一般是“住房和城乡建设局”"},
		{"a short name", "宝丰县住建局", "✗“住建局”是简称"},
		{"a short commission", "宝丰县发改委", "✗发展和改革委员会"},
		{"a short government", "宝丰县政府", "✗简称"},
		{"a short village", "东街村委会", "✗村民委员会"},
		{"the level is missing", "宝丰自然资源局", "✗哪个县"},
		{"our office", "我局", "✗看不出"},
		{"our unit", "本单位", "✗看不出"},
		{"us", "我们县住建局", "✗看不出"},
		{"a company without its form", "某某集团", "✗有限公司"},
		{"a company's nickname", "宝丰县某某科技", "✗有限公司"},
		{"a company without a name", "有限公司", "✗字号"},
		{"no organ", "宝丰县", "✗全称"},
		{"a question", "我也不知道？", "✗全称"},
		{"nothing", "", "✗全称"},
	})
}

func TestReadDocNumber(t *testing.T) {
	reads(t, func(s string) (string, error) { n, err := ReadDocNumber(s, thursday); return n.String(), err }, []readCase{
		{"six-corner brackets", "宝纪函〔2026〕3号", "宝纪函〔2026〕3号"},
		{"square brackets", "宝纪函[2026]3号", "宝纪函〔2026〕3号"},
		{"round brackets", "宝政办(2025)12号", "宝政办〔2025〕12号"},
		{"full-width round brackets", "宝政办（2025）12号", "宝政办〔2025〕12号"},
		{"lenticular brackets", "宝政办【2025】12号", "宝政办〔2025〕12号"},
		{"the year with a di", "宝政办2025年第3号", "宝政办〔2025〕3号"},
		{"no code", "〔2025〕3号", "〔2025〕3号"},
		{"no code in square brackets", "[2025]3号", "〔2025〕3号"},
		{"no code and a di", "2025年第3号", "〔2025〕3号"},
		{"leading noughts go", "宝纪函〔2026〕03号", "宝纪函〔2026〕3号"},
		{"a di goes", "宝纪函〔2026〕第3号", "宝纪函〔2026〕3号"},
		{"blanks go", "宝纪函 〔2026〕 3 号", "宝纪函〔2026〕3号"},
		{"a label goes", "文号：豫政〔2024〕8号", "豫政〔2024〕8号"},
		{"Chinese digits", "豫政〔二〇二四〕八号", "豫政〔2024〕8号"},
		{"the word file goes", "豫政〔2024〕8号文件", "豫政〔2024〕8号"},
		{"hao may be missing", "豫政〔2024〕8", "豫政〔2024〕8号"},
		{"no year", "宝纪函3号", "✗缺年份"},
		{"a short year", "宝纪函〔26〕3号", "✗四位"},
		{"a year to come", "宝纪函〔2062〕3号", "✗写错"},
		{"number nought", "宝纪函〔2026〕0号", "✗序号"},
		{"no number", "红头文件", "✗没看懂"},
		{"nothing", "", "✗没看懂"},
	})
}

func TestReadPhone(t *testing.T) {
	reads(t, ReadPhone, []readCase{
		{"a mobile number", "13812345678", "13812345678"},
		{"a mobile number with blanks", "138 1234 5678", "13812345678"},
		{"a mobile number with dashes", "138-1234-5678", "13812345678"},
		{"a mobile number from abroad", "+86 13812345678", "13812345678"},
		{"a label before", "电话：13812345678", "13812345678"},
		{"full-width digits", "１３８１２３４５６７８", "13812345678"},
		{"a landline", "0375-6512345", "0375-6512345"},
		{"a landline in brackets", "（0375）6512345", "0375-6512345"},
		{"a landline without a dash", "03756512345", "0375-6512345"},
		{"a capital's landline", "010-12345678", "✗没看懂"},
		{"a capital's landline that exists", "010-62345678", "010-62345678"},
		{"a capital's landline without a dash", "01062345678", "010-62345678"},
		{"an extension", "0375-6512345转802", "0375-6512345转802"},
		{"an extension by dash", "0375-6512345-802", "0375-6512345转802"},
		{"a service number", "4001234567", "400-123-4567"},
		{"no area code", "6512345", "✗区号"},
		{"ten digits", "1381234567", "✗11位"},
		{"twelve digits", "138123456789", "✗11位"},
		{"a short landline", "010-6234567", "✗位数"},
		{"a name", "张三", "✗没看懂"},
		{"nothing", "", "✗没看懂"},
	})
}

func TestReadDuration(t *testing.T) {
	reads(t, func(s string) (string, error) { d, err := ReadDuration(s); return d.String(), err }, []readCase{
		{"half a year", "半年", "6个月"},
		{"three months", "三个月", "3个月"},
		{"working days", "20个工作日", "20个工作日"},
		{"two years", "两年", "2年"},
		{"a year and a half", "一年半", "18个月"},
		{"two weeks", "两周", "14日"},
		{"half a month", "半个月", "15日"},
		{"a quarter", "一个季度", "3个月"},
		{"thirty days", "三十天", "30日"},
		{"days with the label", "工期90天", "90日"},
		{"within", "3个月以内", "3个月"},
		{"a year and three months", "1年3个月", "15个月"},
		{"calendar days", "60个日历天", "60日"},
		{"some days", "几天", "✗说不准"},
		{"as soon as possible", "尽快", "✗说不准"},
		{"for long", "长期", "✗说不准"},
		{"no time", "0天", "✗没看懂"},
		{"a century", "一百年", "✗十年"},
		{"no duration", "看天气", "✗没看懂"},
	})
}

func TestReadPerson(t *testing.T) {
	w := words(t)
	reads(t, func(s string) (string, error) { p, err := ReadPerson(s, w.Posts); return p.String(), err }, []readCase{
		{"name then post", "张建国 副局长", "张建国（副局长）"},
		{"name then post with a comma", "张建国，宝丰县住房和城乡建设局副局长", "张建国（宝丰县住房和城乡建设局副局长）"},
		{"post then name", "副局长张建国", "张建国（副局长）"},
		{"post, blank, name", "党组书记、局长 李明", "李明（党组书记、局长）"},
		{"name then post in brackets", "张建国（党组成员、副局长）", "张建国（党组成员、副局长）"},
		{"name and post in one", "张建国副局长", "张建国（副局长）"},
		{"a label before", "责任人：王强，科长", "王强（科长）"},
		{"a name of a minority", "买买提·艾力，主任", "买买提·艾力（主任）"},
		{"a comrade", "王强同志 科长", "王强（科长）"},
		{"a surname with a title", "张局长", "✗不是全名"},
		{"a nickname", "老邱", "✗不是全名"},
		{"post and surname", "副局长老张", "✗不是全名"},
		{"a name without a post", "张建国", "✗还差张建国的职务"},
		{"a post without a name", "副局长", "✗还差副局长的姓名"},
		{"nobody", "", "✗姓名和职务"},
		{"a unit", "县住建局", "✗姓名和职务"},
	})
}

func FuzzReaders(f *testing.F) {
	w := words(f)
	for _, s := range []string{"宝丰县住建局", "宝纪函〔2026〕3号", "0375-6512345转802", "一年半", "副局长张建国", "第二个", "对", "\xff\xfe", "((((", "·"} {
		f.Add(s)
	}
	choices := []Choice{{ID: "a", Label: "尚未实施"}, {ID: "b", Label: "正在实施"}}
	f.Fuzz(func(t *testing.T, s string) {
		if v, err := ReadUnit(s, w.Units); err == nil {
			same(t, s, v, func(s string) (string, error) { return ReadUnit(s, w.Units) })
		}
		if v, err := ReadDocNumber(s, thursday); err == nil {
			same(t, s, v.String(), func(s string) (string, error) { n, err := ReadDocNumber(s, thursday); return n.String(), err })
		}
		if v, err := ReadPhone(s); err == nil {
			same(t, s, v, ReadPhone)
		}
		if v, err := ReadDuration(s); err == nil {
			same(t, s, v.String(), func(s string) (string, error) { d, err := ReadDuration(s); return d.String(), err })
		}
		if v, err := ReadText(s, 0, w.Banned); err == nil {
			same(t, s, v, func(s string) (string, error) { return ReadText(s, 0, w.Banned) })
		}
		if p, err := ReadPerson(s, w.Posts); err == nil && (p.Name == "" || p.Post == "") {
			t.Errorf("ReadPerson(%q) = %v without an error", s, p)
		}
		for _, many := range []bool{false, true} {
			if ids, err := ReadChoice(s, choices, many); err == nil && (len(ids) == 0 || !many && len(ids) != 1) {
				t.Errorf("ReadChoice(%q) = %v", s, ids)
			}
		}
		_, _ = ReadYesNo(s)
		for _, m := range Mentions(s, thursday) {
			if !strings.Contains(s, m.Text) && strings.ToValidUTF8(s, "\ufffd") == s {
				t.Errorf("mention %q is not in %q", m.Text, s)
			}
		}
	})
}

// same checks that the formal text reads back as itself.
func same(t *testing.T, said, formal string, read func(string) (string, error)) {
	t.Helper()
	if again, err := read(formal); err != nil || again != formal {
		t.Errorf("%q reads as %q, which reads as %q, %v", said, formal, again, err)
	}
}
