/* SPDX-License-Identifier: MIT */
#include "matching.h"

/* Which of several messages stand. */

static const char rules[] =
	"symptoms:\n"
	"  ssh/denied: { title: T, messages: [ Permission denied (publickey ], candidates: { "
	"ssh/wrong-key: 5 }, examples: { match: [ a ] } }\n"
	"  launch/refused: { title: T, messages: [ The instance cannot be launched now ], "
	"candidates: { launch/limit: 5 },"
	" examples: { match: [ a ] } }\n"
	"  asg/fails: { title: T, messages: [ { code: LimitExceeded, operation: "
	"CreateAutoScalingGroup } ], candidates: { launch/limit: 5 },"
	" examples: { match: [ a ] } }\n"
	"findings:\n"
	"  key-mode: { ask: How?, answers: { open: { says: open, messages: [ Permissions are too "
	"open ], confirms: [ ssh/key-mode ] },"
	" tight: { says: tight, opposes: [ ssh/key-mode ] } } }\n"
	"diagnoses:\n" DIAGNOSIS_WITH(
		"ssh/wrong-key", "'Offering public key {key-file} Permission denied (publickey'")
		DIAGNOSIS_WITH("ssh/key-mode", "bad permissions on the key") DIAGNOSIS_WITH(
			"launch/limit",
			"{ code: VcpuLimitExceeded }, { text: The instance cannot be launched now, "
			"evidence: supports }") DIAGNOSIS_WITH("launch/limit-sentence",
							       "You have requested more vCPU "
							       "capacity")
			DIAGNOSIS_WITH("launch/subnet", "{ code: InvalidSubnetID.NotFound }, The "
							"subnet ID does not exist") DIAGNOSIS_WITH(
				"launch/unsupported",
				"{ text: The configuration is not supported, code: Unsupported }")
				DIAGNOSIS_WITH("launch/internal", "{ text: RunInstances, code: ServerInternal }")
				DIAGNOSIS_WITH("launch/start",
					       "{ code: Unsupported, operation: StartInstances }")
					DIAGNOSIS_WITH("elb/target", "{ code: InvalidTargetException, operation: RegisterTargets }")
					DIAGNOSIS_WITH("eip/in-use", "{ code: InvalidIPAddress.InUse, operation: ReleaseAddress }")
					DIAGNOSIS_WITH("launch/in-use", "{ code: InvalidIPAddress.InUse }")
					DIAGNOSIS_WITH("iam/tags", "'is not authorized to perform: ec2:CreateTags on resource: {arn}'")
					DIAGNOSIS_WITH("ssh/many-keys", "'Received disconnect from {host}: Too many failures'")
					DIAGNOSIS_WITH("elb/gateway", "is not supported for load balancers of type gateway")
					DIAGNOSIS_WITH(
						"rds/subnet", "{ code: InvalidSubnet, service: rds "
							      "}") "lookalikes:\n"
								   "  foreign/git: { title: T, "
								   "messages: [ 'ssh -i {key-file} git@{host}', 'git@github.com: "
								   "Permission denied (publickey' "
								   "], hides: [ 'ssh/*' ], "
								   "examples: { match: [ a ] } }\n";

#define CLI(code, operation, message) \
	"An error occurred (" code ") when calling the " operation " operation: " message

