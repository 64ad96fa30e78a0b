#!/usr/bin/env bash
# Builds the program for the image, without its tests, and leaves it stripped at FOLDER/mailweir:
#     docker/build.sh FOLDER
# It works outside of an image too, in a folder of its own, build/image.
set -euo pipefail
cd "$(dirname "$0")/.."

cmake --preset release -B build/image -DMAILWEIR_TESTS=OFF
cmake --build build/image --target mailweir
install -D --mode 755 --strip build/image/mailweir "$1/mailweir"
