package sheet

import (
	"bytes"
	"fmt"
	"image/color"
	"math"
	"os"
	"strconv"
	"sync"

	"golang.org/x/image/font/opentype"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"dandang/filing"
)

// chinese are where systems keep a font with Chinese characters; the first that is there is used.
var chinese = []string{
	"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
	"/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
	"/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "/System/Library/Fonts/PingFang.ttc", `C:\Windows\Fonts\simhei.ttf`, `C:\Windows\Fonts\msyh.ttc`,
}

const typeface font.Typeface = "Chinese"

// loadFont makes the Chinese font known to the plotter, once. It reports false when the system has none.
var loadFont = sync.OnceValue(func() bool {
	for _, name := range chinese {
		data, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		all, err := opentype.ParseCollection(data)
		if err != nil {
			continue
		}
		face, err := all.Font(0)
		if err != nil {
			continue
		}
		font.DefaultCache.Add([]font.Face{{Font: font.Font{Typeface: typeface}, Face: face}})
		return true
	}
	return false
})

// words are what a chart says; without a Chinese font it says it in letters that every font has.
type words struct{ title, opened, decided, late string }

func wording(han bool) words {
	if han {
		return words{"逐月办理情况", "收到", "已决定", "曾经超期"}
	}
	return words{"Cases by month", "received", "decided", "late"}
}

// Size of a chart.
const (
	width  = 18 * vg.Centimeter
	height = 10 * vg.Centimeter
	margin = 0.4 * vg.Centimeter
)

// PNG is a picture of the months: what came in, what was decided, what was late.
func PNG(s filing.Stats) ([]byte, error) {
	han := loadFont()
	w := wording(han)
	p := plot.New()
	if han {
		for _, f := range []*font.Font{&p.Title.TextStyle.Font, &p.Legend.TextStyle.Font, &p.X.Tick.Label.Font, &p.Y.Tick.Label.Font} {
			f.Typeface, f.Variant = typeface, ""
		}
	}
	p.Title.Text, p.Y.Min, p.Legend.Top = w.title, 0, true
	bars := []struct {
		name  string
		color color.RGBA
		of    func(filing.Month) int
	}{
		{w.opened, color.RGBA{0x4C, 0x72, 0xB0, 0xFF}, func(m filing.Month) int { return m.Opened }},
		{w.decided, color.RGBA{0x55, 0xA8, 0x68, 0xFF}, func(m filing.Month) int { return m.Decided }},
		{w.late, color.RGBA{0xC4, 0x4E, 0x52, 0xFF}, func(m filing.Month) int { return m.Late }},
	}
	const bar = 8 // points
	for i, b := range bars {
		values := make(plotter.Values, len(s.Months))
		for j, m := range s.Months {
			values[j] = float64(b.of(m))
		}
		if len(values) == 0 {
			values = plotter.Values{0}
		}
		chart, err := plotter.NewBarChart(values, vg.Points(bar))
		if err != nil {
			return nil, fmt.Errorf("draw chart: %w", err)
		}
		chart.Color, chart.LineStyle.Width, chart.Offset = b.color, 0, vg.Points(float64((i-1)*bar))
		p.Add(chart)
		p.Legend.Add(b.name, chart)
	}
	var names []string
	for _, m := range s.Months {
		names = append(names, m.Month)
	}
	if len(names) > 0 {
		p.NominalX(names...)
	}
	p.Y.Tick.Marker, p.Legend.Padding = whole{}, vg.Points(4)
	canvas := vgimg.New(width, height)
	p.Draw(draw.Crop(draw.New(canvas), margin, -margin, margin, -margin))
	var b bytes.Buffer
	if _, err := (vgimg.PngCanvas{Canvas: canvas}).WriteTo(&b); err != nil {
		return nil, fmt.Errorf("draw chart: %w", err)
	}
	return b.Bytes(), nil
}

// whole puts marks at whole numbers only: there are no half cases.
type whole struct{}

func (whole) Ticks(low, high float64) []plot.Tick {
	step := max(1, math.Ceil((high-low)/8))
	var marks []plot.Tick
	for v := math.Ceil(low); v <= high; v += step {
		marks = append(marks, plot.Tick{Value: v, Label: strconv.Itoa(int(v))})
	}
	return marks
}
