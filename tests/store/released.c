/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Diaries of every released layout, as `sqlite3 diary.db .dump` writes one (its pragmas added,
 * which .dump leaves out): of layout 1 by philtrum 0.1.0, of layout 2 by the first that knew
 * trials, both in November 2026. Never to be changed: if one does not open any more, a released
 * step was changed.
 */
#include "released.h"

static const char LAYOUT_1[] =
    "PRAGMA application_id = 1885864292; PRAGMA user_version = 1; BEGIN;"
    "CREATE TABLE entry(id INTEGER PRIMARY KEY, removed INTEGER NOT NULL, at_s INTEGER NOT NULL,"
    " offset_s INTEGER NOT NULL, zone TEXT NOT NULL, kind TEXT NOT NULL, thing TEXT NOT NULL,"
    " amount REAL NOT NULL, typed REAL NOT NULL, unit TEXT NOT NULL, caffeine_mg REAL NOT NULL,"
    " alcohol_g REAL NOT NULL, potassium_mg REAL NOT NULL, note TEXT NOT NULL) STRICT;"
    "INSERT INTO entry VALUES(1,0,1795593600,3600,'Europe/Berlin','drink','coffee',2.0,2.0,'',"
    "190.0,0.0,232.0,'');"
    "INSERT INTO entry VALUES(2,1,1795597200,3600,'Europe/Berlin','stress','',7.0,7.0,'',"
    "0.0,0.0,0.0,'exams');"
    "CREATE TABLE past(seq INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry(id),"
    " changed_s INTEGER NOT NULL, ended TEXT NOT NULL CHECK(ended IN ('edited', 'removed',"
    " 'restored')), open INTEGER NOT NULL, at_s INTEGER NOT NULL, offset_s INTEGER NOT NULL,"
    " zone TEXT NOT NULL, kind TEXT NOT NULL, thing TEXT NOT NULL, amount REAL NOT NULL,"
    " typed REAL NOT NULL, unit TEXT NOT NULL, caffeine_mg REAL NOT NULL, alcohol_g REAL NOT NULL,"
    " potassium_mg REAL NOT NULL, note TEXT NOT NULL) STRICT;"
    "INSERT INTO past VALUES(1,1,1795600000,'edited',1,1795593600,3600,'Europe/Berlin','drink',"
    "'coffee',1.0,1.0,'',95.0,0.0,116.0,'');"
    "INSERT INTO past VALUES(2,2,1795600001,'removed',1,1795597200,3600,'Europe/Berlin','stress',"
    "'',7.0,7.0,'',0.0,0.0,0.0,'exams');"
    "CREATE TABLE analysis(id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, recorded_s INTEGER,"
    " saved_s INTEGER NOT NULL, replaced_s INTEGER, name TEXT NOT NULL, json TEXT NOT NULL) STRICT;"
    "INSERT INTO analysis VALUES(1,"
    "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',1795590000,1795600002,"
    "NULL,'clip.mp4','{}');"
    "CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "INSERT INTO setting VALUES('answers','age: 30');"
    "CREATE INDEX entry_at ON entry(at_s) WHERE removed = 0;"
    "CREATE INDEX past_entry ON past(entry_id);"
    "CREATE UNIQUE INDEX analysis_sha256 ON analysis(sha256) WHERE replaced_s IS NULL;"
    "COMMIT;";

