/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frame by frame from a drawn face to a clip. */
#ifndef PHIL_CLI_FILM_H
#define PHIL_CLI_FILM_H

#include <philtrum/sim.h>

#include "grades.h"

struct phil_film {
    const char *path;
    const struct phil_grade *grade;
    int width, height; /* as the face's */
    double frame_rate_hz, seconds;
};

/* Draws and writes it, with a progress bar. The file appears whole or not at all. */
enum phil_status phil_film_write(const struct phil_film *film, struct phil_sim_face *face);

#endif
