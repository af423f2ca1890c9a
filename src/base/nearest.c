/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was perhaps meant: the word nearest to a slip of the keyboard. */
#include "base/nearest.h"

#include <string.h>

#include <philtrum/base.h>

int phil_edit_distance(const char *a, const char *b)
{
    int row[3][PHIL_NEAREST_WORD];
    const int n = (int)strlen(a), m = (int)strlen(b);
    if (n >= PHIL_NEAREST_WORD || m >= PHIL_NEAREST_WORD)
        return PHIL_NEAREST_WORD;
    for (int j = 0; j <= m; j++)
        row[0][j] = j;
    for (int i = 1; i <= n; i++) {
        int *now = row[i % 3];
        const int *before = row[(i + 2) % 3], *earlier = row[(i + 1) % 3];
        now[0] = i;
        for (int j = 1; j <= m; j++) {
            int best = before[j - 1] + (a[i - 1] != b[j - 1]);
            best = before[j] + 1 < best ? before[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                earlier[j - 2] + 1 < best)
                best = earlier[j - 2] + 1;
            now[j] = best;
        }
    }
    return row[n % 3][m];
}

const char *phil_nearest(const char *word, const char *const *words, size_t n)
{
    const char *nearest = NULL;
    /* A third of the letters may be wrong; beyond that a guess misleads. */
    int least = (int)strlen(word) / 3 + 2;
    if (strlen(word) >= PHIL_NEAREST_WORD)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        const int distance = phil_edit_distance(word, words[i]);
        if (distance < least) {
            least = distance;
            nearest = words[i];
        }
    }
    return nearest;
}
