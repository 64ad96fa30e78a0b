# How suites count: sums, and the line "N passed, N failed" that each ends with. Sourced.

passed=0 failed=0

add() { # PASSED FAILED
    passed=$((passed + $1)) failed=$((failed + $2))
}

# The counts in the last line of standard input as "PASSED FAILED", or "0 0" where it has none.
read_counts() {
    local counts
    counts=$(sed -n '$ s/^\([0-9]\{1,\}\) passed, \([0-9]\{1,\}\) failed$/\1 \2/p')
    echo "${counts:-0 0}"
}

# Says the sum; false when something failed or nothing was tested.
say_counts() {
    echo "$passed passed, $failed failed"
    ((failed == 0 && passed > 0))
}
