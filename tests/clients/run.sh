#!/usr/bin/env bash
# Real mail programs against a Mailweir:  tests/clients/run.sh MAILWEIR
set -euo pipefail
folder=$(dirname "$0")
"$folder/../support/node_packages.sh"
exec python3 "$folder/run.py" "$1"
