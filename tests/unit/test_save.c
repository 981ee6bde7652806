/* SPDX-License-Identifier: MIT */

/* A saved session comes back the same, or not at all. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

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

static void what_the_rules_lost_is_left_out(void **unused)
{
	static const char other[] = "{\"schema\":\"awry-session/1\"}";
	awry_session *session;
	size_t n_dropped;

	(void)unused;
	assert_int_equal(save_read(kb_shipped(), mem_default(), SPAN(other), &session, &n_dropped), AWRY_E_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_comes_back_the_same),
		cmocka_unit_test(damage_is_refused),
		cmocka_unit_test(what_the_rules_lost_is_left_out),
	};

	return cmocka_run_group_tests_name("save", tests, NULL, NULL);
}
