// Package reader turns words into facts, each with a verbatim quote; it never decides.
//
// A message goes through these steps, each a function of its own: Normalise folds it rune for rune, Clauses cuts it,
// Lexicon.Scan finds what its clauses say about red lines and conditions, Stage how far the matter has gone,
// CommandOf, Adversarial, OffTopic and Vague what kind of message it is, ShortAnswer and AnswerTo what a reply answers,
// and Sensitive what must not be kept.
package reader
