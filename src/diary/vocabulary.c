/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See vocabulary.h. */
#include "diary/vocabulary.h"

#include <string.h>

#include "causes/knowledge.h"
#include "diary/labs.h"
#include "diary/medicines.h"

static const struct phil_keyword keywords[] = {
    {"sleep", PHIL_ENTRY_SLEEP},       {"slept", PHIL_ENTRY_SLEEP},
    {"stress", PHIL_ENTRY_STRESS},     {"screen", PHIL_ENTRY_SCREEN},
    {"medicine", PHIL_ENTRY_MEDICINE}, {"medication", PHIL_ENTRY_MEDICINE},
    {"med", PHIL_ENTRY_MEDICINE},      {"drug", PHIL_ENTRY_MEDICINE},
    {"symptom", PHIL_ENTRY_SYMPTOM},   {"twitch", PHIL_ENTRY_TWITCH},
    {"note", PHIL_ENTRY_NOTE},
};
enum { N_KEYWORDS = sizeof keywords / sizeof keywords[0] };

const struct phil_keyword *phil_vocabulary_keyword(const char *folded)
{
    for (size_t i = 0; i < N_KEYWORDS; i++)
        if (phil_word_is(folded, keywords[i].word))
            return &keywords[i];
    return NULL;
}

typedef bool match(const char *folded, const char *known);

static bool is_same(const char *folded, const char *known)
{
    return strcmp(folded, known) == 0;
}

static bool is_word(const char *folded, const char *word, match *matches)
{
    char known[PHIL_WORD_SIZE];
    return phil_word_fold(word, known) && matches(folded, known);
}

static const struct phil_intake *find_intake(const struct phil_knowledge *knowledge,
                                             const char *folded, match *matches)
{
    for (size_t i = 0; i < knowledge->n_intakes; i++) {
        const struct phil_intake *intake = &knowledge->intakes[i];
        if (is_word(folded, intake->id, matches) || is_word(folded, intake->name, matches))
            return intake;
        for (size_t a = 0; a < intake->n_aliases; a++)
            if (is_word(folded, intake->aliases[a], matches))
                return intake;
    }
    return NULL;
}

/* The plural of one thing may be the name of another: the name counts first. */
const struct phil_intake *phil_vocabulary_intake(const struct phil_knowledge *knowledge,
                                                 const char *folded)
{
    if (!*folded)
        return NULL;
    const struct phil_intake *intake = find_intake(knowledge, folded, is_same);
    return intake ? intake : find_intake(knowledge, folded, phil_word_is);
}

const struct phil_intake *phil_vocabulary_intake_by_id(const struct phil_knowledge *knowledge,
                                                       const char *id)
{
    for (size_t i = 0; knowledge && i < knowledge->n_intakes; i++)
        if (strcmp(knowledge->intakes[i].id, id) == 0)
            return &knowledge->intakes[i];
    return NULL;
}

/* --- slips --------------------------------------------------------------- */

struct search {
    const char *folded;
    const char *best;
    int fewest;
};

static void try_word(struct search *search, const char *word)
{
    char known[PHIL_WORD_SIZE];
    if (!phil_word_fold(word, known))
        return;
    const int edits = phil_edit_distance(search->folded, known);
    if (edits < search->fewest) {
        search->fewest = edits;
        search->best = word;
    }
}

const char *phil_vocabulary_nearest(const struct phil_knowledge *knowledge, const char *folded)
{
    struct search search = {folded, NULL, phil_word_slips(folded) + 1};
    for (size_t i = 0; i < knowledge->n_intakes; i++) {
        const struct phil_intake *intake = &knowledge->intakes[i];
        try_word(&search, intake->name);
        for (size_t a = 0; a < intake->n_aliases; a++)
            try_word(&search, intake->aliases[a]);
    }
    for (size_t i = 0; i < N_KEYWORDS; i++)
        try_word(&search, keywords[i].word);
    for (size_t i = 0; phil_analyte_at(i); i++)
        try_word(&search, phil_analyte_at(i)->id);
    const char *medicine = phil_medicine_nearest(folded);
    if (medicine)
        try_word(&search, medicine);
    return search.best;
}

/* --- findings ------------------------------------------------------------ */

/* Every word of `folded` is a word, or begins a word, of the text. */
static bool holds_all(const char *text, const char *folded)
{
    char clause[4 * PHIL_WORD_SIZE] = " ";
    size_t n = 1;
    for (const char *c = text; *c && n + 2 < sizeof clause; c++)
        clause[n++] = *c == '_' ? ' ' : *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
    clause[n] = '\0';
    while (*folded) {
        char word[PHIL_WORD_SIZE + 1] = " ";
        const size_t length = strcspn(folded, " ");
        memcpy(word + 1, folded, length);
        word[1 + length] = '\0';
        if (!strstr(clause, word))
            return false;
        folded += length;
        folded += strspn(folded, " ");
    }
    return true;
}

size_t phil_vocabulary_findings(const struct phil_knowledge *knowledge, const char *folded,
                                const struct phil_finding **found, size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < knowledge->n_findings; i++) {
        const struct phil_finding *finding = &knowledge->findings[i].view;
        if (finding->type != PHIL_FINDING_YES_NO)
            continue;
        if (is_word(folded, finding->id, is_same)) {
            found[0] = finding;
            return 1;
        }
        if (!holds_all(finding->id, folded) && !(finding->yes && holds_all(finding->yes, folded)))
            continue;
        if (n < most)
            found[n] = finding;
        n++;
    }
    return n;
}

const struct phil_finding *phil_vocabulary_nearest_finding(const struct phil_knowledge *knowledge,
                                                           const char *folded)
{
    const struct phil_finding *best = NULL;
    int fewest = phil_word_slips(folded) + 1;
    for (size_t i = 0; i < knowledge->n_findings; i++) {
        const struct phil_finding *finding = &knowledge->findings[i].view;
        char id[PHIL_WORD_SIZE];
        if (finding->type != PHIL_FINDING_YES_NO || !phil_word_fold(finding->id, id))
            continue;
        const int edits = phil_edit_distance(folded, id);
        if (edits < fewest) {
            fewest = edits;
            best = finding;
        }
    }
    return best;
}
