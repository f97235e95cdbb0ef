package discord

import "strings"

// A command is what people can call by a slash or from the menu of a message.
type command struct {
	name, name2 string // as written on the mainland and on Taiwan; the first is also the default
	about       string // empty for a command of a message's menu
	menu        bool   // it stands in the menu of a message
	staff       bool   // for staff alone
	option      *option
	said        func(words string) []said // what it says to the desk; nil: the channel answers
}

// An option is the one thing that a command can be given.
type option struct {
	name, name2 string
	about       string
	from        source   // what autocompletion offers, "" for none
	choices     []string // to choose from, nil for free words
}

// A source is where autocompletion finds what it offers.
type source string

const (
	fromLists source = "lists" // the entries of the county's lists
	fromCases source = "cases" // the open cases, for staff
)

// A said is one thing said to the desk: words, or a button pressed.
type said struct {
	text, press string
	command     bool // what was said is a command and answers no question
}

func says(words ...string) func(string) []said {
	return func(string) []said {
		var out []said
		for _, w := range words {
			out = append(out, said{text: w})
		}
		return out
	}
}

// with says the words in front of what was given, other words when nothing was.
func with(before, alone string) func(string) []said {
	return func(words string) []said {
		if strings.TrimSpace(words) == "" {
			return []said{{text: alone}}
		}
		return []said{{text: before + words}}
	}
}

// asCommand is what the command says to the desk, marked as such; only what stands behind 提问 may be an answer.
func (c command) asCommand(words string) []said {
	all := c.said(words)
	for i := range all {
		all[i].command = c.name != commandAsk && all[i].text != ""
	}
	return all
}

// then says what was given and presses a button behind it; when nothing was given it only presses.
func then(press string) func(string) []said {
	return func(words string) []said {
		if strings.TrimSpace(words) == "" {
			return []said{{press: press}}
		}
		return []said{{text: words}, {press: press}}
	}
}

// commands are all of them. A command without words that takes some opens a window to write in.
func commands() []command {
	return []command{
		{name: commandAsk, name2: "提問", about: sayAboutAsk, option: &option{name: "内容", name2: "內容", about: sayOptionAsk}, said: with("", "")},
		{name: "起草", name2: "起草", about: sayAboutDraft, option: &option{name: "事项", name2: "事項", about: sayOptionDraft}, said: then(pressDraft)},
		{name: "我的备案", name2: "我的備案", about: sayAboutMine, said: says("我的备案")},
		{name: "清单", name2: "清單", about: sayAboutLists, option: &option{name: "条目", name2: "條目", about: sayOptionLists, from: fromLists}, said: with("看原文 ", "看清单")},
		{name: "转人工", name2: "轉人工", about: sayAboutHuman, option: &option{name: "问题", name2: "問題", about: sayOptionHuman}, said: then(pressHuman)},
		{name: "我的数据", name2: "我的數據", about: sayAboutData, option: &option{name: "操作", name2: "操作", about: sayOptionData, choices: []string{"查看", "导出", "删除"}}, said: dataSaid},
		{name: "帮助", name2: "幫助", about: sayAboutHelp, said: func(string) []said { return []said{{press: pressHelp}} }},
		{name: "待办", name2: "待辦", staff: true, about: sayAboutTodo, option: &option{name: "筛选", name2: "篩選", about: sayOptionTodo, choices: todoFilters}, said: with("待办 ", "待办")},
		{name: "办理", name2: "辦理", staff: true, about: sayAboutCase, option: &option{name: "编号", name2: "編號", about: sayOptionCase, from: fromCases}, said: with("办理 ", "待办")},
		{name: "统计", name2: "統計", staff: true, about: sayAboutFigures, option: &option{name: "时段", name2: "時段", about: sayOptionFigures, choices: spans}, said: with("统计 ", "统计")},
		{name: "新建", name2: "新建", staff: true, about: sayAboutNew, option: &option{name: "事项", name2: "事項", about: sayOptionNew}, said: with("新建 ", "新建")},
		{name: commandRoster, name2: "名單", staff: true, about: sayAboutRoster},
		{name: menuHuman, name2: "轉交審核", menu: true, said: then(pressHuman)},
	}
}

// commandAsk is the command to ask by.
const commandAsk = "提问"

// commandRoster tells who of staff is what; the channel answers it itself, by the units file.
const commandRoster = "名单"

// What staff may choose from.
var (
	todoFilters = []string{"我的", "未认领", "等确认", "超期", "加急", "等对方", "全部"}
	spans       = []string{"本月", "上月", "今年", "去年", "全部"}
)

// menuHuman is the command in the menu of a message that hands the message to a person.
const menuHuman = "转交审核"

// dataSaid says what is to be done with one's data.
func dataSaid(words string) []said {
	switch words {
	case "导出", "删除":
		return []said{{text: words + "我的数据"}}
	}
	return []said{{text: "我的数据"}}
}

var allCommands = commands()

// commandNamed finds a command by its default name.
func commandNamed(name string) (command, bool) {
	for _, c := range allCommands {
		if c.name == name {
			return c, true
		}
	}
	return command{}, false
}
