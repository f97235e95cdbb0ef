package filing

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// TestCasesFromBeforeTheRoads reads cases as they were kept before there were workflows, and goes on with them.
func TestCasesFromBeforeTheRoads(t *testing.T) {
	r := rules(t)
	for _, row := range []struct {
		name, kept, title string
		claim             error
	}{
		{"an open one", `{"unit":"410421","kind":"consultation","from":"cadre","conversation":"c","opened":"2026-07-06T09:00:00+08:00","state":"open","question":"能备案吗？"}`, "待认领", nil},
		{"one without a state", `{"unit":"410421","kind":"filing","from":"cadre","conversation":"c","opened":"2026-07-06T09:00:00+08:00","state":"","question":"备案"}`, "待受理", nil},
		{"a closed one", `{"unit":"410421","kind":"filing","from":"cadre","conversation":"c","opened":"2026-07-06T09:00:00+08:00","state":"closed","question":"备案"}`, "已办结", ErrNotNow},
		{"one that was taken back", `{"unit":"410421","kind":"consultation","from":"cadre","conversation":"c","opened":"2026-07-06T09:00:00+08:00","state":"withdrawn","question":"备案"}`, "已撤回", ErrNotNow},
	} {
		t.Run(row.name, func(t *testing.T) {
			var c Case
			if err := json.Unmarshal([]byte(row.kept), &c); err != nil {
				t.Fatal(err)
			}
			w := r.Workflows.Of(c.Kind)
			if got := c.StateTitle(w); got != row.title {
				t.Errorf("it is %q", got)
			}
			next, _, err := c.Apply(Action{ID: "claim", By: people["one"], At: at(t, "2026-07-06 10:00")}, r)
			if !errors.Is(err, row.claim) || row.claim == nil && err != nil {
				t.Fatalf("claimed: %v, want %v", err, row.claim)
			}
			if err == nil && (next.Holder != "one" || next.State == Open || next.State == "") {
				t.Errorf("claimed, it is %+v", next)
			}
		})
	}
}

func TestAKindThatIsNotKnown(t *testing.T) {
	r := rules(t)
	c := Case{Number: "X-1", Kind: "dinner", From: "cadre"}
	if _, _, err := c.Apply(Action{ID: "claim", By: people["one"]}, r); err == nil || !strings.Contains(err.Error(), "dinner") {
		t.Errorf("%v", err)
	}
	if _, _, err := Begin(c, people["cadre"], r); err == nil {
		t.Error("it was opened")
	}
	if moves := c.Actions(people["one"], r); moves != nil {
		t.Errorf("offered %v", moves)
	}
}

func TestWhatIsMissingIsSaid(t *testing.T) {
	r := rules(t)
	now := at(t, "2026-11-26 10:00")
	w := r.Workflows.Of(Filing)
	approve, _ := w.Move("approve")
	supplement, _ := w.Move("supplement")
	obtained, _ := w.Move("obtained")
	for _, row := range []struct {
		name  string
		move  Move
		who   string
		spoil func(*Action)
		why   error
		say   string
	}{
		{"the check list is not ticked", approve, "head", func(a *Action) { a.Ticked = 1 }, ErrMissing, "核对清单还有3项没有核对，请逐项核对后再办。"},
		{"no text", supplement, "one", func(a *Action) { a.Text = " " }, ErrMissing, "还差“要补正的内容”。要补正什么，怎样补？"},
		{"no day", supplement, "one", func(a *Action) { delete(a.Values, "supply-by") }, ErrMissing, "还差“补正期限”。补正到哪一天为止？"},
		{"a day that is none", supplement, "one", func(a *Action) { a.Values["supply-by"] = "尽快" }, nil, "请写到具体日期"},
		{"a day that has gone by", supplement, "one", func(a *Action) { a.Values["supply-by"] = "2026年11月25日" }, nil, "2026年11月25日已经过了"},
		{"a list without days", approve, "head", func(a *Action) { a.Values["permits"] = "施工许可证" }, nil, "看不出哪一天到期"},
		{"a permit that is not on the list", obtained, "cadre", func(a *Action) { a.Values["row"] = "取水许可" }, nil, "施工许可证"},
	} {
		t.Run(row.name, func(t *testing.T) {
			by := people[row.who]
			c := standing(row.move, w, by, "cadre", "", now)
			a := fitting(row.move, by, now)
			row.spoil(&a)
			next, events, err := c.Apply(a, r)
			var mistake *Mistake
			if row.why != nil && !errors.Is(err, row.why) || row.why == nil && !errors.As(err, &mistake) || !strings.Contains(err.Error(), row.say) {
				t.Errorf("%v", err)
			}
			if len(events) > 0 || next.State != c.State || len(next.Record) != len(c.Record) {
				t.Errorf("something was done: %+v", next)
			}
		})
	}
}

