package reader

import (
	"context"

	"dandang/knowledge"
)

// Probe asks the model to read one sentence and returns how many facts it told, for a check of the installation.
func (m *Model) Probe(ctx context.Context, b *knowledge.Base, text string) (facts int, err error) {
	r, err := m.reading(ctx, payer{b.County.ID, ""}, b, text, nil, -1)
	return len(r.Facts), err
}

// ProbeEmbedding asks for one vector; nothing is asked where no embedding model is set.
func (m *Model) ProbeEmbedding(ctx context.Context) error {
	if m.o.Embedding == "" {
		return nil
	}
	return m.embed(ctx, payer{}, []string{"先开工后补手续"})
}
