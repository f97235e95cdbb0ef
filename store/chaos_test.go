package store

import "os"

// long is how often to make trouble: few times, or, when DANDANG_LONG is set to anything, many. The short form always
// runs; both make the same trouble.
func long(few, many int) int {
	if os.Getenv("DANDANG_LONG") != "" {
		return many
	}
	return few
}
