/* SPDX-License-Identifier: MIT */
#include "loading.h"

static void nothing_makes_an_empty_base(void **state)
{
	(void)state;
	struct kb *kb = load_sound(NULL, 0);
	assert_int_equal(kb->symptoms.count, 0);
	assert_int_equal(kb_find_diagnosis(kb, "a/b"), KB_NONE);
	free_kb(kb);
}

static void entries_are_found_by_id(void **state)
{
	(void)state;
	struct kb_source source = source_of("a.yaml", sound, 0);
	struct kb *kb = load_sound(&source, 1);
	uint32_t cable = kb_find_diagnosis(kb, "net/cable"), lost = kb_find_symptom(kb, "net/lost");
	assert_string_equal(kb_text(kb, kb_diagnoses(kb)[cable].id), "net/cable");
	assert_string_equal(kb_slot_id(kb, kb_slot_diagnosis(kb, cable)), "net/cable");
	assert_string_equal(kb_slot_id(kb, kb_slot_symptom(kb, lost)), "net/lost");
	assert_string_equal(kb_slot_id(kb, kb_slot_value(kb, kb_find_value(kb, "key-name"))),
			    "key-name");
	assert_int_not_equal(kb_find_lookalike(kb, "net/other"), KB_NONE);
	assert_int_equal(kb_find_symptom(kb, "net/cable"), KB_NONE);
	uint32_t lamp = kb_find_finding(kb, "lamp");
	assert_int_equal(kb_find_answer(kb, lamp, "off"), 2);
	assert_int_equal(kb_find_answer(kb, lamp, "blue"), KB_NONE);
	const struct kb_diagnosis *diagnosis = &kb_diagnoses(kb)[cable];
	const struct kb_place *place = &kb_examples(kb)[kb->examples.count - 1].place;
	assert_int_equal(place->line, 17);
	assert_int_equal(place->column, 100);
	assert_string_equal(kb_text(kb, place->file), "a.yaml");
	assert_int_equal(diagnosis->suspected_by.count, 1);
	assert_int_equal(kb_refs(kb)[diagnosis->suspected_by.first].slot,
			 kb_slot_symptom(kb, lost));
	assert_int_equal(diagnosis->evidence.count, 3);
	free_kb(kb);
}

static void answers_become_rules(void **state)
{
	(void)state;
	struct kb_source source = source_of("a.yaml", sound, 0);
	struct kb *kb = load_sound(&source, 1);
	assert_int_equal(kb->rules.count, 4);
	const struct kb_rule *off = &kb_rules(kb)[2];
	assert_string_equal(kb_text(kb, off->name), "lamp = off");
	assert_int_equal(off->is_answer, 1);
	assert_int_equal(kb_unmet(kb)[off - kb_rules(kb)], 1);
	assert_int_equal(off->conclusions.count, 2);
	const struct kb_conclusion *conclusions = kb_conclusions(kb) + off->conclusions.first;
	assert_int_equal(conclusions[0].strength, KB_SUPPORTS);
	assert_int_equal(conclusions[1].kind, KB_DERIVES);
	assert_int_equal(conclusions[1].answer, 1);
	uint32_t power = kb_find_finding(kb, "power");
	assert_int_equal(conclusions[1].target, power);
	assert_int_equal(kb_findings(kb)[power].rank, 1);
	assert_int_equal(kb_findings(kb)[power].askable, 0);
	assert_int_equal(kb_findings(kb)[power].derived_by.count, 1);
	assert_int_equal(kb_findings(kb)[kb_find_finding(kb, "lamp")].rank, 0);
	free_kb(kb);
}

