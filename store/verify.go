package store

import (
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"dandang/filing"
)

// A FaultKind is what is wrong with the audit.
type FaultKind string

const (
	LineChanged     FaultKind = "line_changed"     // a line cannot be read, or is not the one that was written after those before it in its chain
	LineMissing     FaultKind = "line_missing"     // there are fewer lines than were written
	LineAdded       FaultKind = "line_added"       // there are more
	OrderChanged    FaultKind = "order_changed"    // lines were removed, added, changed or put in another order
	HeadChanged     FaultKind = "head_changed"     // a conversation does not end in the last line of its chain
	CaseChanged     FaultKind = "case_changed"     // a case does not agree with the line that opened it, or one of the two is gone
	RegisterChanged FaultKind = "register_changed" // the switches or the lessons do not agree with what was noted of them
	PaperChanged    FaultKind = "paper_changed"    // a document in the register does not agree with the line that noted it, or one of the two is gone
	Unreadable      FaultKind = "unreadable"       // a conversation or case cannot be read
)

// A Fault is one thing wrong with the audit.
type Fault struct {
	Unit string
	Kind FaultKind
	Of   string // the conversation or the case, "" when it is the whole unit
	Line int    // the line of the unit's audit, from 1; 0 when it is none
}

// A Report is what VerifyAudit found.
type Report struct {
	Units, Lines, Chains, Conversations, Cases int
	Faults                                     []Fault // none: the audit is whole
}

// VerifyAudit reads the whole audit and compares it with its chains, with the conversations and with the cases, as all
// of them stood at one moment for each unit. A line that was changed, removed, added or moved is found, also at the
// end, and so is a whole chain that is gone. The store goes on working meanwhile.
func (s *Store) VerifyAudit(ctx context.Context) (Report, error) {
	var total Report
	var v *verification
	err := s.keeper.dump(ctx, func(e entry) error {
		if unit := unitOf(e.key); v == nil || v.unit != unit {
			total.add(v.finish())
			v = newVerification(unit, s.ring)
		}
		v.entry(e)
		return nil
	})
	if err != nil {
		return total, fmt.Errorf("verify audit: %w", err)
	}
	total.add(v.finish())
	return total, nil
}

func (r *Report) add(o Report) {
	r.Units += o.Units
	r.Lines += o.Lines
	r.Chains += o.Chains
	r.Conversations += o.Conversations
	r.Cases += o.Cases
	r.Faults = append(r.Faults, o.Faults...)
}

// A verification goes through the keys of a unit in their order: the lines of the audit come before all else.
type verification struct {
	unit   string
	ring   ring
	report Report
	link   string                       // of the chain over all lines so far
	head   string                       // what the audit head says
	last   map[string][sha256.Size]byte // hash of the last line of each chain
	opened map[string]string            // case number to the hash of the line that opened it, until the case is found
	listed map[string]bool              // chains of registers that were found
	papers map[string]string            // hash of a document to its number, until it is found in the register
}

func newVerification(unit string, k ring) *verification {
	return &verification{unit: unit, ring: k, last: map[string][sha256.Size]byte{}, opened: map[string]string{},
		papers: map[string]string{}, listed: map[string]bool{}}
}

func (v *verification) fault(kind FaultKind, of string, line int) {
	v.report.Faults = append(v.report.Faults, Fault{Unit: v.unit, Kind: kind, Of: of, Line: line})
}

func (v *verification) entry(e entry) {
	id, talk := strings.CutPrefix(e.key, conversationKey(v.unit, ""))
	switch {
	case e.key == auditKey(v.unit):
		for _, text := range e.values {
			v.report.Lines++
			v.link = nextLink(v.link, text)
			v.line(text)
		}
	case e.key == auditHeadKey(v.unit):
		v.head = first(e.values)
	case e.key == casesKey(v.unit):
		for number, file := range pairs(e.values) {
			v.file(number, file)
		}
	case e.key == papersKey(v.unit):
		for _, entry := range pairs(e.values) {
			v.paper(entry)
		}
	case e.kind == hashKind && registerOf(v.unit, e.key) != "":
		v.register(registerOf(v.unit, e.key), e.values)
	case talk:
		v.talk(id, first(e.values))
	}
}

// nextLink is the link of the chain over all lines of a unit, as the scripts compute it.
func nextLink(link, text string) string {
	sum := sha1.Sum([]byte(link + text))
	return hex.EncodeToString(sum[:])
}