static const struct bench_row rows[] = {
	{"one message", "Permission denied (publickey).", "ssh/denied"},
	{"the longer of two", "Offering public key /a.pem\nPermission denied (publickey).",
	 "ssh/wrong-key"},
	{"a symptom and a cause of one text", "The instance cannot be launched now",
	 "launch/refused launch/limit"},
	{"an answer beside a conclusion", "Permissions are too open: bad permissions on the key",
	 "key-mode ssh/key-mode"},
	{"two failures", "The subnet ID does not exist\n\nPermission denied (publickey)",
	 "launch/subnet ssh/denied"},
	{"each time", "The subnet ID does not exist\nThe subnet ID does not exist",
	 "launch/subnet launch/subnet"},
	{"a code in its coat", CLI("VcpuLimitExceeded", "RunInstances", "no"), "launch/limit"},
	{"a telling code alone", "failed with VcpuLimitExceeded today", "launch/limit"},
	{"but not in a word", "MyVcpuLimitExceededs", ""},
	{"a code behind words that a wrap broke",
	 "operation error EC2: RunInstances, https response error StatusCode: 400, RequestID: 1, ap\ni error VcpuLimitExceeded: no", "launch/limit"},
	{"a word with a code where none is told", "operation error EC2: RunInstances, https response error StatusCode: 400", ""},
	{"as a Ruby class", "Aws::EC2::Errors::InvalidSubnetIDNotFound: no", "launch/subnet"},
	{"on the client's side", "Client.InvalidSubnetID.NotFound: no", "launch/subnet"},
	{"as an exception", "VcpuLimitExceededException: no", "launch/limit"},
	{"a sentence beats its code",
	 CLI("VcpuLimitExceeded", "RunInstances", "You have requested more vCPU capacity"),
	 "launch/limit-sentence"},
	{"a code with its operation", CLI("Unsupported", "StartInstances", "no"), "launch/start"},
	{"with another operation", CLI("Unsupported", "RunInstances", "no"), ""},
	{"with an operation that is not told", "Unsupported: no\n\tstatus code: 400", ""},
	{"a generic code alone", "this is Unsupported here", ""},
	{"a text with its code",
	 CLI("Unsupported", "RunInstances", "The configuration is not supported"),
	 "launch/unsupported"},
	{"with another code",
	 CLI("InvalidParameter", "RunInstances", "The configuration is not supported"), ""},
	{"without a code", "The configuration is not supported", ""},
	{"a look-alike", "git@github.com: Permission denied (publickey).", "foreign/git"},
	{"a look-alike nearby",
	 "Permission denied (publickey).\ngit@github.com: Permission denied (publickey).",
	 "foreign/git"},
	{"a look-alike hides its area only",
	 "The subnet ID does not exist\ngit@github.com: Permission denied (publickey).",
	 "launch/subnet foreign/git"},
	{"another service's code", CLI("InvalidSubnetID.NotFound", "CreateFunction", "no"), ""},
	{"another service's sentence",
	 CLI("InvalidParameterValueException", "CreateFunction", "The subnet ID does not exist"),
	 ""},
	{"another service by its name",
	 "The subnet ID does not exist (Service: Lambda, Status Code: 400, Request ID: 1)", ""},
	{"a service that was asked for",
	 "no (Service: Rds; Status Code: 400; Error Code: InvalidSubnet; Request ID: 1)",
	 "rds/subnet"},
	{"a code never hides a sentence that says more",
	 "{\"errorCode\":\"Client.UnauthorizedOperation\",\"errorMessage\":\"You are not authorized to perform this operation. User: "
	 "arn:aws:iam::123456789012:user/x is not authorized to perform: ec2:CreateTags on resource: arn:aws:ec2:::instance/*\"}",
	 "iam/tags"},
	{"PHP tells the operation",
	 "Error executing \"ReleaseAddress\" on \"https://ec2.us-east-1.amazonaws.com\"; AWS HTTP error: Client error: `POST x` resulted in "
	 "a `400 Bad Request` response:\n<Code>InvalidIPAddress.InUse</Code><Message>no</Message>",
	 "eip/in-use"},
	{"a code that another has without the operation", "Error: InvalidIPAddress.InUse: no", "launch/in-use"},
	{"a specific code with its operation", CLI("InvalidTargetException", "RegisterTargets", "no"), "elb/target"},
	{"a specific code with another operation", CLI("InvalidTargetException", "DeregisterTargets", "no"), ""},
	{"a specific code whose operation is not told", "Error: InvalidTargetException: no", "elb/target"},
	{"a specific code alone, which may be spoken of", "ended with InvalidTargetException today", ""},
	{"outputs run together", "exit status 255Received disconnect from 203.0.113.9: Too many failures", "ssh/many-keys"},
	{"a word that only ends alike", "UNReceived disconnect from 203.0.113.9: Too many failures", ""},
	{"a format with the text behind it", "^%(prefix)sReceived disconnect from 203.0.113.9: Too many failures", ""},
	{"a short text run together", "exit status 255Bad permissions on the key", ""},
	{"a sign that is not there", "ssh -i k ubuntu@h \"cd x && git pull\"\nPermission denied (publickey).", "ssh/denied"},
	{"a sign that is there", "ssh -i k git@h\nPermission denied (publickey).", "foreign/git"},
	{"nothing", "all is well", ""},
	{"no text", "", ""},
};

