/* SPDX-License-Identifier: MIT */

/* A saved session comes back the same, or not at all. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "kb/load.h"
#include "kb/shipped.h"
#include "report/report.h"
#include "report/save.h"

static int collect(void *user, const char *bytes, size_t len)
{
	buf_add(user, bytes, len);
	return 0;
}

static awry_session *talk(void)
{
	static const char text[] = "debug1: Connecting\nssh: connect to host 203.0.113.7 port 22: Connection timed out\n"
		"export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n";
	awry_session *session;
	awry_outcome outcome;

	assert_int_equal(session_open(kb_shipped(), mem_default(), &session), AWRY_OK);
	assert_int_equal(session_tell_text(session, "a.log", SPAN(text)), AWRY_OK);
	assert_int_equal(session_tell_value(session, "instance-id", "i-0123456789abcdef0"), AWRY_OK);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(session_next(session, &outcome), AWRY_OK);
		assert_non_null(outcome.question);
		assert_int_equal(session_answer(session, outcome.question->id,
			i == 1 ? NULL : outcome.question->answers[0].value), AWRY_OK);
	}
	return session;
}

static void save(awry_session *session, struct buf *out)
{
	buf_init(out, mem_default());
	assert_int_equal(save_write(session, collect, out), AWRY_OK);
}

static void report(awry_session *session, struct buf *out)
{
	static const awry_report_options options = AWRY_REPORT_OPTIONS_INIT;

	buf_init(out, mem_default());
	assert_int_equal(report_json(session, &options, collect, out), AWRY_OK);
}

static void it_comes_back_the_same(void **unused)
{
	awry_session *session = talk(), *again;
	struct buf saved, before, after;
	size_t n_dropped;

	(void)unused;
	save(session, &saved);
	assert_null(strstr(saved.ptr, "wJalrXUtn"));
	assert_int_equal(save_read(kb_shipped(), mem_default(), (struct span){saved.ptr, saved.len}, &again, &n_dropped), AWRY_OK);
	assert_int_equal(n_dropped, 0);
	report(session, &before);
	report(again, &after);
	assert_string_equal(before.ptr, after.ptr);
	session_close(session);
	session_close(again);
	buf_release(&saved);
	buf_release(&before);
	buf_release(&after);
}

static void expect_refusal(const char *bytes, size_t len, const char *what, size_t at)
{
	awry_session *session;
	size_t n_dropped;

	if (save_read(kb_shipped(), mem_default(), (struct span){bytes, len}, &session, &n_dropped) != AWRY_E_INVALID)
		fail_msg("%s at %zu is taken", what, at);
	assert_null(session);
}

static void damage_is_refused(void **unused)
{
	awry_session *session = talk();
	uint64_t state = 11;
	struct buf saved;

	(void)unused;
	save(session, &saved);
	for (size_t len = 0; len + 1 < saved.len; len++) /* the last byte is a line feed */
		expect_refusal(saved.ptr, len, "a cut", len);
	for (int i = 0; i < 10000; i++) {
		state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
		size_t at = (size_t)(state >> 33) % (saved.len - 1);
		char old = saved.ptr[at];
		saved.ptr[at] = (char)(old ^ (1 << (state >> 60 & 7)));
		if (saved.ptr[at] == old)
			continue;
		expect_refusal(saved.ptr, saved.len, "a flipped bit", at);
		saved.ptr[at] = old;
	}
	session_close(session);
	buf_release(&saved);
}

static void what_is_none_of_ours_is_refused(void **unused)
{
	static const char other[] = "{\"schema\":\"awry-session/1\"}";

	(void)unused;
	expect_refusal(other, sizeof(other) - 1, "a session without members", 0);
}

#define RULES(finding, answer) \
	"symptoms:\n" \
	"  t/down: { title: Down, candidates: { t/stopped: 5, t/closed: 5 }, messages: [ \"it is down now, quite\" ],\n" \
	"    examples: { match: [ \"it is down now, quite\" ] } }\n" \
	"findings:\n" \
	"  port-open: { ask: Is it open?, answers: { yes: { says: open, rules-out: [t/closed] },\n" \
	"    no: { says: closed, confirms: [t/closed] } } }\n" \
	"  " finding ": { ask: Does it run?, answers: { " answer ": { says: it runs, rules-out: [t/stopped] },\n" \
	"    stopped: { says: it does not, confirms: [t/stopped] } } }\n" \
	"diagnoses:\n" \
	"  t/stopped: { title: Stopped, cause: It is stopped., fix: [ Start it ], docs: { A: https://example.com/ } }\n" \
	"  t/closed: { title: Closed, cause: It is closed., fix: [ Open it ], docs: { A: https://example.com/ } }\n"

static struct kb *load(const char *rules)
{
	struct kb_load_options options = {.alloc = mem_default(), .pattern = pattern_literals};
	struct kb_source source = {.name = "t.yaml", .text = rules, .len = strlen(rules)};
	struct kb *kb;

	assert_int_equal(kb_load(&source, 1, &options, &kb), AWRY_OK);
	return kb;
}

/* The finding `state` has another name, and its answer too: what was said of it is lost, the rest stands. */
static void what_the_rules_lost_is_named(void **unused)
{
	struct kb *then = load(RULES("state", "running")), *now = load(RULES("run-state", "running"));
	const awry_question *question;
	const char *value;
	awry_session *session, *again;
	struct buf saved;
	size_t n_dropped;

	(void)unused;
	assert_int_equal(session_open(then, mem_default(), &session), AWRY_OK);
	assert_int_equal(session_tell_symptom(session, "t/down"), AWRY_OK);
	assert_int_equal(session_answer(session, "state", "stopped"), AWRY_OK);
	assert_int_equal(session_answer(session, "port-open", NULL), AWRY_OK);
	save(session, &saved);
	assert_int_equal(save_read(now, mem_default(), (struct span){saved.ptr, saved.len}, &again, &n_dropped), AWRY_OK);
	assert_int_equal(n_dropped, 1);
	assert_true(again->restored.is_other_kb);
	assert_string_equal(again->restored.dropped[0], "state=stopped");
	assert_string_equal(again->restored.led, "t/stopped");
	assert_in_range(again->restored.led_per_cent, 90, 99);
	assert_int_equal(session_answered(again, 0, &question, &value), AWRY_OK);
	assert_string_equal(question->id, "port-open");
	assert_null(value);
	assert_int_equal(session_answered(again, 1, &question, &value), AWRY_E_UNKNOWN);
	session_close(session);
	session_close(again);
	buf_release(&saved);
	mem_resize(mem_default(), then, then->size, 0);
	mem_resize(mem_default(), now, now->size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_comes_back_the_same),
		cmocka_unit_test(damage_is_refused),
		cmocka_unit_test(what_is_none_of_ours_is_refused),
		cmocka_unit_test(what_the_rules_lost_is_named),
	};

	return cmocka_run_group_tests_name("save", tests, NULL, NULL);
}
