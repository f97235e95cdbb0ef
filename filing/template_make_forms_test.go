package filing

import "slices"

const handSign = "签名：　　　　　　　　　　年　　月　　日"

const sealSign = "（盖章）　负责人签名：　　　　　　年　　月　　日"

// makeRequest is 容错免责事项备案申请表.
func makeRequest(s *sheet) {
	s.p("gwTitle", "容错免责事项备案申请表")
	s.p("gwFormLine", "编号：{{编号}}　　申请日期：{{申请日期}}")
	s.p("gwFormHead", "一、申请单位和责任人")
	s.table(slices.Concat([]makeRow{
		pairs("申请单位", "{{申请单位}}", "主体类型", "{{申请主体类型}}"),
		pairs("统一社会信用代码", "{{统一社会信用代码}}", "分管领导", "{{分管领导}}"),
	}, listed("责任人", []int{4, 7, 6, 5}, []string{"责任人", "职务", "联系电话", "分工"}, []string{"{{姓名}}", "{{职务}}", "{{联系电话}}", "{{分工}}"}))...)
	s.p("gwFormHead", "二、事项内容")
	s.table(slices.Concat([]makeRow{
		pair("事项名称", "{{事项名称}}"), pair("事项阶段", "{{事项阶段}}"), pair("对应清单情形", "{{对应情形}}"),
		pair("背景与目的", "{{背景与目的}}"), pair("拟采取的措施", "{{拟采取的措施}}"),
		pair("突破或偏离的规定", "{{突破或偏离的规定}}"), pair("是否属于明令禁止", "{{明令禁止事项}}"), pair("客观条件", "{{客观条件}}"),
	}, orNone("实施步骤", listed("实施步骤", []int{9, 9, 4}, []string{"实施步骤", "起止时间", "责任人"}, []string{"{{步骤}}", "{{起止时间}}", "{{步骤责任人}}"})))...)
	s.p("gwFormHead", "三、决策程序、论证审查和廉洁说明")
	s.table(pair("决策程序", "{{决策程序}}"), pair("论证与审查", "{{论证与审查}}"), pair("动机与廉洁说明", "{{动机与廉洁说明}}"))
	s.p("gwFormHead", "四、风险防控和手续补办")
	s.table(slices.Concat([]makeRow{
		pair("可能的失误、损失和影响", "{{可能的失误和影响}}"), pair("风险防控措施", "{{风险防控措施}}"),
		line(content(gridColumns, "{{?已采取的纠错挽损措施}}")), pair("已采取的纠错挽损措施", "{{已采取的纠错挽损措施}}"), line(content(gridColumns, "{{/已采取的纠错挽损措施}}")),
	}, orNone("补办手续", listed("补办手续", []int{6, 6, 6, 4}, []string{"需补办的手续", "办理机关", "完成时限", "责任人"}, []string{"{{手续名称}}", "{{办理机关}}", "{{完成时限}}", "{{办理责任人}}"})))...)
	makeRequestEnd(s)
}

func makeRequestEnd(s *sheet) {
	s.p("gwFormHead", "五、请求备案的范围、期限和附件")
	s.table(slices.Concat([]makeRow{
		pair("备案范围与期限", "{{备案范围与期限}}"),
		line(content(gridColumns, "{{?补充事项}}")), line(content(gridColumns, "{{#补充事项}}")), pair("{{补充名称}}", "{{补充内容}}"),
		line(content(gridColumns, "{{/补充事项}}")), line(content(gridColumns, "{{/补充事项}}")),
	}, orNone("附件", listed("附件", []int{4, 18}, []string{"附件序号", "附件名称"}, []string{"{{序号}}", "{{附件名称}}"})))...)
	s.p("gwFormHead", "六、单位承诺")
	s.table(line(content(gridColumns,
		"　　一、所填内容和所附材料真实、完整，没有隐瞒重要情况。",
		"　　二、决策和经办人员没有借本事项为本人、亲友或者特定关系人谋取利益。",
		"　　三、备案后按照备案的范围、期限和边界实施，依法履行各项审批手续；需要变更的，先申请后实施；出现偏差的，立即纠正并报告。",
		"　　四、知悉备案不代替任何审批手续，不免除依法应当承担的责任。",
		"\x00"+sealSign)))
	s.p("gwFormHead", "七、审核意见")
	s.table(
		opinion("单位党组织意见", "单位党组织意见", sealSign),
		opinion("主管部门或者分管领导意见", "主管部门意见", handSign),
		opinion("受理意见", "受理意见", handSign), opinion("核查意见", "核查意见", handSign),
		opinion("审批意见", "审批意见", sealSign), pair("跟踪回访安排", "{{回访安排}}"),
	)
	s.p("gwNote", "说明：“受理意见”以下由纪检监察机关填写。没有内容的栏目填“无”。")
}

