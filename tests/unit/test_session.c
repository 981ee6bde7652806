/* SPDX-License-Identifier: MIT */

/* A conversation on a small knowledge base: values in commands, answers in any order, explanations. */

#include "talking.h"

static const char rules[] =
	"symptoms:\n"
	"  t/down:\n"
	"    title: It does not answer\n"
	"    messages: [ \"connect to host {host} port {port}: Connection timed out\" ]\n"
	"    candidates: { t/stopped: 5, t/closed: 9, t/full: 2 }\n"
	"    examples: { match: [ \"connect to host h port 22: Connection timed out\" ] }\n"
	"findings:\n"
	"  state:\n"
	"    ask: In which state is {instance-id}?\n"
	"    check: aws ec2 describe-instances --instance-ids {instance-id} --query 'x[].{Id:InstanceId}'\n"
	"    answers:\n"
	"      running: { says: running, rules-out: [t/stopped] }\n"
	"      stopped: { says: stopped, confirms: [t/stopped], rules-out: [t/closed, t/full] }\n"
	"  port-open:\n"
	"    ask: Is port {port} open?\n"
	"    answers:\n"
	"      yes: { says: open, confirms: [t/full], rules-out: [t/closed] }\n"
	"      no: { says: closed, confirms: [t/closed], rules-out: [t/full] }\n"
	"diagnoses:\n"
	"  t/stopped: { title: Stopped, cause: It is stopped., fix: [ Start it ], docs: { A: https://example.com/ } }\n"
	"  t/closed: { title: Closed, cause: The port is closed., fix: [ Open it ], docs: { A: https://example.com/ } }\n"
	"  t/full: { title: Full, cause: It is full., fix: [ Wait ], docs: { A: https://example.com/ } }\n";

static int setup(void **state)
{
	*state = talk_on(rules);
	return *state ? 0 : -1;
}

static const struct suspect *first(awry_session *session)
{
	assert_int_equal(session_think(session), AWRY_OK);
	return &session->differential.suspects[0];
}

static double probability(awry_session *session, const char *id)
{
	uint32_t diagnosis = kb_find_diagnosis(session->kb, id);

	assert_int_equal(session_think(session), AWRY_OK);
	for (uint32_t i = 0; i < session->differential.n; i++)
		if (session->differential.suspects[i].diagnosis == diagnosis)
			return session->differential.suspects[i].probability;
	return -1;
}

static void a_symptom_has_its_priors(void **state)
{
	awry_session *session = *state;
	double sum;

	assert_int_equal(session_tell_text(session, "-", SPAN("connect to host db port 22: Connection timed out\n")), AWRY_OK);
	sum = probability(session, "t/stopped") + probability(session, "t/closed") + probability(session, "t/full");
	assert_true(sum + session->differential.none > 0.9999 && sum + session->differential.none < 1.0001);
	assert_true(probability(session, "t/closed") > probability(session, "t/stopped"));
	assert_int_equal(session->state, AWRY_CANDIDATES);
	assert_int_not_equal(session->question, KB_NONE);
}

static void one_wrong_answer_is_survived(void **state)
{
	awry_session *session = *state;

	assert_int_equal(session_tell_symptom(session, "t/down"), AWRY_OK);
	assert_int_equal(session_answer(session, "state", "stopped"), AWRY_OK);
	assert_true(probability(session, "t/stopped") > 0.9);
	assert_true(probability(session, "t/closed") > 0.0001);
	assert_int_equal(session_answer(session, "state", "running"), AWRY_OK);
	assert_int_equal(session_answer(session, "port-open", "no"), AWRY_OK);
	assert_string_equal(kb_text(session->kb, kb_diagnoses(session->kb)[first(session)->diagnosis].id), "t/closed");
}

static void back_leads_to_the_same_state(void **state)
{
	awry_session *session = *state;

	assert_int_equal(session_tell_symptom(session, "t/down"), AWRY_OK);
	double before = probability(session, "t/full");
	assert_int_equal(session_answer(session, "port-open", "yes"), AWRY_OK);
	assert_true(probability(session, "t/full") > before);
	assert_int_equal(session_retract(session, "port-open"), AWRY_OK);
	double after = probability(session, "t/full");
	assert_true(after - before < 1e-12 && before - after < 1e-12);
	assert_int_equal(session_retract(session, "port-open"), AWRY_E_UNKNOWN);
	assert_int_equal(session->n_given, 0);
}

