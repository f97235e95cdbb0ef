package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"dandang/knowledge"
)

type trialCmd struct {
	Folder string `arg:"" name:"文件夹" help:"改好的整套清单"`
	County string `help:"试算哪个县区（默认取 COUNTY）" placeholder:"县区"`
}

// Run prints which stored cases would come out otherwise by the lists in a folder. Nothing is changed.
func (c *trialCmd) Run(ctx context.Context, p *program) error {
	unit := or(c.County, p.settings.County)
	then, err := listsIn(c.Folder, unit, today())
	if err != nil {
		return fmt.Errorf("%s 里的清单用不了，改好再试算：\n%w", c.Folder, err)
	}
	desk, unit, done, err := p.back(ctx, unit)
	if err != nil {
		return err
	}
	defer done()
	now, err := desk.Lists(unit, today())
	if err != nil {
		return err
	}
	text, err := desk.Trial(ctx, unit, now, then)
	if err != nil {
		return storeHelp(p.settings, err)
	}
	fmt.Fprintln(p.Out, text)
	return nil
}

// drafted finds the lists that are being edited: the folder trial beside the data.
func (p *program) drafted(county string, on knowledge.Date) (*knowledge.Base, error) {
	return listsIn(filepath.Join(p.settings.DataDir, "trial"), county, on)
}

// listsIn are the lists of a county in a folder.
func listsIn(folder, county string, on knowledge.Date) (*knowledge.Base, error) {
	shelf, err := knowledge.Open(folder)
	if err != nil {
		return nil, err
	}
	return shelf.Library().Base(county, on)
}
