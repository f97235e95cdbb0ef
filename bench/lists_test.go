package bench

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"go.yaml.in/yaml/v3"

	"dandang/knowledge"
)

// tenfold is the shipped lists with ten times the items, red lines, procedure entries and phrases: beside each entry
// nine more with other ids and other words.
func tenfold(tb testing.TB) *knowledge.Base {
	tb.Helper()
	files := fstest.MapFS{}
	shipped := knowledge.Lists()
	err := fs.WalkDir(shipped, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(shipped, name)
		if err == nil && path.Ext(name) == ".yaml" && strings.HasPrefix(name, "central/") {
			text, err = multiply(text, 10)
		}
		files[name] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	lib, err := knowledge.Load(files)
	if err != nil {
		tb.Fatal(err)
	}
	b, err := lib.Base("demo", "2026-11-22")
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// multiply writes each entry of the lists in a file n times.
func multiply(text []byte, n int) ([]byte, error) {
	var lists map[string]any
	if err := yaml.Unmarshal(text, &lists); err != nil {
		return nil, err
	}
	for _, key := range []string{"positive", "negative", "faqs"} {
		entries, _ := lists[key].([]any)
		for _, e := range entries {
			for k := 1; k < n; k++ {
				lists[key] = append(lists[key].([]any), altered(e.(map[string]any), k))
			}
		}
	}
	return yaml.Marshal(lists)
}

// altered is an entry with another id and other words.
func altered(entry map[string]any, k int) map[string]any {
	out := map[string]any{}
	for key, v := range entry {
		switch v := v.(type) {
		case string:
			if out[key] = v; key == "title" || key == "description" || key == "answer" || key == "declare" {
				out[key] = other(v, k)
			}
		case []any:
			if out[key] = v; key == "phrases" || key == "ask" {
				var words []any
				for _, w := range v {
					words = append(words, other(fmt.Sprint(w), k))
				}
				out[key] = words
			}
		default:
			out[key] = v
		}
	}
	out["id"] = fmt.Sprintf("%v-%d", entry["id"], k)
	delete(out, "numbers") // their ids are confirmed elsewhere, each once
	return out
}

// common are characters that the lists use a lot: other words are made of them.
const common = "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坏兴足县案项目企村镇局批准备审核容错免责"

// other turns each Chinese character of s into another of the common ones, for each k differently.
func other(s string, k int) string {
	runes := []rune(common)
	return strings.Map(func(r rune) rune {
		if r < 0x4e00 || r > 0x9fff {
			return r
		}
		return runes[(int(r)*31+k*(97+int(r)%13))%len(runes)]
	}, s)
}

// TestTenfold holds the generated lists to what they are said to be.
func TestTenfold(t *testing.T) {
	one, ten := base(t), tenfold(t)
	// The lists of the lower layers are not multiplied: nine tenths of the tenfold is asked for.
	if a, b := len(passages(one)), len(passages(ten)); b < 9*a {
		t.Errorf("%d passages against %d", b, a)
	}
	if a, b := len(one.Positive)+len(one.Negative), len(ten.Positive)+len(ten.Negative); b < 7*a {
		t.Errorf("%d items against %d", b, a)
	}
}
