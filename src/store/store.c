/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <philtrum/store.h>

#include <sqlite3.h>
