package knowledge

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// small returns the fixture with changes laid over it: path → old text → new text. An empty old text adds a file.
func small(t testing.TB, path, old, new string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	root := os.DirFS("testdata/small")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case path == "":
	case old == "":
		files[path] = &fstest.MapFile{Data: []byte(new)}
	case files[path] == nil || !strings.Contains(string(files[path].Data), old):
		t.Fatalf("%s does not contain %q", path, old)
	default:
		files[path] = &fstest.MapFile{Data: []byte(strings.Replace(string(files[path].Data), old, new, 1))}
	}
	return files
}

func mustLoad(t testing.TB, fsys fs.FS) *Library {
	t.Helper()
	lib, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func mustBase(t testing.TB, lib *Library, county string, on Date) *Base {
	t.Helper()
	b, err := lib.Base(county, on)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAFaultInAFileIsToldWithFileLineAndWhat(t *testing.T) {
	const all = "central/all.yaml"
	tests := []struct {
		name           string
		path, old, new string
		want           string
	}{
		{"an unknown key", all, "title: 修路架桥", "titel: 修路架桥", "central/all.yaml:43: 不认识的名称「titel」"},
		{"a key of the other list", all, "broad: true", "absolute: true", "central/all.yaml:53: 不认识的名称「absolute」"},
		{"a key written twice", all, "broad: true", "title: 又一遍", "central/all.yaml:53: 「title」写了两遍"},
		{"a missing id", all, "id: neg-gain\n    title", "title", "central/all.yaml:61: 缺少「id」"},
		{"a missing status", all, "    status: local_confirm\n", "", "central/all.yaml:78: 缺少「status」"},
		{"a missing title that no layer above has", "counties/jia/lists.yaml", "    title: 甲县自己的红线\n", "", "counties/jia/lists.yaml:5: 「neg-jia」没有 title"},
		{"a red line that does not say whether it is absolute", "counties/jia/lists.yaml", "    absolute: true\n", "", "counties/jia/lists.yaml:5: 红线「neg-jia」没有写 absolute"},
		{"an answer missing", all, "    answer: 把拿不准的事先报给纪委监委登记。\n", "", "central/all.yaml:90: 「faq-01」没有 answer"},
		{"a sign that leaves out which way", all, "any_of: [{fact: c-collective, holds: true}]", "any_of: [{fact: c-collective}]", "central/all.yaml:17: 缺少「holds」"},
		{"text where true or false belongs", all, "absolute: false", "absolute: 否", "central/all.yaml:73: 「absolute」只能写 true 或 false"},
		{"text where a number belongs", all, "year: 2020", "year: 二零二零", "central/all.yaml:46: 「year」只能写整数"},
		{"a number where text belongs", all, "title: 防汛抢险", "title: 2020", "central/all.yaml:50: 「title」应是文字"},
		{"a mapping where text belongs", all, "title: 防汛抢险", "title: {a: b}", "central/all.yaml:50: 「title」应是文字"},
		{"text where a list belongs", all, "phrases: [给亲戚揽活]", "phrases: 给亲戚揽活", "central/all.yaml:69: 「phrases」应是一个列表"},
		{"a list where a mapping belongs", all, "layer: {id: central, title: 中央, kind: central, filing: 容错备案, elements: 6}", "layer: [central]", "central/all.yaml:2: 「layer」这里应是几行"},
		{"a date that is none", all, "until: 2029-12-31", "until: 2029-02-30", "central/all.yaml:55: 「until」应是日期，写成 2026-01-31 的样子，现在是「2029-02-30」"},
		{"an unknown status", all, "status: local_confirm", "status: maybe", "central/all.yaml:80: 不认识的 status「maybe」"},
		{"an unknown kind of layer", all, "kind: central", "kind: national", "central/all.yaml:2: 不认识的 kind「national」"},
		{"a key with nothing behind it", all, "title: 防汛抢险", "title:", "central/all.yaml:50: 「title」后面是空的"},
		{"an empty text", all, "title: 防汛抢险", `title: ""`, "central/all.yaml:50: 「title」后面是空的"},
		{"an anchor", all, "title: 防汛抢险", "title: &x 防汛抢险", "central/all.yaml:50: 不支持 YAML 的锚点"},
		{"a merge key", all, "broad: true", "<<: {broad: true}", "central/all.yaml:53: 不支持 YAML 的锚点"},
		{"a tab", all, "    broad: true", "\tbroad: true", "缩进用了制表符"},
		{"a line without a colon", all, "    broad: true", "    broad", "这一行少了「: 」"},
		{"two colons in one line", all, "description: 险情来了当场决断。", "description: 险情: 来了", "一行里有两个「: 」"},
		{"a bracket not closed", all, "phrases: [给亲戚揽活]", "phrases: [给亲戚揽活", "括号"},
		{"a quotation mark not closed", all, "title: 防汛抢险", `title: "防汛抢险`, "引号"},
		{"two layers in one folder", "counties/jia/more.yaml", "", "layer: {id: jia, title: 甲, kind: county}", "counties/jia/more.yaml:1: 同一个文件夹里有两处 layer"},
		{"a parent that is not there", "city/all.yaml", "parent: central", "parent: nowhere", "city/all.yaml:1: 「city」的 parent「nowhere」没有清单"},
		{"a circle of parents", "city/all.yaml", "parent: central", "parent: jia", "city/all.yaml:1: 「city」不能放在「jia」下面"},
		{"a county below itself", "counties/jia/layer.yaml", "parent: city", "parent: jia", "counties/jia/layer.yaml:1: 「jia」不能放在「jia」下面"},
		{"a county without parent", "counties/jia/layer.yaml", "parent: city, ", "", "counties/jia/layer.yaml:1: 「jia」没有 parent"},
		{"a folder without layer", "counties/bing/x.yaml", "", "placeholders: []", "counties/bing/x.yaml: 文件夹「bing」里没有 layer"},
		{"two folders for one layer", "counties/bing/x.yaml", "", "layer: {id: city, title: 又一个, kind: city, parent: central}", "counties/bing/x.yaml:1: 「city」这一层已经有了，在 city/all.yaml:1"},
		{"two documents in one file", "city/more.yaml", "", "placeholders: []\n---\nplaceholders: []\n", "city/more.yaml:2: 一个文件只能有一份内容"},
		{"a file that is not UTF-8", "city/more.yaml", "", "# gbk\nlayer: \xb2\xe2\n", "city/more.yaml:2: 文件不是 UTF-8 编码"},
		{"a file that is a sentence", "city/more.yaml", "", "这不是清单", "city/more.yaml:1: 「文件」这里应是几行"},
		{"binary", "city/more.yaml", "", "\x00\x01\x02", "city/more.yaml"},
		{"a file beyond all measure", "city/more.yaml", "", strings.Repeat("#", mostBytes+1), "city/more.yaml: 文件太大"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(small(t, tt.path, tt.old, tt.new))
			if err == nil {
				t.Fatalf("no error, want %q", tt.want)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %q, want it to contain %q", err, tt.want)
			}
		})
	}
}

func TestAllFaultsAreToldAtOnceInTheOrderOfFilesAndLines(t *testing.T) {
	files := small(t, "central/all.yaml", "title: 修路架桥", "titel: 修路架桥")
	files["city/more.yaml"] = &fstest.MapFile{Data: []byte("positive:\n  - {title: 无名}\n")}
	_, err := Load(files)
	if err == nil {
		t.Fatal("no error")
	}
	lines := strings.Split(err.Error(), "\n")
	want := []string{"central/all.yaml:42: ", "central/all.yaml:43: ", "city/more.yaml:2: ", "city/more.yaml:2: "}
	if len(lines) != len(want) {
		t.Fatalf("got %d faults:\n%v", len(lines), err)
	}
	for i := range want {
		if !strings.HasPrefix(lines[i], want[i]) {
			t.Errorf("fault %d: got %q, want %q…", i, lines[i], want[i])
		}
	}
}

func TestAFolderWithoutListsIsAnError(t *testing.T) {
	if _, err := Load(fstest.MapFS{"readme.txt": {}}); err == nil || !strings.Contains(err.Error(), sayNoFiles) {
		t.Errorf("got %v", err)
	}
	if _, err := Load(os.DirFS("testdata/nowhere")); err == nil {
		t.Error("a folder that is not there loads")
	}
}

func TestHiddenFilesAndEmptyFilesAreLeftAlone(t *testing.T) {
	files := small(t, "central/.draft.yaml", "", "{{{")
	files["central/.git/x.yaml"] = &fstest.MapFile{Data: []byte("{{{")}
	files["central/empty.yaml"] = &fstest.MapFile{}
	files["central/comment.yml"] = &fstest.MapFile{Data: []byte("# 以后再写\n")}
	mustLoad(t, files)
}

func TestALineBreakInASentenceLeavesNoBlankBetweenChineseCharacters(t *testing.T) {
	tests := []struct{ name, yaml, want string }{
		{"folded", ">-\n      先报，\n      后做。", "先报，后做。"},
		{"plain over two lines", "先报\n      后做", "先报后做"},
		{"beside Latin letters it stays", ">-\n      发 DOCX\n      文件", "发 DOCX 文件"},
		{"literal lines stay", "|\n      第一行\n      第二行", "第一行\n第二行"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lib := mustLoad(t, small(t, "central/all.yaml", "answer: 把拿不准的事先报给纪委监委登记。", "answer: "+tt.yaml))
			if got := mustBase(t, lib, "jia", "2026-11-22").FAQ("faq-01").Answer; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTheHashChangesWithEveryByteAndEveryName(t *testing.T) {
	hash := func(files fstest.MapFS) string { return mustLoad(t, files).Hash }
	plain := hash(small(t, "", "", ""))
	if len(plain) != 12 {
		t.Errorf("hash %q, want 12 characters", plain)
	}
	if again := hash(small(t, "", "", "")); again != plain {
		t.Errorf("the same files hash to %s and %s", plain, again)
	}
	if other := hash(small(t, "central/all.yaml", "修路架桥", "修桥铺路")); other == plain {
		t.Error("a word changed and the hash did not")
	}
	moved := small(t, "", "", "")
	moved["counties/jia/other.yaml"] = moved["counties/jia/lists.yaml"]
	delete(moved, "counties/jia/lists.yaml")
	if hash(moved) == plain {
		t.Error("a file was renamed and the hash did not change")
	}
}

func FuzzLoad(f *testing.F) {
	for name := range small(f, "", "", "") {
		data, err := os.ReadFile("testdata/small/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, s := range []string{"", "---", "a: *a", "a: &a [*a]", "layer: {id: x, title: x, kind: county, parent: x}", "positive: [{}]", "? [a]: b", "layer: !!binary x", "- - -", "faqs:\n- id: &x"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		lib, err := Load(fstest.MapFS{"counties/x/x.yaml": {Data: data}, "central/y.yaml": {Data: []byte("layer: {id: central, title: 中央, kind: central}")}})
		if err != nil {
			return
		}
		Check(lib, "2026-11-22")
		for _, info := range lib.Layers() {
			b, err := lib.Base(info.ID, "2026-11-22")
			if err != nil {
				continue
			}
			b.SearchFAQ("备案要几天")
			b.Lookup("修路")
		}
		if _, err := unpackLibrary(string(Compile(lib)), lib.Hash); err != nil {
			t.Errorf("the snapshot of what was loaded: %v", err)
		}
	})
}
