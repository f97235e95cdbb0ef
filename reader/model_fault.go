package reader

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	openai "github.com/sashabaranov/go-openai"
)

// status is the HTTP status that an error of the client came with, 0 for none. The RequestError is looked at first: a
// server in the manner of Ollama gives both, and the other one without a status.
func status(err error) int {
	var r *openai.RequestError
	if errors.As(err, &r) {
		return r.HTTPStatusCode
	}
	var a *openai.APIError
	if errors.As(err, &a) {
		return a.HTTPStatusCode
	}
	return 0
}

// refusesForm tells whether the server does not take the request as it is, so that a plainer one may do.
func refusesForm(err error) bool {
	switch status(err) {
	case http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusNotImplemented:
		return true
	}
	return false
}

// sortedFault makes an error of the client one of this package. The server's own words are left out: they may repeat the prompt.
func sortedFault(ctx context.Context, err error) error {
	switch code := status(err); {
	case err == nil, errors.Is(err, ErrModelAnswer), errors.Is(err, ErrModelAway), errors.Is(err, ErrModelRefused):
		return err
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %w", ErrModelAway, context.Cause(ctx))
	case code == http.StatusTooManyRequests || code >= 500:
		return fmt.Errorf("%w: status %d", ErrModelAway, code)
	case code >= 400:
		return fmt.Errorf("%w: status %d", ErrModelRefused, code)
	case code >= 200:
		return fmt.Errorf("%w: status %d", ErrModelAnswer, code)
	case isStreamError(err):
		return fmt.Errorf("%w: an error in the middle of the answer", ErrModelAnswer)
	}
	return fmt.Errorf("%w: %w", ErrModelAway, err)
}

// isStreamError tells whether the server put an error, or something that is no JSON, into the stream.
func isStreamError(err error) bool {
	var a *openai.APIError
	return errors.As(err, &a) || isSyntax(err)
}

// faultKinds are the names of what can go wrong. The first that fits counts; the last fits all.
var faultKinds = [...]struct {
	name string
	is   error // nil: any
}{
	{"off", ErrModelOff}, {"budget", ErrModelBudget}, {"classified", ErrModelClassified},
	{"answer", ErrModelAnswer}, {"away", ErrModelAway}, {"refused", ErrModelRefused}, {"other", nil},
}

// kindOf is the place of an error, which is not nil, among the faultKinds.
func kindOf(err error) int {
	last := len(faultKinds) - 1
	for i, k := range faultKinds[:last] {
		if errors.Is(err, k.is) {
			return i
		}
	}
	return last
}

// Fault names an error of a model in a few words of a machine, for logs and tables; "" for none.
func Fault(err error) string {
	if err == nil {
		return ""
	}
	return faultKinds[kindOf(err)].name
}
