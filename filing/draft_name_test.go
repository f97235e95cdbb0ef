package filing

import "testing"

// TestNamesOfPapersTellOfNoDeed: only in a column for names, and only what is no more than a name, is read as one.
func TestNamesOfPapersTellOfNoDeed(t *testing.T) {
	naming, free := &Field{Naming: true}, &Field{}
	for _, row := range []struct {
		text string
		name bool
	}{
		{"占用林地手续", true}, {"永久基本农田占用审批", true}, {"使用林地审核同意书", true}, {"取水许可变更", true}, {"局党组会议纪要", true},
		{"生态保护红线内建设项目论证", true}, {"不动产登记证明", true}, {"宝丰县自然资源局", true}, {"拆迁补偿协议", true}, {"安全事故调查报告", true},
		{"施工现场照片", true}, {"临时用地批复", true}, {"环境影响报告表", true}, {"招标文件", true}, {"建筑工程施工许可证", true},
		// a place or a thing, and no paper
		{"占用林地", false}, {"基本农田", false}, {"", false},
		// done, being done, to be done without or afterwards
		{"先占用林地后办手续", false}, {"占了二十亩林地，没有办手续", false}, {"占用了基本农田的手续", false}, {"已经占用基本农田的审批", false},
		{"占用过林地的证明", false}, {"正在占用林地的手续", false}, {"开工后补的施工许可证", false}, {"边施工边办的审批", false}, {"未批先建的审批手续", false},
		{"不走招标的采购合同", false}, {"免招标的采购合同", false}, {"直接发包的合同", false}, {"以备案代替许可审批手续", false}, {"绕开评审的方案", false},
		// for somebody, or false
		{"给亲戚公司的合同", false}, {"让我侄子的公司中标的合同", false}, {"虚假验收报告", false}, {"倒签的会议纪要", false}, {"伪造的批复", false},
		{"冒领补贴的名单", false}, {"串通投标协议", false}, {"挂靠资质的协议", false}, {"拆分项目的采购方案", false}, {"指定供应商的通知", false},
		// long
		{"整个项目从立项到竣工所需要的全部报批手续", true}, {"整个项目从立项到竣工验收所需要的全部报批手续", false},
	} {
		if got := naming.NamesOnly(row.text); got != row.name {
			t.Errorf("%s: got %v", row.text, got)
		}
		if free.NamesOnly(row.text) {
			t.Errorf("%s: a field for anything", row.text)
		}
	}
}
