/* SPDX-License-Identifier: MIT */
#include "matching.h"

#include "match/accesslog.h"

/* An ALB line from its target on; ALB_TAIL is what follows the target's status. */
#define ALB(rest) \
	"https 2026-02-03T04:05:06.123456Z app/web/50dc6c495c0c9188 203.0.113.7:44210 " rest
#define TAIL(request, rule, actions, reason)                                           \
	" 512 272 \"" request                                                          \
	"\" \"curl/8.5.0\" ECDHE TLSv1.2 "                                             \
	"arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/g/1 \"Root=1\" \"a.b\" " \
	"\"-\" " rule " 2026-02-03T04:05:06.1Z \"" actions "\" \"-\" \"" reason        \
	"\" \"-\" \"-\" \"-\" \"-\" TID_1"
#define GET    "GET https://a.b:443/x/y?z=1 HTTP/1.1"
#define ROUTED TAIL(GET, "1", "forward", "-")

static const struct {
	const char *name, *text, *symptom; /* without "elb/log-"; "" if nothing is wrong, NULL if it
					      is no such line */
} rows[] = {
	{"all is well", ALB("10.0.0.1:80 0.000 0.001 0.000 200 200" ROUTED), ""},
	{"a redirect", ALB("- -1 -1 -1 301 -" TAIL(GET, "0", "redirect", "-")), ""},
	{"never dispatched", ALB("10.0.0.1:80 -1 -1 -1 502 -" ROUTED), "502-not-dispatched"},
	{"no response", ALB("10.0.0.1:80 0.001 -1 -1 502 -" ROUTED), "502-no-response"},
	{"closed after a while", ALB("10.0.0.1:80 0.001 3.002 -1 502 -" ROUTED), "502-no-response"},
	{"a bad response", ALB("10.0.0.1:80 0.001 0.002 0.000 502 200" ROUTED), "502-bad-response"},
	{"the target's own 502", ALB("10.0.0.1:80 0.001 0.002 0.000 502 502" ROUTED),
	 "5xx-from-target"},
	{"the target's 404", ALB("10.0.0.1:80 0.001 0.002 0.000 404 404" ROUTED),
	 "4xx-from-target"},
	{"Lambda", ALB("- -1 -1 -1 502 -" TAIL(GET, "1", "forward", "LambdaUnhandled")),
	 "502-lambda"},
	{"Lambda not reached",
	 ALB("- -1 -1 -1 504 -" TAIL(GET, "1", "forward", "LambdaConnectionTimeout")),
	 "504-lambda"},
	{"no target", ALB("- -1 -1 -1 503 -" ROUTED), "503-no-target"},
	{"a fixed response", ALB("- -1 -1 -1 503 -" TAIL(GET, "0", "fixed-response", "-")),
	 "503-fixed"},
	{"connect timed out", ALB("10.0.0.1:80 -1 -1 -1 504 -" ROUTED), "504-connect"},
	{"idle", ALB("10.0.0.1:80 0.000 -1 -1 504 -" ROUTED), "504-idle"},
	{"WAF blocked", ALB("- -1 -1 -1 403 -" TAIL(GET, "1", "waf", "-")), "403-waf"},
	{"WAF failed", ALB("- -1 -1 -1 500 -" TAIL(GET, "1", "waf-failed", "WAFConnectionError")),
	 "500-waf"},
	{"authentication",
	 ALB("- -1 -1 -1 561 -" TAIL(GET, "1", "authenticate", "AuthTokenEpRequestFailed")),
	 "auth"},
	{"a token", ALB("- -1 -1 -1 401 -" TAIL(GET, "1", "jwt-validation", "JWTHeaderNotPresent")),
	 "auth"},
	{"malformed", ALB("- -1 -1 -1 400 -" TAIL("- http://a.b:80- ", "-", "-", "-")), "400"},
	{"the client gave up", ALB("10.0.0.1:80 0.001 -1 -1 460 -" ROUTED), "460"},
	{"a rule failed", ALB("- -1 -1 -1 500 -" TAIL(GET, "-1", "-", "-")), "rule-error"},
	{"old, with fewer fields",
	 ALB("10.0.0.1:80 -1 -1 -1 502 - 34 366 \"" GET "\" \"curl\" - -"), "502-not-dispatched"},
	{"cut off", ALB("10.0.0.1:80 -1 -1 -1 502 - 34 36"), "502-not-dispatched"},
	{"with a file's name", "a.log:" ALB("10.0.0.1:80 -1 -1 -1 502 -" ROUTED),
	 "502-not-dispatched"},
	{"quoted in mail", "> " ALB("10.0.0.1:80 -1 -1 -1 502 -" ROUTED), "502-not-dispatched"},
	{"wrapped", ALB("10.0.0.1:80 -1\n-1 -1 502 -" ROUTED), "502-not-dispatched"},
	{"wrapped inside the times", ALB("10.0.0.1:80 0.0\n01 -1 -1 502 -" ROUTED), "502-no-response"},
	{"wrapped inside a -1", ALB("10.0.0.1:80 -\n1 -1 -1 502 -" ROUTED), "502-not-dispatched"},
	{"wrapped inside the status", ALB("10.0.0.1:80 -1 -1 -1 5\n04 -" ROUTED), "504-connect"},
	{"wrapped inside the target", ALB("10.0.0.1:8\n080 0.000 -1 -1 504 -" ROUTED), "504-idle"},
	{"wrapped behind a dash", ALB("-\n-1 -1 -1 503 -" ROUTED), "503-no-target"},
	{"wrapped inside the name",
	 "https 2026-02-03T04:05:06.123456Z app/we\nb/50dc6c495c0c9188 203.0.113.7:44210 - -1 -1 -1 503 -" ROUTED, "503-no-target"},
	{"wrapped inside the time", "https 2026-02-03T04\n:05:06.123456Z app/web/50dc6c495c0c9188 203.0.113.7:44210 - -1 -1 -1 503 -" ROUTED,
	 "503-no-target"},
	{"wrapped behind the status",
	 ALB("- -1 -1 -1 403 - 512 272 \"" GET "\"\n\"curl/8.5.0\" ECDHE TLSv1.2 "
	     "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/g/50dc6c495c0c9188\n\"Root=1\" \"a.b\" \"-\" 1 2026-02-03T04:05:06.1Z \"waf\" \"-\" \"-\""),
	 "403-waf"},
	{"wrapped inside a quoted field",
	 ALB("- -1 -1 -1 403 - 512 272 \"GET https://a.b\n:443/x HTTP/1.1\" \"curl/8.5.0\" ECDHE TLSv1.2 "
	     "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/g/1 \"Root=1\" \"a.b\" \"-\" 1 2026-02-03T04:05:06.1Z \"w\naf\" \"-\" \"-\""),
	 "403-waf"},
	{"a line of something else behind it", ALB("10.0.0.1:80 -1 -1 -1 502 - 34 366 \"" GET "\" \"curl\" - -\nwaf \"waf\""), "502-not-dispatched"},
	{"masked", "https 2026-02-03T04:05:06.123456Z <my alb> <client ip>:51044 <target>:80 0.001 -1 -1 502 - 311 272 \"" GET "\" \"curl\" - -",
	 "502-no-response"},
	{"masked and wrapped", "https 2026-02-03T04:05:06.123456Z XXXX <client>\n<target>:80 0.001 -1 -\n1 504 - 311 272 \"" GET "\" \"curl\" - -",
	 "504-idle"},
	{"in a syslog", "Mar  4 09:12:44 ip-10-0-1-23 shipper[812]: " ALB("10.0.0.1:80 -1 -1 -1 502 -" ROUTED), "502-not-dispatched"},
	{"with a time of its own", "2026-02-03 04:05:07,001 INFO " ALB("10.0.0.1:80 -1 -1 -1 502 -" ROUTED), "502-not-dispatched"},
	{"with a file's name and line", "logs/a-b.log:17:" ALB("10.0.0.1:80 -1 -1 -1 502 -" ROUTED), "502-not-dispatched"},
	{"as grep shows lines beside a hit", "logs/a-b.log-17-" ALB("10.0.0.1:80 -1 -1 -1 502 -" ROUTED), "502-not-dispatched"},
	{"in JSON", "{\"message\":\"" ALB("10.0.0.1:80 -1 -1 -1 502 - 34 366 \\\"GET https://a.b:443/ HTTP/1.1\\\" \\\"curl\\\" - -\"}"),
	 "502-not-dispatched"},
	{"Classic, with a file's name",
	 "elb.log:2026-05-13T23:39:43.945958Z my-lb 192.168.131.39:2817 10.0.0.1:80 0.000073 0.001048 "
	 "0.000057 504 504 0 29 \"" GET "\" "
	 "\"curl\" - -",
	 "5xx-from-target"},
	{"Classic, wrapped inside a time",
	 "2026-05-13T23:39:43.945958Z my-lb 192.168.131.39:2817 10.0.0.1:80 0.000\n073 0.001048 "
	 "0.000057 504 504 0 29 \"" GET "\" "
	 "\"curl\" - -",
	 "5xx-from-target"},
	{"Classic, no backend", "2026-05-13T23:39:43.945958Z my-lb 192.168.131.39:2817 - -1 -1 -1 503 0 0 0 \"" GET "\" \"curl\" - -", "503-no-target"},
	{"Classic",
	 "2026-05-13T23:39:43.945958Z my-lb 192.168.131.39:2817 10.0.0.1:80 0.000073 0.001048 "
	 "0.000057 504 504 0 29 \"" GET "\" "
	 "\"curl\" - -",
	 "5xx-from-target"},
	{"NLB with TLS",
	 "tls 2.0 2026-12-20T02:59:40 net/my-nlb/c6e77e28c25b2234 g3d4b5e8bb8464cd "
	 "72.21.218.154:51341 172.100.100.185:443 5 2 98 246 - "
	 "arn - ECDHE tlsv12 - a.b - - -",
	 ""},
	{"nginx is another",
	 "203.0.113.9 - - [04/Mar/2026:07:15:00 +0000] \"" GET "\" 502 157 \"-\" \"-\"", NULL},
	{"prose is none", "https 502 Bad Gateway from the load balancer", NULL},
};

