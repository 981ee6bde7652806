/* SPDX-License-Identifier: MIT */
#include "matching.h"

#include "match/values.h"

static const struct {
	const char *name, *raw, *cleaned;
} rows[] = {
	{"as it is", "i-0abc", "i-0abc"},
	{"quotes and blanks", "  'i-0abc' ", "i-0abc"},
	{"brackets", "(us-east-1a)", "us-east-1a"},
	{"a full stop", "i-0abc.", "i-0abc"},
	{"a bracket of its own", "Linux/UNIX (Amazon VPC)", "Linux/UNIX (Amazon VPC)"},
	{"a path", "\"/home/me/web.pem\"", "/home/me/web.pem"},
	{"a Windows path", "\"C:\\Users\\me\\new.pem\":", "C:\\Users\\me\\new.pem"},
	{"wrapped inside", "arn:aws:iam::1:ro\nle/web", "arn:aws:iam::1:role/web"},
	{"wrapped at a blank", "my own\nkey", "my own key"},
	{"x", "xxxx", ""},
	{"x in an address", "xx.xx.xx.xx", ""},
	{"stars", "***", ""},
	{"a hidden id", "i-XXXX", ""},
	{"redacted", "[REDACTED]", ""},
	{"a tag", "<your-instance-id>", ""},
	{"a variable", "$HOST", ""},
	{"a template's variable", "${var.host}", ""},
	{"nothing", " '' ", ""},
	{"a type with x in it", "x1.32xlarge", "x1.32xlarge"},
	{"a name with one x", "web-x", "web-x"},
};

static void test_cleaning(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		char out[VALUE_MAX];
		size_t n = value_clean(span_of(rows[i].raw), out);

		if (!span_equal((struct span){out, n}, span_of(rows[i].cleaned)))
			fail_msg("%s: \"%.*s\"", rows[i].name, (int)n, out);
	}
}

static const struct {
	const char *text, *value, *is; /* is: NULL for none */
} sniffed[] = {
	{"started i-0123456789abcdef0.", "instance-id", "i-0123456789abcdef0"},
	{"started i-01234567.", "instance-id", "i-01234567"},
	{"started i-0123", "instance-id", NULL},
	{"api-01234567", "instance-id", NULL},
	{"image ami-0123456789abcdef0", "ami", "ami-0123456789abcdef0"},
	{"sg-0123456789abcdef0, subnet-01234567", "security-group", "sg-0123456789abcdef0"},
	{"sg-0123456789abcdef0, subnet-01234567", "subnet", "subnet-01234567"},
	{"eipalloc-0123456789abcdef0", "allocation-id", "eipalloc-0123456789abcdef0"},
	{"type m5.8xlarge in", "instance-type", "m5.8xlarge"},
	{"u-6tb1.metal", "instance-type", "u-6tb1.metal"},
	{"file.large", "instance-type", NULL},
	{"in us-gov-west-1a", "zone", "us-gov-west-1a"},
	{"in us-east-1a", "region", "us-east-1"},
	{"in us-east-1", "zone", NULL},
	{"from 203.0.113.9 port", "host", "203.0.113.9"},
	{"from 10.0.0.9 port", "host", NULL},
	{"from 10.0.0.9 port", "address", "10.0.0.9"},
	{"version 1.2.3.4.5", "address", NULL},
	{"10.0.0.0/16", "address", NULL},
	{"arn:aws:iam::123456789012:role/web is", "role", "arn:aws:iam::123456789012:role/web"},
	{"arn:aws:iam::123456789012:role/web is", "account", "123456789012"},
	{"arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/1", "target-group",
	 "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/1"},
	{"arn:aws-cn:kms:cn-north-1:123456789012:key/1-2", "kms-key",
	 "arn:aws-cn:kms:cn-north-1:123456789012:key/1-2"},
	{"i-0123456789abcdef0 and i-fedcba9876543210f", "instance-id", "i-0123456789abcdef0"},
};

static void test_sniffing(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench,
		   "diagnoses:\n" DIAGNOSIS_WITH("a/b", "a sentence that does not stand there"));
	for (size_t i = 0; i < N_ELEMENTS(sniffed); i++) {
		const struct span *found;

		bench_read(&bench, span_of(sniffed[i].text));
		found = value_of(bench.kb, &bench.found, sniffed[i].value);
		if (sniffed[i].is ? !found || !span_equal(*found, span_of(sniffed[i].is))
				  : found != NULL)
			fail_msg("%s: %s is \"%.*s\"", sniffed[i].text, sniffed[i].value,
				 found ? (int)found->len : 0, found ? found->ptr : "");
	}
	bench_close(&bench);
}

static void test_a_captured_value_is_not_sniffed(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench,
		   "diagnoses:\n" DIAGNOSIS_WITH("a/b", "'The instance {instance-id} is gone'"));
	bench_read(&bench, SPAN("i-0000000000000000a: The instance i-0123456789abcdef0 is gone"));
	assert_int_equal(bench.found.n_values, 1);
	assert_int_equal(bench.found.first_sniffed, 1);
	assert_true(span_equal(bench.found.values[0].text, SPAN("i-0123456789abcdef0")));
	bench_read(&bench, SPAN("i-0000000000000000a: The instance xxxx is gone"));
	assert_int_equal(bench.found.n_values, 2);
	assert_true(span_equal(bench.found.values[1].text, SPAN("i-0000000000000000a")));
	bench_close(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cleaning),
		cmocka_unit_test(test_sniffing),
		cmocka_unit_test(test_a_captured_value_is_not_sniffed),
	};

	return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
