package knowledge

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A view is one county's lists on one day.
type view struct {
	county string
	on     Date
}

// mostBases is how many merged lists a Library keeps: the counties of a large province, and at midnight those of two days.
// One takes some 130 KB.
const mostBases = 400

// Layers describes all layers, from the highest down, those of one kind in the order of their folders.
func (lib *Library) Layers() []LayerInfo {
	infos := make([]LayerInfo, len(lib.layers))
	for i := range lib.layers {
		infos[i] = lib.layers[i].Info
	}
	slices.SortStableFunc(infos, func(a, b LayerInfo) int {
		rankA, _ := rankOfKind(a.Kind)
		rankB, _ := rankOfKind(b.Kind)
		return rankA - rankB
	})
	return infos
}

// Base returns the lists as the county with that id sees them on the day: central, province, city and county
// merged, red lines added up, what is not in force left out. The Base is shared and must not be changed.
// The error says which layers there are when the county is none of them.
func (lib *Library) Base(county string, on Date) (*Base, error) {
	if !isDate(string(on)) {
		return nil, fmt.Errorf("lists of %s: %q is no date", county, on)
	}
	lib.mu.Lock()
	defer lib.mu.Unlock()
	if b := lib.bases[view{county, on}]; b != nil {
		return b, nil
	}
	l := lib.layer(county)
	if l == nil {
		return nil, fmt.Errorf("no lists for %q; there are %s", county, strings.Join(lib.ids(), ", "))
	}
	b := lib.merge(l, on)
	if lib.bases == nil || len(lib.bases) >= mostBases {
		lib.bases = make(map[view]*Base)
	}
	lib.bases[view{county, on}] = b
	return b, nil
}

// follow merges the lists that the old library was last asked for, so that nobody waits for them once lib is in use.
func (lib *Library) follow(old *Library) {
	old.mu.Lock()
	views := slices.Collect(maps.Keys(old.bases))
	lib.searches = maps.Clone(old.searches)
	old.mu.Unlock()
	var last Date
	for _, v := range views {
		last = max(last, v.on)
	}
	for _, v := range views {
		if v.on == last {
			_, _ = lib.Base(v.county, v.on) // a county that is there no more is told to whoever asks for it
		}
	}
}

// merge puts the layers of l's chain together. A day "" leaves nothing out; the checks ask for that.
func (lib *Library) merge(l *layer, on Date) *Base {
	m := merger{chain: lib.chain(l), own: []string{l.Info.ID}, confirms: l.Confirm, on: on}
	if l.Info.Adopts != "" {
		m.own = append(m.own, l.Info.Adopts)
	}
	b := &Base{Hash: lib.Hash, On: on, County: m.county()}
	for _, c := range m.chain {
		b.Layers = append(b.Layers, c.Info)
		b.Conditions = over(b.Conditions, c.Conditions, func(c Condition) string { return c.ID })
		b.Needs = over(b.Needs, c.Needs, func(n Need) string { return n.ID })
		b.Questions = over(b.Questions, c.Questions, func(q Question) string { return q.ID })
		b.Elements = over(b.Elements, c.Elements, func(e Element) string { return e.ID })
		b.Boundaries = over(b.Boundaries, c.Boundaries, func(n Boundary) string { return n.ID })
	}
	b.Positive = m.positive()
	b.Negative = m.negative()
	b.FAQs = m.faqs()
	b.Placeholders = m.placeholders(b)
	return b.ready(lib.searchIn(b.FAQs))
}

// searchIn is the search in those procedure entries. Most counties have the same ones, today as yesterday, and building it
// takes nine tenths of a merge, so it is shared.
func (lib *Library) searchIn(faqs []FAQ) *faqSearch {
	h := sha256.New()
	for i := range faqs {
		for _, text := range append([]string{faqs[i].ID, faqs[i].Title, faqs[i].Answer}, faqs[i].Ask...) {
			fmt.Fprintf(h, "%d %s", len(text), text)
		}
		h.Write([]byte{0})
	}
	key := [sha256.Size]byte(h.Sum(nil))
	s := lib.searches[key]
	if s == nil {
		if lib.searches == nil || len(lib.searches) >= mostSearches {
			lib.searches = map[[sha256.Size]byte]*faqSearch{}
		}
		s = newFAQSearch(faqs)
		lib.searches[key] = s
	}
	return s
}

