package reader

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	openai "github.com/sashabaranov/go-openai"
)

// mostAnswer bounds what is taken of one answer, in bytes: a server that never ends is cut off.
const mostAnswer = 64 << 10

// errCut is an answer that ended before it was complete.
var errCut = errors.New("the answer was cut off")

// stream sends a request and puts the chunks together. An answer is complete only when a finish_reason came: a stream
// that is cut ends like a good one.
func (m *Model) stream(ctx context.Context, r openai.ChatCompletionRequest) (answer, error) {
	s, err := m.client.CreateChatCompletionStream(ctx, r)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = s.Close() }()
	var text, args strings.Builder
	var a answer
	var finish openai.FinishReason
	for {
		chunk, err := s.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return a, err
		}
		if chunk.Usage != nil {
			a.tokens = chunk.Usage.TotalTokens
		}
		if len(chunk.Choices) == 0 { // the chunk with the usage
			continue
		}
		c := chunk.Choices[0]
		text.WriteString(c.Delta.Content)
		for _, call := range c.Delta.ToolCalls {
			args.WriteString(call.Function.Arguments)
		}
		if c.FinishReason != "" && c.FinishReason != openai.FinishReasonNull {
			finish = c.FinishReason
		}
		if text.Len()+args.Len() > mostAnswer {
			return a, fmt.Errorf("%w: longer than %d bytes", ErrModelAnswer, mostAnswer)
		}
	}
	if a.text = args.String(); a.text == "" {
		a.text = text.String()
	}
	switch finish {
	case "", openai.FinishReasonContentFilter:
		return a, fmt.Errorf("%w: %w (%s)", ErrModelAnswer, errCut, finish)
	case openai.FinishReasonLength:
		return a, fmt.Errorf("%w: %w: too many tokens", ErrModelAnswer, errCut)
	}
	return a, nil
}