static void test_rows(void **state)
{
	(void)state;
	bench_check(rules, rows, N_ELEMENTS(rows));
}

/* Codes that say little without the operation or the service beside them. */
static void test_operation_and_service(void **state)
{
	static const char codes[] =
		"diagnoses:\n" DIAGNOSIS_WITH("launch/volume", "{ code: VolumeLimitExceeded, service: ec2 }")
			DIAGNOSIS_WITH("asg/limit", "{ code: LimitExceeded, text: no room, service: autoscaling }")
				DIAGNOSIS_WITH("launch/slow", "{ code: Throttling, text: Rate exceeded, service: ec2 }")
					DIAGNOSIS_WITH("elb/rule", "{ code: RuleNotFound }");
	static const struct {
		const char *name, *text, *ids;
	} cases[] = {
		{"the service follows from the operation", CLI("Throttling", "RunInstances", "Rate exceeded"), "launch/slow"},
		{"and from another", CLI("LimitExceeded", "CreateAutoScalingGroup", "no room"), "asg/limit"},
		{"another service's operation", CLI("Throttling", "CreateFunction", "Rate exceeded"), ""},
		{"another of our services", CLI("LimitExceeded", "RunInstances", "no room"), ""},
		{"a service that is told", "Rate exceeded (Service: AmazonEC2; Status Code: 503; Error Code: Throttling; Request ID: 1)", "launch/slow"},
		{"neither is told, but the sentence stands", "Throttling: Rate exceeded\n\tstatus code: 400", "launch/slow"},
		{"a shared code with an operation", CLI("RuleNotFound", "DescribeRules", "no"), "elb/rule"},
		{"a shared code of no service", "RuleNotFound: no such rule", ""},
		{"a code of one service needs none", CLI("VolumeLimitExceeded", "RunInstances", "no"), "launch/volume"},
	};
	struct bench bench;

	(void)state;
	bench_open(&bench, codes);
	for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
		const char *ids = bench_read(&bench, span_of(cases[i].text));

		if (strcmp(ids, cases[i].ids) != 0)
			fail_msg("%s: \"%s\", not \"%s\"", cases[i].name, ids, cases[i].ids);
	}
	bench_close(&bench);
}

/* What "ssh -v" tries on the way is less than the error that it ends with. */
static void test_debug_lines(void **state)
{
	static const char two[] = "diagnoses:\n" DIAGNOSIS_WITH("ssh/config", "Cannot read the identity file")
		DIAGNOSIS_WITH("ssh/refused", "port 22 did refuse the connection");
	struct bench bench;

	(void)state;
	bench_open(&bench, two);
	bench_read(&bench, SPAN("debug1: Cannot read the identity file\r\nssh: port 22 did refuse the connection\r\n"));
	assert_int_equal(bench.found.n_matches, 2);
	assert_int_equal(bench.found.matches[0].strength, KB_SUPPORTS);
	assert_int_equal(bench.found.matches[1].strength, KB_CONFIRMS);
	bench_read(&bench, SPAN("debug1: Cannot read the identity file\n"));
	assert_int_equal(bench.found.matches[0].strength, KB_CONFIRMS);
	bench_read(&bench, SPAN("debug1: Cannot read the identity file\nthe connection is closed\n"));
	assert_int_equal(bench.found.matches[0].strength, KB_CONFIRMS);
	bench_read(&bench, SPAN("Cannot read the identity file\nport 22 did refuse the connection\n"));
	assert_int_equal(bench.found.matches[0].strength, KB_CONFIRMS);
	bench_close(&bench);
}

