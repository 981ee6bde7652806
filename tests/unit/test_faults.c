/* SPDX-License-Identifier: MIT */

/* Every allocation fails in turn, once and from then on, round every public call: an error code, no
 * leak, and the objects can still be cleared or closed.  (SQLite and curl test so.) */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/base.h"

struct faulty {
	awry_alloc alloc;
	long countdown;   /* allocations until the first failure; negative: none */
	bool for_ever;
	bool has_failed;
	long n_blocks;
	size_t n_bytes;
};

static void *faulty_resize(void *user, void *ptr, size_t old_size, size_t new_size)
{
	struct faulty *faulty = user;

	if (new_size == 0) {
		faulty->n_blocks -= ptr != NULL;
		faulty->n_bytes -= ptr ? old_size : 0;
		free(ptr);
		return NULL;
	}
	if (new_size > old_size && faulty->countdown >= 0 && (faulty->countdown-- == 0 || (faulty->for_ever && faulty->has_failed))) {
		if (faulty->for_ever)
			faulty->countdown = 0;
		faulty->has_failed = true;
		return NULL;
	}
	void *block = realloc(ptr, new_size);
	assert_non_null(block);
	faulty->n_blocks += ptr == NULL;
	faulty->n_bytes += new_size - old_size;
	return block;
}

static int swallow(void *user, const char *bytes, size_t len)
{
	*(size_t *)user += len + (bytes == NULL);
	return 0;
}

/* ---- scenarios: each stops at the first failure ---- */

static awry_status with_session(awry_kb *kb, const awry_alloc *alloc)
{
	static const char text[] = "ssh: connect to host 203.0.113.7 port 22: Connection timed out\n"
		"An error occurred (InvalidKeyPair.NotFound) when calling the RunInstances operation: The key pair 'a' does not exist\n";
	awry_session *session = NULL;
	awry_outcome outcome;
	const char *why;
	size_t n = 0;
	awry_status status = awry_session_open(kb, alloc, &session);

	if (status) {
		assert_null(session);
		return status;
	}
	if (!(status = awry_session_tell_text(session, "-", text, sizeof(text) - 1)) &&
		!(status = awry_session_tell_symptom(session, "ssh/timed-out")) &&
		!(status = awry_session_tell_value(session, "host", "db")) &&
		!(status = awry_session_next(session, &outcome)) &&
		!(status = awry_session_report(session, AWRY_TEXT, NULL, swallow, &n)) &&
		!(status = awry_session_report(session, AWRY_JSON, NULL, swallow, &n)) &&
		!(status = awry_session_report(session, AWRY_MARKDOWN, NULL, swallow, &n)))
		status = awry_session_save(session, swallow, &n);
	awry_session_close(session);
	session = NULL;
	if (!status)
		status = awry_session_open(kb, alloc, &session);
	if (!status && !(status = awry_session_tell_symptom(session, "ssh/timed-out")) &&
		!(status = awry_session_next(session, &outcome)) && outcome.question &&
		!(status = awry_session_answer(session, outcome.question->id, outcome.question->answers[0].value)) &&
		!(status = awry_session_explain(session, AWRY_HOW, NULL, &why)) &&
		!(status = awry_session_next(session, &outcome)) && outcome.question &&
		!(status = awry_session_explain(session, AWRY_WHY, NULL, &why)))
		status = awry_session_clear(session);
	awry_session_close(session);
	return status;
}

static awry_status converse(const awry_alloc *alloc)
{
	awry_kb_options options = AWRY_KB_OPTIONS_INIT;
	awry_kb *kb = NULL;

	options.alloc = alloc;
	awry_status status = awry_kb_open(&options, &kb);
	if (status)
		return status;
	status = with_session(kb, alloc);
	awry_kb_close(kb);
	return status;
}

static awry_status describe(const awry_alloc *alloc)
{
	awry_kb_options options = AWRY_KB_OPTIONS_INIT;
	awry_kb *kb = NULL;
	size_t n = 0;

	options.alloc = alloc;
	awry_status status = awry_kb_open(&options, &kb);
	if (status)
		return status;
	if (!(status = awry_kb_describe(kb, "ssh/timed-out", AWRY_TEXT, NULL, swallow, &n)) &&
		!(status = awry_kb_describe(kb, "launch/az-capacity", AWRY_JSON, NULL, swallow, &n)) &&
		!(status = awry_kb_graph(kb, "ssh/timed-out", swallow, &n)) &&
		!(status = awry_kb_stats(kb, AWRY_TEXT, swallow, &n)) && !(status = awry_kb_stats(kb, AWRY_JSON, swallow, &n)))
		status = awry_kb_serve(kb, "{}", 2, swallow, &n);
	awry_kb_close(kb);
	return status;
}

