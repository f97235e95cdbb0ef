package reader

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSensitive(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"an identity number with its check digit", "他身份证11010519491231002X，帮我看看", []string{IDCard}},
		{"an identity number whose check digit is wrong", "身份证410000201001010000", []string{IDCard}},
		{"an identity number of fifteen figures", "老证是410103491231002", []string{IDCard}},
		{"an identity number in groups", "身份证 110105 19491231 002x", []string{IDCard}},
		{"an identity number in Chinese figures", "一一零一零五一九四九一二三一零零二X", []string{IDCard}},
		{"a mobile number", "举报人电话是13700000000", []string{Phone}},
		{"a mobile number in groups", "打 137-0000-0000 找我", []string{Phone}},
		{"a mobile number full width", "手机１３８１２３４５６７８", []string{Phone}},
		{"a mobile number with the country's code", "+8613812345678", []string{Phone}},
		{"a card number that passes Luhn", "卡号4111 1111 1111 1111", []string{BankCard}},
		{"an account number that does not", "账号6200000000000000001 户名张某", []string{BankCard}},
		{"a secrecy marking with its star", "右上角印着机密★10年", []string{Secret}},
		{"a paper to be given back after reading", "内参写着阅后收回，我拍了", []string{Secret}},
		{"a classified paper", "我把那份密件的内容打给你", []string{Secret}},
		{"two kinds in order of appearance", "手机13812345678，身份证410000201001010000", []string{Phone, IDCard}},
		{"a year is no number of anybody", "2023年12月31日前办完", nil},
		{"a sum is no number of anybody", "总投资12345678901元", nil},
		{"a landline is left alone", "办公室电话0375-2345678", nil},
		{"a document number is left alone", "按〔2025〕14号文来的", nil},
		{"an order number of twelve figures", "单号123456789012", nil},
		{"unclassified is said", "不涉密，都是公开的东西", nil},
		{"a trade secret is no state secret", "投标报价是商业秘密", nil},
		{"the word alone marks nothing", "保密承诺书在哪领", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Kinds(Sensitive(Normalise(tt.text))); !slices.Equal(got, tt.want) {
				t.Errorf("kinds in %q = %v, want %v", tt.text, got, tt.want)
			}
		})
	}
}

func TestSensitiveChecksDigits(t *testing.T) {
	for _, tt := range []struct {
		text  string
		valid bool
	}{
		{"11010519491231002X", true}, {"110105194912310021", false}, {"4111111111111111", true}, {"6200000000000000001", false},
	} {
		found := Sensitive(Normalise(tt.text))
		if len(found) != 1 || found[0].Valid != tt.valid {
			t.Errorf("Sensitive(%q) = %+v, want one, valid %v", tt.text, found, tt.valid)
		}
	}
}

func TestMask(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"the last four figures stay", "身份证410000201001010000，手机13812345678。", "身份证【身份证号尾号0000】，手机【手机号尾号5678】。"},
		{"a marking goes whole", "文件印着机密★5年", "文件印着【密级标志已隐去】5年"},
		{"nothing found, nothing changed", "村里修路", "村里修路"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Mask(tt.in, Sensitive(Normalise(tt.in))); got != tt.want {
				t.Errorf("Mask(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

// A masked message holds no number that Sensitive would find again.
func TestMaskLeavesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{
			"13812345678", "11010519491231002X", "4111111111111111", "电话", "，", " ", "村里修路", "密件", "１３９００００１１１１", "\u200b", "🙂",
		}), 0, 8).Draw(t, "parts")
		s := strings.Join(parts, "、")
		masked := Mask(s, Sensitive(Normalise(s)))
		for _, f := range Sensitive(Normalise(masked)) {
			if f.Kind != Secret {
				t.Fatalf("%q masked as %q still holds %+v", s, masked, f)
			}
		}
	})
}

// TestEverySecretMarkIsLookedFor: each mark has a character that has a text looked through, typed and folded alike.
func TestEverySecretMarkIsLookedFor(t *testing.T) {
	for _, m := range secretMarks {
		if !slices.ContainsFunc(Normalise(m).Runes, inSecretMark) {
			t.Errorf("%s is never looked for", m)
		}
		if found := Sensitive(Normalise("这里有" + m + "，请看")); len(found) == 0 {
			t.Errorf("%s is not found", m)
		}
	}
}
