// Package knowledge holds what the lists say and the judge: facts and lists go in, a verdict with its trace comes out.
// It reads no message, keeps no state and calls nobody.
package knowledge

// A Fact is one thing that a message settles or hints at, with the words that show it.
// The ids are those of the red lines (neg-…) and of the conditions (c-…) in the lists.
type Fact struct {
	ID    string `json:"id"`
	Holds bool   `json:"holds"`          // false: the words deny it
	Quote string `json:"quote"`          // verbatim from the message; never empty
	Hint  bool   `json:"hint,omitempty"` // raised or likely, not settled: asked about or handed to a person
	Turn  int    `json:"turn,omitempty"` // which message of the matter said it, from 0
	Via   Via    `json:"via,omitempty"`  // how it came to be known
}

// Via says how a fact came to be known; the trace prints it.
type Via string

const (
	Said      Via = ""          // in a message of the cadre's own
	Answered  Via = "answered"  // in answer to a question of the assistant
	Declared  Via = "declared"  // in the declaration of remaining red lines
	Corrected Via = "corrected" // taking back something said before
	ByStaff   Via = "staff"     // entered by the staff
)

// A Kind is what sort of message it is.
type Kind string

const (
	Plan        Kind = "plan"
	Procedure   Kind = "procedure"
	OffTopic    Kind = "offtopic"
	Adversarial Kind = "adversarial"
	Vague       Kind = "vague"
	Reply       Kind = "reply"
	Command     Kind = "command"
)

// A Stage is how far the matter has gone; it decides which road is open.
type Stage string

const (
	StageUnknown Stage = ""
	Planned      Stage = "planned" // 未实施
	Ongoing      Stage = "ongoing" // 实施中
	Done         Stage = "done"    // 已实施
	Inquiry      Stage = "inquiry" // 已被核查、审计、举报核实或问责
)

// A Candidate is a positive item that a story may belong to.
type Candidate struct {
	ID    string  `json:"id"`
	Score float64 `json:"score"` // 0 to 1, comparable within one reading only
}

// A Slot is what kind of answer a reply gives.
type Slot string

const (
	SlotNone       Slot = ""
	SlotYes        Slot = "yes"
	SlotNo         Slot = "no"
	SlotUnknown    Slot = "unknown" // 不清楚
	SlotDate       Slot = "date"
	SlotMoney      Slot = "money"
	SlotText       Slot = "text"
	SlotCorrection Slot = "correction"
	SlotSkip       Slot = "skip"
)

// A Reading is what a reader found in one message. It holds no verdict.
type Reading struct {
	Kind  Kind
	Sure  float64     // 0 to 1: how clear the kind is
	Stage Stage       // StageUnknown when the words do not tell
	Items []Candidate // positive items, best first, at most five
	Facts []Fact      // each with a quote that occurs in the message
	FAQ   []string    // procedure entries that answer it, best first, at most three
	Slot  Slot        // for a reply
	// Choice is which choice of the open question the words pick, from 1; 0 when none is.
	Choice int
	// Intent is the command or the procedure wanted, "" when none: see the Intent constants.
	Intent string
	// Sensitive names what must not be stored or sent on: "idcard", "phone", "bankcard", "secret" (涉密), in order of appearance.
	Sensitive []string
	// Masked is the message with personal numbers blotted out, "" when there was nothing to blot out; the quotes are then from it.
	Masked string
	// Veiled names what was hidden before a language model was shown the message: kinds of Sensitive, "address", "email",
	// "name"; nil when it was shown to none or nothing had to be hidden.
	Veiled []string
}

// Commands that a message may carry (Reading.Intent when Kind is Command).
const (
	IntentStart   = "start"   // 重来、换一件事
	IntentCancel  = "cancel"  // 取消、算了
	IntentUndo    = "undo"    // 上一步、撤回
	IntentHuman   = "human"   // 转人工
	IntentDraft   = "draft"   // 起草备案
	IntentWhy     = "why"     // 为什么
	IntentSource  = "source"  // 看原文
	IntentMore    = "more"    // 补充情况
	IntentHelp    = "help"    // 帮助
	IntentLists   = "lists"   // 清单
	IntentMine    = "mine"    // 我的备案
	IntentMyData  = "mydata"  // 我的数据
	IntentSkip    = "skip"    // 先跳过
	IntentLater   = "later"   // 稍后再说
	IntentSubmit  = "submit"  // 提交
	IntentConfirm = "confirm" // 确认
)
