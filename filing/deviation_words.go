package filing

// What is said of what departs from a filing.
const (
	sayNotFiled      = "%s没有备案，不在备案之内"
	sayEndsAmount    = "备案只到%s，超出的%s不在备案之内"
	sayEndsPeriod    = "备案到%s为止，从%s起不在备案之内"
	sayStartsPeriod  = "备案从%s起，以前的不在备案之内"
	sayEndsList      = "没有备案的：%s，不在备案之内"
	sayUnclearList   = "拿不准是不是同一回事：%s，请工作人员核实"
	sayUnclear       = "这里比不出来，请工作人员核实"
	sayWithin        = "%s：备案%s，现在%s，没有超出。"
	sayDeviation     = "%s：备案%s，现在%s。%s。"
	sayPartNew       = "%s：现在%s。%s。"
	sayStopAndChange = "超出的部分请先停下来，报告情况，申请变更备案。同意变更以前，只有原来备案的部分在备案之内。"
)

var sayPart = map[Part]string{PartAmount: "涉及金额", PartPeriod: "期限", PartPlace: "地点", PartMeasures: "措施", PartParties: "相对人"}
