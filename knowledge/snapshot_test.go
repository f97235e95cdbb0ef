package knowledge

import (
	"bytes"
	"flag"
	"os"
	"reflect"
	"testing"
)

var update = flag.Bool("update", false, "write lists.snapshot anew")

func TestTheSnapshotIsNotStale(t *testing.T) {
	want := Compile(mustLoad(t, Lists()))
	if *update {
		if err := os.WriteFile("lists.snapshot", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if snapshot != string(want) {
		t.Error("lists.snapshot was made from other lists; run go generate ./knowledge or dandang train")
	}
}

func TestTheEmbeddedListsAreThoseOfTheFiles(t *testing.T) {
	embedded, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	files := mustLoad(t, os.DirFS("lists"))
	if embedded.Hash != files.Hash || !reflect.DeepEqual(embedded.layers, files.layers) {
		t.Error("the program carries other lists than the folder has")
	}
}

func TestASnapshotComesBackAsItWas(t *testing.T) {
	for _, county := range []string{"", "counties/yi/layer.yaml"} {
		files := small(t, "", "", "")
		delete(files, county)
		lib := mustLoad(t, files)
		packed := Compile(lib)
		if !bytes.Equal(packed, Compile(mustLoad(t, files))) {
			t.Error("two compilations differ")
		}
		again, err := unpackLibrary(string(packed), lib.Hash)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(again.layers, lib.layers) {
			t.Errorf("got %+v\nwant %+v", again.layers, lib.layers)
		}
	}
}

func TestASnapshotOfOtherListsOrDamagedIsRefused(t *testing.T) {
	lib := mustLoad(t, small(t, "", "", ""))
	packed := string(Compile(lib))
	tests := []struct{ name, packed, hash string }{
		{"none", "", lib.Hash},
		{"of other lists", packed, "0123456789ab"},
		{"of another shape", packed[:len(snapshotMark)] + "\x03{x}" + packed[len(snapshotMark):], lib.Hash},
		{"cut short", packed[:len(packed)-1], lib.Hash},
		{"with something behind it", packed + "\x00", lib.Hash},
		{"not one at all", "#!/bin/sh", lib.Hash},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := unpackLibrary(tt.packed, tt.hash); err == nil {
				t.Error("no error")
			}
		})
	}
	for i := range len(packed) {
		if _, err := unpackLibrary(packed[:i], lib.Hash); err == nil {
			t.Fatalf("the first %d bytes pass for all %d", i, len(packed))
		}
	}
}

func FuzzSnapshot(f *testing.F) {
	lib := mustLoad(f, small(f, "", "", ""))
	head := len(snapshotMark)
	f.Add(Compile(lib)[head:])
	f.Fuzz(func(t *testing.T, data []byte) {
		again, err := unpackLibrary(snapshotMark+string(data), lib.Hash)
		if err != nil {
			return
		}
		if _, err := unpackLibrary(string(Compile(again)), lib.Hash); err != nil {
			t.Errorf("what came out does not go in again: %v", err)
		}
	})
}

func BenchmarkStart(b *testing.B) {
	b.Run("embedded", func(b *testing.B) {
		for b.Loop() {
			lib, err := Embedded()
			if err != nil {
				b.Fatal(err)
			}
			mustBase(b, lib, "demo", "2026-11-22")
		}
	})
	b.Run("folder", func(b *testing.B) {
		for b.Loop() {
			lib := mustLoad(b, os.DirFS("lists"))
			mustBase(b, lib, "demo", "2026-11-22")
		}
	})
	b.Run("base", func(b *testing.B) {
		lib := mustLoad(b, os.DirFS("lists"))
		l := lib.layer("demo")
		for b.Loop() {
			lib.merge(l, "2026-11-22")
		}
	})
}
