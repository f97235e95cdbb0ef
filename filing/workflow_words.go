package filing

// What is said to people at a case.
const (
	sayClosed    = "已办结"
	sayWithdrawn = "已撤回"

	sayNoCase        = "没有找到这件事，或者您没有权限办理。请核对编号。"
	sayStandBack     = "这件事您应当回避，请由其他人办理。"
	sayNotNow        = "现在是“%s”，不能“%s”。"
	sayOnce          = "“%s”只能办一次，已经办过了。"
	sayProposed      = "已经提出“%s”，正等第二个人确认，其他的先不能办。"
	sayYours         = "这件事已经由您办理。"
	sayTaken         = "这件事已由别人办理。"
	sayUnclaimed     = "还没有人认领，请先认领，再“%s”。"
	sayFirst         = "请先“%s”，再“%s”。"
	sayToWhom        = "请说明转给谁。"
	sayHasIt         = "这件事已经在这个人手里。"
	sayCannotHold    = "这个人没有办理权限，请换一个人。"
	sayToStandsBack  = "这个人应当回避，请换一个人。"
	sayTick          = "核对清单还有%d项没有核对，请逐项核对后再办。"
	sayNeed          = "还差“%s”。%s"
	sayNoRows        = "没有还在计时的项目。"
	saySecond        = "自己提出的决定不能自己确认，请由另一个人确认。"
	sayNoProposal    = "没有等待确认的决定。"
	sayRejectWhy     = "请写明不同意的理由。"
	sayProposal      = "拟“%s”"
	sayConfirmWanted = "{编号} 拟“%s”，请第二个人确认：{事项}"
	sayOutdated      = "拟“%s”不再算数：同意的变更刚改了同一内容。还需要的话，请对照新的内容重新提出。"
	sayRejected      = "{编号} 拟“%s”，没有得到同意："
	sayNoMark        = "没有到时的期限。"
	sayAmend         = "按变更修改"
	sayAmended       = "%s由“%s”改为“%s”"
	sayAmendedBy     = "按 %s 同意的变更，%s"
	sayAmendment     = "{编号} {说明}。别的没有变。"
	sayNothing       = "没有写"
	saySame          = "要改的和原来一样。"

	sayHours       = "看不懂工作时间“%s”。写成 8:30-12:00,14:30-18:00 的样子，先后不能颠倒、不能重叠。"
	sayNoCalendar  = "%d年的放假安排还没有录入，算不出工作日。请把国务院办公厅的通知录入日历文件 %d.yaml。"
	sayNotReckoned = "{编号} 的期限“{要办的}”还排不出来："
	sayPastDay     = "%s已经过了"
	sayRowDay      = "“%s”看不出哪一天到期，每行最后要写日期"
	sayNoDue       = "规定的期限"
	sayNoLeft      = "期限还算不出来"
	sayHolder      = "经办人员"
	sayNoTitle     = "（没有写事项）"
	sayLeftDays    = "还剩%d个工作日"
	sayLeftHours   = "还剩%d小时"
	sayOverDays    = "已超期%d个工作日"
	sayOverHours   = "已超期%d小时"

	sayConfirm    = "同意"
	sayReject     = "不同意"
	sayTakeBack   = "收回"
	sayRejectNote = "不同意的理由"

	pressQueue = "待办"
)

// What is said to the people who keep the roads.
const (
	sayRoadKind      = "kind“%s”不认识，可以用：%s"
	sayRoadTwice     = "“%s”在 %s 里已经有了"
	sayRoadNone      = "缺少“%s”的流程，要有 kind: %s 的文件"
	sayRoadText      = "缺少 %s"
	sayRoadID        = "id“%s”只能用小写字母、数字和连字符，以字母开头"
	sayRoadWord      = "不认识“%s”，这里可以用：%s"
	sayRoadState     = "没有“%s”这个状态"
	sayRoadDead      = "从状态“%s”走不到头：没有动作能把它带到结束"
	sayRoadUnreached = "状态“%s”走不到：没有动作通向它"
	sayRoadNobody    = "动作“%s”没有人能办，要写 who"
	sayRoadNoFrom    = "动作“%s”缺少 from"
	sayRoadWaits     = "状态“%s”要写 waits（等谁），结束的状态不写"
	sayRoadAction    = "没有“%s”这个动作"
	sayRoadMeans     = "动作“%s”写了 second: override，要用 means 写明它的结论是 fits 还是 barred"
	sayRoadConfirm   = "动作“%s”由两个人办，但没有第二个人能确认"
	sayRoadPaper     = "没有“%s”这种文书，可以用：%s"
	sayRoadOpens     = "没有“%s”这个种类"
	sayRoadPlace     = "不认识的占位“{%s}”，可以用：%s"
	sayRoadBrace     = "花括号不成对"
	sayRoadNumber    = "number“%s”要写成 ZX-%%d-%%04d 的样子，先年份后序号"
	sayRoadDays      = "期限“%s”要写 days、on 或 every"
	sayRoadSince     = "期限“%s”的 since“%s”没有哪个动作记录，或者类型不是 date，或者没有写 every"
	sayRoadOn        = "期限“%s”的 on“%s”没有哪个动作记录，或者类型不是 date、deadline"
	sayRoadAt        = "at“%s”要写成 50%% 或 -5d 的样子，百分数从1到999，天数前后不超过99"
	sayRoadNoStart   = "期限“%s”缺少 starts"
	sayRoadMuch      = "这里最多写 %d"
	sayRoadChoices   = "“%s”：type 是 choice 的要有 choices，别的不能有"
	sayRoadRows      = "“%s”：多行的只能是 text 或 deadline"
	sayRoadRow       = "“%s”用了 row，但它不结束任何逐行计时的期限"
	sayRoadClaim     = "动作“%s”要由经办人办（held），但能办它的人都不能认领"
	sayRoadUnclaimed = "动作“%s”只能由申请人以外的人认领"
	sayRoadNote      = "动作“%s”是内部记录，不能告知申请人"
	sayRoadAmends    = "动作“%s”的 amends 里有“%s”，它的 needs 里没有这一项"
	sayRoadAmendsOf  = "动作“%s”的 amends 里有“%s”，由“%s”引出这种事项，那边没有动作记录它"
	sayRoadTextNeed  = "动作“%s”告知时用了 {说明}，但它不收 text"
)

// What the table of rights says.
const (
	sayRightsHead   = "谁能对什么事项办什么。本人＝本人的事项，同单位＝本单位的人的事项，其他＝别人的事项。工作人员对本人的事项，和干部一样。没有写的都不能办。"
	sayRightSee     = "看全部内容"
	sayRightOpen    = "提出"
	sayRightConfirm = "确认“%s”（不能是提出的人）"
)

var (
	sayRole = map[Role]string{
		RoleAsker: "干部", RoleReviewer: "经办", RoleLead: "室主任", RoleHead: "分管领导", RoleCurator: "清单管理", RoleAdmin: "系统管理",
	}
	sayRelation = map[Relation]string{Own: "本人", OwnUnit: "同单位", Other: "其他"}
)

// sayCrossed is what the record of verification says of a red line that is crossed.
const sayCrossed = "是"
