package reader

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"
	"unicode/utf8"

	openai "github.com/sashabaranov/go-openai"

	"dandang/knowledge"
)

// mostBatch is how many texts one embedding request carries: some servers take no more than ten.
const mostBatch = 10

// leastNear is the likeness below which an item counts as unlike, whatever its rank.
const leastNear = 0.3

// nearest are the positive items whose texts are most like the veiled text, best first, at most five; none without an
// embedding model, or when it does not answer within patience.
func (m *Model) nearest(ctx context.Context, b *knowledge.Base, text string, p payer, patience time.Duration) []string {
	if m.o.Embedding == "" {
		return nil
	}
	texts := make([]string, 0, len(b.Positive))
	for i := range b.Positive {
		texts = append(texts, b.Positive[i].Title+"。"+b.Positive[i].Description)
	}
	order := m.rank(ctx, p, visible(text), texts, patience)
	ids := make([]string, 0, mostItems)
	for _, i := range order[:min(len(order), mostItems)] {
		ids = append(ids, b.Positive[i].ID)
	}
	return ids
}

// Near are the indexes of the texts that are like another one, the likest first; none without an embedding model, or
// when it does not answer within patience. Personal data is hidden before anything leaves the process; texts with classified
// words do not leave it, and are like none.
func (m *Model) Near(ctx context.Context, unit, person, about string, texts []string, patience time.Duration) []int {
	if m.o.Embedding == "" || len(texts) == 0 {
		return nil
	}
	var hidden []string
	var at []int // of each in texts
	for i, t := range texts {
		if !Classified(t) {
			hidden, at = append(hidden, visible(NewVeil(t).Text)), append(at, i)
		}
	}
	order := m.rank(ctx, payer{unit, person}, visible(NewVeil(about).Text), hidden, patience)
	for i, of := range order {
		order[i] = at[of]
	}
	return order
}

// rank are the indexes of the texts that are like another one, the likest first.
func (m *Model) rank(ctx context.Context, p payer, about string, texts []string, patience time.Duration) []int {
	vectors := m.vectorsOf(ctx, p, append(slices.Clone(texts), about), patience)
	if vectors == nil {
		return nil
	}
	of := vectors[len(texts)]
	scores := make([]float64, len(texts))
	var order []int
	for i := range texts {
		if scores[i] = likeness(of, vectors[i]); scores[i] >= leastNear {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	return order
}

// vectorsOf are the vectors of texts, those of the lists remembered; nil when they are not all there within patience.
func (m *Model) vectorsOf(ctx context.Context, p payer, texts []string, patience time.Duration) [][]float32 {
	out, missing := m.remembered(texts)
	if len(missing) == 0 {
		return out
	}
	if patience == 0 {
		return nil
	}
	done := make(chan struct{})
	m.background(ctx, func(ctx context.Context) {
		defer close(done)
		_ = m.embed(ctx, p, missing) // counted and logged; it is only a signal less
	})
	if waitFor(ctx, done, patience) != nil {
		return nil
	}
	if out, missing = m.remembered(texts); len(missing) > 0 {
		return nil
	}
	return out
}

func (m *Model) remembered(texts []string) (out [][]float32, missing []string) {
	for _, t := range texts {
		v, ok := m.vectors.get(hashOf(m.o.Embedding, t))
		if !ok && !slices.Contains(missing, t) {
			missing = append(missing, t)
		}
		out = append(out, v)
	}
	return out, missing
}

// embed asks for the vectors of texts and remembers them.
func (m *Model) embed(ctx context.Context, p payer, texts []string) error {
	ctx, cancel := context.WithTimeout(ctx, m.o.Timeout)
	defer cancel()
	for batch := range slices.Chunk(texts, mostBatch) {
		c := call{task: "embedding", breaker: m.circle, about: texts}
		for _, t := range batch {
			c.expected += utf8.RuneCountInString(t)
		}
		if _, err := m.billed(ctx, p, c, func() (answer, error) { return m.embedBatch(ctx, batch) }); err != nil {
			return err
		}
	}
	return nil
}

func (m *Model) embedBatch(ctx context.Context, batch []string) (answer, error) {
	r, err := m.client.CreateEmbeddings(ctx, openai.EmbeddingRequestStrings{Input: batch, Model: openai.EmbeddingModel(m.o.Embedding)})
	if err != nil {
		return answer{}, sortedFault(ctx, err)
	}
	a := answer{tokens: r.Usage.TotalTokens}
	if len(r.Data) != len(batch) {
		return a, fmt.Errorf("%w: %d vectors for %d texts", ErrModelAnswer, len(r.Data), len(batch))
	}
	for i, d := range r.Data {
		if d.Index >= 0 && d.Index < len(batch) {
			i = d.Index
		}
		m.vectors.put(hashOf(m.o.Embedding, batch[i]), d.Embedding)
	}
	return a, nil
}

// likeness is the cosine of the angle between two vectors, 0 when they cannot be compared.
func likeness(a, b []float32) float64 {
	if len(a) != len(b) {
		return 0
	}
	var dot, x, y float64
	for i := range a {
		dot += float64(a[i]) * float64(b[i])
		x += float64(a[i]) * float64(a[i])
		y += float64(b[i]) * float64(b[i])
	}
	if x == 0 || y == 0 {
		return 0
	}
	return dot / math.Sqrt(x*y)
}