static const struct {
	const char *name, *text;
	enum kb_strength strength;
} strengths[] = {
	{"a code with its operation", CLI("InvalidTargetException", "RegisterTargets", "no"), KB_CONFIRMS},
	{"a code whose operation is not told", "Error: InvalidTargetException: no", KB_SUPPORTS},
	{"a text that ends early", "This is not supported for LoadBalancer", KB_SUPPORTS},
	{"a text that ends in its last word", "This is not supported for load balancers of type gatew", KB_CONFIRMS},
	{"a text that breaks off before more", "This is not supported for load balancers...\nDone", KB_CONFIRMS},
};

static void test_strengths(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench, rules);
	for (size_t i = 0; i < N_ELEMENTS(strengths); i++) {
		bench_read(&bench, span_of(strengths[i].text));
		if (bench.found.n_matches != 1)
			fail_msg("%s: %u matches", strengths[i].name, bench.found.n_matches);
		if (bench.found.matches[0].strength != strengths[i].strength)
			fail_msg("%s: strength %d", strengths[i].name, (int)bench.found.matches[0].strength);
	}
	bench_close(&bench);
}

/* A look-alike reaches ten lines or 2,000 bytes. */
static void test_reach_of_a_lookalike(void **state)
{
	struct bench bench;
	struct buf text;

	(void)state;
	bench_open(&bench, rules);
	buf_init(&text, mem_default());
	buf_text(&text, "git@github.com: Permission denied (publickey).\n");
	for (int i = 0; i < 30; i++)
		buf_text(&text, "x\n");
	buf_text(&text, "Permission denied (publickey).");
	assert_string_equal(bench_read(&bench, (struct span){text.ptr, text.len}), "foreign/git");
	buf_clear(&text);
	buf_text(&text, "git@github.com: Permission denied (publickey).\n");
	for (int i = 0; i < 30; i++)
		buf_text(&text, "a line that has nothing to do with any of this, and is as long as "
				"lines of logs are wont to be\n");
	buf_text(&text, "Permission denied (publickey).");
	assert_string_equal(bench_read(&bench, (struct span){text.ptr, text.len}),
			    "foreign/git ssh/denied");
	buf_release(&text);
	bench_close(&bench);
}

/* A text of many windows: places, lines and messages at the edges of windows. */
static void test_long_text(void **state)
{
	static const char message[] = "The subnet ID does not exist\n";
	struct bench bench;
	struct buf text;
	uint32_t n = 0;

	(void)state;
	bench_open(&bench, rules);
	buf_init(&text, mem_default());
	while (text.len < 1200000) {
		if (text.len / 6000 > n) {
			n++;
			buf_text(&text, message);
		} else {
			buf_text(&text, "a line of no interest\n");
		}
	}
	bench_read(&bench, (struct span){text.ptr, text.len});
	assert_int_equal(bench.found.n_matches, n);
	for (uint32_t i = 0; i < n; i++) {
		const struct match *match = &bench.found.matches[i];
		uint32_t line = 1;

		assert_memory_equal(text.ptr + match->begin, message, match->end - match->begin);
		assert_int_equal(match->end - match->begin, sizeof(message) - 2);
		for (uint32_t at = 0; at < match->begin; at++)
			line += text.ptr[at] == '\n';
		assert_int_equal(match->line, line);
	}
	buf_release(&text);
	bench_close(&bench);
}

