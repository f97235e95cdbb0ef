package cli

import (
	"context"
	"fmt"
	"time"

	"dandang/bot/watch"
	"dandang/reader"
)

// watch serves health and numbers when an address for them is set; stop ends that.
func (p *program) watch(x *parts) (stop func(), err error) {
	if p.settings.HTTPAddr == "" {
		return func() {}, nil
	}
	county := p.settings.County
	w := watch.New(watch.Options{
		Log:   x.log,
		Trips: x.store.Trips,
		Checks: []watch.Check{
			{Part: "store", Must: true, Look: x.store.Ping},
			{Part: "lists", Must: true, Look: func(context.Context) error {
				_, err := x.lists.Library().Base(county, today())
				return err
			}},
		},
		Looks: append(modelLooks(x.model), []watch.Look{
			{Name: "dandang_outbox_notes", Help: "Notes that wait to be delivered.", Read: func(ctx context.Context) (float64, error) {
				b, err := x.store.Backlog(ctx, county)
				return float64(b.Notes), err
			}},
			{Name: "dandang_outbox_age_seconds", Help: "How long the oldest note has waited.", Read: func(ctx context.Context) (float64, error) {
				b, err := x.store.Backlog(ctx, county)
				if err != nil || b.Oldest.IsZero() {
					return 0, err
				}
				return time.Since(b.Oldest).Seconds(), nil
			}},
			{Name: "dandang_reminders_due", Help: "Moments of deadlines that have come and were not acted on, 1,000 at most.", Read: func(ctx context.Context) (float64, error) {
				list, err := x.store.Due(ctx, county, time.Now(), 1000)
				return float64(len(list)), err
			}},
		}...),
	})
	x.desk.Observe = w.Observe
	stop, err = w.Listen(p.settings.HTTPAddr)
	if err != nil {
		return nil, fmt.Errorf("健康检查和指标的地址 %s 用不了，请把 HTTP_ADDR 改成没有被占用的地址：%w", p.settings.HTTPAddr, err)
	}
	return stop, nil
}

// modelLooks are the numbers of the language model, none where none is set.
func modelLooks(m *reader.Model) []watch.Look {
	if m == nil {
		return nil
	}
	look := func(name, help string, of func(reader.ModelUse) int64) watch.Look {
		return watch.Look{Name: name, Help: help, Read: func(context.Context) (float64, error) { return float64(of(m.Use())), nil }}
	}
	looks := []watch.Look{
		look("dandang_model_calls_total", "Calls of the language model.", func(u reader.ModelUse) int64 { return u.Calls }),
		look("dandang_model_tokens_total", "Tokens that they took, as the server tells.", func(u reader.ModelUse) int64 { return u.Tokens }),
		look("dandang_model_cached_total", "Readings that were there already.", func(u reader.ModelUse) int64 { return u.Cached }),
		{Name: "dandang_model_resting", Help: "1 while the model is left alone after several faults in a row, else 0.", Read: func(context.Context) (float64, error) {
			if m.Resting() {
				return 1, nil
			}
			return 0, nil
		}},
	}
	for kind := range m.Use().Faults {
		l := look("dandang_model_faults_total", "How often the model was of no help, and why.", func(u reader.ModelUse) int64 { return u.Faults[kind] })
		l.Label = [2]string{"kind", kind}
		looks = append(looks, l)
	}
	return looks
}
