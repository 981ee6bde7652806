/* SPDX-License-Identifier: MIT */

/* The public functions at their edges: what is refused, what is past the end, and a writer that fails.  Run in the
 * project's folder. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "awry/awry.h"

static int setup(void **state)
{
	awry_kb_options options = AWRY_KB_OPTIONS_INIT;
	awry_kb *kb = NULL;

	options.rules_dir = "tests/golden/rules";
	options.without_shipped = 1;
	if (awry_kb_open(&options, &kb))
		return -1;
	*state = kb;
	return 0;
}

static int teardown(void **state)
{
	awry_kb_close(*state);
	return 0;
}

static int count(void *user, const char *bytes, size_t len)
{
	*(size_t *)user += bytes ? len : 0;
	return 0;
}

static int refuse(void *user, const char *bytes, size_t len)
{
	(void)user;
	(void)bytes;
	return len > 0;
}

static void every_status_has_its_sentence(void **state)
{
	const char *texts[AWRY_E_LIMIT + 1];

	(void)state;
	for (int i = 0; i <= AWRY_E_LIMIT; i++) {
		texts[i] = awry_status_text((awry_status)i);
		assert_string_not_equal(texts[i], awry_status_text((awry_status)99));
		for (int j = 0; j < i; j++)
			assert_string_not_equal(texts[i], texts[j]);
	}
	assert_int_equal(awry_version_number(), AWRY_VERSION_NUMBER);
}

static void entries_are_listed_and_end(void **state)
{
	static const struct {
		awry_kind kind;
		size_t n;
		const char *id, *title;
	} rows[] = {
		{AWRY_SYMPTOM, 2, "door/makes-noise", "The door makes a noise that wakes the house"},
		{AWRY_DIAGNOSIS, 5, "door/dry-hinge", "A hinge is dry"},
		{AWRY_FINDING, 4, "bolt", "What does the bolt of {name} look like?"},
		{AWRY_LOOKALIKE, 1, "foreign/window", "A window's message, not a door's"},
		{(awry_kind)99, 0, NULL, NULL},
	};
	const awry_kb *kb = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(awry_kb_count(kb, rows[i].kind), rows[i].n);
		assert_null(awry_kb_id(kb, rows[i].kind, rows[i].n));
		assert_null(awry_kb_title(kb, rows[i].kind, rows[i].n));
		if (rows[i].n == 0)
			continue;
		assert_string_equal(awry_kb_id(kb, rows[i].kind, 0), rows[i].id);
		assert_string_equal(awry_kb_title(kb, rows[i].kind, 0), rows[i].title);
	}
	assert_int_equal(strlen(awry_kb_sha256(kb)), 64);
	assert_int_equal(strspn(awry_kb_sha256(kb), "0123456789abcdef"), 64);
}

static void nearest_ids_come_best_first(void **state)
{
	const awry_kb *kb = *state;
	const char *ids[16];

	assert_int_equal(awry_kb_nearest(kb, "door/lokced", ids, 1), 1);
	assert_string_equal(ids[0], "door/locked");
	assert_true(awry_kb_nearest(kb, "locked", ids, 16) <= 8);
	assert_string_equal(ids[0], "door/locked");
	assert_true(awry_kb_nearest(kb, "guar", ids, 2) == 2);
	assert_true(strcmp(ids[0], "guard") == 0 || strcmp(ids[1], "guard") == 0);
	assert_int_equal(awry_kb_nearest(kb, "zzzzzzzzzzzzzzzz", ids, 16), 0);
	assert_int_equal(awry_kb_nearest(kb, "locked", ids, 0), 0);
}

static void a_writer_that_fails_is_reported(void **state)
{
	const awry_kb *kb = *state;
	awry_simulation_options options = AWRY_SIMULATION_OPTIONS_INIT;
	awry_session *session;
	size_t n = 0;

	options.runs = 1;
	assert_int_equal(awry_session_open(kb, NULL, &session), AWRY_OK);
	assert_int_equal(awry_session_tell_symptom(session, "door/stays-shut"), AWRY_OK);
	for (awry_format format = AWRY_TEXT; format <= AWRY_MARKDOWN; format++) {
		assert_int_equal(awry_session_report(session, format, NULL, count, &n), AWRY_OK);
		assert_int_equal(awry_session_report(session, format, NULL, refuse, NULL), AWRY_E_IO);
	}
	assert_int_equal(awry_session_report(session, (awry_format)99, NULL, count, &n), AWRY_E_INVALID);
	assert_int_equal(awry_session_save(session, refuse, NULL), AWRY_E_IO);
	awry_session_close(session);
	for (awry_format format = AWRY_TEXT; format <= AWRY_JSON; format++) {
		assert_int_equal(awry_kb_describe(kb, "bolt", format, NULL, refuse, NULL), AWRY_E_IO);
		assert_int_equal(awry_kb_stats(kb, format, refuse, NULL), AWRY_E_IO);
		assert_int_equal(awry_kb_simulate(kb, &options, format, refuse, NULL), AWRY_E_IO);
	}
	assert_int_equal(awry_kb_graph(kb, NULL, refuse, NULL), AWRY_E_IO);
	assert_int_equal(awry_kb_serve(kb, "{}", 2, refuse, NULL), AWRY_E_IO);
	assert_true(n > 0);
}

struct saved {
	char bytes[4096];
	size_t len;
};

static int keep(void *user, const char *bytes, size_t len)
{
	struct saved *saved = user;

	assert_true(len <= sizeof(saved->bytes) - saved->len);
	memcpy(saved->bytes + saved->len, bytes, len);
	saved->len += len;
	return 0;
}

static void assert_sighting(awry_session *session, size_t index, awry_kind kind, const char *id, unsigned line, unsigned n)
{
	awry_sighting sighting;

	assert_int_equal(awry_session_seen(session, index, &sighting), AWRY_OK);
	assert_int_equal(sighting.kind, kind);
	assert_string_equal(sighting.id, id);
	assert_string_equal(sighting.file, "door.log");
	assert_int_equal(sighting.line, line);
	assert_int_equal(sighting.count, n);
}

/* Symptoms and diagnoses first, then look-alikes; the same after saving. */
static void what_was_seen_is_told_and_saved(void **state)
{
	/* Two texts, because a look-alike hides what it resembles near it. */
	static const char window[] = "window attic: it does not open when pushed\n";
	static const char door[] = "door front: it does not open when pushed\n"
		"nothing\nthe bolt of barn is shot and the key is gone\ndoor front: it does not open when pushed\n";
	awry_session *session, *again;
	struct saved saved = {.len = 0};
	awry_sighting sighting;

	assert_int_equal(awry_session_open(*state, NULL, &session), AWRY_OK);
	assert_int_equal(awry_session_tell_text(session, "door.log", window, strlen(window)), AWRY_OK);
	assert_int_equal(awry_session_tell_text(session, "door.log", door, strlen(door)), AWRY_OK);
	assert_int_equal(awry_session_save(session, keep, &saved), AWRY_OK);
	assert_int_equal(awry_session_restore(*state, NULL, saved.bytes, saved.len, &again, NULL), AWRY_OK);
	for (int i = 0; i < 2; i++) {
		awry_session *either = i ? again : session;
		assert_sighting(either, 0, AWRY_SYMPTOM, "door/stays-shut", 1, 2);
		assert_sighting(either, 1, AWRY_DIAGNOSIS, "door/locked", 3, 1);
		assert_sighting(either, 2, AWRY_LOOKALIKE, "foreign/window", 1, 1);
		assert_int_equal(awry_session_seen(either, 3, &sighting), AWRY_E_UNKNOWN);
		awry_session_close(either);
	}
}

