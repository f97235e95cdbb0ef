package filing

import (
	"bytes"
	"errors"
	"os"
	"testing"
	"testing/fstest"
)

// FuzzVerify gives arbitrary bytes as a document that somebody sends in. Nothing may crash, every error must be one
// that can be told, and packing the same parts anew must come to the same.
func FuzzVerify(f *testing.F) {
	whole, err := os.ReadFile("templates/visit.docx")
	if err != nil {
		f.Fatal(err)
	}
	for _, b := range [][]byte{whole, whole[:len(whole)/2], bytes.Replace(whole, []byte("word/document.xml"), []byte("../../document.xml"), -1),
		nil, []byte("PK\x03\x04"), []byte("\xd0\xcf\x11\xe0"), bytes.Repeat([]byte("PK\x05\x06"), 40)} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		v, err := Verify(file)
		var fault *FileFault
		if err != nil && !errors.As(err, &fault) {
			t.Fatalf("an error of no kind: %v", err)
		}
		if again, err2 := Verify(file); again != v || (err == nil) != (err2 == nil) {
			t.Fatalf("twice the same file: %+v, %v and %+v, %v", v, err, again, err2)
		}
		if err == nil && v.State == Same && v.Claimed != v.Hash {
			t.Fatalf("said to be the same: %+v", v)
		}
	})
}

// FuzzCalendar gives an arbitrary year of holidays; what is accepted must be able to count days.
func FuzzCalendar(f *testing.F) {
	shipped, err := os.ReadFile("calendar/2026.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{string(shipped), "", "year: 2026", "a: &a [*a]", "- - -", "holidays: [2026-01-01]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_, _ = LoadCalendar(fstest.MapFS{"2026.yaml": {Data: []byte(s)}})
		_, _ = LoadWorkflows(fstest.MapFS{"filing.yaml": {Data: []byte(s)}})
	})
}