static const char *meaning_of(const struct access_line *line)
{
	return line->symptom ? line->symptom + strlen("elb/log-") : "";
}

static void test_rows(void **state)
{
	struct view view;
	struct access_lines lines = {0};

	(void)state;
	view_init(&view, mem_default());
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		assert_int_equal(view_read(&view, span_of(rows[i].text)), AWRY_OK);
		assert_int_equal(accesslog_find(&view, mem_default(), &lines), AWRY_OK);
		if (lines.count != (rows[i].symptom ? 1u : 0u))
			fail_msg("%s: %u lines", rows[i].name, lines.count);
		if (rows[i].symptom && strcmp(meaning_of(&lines.items[0]), rows[i].symptom) != 0)
			fail_msg("%s: means \"%s\"", rows[i].name, meaning_of(&lines.items[0]));
	}
	mem_resize(mem_default(), lines.items, lines.cap * sizeof(*lines.items), 0);
	view_release(&view);
}

static const char rules[] =
	"symptoms:\n"
	"  elb/log-502-not-dispatched: { title: T, candidates: { elb/refused: 5 } }\n"
	"diagnoses:\n" DIAGNOSIS_WITH("elb/refused", "502 Bad Gateway")
		DIAGNOSIS_WITH("elb/waf", "WAFConnectionError");

