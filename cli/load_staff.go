package cli

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dandang/handlers"
)

// A reviewer is one simulated person of staff: looks at the list, claims one of the cases that nobody has, and answers it.
type reviewer struct {
	id       string
	random   *rand.Rand
	number   string // of the case in hand, "" for none
	asked    bool   // the answer was said, and a last question waits
	took     []time.Duration
	failed   int
	claimed  int
	late     int // claims for which another one was quicker
	answered int
}

// An office is the staff of a load with whoever delivers what people are to be told.
type office struct {
	desk      *handlers.Desk
	unit      string
	reviewers []*reviewer
	delivered atomic.Int64
	failed    atomic.Int64
}

func newOffice(desk *handlers.Desk, unit string, staff int, seed uint64) *office {
	o := &office{desk: desk, unit: unit}
	for i := range staff {
		o.reviewers = append(o.reviewers, &reviewer{id: fmt.Sprintf("staff-%d-%d", time.Now().UnixNano(), i),
			random: rand.New(rand.NewPCG(seed, uint64(1_000_000+i)))})
	}
	return o
}

// How long a reviewer waits when there is nothing to do, and how often notices are delivered.
const (
	idlePause   = 50 * time.Millisecond
	deliverEach = 200 * time.Millisecond
)

// work lets the staff work until stop; wait returns when all have finished the step in hand.
func (o *office) work(ctx context.Context, stop <-chan struct{}) (wait func()) {
	if len(o.reviewers) == 0 {
		return func() {}
	}
	var all sync.WaitGroup
	for _, r := range o.reviewers {
		all.Go(func() {
			for ctx.Err() == nil {
				pause := time.Duration(0)
				if !r.step(ctx, o.desk, o.unit) {
					pause = idlePause
				}
				select {
				case <-stop:
					return
				case <-time.After(pause):
				}
			}
		})
	}
	all.Go(func() {
		for ctx.Err() == nil {
			o.deliver(ctx)
			select {
			case <-stop:
				o.deliver(ctx)
				return
			case <-time.After(deliverEach):
			}
		}
	})
	return all.Wait
}

// deliver tells of deadlines and hands out all that waits to be told.
func (o *office) deliver(ctx context.Context) {
	_, err := o.desk.Tick(ctx, o.unit, time.Now())
	for err == nil {
		var notes []handlers.Notice
		if notes, err = o.desk.Notes(ctx, o.unit, 200, time.Minute); err != nil || len(notes) == 0 {
			break
		}
		ids := make([]string, len(notes))
		for i, n := range notes {
			ids[i] = n.ID
		}
		if err = o.desk.Noted(ctx, o.unit, ids...); err == nil {
			o.delivered.Add(int64(len(notes)))
		}
	}
	if err != nil {
		o.failed.Add(1)
	}
}

// step is the next thing that a reviewer does; false when there was nothing to do.
func (w *reviewer) step(ctx context.Context, desk *handlers.Desk, unit string) bool {
	switch {
	case w.asked:
		w.asked = false
		if r, ok := w.says(ctx, desk, unit, handlers.Message{Press: "先跳过"}); ok && strings.Contains(r.Text, "办好了") {
			w.answered++
		}
		w.number = ""
	case w.number != "":
		r, ok := w.says(ctx, desk, unit, handlers.Message{Text: "答复 " + w.number + " 请按现行清单办，拿不准的先不要动。"})
		w.asked = ok && strings.Contains(r.Text, "一致吗")
		if !w.asked {
			w.number = ""
		}
	default:
		r, ok := w.says(ctx, desk, unit, handlers.Message{Text: "待办 未认领"})
		number := w.pick(r.Buttons)
		if !ok || number == "" {
			return false
		}
		r, ok = w.says(ctx, desk, unit, handlers.Message{Text: "认领 " + number})
		if ok && strings.Contains(r.Text, "办好了") {
			w.claimed, w.number = w.claimed+1, number
			return true
		}
		w.late++
	}
	return true
}

// pick is the number of one of the cases on a list, "" for none.
func (w *reviewer) pick(buttons []string) string {
	var numbers []string
	for _, b := range buttons {
		if n, ok := strings.CutPrefix(b, "办理 "); ok {
			numbers = append(numbers, n)
		}
	}
	if len(numbers) == 0 {
		return ""
	}
	return numbers[w.random.IntN(len(numbers))]
}

// says sends a message; ok is false when it was not answered.
func (w *reviewer) says(ctx context.Context, desk *handlers.Desk, unit string, m handlers.Message) (handlers.Reply, bool) {
	m.ID, m.Unit, m.Conversation, m.From, m.At = eventID(), unit, w.id, handlers.Person{ID: w.id, Staff: true}, time.Now()
	began := time.Now()
	replies, err := desk.Handle(ctx, m)
	w.took = append(w.took, time.Since(began))
	if err != nil || len(replies) == 0 {
		w.failed++
		return handlers.Reply{}, false
	}
	return replies[0], true
}

// report prints what the staff did; nothing when there was none.
func (o *office) report(out io.Writer, took time.Duration) {
	if len(o.reviewers) == 0 {
		return
	}
	var all []time.Duration
	var claimed, late, answered, failed int
	for _, w := range o.reviewers {
		all = append(all, w.took...)
		claimed, late, answered, failed = claimed+w.claimed, late+w.late, answered+w.answered, failed+w.failed
	}
	slices.Sort(all)
	fmt.Fprintf(out, "工作人员 %d 人，%d 步，没办成 %d 步，每秒 %.0f 步；每步 p50 %s，p95 %s，p99 %s\n",
		len(o.reviewers), len(all), failed, float64(len(all))/took.Seconds(), at(all, 50), at(all, 95), at(all, 99))
	fmt.Fprintf(out, "  认领 %d 件，被别人抢先 %d 次，答复 %d 件；送达通知 %d 条，没送成 %d 次\n", claimed, late, answered, o.delivered.Load(), o.failed.Load())
}
