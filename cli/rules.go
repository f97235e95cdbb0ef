package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"dandang/filing"
)

// rules are the roads of all kinds of case and the calendar, with those of the unit, kept beside the data, in place of
// those of the same name.
func (p *program) rules() (filing.Rules, error) {
	roads, err := filing.LoadWorkflows(p.beside("workflows"))
	if err != nil {
		return filing.Rules{}, fmt.Errorf("办理流程有误，请改好 %s 里的文件再运行（可用 dandang check 检查）：\n%w", filepath.Join(p.settings.DataDir, "workflows"), err)
	}
	days, err := filing.LoadCalendar(p.beside("calendar"))
	if err != nil {
		return filing.Rules{}, fmt.Errorf("放假安排有误，请改好 %s 里的文件再运行（可用 dandang check 检查）：\n%w", filepath.Join(p.settings.DataDir, "calendar"), err)
	}
	return filing.Rules{Workflows: roads, Calendar: days, Hours: p.settings.Hours}, nil
}

// beside is a folder of the unit beside the data, nil when there is none.
func (p *program) beside(name string) fs.FS {
	dir := filepath.Join(p.settings.DataDir, name)
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return os.DirFS(dir)
}

// roster is who the people of each unit are, by the files beside the data; nil when there are none.
func (p *program) roster() (*filing.Roster, error) {
	folder := p.beside("roster")
	if folder == nil {
		return nil, nil
	}
	r, err := filing.LoadRoster(folder)
	if err != nil {
		return nil, fmt.Errorf("名册有误，请改好 %s 里的文件再运行（可用 dandang check 检查）：\n%w", filepath.Join(p.settings.DataDir, "roster"), err)
	}
	return r, nil
}
