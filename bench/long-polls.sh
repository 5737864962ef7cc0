#!/bin/sh
# Measures what 500 long polls cost that wait at once, and how soon after the turn's end they are answered: runs the packaged
# program against a scripted upstream, ten rounds (or as many as the argument says) on one conversation and on 500, and ten
# processes of which each serves its first round.
set -eu
cd -- "$(dirname "$0")/.."
exec mvn -q -B verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=LongPollsBench -Drounds="${1:-10}"
