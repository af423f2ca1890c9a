/* SPDX-License-Identifier: GPL-3.0-or-later */
/* philtrum/philtrum.h - every public header, in the order in which the data flows. */
#ifndef PHILTRUM_PHILTRUM_H
#define PHILTRUM_PHILTRUM_H

#include <philtrum/base.h>
#include <philtrum/frames.h>
#include <philtrum/recording.h>
#include <philtrum/writer.h>
#include <philtrum/face.h>
#include <philtrum/motion.h>
#include <philtrum/events.h>
#include <philtrum/pattern.h>
#include <philtrum/analysis.h>
#include <philtrum/causes.h>
#include <philtrum/diary.h>
#include <philtrum/trial.h>
#include <philtrum/monitor.h>
#include <philtrum/report.h>
#include <philtrum/store.h>
#include <philtrum/nerve.h>
#include <philtrum/sim.h>

#endif