static void test_repeats_leave_room(void **state)
{
	struct bench bench;
	struct buf text;

	(void)state;
	bench_open(&bench, rules);
	buf_init(&text, mem_default());
	for (int i = 0; i < 20000; i++)
		buf_text(&text, "Permission denied (publickey)\n");
	buf_text(&text, "The subnet ID does not exist");
	bench_read(&bench, (struct span){text.ptr, text.len});
	assert_true(bench.found.limits & MATCH_LIMIT_MATCHES);
	assert_string_equal(id_of(bench.kb, &bench.found.matches[bench.found.n_matches - 1]),
			    "launch/subnet");
	buf_release(&text);
	bench_close(&bench);
}

static void test_utf16(void **state)
{
	static const char message[] = "Permission denied (publickey).";
	char text[2 + 2 * (sizeof(message) - 1)] = "\xff\xfe";
	struct bench bench;

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(message); i++)
		text[2 + 2 * i] = message[i];
	bench_open(&bench, rules);
	assert_string_equal(bench_read(&bench, (struct span){text, sizeof(text)}), "ssh/denied");
	assert_int_equal(bench.found.matches[0].begin, 2);
	assert_true(span_equal(bench.found.matches[0].excerpt, SPAN(message)));
	bench_close(&bench);
}

static void test_excerpt_of_a_long_line(void **state)
{
	struct bench bench;
	struct buf text;
	struct span excerpt;

	(void)state;
	bench_open(&bench, rules);
	buf_init(&text, mem_default());
	for (int i = 0; i < 1000; i++)
		buf_text(&text, "no matter ");
	buf_text(&text, "Permission denied (publickey) ");
	for (int i = 0; i < 1000; i++)
		buf_text(&text, "\xe2\x82\xac ");
	bench_read(&bench, (struct span){text.ptr, text.len});
	assert_int_equal(bench.found.n_matches, 1);
	excerpt = bench.found.matches[0].excerpt;
	assert_true(excerpt.len <= MATCH_EXCERPT && excerpt.len > MATCH_EXCERPT - 8); /* cut at a word */
	assert_true((excerpt.ptr[excerpt.len - 1] & 0xff) == 0xac);
	buf_release(&text);
	bench_close(&bench);
}

/* Gives memory a number of times. */
static void *limited_resize(void *user, void *ptr, size_t old_size, size_t new_size)
{
	size_t *left = user;

	if (new_size > old_size && (*left)-- == 0) {
		*left = 0;
		return NULL;
	}
	return mem_default()->resize(NULL, ptr, old_size, new_size);
}

static void test_without_memory(void **state)
{
	static const char text[] =
		CLI("VcpuLimitExceeded", "RunInstances",
		    "no") "\nOffering public key /a.pem\nPermission denied (publickey)\n"
			  "i-0123456789abcdef0";
	struct kb *kb = kb_of(rules);
	awry_status status = AWRY_E_NOMEM;

	(void)state;
	for (size_t n = 0; status; n++) {
		size_t left = n;
		awry_alloc alloc = {limited_resize, &left};
		struct matcher *matcher;
		struct recognition found;

		status = matcher_new(kb, &alloc, &matcher);
		if (!status)
			status = matcher_recognise(matcher, SPAN(text), &found);
		if (!status)
			recognition_release(&found);
		matcher_free(matcher);
		assert_true(status == AWRY_OK || status == AWRY_E_NOMEM);
		assert_true(n < 1000);
	}
	mem_resize(mem_default(), kb, kb->size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_strengths),
		cmocka_unit_test(test_operation_and_service),
		cmocka_unit_test(test_debug_lines),
		cmocka_unit_test(test_reach_of_a_lookalike),
		cmocka_unit_test(test_long_text),
		cmocka_unit_test(test_repeats_leave_room),
		cmocka_unit_test(test_utf16),
		cmocka_unit_test(test_excerpt_of_a_long_line),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests_name("recognise", tests, NULL, NULL);
}
