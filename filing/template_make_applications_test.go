package filing

func applicationHead(s *sheet, title string) {
	s.p("gwTitle", title)
	s.p("gwBody", "")
	s.p("gwTo", "{{主送}}：")
}

// makeChange is 变更备案申请.
func makeChange(s *sheet) {
	applicationHead(s, "变更备案申请")
	s.p("gwBody", "我单位“{{事项名称}}”已于{{原备案日期}}经{{主送}}准予备案（{{原备案文号}}）。因实施中情况变化，现申请变更备案内容。")
	s.p("gwH1", "一、变更原因")
	s.p("gwBody", "{{变更原因}}。")
	s.p("gwH1", "二、变更对照")
	s.bodyTable(listed("变更对照", []int{4, 6, 6, 6}, []string{"变更项目", "原备案内容", "变更后内容", "理由"}, []string{"{{变更项目}}", "{{原备案内容}}", "{{变更后内容}}", "{{变更理由}}"})...)
	s.p("gwBody", "{{未变更部分}}。")
	s.p("gwH1", "三、影响、风险和防控措施")
	s.each("gwBody", "〖（一）影响和风险。〗{{影响和风险}}。", "〖（二）防控措施。〗{{防控措施}}。")
	s.p("gwH1", "四、决策程序和目前实施情况")
	s.each("gwBody", "〖（一）决策程序。〗{{决策程序}}。", "〖（二）实施情况。〗{{实施情况}}。")
	s.p("gwBodyEnd", "在变更获得同意之前，我单位仍按原备案的范围、期限和边界实施。")
	s.attachments()
	s.seal("{{申请单位}}", "{{成文日期}}")
}

// makeDetermination is 容错认定申请书, for what has already gone wrong.
func makeDetermination(s *sheet) {
	applicationHead(s, "容错认定申请书")
	s.p("gwBody", "{{申请人}}{{?单位职务}}（{{单位职务}}）{{/单位职务}}以{{申请主体类型}}名义，就“{{事项名称}}”申请容错认定。")
	s.p("gwH1", "一、核查或者问责的启动情况")
	s.each("gwBody", "{{核查机关}}于{{启动日期}}启动核查或者问责程序{{?核查文号}}（{{核查文号}}）{{/核查文号}}。", "期限核对：{{期限核对}}。", "事前备案情况：{{事前备案情况}}。")
	s.p("gwH1", "二、失误错误的经过和责任")
	s.each("gwBody", "〖（一）经过。〗{{失误经过}}。", "〖（二）责任。〗{{本人责任}}。", "〖（三）损失和影响。〗{{损失和影响}}。")
	s.p("gwH1", "三、申请容错的理由")
	s.each("gwBody", "〖（一）动机和廉洁情况。〗{{动机与廉洁说明}}。", "〖（二）客观条件。〗{{客观条件}}。", "〖（三）决策程序。〗{{决策程序}}。",
		"〖（四）已采取的补救措施。〗{{已采取的补救措施}}。", "〖（五）对应情形。〗{{对应情形}}。")
	s.p("gwH1", "四、申请请求")
	s.p("gwBody", "{{申请请求}}。")
	s.p("gwBodyEnd", "以上情况属实，没有隐瞒。本申请不影响配合核查和继续补救。{{?联系电话}}联系电话：{{联系电话}}。{{/联系电话}}")
	s.attachments()
	s.p("gwBody", "{{?!个人申请}}")
	s.seal("{{申请人}}", "{{成文日期}}")
	s.p("gwBody", "{{/个人申请}}")
	s.p("gwBody", "{{?个人申请}}")
	signPerson(s)
	s.p("gwBody", "{{/个人申请}}")
}

// signPerson is name and date of a person, one line below the text, without a seal.
func signPerson(s *sheet) {
	s.p("gwGap", "")
	s.p("gwSignPerson", "申请人（签名）：{{申请人}}　　　　")
	s.p("gwDatePerson", "{{成文日期}}")
}

// makeClarification is 失实举报澄清申请.
func makeClarification(s *sheet) {
	applicationHead(s, "失实举报澄清申请")
	s.p("gwBody", "申请人{{申请人}}，现任{{单位职务}}，联系电话{{联系电话}}。因检举控告反映的问题失实，现申请予以澄清。")
	s.p("gwH1", "一、基本情况")
	s.each("gwBody", "{{基本情况}}。", "核查结论：{{核查结论情况}}。")
	s.p("gwH1", "二、失实内容和实际情况")
	s.bodyTable(listed("失实内容", []int{2, 7, 7, 6}, []string{"序号", "反映的内容", "实际情况", "证明材料"}, []string{"{{序号}}", "{{反映的内容}}", "{{实际情况}}", "{{证明材料}}"})...)
	s.p("gwH1", "三、造成的影响")
	s.p("gwBody", "{{造成的影响}}。")
	s.p("gwH1", "四、诉求")
	s.each("gwBody", "〖（一）澄清方式。〗{{澄清方式}}。", "〖（二）澄清范围。〗{{澄清范围}}。", "{{?保密要求}}〖（三）保密要求。〗{{保密要求}}。{{/保密要求}}")
	s.p("gwBodyEnd", "本申请只要求澄清失实内容，不要求追查检举控告人；是否属于诬告陷害，由有权机关依规依纪依法认定。")
	s.attachments()
	signPerson(s)
}

// makeVisitPlan is 回访方案, for a person who has been sanctioned: one person, one plan.
func makeVisitPlan(s *sheet) {
	s.p("gwTitle", "回访方案")
	s.p("gwBody", "")
	s.p("gwBody", "为做好对{{回访对象}}的回访教育工作，按照“一人一策”的要求，制定本方案。")
	s.p("gwH1", "一、回访对象和目的")
	s.each("gwBody", "〖（一）回访对象。〗{{回访对象}}，{{单位职务}}。{{处分情况}}。{{?影响期}}影响期至{{影响期}}。{{/影响期}}", "〖（二）回访目的。〗{{回访目的}}。", "〖（三）回访方式。〗{{回访方式}}。")
	s.p("gwH1", "二、步骤和内容")
	s.each("gwBody", "〖（一）访前研判。〗{{访前研判}}。", "〖（二）访中疏导。〗{{访中疏导}}。", "〖（三）访后反馈。〗{{访后反馈}}。", "〖（四）一人一策措施。〗{{一人一策措施}}。")
	s.p("gwH1", "三、人员和时间安排")
	s.bodyTable(listed("回访人员", []int{5, 9, 8}, []string{"姓名", "职务", "分工"}, []string{"{{姓名}}", "{{职务}}", "{{分工}}"})...)
	s.bodyTable(listed("时间安排", []int{6, 5, 11}, []string{"时间", "步骤", "内容"}, []string{"{{时间}}", "{{步骤}}", "{{安排内容}}"})...)
	s.p("gwH1", "四、工作要求")
	s.p("gwBodyEnd", "回访人员应当客观了解情况，尊重回访对象，遇有情绪异常的及时报告并做好疏导。{{保密要求}}。")
	s.seal("{{发文机关}}", "{{成文日期}}")
}
