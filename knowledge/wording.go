package knowledge

import "strings"

// What is said to the people who keep the lists. %s is what they wrote.
const (
	sayEncoding       = "文件不是 UTF-8 编码，请在编辑器里另存为 UTF-8"
	sayTooBig         = "文件太大（超过 4 MB），请拆成几个文件"
	saySecondDocument = "一个文件只能有一份内容，请去掉中间的「---」"
	sayAlias          = "不支持 YAML 的锚点（&）、引用（*）和合并（<<），请把内容直接写出来"
	sayEmpty          = "「%s」后面是空的，请填写，没有内容就删掉这一行"
	sayNotMapping     = "「%s」这里应是几行「名称: 内容」"
	sayNotList        = "「%s」应是一个列表，每项以「- 」开头，或者写成 [甲, 乙]"
	sayNotBool        = "「%s」只能写 true 或 false"
	sayNotNumber      = "「%s」只能写整数"
	sayNotText        = "「%s」应是文字；数字、true 一类要当文字用时，请加引号"
	sayNotDate        = "「%s」应是日期，写成 2026-01-31 的样子，现在是「%s」"
	sayNotStatus      = "不认识的 status「%s」，只能是 seed、sourced、confirmed、local_confirm、unknown 之一"
	sayNotKind        = "不认识的 kind「%s」，只能是 central、province、city、county 之一"
	sayUnknownKey     = "不认识的名称「%s」，这里可以用：%s"
	sayTwice          = "「%s」写了两遍"
	sayMissing        = "缺少「%s」"
	saySecondLayer    = "同一个文件夹里有两处 layer，另一处在 %s"
	sayNoFiles        = "这个文件夹里没有清单文件（*.yaml）"
	sayNoTitle        = "「%s」没有 title，上级清单里也没有这一条"
	sayNoAnswer       = "「%s」没有 answer，上级清单里也没有这一条"
	sayNoAbsolute     = "红线「%s」没有写 absolute（true：一碰就不能备案；false：要结合情况看）"
	sayNoLayer        = "文件夹「%s」里没有 layer，不知道它是哪一层"
	sayLayerTwice     = "「%s」这一层已经有了，在 %s"
	sayNoParent       = "「%s」没有 parent，只有中央一层可以没有"
	sayUnknownParent  = "「%s」的 parent「%s」没有清单"
	sayWrongParent    = "「%s」不能放在「%s」下面：parent 应是更高的一层"
)

// saySyntax puts what the YAML parser complains about into words that say what to do.
func saySyntax(text string) string {
	for _, known := range []struct{ part, say string }{
		{"character that cannot start any token", "这里的符号不能放在开头：如果是制表符（Tab），请改成空格；如果是 @、`、% 一类，请给整句加引号"},
		{"found a tab character", "缩进用了制表符（Tab），请改成空格"},
		{"mapping values are not allowed", "一行里有两个「: 」，请检查缩进，或者给含有冒号的内容加引号"},
		{"could not find expected ':'", "这一行少了「: 」（英文冒号加一个空格）"},
		{"did not find expected key", "缩进没有对齐，或者引号、括号没有配对"},
		{"did not find expected '-' indicator", "列表的「- 」没有对齐"},
		{"did not find expected ',' or ']'", "方括号里少了逗号，或者没有右方括号（要用英文的 , 和 ]）"},
		{"did not find expected ',' or '}'", "花括号里少了逗号，或者没有右花括号（要用英文的 , 和 }）"},
		{"unexpected end of stream", "引号没有配对，一直到文件末尾也没有找到另一半"},
		{"unknown anchor", sayAlias},
		{"control characters are not allowed", "文件里有不可见的控制字符，请删掉"},
	} {
		if strings.Contains(text, known.part) {
			return known.say
		}
	}
	return "不合 YAML 的写法：" + text
}
