package discord

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const goodUnits = `units:
  - unit: baofeng
    guild: "111111111111111111"
    staff_channel: "222222222222222222"
    case_channel: "333333333333333333"
    roles:
      reviewer: ["444444444444444444"]
      lead: ["555555555555555555"]
    offices:
      宝丰县自然资源局: ["666666666666666666"]
  - unit: yexian
    guild: "111111111111111112"
    staff_channel: "222222222222222223"
    roles: {reviewer: ["444444444444444444"]}
`

func loadUnits(t *testing.T, text string) (Units, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "units.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return LoadUnits(file, func(unit string) bool { return unit == "baofeng" || unit == "yexian" })
}

func TestUnits(t *testing.T) {
	units, err := loadUnits(t, goodUnits)
	if err != nil {
		t.Fatal(err)
	}
	u, ok := units.ByGuild("111111111111111111")
	if !ok || u.ID != "baofeng" || u.CaseChannel != "333333333333333333" {
		t.Errorf("got %+v", u)
	}
	if _, ok := units.ByGuild(""); ok {
		t.Error("a direct message belongs to a server")
	}
	if u, ok := units.ByID("yexian"); !ok || u.Guild != "111111111111111112" {
		t.Errorf("got %+v", u)
	}
	roles, office := u.standing([]string{"999999999999999999", "555555555555555555", "444444444444444444", "666666666666666666"})
	if fmt.Sprintf("%v%s", roles, office) != "[reviewer lead]宝丰县自然资源局" {
		t.Errorf("got %v of %s", roles, office)
	}
	if roles, office := u.standing([]string{"999999999999999999"}); len(roles) > 0 || office != "" {
		t.Errorf("somebody else is %v of %s", roles, office)
	}
}

func TestUnitsWithFaults(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"a county without lists", "unit: yexian", "unit: nowhere", `:11: 没有县区 "nowhere" 的清单`},
		{"a name that is no county's", "unit: yexian", "unit: 叶县", ":11: "},
		{"a county twice", "unit: yexian", "unit: baofeng", ":11: 县区 baofeng 在第 2 行已经写过"},
		{"a server twice", `"111111111111111112"`, `"111111111111111111"`, ":12: 服务器"},
		{"a number without quotation marks", `"222222222222222223"`, `222222222222222223`, ":13: 编号 222222222222222223 要加引号"},
		{"a number that is none", `"333333333333333333"`, `"案件频道"`, ":5: "},
		{"a role nobody knows", "lead:", "boss:", ":8: 不认识 boss；这里可以写：reviewer、lead、head、curator、admin"},
		{"a key nobody knows", "case_channel:", "cases:", ":5: 不认识 cases"},
		{"a key twice", "    roles: {", "    guild: \"111111111111111113\"\n    roles: {", ":14: guild 写了两次"},
		{"no channel for staff", "    staff_channel: \"222222222222222223\"\n", "", ":11: 这个县区没有写 staff_channel"},
		{"no reviewer", "roles: {reviewer: [\"444444444444444444\"]}", "roles: {lead: [\"444444444444444444\"]}", ":11: roles 里至少要有一个 reviewer"},
		{"a role that is no list", `["555555555555555555"]`, `"555555555555555555"`, ":8: lead 后面要写"},
		{"no YAML", "units:", "units: [", ":1: 不是有效的"},
		{"no counties", goodUnits, "units: []\n", ":1: 要有 units:"},
		{"nothing", goodUnits, "", ": 要有 units:"},
		{"a list", goodUnits, "- a\n", ":1: 这里要写成"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(goodUnits, test.old, test.new, 1)
			if text == goodUnits {
				t.Fatalf("%q is not there", test.old)
			}
			_, err := loadUnits(t, text)
			if err == nil || !strings.Contains(err.Error(), "units.yaml"+test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
			if err != nil && !regexp.MustCompile(`\p{Han}`).MatchString(err.Error()) {
				t.Errorf("%v is not told in Chinese", err)
			}
		})
	}
}

func TestUnitsThatAreNotThere(t *testing.T) {
	if _, err := LoadUnits(filepath.Join(t.TempDir(), "none"), func(string) bool { return true }); !os.IsNotExist(unwrapAll(err)) {
		t.Errorf("got %v", err)
	}
}

func unwrapAll(err error) error {
	for {
		u, ok := err.(interface{ Unwrap() error })
		if !ok || u.Unwrap() == nil {
			return err
		}
		if _, path := err.(*os.PathError); path {
			return err
		}
		err = u.Unwrap()
	}
}