static const char LAYOUT_2[] =
    "PRAGMA application_id = 1885864292; PRAGMA user_version = 2; BEGIN;"
    "CREATE TABLE entry(id INTEGER PRIMARY KEY, removed INTEGER NOT NULL, at_s INTEGER NOT NULL,"
    " offset_s INTEGER NOT NULL, zone TEXT NOT NULL, kind TEXT NOT NULL, thing TEXT NOT NULL,"
    " amount REAL NOT NULL, typed REAL NOT NULL, unit TEXT NOT NULL, caffeine_mg REAL NOT NULL,"
    " alcohol_g REAL NOT NULL, potassium_mg REAL NOT NULL, note TEXT NOT NULL) STRICT;"
    "INSERT INTO entry VALUES(1,0,1795593600,3600,'Europe/Berlin','drink','coffee',2.0,2.0,'',"
    "190.0,0.0,232.0,'');"
    "INSERT INTO entry VALUES(2,1,1795597200,3600,'Europe/Berlin','stress','',7.0,7.0,'',"
    "0.0,0.0,0.0,'exams');"
    "CREATE TABLE past(seq INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry(id),"
    " changed_s INTEGER NOT NULL, ended TEXT NOT NULL CHECK(ended IN ('edited', 'removed',"
    " 'restored')), open INTEGER NOT NULL, at_s INTEGER NOT NULL, offset_s INTEGER NOT NULL,"
    " zone TEXT NOT NULL, kind TEXT NOT NULL, thing TEXT NOT NULL, amount REAL NOT NULL,"
    " typed REAL NOT NULL, unit TEXT NOT NULL, caffeine_mg REAL NOT NULL, alcohol_g REAL NOT NULL,"
    " potassium_mg REAL NOT NULL, note TEXT NOT NULL) STRICT;"
    "INSERT INTO past VALUES(1,1,1795600000,'edited',1,1795593600,3600,'Europe/Berlin','drink',"
    "'coffee',1.0,1.0,'',95.0,0.0,116.0,'');"
    "INSERT INTO past VALUES(2,2,1795600001,'removed',1,1795597200,3600,'Europe/Berlin','stress',"
    "'',7.0,7.0,'',0.0,0.0,0.0,'exams');"
    "CREATE TABLE analysis(id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, recorded_s INTEGER,"
    " saved_s INTEGER NOT NULL, replaced_s INTEGER, name TEXT NOT NULL, json TEXT NOT NULL,"
    " path TEXT, offset_s INTEGER) STRICT;"
    "INSERT INTO analysis VALUES(1,"
    "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',1795590000,1795600002,"
    "NULL,'clip.mp4','{}','/home/a/clip.mp4',3600);"
    "INSERT INTO analysis VALUES(2,"
    "'1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',1795590001,1795600002,"
    "1795600003,'other.mp4','{}',NULL,NULL);"
    "CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "INSERT INTO setting VALUES('answers','age: 30');"
    "CREATE TABLE trial(id INTEGER PRIMARY KEY, saved_s INTEGER NOT NULL, plan TEXT NOT NULL)"
    " STRICT;"
    "INSERT INTO trial VALUES(1,1795600003,'{\"schema\":\"philtrum.plan/1\"}');"
    "CREATE TABLE mark(id INTEGER PRIMARY KEY, trial_id INTEGER NOT NULL REFERENCES trial(id),"
    " written_s INTEGER NOT NULL, offset_s INTEGER NOT NULL, zone TEXT NOT NULL, day INTEGER NOT"
    " NULL, kind TEXT NOT NULL, note TEXT NOT NULL) STRICT;"
    "INSERT INTO mark VALUES(1,1,1795600003,3600,'Europe/Berlin',20783,'started','');"
    "INSERT INTO mark VALUES(2,1,1795600004,3600,'Europe/Berlin',20785,'switched','two cups');"
    "INSERT INTO mark VALUES(3,1,1795600005,3600,'Europe/Berlin',20790,'stopped','');"
    "CREATE INDEX entry_at ON entry(at_s) WHERE removed = 0;"
    "CREATE INDEX past_entry ON past(entry_id);"
    "CREATE UNIQUE INDEX analysis_sha256 ON analysis(sha256) WHERE replaced_s IS NULL;"
    "CREATE INDEX mark_trial ON mark(trial_id);"
    "CREATE UNIQUE INDEX mark_start ON mark(trial_id) WHERE kind = 'started';"
    "CREATE UNIQUE INDEX mark_end ON mark(trial_id) WHERE kind IN ('stopped', 'red_flag');"
    "COMMIT;";

static void expect_layout_1(struct phil_store *store)
{
    size_t n;
    struct phil_entry *entries = scratch_all(store, &n);
    assert_int_equal(n, 1);
    assert_string_equal(entries[0].thing, "coffee");
    assert_true(entries[0].amount == 2 && entries[0].caffeine_mg == 190);
    assert_int_equal(entries[0].at.offset_s, 3600);
    free(entries);
    struct phil_past_entry *past;
    assert_int_equal(phil_store_history(store, 2, &past, &n), PHIL_OK);
    assert_int_equal(n, 1);
    assert_true(past[0].removed);
    assert_string_equal(past[0].entry.note, "exams");
    free(past);
    struct phil_saved_analysis *analyses;
    assert_int_equal(phil_store_analyses(store, 0, &analyses, &n), PHIL_OK);
    assert_int_equal(n, 1);
    assert_int_equal(analyses[0].recorded_s, 1795590000);
    phil_saved_analyses_free(analyses, n);
    char *value;
    assert_int_equal(phil_store_get(store, "answers", &value), PHIL_OK);
    assert_string_equal(value, "age: 30");
    free(value);
    assert_int_equal(phil_store_check(store), PHIL_OK);
}

static void expect_layout_2(struct phil_store *store)
{
    expect_layout_1(store);
    struct phil_saved_analysis *analyses;
    struct phil_saved_trial *trials;
    struct phil_trial_mark *marks;
    size_t n;
    assert_int_equal(phil_store_analyses(store, 0, &analyses, &n), PHIL_OK);
    assert_string_equal(analyses[0].path, "/home/a/clip.mp4");
    assert_true(analyses[0].has_offset && analyses[0].offset_s == 3600);
    phil_saved_analyses_free(analyses, n);
    assert_int_equal(phil_store_trials(store, &trials, &n), PHIL_OK);
    assert_int_equal(n, 1);
    assert_string_equal(trials[0].plan, "{\"schema\":\"philtrum.plan/1\"}");
    phil_saved_trials_free(trials, n);
    assert_int_equal(phil_store_marks(store, 1, &marks, &n), PHIL_OK);
    assert_int_equal(n, 3);
    assert_int_equal(marks[1].kind, PHIL_MARK_SWITCHED);
    assert_int_equal(marks[1].day, 20785);
    assert_int_equal(marks[1].written.offset_s, 3600);
    assert_string_equal(marks[1].note, "two cups");
    free(marks);
}

const struct released released[N_RELEASED] = {
    {LAYOUT_1, expect_layout_1},
    {LAYOUT_2, expect_layout_2},
};
