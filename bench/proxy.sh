#!/usr/bin/env bash
# Measures what passing through costs: short JSON answers, streams, idle streams, the start. Each is measured over three ways
# in turn: straight to a scripted upstream, through nginx, and through the packaged program. Needs wrk and nginx.
#
#   bench/proxy.sh [json,streams,idle,start] [ROUNDS]     all four, five rounds: about ten minutes
#   bench/proxy.sh soak [REQUESTS]                        two million requests, each answer compared byte by byte
#
# Everything is on loopback, and ends with this script, however it ends.
set -euo pipefail
cd -- "$(dirname -- "$0")/.."
PATH=$PATH:/usr/sbin:/usr/local/sbin
for program in wrk nginx; do
    command -v "$program" >/dev/null || {
        echo "bench/proxy.sh: $program is not here (apt-get install $program)" >&2
        exit 1
    }
done
parts=${1:-json,streams,idle,start}
amount=${2:-}
if [ "$parts" = soak ]; then
    set -- -Drequests="${amount:-2000000}"
else
    set -- -Drounds="${amount:-5}"
fi
# 5,000 idle streams are 10,000 connections of a proxy.
ulimit -n "$(ulimit -Hn)"
# A group of its own, so that whatever was started can be ended with one signal.
set -m
timeout --kill-after=60 3600 mvn -q -B verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=ProxyBench \
    -Dparts="$parts" "$@" </dev/null &
group=$!
trap 'kill -TERM -- "-$group" 2>/dev/null || true' EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM
wait "$group"
