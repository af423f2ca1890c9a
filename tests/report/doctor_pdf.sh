#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The doctor's page as PDF, read by another program (poppler): its pages, fonts, the order of its
# text, and that nothing lies outside the paper. doctor_pdf.sh DOCTOR_SHOW SOURCE
set -u
show=$(realpath "$1")
. "$2/tests/cli/tap.sh"
for tool in pdfinfo pdftotext pdffonts; do
    command -v $tool >/dev/null || {
        echo "1..0 # SKIP $tool (poppler-utils) is not installed"
        exit 0
    }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

"$show" . 2>err
tell "the page of every fixture is written" $? err

for file in *.pdf; do
    page=${file%.pdf}
    pdfinfo "$file" >info 2>&1
    pages=$(sed -n 's/^Pages: *//p' info)
    grep -q 'Page size:.*(A4)' info && [ "${pages:-0}" -ge 2 ]
    tell "$page: A4, further pages" $? info

    # The whole first page is on the first page: its last line says so, and the next one is 2.
    pdftotext -f 1 -l 1 -layout "$file" first
    pdftotext -f 2 -l 2 -layout "$file" second
    grep -q "Page 1 of $pages" first && grep -q "Page 2 of $pages" second &&
        grep -q 'not a diagnosis' first
    tell "$page: the first page is one page" $? first

    # In the order in which it is read; a part without anything to say may be missing.
    pdftotext -f 1 -l 1 "$file" text
    for words in 'summary for a consultation' '^Name' '^Warning signs' '^Most likely' \
        '^Asked of you' '^How often' '^Since when' '^Tried' '^Exposures' '^Page 1'; do
        grep -n -m 1 "$words" text | cut -d : -f 1
    done >order
    [ "$(wc -l <order)" -eq 10 ] && sort -nc order 2>/dev/null
    tell "$page: text in the order of reading" $? order text

    pdffonts "$file" | tail -n +3 >fonts
    [ -s fonts ] && ! grep -Evq ' yes (yes|no) +(yes|no) +[0-9]+ +[0-9]+$' fonts
    tell "$page: fonts are embedded" $? fonts

    # Words between the margins: 39.7 pt, less what a letter may hang over.
    pdftotext -bbox "$file" boxes
    ! sed -n 's/.*<word xMin="\([^"]*\)" yMin="\([^"]*\)" xMax="\([^"]*\)" yMax="\([^"]*\)".*/\1 \2 \3 \4/p' \
        boxes | awk '$1 < 37 || $2 < 36 || $3 > 558.5 || $4 > 805 {print; bad = 1} END {exit !bad}' >out
    tell "$page: nothing outside the margins" $? out
done

# One page whatever the font: wide ones are the first to run over.
for fonts in /usr/share/fonts/truetype/dejavu /usr/share/fonts/truetype/liberation; do
    if [ ! -d $fonts ]; then
        skip "one page with ${fonts##*/}" "it is not installed"
        continue
    fi
    mkdir -p narrow cache
    cat >fonts.conf <<END
<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>$fonts</dir><cachedir>$folder/cache</cachedir></fontconfig>
END
    FONTCONFIG_FILE=$folder/fonts.conf "$show" narrow 2>err
    wrong=$?
    for file in narrow/*.pdf; do
        pages=$(pdfinfo "$file" | sed -n 's/^Pages: *//p')
        pdftotext -f 1 -l 1 -layout "$file" first
        grep -q "Page 1 of $pages" first && grep -q 'not a diagnosis' first || wrong=$file
    done
    pdffonts narrow/full.pdf | grep -q Noto && wrong=noto
    [ "$wrong" = 0 ]
    tell "one page with ${fonts##*/}" $? first err
done

pdfinfo full.pdf >info
grep -q 'Title:.*Facial twitches' info && grep -q 'Author:.*Ada' info
tell "title and author" $? info
TZ=UTC pdfinfo full.pdf | grep -q 'CreationDate:.*Thu Nov 26 .* 2026'
tell "the time is the view's" $? info
pdftotext full.pdf - | grep -q 'Ada "Example" M.*ller'
tell "the name can be selected" $?
pdftotext scripts.pdf text
grep -q 'Наташа' text && grep -q 'Σωκράτης' text
tell "Greek and Cyrillic can be selected" $? text
echo "1..$number"
