/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sampling kernels: C against a plain reading of the definition in double precision, every
 * faster level against both, and no byte read outside the taps.
 *
 * Tolerances. Positions are floats of up to 100 (beyond it in proportion): 4e-6 px, and content
 * changes by at most 1.2 of full scale per pixel under this interpolation; with the rounding of 16
 * products that is 1.5e-5 of full scale per sample. Sums are held to the same share of the sum of
 * their absolute terms.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/checked.h"
#include "base/random.h"
#include "motion/kernels/kernels.h"

static const double TOLERANCE = 1.5e-5;

/* A grid over a plane that is just large enough to hold its taps, at the edge of readable memory.
 */
struct job {
    int side, padded, bits;
    float grid[6];
    float mean;
    int width, height;
    int base_x, base_y; /* the grid's (0, 0) in the plane; may lie outside it */
    ptrdiff_t stride;
    unsigned char *pages, *plane, *base;
    size_t mapped;
    float *basis, *out;
    float sums[PHIL_N_SUMS];
};

enum fill { NOISE, BLACK, WHITE, CHECKERS };

static int full_scale(const struct job *j)
{
    return (1 << j->bits) - 1;
}

static void put(const struct job *j, int x, int y, int value)
{
    unsigned char *row = j->plane + y * j->stride;
    if (j->bits > 8)
        ((uint16_t *)(void *)row)[x] = (uint16_t)value;
    else
        row[x] = (unsigned char)value;
}

static int get(const struct job *j, int x, int y)
{
    const unsigned char *row = j->plane + y * j->stride;
    return j->bits > 8 ? ((const uint16_t *)(const void *)row)[x] : row[x];
}

static void paint(const struct job *j, enum fill fill, uint64_t seed)
{
    const int top = full_scale(j);
    for (int y = 0; y < j->height; y++)
        for (int x = 0; x < j->width; x++) {
            const uint64_t at = (uint64_t)y * 65536 + (uint64_t)x;
            const int noise = (int)(phil_random_uniform(seed, 1, at) * (top + 1));
            put(j, x, y,
                fill == NOISE   ? noise
                : fill == BLACK ? 0
                : fill == WHITE ? top
                : (x ^ y) & 1   ? top
                                : 0);
        }
}

/* The plane is the box around all taps; `at_end` puts its last byte before a page that cannot be
 * read, otherwise its first byte behind one. */
