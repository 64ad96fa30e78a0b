#!/usr/bin/env bash
# The packages of tests/package-lock.json, installed again only when the lock file is not the one they came from.
set -euo pipefail
cd "$(dirname "$0")/.."

installed=node_modules/.installed-from
if ! cmp -s package-lock.json "$installed"; then
    npm ci --ignore-scripts --no-audit --no-fund
    cp package-lock.json "$installed"
fi
