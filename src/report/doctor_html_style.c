/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the doctor's page adds to the style sheet of every page. */
#include "report/doctor_html.h"

/* Lines instead of boxes; on a phone one column. On paper black on white in the sizes of the PDF.
 */
void phil_page_doctor_style(struct phil_text *page)
{
    phil_text_add(
        page,
        "main{max-width:60rem;overflow-wrap:anywhere}\n"
        "body{font-size:15px;line-height:1.45}\n"
        ".clip{display:flex;justify-content:space-between;gap:1rem}\n"
        ".who{display:flex;flex-wrap:wrap;gap:.2rem 2rem;align-items:baseline;"
        "border-bottom:2px solid var(--ink);padding-bottom:.4rem}\n"
        ".field small{color:var(--soft);margin-right:.3rem}.field b{font-size:1.15rem}\n"
        ".field .line{display:inline-block;min-width:11rem;border-bottom:1px solid var(--ink);"
        "height:1.1em}\n"
        "h1{font-size:1.5rem;margin:.5em 0 .2em}\n"
        "ul{margin:0;padding:0;list-style:none}li{margin:.15em 0}\n"
        ".band{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:0 1.5rem;"
        "border-top:1px solid var(--ink);border-bottom:1px solid var(--ink);padding:.5rem 0;"
        "margin:.8rem 0}\n"
        ".band h2,.place h2{font-size:1.05rem;margin:.3em 0}.band .small{margin:.2em 0}\n"
        ".facts{display:grid;grid-template-columns:minmax(14rem,1fr) 2fr;gap:0 1.5rem}\n"
        ".facts .map{margin:0 auto .6em}\n"
        "dl{margin:0;display:grid;grid-template-columns:8rem 1fr;align-content:start}\n"
        "dt,dd{border-bottom:1px solid var(--line);padding:.35rem 0;margin:0}dt{font-weight:650}\n"
        ".details{border-top:2px solid var(--ink);margin-top:1.5rem}\n"
        ".details h2{font-size:1.08rem;margin:1.5em 0 .3em}.details li{padding-left:1em;"
        "text-indent:-1em}.details li::before{content:\"\\2013\\00a0\"}\n"
        ".arrow,.arrow.thin{stroke:#000}\n"
        "@media(max-width:44rem){.facts{grid-template-columns:1fr}dl{grid-template-columns:1fr}"
        "dt{border:0;padding-bottom:0}dd{padding-top:0}}\n"
        "@media print{@page{size:A4;margin:12mm}body{font-size:8.3pt;line-height:1.25}"
        "h1{font-size:13pt}.band{grid-template-columns:repeat(3,1fr);padding:2pt 0;margin:4pt 0}"
        ".band h2,.place h2{font-size:9.5pt}.facts{grid-template-columns:6.4cm 1fr}"
        "dl{grid-template-columns:2.3cm 1fr}dt,dd{padding:1pt 0;border-color:#000}"
        ".facts .map{max-width:5.2cm;margin:0 auto}.details{break-before:page;border:0;margin:0}"
        ".stills svg{max-height:3.3cm}figcaption{font-size:7pt}.band .small{font-size:7pt}"
        ".band section:first-child li{font-size:7.4pt;line-height:1.2}li{margin:.05em 0}"
        ".runs li{display:inline}.runs li+li::before{content:\"\\a0\\b7\\a0\"}}\n");
}
