// Package discord is the desk on Discord: what people do there goes to the desk, and what the desk says back is shown to them
// alone. command, bridge, render and deliver are what people meet; they know Discord only by the Line, behind which its
// client library and its faults stay.
package discord
