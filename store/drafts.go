package store

import (
	"bytes"
	"compress/flate"
	"io"
	"slices"
	"time"
)

// A Draft is a paper being filled in, as the filing package writes it.
type Draft struct {
	ID    int       // counts the drafts of a talk, from 1
	Data  []byte    // the form and what it holds
	Began time.Time // when it was begun
	Seen  time.Time // when it was last changed
	Open  bool      // the talk is about it now; of one draft at most
	Page  string    // the page shown last when it is not a question, as the desk names it
}

// A Filed is a paper handed in.
type Filed struct {
	Number string    // of its case; "" in a commit that opens the case
	At     time.Time // when it was handed in
	Draft  int       // which draft it was
}

// mostDraft is how large a draft may be, unpacked.
const mostDraft = 4 << 20

// pack makes a draft small: it is text that repeats itself.
func pack(data []byte) []byte {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		panic(err) // only for a level that does not exist
	}
	_, _ = w.Write(data) // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

func unpack(data []byte) ([]byte, error) {
	return io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(data)), mostDraft))
}

// drafts writes the papers of a talk, what a reviewer is in the middle of and where the person goes on, nothing when
// there is none of them: talks from before there were papers end here. The number of the escalation stands here as
// well, since a filing just opened puts its own in the place for it.
func (w *writer) drafts(c Conversation) {
	if len(c.Drafts) == 0 && len(c.Filed) == 0 && c.Work == "" && c.Elsewhere == "" {
		return
	}
	w.uint(uint64(len(c.Drafts)))
	for _, d := range c.Drafts {
		w.int(d.ID)
		w.time(d.Began, 0)
		w.time(d.Seen, d.Began.UnixMilli())
		open := 0
		if d.Open {
			open = 1
		}
		w.int(open)
		w.id(d.Page)
		data := pack(d.Data)
		w.uint(uint64(len(data)))
		w.b = append(w.b, data...)
	}
	w.uint(uint64(len(c.Filed)))
	for _, f := range c.Filed {
		w.text(f.Number)
		w.time(f.At, 0)
		w.int(f.Draft)
	}
	w.text(c.Case)
	if c.Work != "" || c.Elsewhere != "" {
		w.text(c.Work)
	}
	if c.Elsewhere != "" {
		w.text(c.Elsewhere)
	}
}

func (r *reader) drafts(c *Conversation) {
	if r.err != nil || len(r.b) == 0 {
		return
	}
	for range r.count() {
		d := Draft{ID: r.int(), Began: r.time(0)}
		d.Seen = r.time(d.Began.UnixMilli())
		d.Open = r.int() == 1
		d.Page = r.id()
		data, err := unpack(r.bytes(r.count()))
		if err != nil {
			r.fail("draft: %w", err)
		}
		if r.err != nil {
			return
		}
		d.Data = copied(data)
		c.Drafts = append(c.Drafts, d)
	}
	for range r.count() {
		c.Filed = append(c.Filed, Filed{Number: r.text(), At: r.time(0), Draft: r.int()})
	}
	handed, work := r.text(), len(r.b) > 0
	if work {
		c.Work = r.text()
	}
	elsewhere := work && len(r.b) > 0
	if elsewhere {
		c.Elsewhere = r.text()
	}
	switch empty := len(c.Drafts) == 0 && len(c.Filed) == 0; {
	case elsewhere && c.Elsewhere == "", work && !elsewhere && c.Work == "", empty && !work:
		r.fail("papers or work announced and none there")
	}
	if numberFiled(c, c.Case) {
		c.Case = handed
	}
}

// numberFiled gives the paper that was just handed in the number of its case, and reports whether there was one.
func numberFiled(c *Conversation, number string) bool {
	i := slices.IndexFunc(c.Filed, func(f Filed) bool { return f.Number == "" })
	if i < 0 {
		return false
	}
	c.Filed = slices.Clone(c.Filed)
	c.Filed[i].Number = number
	return true
}
