package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"dandang/filing"
	"dandang/filing/sheet"
	"dandang/handlers"
)

type statsCmd struct {
	Span   string `help:"统计哪段时间收到的事项：今年、去年、本月、上月、全部" default:"今年" enum:"今年,去年,本月,上月,全部"`
	County string `help:"统计哪个县区（默认取 COUNTY）" placeholder:"县区"`
	CSV    string `help:"另存为 CSV 文件" placeholder:"文件"`
	XLSX   string `help:"另存为 Excel 文件" placeholder:"文件"`
	PNG    string `help:"另存为图" placeholder:"文件"`
}

// Run prints the figures of the cases and writes them to the files that were asked for.
func (c *statsCmd) Run(ctx context.Context, p *program) error {
	desk, unit, done, err := p.back(ctx, c.County)
	if err != nil {
		return err
	}
	defer done()
	b, err := desk.Lists(unit, today())
	if err != nil {
		return err
	}
	figures, text, err := desk.Figures(ctx, b, unit, c.Span, time.Now())
	if err != nil {
		return storeHelp(p.settings, err)
	}
	fmt.Fprintln(p.Out, text)
	for _, x := range []struct {
		file string
		make func(filing.Stats) ([]byte, error)
	}{{c.CSV, sheet.CSV}, {c.XLSX, sheet.XLSX}, {c.PNG, sheet.PNG}} {
		if x.file == "" {
			continue
		}
		data, err := x.make(figures)
		if err != nil {
			return fmt.Errorf("做不出 %s：%w", x.file, err)
		}
		if err := writeWhole(x.file, func(w io.Writer) error { _, err := w.Write(data); return err }); err != nil {
			return err
		}
	}
	return nil
}

// back is the desk as far as commands beside the talk need it: the lists, the store and the roads, without a reader.
// unit is the county named, or the one that is set.
func (p *program) back(ctx context.Context, county string) (desk *handlers.Desk, unit string, done func(), err error) {
	unit = or(county, p.settings.County)
	lists, err := p.lists()
	if err != nil {
		return nil, "", nil, err
	}
	if _, err := countyBase(lists, unit, today()); err != nil {
		return nil, "", nil, err
	}
	rules, err := p.rules()
	if err != nil {
		return nil, "", nil, err
	}
	s, err := p.open(ctx)
	if err != nil {
		return nil, "", nil, err
	}
	return &handlers.Desk{Lists: base(lists), Store: s, Rules: rules}, unit, func() { _ = s.Close() }, nil
}