func TestTransfersAndStandingBack(t *testing.T) {
	r := rules(t)
	now := at(t, "2026-11-26 10:00")
	c, _, _ := Begin(Case{Number: "X-1", Kind: Filing, From: "cadre", Office: "甲局", Opened: now}, people["cadre"], r)
	c, _, err := c.Apply(Action{ID: "claim", By: people["one"], At: now}, r)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name string
		to   Actor
		why  error
	}{
		{"to nobody", Actor{}, ErrMissing},
		{"to oneself", people["one"], ErrNotNow},
		{"to somebody without a part in it", Actor{ID: "x"}, ErrNotPermitted},
		{"to the asker", Actor{ID: "cadre", Roles: StaffRoles}, ErrStandBack},
		{"to a colleague of the asker", Actor{ID: "y", Office: "甲局", Roles: StaffRoles}, ErrStandBack},
		{"to another reviewer", Actor{ID: "z", Office: "纪委", Roles: StaffRoles}, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			next, events, err := c.Apply(Action{ID: "transfer", By: people["one"], To: row.to, At: now}, r)
			if !errors.Is(err, row.why) || row.why == nil && err != nil {
				t.Fatalf("%v, want %v", err, row.why)
			}
			if err == nil && (next.Holder != "z" || events[0].Who != "z") {
				t.Errorf("%+v, %+v", next, events)
			}
		})
	}
	back, _, err := c.Apply(Action{ID: "avoid", By: people["one"], Note: "同学", At: now}, r)
	if err != nil || back.Holder != "" {
		t.Fatalf("stood back: %+v, %v", back, err)
	}
	if _, _, err := back.Apply(Action{ID: "claim", By: people["one"], At: now}, r); !errors.Is(err, ErrStandBack) {
		t.Errorf("who stood back claims it: %v", err)
	}
	other, _, err := c.Apply(Action{ID: "avoid", By: people["two"], Note: "同学", At: now}, r)
	if err != nil || other.Holder != "one" {
		t.Errorf("another one stood back: %+v, %v", other, err)
	}
	if s := back.Sight(people["one"], r); s != SeesNothing {
		t.Errorf("who stood back sees %q", s)
	}
}

func TestWhatTheTextsSay(t *testing.T) {
	r := rules(t)
	r.Name = func(id string) string { return map[string]string{"one": "赵科长"}[id] }
	w := r.Workflows.Of(Consultation)
	c, _, _ := Begin(Case{Number: "ZX-2026-0001", Kind: Consultation, From: "cadre", Question: "先开工\n能吗", Opened: at(t, "2026-07-06 09:00")}, people["cadre"], r)
	c.Holder = "one"
	c.Values = map[string]string{"agrees": "一致\n{编号}"}
	for _, row := range []struct{ text, now, want string }{
		{"{编号}{事项}", "2026-07-06 09:00", "ZX-2026-0001先开工"},
		{"{状态}，{要办的}，{办理人}", "2026-07-06 09:00", "待认领，答复，赵科长"},
		{"{期限}，{还剩}", "2026-07-06 09:00", "2026年7月9日，还剩3个工作日"},
		{"{还剩}", "2026-07-09 16:30", "还剩2小时"},
		{"{还剩}", "2026-07-10 09:00", "已超期1小时"},
		{"{还剩}", "2026-07-13 18:00", "已超期2个工作日"},
		{"{说明}", "2026-07-06 09:00", "{编号}"},
		{"{agrees}", "2026-07-06 09:00", "一致；{编号}"},
	} {
		if got := c.fill(row.text, tellings{rules: r, road: w, text: "{编号}", now: at(t, row.now)}); got != row.want {
			t.Errorf("%s says %q, want %q", row.text, got, row.want)
		}
	}
	empty := Case{Kind: Consultation}
	if got := empty.fill("{编号}{事项}{期限}{还剩}{要办的}{办理人}", tellings{rules: r, road: w}); got != NumberMark+"（没有写事项）规定的期限期限还算不出来经办人员" {
		t.Errorf("of an empty case: %q", got)
	}
}
