/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The page: one file without scripts and without anything to fetch, to be read on a phone, kept,
 * printed and taken to a doctor. It says first what was seen, in the words of the terminal
 * report, then shows it, then what it rests on and what it cannot say.
 */
#include "report/html.h"

#include <math.h>

static void say(struct phil_text *page, const char *class_name, enum phil_paragraph what,
                const struct phil_analysis *analysis, const struct phil_face_result *face)
{
    struct phil_text t = {0};
    phil_say(&t, what, analysis, face);
    phil_page_paragraph(page, class_name, phil_text_string(&t));
    page->failed |= t.failed;
    phil_text_release(&t);
}

static void add_headline(struct phil_text *page, const struct phil_analysis *analysis)
{
    struct phil_text clip = {0};
    int found = 0;
    bool measured = false;
    for (size_t f = 0; f < analysis->n_faces; f++) {
        found += phil_summarise(&analysis->faces[f]).count[PHIL_EVENT_TWITCH];
        measured |= analysis->faces[f].usable_s > 0;
    }
    phil_say_clip(&clip, &analysis->recording);
    phil_text_add(page, "<header>\n<p class=\"clip\"><bdi>");
    phil_text_add_html(page, analysis->recording.name);
    phil_text_add(page, "</bdi> &#183; ");
    phil_text_add_html(page, phil_text_string(&clip));
    phil_text_add(page, "</p>\n<h1>");
    if (!analysis->n_faces)
        phil_text_add(page, "No face was found");
    else if (found)
        phil_text_printf(page, "%d %s in %s", found, found == 1 ? "twitch" : "twitches",
                         phil_seconds(analysis->recording.duration_s).s);
    else
        phil_text_add(page, measured ? "No twitch was found" : "Nothing could be measured");
    phil_text_add(page, "</h1>\n</header>\n");
    page->failed |= clip.failed;
    phil_text_release(&clip);
}

static void tile(struct phil_text *page, const char *name, const char *value, const char *small)
{
    phil_text_printf(page, "<div><dt>%s</dt><dd>%s<small>%s</small></dd></div>\n", name, value,
                     small);
}

static void add_rate_tile(struct phil_text *page, const struct phil_pattern *p)
{
    struct phil_text range = {0};
    if (!phil_known(p->rate_per_min))
        return;
    if (isfinite(p->rate_ci.lo) && isfinite(p->rate_ci.hi))
        phil_text_printf(&range, "could be %s to %s", phil_rate(p->rate_ci.lo).s,
                         phil_rate(p->rate_ci.hi).s);
    tile(page, "Per minute of rest", phil_rate(p->rate_per_min.value).s, phil_text_string(&range));
    page->failed |= range.failed;
    phil_text_release(&range);
}

static void add_tiles(struct phil_text *page, const struct phil_face_result *face)
{
    const struct phil_pattern *p = &face->pattern;
    const struct phil_summary s = phil_summarise(face);
    struct phil_text value = {0};
    if (!(face->usable_s > 0))
        return;
    phil_text_add(page, "<dl class=\"tiles\">\n");
    add_rate_tile(page, p);
    if (phil_known(p->median_amplitude_mm)) {
        phil_text_printf(&value, "%s mm", phil_mm(p->median_amplitude_mm.value).s);
        tile(page, "Typical size", phil_text_string(&value), "movement of the skin");
    }
    if (phil_known(p->median_duration_s))
        tile(page, "Typical length", phil_duration(p->median_duration_s.value).s,
             "from start to end");
    if (s.lip_floors) {
        phil_text_clear(&value);
        phil_text_printf(&value, "%s mm", phil_mm(s.floor_hi_mm).s);
        tile(page, "Smallest that shows", phil_text_string(&value),
             s.lip_floors == s.lips ? "anywhere on the lips" : "where the lips were measured");
    }
    phil_text_add(page, "</dl>\n");
    page->failed |= value.failed;
    phil_text_release(&value);
}

static enum phil_status add_face(struct phil_text *page, const struct phil_analysis *analysis,
                                 const struct phil_face_result *face, const char *clip_path,
                                 const struct phil_log *log)
{
    phil_text_add(page, "<section class=\"person\">\n");
    if (analysis->n_faces > 1)
        phil_text_printf(page, "<h2>Face %d</h2>\n", face->id + 1);
    say(page, "lead", PHIL_SAY_FOUND, analysis, face);
    say(page, NULL, PHIL_SAY_SEEN, analysis, face);
    add_tiles(page, face);
    say(page, NULL, PHIL_SAY_KIND, analysis, face);
    say(page, NULL, PHIL_SAY_APART, analysis, face);
    say(page, NULL, PHIL_SAY_FLOOR, analysis, face);
    phil_text_add(page, "<h3>Where</h3>\n");
    phil_page_map(page, analysis, face);
    phil_page_traces(page, analysis, face);
    const enum phil_status status =
        phil_page_stills(page, face, analysis->mirrored, clip_path, log);
    phil_page_intervals(page, face);
    phil_page_tables(page, face);
    say(page, "small", PHIL_SAY_RULER, analysis, face);
    phil_text_add(page, "</section>\n");
    return status;
}