static void what_is_unknown_is_not_asked_again(void **state)
{
	awry_session *session = *state;

	assert_int_equal(session_tell_symptom(session, "t/down"), AWRY_OK);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(session_think(session), AWRY_OK);
		assert_int_not_equal(session->question, KB_NONE);
		assert_int_equal(session_answer(session,
			kb_text(session->kb, kb_findings(session->kb)[session->question].id), NULL), AWRY_OK);
	}
	assert_int_equal(session_think(session), AWRY_OK);
	assert_int_equal(session->question, KB_NONE);
	assert_int_equal(session->state, AWRY_CANDIDATES); /* all unknown never ends in a confident diagnosis */
}

static void nonsense_is_refused(void **state)
{
	awry_session *session = *state;

	assert_int_equal(session_answer(session, "state", "sideways"), AWRY_E_UNKNOWN);
	assert_int_equal(session_answer(session, "no-such", "x"), AWRY_E_UNKNOWN);
	assert_int_equal(session_tell_symptom(session, "t/none"), AWRY_E_UNKNOWN);
	assert_int_equal(session->n_given, 0);
}

static const struct {
	const char *name, *value, *text, *wanted;
} fills[] = {
	{"a plain value", "db1.example.com", "nc -vz {host} 22", "nc -vz db1.example.com 22"},
	{"an unknown one stays visible", "", "nc -vz {host} 22", "nc -vz <host> 22"},
	{"a blank is quoted", "my host", "nc {host}", "nc 'my host'"},
	{"no command substitution", "$(reboot)", "nc {host}", "nc '$(reboot)'"},
	{"none in double quotes", "$(reboot)`x`", "nc \"{host}\"", "nc \"\\$(reboot)\\`x\\`\""},
	{"a quote cannot end single quotes", "a'; reboot; '", "nc '{host}'", "nc 'a'\\''; reboot; '\\'''"},
	{"a quote is quoted", "a'b", "nc {host}", "nc 'a'\\''b'"},
	{"an option is no value", "-oProxyCommand=reboot", "ssh {host}", "ssh <host>"},
	{"nor is a line feed", "a\nreboot", "nc {host}", "nc <host>"},
	{"queries keep their braces", "h", "--query '[].{Host:{host}}' {}", "--query '[].{Host:h}' {}"},
	{"a shell's variable is left alone", "h", "echo ${host} {host}", "echo ${host} h"},
};

static void commands_are_filled_safely(void **state)
{
	awry_session *session = *state;

	for (size_t i = 0; i < N_ELEMENTS(fills); i++) {
		assert_int_equal(session_clear(session), AWRY_OK);
		assert_int_equal(session_tell_value(session, "host", fills[i].value), AWRY_OK);
		const char *got = session_fill(session, &session->scratch, KB_NONE, fills[i].text, FILL_COMMAND);
		if (!got || strcmp(got, fills[i].wanted) != 0)
			fail_msg("%s: got \"%s\"", fills[i].name, got ? got : "(null)");
	}
}

static void explanations_name_their_grounds(void **state)
{
	awry_session *session = *state;
	const char *text;

	assert_int_equal(session_tell_text(session, "-", SPAN("connect to host db port 22: Connection timed out\n")), AWRY_OK);
	assert_int_equal(session_explain(session, AWRY_WHY, NULL, &text), AWRY_OK);
	assert_non_null(strstr(text, "%"));
	assert_int_equal(session_answer(session, "state", "stopped"), AWRY_OK);
	assert_int_equal(session_explain(session, AWRY_HOW, "t/stopped", &text), AWRY_OK);
	assert_non_null(strstr(text, "line 1"));
	assert_non_null(strstr(text, "state = stopped (stopped), you said"));
	assert_int_equal(session_explain(session, AWRY_WHY_NOT, "t/closed", &text), AWRY_OK);
	assert_non_null(strstr(text, "strongly against it: state = stopped"));
	assert_int_equal(session_explain(session, AWRY_WHAT_IF, "port-open=yes", &text), AWRY_OK);
	assert_non_null(strstr(text, "t/full"));
	assert_int_equal(session_explain(session, AWRY_HOW, "t/none", &text), AWRY_E_UNKNOWN);
}

#define ON_A_SESSION(test) cmocka_unit_test_setup_teardown(test, setup, stop_talking)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_SESSION(a_symptom_has_its_priors),
		ON_A_SESSION(one_wrong_answer_is_survived),
		ON_A_SESSION(back_leads_to_the_same_state),
		ON_A_SESSION(what_is_unknown_is_not_asked_again),
		ON_A_SESSION(nonsense_is_refused),
		ON_A_SESSION(commands_are_filled_safely),
		ON_A_SESSION(explanations_name_their_grounds),
	};

	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
