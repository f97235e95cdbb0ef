package reader

import "regexp"

// A short plan is a deed that is meant and the bare question whether it may be filed or done: 老粮库想租给企业办厂，能备案吗. The
// weights know plans as stories and take so short a message for a question on procedure, or for one that says nothing.
var (
	mayBeFiled = regexp.MustCompile(`(?:能不能|可不可以|能否|可否|能|可以)(?:先|提前|事先|事前)?(?:申请|走|做|办|报)?(?:个)?(?:容错|免责|容错免责)?(?:事项)?备案|(?:能|可以|能不能)(?:容错|免责)|(?:行吗|行不行|行不|可以吗|可以不|可不可以|可否|中不中|中不|合适吗|能行吗)[？?。]?$`)
	deedFirst  = regexp.MustCompile(`(?:能不能|可不可以|能否|可否|想|打算)先(\p{Han}{2,}?)[，,]?(?:再|后|然后|边|回头|以后再)`)
	deedMeant  = regexp.MustCompile(`(?:想|打算|准备|计划|拟|盘算)(?:要|着|先|把|将|给|让|在|用|拿|从|去|来|直接|提前|尽快|马上)*(\p{Han}{2,})`)
	noDeed     = regexp.MustCompile(`^(?:备案|报备|申请|申报|咨询|问|请问|请教|知道|了解|看看|看一下|查|填|写|起草|提交|撤回|变更|延期|延长|续|补交|改|交|扩|范围|自己|转人工|容错|免责|(?:搞|弄|做|干|办|整|推进|实施)(?:点|个|件|一个|一件|一些|些)?(?:什么)?(?:好|大|新)?(?:事|事情|项目|活动|东西|工作|工程|业务)?$)`)
	onHow      = regexp.MustCompile(`谁|哪|什么|啥|怎|咋|多久|多长|几天|几个|材料|流程|程序|期限|是不是|算不算|要不要|有没有用|事后|之后|以后|备案了|备过案`)
)

// shortPlan reports whether a folded message is one.
func shortPlan(s string) bool {
	if onHow.MatchString(s) {
		return false
	}
	if g := deedFirst.FindStringSubmatch(s); g != nil && !noDeed.MatchString(g[1]) {
		return true
	}
	asked := mayBeFiled.FindStringIndex(s)
	if asked == nil {
		return false
	}
	for _, g := range deedMeant.FindAllStringSubmatch(s[:asked[0]], -1) {
		if !noDeed.MatchString(g[1]) {
			return true
		}
	}
	return false
}
