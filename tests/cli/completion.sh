#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What bash and zsh offer is what the program takes: commands, options, grades, regions. The
# program's own --help is the truth. Prints TAP.
#
# completion.sh PHILTRUM SOURCE-FOLDER
set -u
philtrum=$(realpath "$1")
root=$(realpath "$2")
# shellcheck source=tests/cli/tap.sh
. "$root/tests/cli/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
bash_file=$root/cli/completion/philtrum.bash
zsh_file=$root/cli/completion/_philtrum

# same NAME A B: two files of words hold the same ones.
same() {
    tr -s '[:space:]' '\n' <"$2" | grep -v '^$' | sort -u >a
    tr -s '[:space:]' '\n' <"$3" | grep -v '^$' | sort -u >b
    [ -s a ] && cmp -s a b
    code=$?
    diff a b >difference
    tell "$1" $code difference
}

# What bash offers for the last of these words.
offered() {
    bash -c '. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _philtrum
        printf "%s\n" "${COMPREPLY[@]}"' "$bash_file" "$@"
}

# The options of one command in zsh's file, those of a list it names among them.
zsh_options() {
    awk -v command="        $1)" '
        $0 == command { inside = 1; next }
        inside && /;;/ { exit }
        inside' "$zsh_file" >block
    # shellcheck disable=SC2016
    if grep -q '\$twitch' block; then
        sed -n '/^    twitch=(/,/^    )/p' "$zsh_file" >>block
    fi
    grep -Eo -- '--[a-z][a-z-]*' block
}

"$philtrum" --help | sed -nE 's/^  ([a-z]+)  +[a-z].*/\1/p' >commands
offered philtrum '' | grep -v ^- >bash_commands
same "bash offers the commands" commands bash_commands
sed -n "s/^        '\([a-z]*\):.*/\1/p" "$zsh_file" >zsh_commands
same "zsh offers the commands" commands zsh_commands
while read -r command; do
    "$philtrum" "$command" --help |
        sed -nE 's/^ +(-[a-z], )?(--[a-z][a-z-]*).*/\2/p' >options
    offered philtrum "$command" -- >bash_options
    same "bash offers the options of $command" options bash_options
    zsh_options "$command" >zsh_words
    same "zsh offers the options of $command" options zsh_words
    while read -r option; do # the manual writes --name as Fl -name
        grep -Eq -- "Fl -${option#--}( |\$)" "$root/doc/philtrum.1" || echo "$option"
    done <options >missing
    [ ! -s missing ]
    tell "the manual has the options of $command" $? missing
done <commands

# A list left open swallows the headings behind it.
awk '/^\.Bl/ && open++ || /^\.El/ && --open || /^\.S[hs]/ && open { print FILENAME ": " FNR ": " $0 }' \
    "$root/doc/philtrum.1" >open
[ ! -s open ]
tell "the manual closes its lists before the next heading" $? open

"$philtrum" draw --grade=? -o x.mp4 2>&1 | sed 's/.*one of //' >grades
offered philtrum draw --grade '' >bash_grades
same "bash offers the grades" grades bash_grades
sed -n 's/^    grades=(\(.*\))/\1/p' "$zsh_file" >zsh_grades
same "zsh offers the grades" grades zsh_grades

# The names of the regions as the program knows them: it refuses all others.
offered philtrum inject --region '' >bash_regions
[ "$(wc -l <bash_regions)" -eq 17 ]
tell "bash offers seventeen regions" $? bash_regions
while read -r region; do
    "$philtrum" draw --region "$region" 2>&1 | grep -q 'no place for the new clip' ||
        echo "$region is refused"
done <bash_regions >refused
[ ! -s refused ]
tell "... and each is one" $? refused
sed -n '/^    regions=(/,/^    )/p' "$zsh_file" | sed '1d;$d' >braces
bash -c "printf '%s\n' $(tr '\n' ' ' <braces)" >zsh_regions
same "zsh offers the same" bash_regions zsh_regions

offered philtrum ana >some
[ "$(cat some)" = analyze ]
tell "a command is completed" $? some
offered philtrum analyze --rul >some
[ "$(cat some)" = --ruler-mm ]
tell "an option is completed" $? some
offered philtrum analyze --html '' >some
[ -z "$(cat some)" ]
tell "a file name is left to the shell" $? some
offered "$philtrum" log cof >some
grep -qx coffee some
tell "a drink is completed" $? some
offered "$philtrum" log symptom rac >some
[ "$(cat some)" = racing_heart ]
tell "a symptom is completed" $? some
offered "$philtrum" diary re >some
[ "$(sort some | tr '\n' ' ')" = "recordings remove restore " ]
tell "an action of the diary is completed" $? some
offered "$philtrum" diary --kind '' >kinds
while read -r kind; do
    "$philtrum" diary --diary none.db --kind "$kind" 2>&1 | grep -q 'no diary yet' || echo "$kind"
done <kinds >refused
[ "$(wc -l <kinds)" -eq 10 ] && [ ! -s refused ]
tell "the kinds of entries are ten, and each is one" $? kinds refused
sed -n 's/^    kinds=(\(.*\))/\1/p' "$zsh_file" >zsh_kinds
same "zsh offers the same" kinds zsh_kinds
offered "$philtrum" trial '' >bash_actions
"$philtrum" trial --help | sed -nE 's/^  or:  philtrum trial \[OPTION\.\.\.\] ([a-z]+).*/\1/p' >actions
same "bash offers the actions of a trial" actions bash_actions
sed -n "s/.*'1:action:(plan \(.*\))'.*/plan \1/p" "$zsh_file" >zsh_actions
same "zsh offers the same" actions zsh_actions
export XDG_DATA_HOME="$work"
offered "$philtrum" trial plan less_caf >some
[ "$(cat some)" = less_caffeine ]
tell "a remedy is completed" $? some
"$philtrum" simulate --list | grep -E '^[a-z_]+$' >causes
offered "$philtrum" simulate --cause '' >bash_causes
same "bash offers the causes of a simulation" causes bash_causes
bash -n "$bash_file" 2>err
tell "bash completion is sound" $? err
if command -v zsh >/dev/null; then
    zsh -n "$zsh_file" 2>err
    tell "zsh completion is sound" $? err
else
    skip "zsh completion is sound" "no zsh here"
fi
echo "1..$number"
