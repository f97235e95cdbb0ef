package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"dandang/knowledge"
	"dandang/reader"
)

type trainCmd struct {
	Out   string `help:"权重写到哪里" default:"reader/weights.bin" type:"path"`
	Lists string `help:"清单快照写到哪里" default:"knowledge/lists.snapshot" type:"path"`
	Check bool   `help:"只核对：重新训练一遍，看和程序里的是否一字节不差"`
}

// Run makes the embedded weights from the corpus, and the ready-made lists from their YAML.
func (c *trainCmd) Run(ctx context.Context, p *program) error {
	weights, err := reader.Train(ctx, reader.Corpus(), p.Err)
	if err != nil {
		return fmt.Errorf("训练没有做成：%w", err)
	}
	if c.Check {
		if !bytes.Equal(weights, reader.Weights()) {
			return fmt.Errorf("重新训练的结果和程序里的权重不一样：请运行 dandang train 后重新编译")
		}
		fmt.Fprintln(p.Out, "重新训练的结果和程序里的权重一字节不差。")
		return nil
	}
	if err := writeBytes(c.Out, weights); err != nil {
		return fmt.Errorf("写不了权重：%w", err)
	}
	lists, err := knowledge.Load(knowledge.Lists())
	if err != nil {
		return fmt.Errorf("清单快照没有做成：%w", err)
	}
	snapshot := knowledge.Compile(lists)
	if err := writeBytes(c.Lists, snapshot); err != nil {
		return fmt.Errorf("写不了清单快照：%w", err)
	}
	fmt.Fprintf(p.Out, "权重 %d 字节写到 %s，清单快照 %d 字节写到 %s；重新编译后生效。\n", len(weights), c.Out, len(snapshot), c.Lists)
	return nil
}

func writeBytes(name string, b []byte) error {
	return writeWhole(name, func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	})
}
