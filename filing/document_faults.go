package filing

import (
	"errors"
	"fmt"
	"strings"
)

// Errors of documents and templates that a caller tests for.
var (
	ErrNoPaper  = errors.New("no such kind of document")
	ErrTemplate = errors.New("template is not usable")
	ErrNotDocx  = errors.New("not a usable DOCX file")
)

// A FileFault is a file that cannot be read as DOCX; its text is for the person who gave the file.
type FileFault struct{ What string }

// Error is the Chinese sentence.
func (f *FileFault) Error() string { return f.What }

// Unwrap makes errors.Is(err, ErrNotDocx) true.
func (f *FileFault) Unwrap() error { return ErrNotDocx }

func fileFault(format string, args ...any) error {
	return &FileFault{What: fmt.Sprintf(format, args...)}
}

// A Fault is one thing wrong with a template, for the person who made it.
type Fault struct {
	Part      string // 正文, 页眉, 页脚; "" when it is about the file as a whole
	Paragraph int    // number of the paragraph in that part, from 1, those in tables counted; 0 for none
	Text      string // what the paragraph says, shortened
	What      string // what is wrong and what to write
}

// String is the line that is shown: 正文第12段「联系人：{{联络人}}」：不认识的占位符…
func (f Fault) String() string {
	if f.Paragraph == 0 {
		return f.What
	}
	return fmt.Sprintf(wordFaultAt, f.Part, f.Paragraph, f.Text, f.What)
}

// Faults are the reasons why a template is not put in use; as an error it matches ErrTemplate.
type Faults []Fault

// Error lists the faults, a line each.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, one := range f {
		lines[i] = one.String()
	}
	return strings.Join(lines, "\n")
}

// Unwrap makes errors.Is(err, ErrTemplate) true.
func (f Faults) Unwrap() error { return ErrTemplate }

// A MissingError names what the data must say and does not.
type MissingError struct {
	Paper Paper
	Names []string // names of slots; a column as 列表.列
}

// Error is the Chinese sentence.
func (e *MissingError) Error() string {
	return fmt.Sprintf(wordMissingData, strings.Join(e.Names, "、"))
}

// excerpt shortens text to most runes for a message, on one line.
func excerpt(text string, most int) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most]) + "…"
}