static void make_job(struct job *j, bool at_end, int slack)
{
    double lo_x = 1e9, lo_y = 1e9, hi_x = -1e9, hi_y = -1e9;
    for (int corner = 0; corner < 4; corner++) {
        const double c = corner & 1 ? j->padded - 1 : 0, r = corner & 2 ? j->side - 1 : 0;
        const double x = j->grid[0] + c * j->grid[2] + r * j->grid[4];
        const double y = j->grid[1] + c * j->grid[3] + r * j->grid[5];
        lo_x = fmin(lo_x, x), hi_x = fmax(hi_x, x);
        lo_y = fmin(lo_y, y), hi_y = fmax(hi_y, y);
    }
    const int left = (int)floor(lo_x) - 1, top = (int)floor(lo_y) - 1;
    const int bytes = j->bits > 8 ? 2 : 1;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    j->width = (int)floor(hi_x) + 2 - left + 1;
    j->height = (int)floor(hi_y) + 2 - top + 1;
    j->stride = (ptrdiff_t)(j->width * bytes + slack * bytes);
    /* The last row ends with its last sample, not with the slack. */
    const size_t size = (size_t)j->stride * (size_t)(j->height - 1) + (size_t)(j->width * bytes);
    const size_t room = (size + page - 1) / page * page;
    j->mapped = room + 2 * page;
    j->pages = mmap(NULL, j->mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(j->pages != MAP_FAILED);
    assert_int_equal(mprotect(j->pages, page, PROT_NONE), 0);
    assert_int_equal(mprotect(j->pages + page + room, page, PROT_NONE), 0);
    j->plane = at_end ? j->pages + page + room - size : j->pages + page;
    j->base_x = -left;
    j->base_y = -top;
    j->base = j->plane + j->base_y * j->stride + j->base_x * bytes;
    const size_t n = (size_t)j->side * (size_t)j->padded;
    j->basis = phil_alloc_aligned(4 * n, sizeof(float));
    j->out = phil_alloc_aligned(n + 8, sizeof(float));
    assert_true(j->basis && j->out);
    for (uint64_t i = 0; i < 4 * n; i++)
        j->basis[i] = (float)phil_random_normal(77, 3, i);
}

static void drop_job(struct job *j)
{
    free(j->basis);
    free(j->out);
    munmap(j->pages, j->mapped);
}

static void run(struct job *j, enum phil_cpu_level level)
{
    struct phil_motion_kernels k;
    const size_t n = (size_t)j->side * (size_t)j->padded;
    phil_motion_kernels_init(&k, level);
    for (size_t i = 0; i < n + 8; i++)
        j->out[i] = -12345.5f;
    memset(j->sums, 0xff, sizeof j->sums);
    (j->bits > 8 ? k.project_u16 : k.project_u8)(j->base, j->stride, j->grid, j->side, j->padded,
                                                 j->basis, j->mean, j->out, j->sums);
    for (size_t i = n; i < n + 8; i++)
        assert_true(j->out[i] == -12345.5f); /* and none written outside */
}

/* Catmull and Rom's cubic through four values, by Horner's rule. */
static double cubic(double p0, double p1, double p2, double p3, double t)
{
    return p1 + 0.5 * t *
                    (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)));
}

static double value_at(const struct job *j, double x, double y)
{
    const int ix = (int)floor(x), iy = (int)floor(y);
    double row[4];
    for (int r = 0; r < 4; r++) {
        double p[4];
        for (int c = 0; c < 4; c++) {
            const int sx = j->base_x + ix - 1 + c, sy = j->base_y + iy - 1 + r;
            assert_true(sx >= 0 && sx < j->width && sy >= 0 && sy < j->height);
            p[c] = get(j, sx, sy);
        }
        row[r] = cubic(p[0], p[1], p[2], p[3], x - ix);
    }
    return cubic(row[0], row[1], row[2], row[3], y - iy);
}

/* Largest error of samples, in full scale, and of sums, in the sum of their absolute terms. */
static void errors(struct job *j, double *sample, double *sum)
{
    const size_t n = (size_t)j->side * (size_t)j->padded;
    double total[PHIL_N_SUMS] = {0}, size[PHIL_N_SUMS] = {0};
    *sample = *sum = 0;
    for (int r = 0; r < j->side; r++)
        for (int c = 0; c < j->padded; c++) {
            const size_t i = (size_t)r * (size_t)j->padded + (size_t)c;
            const double v =
                value_at(j, (double)j->grid[0] + c * (double)j->grid[2] + r * (double)j->grid[4],
                         (double)j->grid[1] + c * (double)j->grid[3] + r * (double)j->grid[5]) -
                (double)j->mean;
            *sample = fmax(*sample, fabs(v - (double)j->out[i]) / full_scale(j));
            for (size_t b = 0; b < PHIL_N_SUMS; b++) {
                const double w = (double)j->basis[(b < 4 ? b : 3) * n + i];
                const double term = w * v * (b == PHIL_SUM_II ? v : 1);
                total[b] += term;
                /* A sample's own error counts by its weight. */
                size[b] += fabs(term) + fabs(w) * full_scale(j) * (b == PHIL_SUM_II ? fabs(v) : 1);
            }
        }
    for (int b = 0; b < PHIL_N_SUMS; b++)
        *sum = fmax(*sum, fabs(total[b] - (double)j->sums[b]) / fmax(size[b], 1));
}

