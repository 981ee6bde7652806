/* SPDX-License-Identifier: MIT */
#include "matching.h"

/* Templates in broken texts, and what their placeholders hold. */

#define CAPACITY                                                                                 \
	"We currently do not have sufficient {instance-type} capacity in the Availability Zone " \
	"you requested ({zone})"

static const char rules[] = "diagnoses:\n" DIAGNOSIS_WITH("launch/capacity", "'" CAPACITY "'")
	DIAGNOSIS_WITH("ssh/refused",
		       "'ssh: connect to host {host} port {port}: Connection refused'")
		DIAGNOSIS_WITH("ssh/denied", "'{user}@{host}: Permission denied (publickey'")
			DIAGNOSIS_WITH("launch/key", "'The key pair ''{key-name}'' does not exist'")
				DIAGNOSIS_WITH("asg/volume",
					       "'Volume of size {size}GB is smaller than snapshot "
					       "''{snapshot}'', expect size >= {*}GB'")
					DIAGNOSIS_WITH(
						"asg/status",
						"'Group did not stabilize. Status code: failed'")
						DIAGNOSIS_WITH("ssh/user", "'Invalid user {user}'");

static const char capacity[] = "We currently do not have sufficient m5.8xlarge capacity in the "
			       "Availability Zone you requested "
			       "(us-west-1a)";

static struct bench bench;

static int open_bench(void **state)
{
	(void)state;
	bench_open(&bench, rules);
	return 0;
}

static int close_bench(void **state)
{
	(void)state;
	bench_close(&bench);
	return 0;
}

static void check(const char *name, struct span text, const char *ids)
{
	const char *found = bench_read(&bench, text);

	if (strcmp(found, ids) != 0)
		fail_msg("%s: found \"%s\", not \"%s\"\n%.*s", name, found, ids, (int)text.len,
			 text.ptr);
}

static void check_value(const char *name, const char *value, const char *text)
{
	const struct span *found = value_of(bench.kb, &bench.found, value);

	if (!found)
		fail_msg("%s: no value %s", name, value);
	else if (!span_equal(*found, span_of(text)))
		fail_msg("%s: %s is \"%.*s\", not \"%s\"", name, value, (int)found->len, found->ptr,
			 text);
}

/* A hard wrap may fall into any word, any value and between them. */
static void test_wrapped_at_every_column(void **state)
{
	static const char *const breaks[] = {"\n",
					     "\r\n",
					     "\n\xe2\x94\x82 ",
					     "\n> ",
					     "\n2026-11-24T21:00:01.123456Z ",
					     "\nNov 24 21:00:01 host prog[12]: ",
					     "\n    amazon-ebs: ",
					     "\\n",
					     "\\\\n",
					     "\" \\\n  \""};

	(void)state;
	for (size_t b = 0; b < N_ELEMENTS(breaks); b++) {
		for (size_t at = 1; at < sizeof(capacity) - 1; at++) {
			struct buf text;

			buf_init(&text, mem_default());
			buf_add(&text, capacity, at);
			buf_text(&text, breaks[b]);
			buf_text(&text, capacity + at);
			check(breaks[b], (struct span){text.ptr, text.len}, "launch/capacity");
			buf_release(&text);
		}
	}
}

