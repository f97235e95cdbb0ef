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

// What the channel says around the desk's replies.
const (
	sayWrite     = "写一段话"
	sayChoose    = "请选一项"
	sayMore      = "更多"
	sayFill      = "按部分填写，一次最多五项"
	sayFillTitle = "填写第 %d—%d 项"
	sayLeave     = "不改就空着；一行一条的，换行接着写"
	sayAskTitle  = "提问"
	sayWords     = "您想说的"
	sayNoSecrets = "打算做什么、谁定的、缺什么、怎么补。请不要写涉密内容、身份证号和举报材料"
	saySeeFile   = "内容太长，全文在附件里。"
	sayNoFile    = "文书没有附上：文件读不出来，或者超过了这里能发的大小。说“再要一份文书”可以再试一次。"
	sayLooking   = "正在看，请稍等……"
	sayLong      = "还在看，比平时慢一些。答复好了就在这里；超过一刻钟就私信给您。"
)

// What the channel answers when something cannot be done.
const (
	sayBusy       = "前面的话还没有答完，这一句没有收下。请等答复出来再说，先前说的都在。"
	sayCrowd      = "现在问的人多，这一句没有收下。请过一两分钟再发一次，先前说的都在。"
	sayClosing    = "正在换上新的版本，这一句没有收下。请过一分钟再发一次，先前说的都在。"
	sayOldButton  = "这是以前版本的按钮，现在用不上了，什么都没有改。用 /提问 接着说，或者用 /我的备案 找回先前的事。"
	sayNotYours   = "这个按钮是给别人的，您按了不起作用。您自己的事请用 /提问。"
	sayNoRight    = "这个按钮您现在用不了，什么都没有改。身份有变化的，请找本单位的管理员。"
	sayNoUnit     = "这个服务器还没有接上哪个县的清单，请管理员先登记。"
	sayWhichUnit  = "您是哪个县的？选好以后我就按那个县的清单答，刚才的话不用再写。"
	sayNotHere    = "这里没有存着要给您看的答复了。用 /我的备案 可以找回您的事。"
	sayPrivate    = "已经私信答复您。"
	sayClosed     = "私信发不到您那里，这里别人又看得见，所以没有写出答复。请按下面的按钮，只有您看得见。"
	sayShow       = "看答复"
	sayNoAttached = "附件我不看，也没有保存。请把要紧的内容打成字；涉密的材料不要发在这里。"
	sayForLead    = "请室主任看："
	sayForHead    = "请分管领导看："
	sayNotFilled  = "下面的没有填进去：这份申请表现在没有打开。说“我的备案”可以找回草稿。"
)

// sayThreadRights names the rights that a thread of a case needs, for the log.
const sayThreadRights = "Create Private Threads, Send Messages in Threads, Manage Threads, View Channel in the case channel"

// What is wrong with what the bot finds on Discord.
const (
	sayNoSignIn  = "登录不上 Discord，请看 DISCORD_TOKEN 对不对、网络通不通：%w"
	sayNoChannel = "%s 的 %s（%s）看不到，请看编号对不对，并给机器人 View Channel 和 Read Message History 权限：%w"
	sayNoThreads = "%s 的 case_channel 看不到私密子区，请给机器人 Manage Threads 权限：%w"
)
