package watch

import (
	"context"
	"encoding/json"
	"net/http"
)

// A Check says how one part of the program is.
type Check struct {
	Part string                      // e.g. "store"
	Must bool                        // without it nobody can be answered
	Look func(context.Context) error // nil: it works
}

// How a part is, as the pages say it.
const (
	works = "ok"
	away  = "away"
)

// health is a page: how each part is, and the whole.
type health struct {
	Ready bool              `json:"ready"`
	Parts map[string]string `json:"parts"`
}

// look asks every part. Why one is away goes to the log, since an error may name addresses.
func (w *Watch) look(ctx context.Context) health {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	h := health{Ready: !w.draining.Load(), Parts: map[string]string{}}
	for _, c := range w.checks {
		h.Parts[c.Part] = works
		if err := c.Look(ctx); err != nil {
			w.log.WarnContext(ctx, "part is away", "part", c.Part, "err", err)
			h.Parts[c.Part] = away
			h.Ready = h.Ready && !c.Must
		}
	}
	return h
}

// alive says that the process answers, and how its parts are. A part that is away is no reason to start the process
// anew, so the status is 200 all the same.
func (w *Watch) alive(out http.ResponseWriter, r *http.Request) {
	page(out, http.StatusOK, w.look(r.Context()))
}

// ready says whether people can be answered here now.
func (w *Watch) ready(out http.ResponseWriter, r *http.Request) {
	h, status := w.look(r.Context()), http.StatusOK
	if !h.Ready {
		status = http.StatusServiceUnavailable
	}
	page(out, status, h)
}

func page(out http.ResponseWriter, status int, h health) {
	out.Header().Set("Content-Type", "application/json")
	out.Header().Set("Cache-Control", "no-store")
	out.WriteHeader(status)
	_ = json.NewEncoder(out).Encode(h) // whoever asked has gone
}
