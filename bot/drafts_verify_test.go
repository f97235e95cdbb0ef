package bot_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dandang/filing"
	"dandang/handlers"
	"dandang/store/redistest"
)

// TestAnyoneMayVerifyADocumentAndLearnsNothingElse hands a paper in, on the embedded store and on a real Redis, and has
// others ask after the code in its footer.
func TestAnyoneMayVerifyADocumentAndLearnsNothingElse(t *testing.T) {
	for name, url := range map[string]string{"embedded": "", "redis": redistest.Start(t).URL} {
		t.Run(name, func(t *testing.T) {
			d, dir := draftDesk(t, url)
			play(t, d, "demo", "testdata/drafts/double-submit.txt")
			files, err := filepath.Glob(filepath.Join(dir, "demo", "*.docx"))
			if err != nil || len(files) != 1 {
				t.Fatalf("documents %v, %v", files, err)
			}
			file, err := os.ReadFile(files[0])
			if err != nil {
				t.Fatal(err)
			}
			v, err := filing.Verify(file)
			if err != nil {
				t.Fatal(err)
			}
			asked := 0
			ask := func(from handlers.Person, unit, words string) string {
				t.Helper()
				asked++
				replies, err := d.Handle(t.Context(), handlers.Message{ID: fmt.Sprint("verify", asked), Unit: unit, Conversation: "verify:" + from.ID, From: from, Text: words, At: start.Add(24 * time.Hour)})
				if err != nil || len(replies) != 1 {
					t.Fatalf("%s: %v, %v", words, replies, err)
				}
				return replies[0].Text
			}
			same, none := "一致：有这份文件的登记。\n《容错免责事项备案申请表》，编号 演纪备〔2026〕1号，第1版。", "没有这份文件的登记。"
			for _, row := range []struct {
				name, unit, words, want string
				from                    handlers.Person
			}{
				{"another cadre by the code", "demo", "核验 " + v.Code, same, handlers.Person{ID: "2"}},
				{"by the whole hash", "demo", "核验文书 " + v.Hash, same, handlers.Person{ID: "2"}},
				{"a reviewer", "demo", "核验：" + strings.ToLower(v.Code), same, handlers.Person{ID: "staff", Staff: true}},
				{"its owner", "demo", "帮我核验一下" + strings.ReplaceAll(v.Code, "-", " "), same, handlers.Person{ID: "1"}},
				{"one digit is wrong", "demo", "核验 0000" + v.Code[4:], none, handlers.Person{ID: "2"}},
				{"a digit is wrong at the end of the hash", "demo", "核验 " + v.Hash[:60] + flipped(v.Hash[60:]), none, handlers.Person{ID: "2"}},
				{"half a code", "demo", "核验 " + v.Code[:14], none, handlers.Person{ID: "2"}},
				{"in another county", "baofeng", "核验 " + v.Code, none, handlers.Person{ID: "2"}},
				{"no code", "demo", "核验", "核验一份文书：看末页页脚的核验码", handlers.Person{ID: "2"}},
			} {
				got := ask(row.from, row.unit, row.words)
				if !strings.HasPrefix(got, row.want) {
					t.Errorf("%s: got %s", row.name, got)
				}
				for _, secret := range []string{"灌渠", "张建国", "农业农村局"} {
					if strings.Contains(got, secret) {
						t.Errorf("%s: the answer tells %s", row.name, secret)
					}
				}
			}
		})
	}
}

// flipped changes every digit.
func flipped(digits string) string {
	return strings.Map(func(r rune) rune {
		if r == '0' {
			return '1'
		}
		return '0'
	}, digits)
}
