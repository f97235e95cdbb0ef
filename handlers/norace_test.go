//go:build !race

package handlers_test

// How many cases a simulated year has.
const yearConsultations, yearReminders = 1700, 300
