#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The stories that philtrum was made for, end to end: answers in, leading cause and care out.
# Prints TAP.
#
# stories.sh PHILTRUM SOURCE-FOLDER
set -u
philtrum=$(realpath "$1")
root=$(realpath "$2")
# shellcheck source=tests/cli/tap.sh
. "$root/tests/cli/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

# Each story into an answers file of its name; a line "NAME CAUSE CARE" for each into `wanted`.
awk '
/^  - id: / { name = $3; inside = 0 }
/^    cause: / { cause = $0; gsub(/.*\[|[],].*/, "", cause) }
/^    care: / { care = $2 }
/^    answers: / { inside = 1; sub(/^    answers: /, ""); print name, cause, care >"wanted" }
inside { print >(name ".yaml"); if (/}/) inside = 0 }' "$root/tests/causes/stories/stories.yaml"
[ "$(wc -l <wanted)" -ge 10 ]
tell "there are the ten stories" $? wanted

while read -r story cause care; do
    expect "$story is explained" 0 "" explain --no-diary --answers "$story.yaml" --json --draws 0
    sed -nE 's/.*"triage": ?\{"level": ?"([a-z_]+)".*/care \1/p' out >got
    sed -nE 's/.*"causes": ?\[\{"id": ?"([a-z_]+)".*/cause \1/p' out >>got
    grep -qx "cause $cause" got
    tell "... by $cause" $? got
    grep -qx "care $care" got
    tell "... with care: $care" $? got
    expect "... and for people" 0 "" explain --no-diary --answers "$story.yaml"
    narrow "... in 80 columns" out
    [ "$(wc -l <out)" -le 60 ]
    tell "... on two screens" $? out
done <wanted
echo "1..$number"
