package reader

import (
	"testing"

	"dandang/knowledge"
)

func testLexicon(t testing.TB) *Lexicon {
	t.Helper()
	l, err := NewLexicon()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Questions as the lists put them.
var (
	qDecided = &knowledge.Question{ID: "q-decided", Ask: "这件事开会集体研究定了吗？", Settles: []string{"c-collective"}, Choices: []knowledge.Choice{
		{Label: "集体研究定的", Sets: []knowledge.Sign{{Fact: "c-collective", Holds: true}, {Fact: "neg-no-collective", Holds: false}}},
		{Label: "群众议定并公示", Sets: []knowledge.Sign{{Fact: "c-public", Holds: true}, {Fact: "neg-no-collective", Holds: false}}},
		{Label: "一个人定的", Sets: []knowledge.Sign{{Fact: "c-collective", Holds: false}, {Fact: "neg-no-collective", Holds: true}}},
		{Label: "还没研究", Sets: []knowledge.Sign{{Fact: "c-collective", Holds: false}}},
		{Label: "不清楚"},
	}}
	qKin = &knowledge.Question{ID: "q-neg-private-gain", Ask: "承接方和您有没有亲戚关系？", Settles: []string{"neg-private-gain"}, Choices: []knowledge.Choice{
		{Label: "没有", Sets: []knowledge.Sign{{Fact: "neg-private-gain", Holds: false}}},
		{Label: "有关系，已回避", Hints: []knowledge.Sign{{Fact: "neg-private-gain", Holds: true}}},
		{Label: "有", Sets: []knowledge.Sign{{Fact: "neg-private-gain", Holds: true}}},
		{Label: "不清楚"},
	}}
	qBan = &knowledge.Question{ID: "q-ban", Ask: "有没有哪份文件明确不让这么办？", Settles: []string{"neg-forbidden"}, Choices: []knowledge.Choice{
		{Label: "查过，没有禁止", Sets: []knowledge.Sign{{Fact: "neg-forbidden", Holds: false}}},
		{Label: "有规定不让", Sets: []knowledge.Sign{{Fact: "neg-forbidden", Holds: true}}},
	}}
	qStage = &knowledge.Question{ID: knowledge.StageID, Ask: "这件事现在到哪一步了？", Choices: []knowledge.Choice{
		{Label: "还没做"}, {Label: "正在做"}, {Label: "已经做完"}, {Label: "有人在查"}, {Label: "不清楚"},
	}}
	qKnew = &knowledge.Question{ID: "q-knew", Ask: "当时是否知道有这条规定？", Settles: []string{"neg-knowing"}, Choices: []knowledge.Choice{
		{Label: "不知道", Sets: []knowledge.Sign{{Fact: "neg-knowing", Holds: false}}},
		{Label: "知道", Sets: []knowledge.Sign{{Fact: "neg-knowing", Holds: true}}},
		{Label: "说不清楚"},
	}}
)

// An answerRow is a question, what was said, and what that answers.
type answerRow struct {
	q      *knowledge.Question
	text   string
	slot   knowledge.Slot
	choice int
}

func checkAnswers(t *testing.T, rows []answerRow) {
	t.Helper()
	l := testLexicon(t)
	for _, tt := range rows {
		t.Run(tt.q.ID+" "+tt.text, func(t *testing.T) {
			got := l.AnswerTo(tt.q, Normalise(tt.text))
			if got.Choice != tt.choice || tt.slot != knowledge.SlotNone && got.Slot != tt.slot {
				t.Errorf("AnswerTo(%s, %q) = %q, choice %d; want %q, choice %d", tt.q.ID, tt.text, got.Slot, got.Choice, tt.slot, tt.choice)
			}
		})
	}
}

func TestAnswerToAQuestionWithManyChoices(t *testing.T) {
	checkAnswers(t, []answerRow{
		{qDecided, "中", knowledge.SlotYes, 0},
		{qDecided, "嗯呐", knowledge.SlotYes, 0},
		{qDecided, "对头", knowledge.SlotYes, 0},
		{qDecided, "开过了", knowledge.SlotYes, 0},
		{qDecided, "集体研究定的", knowledge.SlotYes, 0},
		{qDecided, "党组会研究过的，九个人全票", knowledge.SlotYes, 0},
		{qDecided, "村民代表会表决过，也公示了七天", knowledge.SlotYes, 1},
		{qDecided, "书记一个人拍的板，没上会", knowledge.SlotNo, 2},
		{qDecided, "还没", knowledge.SlotNo, 3},
		{qDecided, "没有", knowledge.SlotNo, 3},
		{qDecided, "还没开会，打算下周上会", knowledge.SlotNo, 3},
		{qDecided, "1", knowledge.SlotYes, 0},
		{qDecided, "第二个", knowledge.SlotNone, 1},
		{qDecided, "B", knowledge.SlotNone, 1},
		{qDecided, "选三", knowledge.SlotNo, 2},
		{qDecided, "④", knowledge.SlotNo, 3},
		{qDecided, "最后一个", knowledge.SlotUnknown, 4},
		{qDecided, "不清楚得问问", knowledge.SlotUnknown, 4},
		{qDecided, "说不准", knowledge.SlotUnknown, 4},
		{qDecided, "这个我得问会计", knowledge.SlotUnknown, 4},
		{qDecided, "跳过", knowledge.SlotSkip, -1},
		{qDecided, "说错了，应该是局务会", knowledge.SlotCorrection, -1},
	})
}

func TestAnswerToAQuestionPutNegatively(t *testing.T) {
	checkAnswers(t, []answerRow{
		{qKin, "没有", knowledge.SlotNo, 0},
		{qKin, "没得", knowledge.SlotNo, 0},
		{qKin, "是没有", knowledge.SlotNo, 0},
		{qKin, "一个亲戚都没有", knowledge.SlotNo, 0},
		{qKin, "跟老板非亲非故", knowledge.SlotNo, 0},
		{qKin, "有", knowledge.SlotYes, 2},
		{qKin, "有，是我爱人的堂弟", knowledge.SlotYes, 2},
		{qKin, "有关系，已回避", knowledge.SlotNone, 1},
		{qKin, "不晓得", knowledge.SlotUnknown, 3},
		{qKin, "冇", knowledge.SlotNo, 0},
		{qStage, "还没动呢", knowledge.SlotNone, 0},
		{qStage, "准备下个月干", knowledge.SlotNone, 0},
		{qStage, "干到一半了", knowledge.SlotNone, 1},
		{qStage, "去年就修好了", knowledge.SlotNone, 2},
		{qStage, "纪委已经来查了", knowledge.SlotNone, 3},
		{qStage, "正在做，没人查", knowledge.SlotNone, 1},
		{qKnew, "不知道啊，要知道有那条规定打死也不敢签", knowledge.SlotNo, 0},
		{qKnew, "知道的，但没别的路可走", knowledge.SlotYes, 1},
	})
}

func TestAReplyAboutSomethingElseIsNoAnswer(t *testing.T) {
	checkAnswers(t, []answerRow{
		{qBan, "没有", knowledge.SlotNo, 0},
		{qBan, "均不存在", knowledge.SlotNo, 0},
		{qBan, "没有，该办的证一样没想省", knowledge.SlotNo, 0},
		{qBan, "没有文件不让", knowledge.SlotNone, 0},
		{qBan, "测量做完了，没有偏差", knowledge.SlotText, -1},
		{qBan, "没有偏差", knowledge.SlotText, -1},
		{qBan, "有测量报告", knowledge.SlotText, -1},
		{qBan, "还没顾上开会", knowledge.SlotText, -1},
		{qKin, "还没顾上开会", knowledge.SlotText, -1},
		{qKin, "十天里补来，定了办法也有期限", knowledge.SlotText, -1},
		{qDecided, "没有偏差", knowledge.SlotText, -1},
		{qDecided, "没开会", knowledge.SlotNo, 3},
	})
}

func TestShortAnswer(t *testing.T) {
	for _, tt := range []struct {
		text string
		want knowledge.Slot
	}{
		{"有的", knowledge.SlotYes}, {"没错", knowledge.SlotYes}, {"咋没有，回执都留着嘞", knowledge.SlotYes}, {"可不是嘛", knowledge.SlotYes},
		{"要得", knowledge.SlotYes}, {"已经补办好了", knowledge.SlotYes}, {"两委会加党员大会都通过了", knowledge.SlotYes}, {"两个都有", knowledge.SlotYes},
		{"对，开会研究过了", knowledge.SlotYes}, {"是的是的", knowledge.SlotYes}, {"管", knowledge.SlotYes},
		{"没有", knowledge.SlotNo}, {"木有", knowledge.SlotNo}, {"那倒没", knowledge.SlotNo}, {"还没报，打算下周报", knowledge.SlotNo},
		{"不存在这种情况", knowledge.SlotNo}, {"一样都没", knowledge.SlotNo}, {"並無", knowledge.SlotNo}, {"哪有啊", knowledge.SlotNo},
		{"没有损失，反倒省了点", knowledge.SlotNo},
		{"不晓得", knowledge.SlotUnknown}, {"应该有吧，我没见着", knowledge.SlotUnknown}, {"这个真没印象了", knowledge.SlotUnknown},
		{"两说", knowledge.SlotUnknown}, {"要问财务", knowledge.SlotUnknown}, {"不太清楚，前任办的", knowledge.SlotUnknown},
		{"6月18号", knowledge.SlotDate}, {"下礼拜三", knowledge.SlotDate}, {"2026-03-01", knowledge.SlotDate}, {"年底吧", knowledge.SlotDate},
		{"半个月内补齐", knowledge.SlotDate}, {"二零二五年八月", knowledge.SlotDate},
		{"三万二", knowledge.SlotMoney}, {"15w左右", knowledge.SlotMoney}, {"一个子儿不花", knowledge.SlotMoney}, {"￥12,000", knowledge.SlotMoney},
		{"不对，应该是三家不是两家", knowledge.SlotCorrection}, {"更正一下，金额是十八万", knowledge.SlotCorrection},
		{"不是镇政府，是街道办", knowledge.SlotCorrection}, {"把“拆除”改成“拆改”", knowledge.SlotCorrection}, {"我刚打错了，是五月", knowledge.SlotCorrection},
		{"跳过", knowledge.SlotSkip}, {"下一个", knowledge.SlotSkip}, {"这条先空着", knowledge.SlotSkip}, {"先往下走", knowledge.SlotSkip},
		{"镇里的便民服务中心", knowledge.SlotText}, {"老粮站那块空地", knowledge.SlotText}, {"涉及四十二户，都在河滩上", knowledge.SlotText},
		{"……", knowledge.SlotNone}, {"", knowledge.SlotNone},
	} {
		if got, _ := ShortAnswer(Normalise(tt.text)); got != tt.want {
			t.Errorf("ShortAnswer(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}