static void conditions_are_posted_by_what_makes_them_true(void **state)
{
	(void)state;
	static const char rules[] = "rules:\n"
				    "- { name: a, when: { lamp: [ off, green ], hops: { at-least: "
				    "2, below: 7.5 } }, confirms: [ net/cable ], because: B }\n"
				    "- { name: b, when: { lamp: { unknown: yes } }, confirms: [ "
				    "net/cable ], because: B }\n"
				    "- { name: c, when: { net/lost: seen, value.host: { starts: x, "
				    "ends: y } }, proves: [ net/cable ], because: B }\n";
	const struct kb_source sources[] = {source_of("a.yaml", sound, 0),
					    source_of("b.yaml", rules, 0)};
	struct kb *kb = load_sound(sources, 2);
	assert_int_equal(kb->rules.count, 7);
	const struct kb_rule *a = &kb_rules(kb)[4];
	assert_int_equal(kb_unmet(kb)[4], 2);
	assert_int_equal(kb_unmet(kb)[5], 0);
	assert_int_equal(kb_unmet(kb)[6], 3);
	assert_int_equal(kb->initial.count, 1);
	assert_int_equal(kb_initial(kb)[0].at, 5);
	const struct kb_condition *conditions = kb_conditions(kb);
	const struct kb_bounds *bounds = kb_bounds(kb) + conditions[a->conditions.first + 1].at;
	assert_true(bounds->low == 2 && bounds->high == 7.5);

	uint32_t lamp = kb_find_finding(kb, "lamp");
	uint32_t first = kb_posting_of(kb)[lamp].at, end = kb_posting_of(kb)[lamp + 1].at;
	assert_int_equal(end - first, 6); /* three answers, [off, green], unknown */
	for (uint32_t i = first; i < end; i++) {
		const struct kb_posting *posting = &kb_postings(kb)[i];
		uint32_t condition = kb_rules(kb)[posting->rule].conditions.first + posting->condition;
		assert_int_equal(conditions[condition].slot, lamp);
		if (i > first)
			assert_true(kb_postings(kb)[i - 1].answer <= kb_postings(kb)[i].answer);
	}
	assert_int_equal(kb_postings(kb)[end - 1].answer, KB_ANY_ANSWER);
	assert_int_equal(kb_posting_of(kb)[kb_n_slots(kb)].at, kb->postings.count);
	free_kb(kb);
}

static void ranks_rise_along_derivations(void **state)
{
	(void)state;
	static const char text[] =
		"findings:\n"
		"  a: { answers: { x: { says: x, then: { b: x } }, y: { says: y } } }\n"
		"  b: { answers: { x: { says: x }, y: { says: y } } }\n"
		"  c: { ask: c, answers: { x: { says: x, then: { a: x, b: y } }, y: { says: y } } "
		"}\n";
	struct kb_source source = source_of("a.yaml", text, 0);
	struct kb *kb = load_sound(&source, 1);
	assert_int_equal(kb_findings(kb)[0].rank, 1);
	assert_int_equal(kb_findings(kb)[1].rank, 2);
	assert_int_equal(kb_findings(kb)[2].rank, 0);
	free_kb(kb);
}

static void higher_layers_replace_lower_ones(void **state)
{
	(void)state;
	static const char own[] = "diagnoses:\n"
				  "  net/cable: { title: Our cable, cause: C, fix: [ Do it ], "
				  "docs: { D: https://example.org/d } }\n"
				  "findings:\n"
				  "  lamp: { ask: New?, answers: { red: { says: red }, off: { "
				  "says: off, then: { power: no } } } }\n";
	const struct kb_source sources[] = {source_of("a.yaml", own, 1),
					    source_of("z.yaml", sound, 0)};
	struct kb *kb = load_sound(sources, 2);
	assert_int_equal(kb->diagnoses.count, 2);
	const struct kb_diagnosis *cable = &kb_diagnoses(kb)[kb_find_diagnosis(kb, "net/cable")];
	assert_string_equal(kb_text(kb, cable->title), "Our cable");
	assert_string_equal(kb_text(kb, kb_findings(kb)[kb_find_finding(kb, "lamp")].file), "a.yaml");
	assert_string_equal(kb_text(kb, kb_findings(kb)[kb_find_finding(kb, "lamp")].ask), "New?");
	assert_int_equal(cable->evidence.count, 1); /* of the old lamp nothing is left */
	free_kb(kb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_makes_an_empty_base),
		cmocka_unit_test(entries_are_found_by_id),
		cmocka_unit_test(answers_become_rules),
		cmocka_unit_test(conditions_are_posted_by_what_makes_them_true),
		cmocka_unit_test(ranks_rise_along_derivations),
		cmocka_unit_test(higher_layers_replace_lower_ones),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
