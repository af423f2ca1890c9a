#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The page on the knowledge base is what would be made now. Prints TAP.
#
# check_page.sh KNOWLEDGE-PAGE HEAD.md PAGE.md
echo 1..1
if "$1" "$2" | diff "$3" - >&2; then
    echo "ok 1 - doc/knowledge.md says what knowledge/ says"
else
    echo "not ok 1 - doc/knowledge.md is stale: ninja -C build knowledge-page"
fi
