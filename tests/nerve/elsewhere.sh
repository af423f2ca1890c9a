#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The digests of tests/nerve/digest.c on another processor: 64-bit ARM, emulated. Skips where no
# compiler for it, or no emulator, is installed. Prints TAP.
#
# elsewhere.sh SOURCE-FOLDER [all]: a moment of some, or all of them (minutes)
set -u
root=$(realpath "$1")
wanted=${2:-small}
compiler=aarch64-linux-gnu-gcc
emulator=qemu-aarch64
for tool in $compiler $emulator; do
    if ! command -v "$tool" >/dev/null; then
        echo "1..0 # SKIP no $tool here"
        exit 0
    fi
done
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
mkdir -p base
sed 's/@[a-z_]*@/none/' "$root/src/base/config.h.in" >base/config.h
# Everything but the kernels of other processors.
sources=$(find "$root/src/nerve" "$root/src/base" -name '*.c' ! -name '*avx*' ! -name '*sse*')
# The sources are words: no path of a checkout that is tested has a blank.
# shellcheck disable=SC2086
$compiler -std=gnu11 -O2 -ffp-contract=off -fno-math-errno -static -D_GNU_SOURCE -DPHIL_HAVE_NEON -I. -Ibase \
    -I"$root/src" -I"$root/src/base" -I"$root/include" -I"$root" -o digest "$root/tests/nerve/digest.c" $sources -lm \
    -lpthread >log 2>&1
code=$?
if [ $code -ne 0 ]; then
    echo 1..1
    echo "not ok 1 - it can be compiled for it"
    grep -m 8 error log | sed 's/^/# /'
    exit 1
fi
"$emulator" ./digest "$root/tests/nerve/digests.txt" "$wanted"
