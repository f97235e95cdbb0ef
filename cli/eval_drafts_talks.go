package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"dandang/bot"
	"dandang/filing"
	"dandang/handlers"
)

// play plays written talks, each on a store of its own, and counts the messages that a paper takes.
func (d *drafting) play(ctx context.Context, p *program, c *evalCmd, talks []string) error {
	dir, err := os.MkdirTemp("", "dandang-drafts-")
	if err != nil {
		return fmt.Errorf("建不了临时文件夹：%w", err)
	}
	defer os.RemoveAll(dir)
	start := time.Now()
	if c.On != "" {
		day, err := time.ParseInLocation(time.DateOnly, c.On, time.Local)
		if err != nil {
			return fmt.Errorf("--on %s：日期应当像 2026-11-22", c.On)
		}
		start = day.Add(9 * time.Hour)
	}
	for i, name := range talks {
		if err := d.playOne(ctx, p, c, name, start, filepath.Join(dir, fmt.Sprint(i))); err != nil {
			return fmt.Errorf("%s：%w", name, err)
		}
	}
	slices.Sort(d.Turns)
	if n := len(d.Turns); n > 0 {
		d.Finished, d.TurnsP50, d.TurnsMost = n, d.Turns[n/2], d.Turns[n-1]
	}
	files, err := filepath.Glob(filepath.Join(dir, "*", "*", "*.docx"))
	if err != nil {
		return err
	}
	d.Documents = len(files)
	d.Pages, err = pages(ctx, files, dir)
	return err
}

func (d *drafting) playOne(ctx context.Context, p *program, c *evalCmd, name string, start time.Time, documents string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return opening(err)
	}
	steps, err := bot.ParseTalk(strings.NewReader(string(text)))
	if err != nil {
		return err
	}
	unit := or(c.County, p.settings.County)
	if county, ok := strings.CutPrefix(string(text), "# county: "); ok {
		unit, _, _ = strings.Cut(county, "\n")
	}
	desk, done, err := p.stage(ctx, unit, c.On, documents)
	if err != nil {
		return err
	}
	defer done()
	d.Talks++
	m := &meter{desk: desk, turns: map[string]int{}, filed: map[string]int{}}
	err = (&bot.Player{Desk: m, Unit: unit, Start: start, Out: io.Discard}).Play(ctx, steps)
	d.Turns = append(d.Turns, m.finished...)
	return err
}

// A meter counts the messages of each person from the first that finds a draft to the one that hands it in.
type meter struct {
	desk     *handlers.Desk
	turns    map[string]int // by person, while a draft is there
	filed    map[string]int // papers handed in before
	finished []int
}

// Handle passes the message on and looks what it came to.
func (m *meter) Handle(ctx context.Context, in handlers.Message) ([]handlers.Reply, error) {
	replies, err := m.desk.Handle(ctx, in)
	if err != nil {
		return replies, err
	}
	who := in.From.ID
	c, err := m.desk.Store.Load(ctx, in.Unit, in.Conversation)
	if err != nil {
		return replies, err
	}
	if len(c.Drafts) > 0 || m.turns[who] > 0 {
		m.turns[who]++
	}
	if len(c.Filed) > m.filed[who] {
		m.finished = append(m.finished, m.turns[who])
	}
	if len(c.Drafts) == 0 {
		m.turns[who] = 0
	}
	m.filed[who] = len(c.Filed)
	return replies, nil
}

// press makes a hundred documents of all kinds at the same moment, several times over, and notes how long each took,
// waiting included.
func (d *drafting) press(templates *filing.Templates) error {
	const atOnce, rounds = 100, 10
	all := filing.Papers()
	for _, paper := range all { // templates are read once
		if _, err := templates.Render(paper.ID, paper.Specimen()); err != nil {
			return fmt.Errorf("“%s”做不出来：%w", paper.Title, err)
		}
	}
	var took []time.Duration
	for range rounds {
		round := make([]time.Duration, atOnce)
		var wait sync.WaitGroup
		begin := make(chan struct{})
		for i := range round {
			paper := all[i%len(all)]
			data := paper.Specimen()
			wait.Go(func() {
				<-begin
				from := time.Now()
				_, _ = templates.Render(paper.ID, data) // it could be made a moment ago
				round[i] = time.Since(from)
			})
		}
		close(begin)
		wait.Wait()
		took = append(took, round...)
	}
	slices.Sort(took)
	d.P50, d.P95 = milliseconds(at(took, 50)), milliseconds(at(took, 95))
	return nil
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

var pageOfPDF = regexp.MustCompile(`/Type\s*/Page[^s]`)

// pages counts the pages of documents as LibreOffice sets them, 0 when it is not installed.
func pages(ctx context.Context, files []string, dir string) (int, error) {
	office, err := exec.LookPath("soffice")
	if err != nil || len(files) == 0 {
		return 0, nil
	}
	ctx, stop := context.WithTimeout(ctx, 3*time.Minute)
	defer stop()
	out := filepath.Join(dir, "pdf")
	n := 0
	for i, file := range files { // documents of different talks have the same name
		to := filepath.Join(out, fmt.Sprint(i))
		cmd := exec.CommandContext(ctx, office, "-env:UserInstallation=file://"+filepath.Join(dir, "office"), "--headless", "--convert-to", "pdf", "--outdir", to, file)
		if said, err := cmd.CombinedOutput(); err != nil {
			return 0, fmt.Errorf("LibreOffice 打不开 %s：%w：%s", filepath.Base(file), err, said)
		}
		pdf, err := os.ReadFile(filepath.Join(to, strings.TrimSuffix(filepath.Base(file), ".docx")+".pdf"))
		if err != nil {
			return 0, fmt.Errorf("LibreOffice 没有转成 %s：%w", filepath.Base(file), err)
		}
		n += len(pageOfPDF.FindAll(pdf, -1))
	}
	return n, nil
}
