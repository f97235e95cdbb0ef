package discord

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
)

// What messages of the gateway are, by Discord's numbers.
const (
	opDispatch     = 0
	opBeat         = 1
	opReconnect    = 7
	opInvalid      = 9
	opHello        = 10
	opAcknowledged = 11
)

// An envelope is a message of the gateway, its data not read yet.
type envelope struct {
	op   int
	seq  int64
	kind string
	data []byte
}

var errEnvelope = errors.New("no message of the gateway")

// readEnvelope reads what stands outside of the data. It looks at each byte once and keeps nothing; whoever reads the data checks it.
func readEnvelope(b []byte) (envelope, error) {
	e := envelope{op: -1}
	i := space(b, 0)
	if i >= len(b) || b[i] != '{' {
		return e, errEnvelope
	}
	for i = space(b, i+1); i < len(b) && b[i] != '}'; {
		key, at := value(b, i)
		if at = space(b, at); at >= len(b) || b[at] != ':' {
			return e, errEnvelope
		}
		at = space(b, at+1)
		v, end := value(b, at)
		if len(v) == 0 {
			return e, errEnvelope
		}
		e.set(string(key), v)
		if i = space(b, end); i < len(b) && b[i] == ',' {
			i = space(b, i+1)
		}
	}
	if i >= len(b) || e.op < 0 {
		return e, errEnvelope
	}
	return e, nil
}

func (e *envelope) set(key string, v []byte) {
	switch key {
	case `"op"`:
		if n, err := strconv.Atoi(string(v)); err == nil {
			e.op = n
		}
	case `"s"`:
		if n, err := strconv.ParseInt(string(v), 10, 64); err == nil {
			e.seq = n
		}
	case `"t"`:
		if len(v) >= 2 && v[0] == '"' && bytes.IndexByte(v, '\\') < 0 {
			e.kind = string(v[1 : len(v)-1])
		} else if err := json.Unmarshal(v, &e.kind); err != nil {
			e.kind = ""
		}
	case `"d"`:
		e.data = v
	}
}

func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

// value is the JSON value that begins at i, and where it ends. Empty: there is none, or it does not end.
func value(b []byte, i int) (v []byte, end int) {
	if i >= len(b) {
		return nil, i
	}
	at := i
	switch b[i] {
	case '"':
		at = quoted(b, i)
	case '{', '[':
		at = nested(b, i)
	default:
		for at < len(b) && b[at] != ',' && b[at] != '}' && b[at] != ']' && b[at] != ':' && b[at] > ' ' {
			at++
		}
	}
	if at > len(b) {
		return nil, len(b)
	}
	return b[i:at], at
}

// quoted is the end of the string that begins at i, behind the last byte when it does not end.
func quoted(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '"':
			return i + 1
		case '\\':
			i++
		}
	}
	return len(b) + 1
}

// nested is the end of the object or list that begins at i, behind the last byte when it does not end.
func nested(b []byte, i int) int {
	for deep := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			i = quoted(b, i) - 1
		case '{', '[':
			deep++
		case '}', ']':
			if deep--; deep == 0 {
				return i + 1
			}
		}
	}
	return len(b) + 1
}
