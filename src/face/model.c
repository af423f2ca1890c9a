/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding, mapping and checking the landmark model.
 *
 * Where it is looked for when the caller names no file, first hit wins:
 *   1. $PHILTRUM_MODEL, and nowhere else when that is set;
 *   2. src/face/ one or two folders above the running program: a program that runs from the
 *      build tree without being installed must use the model built with it, even when another
 *      version is installed;
 *   3. ../share/philtrum/ beside the program: an installation that was moved;
 *   4. the folder it was installed to.
 *
 * Checking takes about a millisecond: sizes against the file's length, a checksum over all tables
 * but the leaves, and every index, so that the cascade need not look again. The leaves may hold
 * any bits: they are only ever added to coordinates, and coordinates are checked when used.
 */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/checked.h"
#include "base/config.h"
#include "face/landmarks.h"

/* Far above dlib's model (15 stages of 500 trees); they keep all products below 2^40. */
enum { MAX_STAGES = 64, MAX_TREES = 4096 };

/* Coordinates are face widths; a real shape or correction stays within a few. */
static const float MAX_COORDINATE = 8.0f;

static size_t table_size(const struct phil_model_header *h, enum phil_model_table table)
{
    const size_t trees = (size_t)h->n_stages * h->n_trees, leaves = (size_t)1 << h->depth;
    switch (table) {
    case PHIL_MODEL_SHAPE:
        return PHIL_MODEL_COORDINATES * sizeof(float);
    case PHIL_MODEL_ANCHORS:
        return (size_t)h->n_stages * h->n_features * sizeof(struct phil_model_anchor);
    case PHIL_MODEL_SPLITS:
        return trees * (leaves - 1) * sizeof(struct phil_model_split);
    default:
        return trees * leaves * PHIL_MODEL_COORDINATES * sizeof(float);
    }
}

/* NULL, or why the header cannot be used with a file of `size` bytes. */
static const char *header_fault(const struct phil_model_header *h, size_t size)
{
    if (size < PHIL_MODEL_PAGE || memcmp(h->magic, PHIL_MODEL_MAGIC, sizeof h->magic) != 0)
        return "not a landmark model of philtrum";
    if (h->byte_order != PHIL_MODEL_BYTES)
        return "its byte order is not this machine's";
    if (h->version != PHIL_MODEL_VERSION)
        return "made for another version of philtrum";
    if (h->file_size != size)
        return "truncated or overlong";
    if (h->n_points != PHIL_N_LANDMARKS || h->n_stages < 1 || h->n_stages > MAX_STAGES ||
        h->n_trees < 1 || h->n_trees > MAX_TREES || h->depth < 1 ||
        h->depth > PHIL_MODEL_MAX_DEPTH || h->n_features < 1 ||
        h->n_features > PHIL_MODEL_MAX_FEATURES)
        return "dimensions out of range";
    uint64_t end = PHIL_MODEL_PAGE;
    for (int t = 0; t < PHIL_MODEL_TABLES; t++) {
        if (h->offset[t] < end || h->offset[t] % PHIL_MODEL_PAGE != 0 || h->offset[t] > size)
            return "tables misplaced";
        end = h->offset[t] + table_size(h, (enum phil_model_table)t);
    }
    return end == size ? NULL : "tables misplaced";
}

/* False too for NaN. */
static bool floats_within(const float *values, size_t n, float limit)
{
    for (size_t i = 0; i < n; i++)
        if (!(fabsf(values[i]) <= limit))
            return false;
    return true;
}

static bool shape_has_extent(const float *shape)
{
    float lo = shape[0], hi = shape[0];
    for (int i = 0; i < PHIL_MODEL_COORDINATES; i += 2) {
        lo = fminf(lo, shape[i]);
        hi = fmaxf(hi, shape[i]);
    }
    return hi - lo > 0.1f; /* of the detector's box; a face fills most of it */
}

