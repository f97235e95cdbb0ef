package filing

import (
	"bytes"
	_ "embed"
	"fmt"
	"sync"

	"go.yaml.in/yaml/v3"
)

// A Paper is one kind of document that is handed over or kept on file; its value is the id of the template.
type Paper string

// The papers.
const (
	PaperRequest       Paper = "request"       // 容错免责事项备案申请表
	PaperApproval      Paper = "approval"      // 容错免责事项备案审批表
	PaperNotice        Paper = "notice"        // 容错免责事项备案通知书
	PaperRefusal       Paper = "refusal"       // 不予备案告知书
	PaperSupplement    Paper = "supplement"    // 补正通知书
	PaperChange        Paper = "change"        // 变更备案申请
	PaperVisit         Paper = "visit"         // 跟踪回访记录
	PaperDetermination Paper = "determination" // 容错认定申请书
	PaperClarification Paper = "clarification" // 失实举报澄清申请
	PaperReminder      Paper = "reminder"      // 限期整改提醒函
	PaperVisitPlan     Paper = "visitplan"     // 回访方案
)

// Data is what a document says. Every name may be the Chinese name or the id of a slot.
// Names that the template does not use are left out of the document.
type Data struct {
	Number  string                         // number of the case, 宝纪备〔2026〕3号; it stands in the footer and under the hash
	Version int                            // from 1; 0 counts as 1
	Values  map[string]string              // scalar values; a newline begins a new paragraph
	Lists   map[string][]map[string]string // rows by name of the list
	Flags   map[string]bool                // conditions; a name without a flag holds when its value or list is not empty
}

// A Slot is one placeholder of a paper.
type Slot struct {
	Name    string              `yaml:"name"`    // Chinese, as it is written between the braces
	ID      string              `yaml:"id"`      // may be written instead of the name
	Must    bool                `yaml:"must"`    // the template has to hold it and the data has to fill it
	Flag    bool                `yaml:"flag"`    // only a condition
	Columns []Slot              `yaml:"columns"` // of a list
	Example string              `yaml:"example"` // for specimens and tests
	Rows    []map[string]string `yaml:"rows"`    // the same for a list
}

// list reports whether the slot is a list of rows.
func (s Slot) list() bool { return len(s.Columns) > 0 }

// A PaperInfo describes a paper: its title, its slots, and whether it goes out as a letter of an organ.
type PaperInfo struct {
	ID     Paper  `yaml:"id"`
	Title  string `yaml:"title"`
	Letter bool   `yaml:"letter"` // 信函格式, with the organ's name in red above
	Slots  []Slot `yaml:"slots"`
}

//go:embed templates/papers.yaml
var papersFile []byte

// papers reads the embedded description once.
var papers = sync.OnceValues(func() ([]PaperInfo, error) {
	var file struct {
		Papers []PaperInfo `yaml:"papers"`
	}
	dec := yaml.NewDecoder(bytes.NewReader(papersFile))
	dec.KnownFields(true)
	if err := dec.Decode(&file); err != nil {
		return nil, fmt.Errorf("read templates/papers.yaml: %w", err)
	}
	return file.Papers, nil
})

// Papers lists all kinds of document in the order of their road: request, approval, notice and so on.
// The result is shared and must not be changed.
func Papers() []PaperInfo {
	list, err := papers()
	if err != nil {
		panic(err) // the file is compiled in; a test reads it
	}
	return list
}

// PaperByName finds a paper by its id or its Chinese title.
func PaperByName(name string) (PaperInfo, bool) {
	for _, p := range Papers() {
		if string(p.ID) == name || p.Title == name {
			return p, true
		}
	}
	return PaperInfo{}, false
}

// Specimen is made-up data that fills every slot of the paper which has an example.
func (p PaperInfo) Specimen() Data {
	d := Data{Number: "某纪备〔2026〕3号", Version: 1, Values: map[string]string{}, Lists: map[string][]map[string]string{}}
	for _, s := range p.Slots {
		switch {
		case s.list():
			d.Lists[s.Name] = s.Rows
		case !s.Flag && s.Example != "":
			d.Values[s.Name] = s.Example
		}
	}
	return d
}

// version is the version as it is printed.
func (d Data) version() int { return max(d.Version, 1) }
