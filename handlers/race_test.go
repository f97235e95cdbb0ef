//go:build race

package handlers_test

// How many cases a simulated year has. The race detector makes everything ten times slower.
const yearConsultations, yearReminders = 170, 30
