#!/bin/sh
# Measures exchanges of codes, refreshes and authenticated calls per second with the gateway's CPU for each, and what a flood
# of wrong passwords leaves to API calls.
set -eu
cd -- "$(dirname "$0")/.."
exec mvn -q -B verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=SignInBench
