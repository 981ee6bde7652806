/* SPDX-License-Identifier: MIT */
#include "matching.h"

/* Long messages in other words. */

static const char rules[] =
	"symptoms:\n"
	"  launch/unsupported: { title: T, messages: [ { code: Unsupported, operation: RunInstances } ], candidates: { launch/zone: 5 },"
	" examples: { match: [ a ] } }\n"
	"diagnoses:\n"
	DIAGNOSIS_WITH("launch/zone", "'Your requested instance type ({instance-type}) is not supported in your requested Availability Zone ({zone}).'")
	DIAGNOSIS_WITH("launch/quota", "'You have requested more vCPU capacity than your current vCPU limit of {limit} allows for the instance bucket'")
	DIAGNOSIS_WITH("launch/interface", "'Interface {network-interface} in use and cannot be attached to the instance'")
	DIAGNOSIS_WITH("launch/port", "'banner exchange: Connection to {host} port {port}: invalid format'")
	DIAGNOSIS_WITH("launch/endpoint", "'Post https://monitoring.{region}.amazonaws.com: dial tcp: i/o timeout'")
	DIAGNOSIS_WITH("launch/role", "'AWS was not able to assume the role of the instance profile that was given'")
	DIAGNOSIS_WITH("launch/group", "'The security group of the launch template was not found in this Region'")
	DIAGNOSIS_WITH("launch/subnet", "'The subnet of the launch template was not found in this Region'");

static const struct bench_row rows[] = {
	{"a word replaced", "Your requested instance type (m5.large) is not available in your requested Availability Zone (us-east-1e).", "launch/zone"},
	{"a word missing", "Your requested instance type (m5.large) is not supported in your Availability Zone (us-east-1e).", "launch/zone"},
	{"a word more", "Your requested EC2 instance type (m5.large) is not yet supported in your requested Availability Zone (us-east-1e).", "launch/zone"},
	{"a word masked", "Your XXXXX instance type (m5.large) is not supported in your requested Availability Zone (us-east-1e).", "launch/zone"},
	{"contracted", "Your requested instance type (m5.large) isn't supported in your requested Availability Zone (us-east-1e).", "launch/zone"},
	{"another form of a word", "Your requested instance types (m5.large) is not supported in your requested Availability Zones (us-east-1e).", "launch/zone"},
	{"broken inside a word", "Your requested instance type (m5.large) is not avai\nlable in your reque\nsted Availability Zone (us-east-1e).", "launch/zone"},
	{"broken inside other words", "Your requested instance type (m5.large) is not available in your reque\nsted Availability Zone (us-east-1e).", "launch/zone"},
	{"in frames", "\xe2\x94\x82 Your requested instance type (m5.large) is not\n\xe2\x94\x82 available in your requested Availability Zone (us-east-1e).", "launch/zone"},
	{"cut off", "you have requested more vCPU capacity than your current vCPU quota of 32 allows for the inst", "launch/quota"},
	{"in its coat", "An error occurred (Unsupported) when calling the RunInstances operation: Your requested instance type (m5.large) is not available in your"
			" requested Availability Zone (us-east-1e).", "launch/unsupported launch/zone"},
	{"the nearest of two", "The security group of the launch template wasn't found in this AWS Region", "launch/group"},
	{"the exact of two", "The subnet of the launch template was not found in this Region", "launch/subnet"},
	{"turned round", "Your requested instance type (m5.large) is supported in your requested Availability Zone (us-east-1e).", ""},
	{"two thirds of it", "Your requested instance type (m5.large) has been started in another Availability Zone (us-east-1e).", ""},
	{"the other way", "banner exchange: Connection from 203.0.113.9 port 51234: invalid format", ""},
	{"another address", "Post https://sts.eu-west-1.amazonaws.com: dial tcp: i/o timeout", ""},
	{"another subject", "CloudTrail was not able to assume the role of the instance profile that was given", ""},
	{"a subject replaced", "The key pair of the launch template was not found in this Region", ""},
	{"a subject replaced, in the plural", "The security policies of the launch template was not found in this Region", ""},
	{"a subject more", "The subnet group of the launch template was not found in this Region", ""},
	{"a subject less", "The subnet of the launch was not found in this Region", ""},
	{"a subject in the plural", "The subnets of the launch template were not found in this Region", "launch/subnet"},
	{"another kind of the subject", "Your requested database instance type (m5.large) is not supported in your requested Availability Zone (us-east-1e).", ""},
	{"the subject stands after the cut", "The security group of the launch profile was not", ""},
	{"far apart", "Your requested instance type is new.\nA line.\nNothing is supported here.\nIn your requested Availability Zone all is well.", ""},
};

static void test_rows(void **state)
{
	(void)state;
	bench_check(rules, rows, N_ELEMENTS(rows));
}

/* However strong the message is, other words are a hint. */
static void test_is_a_hint(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench, rules);
	bench_read(&bench, span_of(rows[0].text));
	assert_int_equal(bench.found.matches[0].strength, KB_SUPPORTS);
	assert_true(span_equal(*value_of(bench.kb, &bench.found, "instance-type"), SPAN("m5.large")));
	assert_true(span_equal(*value_of(bench.kb, &bench.found, "zone"), SPAN("us-east-1e")));
	bench_read(&bench, span_of("The subnet of the launch template was not found in this Region"));
	assert_int_equal(bench.found.matches[0].strength, KB_CONFIRMS);
	bench_close(&bench);
}

static bool is_subject(const char *word)
{
	static const char *const subjects[] = {"instance ", "type ", "Availability ", "Zone "};

	for (size_t i = 0; i < N_ELEMENTS(subjects); i++) {
		if (strncmp(word, subjects[i], strlen(subjects[i])) == 0)
			return true;
	}
	return false;
}

/* Each word of a message left out, put in or replaced, one at a time: nothing is read out of bounds, no other subject is taken for
 * this one, and most are known. */
static void test_every_word(void **state)
{
	static const char text[] = "Your requested instance type (m5.large) is not supported in your requested Availability Zone (us-east-1e).";
	struct bench bench;
	struct buf changed;
	unsigned n = 0, known = 0;

	(void)state;
	bench_open(&bench, rules);
	buf_init(&changed, mem_default());
	for (size_t at = 0; at < sizeof(text) - 1; at += strcspn(text + at, " ") + 1) {
		for (int way = 0; way < 3; way++) {
			bool is_known;

			buf_clear(&changed);
			buf_add(&changed, text, at);
			buf_text(&changed, way > 0 ? "foreign " : "");
			buf_text(&changed, text + at + (way == 1 ? 0 : strcspn(text + at, " ") + (text[at + strcspn(text + at, " ")] == ' ')));
			is_known = strcmp(bench_read(&bench, (struct span){changed.ptr, changed.len}), "launch/zone") == 0;
			if (is_subject(text + at) && is_known)
				fail_msg("%.*s", (int)changed.len, changed.ptr);
			if (!is_subject(text + at))
				n++, known += is_known;
		}
	}
	print_message("# %u of %u\n", known, n);
	assert_true(known * 4 >= n * 3);
	buf_release(&changed);
	bench_close(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_is_a_hint),
		cmocka_unit_test(test_every_word),
	};

	return cmocka_run_group_tests_name("near", tests, NULL, NULL);
}
