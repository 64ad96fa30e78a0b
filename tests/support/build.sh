# build PRESET [TARGET…]: configures build/PRESET when that has not been done or CMakePresets.json is newer, and builds.
# With nothing to do it takes a fraction of a second. Sourced, in the project's folder.

configure() { # PRESET
    # A compiler cache, where there is one, makes a second clone or folder cheap.
    if command -v ccache >/dev/null; then
        export CMAKE_CXX_COMPILER_LAUNCHER=ccache
    fi
    cmake --preset "$1"
    touch "build/$1/.configured"
}

build() {
    local preset=$1 configured=build/$1/.configured
    shift
    if [[ ! -e $configured || CMakePresets.json -nt $configured ]]; then
        configure "$preset"
    fi
    # Paths below the project count as relative ones in the compiler cache, so that another clone finds its entries.
    CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1 cmake --build --preset "$preset" ${1:+--target "$@"}
}
