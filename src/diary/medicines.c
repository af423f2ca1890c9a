/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Medicines that bear on twitching, by name.
 *
 * Names are international nonproprietary names (INN) in English, grouped as the WHO's ATC
 * classification groups them (whocc.no, code beside each group). The same name in other languages
 * differs mostly in its ending and accents (furosemide, furosemid, furosémide, furosemida): so
 * names are compared without accents and without their last vowel or "um". Where a name is more
 * different than that (adrenaline, HCT) it is listed. Combinations count by each name in them
 * ("lisinopril/hydrochlorothiazide").
 *
 * It fails where a person writes a brand that is not listed: then the medicine is in the diary
 * and says nothing about the cause.
 */
#include "diary/medicines.h"

#include <stdio.h>
#include <string.h>

#include "diary/words.h"

enum { GROUP_NAMES = 40 };

static const struct group {
    const char *findings[PHIL_MEDICINE_FINDINGS + 1];
    const char *names[GROUP_NAMES];
} groups[] = {
    /* Names as phil_word_fold() makes them. C03A, C03B: thiazides and their like; C03C: loop
       diuretics */
    {{"diuretic"},
     {"hydrochlorothiazide",
      "hidroclorotiazida",
      "idroclorotiazide",
      "hct",
      "hctz",
      "bendroflumethiazide",
      "chlorothiazide",
      "chlorthalidone",
      "chlortalidone",
      "clortalidona",
      "indapamide",
      "metolazone",
      "xipamide",
      "furosemide",
      "frusemide",
      "lasix",
      "torasemide",
      "torsemide",
      "bumetanide",
      "piretanide",
      "etacrynic acid",
      "ethacrynic acid"}},
    /* C03D: potassium-sparing */
    {{"potassium_sparing_diuretic"},
     {"spironolactone", "spironolacton", "espironolactona", "eplerenone", "amiloride",
      "triamterene", "finerenone", "aldactone", "canrenoate"}},
    /* C09A, C09C, C09D */
    {{"ace_inhibitor_or_arb"},
     {"lisinopril", "enalapril",  "ramipril",     "captopril",   "perindopril", "benazepril",
      "quinapril",  "fosinopril", "trandolapril", "cilazapril",  "moexipril",   "zofenopril",
      "imidapril",  "losartan",   "valsartan",    "candesartan", "irbesartan",  "telmisartan",
      "olmesartan", "eprosartan", "azilsartan",   "sacubitril"}},
    /* R03A, R03C: beta-2 agonists */
    {{"beta_agonist"},
     {"salbutamol", "albuterol", "ventolin", "terbutaline", "fenoterol", "formoterol", "salmeterol",
      "indacaterol", "olodaterol", "vilanterol", "clenbuterol", "levalbuterol"}},
    /* H02A: corticosteroids by mouth */
    {{"steroid_medicine"},
     {"prednisolone", "prednisone", "methylprednisolone", "dexamethasone", "hydrocortisone",
      "cortisone", "betamethasone", "fludrocortisone", "deflazacort"}},
    /* N05A: antipsychotics; A03FA: metoclopramide and its like */
    {{"antipsychotic_or_metoclopramide"},
     {"haloperidol",     "haldol",           "risperidone",  "olanzapine",   "quetiapine",
      "aripiprazole",    "clozapine",        "amisulpride",  "sulpiride",    "paliperidone",
      "ziprasidone",     "chlorpromazine",   "fluphenazine", "perphenazine", "flupentixol",
      "zuclopenthixol",  "pimozide",         "lurasidone",   "cariprazine",  "brexpiprazole",
      "levomepromazine", "prochlorperazine", "promazine",    "melperone",    "pipamperone",
      "metoclopramide",  "reglan",           "mcp",          "domperidone"}},
    /* N06A: antidepressants; fluvoxamine also slows caffeine */
    {{"antidepressant", "fluvoxamine"}, {"fluvoxamine", "luvox", "fevarin"}},
    {{"antidepressant"},
     {"sertraline",   "fluoxetine",   "prozac",         "citalopram",    "escitalopram",
      "paroxetine",   "venlafaxine",  "desvenlafaxine", "duloxetine",    "milnacipran",
      "mirtazapine",  "mianserin",    "bupropion",      "amitriptyline", "nortriptyline",
      "imipramine",   "clomipramine", "doxepin",        "trimipramine",  "trazodone",
      "vortioxetine", "agomelatine",  "reboxetine",     "moclobemide",   "tranylcypromine",
      "phenelzine"}},
    /* N06B: stimulants */
    {{"stimulant_medicine"},
     {"methylphenidate", "ritalin", "concerta", "amphetamine", "amfetamine", "adderall",
      "dexamphetamine", "dexamfetamine", "lisdexamphetamine", "lisdexamfetamine", "vyvanse",
      "elvanse", "modafinil", "armodafinil", "atomoxetine"}},
    /* A02BC: proton pump inhibitors */
    {{"ppi"},
     {"omeprazole", "pantoprazole", "esomeprazole", "lansoprazole", "rabeprazole",
      "dexlansoprazole", "nexium", "prilosec"}},
    /* Medicines known to cause tremor: N05AN lithium, N03AG valproate, L04AD ciclosporin and
     * tacrolimus, C01BD amiodarone, R03DA theophylline, H03A thyroid hormones */
    {{"tremor_medicine"},
     {"lithium", "litio", "valproate", "valproic acid", "valproat", "depakote", "ciclosporin",
      "cyclosporin", "cyclosporine", "tacrolimus", "amiodarone", "theophylline", "teofilina"}},
    /* N04BA */
    {{"levodopa"}, {"levodopa", "l dopa", "sinemet", "madopar", "carbidopa", "benserazide"}},
    /* A12B; "potassium" as a medicine is a supplement */
    {{"potassium_supplement"},
     {"potassium", "potassium chloride", "potassium citrate", "kalium", "kaliumchlorid", "kalinor",
      "slow k", "sando k"}},
    /* A06A: laxatives that cost potassium */
    {{"laxatives_often"},
     {"bisacodyl", "dulcolax", "senna", "sennosides", "sodium picosulfate", "picosulfate",
      "lactulose", "laxative", "laxatives"}},
    /* G03A: hormonal contraceptives, which slow caffeine */
    {{"contraceptive_pill"},
     {"contraceptive pill", "birth control pill", "the pill", "ethinylestradiol", "levonorgestrel",
      "drospirenone", "desogestrel", "pille", "antibabypille", "pilule", "microgynon", "yasmin"}},
};

