package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"dandang/filing"
)

// A case as Redis holds it:
//
//	1 byte   format: 1, or 2 when it is sealed
//	8 bytes  version, big-endian
//	rest     the case as JSON
//
// Cases from before they had versions are bare JSON, of version 0.
const (
	plainCase      = 1
	sealedCase     = 2
	caseFileHeader = 1 + 8
)

// caseChain stands before the number of a case in the name of its chain of audit lines.
const caseChain = "case:"

// caseOf is what the text of a case is sealed as. Its number is not part of it, since a case is sealed before it has
// one; VerifyAudit finds those that changed places.
func caseOf(unit string) string { return "case of " + unit }

// writeCase returns a case as it is kept.
func writeCase(k ring, c filing.Case) (string, error) {
	if c.State == "" {
		c.State = filing.Open
	}
	b, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("write case %s: %w", c.Number, err)
	}
	body, sealed := k.seal(caseOf(c.Unit), b)
	mark := byte(plainCase)
	if sealed {
		mark = sealedCase
	}
	file := binary.BigEndian.AppendUint64([]byte{mark}, uint64(c.Version))
	return string(append(file, body...)), nil
}

// readCase reads a case of a unit as it is kept.
func readCase(k ring, unit, number, file string) (filing.Case, error) {
	c := filing.Case{Number: number}
	version, body, err := openCase(k, unit, file)
	if err == nil {
		err = readJSON(body, &c)
	}
	if err == nil && c.Version != version {
		err = fmt.Errorf("version %d in a file of version %d", c.Version, version)
	}
	if errors.Is(err, ErrNoKey) {
		return c, fmt.Errorf("case %s: %w", number, err)
	}
	if err != nil {
		return c, fmt.Errorf("%w: case %s: %w", ErrCorrupt, number, err)
	}
	return c, nil
}

func openCase(k ring, unit, file string) (version int64, body []byte, err error) {
	if len(file) > 0 && file[0] == '{' {
		return 0, []byte(file), nil
	}
	if len(file) < caseFileHeader || file[0] != plainCase && file[0] != sealedCase {
		return 0, nil, fmt.Errorf("format is not known: %w", ErrNewer)
	}
	v := binary.BigEndian.Uint64([]byte(file[1:caseFileHeader]))
	if v > math.MaxInt64 {
		return 0, nil, fmt.Errorf("version %d", v)
	}
	body = []byte(file[caseFileHeader:])
	if file[0] == sealedCase {
		body, err = k.open(caseOf(unit), body)
	}
	return int64(v), body, err
}