/* NULL, or why the tables cannot be used. */
static const char *table_fault(const struct phil_model *m)
{
    const struct phil_model_header *h = m->header;
    const unsigned char *bytes = m->mapping;
    const uint64_t first = h->offset[PHIL_MODEL_SHAPE];
    if (phil_model_checksum(bytes + first, h->offset[PHIL_MODEL_LEAVES] - first) != h->checksum)
        return "damaged: checksum does not fit";
    if (!floats_within(m->shape, PHIL_MODEL_COORDINATES, MAX_COORDINATE) ||
        !shape_has_extent(m->shape))
        return "numbers out of range";
    const size_t n_anchors = (size_t)h->n_stages * h->n_features;
    for (size_t i = 0; i < n_anchors; i++)
        if (m->anchors[i].point >= PHIL_N_LANDMARKS ||
            !floats_within(&m->anchors[i].dx, 1, MAX_COORDINATE) ||
            !floats_within(&m->anchors[i].dy, 1, MAX_COORDINATE))
            return "sample positions out of range";
    const size_t n_splits = (size_t)h->n_stages * h->n_trees * (((size_t)1 << h->depth) - 1);
    for (size_t i = 0; i < n_splits; i++)
        if (m->splits[i].a >= h->n_features || m->splits[i].b >= h->n_features)
            return "tree indices out of range";
    return NULL;
}

static enum phil_status map_file(struct phil_model *model, const char *path,
                                 const struct phil_log *log)
{
    struct stat info = {0};
    const char *why = NULL;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &info) != 0)
        why = strerror(errno);
    else if (!S_ISREG(info.st_mode))
        why = "not a file";
    if (!why && (info.st_size < PHIL_MODEL_PAGE || (uint64_t)info.st_size > SIZE_MAX)) {
        phil_log_message(log, PHIL_LOG_ERROR, "cannot use the landmark model: \"%s\": %s", path,
                         "not a landmark model of philtrum");
        close(file);
        return PHIL_EFORMAT;
    }
    if (!why) {
        void *mapping = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        if (mapping == MAP_FAILED) {
            why = strerror(errno);
        } else {
            model->mapping = mapping;
            model->size = (size_t)info.st_size;
        }
    }
    if (file >= 0)
        close(file);
    if (why)
        phil_log_message(log, PHIL_LOG_ERROR, "cannot read the landmark model: \"%s\": %s", path,
                         why);
    return why ? PHIL_EINPUT : PHIL_OK;
}

static void place_tables(struct phil_model *m)
{
    const unsigned char *bytes = m->mapping;
    m->shape = (const float *)(const void *)(bytes + m->header->offset[PHIL_MODEL_SHAPE]);
    m->anchors = (const struct phil_model_anchor *)(bytes + m->header->offset[PHIL_MODEL_ANCHORS]);
    m->splits = (const struct phil_model_split *)(bytes + m->header->offset[PHIL_MODEL_SPLITS]);
    m->leaves = (const float *)(const void *)(bytes + m->header->offset[PHIL_MODEL_LEAVES]);
}

static enum phil_status open_path(struct phil_model *model, const char *path,
                                  const struct phil_log *log)
{
    const enum phil_status status = map_file(model, path, log);
    if (status != PHIL_OK)
        return status;
    model->header = model->mapping;
    const char *fault = header_fault(model->header, model->size);
    if (!fault) {
        place_tables(model);
        fault = table_fault(model);
    }
    if (!fault)
        return PHIL_OK;
    phil_log_message(log, PHIL_LOG_ERROR, "cannot use the landmark model: \"%s\": %s", path, fault);
    phil_model_close(model);
    return PHIL_EFORMAT;
}

enum { PATH_SIZE = 4096 };

/* The folder of the running program with `below` behind it; false when the system does not tell
 * or the path is too long. */
static bool beside_program(const char *below, char path[PATH_SIZE])
{
    char folder[PATH_SIZE];
    const ssize_t length = readlink("/proc/self/exe", folder, sizeof folder - 1);
    if (length <= 0)
        return false;
    folder[length] = '\0';
    char *slash = strrchr(folder, '/');
    if (!slash)
        return false;
    *slash = '\0';
    const int written = snprintf(path, PATH_SIZE, "%s/%s/%s", folder, below, PHIL_MODEL_FILE);
    return written > 0 && written < PATH_SIZE;
}

enum phil_status phil_model_open(struct phil_model *model, const char *path,
                                 const struct phil_log *log)
{
    static const char *const places[] = {"../src/face", "../../src/face", "../share/philtrum"};
    *model = (struct phil_model){0};
    if (!path)
        path = getenv("PHILTRUM_MODEL");
    if (path && *path)
        return open_path(model, path, log);
    char candidate[PATH_SIZE];
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (beside_program(places[i], candidate) && access(candidate, R_OK) == 0)
            return open_path(model, candidate, log);
    return open_path(model, PHIL_MODEL_DIR "/" PHIL_MODEL_FILE, log);
}

void phil_model_close(struct phil_model *model)
{
    if (model->mapping)
        munmap(model->mapping, model->size);
    *model = (struct phil_model){0};
}
