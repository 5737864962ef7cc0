#!/bin/sh
# Shows that memory stays flat over many turns (10,000, or as many as the argument says): runs the packaged program
# against a scripted upstream and prints, every thousand turns, the heap that is left after garbage collection.
set -eu
cd -- "$(dirname "$0")/.."
exec mvn -q -B verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=MemoryBench -Dturns="${1:-10000}"
