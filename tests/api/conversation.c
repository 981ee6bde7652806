/* SPDX-License-Identifier: MIT */

/* A conversation through the public header alone, against the installed library.  Valid C and C++. */

#include <stdio.h>
#include <string.h>

#include <awry/awry.h>

static int n_tests, n_failed;

static void check(int holds, const char *what)
{
	n_tests++;
	n_failed += !holds;
	printf("%s %d - %s\n", holds ? "ok" : "not ok", n_tests, what);
}

struct sink {
	char bytes[65536];
	size_t len;
};

static int collect(void *user, const char *bytes, size_t len)
{
	struct sink *sink = (struct sink *)user;

	if (sink->len + len >= sizeof(sink->bytes))
		return 1;
	memcpy(sink->bytes + sink->len, bytes, len);
	sink->len += len;
	sink->bytes[sink->len] = '\0';
	return 0;
}

static int refuse(void *user, const char *bytes, size_t len)
{
	(void)user;
	(void)bytes;
	(void)len;
	return 1;
}

static struct sink sink;

static void test_kb(const awry_kb *kb)
{
	const char *near[3];

	check(strcmp(awry_version(), "0.1.0") == 0 && awry_version_number() == AWRY_VERSION_NUMBER, "header and library are of one version");
	check(awry_kb_count(kb, AWRY_DIAGNOSIS) >= 750, "the shipped rules hold the whole catalogue");
	check(awry_kb_id(kb, AWRY_DIAGNOSIS, 1000000) == NULL, "there is no diagnosis beyond the last");
	check(strlen(awry_kb_sha256(kb)) == 64, "the rules have a hash");
	check(awry_kb_nearest(kb, "ssh/time-out", near, 3) > 0 && strcmp(near[0], "ssh/timed-out") == 0, "a typing error is understood");
}

static void test_lookup(awry_session *session)
{
	const char *text = "An error occurred (InsufficientInstanceCapacity) when calling the RunInstances operation: "
		"We currently do not have sufficient m5.8xlarge capacity in the Availability Zone you requested (us-west-1a).\n";
	awry_outcome outcome;

	check(awry_session_tell_text(session, "-", text, strlen(text)) == AWRY_OK, "a text is read");
	check(awry_session_next(session, &outcome) == AWRY_OK && outcome.state == AWRY_DIAGNOSED, "it is diagnosed");
	check(outcome.n_diagnoses > 0 && strcmp(outcome.diagnoses[0].id, "launch/az-capacity") == 0, "the right diagnosis comes first");
	sink.len = 0;
	check(awry_session_report(session, AWRY_JSON, NULL, collect, &sink) == AWRY_OK &&
		strstr(sink.bytes, "\"instance-type\":\"m5.8xlarge\"") != NULL, "its values are in the JSON");
	check(awry_session_report(session, AWRY_TEXT, NULL, refuse, NULL) == AWRY_E_IO, "a full disk is told");
	check(awry_session_clear(session) == AWRY_OK && awry_session_next(session, &outcome) == AWRY_OK &&
		outcome.state == AWRY_UNRECOGNISED, "a cleared session knows nothing");
}

static void test_interview(awry_session *session)
{
	awry_outcome outcome;
	const char *why = NULL;

	check(awry_session_tell_symptom(session, "ssh/timed-out") == AWRY_OK, "a symptom is told");
	check(awry_session_next(session, &outcome) == AWRY_OK && outcome.state == AWRY_CANDIDATES && outcome.question != NULL,
		"there is a question");
	check(outcome.question && outcome.question->n_answers >= 2, "it has answers");
	check(awry_session_explain(session, AWRY_WHY, NULL, &why) == AWRY_OK && why && strlen(why) > 20, "it says why it asks");
	check(awry_session_next(session, &outcome) == AWRY_OK && outcome.question &&
		awry_session_answer(session, outcome.question->id, outcome.question->answers[0].value) == AWRY_OK, "it is answered");
	check(awry_session_answer(session, "no-such-finding", "yes") == AWRY_E_UNKNOWN, "an unknown finding is refused");
	check(awry_session_next(session, &outcome) == AWRY_OK && outcome.n_asked == 1, "one answer was given");
}

int main(void)
{
	awry_kb *kb = NULL;
	awry_session *session = NULL;

	check(awry_kb_open(NULL, &kb) == AWRY_OK && kb != NULL, "the shipped rules open");
	check(awry_session_open(kb, NULL, &session) == AWRY_OK && session != NULL, "a session opens");
	test_kb(kb);
	test_lookup(session);
	test_interview(session);
	awry_session_close(session);
	awry_session_close(NULL);
	awry_kb_close(kb);
	awry_kb_close(NULL);
	printf("1..%d\n", n_tests);
	return n_failed > 0;
}
