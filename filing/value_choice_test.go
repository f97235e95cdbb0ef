package filing

import (
	"strings"
	"testing"
)

func TestReadChoice(t *testing.T) {
	stage := []Choice{
		{ID: "planned", Label: "尚未实施", Also: []string{"没开始", "还没做"}},
		{ID: "ongoing", Label: "正在实施", Also: []string{"已经开始", "在干"}},
		{ID: "done", Label: "已经实施完毕", Also: []string{"做完了"}},
	}
	yesNo := []Choice{{ID: "y", Label: "是"}, {ID: "n", Label: "否"}}
	pick := func(choices []Choice, many bool) func(string) (string, error) {
		return func(s string) (string, error) {
			ids, err := ReadChoice(s, choices, many)
			return strings.Join(ids, " "), err
		}
	}
	reads(t, pick(stage, false), []readCase{
		{"the label", "正在实施", "ongoing"},
		{"a number", "2", "ongoing"},
		{"a full-width number", "２", "ongoing"},
		{"a number in words", "第二个", "ongoing"},
		{"a Chinese number", "三", "done"},
		{"a circled number", "②", "ongoing"},
		{"a letter", "b", "ongoing"},
		{"a capital letter", "A", "planned"},
		{"another word", "还没做", "planned"},
		{"another word inside a sentence", "我们还没做呢", "planned"},
		{"part of the label", "尚未", "planned"},
		{"选 before", "选第一个吧", "planned"},
		{"a number too high", "4", "✗请从这几个里选"},
		{"part of two labels", "实施", "✗不止一个"},
		{"a denial is no choice", "不是正在实施", "✗请从这几个里选"},
		{"something else", "看情况", "✗请从这几个里选"},
		{"nothing", "", "✗请从这几个里选"},
	})
	reads(t, pick(stage, true), []readCase{
		{"several by number", "1和3", "planned done"},
		{"several by label", "正在实施、尚未实施", "planned ongoing"},
		{"twice the same", "1,1", "planned"},
		{"one wrong among several", "1、9", "✗请从这几个里选"},
	})
	reads(t, pick(yesNo, false), []readCase{
		{"对 is yes", "对", "y"},
		{"没有 is no", "没有", "n"},
		{"嗯呐 is yes", "嗯呐", "y"},
	})
}

func TestReadYesNo(t *testing.T) {
	read := func(s string) (string, error) {
		yes, err := ReadYesNo(s)
		return map[bool]string{true: "是", false: "否"}[yes], err
	}
	reads(t, read, []readCase{
		{"是", "是", "是"}, {"是的", "是的。", "是"}, {"对", "对", "是"}, {"中", "中", "是"}, {"有的呀", "有的呀", "是"}, {"没问题", "没问题", "是"}, {"OK", "OK", "是"},
		{"否", "否", "否"}, {"没有", "没有", "否"}, {"不是的", "不是的", "否"}, {"没得", "没得", "否"}, {"不涉及", "不涉及", "否"}, {"无", "无。", "否"},
		{"不清楚 is neither", "不清楚", "✗先跳过"}, {"maybe is neither", "可能有", "✗先跳过"}, {"a story is neither", "这个要看怎么说", "✗是"}, {"nothing is neither", "", "✗是"},
	})
}

func TestReadText(t *testing.T) {
	w := words(t)
	reads(t, func(s string) (string, error) { return ReadText(s, 30, w.Banned) }, []readCase{
		{"plain words", "先行平整场地", "先行平整场地"},
		{"blanks are tidied", "  先行　 平整\t场地 ", "先行 平整 场地"},
		{"invisible characters go", "先行\u200b平整\ufeff场地", "先行平整场地"},
		{"line breaks stay", "一是围挡\n\n二是平整", "一是围挡\n二是平整"},
		{"a title may hold an ornate phrase", "按《关于高度重视防汛的通知》办", "按《关于高度重视防汛的通知》办"},
		{"bytes that are no text go", "平整\xff场地", "平整场地"},
		{"an ornate phrase", "县里高度重视此事", "✗套话"},
		{"another ornate phrase", "为发展保驾护航", "✗套话"},
		{"too long", strings.Repeat("字", 31), "✗请删去1个字"},
		{"nothing", " \n ", "✗空的"},
		{"only marks", "……！！", "✗没看到文字"},
	})
}
