package sheet

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"strconv"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"dandang/filing"
)

// chinese are where systems keep a font with Chinese characters; the first that is there is used.
var chinese = []string{
	"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
	"/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
	"/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "/System/Library/Fonts/PingFang.ttc", `C:\Windows\Fonts\simhei.ttf`, `C:\Windows\Fonts\msyh.ttc`,
}

const letters = 15 // height of the letters, in points at 72 to the inch

// loadFont finds the Chinese font, once; nil when the system has none.
var loadFont = sync.OnceValue(func() font.Face {
	for _, name := range chinese {
		data, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		all, err := opentype.ParseCollection(data)
		if err != nil {
			continue
		}
		f, err := all.Font(0)
		if err != nil {
			continue
		}
		if face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: letters, DPI: 72}); err == nil {
			return face
		}
	}
	return nil
})

// words are what a chart says; without a Chinese font it says it in letters that are in the program.
type words struct{ title, opened, decided, late string }

func wording(han bool) words {
	if han {
		return words{"逐月办理情况", "收到", "已决定", "曾经超期"}
	}
	return words{"Cases by month", "received", "decided", "late"}
}

// The picture, in pixels.
const (
	width, height            = 760, 420
	left, right, top, bottom = 56, 20, 64, 44
	barWidth                 = 12
)

// series are the figures drawn, a bar each for every month.
var series = []struct {
	color color.RGBA
	name  func(words) string
	of    func(filing.Month) int
}{
	{color.RGBA{0x4C, 0x72, 0xB0, 0xFF}, func(w words) string { return w.opened }, func(m filing.Month) int { return m.Opened }},
	{color.RGBA{0x55, 0xA8, 0x68, 0xFF}, func(w words) string { return w.decided }, func(m filing.Month) int { return m.Decided }},
	{color.RGBA{0xC4, 0x4E, 0x52, 0xFF}, func(w words) string { return w.late }, func(m filing.Month) int { return m.Late }},
}

// A canvas is the picture being drawn.
type canvas struct {
	*image.RGBA
	face font.Face
}

// mu keeps two charts from using the font at once: a face is not made for that.
var mu sync.Mutex

// PNG is a picture of the last twelve months: what came in, what was decided, what was late. There are chart libraries,
// but those that draw Chinese bring megabytes of fonts and formats for these few rectangles.
func PNG(s filing.Stats) ([]byte, error) {
	mu.Lock()
	defer mu.Unlock()
	face := loadFont()
	w := wording(face != nil)
	if face == nil {
		face = basicfont.Face7x13
	}
	c := canvas{image.NewRGBA(image.Rect(0, 0, width, height)), face}
	c.fill(c.Bounds(), color.White)
	months := s.Months[max(0, len(s.Months)-12):]
	c.text((width-c.wide(w.title))/2, 24, w.title)
	c.legend(w)
	c.axis(most(months))
	for i, m := range months {
		c.month(i, len(months), m, most(months))
	}
	var b bytes.Buffer
	if err := png.Encode(&b, c); err != nil {
		return nil, fmt.Errorf("draw chart: %w", err)
	}
	return b.Bytes(), nil
}

// most is the tallest bar, at least one.
func most(months []filing.Month) int {
	n := 1
	for _, m := range months {
		for _, s := range series {
			n = max(n, s.of(m))
		}
	}
	return n
}

func (c canvas) fill(r image.Rectangle, col color.Color) {
	draw.Draw(c, r, image.NewUniform(col), image.Point{}, draw.Src)
}

func (c canvas) text(x, y int, s string) {
	d := font.Drawer{Dst: c, Src: image.Black, Face: c.face, Dot: fixed.P(x, y)}
	d.DrawString(s)
}

func (c canvas) wide(s string) int { return font.MeasureString(c.face, s).Ceil() }

// legend names the bars, under the title.
func (c canvas) legend(w words) {
	x := left
	for _, s := range series {
		c.fill(image.Rect(x, 36, x+barWidth, 36+barWidth), s.color)
		c.text(x+barWidth+6, 36+barWidth-1, s.name(w))
		x += barWidth + 6 + c.wide(s.name(w)) + 24
	}
}

// axis draws the lines and numbers on the left: whole numbers only, eight at most.
func (c canvas) axis(most int) {
	step := (most + 7) / 8
	for v := 0; v <= most; v += step {
		y := level(v, most)
		c.fill(image.Rect(left, y, width-right, y+1), color.Gray{0xDD})
		n := strconv.Itoa(v)
		c.text(left-8-c.wide(n), y+5, n)
	}
	c.fill(image.Rect(left, level(0, most), width-right, level(0, most)+1), color.Black)
}

// month draws the bars of one of n months.
func (c canvas) month(i, n int, m filing.Month, most int) {
	room := (width - left - right) / n
	x := left + i*room + (room-len(series)*barWidth)/2
	for j, s := range series {
		c.fill(image.Rect(x+j*barWidth, level(s.of(m), most), x+(j+1)*barWidth-2, level(0, most)), s.color)
	}
	label := m.Month
	if n > 8 && len(label) > 2 {
		label = label[2:] // 26-07
	}
	c.text(left+i*room+(room-c.wide(label))/2, height-bottom+22, label)
}

// level is the height at which a number stands.
func level(v, most int) int { return height - bottom - v*(height-top-bottom)/most }