static void test_symptom_with_values(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench, rules);
	assert_string_equal(bench_read(&bench, SPAN(ALB("10.0.0.1:80 -1 -1 -1 502 -" ROUTED))),
			    "elb/log-502-not-dispatched");
	assert_true(span_equal(*value_of(bench.kb, &bench.found, "status"), SPAN("502")));
	assert_true(span_equal(*value_of(bench.kb, &bench.found, "target"), SPAN("10.0.0.1")));
	assert_true(span_equal(*value_of(bench.kb, &bench.found, "target-port"), SPAN("80")));
	assert_true(span_equal(*value_of(bench.kb, &bench.found, "path"), SPAN("/x/y")));
	bench_close(&bench);
}

/* Several targets that cannot be reached are all of them; one that answers is enough for another reason. */
static void test_all_targets(void **state)
{
#define REFUSED(target) ALB("10.0.0." target ":80 -1 -1 -1 502 -" ROUTED) "\n"
	static const char all[] = "symptoms:\n"
				  "  elb/log-502-not-dispatched: { title: T, candidates: { elb/refused: 5 } }\n"
				  "  elb/log-unhealthy-routing: { title: T, candidates: { elb/refused: 5 } }\n"
				  "diagnoses:\n" DIAGNOSIS_WITH("elb/refused", "502 Bad Gateway");
	struct bench bench;

	(void)state;
	bench_open(&bench, all);
	assert_non_null(strstr(bench_read(&bench, SPAN(REFUSED("1") REFUSED("2") REFUSED("3"))), "elb/log-unhealthy-routing"));
	assert_null(strstr(bench_read(&bench, SPAN(REFUSED("1") REFUSED("2") REFUSED("1"))), "elb/log-unhealthy-routing"));
	assert_null(strstr(bench_read(&bench, SPAN(REFUSED("1") REFUSED("2") REFUSED("3") ALB("10.0.0.4:80 0.000 0.001 0.000 200 200" ROUTED))),
			   "elb/log-unhealthy-routing"));
	bench_close(&bench);
}

/* Only the fields that give a reason in words are looked into. */
static void test_nothing_else_in_a_line(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench, rules);
	assert_string_equal(bench_read(&bench, SPAN(ALB("10.0.0.1:80 0 0 0 200 200" TAIL(
						       "GET http://a/502-Bad-Gateway H", "1",
						       "forward", "-")))),
			    "");
	assert_string_equal(
		bench_read(&bench, SPAN(ALB("- -1 -1 -1 500 -" TAIL(GET, "1", "waf-failed",
								    "WAFConnectionError")))),
		"elb/waf");
	bench_close(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_symptom_with_values),
		cmocka_unit_test(test_all_targets),
		cmocka_unit_test(test_nothing_else_in_a_line),
	};

	return cmocka_run_group_tests_name("accesslog", tests, NULL, NULL);
}
