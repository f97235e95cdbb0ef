#!/usr/bin/env bash
# Two processes on one Redis, and a cluster of three with people of all counties. Run in this folder; needs redis-server.
# A process has one core, so that two of them show what a second one adds; the machine needs a third for Redis to show all.
set -euo pipefail
dir=$(mktemp -d)
trap 'for p in 7601 7701 7702 7703; do redis-cli -p $p shutdown nosave 2>/dev/null || true; done; rm -rf "$dir"' EXIT
(cd .. && go build -o "$dir/dandang" .)
serve() { # port, further settings
	mkdir "$dir/$1"
	redis-server --port "$1" --dir "$dir/$1" --save "" --appendonly yes --appendfsync everysec --daemonize yes "${@:2}" >/dev/null
	until redis-cli -p "$1" ping >/dev/null 2>&1; do sleep 0.1; done
}
load() { # cores, Redis, seed
	GOMAXPROCS=$1 "$dir/dandang" load --people 100 --turns 20000 --spread --redis "$2" --seed "$3" 2>/dev/null | sed -n '2,3p'
}
one=redis://127.0.0.1:7601
serve 7601
load 2 $one 1 >/dev/null
echo "one process of one core"; load 1 $one 2
echo "two processes of one core each, at the same time"
load 1 $one 3 >"$dir/a" & load 1 $one 4 >"$dir/b" & wait
cat "$dir/a" "$dir/b"
REDIS_URL=$one "$dir/dandang" audit verify
echo "one process of two cores"; load 2 $one 5
for p in 7701 7702 7703; do serve $p --cluster-enabled yes; done
redis-cli --cluster create 127.0.0.1:7701 127.0.0.1:7702 127.0.0.1:7703 --cluster-yes >/dev/null
until redis-cli -p 7703 cluster info | grep -q cluster_state:ok; do sleep 0.1; done
three="redis://127.0.0.1:7701?addr=127.0.0.1:7702&addr=127.0.0.1:7703"
load 2 "$three" 6 >/dev/null
echo "one process of two cores on a cluster of three"; load 2 "$three" 7
REDIS_URL=$three "$dir/dandang" audit verify
