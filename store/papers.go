package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"dandang/filing"

	"github.com/redis/go-redis/v9"
)

// codeDigits is by how many digits of its hash a document is found: as many as stand in its footer, 80 bits.
const codeDigits = 20

// paperChain stands before the number of a document in the name of its chain of audit lines.
const paperChain = "paper:"

// Register notes a document before it is handed out. The register knows kind, number, version and hash, nothing of
// whom or what it is about. The Detail of the audit line is set here. A document that is known already is noted once; ErrCorrupt when another one has its code.
func (s *Store) Register(ctx context.Context, unit string, p filing.Issued, a Audit) error {
	if err := checkUnit(unit); err != nil {
		return fmt.Errorf("register document: %w: %w", ErrInvalid, err)
	}
	if len(p.Hash) < codeDigits {
		return fmt.Errorf("register document %s: %w: hash %q is too short", p.Number, ErrInvalid, p.Hash)
	}
	entry, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("register document %s: %w", p.Number, err)
	}
	a.Detail = p.Hash // by which VerifyAudit finds an entry that was changed
	line, _, err := newLine(unit, paperChain+p.Number, "", a)
	if err != nil {
		return fmt.Errorf("register document %s: %w", p.Number, err)
	}
	keys := []string{papersKey(unit), auditKey(unit), auditHeadKey(unit)}
	v, err := s.keeper.run(ctx, registerScript, keys, p.Hash[:codeDigits], string(entry), line)
	switch {
	case err != nil:
		return fmt.Errorf("register document %s: %w", p.Number, err)
	case v == int64(-1):
		return fmt.Errorf("register document %s: %w: another document has its code", p.Number, ErrCorrupt)
	}
	return nil
}

// Issued finds a document that was handed out by its hash or the beginning of it, at least the 20 digits of its
// footer, in small letters; ok is false when there is none.
func (s *Store) Issued(ctx context.Context, unit, hash string) (p filing.Issued, ok bool, err error) {
	if err := checkUnit(unit); err != nil {
		return p, false, fmt.Errorf("find document: %w: %w", ErrInvalid, err)
	}
	if len(hash) < codeDigits {
		return p, false, nil
	}
	found, err := s.client.HMGet(ctx, papersKey(unit), hash[:codeDigits]).Result()
	if err != nil {
		return p, false, fmt.Errorf("find document: %w", classify(ctx, err))
	}
	entry := said(found, 0)
	if entry == "" {
		return p, false, nil
	}
	if err := json.Unmarshal([]byte(entry), &p); err != nil {
		return p, false, fmt.Errorf("find document: %w: %w", ErrCorrupt, err)
	}
	return p, true, nil
}

// Talks returns the conversations of a person in a unit, read from the store and not from memory, by id.
func (s *Store) Talks(ctx context.Context, unit, person string) ([]Conversation, error) {
	if err := checkUnit(unit); err != nil {
		return nil, fmt.Errorf("list talks: %w: %w", ErrInvalid, err)
	}
	ids, err := s.client.HKeys(ctx, personKey(unit, person)).Result()
	if err != nil {
		return nil, fmt.Errorf("list talks: %w", classify(ctx, err))
	}
	slices.Sort(ids)
	var talks []Conversation
	for _, id := range ids {
		c, err := s.Newest(ctx, unit, id)
		if err != nil {
			return nil, fmt.Errorf("list talks: %w", err)
		}
		if c.Version > 0 && c.Person == person {
			talks = append(talks, c)
		}
	}
	return talks, nil
}

// registerScript notes a document with its audit line, unless it is known.
//
//	KEYS  1 papers  2 audit  3 audit head
//	ARGV  1 code  2 the document  3 audit line
//	returns 1, 0 when it was known, -1 when the code is that of another
var registerScript = script{name: "register1", Script: redis.NewScript(`
local known = redis.call('HGET', KEYS[1], ARGV[1])
if known then
	if known == ARGV[2] then return 0 end
	return -1
end
local head = redis.call('GET', KEYS[3]) or ''
local lines = 1
if head ~= '' then lines = tonumber(string.sub(head, 41)) + 1 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('RPUSH', KEYS[2], ARGV[3])
redis.call('SET', KEYS[3], redis.sha1hex(string.sub(head, 1, 40) .. ARGV[3]) .. lines)
return 1
`)}
