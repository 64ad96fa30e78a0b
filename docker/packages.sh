#!/usr/bin/env bash
# Installs what is missing of the named sections of packages.txt, and does nothing at all when nothing is:
#     docker/packages.sh build test
# The section "unpacked" is laid out in build/tools instead. A Node of 18 or newer that came from elsewhere is kept.
# Elsewhere than on Debian it only says what it would have looked for.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools=build/tools

packages_of() { # SECTION: its packages, one a line
    local line section=
    while read -r line; do
        case $line in
            '' | '#'*) ;;
            '['*) section=$line ;;
            *) [[ $section != "[$1]" ]] || echo "$line" ;;
        esac
    done <docker/packages.txt
}

node_is_here() {
    local version
    version=$(node --version 2>/dev/null) || return 1
    version=${version#v}
    ((${version%%.*} >= 18)) && command -v npm >/dev/null
}

is_needed() { # PACKAGE
    case $1 in
        nodejs | npm) ! node_is_here ;;
    esac
}

missing_of() { # PACKAGE…: those that are not installed
    local package installed
    installed=" $(dpkg-query -W -f '${db:Status-Status}:${Package} ' "$@" 2>/dev/null || true)"
    for package in "$@"; do
        [[ $installed == *" installed:$package "* ]] || ! is_needed "$package" || echo "$package"
    done
}

as_root() { # COMMAND…
    if [[ $(id -u) == 0 ]]; then
        "$@"
    else
        sudo "$@"
    fi
}

install() { # PACKAGE…
    if [[ $(id -u) != 0 ]] && ! command -v sudo >/dev/null; then
        echo "Packages are missing and there is no sudo to install them with. As root:" >&2
        echo "    apt-get update && apt-get install --no-install-recommends $*" >&2
        exit 1
    fi
    echo "Installing Debian packages: $*"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null
}

unpack() { # PACKAGE: downloads it and lays out its files, without running anything of it
    [[ ! -e $tools/.$1 ]] || return 0
    echo "Unpacking the Debian package $1 into $tools"
    mkdir -p "$tools"
    (
        cd "$tools"
        apt-get download -qq "$1" 2>/dev/null || { as_root apt-get update -qq && apt-get download -qq "$1"; }
        dpkg-deb -x "$1"_*.deb . && rm "$1"_*.deb
    )
    touch "$tools/.$1"
}

main() { # SECTION…
    local section packages=() missing=() unpacked=()
    for section in "$@"; do
        if [[ $section == unpacked ]]; then
            mapfile -t unpacked < <(packages_of unpacked)
            mapfile -t unpacked < <(missing_of "${unpacked[@]}")
        else
            mapfile -t -O "${#packages[@]}" packages < <(packages_of "$section")
        fi
    done
    if ! command -v apt-get >/dev/null; then
        echo "This is not Debian. Taken to be here: what these packages hold: ${packages[*]} ${unpacked[*]}"
        return
    fi
    if ((${#packages[@]})); then
        mapfile -t missing < <(missing_of "${packages[@]}")
    fi
    if ((${#missing[@]})); then
        install "${missing[@]}"
    fi
    local package
    for package in "${unpacked[@]}"; do
        unpack "$package"
    done
}

main "$@"