// makeApproval is 容错免责事项备案审批表, an internal paper.
func makeApproval(s *sheet) {
	s.p("gwTitle", "容错免责事项备案审批表")
	s.p("gwFormLine", "编号：{{编号}}　　受理日期：{{受理日期}}")
	s.p("gwFormHead", "一、基本情况")
	s.table(pair("事项名称", "{{事项名称}}"), pairs("申请单位", "{{申请单位}}", "责任人", "{{责任人}}"),
		pair("事项摘要", "{{事项摘要}}"), pair("对应清单情形", "{{对应情形}}"), pair("备案范围与期限", "{{备案范围与期限}}"))
	s.p("gwFormHead", "二、红线核对")
	s.table(listed("红线核对", []int{2, 10, 2, 2, 6}, []string{"序号", "不予容错的情形", "是", "否", "说明"},
		[]string{"{{序号}}", "{{红线}}", "{{是}}", "{{否}}", "{{说明}}"})...)
	s.p("gwNote", "说明：逐条核对，在“是”或者“否”栏打“√”。绝对红线有一条为“是”的，不得准予备案；须结合其他情况判断的，在说明栏写明并提交集体研究。")
	s.p("gwFormHead", "三、六因素核查")
	s.table(listed("六因素", []int{4, 14, 4}, []string{"因素", "核查情况", "结论"}, []string{"{{因素}}", "{{核查情况}}", "{{因素结论}}"})...)
	s.p("gwFormHead", "四、审核审批意见")
	s.table(
		opinion("承办人意见", "承办人意见", handSign), opinion("党风政风监督室意见", "监督室意见", handSign),
		opinion("案件审理室会商意见", "审理室会商意见", handSign), opinion("分管领导意见", "分管领导意见", handSign),
		opinion("主要领导或者常委会意见", "主要领导意见", handSign),
		pairs("是否报市级", "{{是否报市级}}", "存档号", "{{存档号}}"),
	)
}

// makeVisit is 跟踪回访记录.
func makeVisit(s *sheet) {
	s.p("gwTitle", "容错免责备案事项跟踪回访记录")
	s.p("gwFormLine", "编号：{{编号}}　　{{回访次数}}")
	s.p("gwFormHead", "一、基本情况")
	s.table(pair("事项名称", "{{事项名称}}"), pairs("备案单位", "{{备案单位}}", "备案文号", "{{备案文号}}"),
		pairs("回访日期", "{{回访日期}}", "回访方式", "{{回访方式}}"), pairs("回访人", "{{回访人}}", "回访对象", "{{回访对象}}"))
	s.p("gwFormHead", "二、回访情况")
	s.table(slices.Concat([]makeRow{pair("是否按备案实施", "{{按范围实施情况}}")},
		orNone("补办手续", listed("补办手续", []int{9, 6, 7}, []string{"应补办的手续", "完成时限", "办理情况"}, []string{"{{手续名称}}", "{{完成时限}}", "{{办理情况}}"})),
		[]makeRow{pair("偏差和风险", "{{偏差和风险}}"), pair("廉洁情况", "{{廉洁情况}}"), pair("困难和诉求", "{{困难和诉求}}")})...)
	s.p("gwFormHead", "三、结论和后续安排")
	s.table(pair("回访结论", "{{回访结论}}"), pair("后续安排", "{{后续安排}}"),
		makeRow{cells: []makeCell{label(4, "回访人签名"), content(7, ""), label(4, "回访对象签名"), content(7, "")}, height: 620},
		makeRow{cells: []makeCell{label(4, "室负责人意见"), content(18, "", "\x00"+handSign)}, height: 860})
}