static awry_status load(const awry_alloc *alloc)
{
	awry_kb_options options = AWRY_KB_OPTIONS_INIT;
	awry_kb *kb = NULL;

	options.alloc = alloc;
	options.rules_dir = "tests/golden/rules";
	options.without_shipped = 1;
	awry_status status = awry_kb_open(&options, &kb);
	assert_true((status == AWRY_OK) == (kb != NULL));
	awry_kb_close(kb);
	return status;
}

static void hear(void *user, const awry_diag *diag)
{
	*(size_t *)user += diag->message != NULL;
}

/* Mistakes are told, or that there is no memory. */
static awry_status load_faulty(const awry_alloc *alloc)
{
	awry_kb_options options = AWRY_KB_OPTIONS_INIT;
	awry_kb *kb = NULL;
	size_t n = 0;

	options.alloc = alloc;
	options.rules_dir = "tests/golden/faulty";
	options.without_shipped = 1;
	options.on_diag = hear;
	options.diag_user = &n;
	awry_status status = awry_kb_open(&options, &kb);
	assert_null(kb);
	assert_true(status != AWRY_E_RULES || n > 0);
	return status == AWRY_E_RULES ? AWRY_OK : status;
}

static int count_match(void *user, const awry_scan_match *match)
{
	*(size_t *)user += match->id != NULL;
	return 0;
}

/* Two scans with one filter: a text in parts, a pause, and one that is a part of another. */
static awry_status scan_with(const awry_kb *kb, const awry_alloc *alloc, size_t *n)
{
	static const char text[] = "2026-11-24 21:00:01 ssh: connect to host 203.0.113.7 port 22: Connection timed out\n"
		"2026-11-24 21:00:02 An error occurred (InvalidKeyPair.NotFound) when calling the RunInstances operation: The key pair 'a' does "
		"not exist\n";
	awry_scan_options options = AWRY_SCAN_OPTIONS_INIT;
	awry_scan *scan = NULL, *other = NULL;
	awry_status status;

	options.alloc = alloc;
	options.on_match = count_match;
	options.user = n;
	status = awry_scan_open(kb, &options, &scan);
	assert_true((status == AWRY_OK) == (scan != NULL));
	options.share = scan;
	if (!status && !(status = awry_scan_open(kb, &options, &other)) && !(status = awry_scan_feed(scan, text, 100)) &&
		!(status = awry_scan_feed(scan, text + 100, sizeof(text) - 101)) && !(status = awry_scan_pause(scan)) &&
		!(status = awry_scan_finish(scan))) {
		awry_scan_part(other, 10, 1000);
		if (!(status = awry_scan_feed(other, text, sizeof(text) - 1)))
			status = awry_scan_finish_part(other);
	}
	awry_scan_close(other);
	awry_scan_close(scan);
	return status;
}

static awry_status scan(const awry_alloc *alloc)
{
	awry_kb_options options = AWRY_KB_OPTIONS_INIT;
	awry_kb *kb = NULL;
	size_t n = 0;

	options.alloc = alloc;
	awry_status status = awry_kb_open(&options, &kb);
	if (status)
		return status;
	status = scan_with(kb, alloc, &n);
	assert_true(status || n >= 4);
	awry_kb_close(kb);
	return status;
}

static void fail_each(const char *name, awry_status (*scenario)(const awry_alloc *), bool for_ever, long step)
{
	long n = 0;

	for (;; n += step) {
		struct faulty faulty = {.countdown = n, .for_ever = for_ever};
		faulty.alloc = (awry_alloc){faulty_resize, &faulty};
		awry_status status = scenario(&faulty.alloc);
		if (faulty.n_blocks != 0 || faulty.n_bytes != 0)
			fail_msg("%s: allocation %ld failing leaks %ld blocks, %zu bytes", name, n, faulty.n_blocks, faulty.n_bytes);
		if (!faulty.has_failed) {
			assert_int_equal(status, AWRY_OK);
			break;
		}
		/* serve answers with an error object of its own */
		if (status != AWRY_E_NOMEM && !(status == AWRY_OK && scenario == describe))
			fail_msg("%s: allocation %ld failing gives status %d", name, n, status);
	}
	print_message("# %s: %ld allocations\n", name, n);
}

static void talking_survives(void **unused)
{
	(void)unused;
	fail_each("conversation", converse, false, 1);
	fail_each("conversation, from then on", converse, true, 1);
}

static void describing_survives(void **unused)
{
	(void)unused;
	fail_each("describe, graph, stats, serve", describe, false, 1);
	fail_each("describe, graph, stats, serve, from then on", describe, true, 1);
}

