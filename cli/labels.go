package cli

import "strings"

// The labelled cases name red lines and scenarios in Chinese words of their own; these tables say which entries of
// the lists each word may stand for. They are used to count, never to judge.

// lines are the red lines that a word of the labels may stand for.
var lines = []struct {
	word string
	ids  []string
}{
	{"谋取私利", []string{"neg-private-gain", "neg-integrity"}},
	{"以权谋私", []string{"neg-private-gain", "neg-integrity"}},
	{"利益输送", []string{"neg-private-gain", "neg-bid-rigging"}},
	{"优亲厚友", []string{"neg-private-gain", "neg-public-interest"}},
	{"廉洁", []string{"neg-integrity", "neg-private-gain"}},
	{"收受", []string{"neg-integrity", "neg-private-gain"}},
	{"弄虚作假", []string{"neg-fraud", "neg-formalism"}},
	{"造假", []string{"neg-fraud"}},
	{"瞒报", []string{"neg-fraud", "neg-safety"}},
	{"虚报", []string{"neg-fraud"}},
	{"套取", []string{"neg-fraud", "neg-funds"}},
	{"明知故犯", []string{"neg-knowing"}},
	{"侵害群众", []string{"neg-public-interest"}},
	{"侵害企业", []string{"neg-public-interest"}},
	{"侵占集体", []string{"neg-public-interest", "neg-funds"}},
	{"集体资产", []string{"neg-public-interest", "neg-funds", "neg-no-collective"}},
	{"对抗", []string{"neg-obstruct"}},
	{"打击报复", []string{"neg-obstruct"}},
	{"程序违规", []string{"neg-no-collective", "neg-bid-rigging", "neg-forbidden", "neg-substitute-permit"}},
	{"个人专断", []string{"neg-no-collective"}},
	{"民主决策", []string{"neg-no-collective"}},
	{"规避招标", []string{"neg-bid-rigging"}},
	{"招标", []string{"neg-bid-rigging"}},
	{"不作为", []string{"neg-nonfeasance", "neg-no-correction"}},
	{"失职", []string{"neg-nonfeasance"}},
	{"渎职", []string{"neg-nonfeasance", "neg-crime"}},
	{"生态", []string{"neg-ecology"}},
	{"环境", []string{"neg-ecology"}},
	{"耕地", []string{"neg-ecology", "neg-forbidden"}},
	{"明令禁止", []string{"neg-forbidden"}},
	{"纠错", []string{"neg-no-correction"}},
	{"政治纪律", []string{"neg-politics"}},
	{"政治规矩", []string{"neg-politics"}},
	{"恶劣影响", []string{"neg-heavy-loss", "neg-mass-incident", "neg-rude"}},
	{"重大损失", []string{"neg-heavy-loss"}},
	{"经济损失", []string{"neg-heavy-loss"}},
	{"群体性事件", []string{"neg-mass-incident"}},
	{"未批先建", []string{"neg-substitute-permit", "neg-forbidden", "neg-ecology"}},
	{"安全", []string{"neg-safety"}},
	{"形象工程", []string{"neg-formalism", "neg-waste"}},
	{"形式主义", []string{"neg-formalism", "neg-fraud"}},
	{"作风粗暴", []string{"neg-rude"}},
	{"铺张浪费", []string{"neg-waste"}},
	{"楼堂馆所", []string{"neg-waste"}},
	{"挪用", []string{"neg-funds"}},
	{"财政资金", []string{"neg-funds"}},
	{"财经纪律", []string{"neg-funds"}},
	{"选人用人", []string{"neg-personnel"}},
	{"人事", []string{"neg-personnel"}},
	{"超范围", []string{"neg-out-of-scope"}},
	{"超出备案", []string{"neg-out-of-scope"}},
	{"重大偏差", []string{"neg-deviation"}},
	{"屡犯", []string{"neg-repeat"}},
	{"挡箭牌", []string{"neg-shield"}},
	{"泄密", []string{"neg-secrecy"}},
	{"涉密", []string{"neg-secrecy"}},
	{"犯罪", []string{"neg-crime"}},
}

// linesOf are the ids that the labels of a case may stand for.
func linesOf(labels []string) []string {
	var out []string
	for _, label := range labels {
		for _, l := range lines {
			if strings.Contains(label, l.word) {
				out = append(out, l.ids...)
			}
		}
	}
	return out
}

// scenarios are the positive items that a scenario of the cases may stand for.
var scenarios = map[string][]string{
	"推进重大项目":        {"pos-major-project"},
	"乡村振兴":          {"pos-rural"},
	"改革发展稳定":        {"pos-reform-stability"},
	"解决历史遗留问题":      {"pos-legacy"},
	"改革创新":          {"pos-first-trial", "pos-no-limit"},
	"先行先试":          {"pos-first-trial", "pos-no-limit"},
	"应急处突抢险救灾/疫情防控": {"pos-emergency", "pos-urgent-procurement"},
	"优化营商环境":        {"pos-business-env"},
	"招商引资":          {"pos-investment"},
	"民生实事":          {"pos-livelihood"},
	"化解矛盾信访维稳":      {"pos-stability"},
	"国企改革经营":        {"pos-soe"},
	"科技创新":          {"pos-science"},
	"生态环保":          {"pos-ecology-work"},
	"土地规划":          {"pos-land"},
	"无意过失":          {"pos-unintended"},
	"不可抗力":          {"pos-force-majeure"},
	"采购招标":          {"pos-urgent-procurement"},
	"执行上级决定":        {"pos-superior"},
	"集体决策反对":        {"pos-objection"},
}

// intents are the procedure entries that an intent of the labelled messages may stand for, beside entries that
// carry the intent as their id.
var intents = map[string][]string{
	"materials":        {"faq-08"},
	"scope_change":     {"faq-13"},
	"positive_list":    {"faq-02"},
	"negative_list":    {"faq-03"},
	"eligibility":      {"faq-04"},
	"effect":           {"faq-10"},
	"time_limit":       {"faq-07"},
	"validity":         {"faq-14"},
	"document":         {"faq-09"},
	"decider":          {"faq-05"},
	"after_the_fact":   {"faq-06"},
	"permit":           {"faq-11"},
	"follow_up":        {"faq-15"},
	"appeal":           {"faq-16"},
	"post_application": {"faq-17"},
	"elements":         {"faq-18"},
	"result":           {"faq-19"},
	"basis":            {"faq-20"},
	"objection":        {"faq-21"},
	"clarify":          {"faq-22", "seed_clarify"},
	"revisit":          {"faq-23", "seed_revisit"},
	"tangping":         {"faq-24", "seed_tangping"},
	"confidentiality":  {"faq-25", "faq-28"},
	"joint_filing":     {"faq-26"},
	"replacement":      {"faq-27"},
	"withdraw":         {"faq-29"},
	"progress":         {"faq-30"},
	"promotion":        {"faq-19", "faq-31"},
	"definition":       {"faq-01"},
}

// answersOf are the procedure entries that answer an intent.
func answersOf(intent *string) []string {
	if intent == nil {
		return nil
	}
	if ids, ok := intents[*intent]; ok {
		return ids
	}
	if strings.HasPrefix(*intent, "faq-") || strings.HasPrefix(*intent, "seed_") || strings.HasSuffix(*intent, "_rule") {
		return []string{*intent}
	}
	return nil
}

// touches reports whether two pieces of a text share a character of it.
func touches(text, a, b string) bool {
	i, j := strings.Index(text, a), strings.Index(text, b)
	return i >= 0 && j >= 0 && i < j+len(b) && j < i+len(a)
}
