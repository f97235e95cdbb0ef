// Command dandang is 担当, a chat assistant for officials who ask whether a matter may be filed beforehand under the
// lists of their county, and for the staff who decide.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"dandang/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(cli.Run(ctx, cli.Surroundings{Args: os.Args[1:], Getenv: os.Getenv, In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
