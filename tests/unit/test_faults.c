/* SPDX-License-Identifier: MIT */

/* Every allocation fails in turn, once and from then on, round every public call: an error code, no
 * leak, and the objects can still be cleared or closed.  (SQLite and curl test so.) */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

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
}

static void scanning_survives(void **unused)
{
	(void)unused;
	fail_each("scanning", scan, false, 1);
	fail_each("scanning, from then on", scan, true, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(talking_survives),
		cmocka_unit_test(scanning_survives),
		cmocka_unit_test(describing_survives),
		cmocka_unit_test(loading_survives),
	};

	return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