static void add_warnings(struct phil_text *page, const struct phil_analysis *analysis)
{
    if (!analysis->n_warnings)
        return;
    phil_text_add(page, "<div class=\"note\"><strong>Please note</strong><ul>\n");
    for (size_t i = 0; i < analysis->n_warnings; i++) {
        phil_text_add(page, "<li>");
        phil_text_add_html(page, analysis->warnings[i].text);
        phil_text_add(page, "</li>\n");
    }
    phil_text_add(page, "</ul></div>\n");
}

static void add_limits(struct phil_text *page, const struct phil_analysis *analysis)
{
    phil_text_add(page, "<section>\n<h2>What this page cannot say</h2>\n");
    phil_page_paragraph(page, NULL, phil_say_not_a_diagnosis());
    say(page, NULL, PHIL_SAY_LIMITS, analysis, NULL);
    phil_text_add(page,
                  "<p>It shows what the skin did in front of this camera, in this light, for this "
                  "short time. A twitch can be felt and move no skin, or stay away while one is "
                  "watching for it. It does not show which nerve or muscle it came from, nor "
                  "why.</p>\n</section>\n");
}

static void add_method(struct phil_text *page)
{
    phil_text_add(page,
                  "<section>\n<h2>How it was measured</h2>\n"
                  "<p>Landmarks find the face and place small windows of skin on it. Each window "
                  "is compared with the same skin in a reference picture, to a fraction of a "
                  "pixel, and the movement of the head, followed on nose and forehead, is taken "
                  "away. What remains is the skin's own movement. A twitch is a short movement "
                  "that stands out from the noise of that very clip; blinks, talking, "
                  "swallowing and changes of expression are told apart by where, how long and "
                  "how symmetrically they move. How small a twitch could show is measured "
                  "by adding twitches of known size to the clip's own measurements and counting "
                  "how many are found.</p>\n");
}

static void add_facts(struct phil_text *page, const struct phil_analysis *analysis)
{
    const struct phil_recording_info *info = &analysis->recording;
    struct phil_text t = {0};
    phil_text_add(page, "<div class=\"wide\"><table><tbody>\n");
    phil_page_fact(page, "Clip", info->name, false);
    phil_page_fact(page, "SHA-256 of the clip", info->sha256, true);
    phil_text_printf(&t, "%s, %s", info->container, info->codec);
    if (info->bit_rate_bps > 0)
        phil_text_printf(&t, ", %s Mbit/s", phil_short((double)info->bit_rate_bps / 1e6, 2).s);
    if (info->variable_rate)
        phil_text_add(&t, ", variable frame rate");
    if (info->interlaced)
        phil_text_add(&t, ", interlaced");
    phil_page_fact(page, "Encoding", phil_text_string(&t), false);
    phil_text_clear(&t);
    phil_text_printf(&t, "%lld", (long long)info->frames);
    if (info->damaged_frames)
        phil_text_printf(&t, ", %lld of them damaged", (long long)info->damaged_frames);
    phil_page_fact(page, "Frames", phil_text_string(&t), false);
    phil_text_clear(&t);
    phil_text_printf(&t, "%s; accepted false finds per minute of rest: %s",
                     analysis->mirrored ? "mirrored clip" : "clip not mirrored",
                     phil_short(analysis->false_per_min, 4).s);
    phil_page_fact(page, "Settings", phil_text_string(&t), false);
    phil_page_fact(page, "Measured", analysis->created, false);
    phil_text_clear(&t);
    phil_text_printf(&t, "philtrum %s", phil_version());
    phil_page_fact(page, "With", phil_text_string(&t), false);
    phil_text_add(page, "</tbody></table></div>\n</section>\n");
    page->failed |= t.failed;
    phil_text_release(&t);
}

enum phil_status phil_report_html(FILE *out, const struct phil_analysis *analysis,
                                  const char *clip_path, const struct phil_log *log)
{
    struct phil_text page = {0};
    enum phil_status status = PHIL_OK;
    phil_page_begin(&page, "Twitches in ", analysis->recording.name);
    phil_page_style(&page);
    phil_page_body(&page);
    add_headline(&page, analysis);
    if (!analysis->n_faces) {
        struct phil_text none = {0};
        phil_say_no_face(&none, analysis);
        phil_page_paragraph(&page, "lead", phil_text_string(&none));
        page.failed |= none.failed;
        phil_text_release(&none);
    }
    add_warnings(&page, analysis);
    for (size_t f = 0; f < analysis->n_faces && status == PHIL_OK; f++)
        status = add_face(&page, analysis, &analysis->faces[f], clip_path, log);
    add_limits(&page, analysis);
    add_method(&page);
    add_facts(&page, analysis);
    phil_page_end(&page);
    if (status == PHIL_OK)
        status = phil_text_send(&page, out);
    phil_text_release(&page);
    return status;
}
