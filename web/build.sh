#!/bin/sh
# Builds the page into dist/: installs the packages of package-lock.json when they are not the installed ones, makes the
# types from the contract, bundles. Works with the Node of Debian 12 (18) and newer.
set -eu
cd "$(dirname "$0")"

installed=node_modules/.installed-from
if ! cmp -s package-lock.json "$installed"; then
    npm ci --ignore-scripts --no-audit --no-fund
    cp package-lock.json "$installed"
fi
node scripts/types.mjs
node node_modules/vite/bin/vite.js build --logLevel warn
