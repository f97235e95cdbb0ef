//go:build !race

package cli

// sameTexts is how many texts of the corpus are answered twice.
const sameTexts = 10_000
