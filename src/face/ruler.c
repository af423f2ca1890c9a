/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ruler: how many pixels a millimetre is.
 *
 * Idea: the distance between the outer canthi (anthropometry: biocular width, ex-ex) is what a
 * portrait shows best of all lengths that hardly differ between adults, and it does not change
 * with expression. Turning the head shortens it by the cosine of the yaw.
 *
 * The figures (mm, mean and standard deviation of adults of 18-35 years):
 *
 *   men 91.2 (3.0), women 87.8 (3.2)    North America, white: L. G. Farkas (ed.), Anthropometry of
 *                                       the Head and Face, 2nd ed., Raven Press 1994
 *                                       (as usually quoted; the book was not at hand)
 *   men 93.00 (5.56), women 88.39 (3.74)  Hong Kong, n = 51 and 52, 3D photographs: "Normative
 *                                       findings for periocular anthropometric measurements among
 *                                       Chinese young adults in Hong Kong", BioMed Res. Int. 2013,
 *                                       doi:10.1155/2013/821428, table 2
 *   men 98.2 (3.5), women 94.4 (4.9)    Kenya, n = 72: S. S. Virdi, D. Wertheim, F. B. Naini,
 *                                       Maxillofac. Plast. Reconstr. Surg. 2019,
 *                                       doi:10.1186/s40902-019-0191-7, table 9
 *
 * We know neither sex nor descent of the person, so the six groups count alike: the mean of the
 * means, and a variance that is the mean variance within the groups plus the variance between
 * them: 92.2 mm, SD 5.4 mm (6 %). (basis: derived)
 *
 * Where it fails: children (theirs is smaller), narrowed lids, heavy glasses that draw
 * the landmark to the frame. Then the person should measure once and give --ruler-mm.
 */
#include <math.h>
#include <stddef.h>

#include <philtrum/face.h>

static const struct {
    double mean_mm, sd_mm;
} groups[] = {{91.2, 3.0}, {87.8, 3.2}, {93.00, 5.56}, {88.39, 3.74}, {98.2, 3.5}, {94.4, 4.9}};

enum { N_GROUPS = sizeof groups / sizeof *groups };

/* Relative error of the landmarks' canthal distance: each canthus is placed to about 1.5 % of
 * that distance (the usual error of 68-point detectors on frontal faces is 2-4 % of it over all
 * landmarks; canthi are among the best). Two ends. (basis: judged) */
static const double LANDMARK_ERROR = 0.021;

/* Of phil_face_pose(). (basis: judged; the header promises about 5 degrees) */
static const double YAW_ERROR_DEG = 5;

/* Beyond this the far canthus is hidden, and 1 / cos would only magnify noise. */
static const double MAX_YAW_DEG = 60;

double phil_outer_canthi_mm(void)
{
    double sum = 0;
    for (size_t i = 0; i < N_GROUPS; i++)
        sum += groups[i].mean_mm;
    return sum / N_GROUPS;
}

double phil_outer_canthi_sd_mm(void)
{
    const double mean = phil_outer_canthi_mm();
    double variance = 0;
    for (size_t i = 0; i < N_GROUPS; i++) {
        const double off = groups[i].mean_mm - mean;
        variance += groups[i].sd_mm * groups[i].sd_mm + off * off;
    }
    return sqrt(variance / N_GROUPS);
}

struct phil_ruler phil_face_ruler(const struct phil_landmarks *landmarks, double ruler_mm)
{
    const double radian = 0.017453292519943295;
    const struct phil_point a = landmarks->point[36], b = landmarks->point[45];
    const bool given = ruler_mm > 0;
    const double mm = given ? ruler_mm : phil_outer_canthi_mm();
    const double people = given ? 0 : phil_outer_canthi_sd_mm() / mm;
    const double yaw_deg = fmin(fabs(phil_face_pose(landmarks).yaw_deg), MAX_YAW_DEG);
    const double yaw = yaw_deg * radian, yaw_error = YAW_ERROR_DEG * radian;
    /* d(1/cos) / (1/cos) = tan(yaw) d(yaw), plus the second order that remains at yaw 0. */
    const double turn = hypot(tan(yaw) * yaw_error, yaw_error * yaw_error / 2);
    const double px_per_mm = hypot(b.x - a.x, b.y - a.y) / (cos(yaw) * mm);
    const double relative = sqrt(people * people + LANDMARK_ERROR * LANDMARK_ERROR + turn * turn);
    return (struct phil_ruler){px_per_mm, px_per_mm * relative, given};
}
