/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The generic face.
 *
 * x and y are the landmark model's own mean shape (dlib's shape_predictor_68, CC0), made
 * symmetrical and scaled to a canthal distance of 92 mm (ruler.c). So a face that the model would
 * call average has, by construction, a pose of zero.
 *
 * z cannot come from a frontal shape. It is judged, to about 4 mm, from usual adult profile
 * measures: the cornea stands 16-17 mm before the lateral orbital rim (exophthalmometry), the
 * outer canthus some 6-7 mm before that rim; the nasion lies a few millimetres before the
 * cornea; the nose tip some 25 mm before the nasion; subnasale one nasal protrusion (about
 * 15-20 mm) behind the tip, the upper lip level with it, the mouth corners 15 mm behind the
 * lip's midpoint on the dental arch; the chin's lower edge below and behind the pogonion; the
 * silhouette of the jaw from the zygomatic arch, 50 mm behind the canthi, forward to the chin.
 *
 * Where it fails: it is nobody's face. A pose from it carries a bias of a few degrees that is
 * constant for a person, and depths from it are good to about 0.05 canthal distances.
 */
#include "face/mean_face.h"

static const struct phil_point3 points[PHIL_N_LANDMARKS] = {
    /* jaw */
    {-75.6, 1.0, -52.0},
    {-75.1, 21.0, -52.0},
    {-73.0, 41.0, -50.0},
    {-68.8, 60.5, -46.0},
    {-61.0, 78.7, -40.0},
    {-49.1, 94.4, -30.0},
    {-34.4, 107.5, -17.0},
    {-18.3, 118.1, -3.0},
    {0.0, 121.2, 4.0},
    {18.3, 118.1, -3.0},
    {34.4, 107.5, -17.0},
    {49.1, 94.4, -30.0},
    {61.0, 78.7, -40.0},
    {68.8, 60.5, -46.0},
    {73.0, 41.0, -50.0},
    {75.1, 21.0, -52.0},
    {75.6, 1.0, -52.0},
    /* brow, picture left */
    {-61.2, -13.6, -2.0},
    {-51.8, -22.1, 6.0},
    {-38.6, -24.6, 11.0},
    {-24.9, -22.6, 14.5},
    {-12.1, -17.3, 16.5},
    /* brow, picture right */
    {12.1, -17.3, 16.5},
    {24.9, -22.6, 14.5},
    {38.6, -24.6, 11.0},
    {51.8, -22.1, 6.0},
    {61.2, -13.6, -2.0},
    /* nose */
    {0.0, -1.6, 15.0},
    {0.0, 11.3, 22.0},
    {0.0, 24.1, 31.0},
    {0.0, 37.2, 39.0},
    {-15.4, 46.1, 17.0},
    {-8.0, 48.8, 23.0},
    {0.0, 51.1, 26.0},
    {8.0, 48.8, 23.0},
    {15.4, 46.1, 17.0},
    /* eye, picture left */
    {-46.0, 0.0, 0.0},
    {-37.8, -4.7, 6.0},
    {-28.0, -4.6, 8.0},
    {-19.4, 1.9, 5.0},
    {-28.6, 3.6, 7.0},
    {-38.4, 3.4, 5.0},
    /* eye, picture right */
    {19.4, 1.9, 5.0},
    {28.0, -4.6, 8.0},
    {37.8, -4.7, 6.0},
    {46.0, 0.0, 0.0},
    {38.4, 3.4, 5.0},
    {28.6, 3.6, 7.0},
    /* outer lip */
    {-29.4, 70.0, 10.0},
    {-18.6, 65.7, 20.0},
    {-7.6, 63.4, 26.0},
    {0.0, 65.3, 27.0},
    {7.6, 63.4, 26.0},
    {18.6, 65.7, 20.0},
    {29.4, 70.0, 10.0},
    {18.9, 80.6, 17.0},
    {8.3, 85.3, 23.0},
    {0.0, 86.2, 24.0},
    {-8.3, 85.3, 23.0},
    {-18.9, 80.6, 17.0},
    /* inner lip */
    {-24.9, 70.6, 11.0},
    {-7.7, 69.8, 24.0},
    {0.0, 70.6, 25.0},
    {7.7, 69.8, 24.0},
    {24.9, 70.6, 11.0},
    {7.9, 75.6, 23.0},
    {0.0, 76.5, 24.0},
    {-7.9, 75.6, 23.0},
};

struct phil_point3 phil_mean_face(int landmark)
{
    return points[landmark];
}

double phil_mean_face_canthi_mm(void)
{
    return points[45].x - points[36].x;
}

double phil_mean_face_height(double y_mm, double z_mm)
{
    /* Canthi (36, 45) and corners (48, 54) are level in pairs: the plane leans about x only. */
    const double slope = (points[48].z - points[36].z) / (points[48].y - points[36].y);
    const double plane = points[36].z + slope * (y_mm - points[36].y);
    return (z_mm - plane) / phil_mean_face_canthi_mm();
}

int phil_landmark_mirror(int landmark)
{
    static const unsigned char mirror[PHIL_N_LANDMARKS] = {
        16, 15, 14, 13, 12, 11, 10, 9,  8,  7,  6,  5,  4, 3, 2, 1, 0, /* jaw */
        26, 25, 24, 23, 22, 21, 20, 19, 18, 17,                        /* brows */
        27, 28, 29, 30, 35, 34, 33, 32, 31,                            /* nose */
        45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40,                /* eyes */
        54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55,                /* outer lip */
        64, 63, 62, 61, 60, 67, 66, 65,                                /* inner lip */
    };
    return mirror[landmark];
}
