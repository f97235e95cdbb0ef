package handlers_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dandang/filing"
	"dandang/handlers"
	"dandang/knowledge"
	"dandang/store/redistest"
)

// twoDesks are desks of two processes on one Redis, and a matter that a cadre has handed over at one of them.
func twoDesks(t *testing.T) (y *year, number string) {
	t.Helper()
	y = &year{t: t, dice: rand.New(rand.NewPCG(1, 1)), told: map[string][]telling{}}
	redis := redistest.Start(t)
	y.desks[0] = y.begins(redis.URL)
	y.desks[1] = y.begins(redis.URL)
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, beijing)
	y.must("p1", story, at, "解决历史遗留问题")
	return y, numberIn(y.must("p1", "[转人工]", at, "前答复您"))
}

func (y *year) caseOf(number string) filing.Case {
	y.t.Helper()
	c, ok, err := y.desks[0].Store.Case(y.t.Context(), "demo", number)
	if err != nil || !ok {
		y.t.Fatal(ok, err)
	}
	return c
}

// Five hundred reviewers claim one case at once at two desks: one has it, and each of the others is told so.
func TestOfFiveHundredClaimsOneCounts(t *testing.T) {
	y, number := twoDesks(t)
	var all sync.WaitGroup
	var won, lost atomic.Int64
	for i := range 500 {
		all.Go(func() {
			replies, err := y.desks[i%2].Handle(context.Background(), handlers.Message{ID: fmt.Sprint("c", i), Unit: "demo",
				Conversation: fmt.Sprint("race:", i), From: handlers.Person{ID: fmt.Sprint("r", i), Staff: true}, Text: "认领 " + number,
				At: time.Date(2026, 11, 23, 10, 0, 0, 0, beijing)})
			switch {
			case err != nil || len(replies) != 1:
				t.Errorf("r%d: %v, %v", i, replies, err)
			case strings.Contains(replies[0].Text, "“认领”办好了"):
				won.Add(1)
			case strings.Contains(replies[0].Text, "不能“认领”"), strings.Contains(replies[0].Text, "已由别人办理"):
				lost.Add(1)
			default:
				t.Errorf("r%d is told %q", i, replies[0].Text)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 || lost.Load() != 499 {
		t.Errorf("%d won, %d lost", won.Load(), lost.Load())
	}
	claims := 0
	for _, e := range y.caseOf(number).Record {
		if e.Action == "claim" {
			claims++
		}
	}
	if claims != 1 {
		t.Errorf("%d claims in the record", claims)
	}
}

// When the item that an open case rests on is gone from the lists, the asker and staff are told once, however many
// desks look and however often.
func TestAChangedItemIsToldOnce(t *testing.T) {
	y, number := twoDesks(t)
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, beijing)
	y.must("p2", "[转人工]", at, "前答复您") // rests on nothing
	y.tick(at)
	y.tick(at.AddDate(0, 0, 1))
	dir := t.TempDir()
	if err := os.CopyFS(dir, knowledge.Lists()); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "central", "positive-people.yaml")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(string(text), "处理年代久、材料缺、成因复杂的老问题", "处理二〇〇〇年以前留下的老问题", 1)
	if edited == string(text) {
		t.Fatal("the item has other words now")
	}
	if err := os.WriteFile(name, []byte(edited), 0o600); err != nil {
		t.Fatal(err)
	}
	shelf, err := knowledge.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range y.desks {
		d.Lists = func(unit string, on knowledge.Date) (*knowledge.Base, error) { return shelf.Library().Base(unit, on) }
	}
	told := map[string]int{}
	for hour := range 30 {
		at := at.AddDate(0, 0, 1).Add(time.Duration(hour) * time.Hour)
		var both sync.WaitGroup
		for _, d := range y.desks {
			both.Go(func() {
				if _, err := d.Tick(context.Background(), "demo", at); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		notes, err := y.desks[hour%2].Notes(t.Context(), "demo", 100, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range notes {
			if strings.Contains(n.Reply.Text, "有了修改") {
				told[n.Case+" "+n.Reply.To]++
			}
		}
	}
	if len(told) != 2 || told[number+" p1"] != 1 || told[number+" staff"] != 1 {
		t.Errorf("told %v", told)
	}
}

// What an administrator switches at one desk is in force at the other one within a second, both ways.
func TestSwitchesAreInForceWithinASecond(t *testing.T) {
	y, _ := twoDesks(t)
	at := time.Date(2026, 11, 23, 11, 0, 0, 0, beijing)
	n := 0
	says := func(d *handlers.Desk, who handlers.Person, text string) string {
		n++
		replies, err := d.Handle(t.Context(), handlers.Message{ID: fmt.Sprint("s", n), Unit: "demo", Conversation: "switch:" + who.ID, From: who, Text: text, At: at})
		if err != nil || len(replies) != 1 {
			t.Fatal(replies, err)
		}
		return replies[0].Text
	}
	cadre, admin := handlers.Person{ID: "p9"}, handlers.Person{ID: "a", Staff: true, Roles: []filing.Role{filing.RoleAdmin}}
	if got := says(y.desks[0], handlers.Person{ID: "r", Staff: true, Roles: []filing.Role{filing.RoleReviewer}}, "停用机器人"); strings.Contains(got, "已经生效") {
		t.Fatalf("a reviewer may: %s", got)
	}
	for _, c := range []struct {
		words, told string
		off         bool
	}{{"停用机器人", "机器人暂停使用", true}, {"恢复机器人", "机器人暂停使用", false}, {"设为只读", "只能看，不能改", true}, {"取消只读", "只能看，不能改", false}} {
		says(y.desks[1], cadre, "帮助") // the switches are known there
		if got := says(y.desks[0], admin, c.words); !strings.Contains(got, "已经生效") {
			t.Fatalf("%s: %s", c.words, got)
		}
		began := time.Now()
		for strings.Contains(says(y.desks[1], cadre, "帮助"), c.told) != c.off {
			if time.Since(began) > 10*time.Second {
				t.Fatalf("%s is not in force after ten seconds", c.words)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
}

// What a model finds late is told with the next message, but not while a person has the matter, nor afterwards.
func TestLateAnswersAreThrownAway(t *testing.T) {
	const late = "【补充说明】"
	for _, handed := range []bool{false, true} {
		y, d := &year{t: t}, (*handlers.Desk)(nil)
		d, _, _, _ = bench(t)
		found := false
		d.Aid = &handlers.Aid{
			Read: func(string) handlers.Reader { return d.Reader },
			Late: func(_ context.Context, _ *knowledge.Base, text string, _ *knowledge.Question) ([]knowledge.Fact, error) {
				if !found || !strings.Contains(text, "老房子") {
					return nil, nil
				}
				return []knowledge.Fact{{ID: "neg-private-gain", Holds: true, Quote: "老房子", Hint: true}}, nil
			},
		}
		y.desks = [2]*handlers.Desk{d, d}
		at := time.Date(2026, 11, 23, 9, 0, 0, 0, beijing)
		y.must("p1", story, at, "解决历史遗留问题")
		if !handed {
			found = true
			y.must("p1", "不清楚", at, late)
			continue
		}
		number := numberIn(y.must("p1", "[转人工]", at, "前答复您"))
		found = true
		said := []string{y.must("p1", "镇里开过会，有会议纪要", at, "转给经办的人"), y.says("p1", "我的备案", at)}
		y.must("r1", "认领 "+number, at, "办好了")
		y.must("r1", "答复 "+number+" 可以申请备案。", at, "一致吗")
		y.must("r1", "[先跳过]", at, "办好了")
		said = append(said, y.must("p1", "[有帮助]", at, "谢谢"), y.says("p1", "为什么", at))
		for _, s := range said {
			if strings.Contains(s, late) {
				t.Errorf("told late: %s", s)
			}
		}
	}
}
