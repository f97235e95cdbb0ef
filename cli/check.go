package cli

import (
	"fmt"

	"dandang/filing"
	"dandang/knowledge"
)

type checkCmd struct{}

// Run prints every fault of the lists, forms, roads, calendar and roster on a line of its own, as file:line: what.
func (c *checkCmd) Run(p *program) error {
	lists, err := p.lists()
	faults := faultsOf(err)
	if err != nil && len(faults) == 0 {
		return err
	}
	if err == nil {
		faults = knowledge.Check(lists.Library(), today())
	}
	for _, load := range p.papers() {
		faults = append(faults, faultsOf(load())...)
	}
	for _, f := range faults {
		fmt.Fprintln(p.Out, f.Error())
	}
	if len(faults) > 0 {
		fmt.Fprintf(p.Err, "共 %d 处毛病。\n", len(faults))
		return errTold
	}
	fmt.Fprintf(p.Out, "清单 %s 没有发现毛病。\n", lists.Library().Hash)
	return nil
}

// papers read what the paper side is told by files, each with the unit's own in place.
func (p *program) papers() []func() error {
	return []func() error{
		func() error { _, err := p.forms(); return err },
		func() error { _, err := filing.LoadWorkflows(p.beside("workflows")); return err },
		func() error { _, err := filing.LoadCalendar(p.beside("calendar")); return err },
		func() error { _, err := p.roster(); return err },
	}
}

// faultsOf are the faults that an error joins.
func faultsOf(err error) []knowledge.Fault {
	switch e := err.(type) {
	case knowledge.Fault:
		return []knowledge.Fault{e}
	case interface{ Unwrap() []error }:
		var out []knowledge.Fault
		for _, part := range e.Unwrap() {
			out = append(out, faultsOf(part)...)
		}
		return out
	case interface{ Unwrap() error }:
		return faultsOf(e.Unwrap())
	}
	return nil
}
