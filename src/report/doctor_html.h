/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the doctor's page in HTML. */
#ifndef PHIL_REPORT_DOCTOR_HTML_H
#define PHIL_REPORT_DOCTOR_HTML_H

#include "report/doctor_content.h"
#include "report/html.h"

/* What the page adds to the style sheet. */
void phil_page_doctor_style(struct phil_text *page);

#endif
