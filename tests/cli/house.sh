#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The rules of the house that a compiler does not hold: who may include whom, what the library may
# be called, headers that stand alone. Prints TAP.
#
# house.sh SOURCE-FOLDER [LIBRARY.a]
set -u
root=$(realpath "$1")
library=${2-}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
number=0

# verdict NAME FILE: the test has passed when the file of complaints is empty.
verdict() {
    number=$((number + 1))
    if [ -s "$2" ]; then
        echo "not ok $number - $1"
        head -n 20 "$2" | sed 's/^/# /'
    else
        echo "ok $number - $1"
    fi
}

skip() {
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}

# The order of the steps. A public header belongs to the step of its name; writer.h to recording.
# A stage of the nerve is a folder below it: it knows what all stages share, and its kernels, but no
# other stage.
# Reads "FILE:INCLUDE" lines, prints those that reach down the stream.
check_order() {
    awk -F: '
    BEGIN {
        n = split("base frames recording face motion events pattern analysis causes diary trial monitor report store", order, " ")
        for (i = 1; i <= n; i++) rank[order[i]] = i
    }
    function step_of(file, parts) {
        split(file, parts, "/")
        return parts[2] == "philtrum" ? header_step(parts[3]) : parts[2]
    }
    function header_step(name) {
        sub(/\.h.*$/, "", name)
        return name == "writer" ? "recording" : name
    }
    function stage_of(path, parts) {   # NAME of nerve/NAME/FILE, else ""
        sub(/^src\//, "", path)
        return split(path, parts, "/") == 3 && parts[1] == "nerve" ? parts[2] : ""
    }
    {
        from = step_of($1)
        wanted = $2
        if (wanted ~ /^<philtrum\//) {
            sub(/^<philtrum\//, "", wanted)
            to = header_step(wanted)
            if (to == "philtrum") { print $1 " includes everything at once"; next }
        } else if (wanted ~ /^"/) {
            sub(/^"/, "", wanted)
            if (wanted ~ /\.\./) { print $1 " climbs out of its folder: " $2; next }
            to = wanted
            stage = stage_of(to)
            if (stage != "" && stage != "kernels" && stage_of($1) != "" && stage_of($1) != stage)
                print $1 " must not know another stage: " $2
            if (to !~ /\//) next               # its own folder
            sub(/\/.*/, "", to)
            if (!(to in rank) && to != "sim" && to != "nerve") next   # a folder below its own
        } else next
        if (to == from) next
        if (from == "sim" || from == "nerve") { if (to != "base") print $1 " must know base alone: " $2; next }
        if (from == "analysis" && to == "sim") next   # the floor is measured by injection
        if (from == "report" && to == "nerve") next   # tells of simulations
        if (!(from in rank)) { print $1 " is in no known step"; next }
        if (!(to in rank)) { print $1 " must not know " to ": " $2; next }
        if (rank[to] > rank[from]) print $1 " includes a later step: " $2
    }'
}

includes_of() {
    (cd "$root" && grep -REo '^[[:space:]]*#[[:space:]]*include[[:space:]]*(<philtrum/[^>]*>|"[^"]*")' \
        "$@" --include='*.[ch]' --include='*.cpp' --include='*.hpp' --include='*.cc') |
        sed -E 's/:[[:space:]]*#[[:space:]]*include[[:space:]]*/:/'
}

# A check that never complains is no check: it must find what is planted.
printf '%s\n' 'src/face/a.c:"motion/track.h"' 'src/sim/a.c:"face/model.h"' \
    'src/base/a.c:<philtrum/frames.h>' 'src/motion/a.c:<philtrum/sim.h>' \
    'src/face/a.c:"../base/b.h"' 'src/report/a.c:<philtrum/philtrum.h>' \
    'src/nerve/skin/a.c:"nerve/muscle/b.h"' |
    check_order | wc -l | grep -qx ' *7' || echo "planted mistakes were not found" >"$work/planted"
printf '%s\n' 'src/motion/a.c:"face/model.h"' 'src/motion/a.c:"track.h"' \
    'src/sim/a.c:"base/random.h"' 'src/motion/a.c:"kernels/ncc.h"' \
    'src/analysis/a.c:<philtrum/sim.h>' 'src/nerve/skin/a.c:"nerve/clock.h"' \
    'src/nerve/run.c:"nerve/skin/a.h"' 'src/nerve/motoneurons/a.c:"nerve/kernels/a.h"' |
    check_order >>"$work/planted"
verdict "the order check finds planted mistakes and nothing else" "$work/planted"

includes_of src | check_order >"$work/order" 2>&1
verdict "a step includes base and earlier steps only, sim and nerve base only, analysis also sim, report also nerve, no stage of nerve another" "$work/order"

includes_of include/philtrum | grep -v '^include/philtrum/philtrum.h:' |
    check_order >"$work/public" 2>&1
verdict "public headers include earlier ones only" "$work/public"

includes_of cli | while IFS=: read -r file wanted; do
    case $wanted in
    '<philtrum/'*) ;;
    *)
        name=${wanted#\"}
        [ -f "$root/cli/${name%\"}" ] || echo "$file includes $wanted"
        ;;
    esac
done >"$work/cli"
verdict "cli includes public headers and its own files only" "$work/cli"

# Foreign types have no business in a public header.
(cd "$root" && grep -nE '#[[:space:]]*include[[:space:]]*[<"](libav|dlib|cairo|jansson|gsl|fftw)' \
    include/philtrum/*.h) >"$work/foreign"
verdict "public headers name no other library" "$work/foreign"

for header in "$root"/include/philtrum/*.h; do
    printf '#include <philtrum/%s>\nint main(void) { return 0; }\n' "${header##*/}" >"$work/a.c"
    cp "$work/a.c" "$work/a.cpp"
    ${CC:-cc} -std=c11 -pedantic-errors -Wall -Wextra -Werror -I "$root/include" \
        -fsyntax-only "$work/a.c" || echo "${header##*/} as C11"
    ${CXX:-c++} -std=c++17 -pedantic-errors -Wall -Wextra -Werror -I "$root/include" \
        -fsyntax-only "$work/a.cpp" || echo "${header##*/} as C++17"
done >"$work/alone" 2>&1
verdict "each public header compiles alone as C11 and C++17" "$work/alone"

# A declaration ends at its semicolon; the comment that ends right before it is its own. One that
# returns a status says which: "Errors:", if only to say none.
check_comments() {
    awk '
    FNR == 1 { comment = ""; inside = ""; declaration = "" }
    declaration == "" && /^\/\*\*/ { comment = ""; inside = "yes" }
    inside != "" { comment = comment $0 "\n"; if (/\*\/$/) inside = ""; next }
    declaration != "" || /^PHIL_API / {
        declaration = declaration $0 " "
        if (!/;$/) next
        name = declaration
        sub(/ *\(.*/, "", name); sub(/.*[ *]/, "", name)
        if (comment == "") print FILENAME ": " name " is not explained"
        else if (declaration ~ /^PHIL_API enum phil_status / && comment !~ /Errors: /)
            print FILENAME ": " name " does not say how it can fail"
        declaration = comment = ""
        next
    }
    { comment = "" }' "$@"
}
printf '%s\n' 'PHIL_API int phil_a(void);' '' '/** Fine. */' 'PHIL_API void phil_b(int a,' '    int b);' \
    'PHIL_API int phil_c(void);' '/** Bad. */' 'PHIL_API enum phil_status phil_d(void);' \
    '/** Good. Errors: none. */' 'PHIL_API enum phil_status phil_e(void);' '/** Lost. */' '' \
    'PHIL_API int phil_f(void);' >"$work/planted.h"
check_comments "$work/planted.h" | sed 's/.*: \(phil_[a-z]\).*/\1/' | tr '\n' ' ' |
    grep -qx 'phil_a phil_c phil_d phil_f ' || echo "planted mistakes were not found" >"$work/comments"
check_comments "$root"/include/philtrum/*.h >>"$work/comments"
verdict "every public function is explained, with its errors" "$work/comments"

find "$root/src" "$root/cli" "$root/include" "$root/tests" "$root/bench" "$root/fuzz" "$root/doc" \
    -name '*.[ch]' -exec awk 'FNR == 1 && !/SPDX-License-Identifier: GPL-3.0-or-later/ {
        print FILENAME " does not begin with its licence" }' {} + >"$work/form"
# Columns are characters, not bytes.
(cd "$root" && LC_ALL=C.UTF-8 grep -rnE --include='*.[ch]' '^.{101}' src cli include tests bench \
    fuzz doc) | sed 's/:.*//' | sort | uniq -c >>"$work/form"
verdict "files begin with their licence and keep to 100 columns" "$work/form"

# Weak symbols are C++ templates; _Z names come from the files that talk to a C++ library.
if [ -f "$library" ]; then
    nm -A -g --defined-only "$library" 2>/dev/null |
        awk '$(NF - 1) ~ /^[TDBRSC]$/ && $NF !~ /^phil_/ && !(/\.cpp\.o/ && $NF ~ /^_Z/)' |
        grep -v '__asan\|__odr_asan' >"$work/symbols"
    nm -g --defined-only "$library" 2>/dev/null | grep -q ' T phil_version$' ||
        echo "phil_version is missing: was the library read at all?" >>"$work/symbols"
    verdict "every symbol of the library begins with phil_" "$work/symbols"
else
    skip "every symbol of the library begins with phil_" "no library given"
fi
echo "1..$number"
