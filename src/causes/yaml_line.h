/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a place in a YAML text to its line. libcyaml does not keep where a value stood, so the text
 * is read once more, and only when a mistake has to be told.
 */
#ifndef PHIL_CAUSES_YAML_LINE_H
#define PHIL_CAUSES_YAML_LINE_H

#include <stddef.h>

#include <philtrum/base.h>

/* The line (from 1) of "causes[3].links[2].probability.source"; of the innermost part that is there
 * where the rest is missing, so a missing key is told at the mapping that should hold it. Where a
 * key stands twice, the last one counts. Of a text that is no YAML: the line where the parser gave
 * up, with its words in `problem` (static storage), which is NULL otherwise. 0: out of memory. */
size_t phil_yaml_line(const char *text, size_t size, const char *path, const char **problem);

/* The line where a parser gave up, and its words (static storage). */
struct yaml_parser_s;
size_t phil_yaml_problem(const struct yaml_parser_s *parser, const char *text, size_t size,
                         const char **problem);

/* Tells a mistake in a YAML file: what is read, by whom it was made, where, and why. */
void phil_yaml_complain(const struct phil_log *log, const char *name, size_t line, const char *why);

#endif