static void what_makes_no_sense_is_refused(void **state)
{
	const awry_kb *kb = *state;
	awry_simulation_options simulation = AWRY_SIMULATION_OPTIONS_INIT;
	awry_scan_options scan_options = AWRY_SCAN_OPTIONS_INIT;
	awry_scan *scan;
	awry_session *session;
	awry_sighting sighting;
	const awry_question *question;
	const char *value;
	size_t n = 0;

	assert_int_equal(awry_scan_open(kb, &scan_options, &scan), AWRY_E_INVALID);
	assert_null(scan);
	simulation.unknown = 1.5;
	assert_int_equal(awry_kb_simulate(kb, &simulation, AWRY_TEXT, count, &n), AWRY_E_INVALID);
	assert_int_equal(awry_kb_describe(kb, "door/nosuch", AWRY_TEXT, NULL, count, &n), AWRY_E_UNKNOWN);
	assert_int_equal(awry_kb_graph(kb, "door/nosuch", count, &n), AWRY_E_UNKNOWN);
	assert_int_equal(n, 0);
	assert_int_equal(awry_session_restore(kb, NULL, "{}", 2, &session, &n), AWRY_E_INVALID);
	assert_null(session);
	assert_int_equal(awry_session_open(kb, NULL, &session), AWRY_OK);
	assert_int_equal(awry_session_seen(session, 0, &sighting), AWRY_E_UNKNOWN);
	assert_int_equal(awry_session_answered(session, 0, &question, &value), AWRY_E_UNKNOWN);
	assert_null(question);
	assert_int_equal(awry_session_tell_symptom(session, "door/nosuch"), AWRY_E_UNKNOWN);
	assert_int_equal(awry_session_tell_value(session, "nosuch", "x"), AWRY_E_UNKNOWN);
	assert_int_equal(awry_session_answer(session, "bolt", "golden"), AWRY_E_UNKNOWN);
	assert_int_equal(awry_session_retract(session, "bolt"), AWRY_E_UNKNOWN);
	awry_session_close(session);
	awry_session_close(NULL);
	awry_scan_close(NULL);
	awry_kb_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_status_has_its_sentence),
		cmocka_unit_test(entries_are_listed_and_end),
		cmocka_unit_test(nearest_ids_come_best_first),
		cmocka_unit_test(a_writer_that_fails_is_reported),
		cmocka_unit_test(what_was_seen_is_told_and_saved),
		cmocka_unit_test(what_makes_no_sense_is_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
