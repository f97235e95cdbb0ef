package filing

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Names of the custom properties that a document carries.
const (
	propPaper   = "文种"
	propNumber  = "编号"
	propVersion = "版本"
	propHash    = "核验值"
)

// A VerifyState is what a check of a document comes to.
type VerifyState string

const (
	Same         VerifyState = wordSame         // nothing has been changed since it was made
	Altered      VerifyState = wordAltered      // something differs from what was made
	Unstamped    VerifyState = wordUnstamped    // not made here, or stripped of its properties
	Unregistered VerifyState = wordUnregistered // the register knows no such document
)

// A Verification tells what a file claims to be and whether its content agrees.
//
// The hash is no signature: who changes a document and knows how can compute it anew. That the organ has issued the
// document is shown only by its register; see Verification.Against.
type Verification struct {
	State   VerifyState
	Paper   Paper
	Number  string
	Version int
	Hash    string // of the content as it is now, hexadecimal SHA-256
	Claimed string // the hash that the file carries, "" for none
	Code    string // what stands in the footer: the beginning of Hash in groups
}

// Verify reads a document and says whether it is as it was made: 一致 or 已改动, 没有核验信息 for a file without hash.
// Packing it anew changes nothing; changing one character, a number or a version does. The error is a *FileFault.
func Verify(file []byte) (Verification, error) {
	pkg, err := openDocx(file)
	if err != nil {
		return Verification{}, err
	}
	props := readProperties(pkg.parts[partCustom])
	v := Verification{Paper: Paper(props[propPaper]), Number: props[propNumber], Claimed: strings.ToLower(props[propHash])}
	number, err := strconv.Atoi(props[propVersion])
	if err == nil {
		v.Version = number
	}
	content, err := pkg.content(v)
	if err != nil {
		return Verification{}, err
	}
	claimed := v.Claimed
	if len(claimed) != 2*sha256.Size {
		claimed = strings.Repeat("0", 2*sha256.Size)
	}
	v.Hash = content.hash(codeOf(claimed))
	v.Code = codeOf(v.Hash)
	switch {
	case v.Claimed == "":
		v.State = Unstamped
	case v.Hash == v.Claimed && v.Version > 0:
		v.State = Same
	default:
		v.State = Altered
	}
	return v, nil
}

// A Lookup finds a document that was issued, by its full hash or by the code in its footer, in small letters without
// dashes; false when the register has none.
type Lookup func(hash string) (Issued, bool)

// Issued is what the register keeps of a document.
type Issued struct {
	Paper   Paper
	Number  string
	Version int
	Hash    string
}

// Against compares a verified file with the register. A document whose content is whole and which the register does
// not know is 没有登记.
func (v Verification) Against(find Lookup) Verification {
	if v.State != Same {
		return v
	}
	known, ok := find(v.Hash)
	if !ok || known.Hash != v.Hash || known.Number != v.Number || known.Version != v.Version {
		v.State = Unregistered
	}
	return v
}

// VerifyHash looks a hash or the code of a footer up in the register, without the file: 一致 or 没有登记.
// Blanks, dashes and large letters in what was typed do not matter.
func VerifyHash(typed string, find Lookup) Verification {
	clean := strings.Map(func(r rune) rune {
		switch {
		case r >= 'ａ' && r <= 'ｆ', r >= 'Ａ' && r <= 'Ｆ', r >= '０' && r <= '９':
			r -= 0xFEE0
		}
		if strings.ContainsRune("0123456789abcdefABCDEF", r) {
			return r
		}
		return -1
	}, typed)
	clean = strings.ToLower(clean)
	v := Verification{State: Unregistered, Claimed: clean}
	if len(clean) < codeDigits {
		return v
	}
	known, ok := find(clean)
	if !ok || !strings.HasPrefix(known.Hash, clean) {
		return v
	}
	return Verification{State: Same, Paper: known.Paper, Number: known.Number, Version: known.Version, Hash: known.Hash, Claimed: clean, Code: codeOf(known.Hash)}
}

// contentOf is what the hash covers.
type contentOf struct {
	Paper   Paper
	Number  string
	Version int
	Body    []string // lines of the text and the notes
	Heads   []string // lines of headers and footers; each counts once
	Media   []string // hashes of pictures
}

// hash is the SHA-256 of the content, hexadecimal. The code itself, wherever it stands in the text, counts as a fixed word.
func (c contentOf) hash(code string) string {
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "document 1\n%s\n%q\n%d\n", c.Paper, c.Number, c.Version) // a hash never fails to write
	for _, group := range [][]string{c.Body, sortedSet(c.Heads), sortedSet(c.Media)} {
		for _, line := range group {
			_, _ = io.WriteString(h, strings.ReplaceAll(line, code, "{"+nameCode+"}"))
			_, _ = io.WriteString(h, "\n")
		}
		_, _ = io.WriteString(h, "\x1d\n")
	}
	return hex.EncodeToString(h.Sum(nil))
}

func sortedSet(lines []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(lines)))
}

// content gathers what the hash covers from an opened file, in the order in which render does.
func (p *docxPackage) content(v Verification) (contentOf, error) {
	c := contentOf{Paper: v.Paper, Number: v.Number, Version: v.Version}
	texts := map[string][]string{}
	for _, name := range slices.Sorted(slices.Values(p.names)) {
		label, head := partLabel(name)
		if label == "" {
			if strings.HasPrefix(name, "word/media/") {
				c.Media = append(c.Media, mediaHash(p.parts[name]))
			}
			continue
		}
		tree, err := readTree(name, p.parts[name])
		if err != nil {
			return c, err
		}
		clean, err := treeBytes(tree)
		if err != nil {
			return c, err
		}
		if head {
			c.Heads = append(c.Heads, docxText(clean)...)
			continue
		}
		texts[name] = docxText(clean)
	}
	c.Body = joinTexts(texts)
	return c, nil
}

// codeDigits is how many digits of the hash stand in the footer: 80 bits.
const codeDigits = 20

// codeOf is the code of a hash: five groups of four.
func codeOf(hash string) string {
	if len(hash) < codeDigits {
		return noCode
	}
	upper := strings.ToUpper(hash[:codeDigits])
	return strings.Join([]string{upper[:4], upper[4:8], upper[8:12], upper[12:16], upper[16:]}, "-")
}

// readProperties reads the custom properties; what cannot be read is absent.
func readProperties(part []byte) map[string]string {
	var file struct {
		Properties []struct {
			Name string `xml:"name,attr"`
			Str  string `xml:"lpwstr"`
			Int  string `xml:"i4"`
		} `xml:"property"`
	}
	out := map[string]string{}
	if err := xml.NewDecoder(bytes.NewReader(part)).Decode(&file); err != nil {
		return out
	}
	for _, p := range file.Properties {
		out[p.Name] = p.Str + p.Int
	}
	return out
}
