#!/usr/bin/env bash
# Tests of Node's runner:  tests/support/node.sh web | api MAILWEIR | e2e MAILWEIR
# The program that api and e2e start is handed over as the variable MAILWEIR.
set -euo pipefail
folder=$1
if [[ ${2-} ]]; then
    export MAILWEIR=$PWD/$2
fi
cd "$(dirname "$0")/../.."
. tests/support/counts.sh

run_tests() {
    if [[ $folder == web ]]; then
        npm test --prefix web --silent
    else
        tests/support/node_packages.sh
        find "tests/$folder" -name '*.test.*js' | sort | xargs node --test
    fi
}

# The number that the runner's summary gives in either of its forms, "# pass 12" and "ℹ pass 12".
count() { # WORD
    local number
    number=$(sed -n "s/^[^ ]* $1 \([0-9]\{1,\}\)\$/\1/p" <<<"$output" | tail -n 1)
    echo "${number:-0}"
}

status=0
output=$(run_tests 2>&1) || status=$?
echo "$output"
add "$(count pass)" $(($(count fail) + $(count cancelled)))
if ((status != 0 && failed == 0)); then
    echo "FAILED: the runner ended with status $status"
    add 0 1
fi
say_counts