static const struct {
	const char *name, *text, *ids;
} rows[] = {
	{"as it is", "ssh: connect to host 10.0.0.1 port 22: Connection refused", "ssh/refused"},
	{"case", "SSH: Connect to host 10.0.0.1 port 22: connection REFUSED", "ssh/refused"},
	{"in JSON", "{\"m\":\"The key pair \\\"web\\\" does not exist\"}", "launch/key"},
	{"in JSON in JSON",
	 "{\\\"m\\\":\\\"The key\\\\npair \\\\\\\"web\\\\\\\" does not exist\\\"}", "launch/key"},
	{"coloured", "The \x1b[31mkey pair\x1b[0m 'web' does not \x1b[1mexist\x1b[0m",
	 "launch/key"},
	{"as HTML", "<p>The key&nbsp;pair &#39;web&#39; <b>does not</b> exist</p>", "launch/key"},
	{"masked", "ssh: connect to host xxxx port ***: Connection refused", "ssh/refused"},
	{"masked with a tag", "ssh: connect to host <redacted> port 22: Connection refused",
	 "ssh/refused"},
	{"empty", "ssh: connect to host  port 22: Connection refused", "ssh/refused"},
	{"lost backslashes", "Group did not stabilize.rnStatus code: failed", "asg/status"},
	{"a lost backslash", "Group did not stabilize.nStatus code: failed", "asg/status"},
	{"lost backslashes behind it", "The key pair 'web' does not existrn next", "launch/key"},
	{"Python pieces", "('Group did not stabilize. '\n u'Status code: failed')", "asg/status"},
	{"cut off in a word",
	 "We currently do not have sufficient m5.8xlarge capacity in the Availability Zo",
	 "launch/capacity"},
	{"cut off with dots", "Volume of size 8GB is smaller than snapshot 'snap-0abc', expe...",
	 "asg/volume"},
	{"the head cut off",
	 "urrently do not have sufficient m5.8xlarge capacity in the Availability Zone you "
	 "requested (us-east-1a)",
	 "launch/capacity"},
	{"cut off too early", "We currently do not have suffi", ""},
	{"a whole sentence is not cut off",
	 "Volume of size 8GB is smaller than snapshot 'snap-0abc'.", ""},
	{"a longer word", "Invalid users", ""},
	{"in a word", "noInvalid user bob", ""},
	{"after an escape", "\\nInvalid user bob", "ssh/user"},
	{"too far apart",
	 "ssh: connect to host a, which is what we did for a long while yesterday in the evening "
	 "and then again today and "
	 "then once more for good measure, port 22: Connection refused",
	 ""},
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++)
		check(rows[i].name, span_of(rows[i].text), rows[i].ids);
}

static const struct {
	const char *name, *text, *value, *is;
} values[] = {
	{"between literals", capacity, "instance-type", "m5.8xlarge"},
	{"at the end, in brackets", capacity, "zone", "us-west-1a"},
	{"in quotes", "The key pair 'my key' does not exist", "key-name", "my key"},
	{"in escaped quotes", "The key pair \\\"web\\\" does not exist", "key-name", "web"},
	{"wrapped in a word", "The key pair 'web-ser\n\xe2\x94\x82 ver' does not exist", "key-name",
	 "web-server"},
	{"wrapped at a blank", "The key pair 'my own\nkey' does not exist", "key-name",
	 "my own key"},
	{"coloured", "The key pair \x1b[1m'web'\x1b[0m does not exist", "key-name", "web"},
	{"two before the first literal", "ec2-user@203.0.113.9: Permission denied (publickey).",
	 "user", "ec2-user"},
	{"the second of them", "ec2-user@203.0.113.9: Permission denied (publickey).", "host",
	 "203.0.113.9"},
	{"a short literal inside a value",
	 "ssh: connect to host export.net port 22: Connection refused", "host", "export.net"},
	{"masked with x", "ssh: connect to host xx.xx.xx.xx port 22: Connection refused", "host",
	 ""},
	{"masked with stars", "ssh: connect to host *** port 22: Connection refused", "host", ""},
	{"not filled in", "ssh: connect to host $HOST port 22: Connection refused", "host", ""},
	{"a tag for a value", "The key pair '<your-key>' does not exist", "key-name", ""},
	{"a hidden number",
	 "Volume of size 8GB is smaller than snapshot 'snap-XXXX', expect size >= 9GB", "snapshot",
	 ""},
	{"behind the last literal", "Invalid user bob from 10.0.0.1", "user", "bob"},
	{"with a full stop behind", "Invalid user bob.", "user", "bob"},
};

static void test_values(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(values); i++) {
		bench_read(&bench, span_of(values[i].text));
		check_value(values[i].name, values[i].value, values[i].is);
	}
}

static void test_place(void **state)
{
	static const char text[] =
		"one\ntwo\n\xe2\x94\x82 Error: The key pair 'web' does not exist.\nfour";
	const struct match *match;

	(void)state;
	bench_read(&bench, SPAN(text));
	match = &bench.found.matches[0];
	assert_int_equal(match->line, 3);
	assert_memory_equal(text + match->begin, "The key", 7);
	assert_memory_equal(text + match->end - 5, "exist", 5);
	assert_true(span_equal(match->excerpt,
			       SPAN("\xe2\x94\x82 Error: The key pair 'web' does not exist.")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrapped_at_every_column),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_place),
	};

	return cmocka_run_group_tests_name("fit", tests, open_bench, close_bench);
}
