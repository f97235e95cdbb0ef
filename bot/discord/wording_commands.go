package discord

// Labels of the desk's buttons that the channel presses for people, or shows with a window of its own.
const (
	pressMore  = "补充情况"
	pressDraft = "起草备案"
	pressHuman = "转人工"
	pressHelp  = "帮助"
)

// What the commands and what they take say of themselves.
const (
	sayAboutAsk      = "问一件事能不能提前备案，或者备案怎么办；只有您看得见答复"
	sayOptionAsk     = "打算做什么、谁定的、缺什么手续；不写就打开一个窗口慢慢写。不要写涉密内容"
	sayAboutDraft    = "起草备案申请表，一项一项补齐、核对、提交"
	sayOptionDraft   = "要备案的事，用一两句话说；已经说过的可以不写"
	sayAboutMine     = "看您问过的事、草稿和已经提交的备案"
	sayAboutLists    = "看哪些事可以备案、哪些红线碰不得；选一条看原文"
	sayOptionLists   = "条目名称，可以打汉字、拼音或首字母"
	sayAboutHuman    = "把正在说的事转给纪委监委的同志看"
	sayOptionHuman   = "要问的问题；已经说过的可以不写"
	sayAboutData     = "看这里存了您的什么内容，导出或者删除"
	sayOptionData    = "不选就是查看"
	sayAboutHelp     = "担当能做什么、不能做什么"
	sayAboutTodo     = "（工作人员）等人办理的事项"
	sayOptionTodo    = "不选就是全部等办的，先到期的在前"
	sayOptionFigures = "不选就是今年"
	sayAboutNew      = "（工作人员）由这边开头的事：提醒、回访、评定"
	sayOptionNew     = "提醒、回访或评定，连同给谁、什么事，例如：提醒 给某人：什么事"
	sayAboutCase     = "（工作人员）打开一件事项办理"
	sayOptionCase    = "编号或事项，可以打汉字、拼音或首字母"
	sayAboutFigures  = "（工作人员）办理情况统计"
	sayAboutRoster   = "（工作人员）谁担任什么角色"
)

// roleTitles are the filing roles as people say them.
var roleTitles = map[string]string{"reviewer": "经办", "lead": "室主任", "head": "分管领导", "curator": "清单管理", "admin": "系统管理"}

const (
	sayRoster    = "各角色由下面的 Discord 身份组担任，改动请找服务器管理员："
	sayRosterRow = "\n  · %s：%s"
)