static void expect_right(struct job *j, enum phil_cpu_level level, const char *what)
{
    const double most = TOLERANCE * fmax(1, fmax(j->width, j->height) / 100.0);
    double sample, sum;
    run(j, level);
    errors(j, &sample, &sum);
    if (!(sample <= most && sum <= most))
        fail_msg("%s: level %d, side %d, padded %d, %d bits, grid %g %g %g %g %g %g, mean %g: "
                 "sample error %.3g, sum error %.3g of full scale",
                 what, (int)level, j->side, j->padded, j->bits, (double)j->grid[0],
                 (double)j->grid[1], (double)j->grid[2], (double)j->grid[3], (double)j->grid[4],
                 (double)j->grid[5], (double)j->mean, sample, sum);
}

static struct job job_of(int side, int bits, const float grid[6])
{
    struct job j = {.side = side, .bits = bits, .mean = 0.4f * (float)((1 << bits) - 1)};
    j.padded = (side + PHIL_PATCH_ALIGN - 1) / PHIL_PATCH_ALIGN * PHIL_PATCH_ALIGN;
    memcpy(j.grid, grid, sizeof j.grid);
    return j;
}

static const int sides[] = {1, 2, 3, 7, 8, 9, 13, 16, 17, 25, 31, 63};
static const int depths[] = {8, 10, 16};

/* Upright, turned by a quarter (phone clips), tilted, shrunk and sheared, mirrored; turned by half
 * a quarter, where all lanes go different ways; larger than what a fast version stages; all columns
 * on one sample. */
static const float grids[][6] = {
    {0.37f, 0.81f, 1, 0, 0, 1},
    {0.5f, 0.25f, 0, 1, -1, 0},
    {0.01f, 0.99f, -1, 0, 0, -1},
    {0.123f, 0.456f, 0, -1, 1, 0},
    {0.3f, 0.7f, 0.98f, 0.17f, -0.17f, 0.98f},
    {0.9f, 0.1f, 0.61f, -0.05f, 0.08f, 1.43f},
    {0.6137f, 0.4f, -1.0171f, 0.0313f, 0.0213f, 1.0119f},
    {0.2137f, 0.8119f, 0.7131f, 0.7131f, -0.7131f, 0.7131f},
    {0.7137f, 0.3119f, 2.3131f, -0.8117f, 0.9113f, 2.2119f},
    {0.5137f, 0.5119f, 0, 0, 0.1113f, 1.0117f},
};

static void at_every_level(enum phil_cpu_level level)
{
    uint64_t seed = 0;
    for (size_t s = 0; s < sizeof sides / sizeof sides[0]; s++)
        for (size_t d = 0; d < 3; d++)
            for (size_t g = 0; g < sizeof grids / sizeof grids[0]; g++)
                for (int at_end = 0; at_end < 2; at_end++) {
                    struct job j = job_of(sides[s], depths[d], grids[g]);
                    make_job(&j, at_end, at_end ? 0 : (int)(seed % 5));
                    for (enum fill fill = NOISE; fill <= CHECKERS; fill++) {
                        paint(&j, fill, seed++);
                        expect_right(&j, level, "against the definition");
                    }
                    drop_job(&j);
                }
}

static void c_is_what_is_defined(void **state)
{
    at_every_level(PHIL_CPU_C);
}

static void better_levels_are_too(void **state)
{
    if (phil_cpu_level() == PHIL_CPU_C) {
        print_message("# no vectors here: skipped\n");
        skip();
    }
    for (int level = PHIL_CPU_C + 1; level <= (int)phil_cpu_level(); level++)
        at_every_level((enum phil_cpu_level)level);
}

