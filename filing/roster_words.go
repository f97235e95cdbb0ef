package filing

// What may be wrong with a roster.
const (
	sayRosterID     = "缺少 id：这个人在聊天里的编号"
	sayRosterTwice  = "“%s”写了两次，分不清是谁"
	sayRosterRole   = "没有“%s”这个角色，可以用：%s"
	sayRosterNobody = "名册里没有%s，事项没有人能办"
	sayRosterOne    = "能办事项的只有一个人，要两个人的决定没有第二个人确认"
)
