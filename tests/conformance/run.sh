#!/usr/bin/env bash
# Scripted dialogues against a Mailweir:  tests/conformance/run.sh MAILWEIR
exec python3 "$(dirname "$0")/run.py" "$@"
