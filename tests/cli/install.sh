#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# `meson install` into a folder: everything is there, and the program runs from anywhere without
# the folder that it was built in. Prints TAP.
#
# install.sh PHILTRUM SOURCE-FOLDER BUILD-FOLDER
set -u
philtrum=$(realpath "$1")
root=$(realpath "$2")
build=$(realpath "$3")
# shellcheck source=tests/cli/tap.sh
. "$root/tests/cli/tap.sh"
if ! command -v meson >/dev/null; then
    echo "1..0 # SKIP no meson here"
    exit 0
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
"$philtrum" draw -o face.mp4 --size 240x240 --px-per-mm 1 --seconds 1.5 --blinks 0 --seed 2

meson install -C "$build" --no-rebuild --destdir "$work/first" >log 2>&1
tell "meson installs into a folder" $? log
# Moved: nothing may depend on where it was put.
mv first moved
usual=$(meson introspect "$build" --buildoptions | tr '{' '\n' |
    sed -n 's/.*"name": "prefix", "value": "\([^"]*\)".*/\1/p')
prefix=$work/moved$usual
for file in bin/philtrum bin/philtrum-clips share/man/man1/philtrum.1 share/philtrum/landmarks68.bin \
    share/bash-completion/completions/philtrum share/zsh/site-functions/_philtrum \
    include/philtrum/philtrum.h include/philtrum/analysis.h; do
    [ -s "$prefix/$file" ]
    tell "... $file is there" $?
done
for header in "$root"/include/philtrum/*.h; do
    cmp -s "$header" "$prefix/include/philtrum/${header##*/}" || echo "$header"
done >differ
[ ! -s differ ]
tell "... and every public header" $? differ
find moved -name 'libphiltrum*' | grep -q .
tell "... and the library" $?

cd / || exit 1
# Only what the loader and the sanitizers need: no path to the build, no PHILTRUM_MODEL.
env -i PATH=/usr/bin:/bin ASAN_OPTIONS="$ASAN_OPTIONS" "$prefix/bin/philtrum" \
    analyze -q --no-floor "$work/face.mp4" >"$work/out" 2>"$work/err" </dev/null
code=$?
cd "$work" || exit 1
judge "the installed program finds its model and measures" 0 "" $code
grep -q 'We watched your face' out
tell "... a face" $? out
# Another program of that name on the PATH, or in the folder one stands in, is not taken for it.
mkdir elsewhere
printf '#!/bin/sh\necho taken in\n' >elsewhere/philtrum-clips
chmod +x elsewhere/philtrum-clips
mv "$prefix/bin/philtrum-clips" clips
(
    cd elsewhere || exit 1
    env -i PATH="$work/elsewhere:/usr/bin:/bin" ASAN_OPTIONS="$ASAN_OPTIONS" "$prefix/bin/philtrum" \
        analyze face.mp4 >../out 2>../err </dev/null
)
judge "without its second program videos cannot be looked at" 4 \
    'cannot start: ".*/bin/philtrum-clips": No such file' $?
[ ! -s out ]
tell "... and no other one is run" $? out
mv clips "$prefix/bin/philtrum-clips"
rm "$prefix/share/philtrum/landmarks68.bin"
env -i PATH=/usr/bin:/bin ASAN_OPTIONS="$ASAN_OPTIONS" "$prefix/bin/philtrum" \
    analyze -q --no-floor face.mp4 >out 2>err </dev/null
code=$?
if [ -f "$usual/share/philtrum/landmarks68.bin" ]; then
    skip "a missing model is told" "another one is installed on this machine"
else
    judge "a missing model is told" 3 'landmark model: ".*landmarks68.bin": No such file' $code
fi
echo "1..$number"