// line checks one line against the one before it in its chain. A conversation that expired or was erased begins again,
// and the chain of a case begins at the line that opened it.
func (v *verification) line(text string) {
	l, err := readLine(text)
	if err != nil {
		v.fault(LineChanged, "", v.report.Lines)
		return
	}
	var none [sha256.Size]byte
	if lineHash(v.before(l.chain), v.unit, l.body) != l.sum && lineHash(none, v.unit, l.body) != l.sum {
		v.fault(LineChanged, l.chain, v.report.Lines)
	}
	v.last[l.chain] = l.sum
	if number, ok := strings.CutPrefix(l.chain, paperChain); ok {
		v.papers[l.audit.Detail] = number
	}
	if number, of := strings.CutPrefix(l.chain, caseChain); of && l.audit.What == whatRemoved {
		delete(v.opened, number)
	}
	if l.number != "" {
		v.opened[l.number] = hex.EncodeToString(l.sum[:])
	}
}

// before returns the hash of the line that the next one of a chain follows.
func (v *verification) before(chain string) [sha256.Size]byte {
	last, ok := v.last[chain]
	if number, of := strings.CutPrefix(chain, caseChain); of && !ok {
		opened, _ := hashOf(v.opened[number]) // made from a hash
		return opened
	}
	return last
}

// talk checks that a conversation ends in the last line of its chain.
func (v *verification) talk(id, blob string) {
	v.report.Conversations++
	c, _, err := decode(v.ring, v.unit, id, []byte(blob))
	last, known := v.last[id]
	switch {
	case err != nil:
		v.fault(Unreadable, id, 0)
	case !known || c.Head != hex.EncodeToString(last[:]):
		v.fault(HeadChanged, id, 0)
	}
}

// file checks that a case agrees with the line that opened it and with the last line of what was done to it. Those
// withdrawn before there were acts have such a line and do not know of it.
func (v *verification) file(number, file string) {
	v.report.Cases++
	c, err := readCase(v.ring, v.unit, number, file)
	last, acted := v.last[caseChain+number]
	switch {
	case err != nil:
		v.fault(Unreadable, number, 0)
	case v.opened[number] != c.Head,
		c.Version > 0 && (!acted || c.Last != hex.EncodeToString(last[:])),
		c.Version == 0 && acted && c.State != filing.Withdrawn:
		v.fault(CaseChanged, number, 0)
	}
	delete(v.opened, number)
}

// registerOf returns the chain of a register, "" when the key is none.
func registerOf(unit, key string) string {
	for _, r := range registers(unit) {
		if r.key == key {
			return r.chain
		}
	}
	return ""
}

// register checks that a register ends in the last line of its chain.
func (v *verification) register(chain string, values []string) {
	v.listed[chain] = true
	last, written := v.last[chain]
	for name, value := range pairs(values) {
		if written && name == registerHead && value == hex.EncodeToString(last[:]) {
			return
		}
	}
	v.fault(RegisterChanged, "", 0)
}

// paper checks that a document in the register and the line that noted it agree.
func (v *verification) paper(entry string) {
	var p filing.Issued
	err := json.Unmarshal([]byte(entry), &p)
	number, ok := v.papers[p.Hash]
	if err != nil || !ok || number != p.Number {
		v.fault(PaperChanged, p.Number, 0)
	}
	delete(v.papers, p.Hash)
}

// finish returns the report of the unit, an empty one when v is nil.
func (v *verification) finish() Report {
	if v == nil {
		return Report{}
	}
	link, n := readHead(v.head)
	switch there := int64(v.report.Lines); {
	case there < n || n < 0:
		v.fault(LineMissing, "", 0)
	case there > n:
		v.fault(LineAdded, "", int(n)+1)
	case link != v.link:
		v.fault(OrderChanged, "", 0)
	}
	for _, number := range slices.Sorted(maps.Keys(v.opened)) {
		v.fault(CaseChanged, number, 0)
	}
	for _, r := range registers(v.unit) {
		if _, written := v.last[r.chain]; written && !v.listed[r.chain] {
			v.fault(RegisterChanged, "", 0)
		}
	}
	for _, hash := range slices.Sorted(maps.Keys(v.papers)) {
		v.fault(PaperChanged, v.papers[hash], 0)
	}
	v.report.Units, v.report.Chains = 1, len(v.last)
	return v.report
}
