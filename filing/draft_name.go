package filing

import (
	"regexp"
	"unicode/utf8"
)

// What names of papers and offices look like: short, in one piece, ending in what papers and offices are called, and
// without a word that tells how something was done, is done or will be done.
var (
	nameEnds = regexp.MustCompile(`(?:手续|许可|许可证|证|证书|证明|批复|批文|批准|审批|审批表|审核|核准|备案|登记|登记表|纪要|记录|意见|意见书|同意书|意见函|复函|函|报告|报告书|报告表|方案|预案|合同|协议|协议书|清单|名单|台账|公告|公示|照片|图|图纸|文件|通知|通知书|预算|决算|评估|评审|论证|验收|变更|局|委|委员会|厅|部|办|办公室|中心|政府|法院|站|所|院|会|公司|银行)$`)
	tellsHow = regexp.MustCompile(`[，。；、！？,;!?\s]|[未没无先再已了过擅绕避免代替顶假冒瞒骗虚私请让给把被借]|不(?:办|报|经|批|走|招|用|等|管|需|要|合)` +
		`|正在|直接|边.+边|后[补办报批建]|倒签|补签|伪造|涂改|篡改|拆分|肢解|化整为零|挂靠|转包|内定|陪标|围标|串标|串通|贿|贪|挪用|侵占|套取|回扣|好处费|利益|亲属|亲戚|指定`)
)

// mostOfName is how many characters such a name has at the most.
const mostOfName = 20

// NamesOnly reports whether a text of the field is no more than the name of a paper or an office: 占用林地手续 is a paper
// that is to be got, not a forest that is occupied. Only a field that the form marks so holds names, and what is long or
// tells of a deed is none.
func (f *Field) NamesOnly(text string) bool {
	return f.Naming && utf8.RuneCountInString(text) <= mostOfName && nameEnds.MatchString(text) && !tellsHow.MatchString(text)
}
