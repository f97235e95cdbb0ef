package filing

import "errors"

// ShippedRules are the roads and the calendar that the program carries.
func ShippedRules() (Rules, error) {
	roads, err := LoadWorkflows(nil)
	days, wrong := LoadCalendar(nil)
	return Rules{Workflows: roads, Calendar: days}, errors.Join(err, wrong)
}
