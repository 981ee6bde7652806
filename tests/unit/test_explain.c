/* SPDX-License-Identifier: MIT */

/* What is said of every kind of fact and of every kind of evidence, and each operator of a condition on a text. */

#include "talking.h"

#include <stdio.h>

static const char rules[] =
	"symptoms:\n"
	"  p/silent:\n"
	"    title: The printer is silent\n"
	"    messages: [ \"printer {host} does not answer anybody\" ]\n"
	"    candidates: { p/off: 9, p/empty: 3, p/lost: 2 }\n"
	"    examples: { match: [ printer hall does not answer anybody ] }\n"
	"findings:\n"
	"  lamp:\n"
	"    ask: Which lamp is lit?\n"
	"    answers:\n"
	"      none: { says: none, confirms: [ p/off ], then: { power: no } }\n"
	"      red: { says: the red one, supports: [ p/empty ], opposes: [ p/off ] }\n"
	"      green: { says: the green one, rules-out: [ p/off ] }\n"
	"  power: { answers: { yes: { says: there is power }, no: { says: there is no power, supports: [ p/off ] } } }\n"
	"  hours: { ask: For how many hours?, kind: number, unit: hours }\n"
	"  model: { ask: Which model?, kind: text, value: key-name }\n"
	"diagnoses:\n"
	"  p/off: { title: Off, cause: It is off., fix: [ Switch it on ], docs: { A: https://example.com/ },\n"
	"    messages: [ \"the mains of the printer were cut off\" ],\n"
	"    examples: { match: [ the mains of the printer were cut off, oh the mains of the printer were cut off ], no-match: [ x ] } }\n"
	"  p/empty: { title: Empty, cause: No paper., fix: [ Fill it ], docs: { A: https://example.com/ } }\n"
	"  p/lost: { title: Lost, cause: It is gone., fix: [ Find it ], docs: { A: https://example.com/ } }\n"
	"  p/never: { title: Never, cause: It never was., fix: [ Buy it ], docs: { A: https://example.com/ } }\n"
	"rules:\n"
	"  - { name: long, when: { hours: { at-least: 40 } }, then: { supports: [ p/lost ] }, because: Nobody waits so long. }\n"
	"  - { name: seen, when: { p/silent: seen, lamp: none }, then: { proves: [ p/off ] }, because: Silence and night. }\n"
	"  - { name: is, when: { value.key-name: L100 }, then: { supports: [ p/empty ] }, because: Small tray. }\n"
	"  - { name: starts, when: { value.key-name: { starts: X } }, then: { supports: [ p/empty ] }, because: Small tray. }\n"
	"  - { name: ends, when: { value.key-name: { ends: -mini } }, then: { supports: [ p/empty ] }, because: Small tray. }\n"
	"  - { name: contains, when: { value.key-name: { contains: tray } }, then: { supports: [ p/empty ] }, because: Small tray. }\n"
	"  - { name: empty, when: { value.key-name: { empty: yes } }, then: { opposes: [ p/empty ] }, because: No model has a tray. }\n"
	"  - { name: unknown, when: { value.key-name: { unknown: yes }, lamp: red }, then: { supports: [ p/lost ] }, because: Red and nameless. }\n";

static int setup(void **state)
{
	*state = talk_on(rules);
	return *state ? 0 : -1;
}

static void assert_explains(awry_session *session, awry_explain what, const char *of, const char *part)
{
	const char *text;

	assert_int_equal(session_explain(session, what, of, &text), AWRY_OK);
	if (!strstr(text, part))
		fail_msg("no \"%s\" in:\n%s", part, text);
}

static void assert_refuses(awry_session *session, awry_explain what, const char *of, awry_status status)
{
	const char *text = "";

	assert_int_equal(session_explain(session, what, of, &text), status);
	assert_null(text);
}

static void nothing_is_explained_of_nothing(void **state)
{
	awry_session *session = *state;

	assert_refuses(session, AWRY_WHY, NULL, AWRY_E_UNKNOWN);
	assert_refuses(session, AWRY_WHY, "nosuch", AWRY_E_UNKNOWN);
	assert_explains(session, AWRY_WHY, "lamp", "Nobody is suspected yet");
	assert_refuses(session, AWRY_HOW, NULL, AWRY_E_UNKNOWN);
	assert_refuses(session, AWRY_HOW, "p/nosuch", AWRY_E_UNKNOWN);
	assert_refuses(session, AWRY_WHY_NOT, NULL, AWRY_E_UNKNOWN);
	assert_refuses(session, AWRY_WHAT_IF, NULL, AWRY_E_UNKNOWN);
	assert_refuses(session, AWRY_WHAT_IF, "lamp", AWRY_E_UNKNOWN);
	assert_refuses(session, AWRY_WHAT_IF, "nosuch=red", AWRY_E_UNKNOWN);
	assert_refuses(session, AWRY_WHAT_IF, "lamp=blue", AWRY_E_UNKNOWN);
	assert_refuses(session, (awry_explain)99, NULL, AWRY_E_INVALID);
}