/* On whole positions there is nothing to interpolate: the samples themselves, to the bit. */
static void whole_positions_are_exact(void **state)
{
    for (int level = 0; level <= (int)phil_cpu_level(); level++)
        for (size_t d = 0; d < 3; d++)
            for (int turn = 0; turn < 8; turn++) {
                const float c[4] = {1, 0, -1, 0}, s[4] = {0, 1, 0, -1};
                const float side = turn < 4 ? 1 : -1; /* the last four are mirrored */
                const float cos = c[turn % 4], sin = s[turn % 4];
                const float grid[6] = {3, 2, side * cos, side * sin, -sin, cos};
                struct job j = job_of(13, depths[d], grid);
                j.mean = 100;
                make_job(&j, true, 3);
                paint(&j, NOISE, 5);
                run(&j, (enum phil_cpu_level)level);
                for (int row = 0; row < j.side; row++)
                    for (int col = 0; col < j.padded; col++) {
                        const double x = 3 + col * grid[2] + row * grid[4];
                        const double y = 2 + col * grid[3] + row * grid[5];
                        assert_true((double)j.out[row * j.padded + col] ==
                                    value_at(&j, x, y) - 100);
                    }
                drop_job(&j);
            }
}

/* A parabola is reproduced exactly by this interpolation, wherever it is sampled. */
static void parabolas_are_reproduced(void **state)
{
    for (int level = 0; level <= (int)phil_cpu_level(); level++) {
        struct job j = job_of(9, 16, grids[4]);
        make_job(&j, true, 0);
        const int bx = j.base_x, by = j.base_y;
        for (int y = 0; y < j.height; y++)
            for (int x = 0; x < j.width; x++)
                put(&j, x, y,
                    3000 + 40 * (x - bx) * (x - bx) + 30 * (x - bx) * (y - by) +
                        50 * (y - by) * (y - by) + 7 * (x - bx));
        run(&j, (enum phil_cpu_level)level);
        for (int r = 0; r < j.side; r++)
            for (int c = 0; c < j.padded; c++) {
                const double x = (double)j.grid[0] + c * (double)j.grid[2] + r * (double)j.grid[4];
                const double y = (double)j.grid[1] + c * (double)j.grid[3] + r * (double)j.grid[5];
                const double v = 3000 + 40 * x * x + 30 * x * y + 50 * y * y + 7 * x;
                assert_true(fabs(v - (double)j.mean - (double)j.out[r * j.padded + c]) < 0.15);
            }
        drop_job(&j);
    }
}

/* What lies between the taps' box and the stride's end must not matter. */
static void other_bytes_do_not_matter(void **state)
{
    for (int level = 0; level <= (int)phil_cpu_level(); level++)
        for (size_t d = 0; d < 3; d++) {
            struct job j = job_of(11, depths[d], grids[0]);
            make_job(&j, false, 24);
            float first[PHIL_N_SUMS];
            for (int pass = 0; pass < 2; pass++) {
                const size_t size = (size_t)j.stride * (size_t)(j.height - 1) + (size_t)j.width;
                memset(j.plane, pass ? 0xff : 0, size);
                paint(&j, NOISE, 9);
                run(&j, (enum phil_cpu_level)level);
                if (pass == 0)
                    memcpy(first, j.sums, sizeof first);
            }
            assert_memory_equal(first, j.sums, sizeof first);
            drop_job(&j);
        }
}

static void rubbish_levels_give_a_full_table(void **state)
{
    static const int levels[] = {PHIL_CPU_C, PHIL_CPU_VECTORS, PHIL_N_CPU_LEVELS, 99};
    for (int k = 0; k < 4; k++) {
        struct phil_motion_kernels kernels = {NULL, NULL};
        phil_motion_kernels_init(&kernels, (enum phil_cpu_level)levels[k]);
        assert_true(kernels.project_u8 && kernels.project_u16);
    }
    assert_true(phil_cpu_level() < PHIL_N_CPU_LEVELS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(c_is_what_is_defined),
        cmocka_unit_test(better_levels_are_too),
        cmocka_unit_test(whole_positions_are_exact),
        cmocka_unit_test(parabolas_are_reproduced),
        cmocka_unit_test(other_bytes_do_not_matter),
        cmocka_unit_test(rubbish_levels_give_a_full_table),
    };
    return cmocka_run_group_tests_name("motion kernels", tests, NULL, NULL);
}
