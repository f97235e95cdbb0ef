package bot

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"
	"time"
)

// mostLine is how much of a line is kept, in bytes: far more than the desk reads.
const mostLine = 8 << 20

// Lines reads an input line by line.
type Lines struct {
	in    *bufio.Reader
	begun bool
}

// NewLines returns the lines of r.
func NewLines(r io.Reader) *Lines { return &Lines{in: bufio.NewReaderSize(r, 64<<10)} }

// Next returns the next line without its end, io.EOF after the last, or the error of ctx when that is done first. Of a
// line longer than 8 MB the rest is dropped, so that an endless one neither fills the memory nor ends the talk.
func (l *Lines) Next(ctx context.Context) (string, error) { return await(ctx, l.read, nil, nil) }

func (l *Lines) read() (string, error) {
	var line []byte
	for {
		part, err := l.in.ReadSlice('\n')
		line = append(line, part[:min(len(part), mostLine-len(line))]...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && (len(line) == 0 || !errors.Is(err, io.EOF)):
			return "", err
		}
		text := strings.TrimSuffix(strings.TrimSuffix(string(line), "\n"), "\r")
		if !l.begun {
			text, l.begun = strings.TrimPrefix(text, "\ufeff"), true // some editors begin a file with it
		}
		return text, nil
	}
}

// await returns what read does, or gives up when ctx is done: a read from a terminal or a pipe cannot be broken off and
// would keep a program alive that was told to end. The read left behind ends with the input or the process. Meanwhile idle
// is done whenever ticks says so; nil ticks never do.
func await(ctx context.Context, read func() (string, error), ticks <-chan time.Time, idle func()) (string, error) {
	type line struct {
		text string
		err  error
	}
	got := make(chan line, 1)
	go func() {
		text, err := read()
		got <- line{text, err}
	}()
	for {
		select {
		case l := <-got:
			return l.text, l.err
		case <-ticks:
			idle()
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}
