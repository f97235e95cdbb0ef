package reader

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"sync"
)

// A Cue is what one clause says, or seems to say, about one red line or condition.
type Cue struct {
	From, To int32  // runes; a quote that shows it
	Clause   int16  // index into the clauses that were scanned
	Fact     string // neg-… or c-…
	Holds    bool   // false: the words deny it
	Hint     bool   // raised or likely, not settled; Holds is then true
	Weight   float32
}

// Strong is the weight from which a cue may be acted on alone; a lighter one is a suspicion.
const Strong = 1

// HugeLoss is the loss in yuan from which the lexicon calls it heavy, as long as a county has set no figure of its own.
const HugeLoss = 5_000_000

// A Lexicon is the compiled word classes and patterns. It is safe for use by several goroutines at once.
type Lexicon struct {
	facts       []string
	files       []string // names, for pattern.file
	words       wordTable
	classes     grouped // by word: the classes it is in
	shadows     grouped // by word: the classes whose words do not count inside it
	common      []bool  // by word: words of one rune do not count inside it
	patterns    []pattern
	need        [][4]uint16 // by pattern: classes that must all occur
	anchored    grouped     // by class: the patterns of which it is the rarest term
	huge, small uint16      // the words that stand for sums of HugeLoss and more, and below
	scope       scopeClasses
	keys        []uint64                // by class: its name as a feature to learn from
	pool        sync.Pool               // of *scan
	seen        func(p *pattern, c Cue) // for curators' tests: called for every match, before cues are merged
}

//go:embed lexicon/*.txt
var lexiconFiles embed.FS

// NewLexicon compiles the lexicon that comes with the program.
func NewLexicon() (*Lexicon, error) { return compileLexicon(lexiconFiles, "lexicon") }

// compileLexicon reads the files of a folder in the order of their names; classes are known from where they are defined on.
func compileLexicon(files fs.FS, folder string) (*Lexicon, error) {
	l := &Lexicon{}
	b := newBuilder(l)
	names, err := fs.Glob(files, folder+"/*.txt")
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		text, err := fs.ReadFile(files, n)
		if err != nil {
			return nil, err
		}
		if err := b.read(path.Base(n), string(text)); err != nil {
			return nil, err
		}
	}
	if len(l.patterns) == 0 {
		return nil, fmt.Errorf("lexicon: no patterns in %s", folder)
	}
	b.finish()
	return l, nil
}

// Facts are the ids of the red lines and conditions that the lexicon knows.
func (l *Lexicon) Facts() []string { return l.facts }

// Scan appends what the clauses of t say to dst: at most one cue for each clause, fact and direction, in the order of the
// clauses. Clauses are those of t.Clauses.
func (l *Lexicon) Scan(t *Text, clauses []Span, dst []Cue) []Cue {
	s, _ := l.pool.Get().(*scan)
	if s == nil {
		s = newScan(len(l.anchored.from) - 1)
	}
	s.lex, s.text, s.clauses, s.first, s.cues = l, t, clauses, len(dst), dst
	s.collect()
	for _, c := range s.touched {
		for _, p := range l.anchored.of(c) {
			if s.may(p) {
				s.try(&l.patterns[p])
			}
		}
	}
	dst = s.cues
	sortCues(dst[s.first:])
	s.reset()
	l.pool.Put(s)
	return dst
}
