package reader

import (
	"errors"
	"fmt"
	"strings"
)

// newClass numbers a class.
func (b *builder) newClass(name string) uint16 {
	id := uint16(len(b.size))
	b.classes[name] = id
	b.size = append(b.size, 0)
	b.members = append(b.members, nil)
	return id
}

// class defines a named class or adds to it.
func (b *builder) class(name string, words []string) error {
	id, ok := b.classes[name]
	if !ok {
		id = b.newClass(name)
	}
	for _, w := range words {
		if err := b.member(id, w); err != nil {
			return err
		}
	}
	return nil
}

// member adds one word, one class, or one exception to a class.
func (b *builder) member(id uint16, w string) error {
	switch {
	case w[0] == '@':
		from, ok := b.classes[w[1:]]
		if !ok {
			return fmt.Errorf("unknown class %s", w)
		}
		for _, m := range b.members[from] {
			b.enter(m, id)
		}
		b.members[id] = append(b.members[id], b.members[from]...)
	case w[0] == '-' && len(w) > 1:
		b.shadows = append(b.shadows, entry{b.word(w[1:]), id})
	default:
		word := b.word(w)
		b.enter(word, id)
		b.members[id] = append(b.members[id], word)
	}
	return nil
}

// word is the number of a word.
func (b *builder) word(w string) uint16 {
	id, ok := b.words[w]
	if !ok {
		id = uint16(len(b.list))
		b.words[w] = id
		b.list = append(b.list, w)
	}
	return id
}

// enter puts a word in a class.
func (b *builder) enter(word, class uint16) {
	b.entries = append(b.entries, entry{word, class})
	b.size[class]++
}

// term finds or makes the class that a term of a pattern means.
func (b *builder) term(s string) (uint16, error) {
	if id, ok := b.classes[s]; ok {
		return id, nil
	}
	if isClassName(s) {
		return 0, fmt.Errorf("unknown class %s", s)
	}
	id := b.newClass(s)
	for s != "" {
		w, rest, _ := strings.Cut(s, "|")
		if w == "" {
			return 0, errors.New("empty word")
		}
		s = rest
		from, named := b.classes[w]
		switch {
		case isClassName(w) && !named:
			return 0, fmt.Errorf("unknown class %s", w)
		case isClassName(w):
			for _, m := range b.members[from] {
				b.enter(m, id)
			}
		default:
			b.enter(b.word(w), id)
		}
	}
	return id, nil
}
