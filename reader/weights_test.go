package reader

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// few is a two-hundredth of each file of the corpus.
func few(t testing.TB) fs.FS {
	t.Helper()
	names, err := fs.Glob(Corpus(), "*.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	small := fstest.MapFS{}
	for _, n := range names {
		all, err := fs.ReadFile(Corpus(), n)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		i := 0
		for line := range bytes.Lines(all) {
			if i++; i%200 == 0 {
				out.Write(line)
			}
		}
		small[n] = &fstest.MapFile{Data: out.Bytes()}
	}
	return small
}

func TestTrainingIsReproducible(t *testing.T) {
	corpus := few(t)
	first, err := Train(t.Context(), corpus, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Train(t.Context(), corpus, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, again) {
		t.Error("training twice gave different bytes")
	}
	o, err := openOffline(first)
	if err != nil {
		t.Fatal(err)
	}
	text := "村里修路的活，我打算直接给我小舅子的工程队干，能备案吗"
	r, err := o.Read(t.Context(), lists(t), text, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := check(lists(t), text, r); err != nil {
		t.Error(err)
	}
}

func TestTrainingStopsWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Train(ctx, few(t), io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestABadCorpusIsToldWithItsLine(t *testing.T) {
	for _, tt := range []struct {
		name, text, want string
	}{
		{"no file at all", "", "no *.jsonl"},
		{"a line that is no object", "{\"id\":\"a\"}\nnonsense\n", "x.jsonl:2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			corpus := fstest.MapFS{}
			if tt.text != "" {
				corpus["x.jsonl"] = &fstest.MapFile{Data: []byte(tt.text)}
			}
			if _, err := Train(t.Context(), corpus, io.Discard); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q in it", err, tt.want)
			}
		})
	}
}

func TestEmbeddedWeightsAreSound(t *testing.T) {
	w, err := openWeights(Weights())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.check(); err != nil {
		t.Error(err)
	}
	if n := len(Weights()); n > 4<<20 {
		t.Errorf("%d bytes, more than 4 MB", n)
	}
	if len(w.stacks) != stackCount {
		t.Errorf("%d stacks, want %d", len(w.stacks), stackCount)
	}
}

func TestDamagedWeightsAreRefused(t *testing.T) {
	good := Weights()
	for _, tt := range []struct {
		name string
		file []byte
	}{
		{"empty", nil},
		{"another file", []byte("something else that is long enough to hold a header")},
		{"cut in the header", good[:40]},
		{"cut in the table", good[:4000]},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := openWeights(tt.file); !errors.Is(err, errWeights) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestDenseRowsSumLikeSparseOnes holds the eight-at-a-time sums to the plain ones.
func TestDenseRowsSumLikeSparseOnes(t *testing.T) {
	const width = 19
	a := newLanes(width)
	want := make([]int32, width)
	got := make([]int32, width)
	for n := range mostRows {
		row := make([]byte, a.bytes)
		for l := range row {
			w := (n*37+l*101)%255 - 127
			row[l] = uint8(w + denseZero)
			if l < width {
				want[l] += int32(w)
			}
		}
		a.add(row)
	}
	a.flush(got)
	for l := range want {
		if got[l] != want[l] {
			t.Errorf("label %d: %d, want %d", l, got[l], want[l])
		}
	}
}

func FuzzOpenWeights(f *testing.F) {
	f.Add(Weights()[:2000])
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := openWeights(data)
		if err == nil {
			_ = w.check()
		}
	})
}
