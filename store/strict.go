package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// readJSON reads a record that is changed and written back. A field that is not known is ErrNewer: written back, the record
// would have lost it. So a field that is added needs no number of its own.
func readJSON(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		if _, end := d.Token(); !errors.Is(end, io.EOF) {
			err = errors.New("more follows after the record")
		}
	}
	if err != nil && strings.HasPrefix(err.Error(), "json: unknown field") { // the package has no type for it
		return fmt.Errorf("%w: %w", err, ErrNewer)
	}
	return err
}
