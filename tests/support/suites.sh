# The test suites, and how they are run and counted. Sourced by ./run, in the project's folder.
#
# A suite is one row: its name, the preset that must be built for it, its time limit in seconds, and a command whose
# last line is "N passed, N failed". The command's output goes to build/test/NAME.log. A suite that crashes, runs out of
# time, counts nothing or whose preset does not build is one failure more, and the run goes on.
. tests/support/counts.sh

release=build/release/mailweir load=build/release/tests/bench/mailweir_load

suites=(
    "unit              release   300  tests/support/unit.sh release"
    "web               release   300  tests/support/node.sh web"
    "conformance       release   600  tests/conformance/run.sh $release"
    "api               release   600  tests/support/node.sh api $release"
    "e2e               release   600  tests/support/node.sh e2e $release"
    "clients           release   300  tests/clients/run.sh $release"
    "kill-rounds       release   600  python3 tests/endurance/kill_rounds.py $release --rounds 5"
    "power-cut         release   600  python3 tests/endurance/power_cut.py $release --rounds 5"
    "power-cut-control release   600  python3 tests/endurance/power_cut.py $release --rounds 3 --synchronous normal"
    "failed-sync       release   600  python3 tests/endurance/power_cut.py $release --rounds 5 --fail-sync"
    "bench             release   900  python3 tests/bench/bench.py $release $load --short"
    "unit-asan         asan      600  tests/support/unit.sh asan"
    "conformance-asan  asan     1200  tests/conformance/run.sh build/asan/mailweir"
    "corpus-asan       asan      600  python3 tests/clients/corpus.py build/asan/mailweir"
    "unit-tsan         tsan      600  tests/support/unit.sh tsan base events net http store mailroom"
    "crowd-tsan        tsan      300  python3 tests/clients/crowd.py build/tsan/mailweir"
    "fuzz              fuzz      600  tests/support/fuzz.sh 10"
)

# The same programs in full counts, for ./run endurance.
endurance_suites=(
    "kill-rounds       release  7200  python3 tests/endurance/kill_rounds.py $release --rounds 100"
    "power-cut         release  7200  python3 tests/endurance/power_cut.py $release --rounds 25"
    "power-cut-control release  7200  python3 tests/endurance/power_cut.py $release --rounds 25 --synchronous normal"
    "failed-sync       release  7200  python3 tests/endurance/power_cut.py $release --rounds 25 --fail-sync"
)

# Of the thread sanitizer's build only what its suites run; of the others everything.
declare -A targets_of=([tsan]="mailweir unit_base unit_events unit_net unit_http unit_store unit_mailroom")

export CC=clang-19 # for the preloaded library of power_cut.py
logs=build/test
declare -A is_built=() # preset: yes or no

# A report of a sanitizer ends the program, and its frames carry names.
symbolizer=$(command -v llvm-symbolizer-19 || true)
export ASAN_OPTIONS=external_symbolizer_path=$symbolizer
export UBSAN_OPTIONS=print_stacktrace=1:external_symbolizer_path=$symbolizer
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:external_symbolizer_path=$symbolizer

build_once() { # PRESET: false when it does not build
    local preset=$1 log=$logs/build-$1.log started=$SECONDS
    if [[ ! ${is_built[$preset]-} ]]; then
        is_built[$preset]=no
        # A shell of its own: inside a condition, bash does not stop at a command that fails.
        if bash -ec '. tests/support/build.sh; build "$@"' build "$preset" ${targets_of[$preset]-} >"$log" 2>&1; then
            is_built[$preset]=yes
        else
            tail -n 40 "$log"
        fi
        printf '%-18s %5d s  built: %s\n' "($preset)" $((SECONDS - started)) "${is_built[$preset]}"
    fi
    [[ ${is_built[$preset]} == yes ]]
}

show_end_of() { # LOG: what failed, and how it ended
    echo "    $1:"
    grep -aE '^ *not ok|^(FAILED|failed|PROBLEM)|ERROR:|WARNING: ThreadSanitizer|SUMMARY:' "$1" | tail -n 30 | sed 's/^/    /' || true
    tail -n 25 "$1" | sed 's/^/    | /'
}

run_suite() { # ROW
    local name preset limit command
    read -r name preset limit command <<<"$1"
    local log=$logs/$name.log started=$SECONDS status=0 note='' suite_passed suite_failed
    if build_once "$preset"; then
        timeout --kill-after=10 "$limit" $command >"$log" 2>&1 </dev/null || status=$?
    else
        status=1
        echo "$preset does not build" >"$log"
    fi
    read -r suite_passed suite_failed < <(read_counts <"$log")
    if ((status == 124 || status == 137)); then
        note="stopped after $limit s"
    elif ((suite_passed + suite_failed == 0)); then
        note="counted nothing"
    elif ((status != 0 && suite_failed == 0)); then
        note="ended with status $status"
    fi
    if [[ $note ]]; then
        suite_failed=$((suite_failed + 1))
    fi
    printf '%-18s %5d s  %d passed, %d failed  %s\n' \
        "$name" $((SECONDS - started)) "$suite_passed" "$suite_failed" "$note"
    if ((suite_failed)); then
        show_end_of "$log"
    fi
    add "$suite_passed" "$suite_failed"
}

run_suites() { # TABLE NAME…: those suites of a table, or all; --list names them
    local -n rows=$1
    shift
    local row name names=" ${rows[*]%% *} "
    if [[ ${1-} == --list ]]; then
        printf '%s\n' $names
        return
    fi
    for name in "$@"; do
        if [[ $names != *" $name "* ]]; then
            echo "There is no suite '$name'. There are:$names" >&2
            return 2
        fi
    done
    mkdir -p "$logs"
    for row in "${rows[@]}"; do
        if (($# == 0)) || [[ " $* " == *" ${row%% *} "* ]]; then
            run_suite "$row"
        fi
    done
    say_counts
}
