package store

import (
	"fmt"
	"math/rand/v2"
	"time"

	"dandang/knowledge"
)

// stories and answers are what cadres say, for talks of a length and variety near the real.
var stories = []string{
	"俺们县今年排在市里头一号的那个锂电隔膜厂，老板十一月要交第一批货。厂房主体早封顶了，就是水保验收和室外管网那两张图还没批下来。管委会主任办公会开了两回，让先装设备，图纸这个月底前补报。",
	"锅炉昨晚趴窝了，娃儿们冷得很，招标要二十来天，直接喊原来那家厂来换，得行不？",
	"我们镇想把撂荒的三百亩地先流转起来种油菜，群众代表会上过了，合同还没全签完，能不能先备个案再干？",
	"去年底收的那家酒店到现在没回本，当时总经理办公会和董事会都议过，可研也有，现在报备还来得及不",
	"开发区有块地的手续压了八年，企业想扩产，历史上的红线图找不着了，想先按现状确权再补材料。",
	"汛期前那座桥要抢修，走正常采购来不及，分管副县长现场定的，让水利局先找队伍进场。",
}

var answers = []string{
	"是党组会上定的，有会议纪要，五个人都签了字", "没有，跟施工单位谁都不沾边", "不清楚，得问问财政那边", "图纸这个月底前补报，科里专人盯着",
	"上面没有文件说不让干，我们查过了", "是", "问过自然资源局，科长说可以边装边补", "第一次搞，以前没先例", "没批下来的就剩环评了，主要的手续都齐",
	"对，是市里的重点项目，文件号我回头补上", "嗯，就是为了群众用水，没别的", "钱是县财政出的，一共四十六万", "还没开工，就等着你们给个说法", "能备案不？",
}

var (
	factIDs     = []string{"c-collective", "c-urgent", "c-remedy-plan", "c-key-project", "c-asked", "c-no-ban", "neg-private-gain", "c-main-docs", "c-public"}
	questionIDs = []string{"q-decided", "q-gain", "q-ban", "q-remedy", "q-main-docs", knowledge.DeclarationID, ""}
)

// longTalk is a made-up talk of that many turns, the same for the same seed: a story, answers, now and then a question
// about the procedure, and every tenth turn another story.
func longTalk(seed uint64, turns int) Conversation {
	r := rand.New(rand.NewPCG(seed, 1))
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC).Add(time.Duration(seed%1e6) * time.Second)
	c := Conversation{
		Unit: unit, ID: fmt.Sprintf("console:%d", seed), Person: fmt.Sprint(100000000000000000 + seed), Version: int64(turns), Began: at,
		Stage: Asking, Pending: "q-gain", Lists: "0f1e2d3c4b5a",
		Head: fmt.Sprintf("%016x%016x%016x%016x", r.Uint64(), r.Uint64(), r.Uint64(), r.Uint64()),
	}
	for i := range turns {
		at = at.Add(time.Duration(r.IntN(90_000)) * time.Millisecond)
		s := Said{At: at, Kind: knowledge.Reply, Asked: questionIDs[r.IntN(len(questionIDs))], Text: answers[r.IntN(len(answers))]}
		switch {
		case i%10 == 0:
			s.Kind, s.Text = knowledge.Plan, stories[r.IntN(len(stories))]
			if i > 0 {
				c.Past = append(c.Past, Past{First: c.From, Last: i - 1, Item: "pos-livelihood", Outcome: knowledge.Refer})
			}
			c.From, c.Matter = i, knowledge.Matter{Stage: knowledge.Planned, Items: []knowledge.Candidate{{ID: "pos-major-project", Score: r.Float64()}, {ID: "pos-land", Score: r.Float64()}}}
		case i%7 == 0:
			s.Kind, s.FAQ = knowledge.Procedure, []string{"faq-03", "faq-11"}
		case r.IntN(3) == 0:
			s.Text = stories[r.IntN(len(stories))]
		}
		c.Said = append(c.Said, s)
		c.Matter.Facts = append(c.Matter.Facts, factsOf(r, s.Text, i-c.From)...)
		if s.Asked != "" {
			c.Matter.Asked = append(c.Matter.Asked, s.Asked)
		}
	}
	c.Seen = at
	return c
}

// factsOf quotes a few stretches of text.
func factsOf(r *rand.Rand, text string, turn int) []knowledge.Fact {
	words := []rune(text)
	var facts []knowledge.Fact
	for range min(len(words)/16+1, 5) {
		from := r.IntN(len(words))
		facts = append(facts, knowledge.Fact{
			ID: factIDs[r.IntN(len(factIDs))], Holds: r.IntN(4) > 0, Quote: string(words[from:min(from+8, len(words))]), Turn: turn, Via: vias[r.IntN(3)],
		})
	}
	return facts
}