static void loading_survives(void **unused)
{
	(void)unused;
	fail_each("loading rules", load, false, 1);
	fail_each("loading rules, from then on", load, true, 1);
	fail_each("loading faulty rules", load_faulty, false, 1);
	fail_each("loading faulty rules, from then on", load_faulty, true, 1);
}

static void scanning_survives(void **unused)
{
	(void)unused;
	fail_each("scanning", scan, false, 1);
	fail_each("scanning, from then on", scan, true, 1);
}

/* ---- jansson, which has an allocator of its own ---- */

static long json_countdown = -1, n_json_blocks;

static void *json_allocate(size_t size)
{
	void *block = json_countdown >= 0 && json_countdown-- == 0 ? NULL : malloc(size);

	n_json_blocks += block != NULL;
	return block;
}

static void json_release(void *block)
{
	n_json_blocks -= block != NULL;
	free(block);
}

static int append(void *user, const char *bytes, size_t len)
{
	buf_add(user, bytes, len);
	return 0;
}

static awry_status save_and_restore(const awry_kb *kb, struct buf *out)
{
	awry_session *session, *again = NULL;
	struct buf saved;
	awry_status status;

	buf_init(&saved, mem_default());
	assert_int_equal(awry_session_open(kb, NULL, &session), AWRY_OK);
	assert_int_equal(awry_session_tell_symptom(session, "door/stays-shut"), AWRY_OK);
	assert_int_equal(awry_session_answer(session, "bolt", "drawn"), AWRY_OK);
	if (!(status = awry_session_report(session, AWRY_JSON, NULL, append, out)) &&
		!(status = awry_session_save(session, append, &saved)) &&
		!(status = awry_session_restore(kb, NULL, saved.ptr, saved.len, &again, NULL)))
		status = awry_session_report(again, AWRY_TEXT, NULL, append, out);
	awry_session_close(again);
	awry_session_close(session);
	buf_release(&saved);
	return status;
}

/* All that reads or writes JSON. */
static awry_status speak(const awry_kb *kb, struct buf *out)
{
	static const char request[] = "{\"id\":\"a\",\"text\":\"the bolt of barn is shot and the key is gone\","
		"\"evidence\":[{\"name\":\"b\",\"text\":\"door front: it does not open when pushed\"}],\"values\":{\"name\":\"x\"},"
		"\"symptoms\":[\"door/makes-noise\"],\"answers\":[{\"finding\":\"frame\",\"value\":\"no\"}],\"explain\":\"how\"}";
	awry_simulation_options simulation = AWRY_SIMULATION_OPTIONS_INIT;
	awry_status status;

	simulation.runs = 2;
	if (!(status = save_and_restore(kb, out)) &&
		!(status = awry_kb_describe(kb, "door/locked", AWRY_JSON, NULL, append, out)) &&
		!(status = awry_kb_stats(kb, AWRY_JSON, append, out)) &&
		!(status = awry_kb_simulate(kb, &simulation, AWRY_JSON, append, out)))
		status = awry_kb_serve(kb, request, sizeof(request) - 1, append, out);
	return status;
}

/* An error, or every byte as it is with memory; what serves says so in an object. */
static void json_survives(void **unused)
{
	awry_kb_options options = AWRY_KB_OPTIONS_INIT;
	struct buf whole, out;
	awry_kb *kb;
	long n = 0;

	(void)unused;
	options.rules_dir = "tests/golden/rules";
	options.without_shipped = 1;
	assert_int_equal(awry_kb_open(&options, &kb), AWRY_OK);
	buf_init(&whole, mem_default());
	assert_int_equal(speak(kb, &whole), AWRY_OK);
	json_set_alloc_funcs(json_allocate, json_release);
	for (bool has_failed = true; has_failed; n++) {
		json_countdown = n;
		buf_init(&out, mem_default());
		awry_status status = speak(kb, &out);
		has_failed = json_countdown < 0;
		json_countdown = -1;
		assert_int_equal(n_json_blocks, 0);
		bool is_whole = out.len == whole.len && memcmp(out.ptr, whole.ptr, whole.len) == 0;
		if (!status && !is_whole && !strstr(out.ptr, "awry-error/1"))
			fail_msg("allocation %ld of jansson failing changes the output", n);
		buf_release(&out);
	}
	json_set_alloc_funcs(malloc, free);
	print_message("# JSON: %ld allocations\n", n);
	assert_true(n > 500);
	buf_release(&whole);
	awry_kb_close(kb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(talking_survives),
		cmocka_unit_test(scanning_survives),
		cmocka_unit_test(describing_survives),
		cmocka_unit_test(loading_survives),
		cmocka_unit_test(json_survives),
	};

	return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
