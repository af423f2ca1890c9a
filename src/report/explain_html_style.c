/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the page of an explanation adds to the style sheet of every page. */
#include "report/explain_html.h"

/* The alarm is white on dark red, 8 : 1, in both schemes; on paper it is a thick frame. */
void phil_page_explain_style(struct phil_text *page)
{
    phil_text_add(
        page,
        ":root{--warn:#b4460f}@media(prefers-color-scheme:dark){:root{--warn:#ff9d66}}\n"
        "main{overflow-wrap:anywhere}\n"
        ".triage{border:1px solid var(--line);border-left:6px solid var(--mark);border-radius:8px;"
        "background:var(--card);padding:.9rem 1.1rem;margin:1rem 0 1.4rem}\n"
        ".triage h1,.triage h2{margin:0 0 .35em;font-size:1.35rem}.triage ul{margin:.5em 0 0;"
        "padding-left:1.2em}.triage p{margin:.3em 0}\n"
        ".triage.urgent{border-color:var(--warn);border-width:2px 2px 2px 8px}\n"
        ".triage.emergency{background:#9c1a17;border-color:#9c1a17;color:#fff}\n"
        ".triage.emergency h1{font-size:1.9rem}.triage.emergency a,.triage.emergency .cite"
        "{color:#fff}\n"
        ".cite{font-size:.78em;color:var(--soft)}a{color:var(--mark)}\n"
        "article{border-top:1px solid var(--line);margin-top:1.6em}article h3{margin-top:1em}\n"
        "li{margin:.25em 0}ol>li{margin:.8em 0}li p{margin:.25em 0}\n"
        ".careful{border-left:4px solid var(--warn);padding-left:.6em}\n"
        ".chances{margin:1.2em 0}\n"
        ".chance{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:.1rem .8rem;margin:.7em "
        "0 0}\n"
        ".chance svg{grid-column:1/-1;width:100%;height:22px}\n"
        ".chance .much{white-space:nowrap;color:var(--soft);font-size:.9rem;align-self:end}\n"
        ".ground{fill:var(--unseen)}\n"
        ".whisker{stroke:var(--ink);stroke-width:1.6;fill:none;vector-effect:non-scaling-stroke}\n"
        ".whisker.under{stroke:var(--card);stroke-width:4.5}\n"
        ".base{stroke:var(--warn);stroke-width:2.6;fill:none;vector-effect:non-scaling-stroke}\n"
        ".scale{display:flex;justify-content:space-between;color:var(--soft);font-size:.78rem}\n");
    phil_text_add(
        page,
        ".evidence th small{display:block;color:var(--soft);font-size:.82rem}\n"
        ".evidence .weight{width:7.5rem;text-align:center;padding-right:0}\n"
        ".evidence svg{display:block;width:100%;height:auto}.evidence span{white-space:nowrap}\n"
        ".evidence .weight span{color:var(--soft);font-size:.82rem}\n"
        ".for{fill:var(--mark)}.against{fill:var(--blink)}\n"
        ".caffeine{max-width:36rem}.caffeine svg{width:100%}\n"
        ".grid{stroke:var(--line);stroke-width:.8;fill:none}\n"
        ".caffeine .tick{font-size:10px}.tick.end{text-anchor:end}.tick.start{text-anchor:start}\n"
        ".level{fill:var(--mark);fill-opacity:.22}.edge{fill:none;stroke:var(--mark);"
        "stroke-width:1.6}\n"
        ".drink{fill:var(--soft)}.film{stroke:var(--blink);stroke-width:1.4;fill:none}"
        ".filmdot{fill:var(--blink)}\n"
        ".sources{font-size:.86rem;padding-left:1.1em;overflow-wrap:anywhere}\n"
        "@media print{.triage.emergency{background:#fff;color:#000;border:4px solid #000}"
        ".triage.emergency a,.triage.emergency .cite{color:#000}a{color:inherit;"
        "text-decoration:none}article,.chance,li{break-inside:avoid}}\n");
}
