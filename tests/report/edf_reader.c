/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "edf_reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct bytes {
    unsigned char *data;
    size_t size, at;
};

static struct bytes load(const char *path)
{
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    fseek(in, 0, SEEK_END);
    struct bytes b = {.size = (size_t)ftell(in)};
    rewind(in);
    b.data = malloc(b.size + 1);
    assert_non_null(b.data);
    assert_int_equal(fread(b.data, 1, b.size, in), b.size);
    fclose(in);
    return b;
}

/* The next `n` characters, printable ASCII, without the blanks at their end. */
static void field(struct bytes *b, size_t n, char *to)
{
    assert_true(b->at + n <= b->size);
    for (size_t i = 0; i < n; i++) {
        to[i] = (char)b->data[b->at + i];
        assert_in_range(to[i], 32, 126);
    }
    b->at += n;
    while (n > 0 && to[n - 1] == ' ')
        n--;
    to[n] = '\0';
}

static double number(struct bytes *b, size_t n)
{
    char text[81], *end;
    field(b, n, text);
    const double value = strtod(text, &end);
    assert_true(end > text && *end == '\0');
    return value;
}

static int read_header(struct bytes *b, struct edf_file *file, double *header_bytes)
{
    char text[81];
    field(b, 8, text);
    assert_string_equal(text, "0");
    field(b, 80, file->patient);
    field(b, 80, file->recording);
    field(b, 16, file->start);
    *header_bytes = number(b, 8);
    field(b, 44, text);
    assert_string_equal(text, "EDF+C");
    file->n_records = (size_t)number(b, 8);
    file->record_s = number(b, 8);
    const int n = (int)number(b, 4);
    assert_in_range(n, 1, EDF_MOST_SIGNALS);
    assert_true(*header_bytes == 256.0 * (1 + n));
    return n;
}

static void read_signals(struct bytes *b, struct edf_signal *s, int n)
{
    char text[81];
    for (int i = 0; i < n; i++)
        field(b, 16, s[i].label);
    for (int i = 0; i < n; i++)
        field(b, 80, s[i].transducer);
    for (int i = 0; i < n; i++)
        field(b, 8, s[i].dimension);
    for (int i = 0; i < n; i++)
        s[i].lo = number(b, 8);
    for (int i = 0; i < n; i++)
        s[i].hi = number(b, 8);
    for (int i = 0; i < n; i++)
        s[i].digital_lo = number(b, 8);
    for (int i = 0; i < n; i++)
        s[i].digital_hi = number(b, 8);
    for (int i = 0; i < n; i++)
        field(b, 80, text);
    for (int i = 0; i < n; i++)
        s[i].per_record = (int)number(b, 8);
    for (int i = 0; i < n; i++)
        field(b, 32, text);
}

static void add_annotation(struct edf_file *file, double onset, double duration, const char *text,
                           size_t length)
{
    file->annotations =
        realloc(file->annotations, (file->n_annotations + 1) * sizeof *file->annotations);
    assert_non_null(file->annotations);
    char *copy = strndup(text, length);
    assert_non_null(copy);
    file->annotations[file->n_annotations++] = (struct edf_annotation){onset, duration, copy};
}

/* Lists of +onset[x15 duration]x14 text x14 ... x00; the first of a record without text tells
 * when the record begins. */
static void read_annotations(struct edf_file *file, const char *at, size_t size, bool keeps_time,
                             double begins_s)
{
    const char *end = at + size;
    bool first = keeps_time;
    while (at < end && *at) {
        char *after;
        double duration = -1;
        assert_true(*at == '+' || *at == '-');
        const double onset = strtod(at, &after);
        at = after;
        if (*at == 0x15) {
            duration = strtod(at + 1, &after);
            at = after;
        }
        assert_int_equal(*at++, 0x14);
        for (; *at; at = after + 1) {
            after = memchr(at, 0x14, (size_t)(end - at));
            assert_non_null(after);
            if (after > at)
                add_annotation(file, onset, duration, at, (size_t)(after - at));
            else
                assert_true(first && duration < 0 && onset > begins_s - 1e-6 &&
                            onset < begins_s + 1e-6);
            first = false;
        }
        at++;
    }
    for (; at < end; at++)
        assert_int_equal(*at, 0);
}

static void read_samples(struct bytes *b, struct edf_signal *s)
{
    const double scale = (s->hi - s->lo) / (s->digital_hi - s->digital_lo);
    assert_true(s->hi > s->lo && s->digital_hi > s->digital_lo);
    for (int k = 0; k < s->per_record; k++, b->at += 2) {
        const int16_t digit = (int16_t)(b->data[b->at] | b->data[b->at + 1] << 8);
        s->sample[s->n++] = s->lo + (digit - s->digital_lo) * scale;
    }
}

static bool is_annotations(const struct edf_signal *s)
{
    return strcmp(s->label, "EDF Annotations") == 0;
}

static void read_record(struct bytes *b, struct edf_file *file, struct edf_signal *s, int n,
                        size_t record)
{
    bool keeps_time = true;
    for (int i = 0; i < n; i++) {
        const size_t size = 2 * (size_t)s[i].per_record;
        assert_true(b->at + size <= b->size);
        if (is_annotations(&s[i])) {
            read_annotations(file, (const char *)b->data + b->at, size, keeps_time,
                             (double)record * file->record_s);
            keeps_time = false;
            b->at += size;
        } else {
            read_samples(b, &s[i]);
        }
    }
    assert_false(keeps_time);
}

struct edf_file *edf_read(const char *path)
{
    struct bytes b = load(path);
    struct edf_file *file = calloc(1, sizeof *file);
    assert_non_null(file);
    double header_bytes;
    struct edf_signal *s = file->signal;
    const int n = read_header(&b, file, &header_bytes);
    read_signals(&b, s, n);
    assert_true((double)b.at == header_bytes);
    for (int i = 0; i < n; i++) {
        assert_true(s[i].per_record > 0);
        if (is_annotations(&s[i]))
            continue;
        assert_int_equal(i, file->n_signals); /* annotations come last */
        file->n_signals++;
        s[i].sample = malloc((size_t)s[i].per_record * file->n_records * sizeof(double));
        assert_non_null(s[i].sample);
    }
    for (size_t r = 0; r < file->n_records; r++)
        read_record(&b, file, s, n, r);
    assert_int_equal(b.at, b.size);
    free(b.data);
    return file;
}

void edf_free(struct edf_file *file)
{
    for (int i = 0; i < file->n_signals; i++)
        free(file->signal[i].sample);
    for (size_t i = 0; i < file->n_annotations; i++)
        free(file->annotations[i].text);
    free(file->annotations);
    free(file);
}

const struct edf_signal *edf_find(const struct edf_file *file, const char *label)
{
    for (int i = 0; i < file->n_signals; i++)
        if (strcmp(file->signal[i].label, label) == 0)
            return &file->signal[i];
    return NULL;
}
