package filing

import (
	"regexp"
	"strings"
)

const unitExample = "宝丰县住房和城乡建设局（按单位公章上的全称写）"

var (
	ownUnit    = regexp.MustCompile(`^(我们|我|咱们|咱|俺们|俺|本|你们|该|这个|那个)(县|市|区|乡|镇|局|单位|委|办|院|校|村|社区|公司|厂|企业|街道)`)
	bareLevel  = regexp.MustCompile(`^(县|市|区|省|乡|镇|村)(?:里|上)?[\p{Han}]*$`)
	region     = regexp.MustCompile(`[\p{Han}]{1,8}?(省|自治区|自治州|自治县|自治旗|市|县|区|州|盟|旗|镇|乡|苏木|街道|村|社区|农场|林场|开发区|园区|示范区)`)
	publicEnd  = regexp.MustCompile(`(委员会|人民政府|政府|办公室|办事处|管理局|局|厅|部|院|中心|支队|大队|中队|总队|站|所|室|馆|校|大学|学院|中学|小学|幼儿园|医院|队|处|科|集团|联合会|总工会|联社|联合社|合作社|协会|学会|基金会|团委|妇联|工会|党组|党委|党支部|社|厂|矿|库|台|园|场|居民委员会|村民委员会|人民法院|人民检察院|海关|银行|指挥部|专班|领导小组)$`)
	companyEnd = regexp.MustCompile(`(有限公司|有限责任公司|股份公司|合伙企业（[^）]*）|\((?:普通|有限)合伙\)|分公司|个人独资企业|集团公司)$`)
	companyish = regexp.MustCompile(`(公司|集团|企业|实业|科技|建筑|建设工程|物业|能源|新材料)$`)
)

// ReadUnit takes the full name of an organ or a company as it is on its seal. A short name is refused with what is
// missing: the county (县住建局), the level (宝丰住建局) or the full name of the office (住建局; short maps such names to
// their usual full ones, shown as a hint only). It never completes a name by itself. The error is a *Mistake.
func ReadUnit(said string, short map[string]string) (string, error) {
	s := strings.Trim(cleanText(said), "。.，,；;、：: ")
	s = strings.ReplaceAll(s, " ", "")
	s = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(s, "单位是"), "单位："), "是")
	switch {
	case s == "":
		return "", mistake(unitExample, sayNoUnit)
	case len([]rune(s)) > 60:
		return "", mistake(unitExample, sayUnitTooLong)
	case strings.ContainsAny(s, "？?！!\n"):
		return "", mistake(unitExample, sayNoUnit)
	}
	if g := ownUnit.FindString(s); g != "" {
		return "", mistake(unitExample, sayOwnUnit, g)
	}
	if companyEnd.MatchString(s) {
		if len([]rune(s)) < 6 {
			return "", mistake("宝丰县××建设有限公司（按营业执照写）", sayCompanyShort, s)
		}
		return s, nil
	}
	if full, ok := shortFor(s, short); ok {
		if bareLevel.MatchString(s) {
			return "", mistake(unitExample, sayUnitNoPlaceAndShort, s, full[0], full[1])
		}
		return "", mistake(unitExample, sayUnitShort, s, full[0], full[1])
	}
	if companyish.MatchString(s) && !publicEnd.MatchString(s) || strings.HasSuffix(s, "集团") {
		return "", mistake("××集团有限公司（按营业执照写）", sayCompanyName, s)
	}
	return s, unitWhole(s)
}

// unitWhole finds what an organ's name lacks.
func unitWhole(s string) error {
	if bareLevel.MatchString(s) {
		return mistake(unitExample, sayUnitNoPlace, s)
	}
	if !publicEnd.MatchString(s) {
		return mistake(unitExample, sayUnitNoEnd, s)
	}
	if !region.MatchString(s) {
		return mistake(unitExample, sayUnitNoLevel, s)
	}
	return nil
}

// shortFor finds a short name that ends the unit's name without being the end of a full one.
func shortFor(s string, short map[string]string) (pair [2]string, ok bool) {
	for k, full := range short {
		if strings.HasSuffix(s, k) && !strings.HasSuffix(s, full) && len(k) > len(pair[0]) {
			pair, ok = [2]string{k, full}, true
		}
	}
	return pair, ok
}
