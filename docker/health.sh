#!/usr/bin/env bash
# Health check of the image: is /readyz answered with 200? Needs nothing but bash.
#     health.sh [PORT]
set -euo pipefail

exec 3<>"/dev/tcp/127.0.0.1/${1:-8025}"
printf 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r -t 3 _version status _rest <&3
[[ $status == 200 ]]