/* The length without what languages add to a name: the last vowel, "um". */
static size_t stem(const char *folded)
{
    const size_t n = strlen(folded);
    if (n > 6 && strcmp(folded + n - 2, "um") == 0)
        return n - 2;
    return n > 5 && strchr("aeo", folded[n - 1]) ? n - 1 : n;
}

static const char *const *find(const char *name)
{
    char typed[PHIL_WORD_SIZE];
    if (!phil_word_fold(name, typed))
        return NULL;
    const size_t n = stem(typed);
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++)
        for (const char *const *known = groups[g].names; *known; known++)
            if (stem(*known) == n && memcmp(typed, *known, n) == 0)
                return groups[g].findings;
    return NULL;
}

const char *const *phil_medicine_findings(const char *name)
{
    return find(name);
}

const char *phil_medicine_nearest(const char *name)
{
    char typed[PHIL_WORD_SIZE];
    const char *best = NULL;
    if (!phil_word_fold(name, typed))
        return NULL;
    int fewest = phil_word_slips(typed) + 1;
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++)
        for (const char *const *known = groups[g].names; *known; known++) {
            const int edits = phil_edit_distance(typed, *known);
            if (edits > 0 && edits < fewest) {
                fewest = edits;
                best = *known;
            }
        }
    return best;
}
