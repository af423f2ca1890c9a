/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the doctor's page is made of, gathered from wherever it comes. */
#ifndef PHIL_CLI_DOCTOR_H
#define PHIL_CLI_DOCTOR_H

#include "known.h"

struct phil_doctor_files {
    struct phil_known known;
    struct phil_doctor_clip *clips; /* oldest first; paths are owned */
    size_t n_clips;
    struct phil_entry *entries; /* for the page: those of known, and before them blood values of the
                                   last year, which a doctor wants to see with their dates */
    size_t n_entries;
    struct phil_analysis **saved; /* of the diary's recordings, which clips point to */
    size_t n_saved;
    bool all_recordings; /* of the diary, not only those of known.days */
    char answered[16];   /* day of kept answers; "" */
};

/* All functions: PHIL_EXIT_DONE, or the message has been given and this is the exit status. */

/* The knowledge base; `days` 0: as many of the diary as `philtrum explain' looks at. */
enum phil_exit phil_doctor_files_init(struct phil_doctor_files *files, int days);
void phil_doctor_files_release(struct phil_doctor_files *files);

/* Entries, recordings and, with `kept`, the answers of the last interview. Recordings of all times,
 * or, where `days` was given, of these days. */
enum phil_exit phil_doctor_add_diary(struct phil_doctor_files *files, struct phil_store *store,
                                     const char *path, bool kept);

/* Makes clips of the analyses that files hold, after the last of them was added to files->known. */
enum phil_exit phil_doctor_add_analyses(struct phil_doctor_files *files);

/* Tells where the clip of a recording is, known by its SHA-256. One that belongs to no recording is
 * told and left out. */
enum phil_exit phil_doctor_add_clip(struct phil_doctor_files *files, const char *path);

#endif
