/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Head pose from the landmarks.
 *
 * Idea: find the rotation, scale and shift of the generic face (mean_face.c) whose orthographic
 * projection meets the landmarks best, by Gauss-Newton on six parameters from an upright frontal
 * start. Points that expressions move (lids, brows, lips) or that are silhouettes rather than
 * points of the skin (jaw) count little.
 *
 * Assumption: weak perspective; at arm's length the nose is 8 % nearer than the ears, which costs
 * less than the difference between faces. Where it fails: beyond about 50 degrees the landmarks
 * themselves do. Pitch is the weakest of the three angles: a long nose looks like a raised chin.
 *
 * Angles: head = turn in the picture (roll) after turn to the side (yaw) after nod (pitch).
 * In this order the line between the canthi is shortened by cos(yaw) exactly, whatever the pitch.
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "face/mean_face.h"

enum { N_PARAMETERS = 6, MAX_STEPS = 30 };

/* x_i = scale * (first two rows of rotation) * X_i + (x, y). */
struct placement {
    double rotation[3][3], scale, x, y;
};

/* How firmly a landmark belongs to the skull (judged). */
static double weight_of(int landmark)
{
    if (landmark < 17)
        return 0.05; /* silhouette */
    if (landmark < 27)
        return 0.2; /* brows */
    if (landmark < 36)
        return 1; /* nose */
    if (landmark == 36 || landmark == 39 || landmark == 42 || landmark == 45)
        return 1;                     /* canthi */
    return landmark < 48 ? 0.2 : 0.1; /* lids, lips */
}

static void rotate(const double r[3][3], struct phil_point3 p, double out[3])
{
    for (int i = 0; i < 3; i++)
        out[i] = r[i][0] * p.x + r[i][1] * p.y + r[i][2] * p.z;
}

/* Normal equations of one Gauss-Newton step in (turn about x, y, z; relative scale; shift). */
static void accumulate(double a[N_PARAMETERS][N_PARAMETERS + 1], const double row[N_PARAMETERS],
                       double residual, double weight)
{
    for (int i = 0; i < N_PARAMETERS; i++) {
        for (int k = 0; k < N_PARAMETERS; k++)
            a[i][k] += weight * row[i] * row[k];
        a[i][N_PARAMETERS] += weight * row[i] * residual;
    }
}

static void normal_equations(const struct phil_landmarks *landmarks, const struct placement *at,
                             double a[N_PARAMETERS][N_PARAMETERS + 1])
{
    memset(a, 0, sizeof(double) * N_PARAMETERS * (N_PARAMETERS + 1));
    for (int i = 0; i < PHIL_N_LANDMARKS; i++) {
        double p[3];
        rotate(at->rotation, phil_mean_face(i), p);
        for (int k = 0; k < 3; k++)
            p[k] *= at->scale;
        const double dx = landmarks->point[i].x - at->x - p[0];
        const double dy = landmarks->point[i].y - at->y - p[1];
        const double row_x[N_PARAMETERS] = {0, p[2], -p[1], p[0], 1, 0};
        const double row_y[N_PARAMETERS] = {-p[2], 0, p[0], p[1], 0, 1};
        accumulate(a, row_x, dx, weight_of(i));
        accumulate(a, row_y, dy, weight_of(i));
    }
}

/* Gaussian elimination with row exchange on the augmented matrix; false when singular. */
static bool solve(double a[N_PARAMETERS][N_PARAMETERS + 1], double x[N_PARAMETERS])
{
    const int n = N_PARAMETERS;
    for (int col = 0; col < n; col++) {
        int pivot = col;
        for (int r = col + 1; r < n; r++)
            if (fabs(a[r][col]) > fabs(a[pivot][col]))
                pivot = r;
        if (!(fabs(a[pivot][col]) > 1e-12))
            return false;
        for (int k = col; k <= n; k++) {
            const double held = a[col][k];
            a[col][k] = a[pivot][k];
            a[pivot][k] = held;
        }
        for (int r = col + 1; r < n; r++) {
            const double factor = a[r][col] / a[col][col];
            for (int k = col; k <= n; k++)
                a[r][k] -= factor * a[col][k];
        }
    }
    for (int r = n - 1; r >= 0; r--) {
        x[r] = a[r][n];
        for (int k = r + 1; k < n; k++)
            x[r] -= a[r][k] * x[k];
        x[r] /= a[r][r];
    }
    return true;
}

/* rotation = exp([turn]) rotation, by Rodrigues' formula. */
static void turn_by(double rotation[3][3], const double turn[3])
{
    const double angle = sqrt(turn[0] * turn[0] + turn[1] * turn[1] + turn[2] * turn[2]);
    if (angle < 1e-15)
        return;
    const double x = turn[0] / angle, y = turn[1] / angle, z = turn[2] / angle;
    const double c = cos(angle), s = sin(angle), d = 1 - c;
    const double e[3][3] = {{c + d * x * x, d * x * y - s * z, d * x * z + s * y},
                            {d * x * y + s * z, c + d * y * y, d * y * z - s * x},
                            {d * x * z - s * y, d * y * z + s * x, c + d * z * z}};
    double made[3][3];
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            made[i][k] =
                e[i][0] * rotation[0][k] + e[i][1] * rotation[1][k] + e[i][2] * rotation[2][k];
    memcpy(rotation, made, sizeof made);
}

/* Frontal, with size and roll of the line between the outer canthi. */
static struct placement start_of(const struct phil_landmarks *landmarks)
{
    const struct phil_point a = landmarks->point[36], b = landmarks->point[45];
    const double dx = b.x - a.x, dy = b.y - a.y, length = hypot(dx, dy);
    const double c = length > 0 ? dx / length : 1, s = length > 0 ? dy / length : 0;
    return (struct placement){
        .rotation = {{c, -s, 0}, {s, c, 0}, {0, 0, 1}},
        .scale = length / phil_mean_face_canthi_mm(),
        .x = (a.x + b.x) / 2,
        .y = (a.y + b.y) / 2,
    };
}

static bool improve(const struct phil_landmarks *landmarks, struct placement *at, bool *settled)
{
    double a[N_PARAMETERS][N_PARAMETERS + 1], step[N_PARAMETERS];
    normal_equations(landmarks, at, a);
    if (!solve(a, step))
        return false;
    /* A first step beyond half a radian is outside what linearising can know. */
    const double turned = sqrt(step[0] * step[0] + step[1] * step[1] + step[2] * step[2]);
    const double damping = turned > 0.5 ? 0.5 / turned : 1;
    for (int i = 0; i < N_PARAMETERS; i++)
        step[i] *= damping;
    turn_by(at->rotation, step);
    at->scale *= fmax(0.5, 1 + step[3]);
    at->x += step[4];
    at->y += step[5];
    *settled = turned < 1e-9;
    return isfinite(at->scale) && isfinite(turned);
}

struct phil_pose phil_face_pose(const struct phil_landmarks *landmarks)
{
    const double degree = 57.29577951308232;
    struct placement at = start_of(landmarks);
    bool settled = false;
    for (int step = 0; step < MAX_STEPS && !settled; step++)
        if (!improve(landmarks, &at, &settled))
            return (struct phil_pose){0, 0, 0};
    const double(*r)[3] = (const double(*)[3])at.rotation;
    const double sin_yaw = fmin(1, fmax(-1, -r[2][0]));
    return (struct phil_pose){
        .yaw_deg = asin(sin_yaw) * degree,
        .pitch_deg = atan2(r[2][1], r[2][2]) * degree,
        .roll_deg = atan2(r[1][0], r[0][0]) * degree,
    };
}
