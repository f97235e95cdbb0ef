package filing

import "dandang/knowledge"

// The values of the roads that figures are made of, and what they may be.
const (
	valueHelpful = "helpful" // 有没有帮助
	valueAgrees  = "agrees"  // 和机器人的研判是否一致

	sayHelpful   = "有帮助"
	sayUnhelpful = "没帮助"
	sayDisagrees = "不一致"
)

// What the figures are called.
const (
	sayStatAll    = "合计"
	sayStatSum    = "全部"
	sayStatKind   = "按种类"
	sayStatEnd    = "按结果"
	sayStatJudged = "按机器人研判"
	sayStatItem   = "按情形"

	sayNoItem    = "没有对应情形"
	sayNotJudged = "没有研判"
)

var sayStatHeads = []string{"分组", "名称", "收到", "已结束", "未结束", "已决定", "现在超期", "曾经超期", "改变研判", "超期率", "改变率", "有帮助", "没帮助",
	"首次答复中位数（工作小时）", "首次答复95分位（工作小时）", "决定中位数（工作小时）", "决定95分位（工作小时）"}

var sayOutcome = map[knowledge.Outcome]string{
	knowledge.Fits: "可以备案", knowledge.Barred: "不予容错", knowledge.Refer: "转人工", knowledge.NeedsFacts: "情况不全", knowledge.Answer: "问答",
}