static void evidence_is_named_with_its_strength(void **state)
{
	awry_session *session = *state;

	assert_int_equal(session_tell_text(session, "log", SPAN("\nprinter hall does not answer anybody\n")), AWRY_OK);
	assert_explains(session, AWRY_HOW, "p/off", "a usual cause (9 of 10) of p/silent, read in log line 2");
	assert_int_equal(session_answer(session, "lamp", "none"), AWRY_OK);
	assert_explains(session, AWRY_HOW, "p/off", "proves it: p/silent was seen, read in log line 2; lamp = none (none)");
	assert_int_equal(session_answer(session, "lamp", "red"), AWRY_OK);
	assert_explains(session, AWRY_HOW, "p/empty", "  for it: lamp = red (the red one), you said");
	assert_explains(session, AWRY_WHY_NOT, "p/off", "  against it: lamp = red (the red one), you said");
	assert_explains(session, AWRY_HOW, "p/lost", "for it: key-name is not known; lamp = red");
	assert_int_equal(session_answer(session, "lamp", "green"), AWRY_OK);
	assert_explains(session, AWRY_WHY_NOT, "p/off", "  strongly against it: lamp = green");
	assert_int_equal(session_answer(session, "hours", "41.5"), AWRY_OK);
	assert_explains(session, AWRY_HOW, "p/lost", "  for it: hours = 41.5, you said");
}

static void a_conclusion_is_named_with_its_reason(void **state)
{
	awry_session *session = *state;

	assert_int_equal(session_answer(session, "lamp", "none"), AWRY_OK);
	assert_explains(session, AWRY_HOW, "p/off", "Off: not suspected");
	assert_explains(session, AWRY_HOW, "p/off", "for it: power = no (there is no power), concluded: ");
}

static void a_message_of_its_own_is_named(void **state)
{
	awry_session *session = *state;

	assert_int_equal(session_tell_text(session, "-", SPAN("the mains of the printer were cut off\n")), AWRY_OK);
	assert_explains(session, AWRY_HOW, NULL, "its own message, read in the text line 1");
	assert_explains(session, AWRY_WHY_NOT, "p/never", "no symptom that was seen suspects it");
}

static void what_is_missing_or_ahead_is_named(void **state)
{
	awry_session *session = *state;

	assert_int_equal(session_tell_symptom(session, "p/silent"), AWRY_OK);
	assert_explains(session, AWRY_WHY_NOT, "p/empty", "nothing is known yet of what would speak for it: lamp = red (the red one)");
	assert_explains(session, AWRY_WHY_NOT, "p/empty", "Ahead of it: Off: ");
	assert_explains(session, AWRY_WHY_NOT, "p/lost", "what would speak for it: lamp = red");
	assert_explains(session, AWRY_WHAT_IF, "lamp=red", "the red one: p/empty ");
	assert_explains(session, AWRY_WHY, "power", "What each answer to power would do:");
	assert_int_equal(session_answer(session, "lamp", "red"), AWRY_OK);
	assert_explains(session, AWRY_WHY_NOT, "p/lost", "nothing speaks against it; others have more");
	assert_explains(session, AWRY_WHY, "power", "there is power: none of the suspects gains");
}

static void assert_speaks(awry_session *session, const char *model, const char *word)
{
	char want[120];

	assert_int_equal(session_answer(session, "model", model), AWRY_OK);
	snprintf(want, sizeof(want), "  %s: key-name is \"%s\"\n", word, model);
	assert_explains(session, AWRY_HOW, "p/empty", want);
}

static void texts_are_compared(void **state)
{
	awry_session *session = *state;
	static const char *const others[] = {"L1000", "l100", "-mini1", "a tra y", "ax", "-min"};
	const char *text;

	assert_int_equal(session_tell_symptom(session, "p/silent"), AWRY_OK);
	assert_speaks(session, "L100", "for it");
	assert_speaks(session, "X", "for it");
	assert_speaks(session, "Xerxes", "for it");
	assert_speaks(session, "L7-mini", "for it");
	assert_speaks(session, "two trays", "for it");
	assert_int_equal(session_answer(session, "model", ""), AWRY_E_UNKNOWN);
	assert_int_equal(session_tell_value(session, "key-name", ""), AWRY_OK);
	assert_explains(session, AWRY_HOW, "p/empty", "  against it: key-name is \"\"");
	for (size_t i = 0; i < N_ELEMENTS(others); i++) {
		assert_int_equal(session_answer(session, "model", others[i]), AWRY_OK);
		assert_int_equal(session_explain(session, AWRY_HOW, "p/empty", &text), AWRY_OK);
		if (strstr(text, "key-name"))
			fail_msg("%s: %s", others[i], text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_is_explained_of_nothing, setup, stop_talking),
		cmocka_unit_test_setup_teardown(evidence_is_named_with_its_strength, setup, stop_talking),
		cmocka_unit_test_setup_teardown(a_conclusion_is_named_with_its_reason, setup, stop_talking),
		cmocka_unit_test_setup_teardown(a_message_of_its_own_is_named, setup, stop_talking),
		cmocka_unit_test_setup_teardown(what_is_missing_or_ahead_is_named, setup, stop_talking),
		cmocka_unit_test_setup_teardown(texts_are_compared, setup, stop_talking),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