// mostSearches is how many searches a Library keeps; one takes 1.3 MB.
const mostSearches = 50

// over returns all with more laid over it: an entry with a known id takes that entry's place.
func over[T any](all, more []T, id func(T) string) []T {
	for _, each := range more {
		i := slices.IndexFunc(all, func(known T) bool { return id(known) == id(each) })
		if i < 0 {
			all = append(all, each)
			continue
		}
		all[i] = each
	}
	return all
}

// layer returns the layer with that id, or nil.
func (lib *Library) layer(id string) *layer {
	for i := range lib.layers {
		if lib.layers[i].Info.ID == id {
			return &lib.layers[i]
		}
	}
	return nil
}

// chain returns the layers from the highest down to l. Until Load has found no fault, a parent
// that is missing or goes round in a circle ends it.
func (lib *Library) chain(l *layer) []*layer {
	chain := []*layer{l}
	for parent := lib.layer(l.Info.Parent); parent != nil && !slices.Contains(chain, parent); parent = lib.layer(parent.Info.Parent) {
		chain = append(chain, parent)
	}
	slices.Reverse(chain)
	return chain
}

// above returns the layers above l, from the highest down.
func (lib *Library) above(l *layer) []*layer {
	chain := lib.chain(l)
	return chain[:len(chain)-1]
}

// brokenAt says what is wrong with the link from l to the layer above it, "" when nothing is.
func (lib *Library) brokenAt(l *layer) string {
	switch parent := l.Info.Parent; {
	case l.Info.Place.Line == 0:
		return fmt.Sprintf(sayNoLayer, l.Info.ID)
	case lib.layer(l.Info.ID) != l:
		return fmt.Sprintf(sayLayerTwice, l.Info.ID, lib.layer(l.Info.ID).Info.Place)
	case parent == "" && l.Info.Kind == kindCentral:
		return ""
	case parent == "":
		return fmt.Sprintf(sayNoParent, l.Info.ID)
	case lib.layer(parent) == nil:
		return fmt.Sprintf(sayUnknownParent, l.Info.ID, parent)
	case !lower(l.Info.Kind, lib.layer(parent).Info.Kind):
		return fmt.Sprintf(sayWrongParent, l.Info.ID, parent)
	}
	return ""
}

func (lib *Library) ids() []string {
	var ids []string
	for _, info := range lib.Layers() {
		ids = append(ids, info.ID)
	}
	return ids
}

const kindCentral = "central"

// KindCounty is the kind of the layers that cadres belong to.
const KindCounty = "county"

// rankOfKind orders the kinds of layers from the highest, 0, down.
func rankOfKind(kind string) (int, bool) {
	rank := slices.Index([]string{kindCentral, "province", "city", KindCounty}, kind)
	return rank, rank >= 0
}

// lower reports whether a layer of one kind may stand below one of the other. That rules circles out too.
func lower(kind, parent string) bool {
	a, _ := rankOfKind(kind)
	b, _ := rankOfKind(parent)
	return a > b
}

func (l *layer) positive(id string) *positive {
	i := slices.IndexFunc(l.Positive, func(p positive) bool { return p.ID == id })
	if i < 0 {
		return nil
	}
	return &l.Positive[i]
}

func (l *layer) negative(id string) *negative {
	i := slices.IndexFunc(l.Negative, func(n negative) bool { return n.ID == id })
	if i < 0 {
		return nil
	}
	return &l.Negative[i]
}

func (l *layer) faq(id string) *faq {
	i := slices.IndexFunc(l.FAQs, func(q faq) bool { return q.ID == id })
	if i < 0 {
		return nil
	}
	return &l.FAQs[i]
}
