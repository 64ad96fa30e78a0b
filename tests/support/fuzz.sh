#!/usr/bin/env bash
# Runs the fuzz targets, or one, each for so many seconds:  tests/support/fuzz.sh SECONDS [TARGET]
# What a target finds new is kept in build/fuzz/corpus, an input that breaks it in build/fuzz/artifacts.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/support/counts.sh
seconds=$1 only=${2-}
mails=../shared/corpus

# The target's own seeds; for one that reads mail the public collections too, where they are.
seeds_of() { # TARGET
    echo "tests/fuzz/corpus/$1"
    if [[ -d $mails ]] && grep -q '^// uses:.* mime' "tests/fuzz/$1.cpp"; then
        find "$mails" -mindepth 1 -maxdepth 1 -type d
    fi
}

run_target() { # TARGET
    local found=build/fuzz/corpus/$1 seeds
    mkdir -p "$found" build/fuzz/artifacts "tests/fuzz/corpus/$1"
    mapfile -t seeds < <(seeds_of "$1")
    # Watched by the sanitizers and for coverage the code is some fifty times slower: 128 KB in a second are then
    # more than a megabyte in a second is in the program itself.
    "build/fuzz/tests/fuzz/fuzz_$1" -max_total_time="$seconds" -timeout=1 -max_len=131072 -rss_limit_mb=1024 \
        -print_final_stats=1 -artifact_prefix="build/fuzz/artifacts/$1-" "$found" "${seeds[@]}"
}

[[ -d $mails ]] || echo "skipped: seeds from the public mail collections, which are not at $mails"
for source in tests/fuzz/*.cpp; do
    target=$(basename "$source" .cpp)
    [[ ! $only || $target == "$only" ]] || continue
    log=build/fuzz/$target.log
    if run_target "$target" >"$log" 2>&1; then
        add 1 0
        echo "ok      $target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs"
    else
        add 0 1
        echo "FAILED  $target, see $log and build/fuzz/artifacts"
        tail -n 40 "$log"
    fi
done
say_counts
