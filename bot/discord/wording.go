package discord

// Every sentence that the channel itself says is in this file and in wording_commands.go; all others come from the desk.

// What is wrong with the keys of buttons.
const (
	sayNoKey   = "没有设置 DISCORD_BUTTON_KEY：按钮要用它签名，请用 openssl rand -base64 32 生成一个填上，各进程用同一个"
	sayWeakKey = "DISCORD_BUTTON_KEY 太简单：至少 24 个字符，随机生成（openssl rand -base64 32），换钥匙时新旧用逗号隔开、新的在前"
)

// What is wrong with a units file.
const (
	sayNotYAML    = "不是有效的 YAML，请检查缩进和冒号"
	sayNoUnits    = "要有 units: 和至少一个县区"
	sayNoMapping  = "这里要写成“名称: 值”"
	sayTwice      = "%s 写了两次"
	sayUnknownKey = "不认识 %s；这里可以写：%s"
	sayLacks      = "这个县区没有写 %s"
	sayNoReviewer = "roles 里至少要有一个 reviewer（经办）的身份组，不然没有人能办件"
	sayUnitName   = "unit %q 应当是清单里的县区名，小写字母，例如 baofeng"
	sayNoLists    = "没有县区 %q 的清单"
	sayUnitTwice  = "县区 %s 在第 %d 行已经写过"
	sayGuildTwice = "服务器 %s 在第 %d 行已经写过；一个服务器只能归一个县区"
	sayNoID       = "%q 不是 Discord 的编号：开启开发者模式后右键“复制 ID”，是一串 17 到 20 位的数字"
	sayUnquoted   = "编号 %s 要加引号，不然会被当成数字算错"
	sayNoRoleIDs  = "%s 后面要写身份组编号的列表，例如 [\"123456789012345678\"]"
)
