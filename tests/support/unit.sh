#!/usr/bin/env bash
# The unit tests of one build, all modules or the named ones:  tests/support/unit.sh release [MODULE…]
# A program that ends without a summary has crashed and counts as one failure.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/support/counts.sh

run_program() { # PROGRAM
    local output summary status=0 cases_passed cases_failed
    output=$("$1" --no-colors=true 2>&1) || status=$?
    printf '== %s\n%s\n' "$1" "$output"
    summary=$(sed -n 's/^\[doctest\] test cases: *[0-9]* *| *\([0-9]*\) passed | *\([0-9]*\) failed.*/\1 \2/p' <<<"$output")
    read -r cases_passed cases_failed <<<"${summary:-0 0}"
    if [[ ! $summary ]] || ((status != 0 && cases_failed == 0)); then
        echo "FAILED: $1 ended with status $status"
        cases_failed=$((cases_failed + 1))
    fi
    add "$cases_passed" "$cases_failed"
}

folder=build/$1/tests
shift
programs=("${@/#/$folder/unit_}")
if (($# == 0)); then
    programs=("$folder"/unit_*)
fi
for program in "${programs[@]}"; do
    run_program "$program"
done
say_counts
