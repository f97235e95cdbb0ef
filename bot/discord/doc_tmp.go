// Package discord is the desk on Discord.
package discord
