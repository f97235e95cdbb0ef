package bot_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dandang/filing"
	"dandang/handlers"
	"dandang/store/redistest"
)

// draftDesk is a desk that takes papers, with the folder that it writes documents into.
func draftDesk(t *testing.T, url string) (*handlers.Desk, string) {
	t.Helper()
	d := desk(t, url)
	forms, err := filing.LoadForms(nil)
	if err != nil {
		t.Fatal(err)
	}
	d.Forms, d.Templates, d.Documents = forms, &filing.Templates{}, t.TempDir()
	return d, d.Documents
}

// playDraft plays a talk about a paper; the folder of documents is written as 文书.
func playDraft(t *testing.T, url, unit, file string) string {
	t.Helper()
	d, dir := draftDesk(t, url)
	return strings.ReplaceAll(play(t, d, unit, file), dir, "文书")
}

// TestDrafts plays every written talk about a paper, each on an embedded store of its own and on a real Redis: both
// say, word for word, what the file says.
func TestDrafts(t *testing.T) {
	files, err := filepath.Glob("testdata/drafts/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d talks about papers, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			unit := unitOf(t, file)
			got := playDraft(t, "", unit, file)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the talk goes otherwise (go test ./bot -run TestDrafts -update, then read the difference):\n%s", difference(string(want), got))
			}
			if again := playDraft(t, redistest.Start(t).URL, unit, file); again != got {
				t.Errorf("on a real Redis the talk goes otherwise:\n%s", difference(got, again))
			}
		})
	}
}

