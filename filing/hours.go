package filing

import "time"

// Hours are the periods of a working day, in order, as time since midnight: a morning and an afternoon.
type Hours []Period

// A Period is a stretch of a day.
type Period struct{ From, To time.Duration }

// OfficeHours are the hours where nothing else is set.
var OfficeHours = Hours{
	{8*time.Hour + 30*time.Minute, 12 * time.Hour},
	{14*time.Hour + 30*time.Minute, 18 * time.Hour},
}
