package store

import "fmt"

// String says in words for the staff what is wrong, one line.
func (f Fault) String() string {
	where := "单位 " + f.Unit
	if f.Of != "" {
		where += "，" + f.Of
	}
	if f.Line > 0 {
		where += fmt.Sprintf("，第 %d 条", f.Line)
	}
	return where + "：" + f.Kind.words()
}

func (k FaultKind) words() string {
	switch k {
	case LineChanged:
		return "这条审计记录被改动过，或者它前面缺了一条"
	case LineMissing:
		return "审计记录比登记的条数少"
	case LineAdded:
		return "审计记录比登记的条数多"
	case OrderChanged:
		return "审计记录被改动、删除、添加或调换过"
	case HeadChanged:
		return "这段谈话与它的最后一条审计记录对不上"
	case CaseChanged:
		return "这件事与登记它的审计记录对不上"
	case RegisterChanged:
		return "开关或经验的登记与审计记录对不上"
	case Unreadable:
		return "内容读不出来"
	}
	return string(k)
}

// String says in words for the person why something stays.
func (w KeptWhy) String() string {
	switch w {
	case KeptOpen:
		return "正在办理，办结以后可以再申请删除"
	case KeptFiled:
		return "已登记为单位的正式材料，按规定保存"
	case KeptAudit:
		return "操作记录只记谁在什么时候做了什么，不含内容，也不能改动"
	}
	return string(w)
}
