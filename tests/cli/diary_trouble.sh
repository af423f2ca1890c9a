#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The diary in trouble: full disks, kills, two at once, folders that cannot be written. Prints TAP.
# What `log` has acknowledged must be there afterwards, and the file must be sound.
#
# diary_trouble.sh PHILTRUM SOURCE-FOLDER
set -u
philtrum=$(realpath "$1")
root=$(realpath "$2")
# shellcheck source=tests/cli/tap.sh
. "$root/tests/cli/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export TZ=UTC

# acknowledged DIARY FILE: every entry whose number stands in the file is in the diary.
acknowledged() {
    # The note is the last field; lines end as RFC 4180 wants it.
    "$philtrum" diary --diary "$1" --export - >exported 2>err || return 1
    tr -d '\r' <exported | sed -n 's/.*note \([0-9]*\)$/\1/p' | sort >there
    sort "$2" | comm -23 - there >lost
    [ -s there ] && [ ! -s lost ]
}

is_sound() {
    "$philtrum" diary --diary "$1" check >out 2>err
}

# --- kills ---------------------------------------------------------------------------------------

# Logs one note after the other and writes down which ones were acknowledged.
cat >writer.sh <<'END'
i=$2
while :; do
    "$1" log --diary "$3" "note" "note $i" >/dev/null 2>&1 && echo "$i" >>"$4"
    i=$((i + 1))
done
END
: >done.txt
round=0
for pause in 0.05 0.08 0.11 0.14 0.17 0.2 0.23 0.26; do
    round=$((round + 1))
    setsid sh writer.sh "$philtrum" $((round * 1000)) kill.db done.txt &
    writer=$!
    sleep "$pause"
    sleep 0.2
    kill -s KILL -- "-$writer" 2>/dev/null
    wait $writer 2>/dev/null
done
[ "$(wc -l <done.txt)" -ge 4 ]
tell "entries were logged while the program was killed, again and again" $? done.txt
acknowledged kill.db done.txt
tell "no acknowledged entry is lost" $? lost err
is_sound kill.db
tell "the file is sound" $? err

# --- two at once ---------------------------------------------------------------------------------

for writer in 1 2 3; do
    (
        for i in 1 2 3 4 5 6 7 8 9 10; do
            "$philtrum" log --diary both.db note "note $writer$i" >/dev/null 2>>both.err &&
                echo "$writer$i" >>"both.$writer"
        done
    ) &
done
wait
cat both.1 both.2 both.3 >both.txt
[ "$(wc -l <both.txt)" -eq 30 ] && [ ! -s both.err ]
tell "three write at once, and each entry is taken" $? both.err
acknowledged both.db both.txt
tell "... none is lost" $? lost err
"$philtrum" diary --diary both.db --days 2 | sed -nE 's/^ +([0-9]+)  [0-9]{2}:.*/\1/p' | sort >ids
[ "$(wc -l <ids)" -eq 30 ] && [ "$(uniq ids | wc -l)" -eq 30 ]
tell "... none has another's number" $? ids

# --- full disks ----------------------------------------------------------------------------------

"$philtrum" log --diary full.db note "note 1" >/dev/null
: >full.txt
i=1
code=0
echo 1 >full.txt
# The bound lets the file grow a little and then no more, in blocks of 512 bytes.
blocks=$((($(stat -c %s full.db) + 511) / 512 + 24))
note=$(head -c 200 /dev/zero | tr '\0' x)
while [ $i -lt 400 ] && [ $code -eq 0 ]; do
    i=$((i + 1))
    sh -c "ulimit -f $blocks; exec '$philtrum' log --diary full.db note '$note note $i'" \
        >/dev/null 2>err </dev/null
    code=$?
    [ $code -eq 0 ] && echo $i >>full.txt
done
judge "a bound on files is told" 4 'full.db' $code
acknowledged full.db full.txt
tell "... and no acknowledged entry is lost" $? lost err
is_sound full.db
tell "... and the file is sound" $? err
expect "... and takes entries again when there is room" 0 "" log --diary full.db coffee

# A disk of its own, so small that it fills up; only some users may make one.
cat >on_disk.sh <<'END'
mount -t tmpfs -o size=128k none disk || exit 77
i=0
while [ $i -lt 3000 ] && "$1" log --diary disk/diary.db note "$2 note $i" >/dev/null 2>err; do
    echo $i >>disk.txt
    i=$((i + 1))
done
cp err disk.err
"$1" diary --diary disk/diary.db check >/dev/null 2>>disk.err && echo sound >disk.sound
cp disk/diary.db* .
END
mkdir disk
: >disk.txt
if unshare -rm sh on_disk.sh "$philtrum" "$note" 2>/dev/null && [ -s disk.txt ]; then
    grep -q 'diary.db' disk.err
    tell "a full disk is told" $? disk.err
    [ -e disk.sound ]
    tell "... the file on it is sound" $? disk.err
    acknowledged diary.db disk.txt
    tell "... and holds every acknowledged entry" $? lost err
else
    skip "a disk that fills up" "no right to mount one here"
fi

as_nobody() {
    chmod 711 "$work"
    setpriv --reuid 65534 --regid 65534 --clear-groups -- "$@" 2>err
}

# --- places --------------------------------------------------------------------------------------

mkdir locked
if [ "$(id -u)" -ne 0 ]; then
    chmod 500 locked
    expect "a folder that cannot be written" 3 'locked' log --diary locked/diary.db coffee
    chmod 700 locked
# Root writes everywhere: somebody else, with nothing but these rights, stands in.
elif as_nobody sh -c "test -x '$philtrum' && test -x '$work'"; then
    as_nobody "$philtrum" log --diary "$work/locked/diary.db" coffee >out 2>err </dev/null
    judge "a folder that cannot be written" 3 'locked' $?
else
    skip "a folder that cannot be written" "root writes everywhere, and nobody cannot come here"
fi
[ ! -e locked/diary.db ]
tell "... holds no diary" $? err
: >empty.db
chmod 600 empty.db
expect "an empty file becomes a diary" 0 "" log --diary empty.db coffee
head -c 2048 full.db >cut.db
expect "half a diary" 3 'cut.db' diary --diary cut.db
cp full.db damaged.db
printf 'XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX' |
    dd of=damaged.db bs=1 seek=4096 conv=notrunc 2>/dev/null
"$philtrum" diary --diary damaged.db check >out 2>err
[ $? -eq 3 ] && [ ! -s out ]
tell "damage inside is found" $? out err
echo "1..$number"
