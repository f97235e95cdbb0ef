package discord

import (
	"bytes"
	"context"
	"fmt"
	"hash/fnv"
	"log/slog"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dandang/bot"
	"dandang/filing"
	"dandang/handlers"
	"dandang/knowledge"
	"dandang/reader"
	"dandang/store"
)

// talkStart is when every written talk begins.
var talkStart = time.Date(2026, 11, 22, 9, 0, 0, 0, time.FixedZone("CST", 8*3600))

// fullDesk is the whole product below the channel, on an embedded store.
func fullDesk(t *testing.T) *handlers.Desk {
	t.Helper()
	lists, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	r, err := reader.NewOffline()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := filing.ShippedRules()
	if err != nil {
		t.Fatal(err)
	}
	forms, err := filing.LoadForms(nil)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	s, err := store.Open(context.Background(), store.Options{Dir: t.TempDir(), Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return &handlers.Desk{Lists: lists.Base, Reader: r, Store: s, Log: log, Rules: rules, Forms: forms, Templates: new(filing.Templates), Documents: t.TempDir()}
}

// A turn of a written talk: the step, and what the file says comes of it.
type talkTurn struct {
	step    bot.Step
	text    string // without blanks
	buttons []string
	files   []string
	told    []string // who else is told something, in order
}

// readTalk reads a written talk with what it says of the replies.
func readTalk(t *testing.T, file string) (unit string, turns []talkTurn) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	steps, err := bot.ParseTalk(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(data), "\n")
	unit = "demo"
	if county, ok := strings.CutPrefix(lines[0], "# county: "); ok {
		unit = county
	}
	for i, s := range steps {
		end := len(lines)
		if i+1 < len(steps) {
			end = steps[i+1].Line - 1
		}
		x := talkTurn{step: s}
		for _, line := range lines[s.Line+strings.Count(s.Source, "\n") : end] {
			said, reply := strings.CutPrefix(line, "  ")
			switch {
			case !reply, strings.HasPrefix(said, "-- "):
			case strings.HasPrefix(said, "(") && strings.HasSuffix(said, ")") && !strings.ContainsAny(said, " （"):
				x.told = append(x.told, said[1:len(said)-1])
			case strings.HasPrefix(said, "[") && strings.HasSuffix(said, "]"):
				x.buttons = append(x.buttons, strings.Split(said[1:len(said)-1], "] [")...)
			case strings.HasPrefix(said, "<") && strings.HasSuffix(said, ">"):
				x.files = append(x.files, path.Base(said[1:len(said)-1]))
			default:
				x.text += bare(said)
			}
		}
		turns = append(turns, x)
	}
	return unit, turns
}

// seen is what a person reads on messages: the words without blanks, the buttons of the desk, the documents.
func seen(all []Message) (text string, buttons, files []string) {
	for _, m := range all {
		words := bare(plainMessage(m))
		for _, f := range m.Files {
			if f.Name == wholeName {
				words = bare(strings.TrimPrefix(string(f.Data), "\ufeff"))
				continue
			}
			files = append(files, f.Name)
		}
		text += words
		buttons = append(buttons, deskButtons(m)...)
	}
	return text, buttons, files
}

// deskButtons are the labels of the desk's own buttons on a message, in order.
func deskButtons(m Message) []string {
	var long, out []string
	for _, row := range m.Components {
		for _, c := range row.Components {
			k, err := testKeys.decode(c.CustomID)
			switch {
			case err != nil || c.Label == sayWrite || k.Verb == verbFill || k.Verb == verbUnit:
			case c.Type == typeButton:
				out = append(out, c.Label)
			case c.Type == typeSelect:
				for _, o := range c.Options {
					long = append(long, o.Value)
				}
			}
		}
	}
	if len(out) >= mostInRow*3 { // the list holds the buttons that found no room
		return append(out, long...)
	}
	return out
}

// plainMessage is what a person reads on one message.
func plainMessage(m Message) string {
	p := page{gist: m.Content}
	for _, e := range m.Embeds {
		p.lead += e.Description
		for _, f := range e.Fields {
			p.fields = append(p.fields, field{f.Name, f.Value})
		}
		if e.Footer != nil {
			p.foot += e.Footer.Text
		}
	}
	return plainPages([]page{p})
}

// A talker plays a written talk over Discord.
type talker struct {
	t       *testing.T
	bridge  *bridge
	stage   *stage
	courier *courier
	literal bool // cadres have the ids that they have at a terminal, since staff write them
	name    string
	unit    string
	now     time.Time
	turns   int
	last    map[string]Message // the last message with buttons, by person
}

// id is the user id of a person of the talk.
func (k *talker) id(person string) string {
	if k.literal && strings.Trim(person, "0123456789") == "" {
		return person
	}
	h := fnv.New32a()
	fmt.Fprint(h, k.name, person)
	return fmt.Sprint("2345", 10000000000000+uint64(h.Sum32()))
}

// take takes one step and returns what the person is shown.
func (k *talker) take(s bot.Step) []Message {
	k.t.Helper()
	if s.Wait > 0 {
		k.wait(s.Wait)
		return nil
	}
	k.turns++
	k.now = k.now.Add(time.Minute)
	h := fnv.New64a()
	fmt.Fprint(h, k.name, k.turns)
	in := Interaction{ID: fmt.Sprint(h.Sum64() >> 1), Guild: k.guild(), Channel: "5", User: k.id(s.Person), At: k.now, Kind: KindCommand, Command: commandAsk, Words: s.Text}
	if strings.HasPrefix(s.Person, "staff") {
		in.Roles, in.Kind = []string{helper}, KindWindow
		in.CustomID = testKeys.encode(control{Verb: verbWrite, Staff: true, Unit: k.unit, Person: in.User})
		in.Inputs = []Input{{inputText, s.Text}}
	}
	if s.Press != "" {
		in.Kind, in.Words, in.CustomID, in.Label, in.Values = KindComponent, "", "", s.Press, nil
		in.CustomID, in.Values = k.component(in.User, s)
	} else if strings.TrimSpace(s.Text) == "" {
		in.Kind, in.CustomID = KindWindow, testKeys.encode(control{Verb: verbWrite, Unit: k.unit, Person: in.User})
	}
	before := len(k.stage.done())
	k.bridge.Interaction(in)
	k.stage.wait(k.t, before+2)
	for { // nothing waits any more
		k.bridge.queue.mu.Lock()
		left := k.bridge.queue.count
		k.bridge.queue.mu.Unlock()
		if left == 0 {
			break
		}
		time.Sleep(50 * time.Microsecond)
	}
	var out []Message
	for _, c := range k.stage.done()[before:] {
		if c.what != "defer" {
			out = append(out, c.message)
		}
	}
	for _, m := range out {
		if len(m.Components) > 0 {
			k.last[in.User] = m
		}
	}
	return out
}

// wait lets time pass, an hour at a time, and tells of the deadlines that come.
func (k *talker) wait(long time.Duration) {
	step := max(time.Hour, long/1000)
	for end := k.now.Add(long); k.now.Before(end); {
		if k.now = k.now.Add(step); k.now.After(end) {
			k.now = end
		}
		if fired, err := k.courier.outbox.Tick(context.Background(), k.unit, k.now); err != nil || fired > 0 && !k.bring() {
			k.t.Fatal(err)
		}
	}
}

// bring brings what people are to be told.
func (k *talker) bring() bool {
	u, _ := k.bridge.units.ByID(k.unit)
	if err := k.courier.round(context.Background(), u); err != nil {
		k.t.Error(err)
		return false
	}
	return true
}

// told is what was brought to others since, and to whom, and what was brought.
func (k *talker) told(since int) (whom []string, all []Message) {
	for _, c := range k.stage.done("send")[since:] {
		c.message.Content = strings.NewReplacer(sayForLead, "", sayForHead, "").Replace(c.message.Content)
		all = append(all, c.message)
		if c.message.Content != "" { // the pages that follow have no gist
			whom = append(whom, c.id)
		}
	}
	return whom, all
}

// channel is where somebody in a written talk is told something.
func (k *talker) channel(who string) []string {
	staff := "222222222222222222"
	switch who {
	case "lead", "head":
		return []string{staff}
	case "staff": // all of staff, or the first of them
		return []string{staff, "dm" + k.id(who)}
	}
	return []string{"dm" + k.id(who)}
}

func (k *talker) guild() string {
	u, _ := k.bridge.units.ByID(k.unit)
	return u.Guild
}

// component is the button with that label on the last message, or one of an earlier message.
func (k *talker) component(user string, s bot.Step) (id string, values []string) {
	for _, row := range k.last[user].Components {
		for _, c := range row.Components {
			if c.Label == s.Press {
				if got, err := testKeys.decode(c.CustomID); err == nil && got.Verb == verbPress {
					return c.CustomID, nil
				}
			}
			for _, o := range c.Options {
				if o.Value == s.Press {
					return c.CustomID, []string{o.Value}
				}
			}
		}
	}
	return testKeys.encode(control{Verb: verbPress, Unit: k.unit, Person: user, Staff: strings.HasPrefix(s.Person, "staff"), Label: s.Press}), nil
}

// talkUnits has a server for every county that a written talk is set in.
func talkUnits() Units {
	var out Units
	all := map[string][]string{} // as at a terminal without a roster
	for _, role := range unitRoles {
		all[role] = []string{helper}
	}
	for i, name := range []string{"demo", "baofeng", "yexian", "lushan", "shilong", "wugang", "zhanhe", "jiaxian"} {
		out = append(out, Unit{ID: name, Guild: fmt.Sprint(111111111111111100 + i), StaffChannel: "222222222222222222", Roles: all})
	}
	return out
}

func newTalker(t *testing.T, desk *handlers.Desk, file, unit string) *talker {
	s := &stage{}
	b := newBridge(t, s, desk)
	b.units = talkUnits()
	k := &talker{t: t, bridge: b, stage: s, name: strings.TrimSuffix(filepath.Base(file), ".txt"), unit: unit, now: talkStart, last: map[string]Message{}}
	b.now = func() time.Time { return k.now }
	desk.Roster = cast{k}
	k.courier = &courier{outbox: desk, post: s, keys: testKeys, units: b.units, threads: newThreads(s), log: slog.New(slog.DiscardHandler), now: b.now,
		roles: func(_ context.Context, u Unit, person string) ([]filing.Role, string) {
			for _, who := range []string{"staff", "staff2", "staff3"} {
				if person == k.id(who) {
					return u.standing([]string{helper})
				}
			}
			return nil, ""
		}}
	return k
}

// cast is the roster of a written talk: people are called there what they are called in the file.
type cast struct{ k *talker }

func (c cast) Actor(_, id string) (filing.Actor, bool) { return filing.Actor{ID: id}, false }

func (c cast) Find(_, words string) (filing.Actor, bool) {
	return filing.Actor{ID: c.k.id(words), Roles: filing.StaffRoles}, strings.HasPrefix(words, "staff")
}

func (c cast) Name(_, id string) string {
	for _, who := range []string{"1", "2", "3", "staff", "staff2", "staff3"} {
		if id == c.k.id(who) {
			return who
		}
	}
	return ""
}

// TestTalksOverDiscord plays every written talk over Discord: people are shown the words, buttons and documents that the
// files say, which are those of the terminal.
func TestTalksOverDiscord(t *testing.T) {
	for folder, least := range map[string]int{"talks": 70, "drafts": 20, "cases": 1} {
		files, err := filepath.Glob("../testdata/" + folder + "/*.txt")
		if err != nil || len(files) < least {
			t.Fatalf("%d talks, %v", len(files), err)
		}
		shared := fullDesk(t)
		shared.Documents = ""
		for _, file := range files {
			t.Run(folder+"/"+filepath.Base(file), func(t *testing.T) {
				desk := shared
				if folder != "talks" {
					desk = fullDesk(t)
				}
				unit, turns := readTalk(t, file)
				k := newTalker(t, desk, file, unit)
				k.literal = folder == "cases"
				for _, turn := range turns {
					k.holds(turn)
				}
			})
		}
	}
}

// holds takes a turn and holds what people are shown to what the file says.
func (k *talker) holds(turn talkTurn) {
	k.t.Helper()
	since := len(k.stage.done("send"))
	shown := k.take(turn.step)
	if turn.step.Wait == 0 {
		k.bring()
	}
	whom, told := k.told(since)
	text, buttons, files := seen(append(shown, told...))
	if text != turn.text {
		k.t.Fatalf("line %d %s: shown is\n%s\nthe file says\n%s", turn.step.Line, turn.step.Source, text, turn.text)
	}
	if !slices.Equal(buttons, turn.buttons) || !slices.Equal(files, turn.files) {
		k.t.Fatalf("line %d %s: shown are %q %q, the file says %q %q", turn.step.Line, turn.step.Source, buttons, files, turn.buttons, turn.files)
	}
	agree := len(whom) == len(turn.told)
	for i := 0; agree && i < len(whom); i++ {
		agree = slices.Contains(k.channel(turn.told[i]), whom[i])
	}
	if !agree {
		k.t.Fatalf("line %d %s: told are %q, the file says %q", turn.step.Line, turn.step.Source, whom, turn.told)
	}
}
