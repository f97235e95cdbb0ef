package discord

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A verb is what a component does when it is used.
type verb byte

const (
	verbPress verb = 'p' // hands the label to the desk, as a button of the terminal would
	verbWrite verb = 'w' // opens a window to write in; also its sending
	verbFill  verb = 'f' // opens the window of a part of a form; also its sending
	verbUnit  verb = 'u' // says which county somebody who writes directly belongs to
	verbRead  verb = 'r' // shows an answer that could not be brought
)

// anyStaff stands for the person of a button that any reviewer of the unit may press.
const anyStaff = "*"

// A control is what a component carries, so that it works after any restart: nothing about it is kept anywhere else.
type control struct {
	Verb   verb
	Staff  bool   // whoever uses it acts as staff
	Unit   string // the county
	Person string // user id of whoever may use it, or anyStaff
	Asks   string // mark of the question that it answers or number of the case that it is about, "" for none
	Label  string // the words on it; cut short when they would not fit
}

// Errors of a component that is not to be obeyed.
var (
	errOldControl = errors.New("component of another version")
	errForged     = errors.New("component that we did not sign")
)

const (
	controlVersion = "1"
	mostControl    = 100 // characters of a custom_id
	signature      = 10  // characters, 60 bits
	mostAsks       = 32  // characters of a mark; the number of a case has about half as many
)

// Keys sign what components carry. The first signs; all are accepted, so that a key can be changed while old buttons
// are still about.
type Keys []string

// shortestKey is how many characters a key must have at least.
const shortestKey = 24

// weakKeys are what people write where a secret belongs.
var weakKeys = []string{"changeme", "secret", "password", "example", "default", "123456"}

// Check tells what is wrong with the keys, "" when nothing is.
func (k Keys) Check() string {
	if len(k) == 0 {
		return sayNoKey
	}
	for _, key := range k {
		distinct := map[rune]bool{}
		for _, r := range key {
			distinct[r] = true
		}
		switch {
		case utf8.RuneCountInString(key) < shortestKey, len(distinct) < 8:
			return sayWeakKey
		}
		for _, weak := range weakKeys {
			if strings.Contains(strings.ToLower(key), weak) {
				return sayWeakKey
			}
		}
	}
	return ""
}

// encode writes a control as a custom_id, never longer than Discord takes.
func (k Keys) encode(c control) string {
	person := c.Person
	if n, err := strconv.ParseUint(person, 10, 64); err == nil && strconv.FormatUint(n, 10) == person {
		person = strconv.FormatUint(n, 36)
	}
	act := string(c.Verb)
	if c.Staff {
		act = strings.ToUpper(act)
	}
	body := act + strings.Join([]string{c.Unit, person, shorten(c.Asks, mostAsks), ""}, "|")
	room := mostControl - len(controlVersion) - signature - length(body)
	body += shorten(c.Label, room)
	return controlVersion + sign(k[0], body) + body
}

// decode reads a custom_id.
func (k Keys) decode(id string) (control, error) {
	body, ours := strings.CutPrefix(id, controlVersion)
	if !ours || len(body) <= signature {
		return control{}, errOldControl
	}
	sig, body := body[:signature], body[signature:]
	good := false
	for _, key := range k {
		good = good || hmac.Equal([]byte(sig), []byte(sign(key, body)))
	}
	parts := strings.SplitN(body[1:], "|", 4)
	if !good || len(parts) != 4 {
		return control{}, errForged
	}
	act := strings.ToLower(body[:1])
	c := control{Verb: verb(act[0]), Staff: act != body[:1], Unit: parts[0], Person: parts[1], Asks: parts[2], Label: parts[3]}
	if n, err := strconv.ParseUint(c.Person, 36, 64); err == nil && c.Person != anyStaff {
		c.Person = strconv.FormatUint(n, 10)
	}
	return c, nil
}

// sign is a short signature of what a component carries.
func sign(key, body string) string {
	h := hmac.New(sha256.New, []byte("dandang component "+controlVersion+" "+key))
	h.Write([]byte(body))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))[:signature]
}
