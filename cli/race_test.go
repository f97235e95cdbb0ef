//go:build race

package cli

// sameTexts is fewer than without the race detector, which makes everything ten times slower.
const sameTexts = 2_000
