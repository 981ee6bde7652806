/* SPDX-License-Identifier: MIT */

/* The engine against the definition: random knowledge bases and random scripts of telling, changing
 * and withdrawing; after each step every value, every rule and every weight equals what a naive
 * evaluator makes of the same facts from nothing.  AWRY_SEED and AWRY_PROGRAMS choose others. */

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "infer/weigh.h"
#include "kb/load.h"

enum {
	N_FINDINGS_MAX = 9, N_ANSWERS = 3, N_RULES_MAX = 14, N_CONDITIONS_MAX = 3, N_DIAGNOSES = 3, N_STEPS = 12
};

enum test { IS, ONE_OF, IS_NOT, UNKNOWN, AT_LEAST, BELOW };

struct condition {
	unsigned finding;
	enum test test;
	unsigned answer, other; /* or the bound */
};

struct rule {
	unsigned n;
	struct condition conditions[N_CONDITIONS_MAX];
	int derives;    /* finding, or -1 */
	unsigned answer;
	unsigned diagnosis, strength;
};

struct program {
	unsigned n_findings, n_rules;
	bool is_number[N_FINDINGS_MAX];
	struct rule rules[N_RULES_MAX];
};

/* What a finding is: unknown, an answer, or a number. */
struct value {
	bool known;
	unsigned answer;
};

struct told {
	bool told;
	struct value value;
};

static uint64_t state;

static unsigned draw(unsigned n)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(state >> 33) % n;
}

/* ---- the naive evaluator: the definition, word for word ---- */

static bool condition_holds(const struct condition *c, const struct value *values)
{
	struct value v = values[c->finding];

	switch (c->test) {
	case IS:
		return v.known && v.answer == c->answer;
	case ONE_OF:
		return v.known && (v.answer == c->answer || v.answer == c->other);
	case IS_NOT:
		return v.known && v.answer != c->answer;
	case UNKNOWN:
		return !v.known;
	case AT_LEAST:
		return v.known && v.answer >= c->answer;
	case BELOW:
		return v.known && v.answer < c->answer;
	}
	return false;
}

static bool rule_holds(const struct rule *rule, const struct value *values)
{
	for (unsigned i = 0; i < rule->n; i++)
		if (!condition_holds(&rule->conditions[i], values))
			return false;
	return true;
}

static void evaluate(const struct program *program, const struct told *told, struct value *values)
{
	for (unsigned f = 0; f < program->n_findings; f++) {
		values[f] = told[f].told ? told[f].value : (struct value){0};
		for (unsigned r = 0; r < program->n_rules && !values[f].known; r++)
			if (program->rules[r].derives == (int)f && rule_holds(&program->rules[r], values))
				values[f] = (struct value){true, program->rules[r].answer};
	}
}

static double weigh(const struct program *program, const struct value *values, unsigned diagnosis)
{
	bool used[N_FINDINGS_MAX] = {false}, taken[N_RULES_MAX] = {false};
	double sum = 0;

	for (;;) {
		int best = -1;
		for (unsigned r = 0; r < program->n_rules; r++) {
			const struct rule *rule = &program->rules[r];
			if (taken[r] || rule->derives >= 0 || rule->diagnosis != diagnosis || !rule_holds(rule, values))
				continue;
			if (best < 0 || fabs(weights.of[rule->strength]) > fabs(weights.of[program->rules[best].strength]))
				best = (int)r;
		}
		if (best < 0)
			return sum;
		const struct rule *rule = &program->rules[best];
		bool shares = false;
		taken[best] = true;
		for (unsigned i = 0; i < rule->n; i++)
			shares |= used[rule->conditions[i].finding];
		if (shares)
			continue;
		for (unsigned i = 0; i < rule->n; i++)
			used[rule->conditions[i].finding] = true;
		sum += weights.of[rule->strength];
	}
}

/* ---- random programs ---- */

static bool has_finding(const struct rule *rule, unsigned finding)
{
	for (unsigned i = 0; i < rule->n; i++)
		if (rule->conditions[i].finding == finding)
			return true;
	return false;
}

static void make_rule(struct program *program, struct rule *rule)
{
	unsigned below = program->n_findings;

	*rule = (struct rule){.derives = -1, .diagnosis = draw(N_DIAGNOSES), .strength = KB_PROVES + draw(5)};
	if (draw(2)) {
		unsigned f = 1 + draw(program->n_findings - 1);
		if (!program->is_number[f]) {
			rule->derives = (int)f;
			rule->answer = draw(N_ANSWERS);
			below = f;
		}
	}
	for (unsigned want = 1 + draw(N_CONDITIONS_MAX); want > 0; want--) {
		unsigned f = draw(below);
		struct condition *c = &rule->conditions[rule->n];
		if (has_finding(rule, f))
			continue;
		c->finding = f;
		c->test = program->is_number[f] ? AT_LEAST + draw(2) : draw(4);
		c->answer = program->is_number[f] ? 1 + draw(3) : draw(N_ANSWERS);
		c->other = (c->answer + 1) % N_ANSWERS;
		rule->n++;
	}
}

static void make_program(struct program *program)
{
	*program = (struct program){.n_findings = 2 + draw(N_FINDINGS_MAX - 1), .n_rules = 1 + draw(N_RULES_MAX)};
	for (unsigned f = 0; f < program->n_findings; f++)
		program->is_number[f] = draw(5) == 0;
	for (unsigned r = 0; r < program->n_rules; r++)
		make_rule(program, &program->rules[r]);
}

static void write_condition(struct buf *out, const struct condition *c)
{
	switch (c->test) {
	case ONE_OF:
		buf_fmt(out, "f%u: [v%u, v%u]", c->finding, c->answer, c->other);
		break;
	case UNKNOWN:
		buf_fmt(out, "f%u: {unknown: yes}", c->finding);
		break;
	case IS:
		buf_fmt(out, "f%u: v%u", c->finding, c->answer);
		break;
	case IS_NOT:
		buf_fmt(out, "f%u: {not: v%u}", c->finding, c->answer);
		break;
	case AT_LEAST:
		buf_fmt(out, "f%u: {at-least: %u}", c->finding, c->answer);
		break;
	case BELOW:
		buf_fmt(out, "f%u: {below: %u}", c->finding, c->answer);
		break;
	}
}

static void write_rule(struct buf *out, const struct rule *rule, unsigned number)
{
	static const char *const words[] = {"", "proves", "confirms", "supports", "opposes", "rules-out"};

	buf_fmt(out, "  - name: rule %u\n    when: {", number);
	for (unsigned i = 0; i < rule->n; i++) {
		buf_text(out, i ? ", " : " ");
		write_condition(out, &rule->conditions[i]);
	}
	if (rule->derives >= 0)
		buf_fmt(out, " }\n    then: { f%d: v%u }\n", rule->derives, rule->answer);
	else
		buf_fmt(out, " }\n    then: { %s: [t/d%u] }\n", words[rule->strength], rule->diagnosis);
	buf_text(out, "    because: It is so.\n");
}

static void write_program(struct buf *out, const struct program *program)
{
	buf_text(out, "findings:\n");
	for (unsigned f = 0; f < program->n_findings; f++) {
		buf_fmt(out, "  f%u:\n    ask: What is it?\n", f);
		if (program->is_number[f])
			buf_text(out, "    kind: number\n");
		else
			buf_text(out, "    answers:\n      v0: { says: zero }\n      v1: { says: one }\n      v2: { says: two }\n");
	}
	buf_text(out, "diagnoses:\n");
	for (unsigned d = 0; d < N_DIAGNOSES; d++)
		buf_fmt(out, "  t/d%u:\n    title: It is this\n    cause: It is so.\n    fix: [ Wait ]\n"
			"    docs: { A page: https://example.com/ }\n", d);
	buf_text(out, "rules:\n");
	for (unsigned r = 0; r < program->n_rules; r++)
		write_rule(out, &program->rules[r], r);
}

/* ---- the comparison ---- */

static void print_diag(void *user, const awry_diag *diag)
{
	(void)user;
	print_error("%s:%u:%u: %s %s\n", diag->file, diag->line, diag->column, diag->code, diag->message);
}

static struct kb *load_program(const struct program *program)
{
	struct kb_load_options options = {.alloc = mem_default(), .on_diag = print_diag};
	struct kb_source source = {.name = "t.yaml"};
	struct kb *kb = NULL;
	struct buf text;

	buf_init(&text, mem_default());
	write_program(&text, program);
	source.text = text.ptr;
	source.len = text.len;
	if (kb_load(&source, 1, &options, &kb))
		print_error("%s\n", text.ptr);
	assert_non_null(kb);
	buf_release(&text);
	return kb;
}

static void compare(const struct program *program, const struct facts *facts, const struct told *told, uint64_t seed)
{
	struct value values[N_FINDINGS_MAX];
	bool same = true, proved;

	evaluate(program, told, values);
	for (unsigned f = 0; f < program->n_findings; f++) {
		struct fact_value got = facts_value(facts, f);
		unsigned answer = got.kind == FACT_NUMBER ? (unsigned)got.number : got.answer;
		same &= (got.kind != FACT_UNKNOWN) == values[f].known && (!values[f].known || answer == values[f].answer);
	}
	for (unsigned r = 0; r < program->n_rules; r++)
		same &= facts_rule_holds(facts, r) == rule_holds(&program->rules[r], values);
	for (unsigned d = 0; d < N_DIAGNOSES; d++)
		same &= fabs(weigh_diagnosis(facts, d, &proved) - weigh(program, values, d)) < 1e-9;
	if (!same)
		fail_msg("engine and definition differ: AWRY_SEED=%llu", (unsigned long long)seed);
}

static void step(const struct program *program, struct facts *facts, struct told *told)
{
	unsigned f = draw(program->n_findings), what = draw(5);

	if (what == 0) {
		told[f] = (struct told){0};
		assert_int_equal(facts_retract(facts, f), AWRY_OK);
		return;
	}
	struct value value = {what > 1, program->is_number[f] ? draw(5) : draw(N_ANSWERS)};
	struct fact_value fact = {.kind = !value.known ? FACT_UNKNOWN : program->is_number[f] ? FACT_NUMBER : FACT_ANSWER,
		.answer = value.answer, .number = value.answer};
	told[f] = (struct told){true, value};
	assert_int_equal(facts_tell(facts, f, fact, FACT_BY_ANSWER, f), AWRY_OK);
}

/* Supposing any answer and taking it back leaves no trace. */
static void suppose_all(const struct program *program, struct facts *facts)
{
	for (unsigned f = 0; f < program->n_findings; f++) {
		if (program->is_number[f] || facts_is_told(facts, f))
			continue;
		unsigned answer = draw(N_ANSWERS);
		bool would_turn = facts_is_known(facts, f) || facts_would_turn(facts, f, answer);
		assert_int_equal(facts_suppose(facts, f, answer), AWRY_OK);
		assert_true(would_turn || facts->n_turned == 0);
		facts_take_back(facts);
	}
}

static void suppose_all_untold(const struct program *program, struct facts *facts)
{
	for (unsigned f = 0; f < program->n_findings; f++) {
		bool is_premise = facts_is_premise(facts, f);
		assert_int_equal(facts_suppose_untold(facts, f), AWRY_OK);
		assert_true(is_premise || facts->n_turned == 0);
		facts_take_back(facts);
	}
}

static void run_program(uint64_t seed)
{
	struct told told[N_FINDINGS_MAX] = {{0}};
	struct program program;
	struct facts facts;

	state = seed;
	make_program(&program);
	struct kb *kb = load_program(&program);
	assert_int_equal(facts_init(&facts, kb, mem_default()), AWRY_OK);
	compare(&program, &facts, told, seed);
	for (unsigned i = 0; i < N_STEPS; i++) {
		step(&program, &facts, told);
		compare(&program, &facts, told, seed);
		suppose_all(&program, &facts);
		suppose_all_untold(&program, &facts);
		compare(&program, &facts, told, seed);
	}
	assert_int_equal(facts_clear(&facts), AWRY_OK);
	if (kb->initial.count == 0)
		assert_memory_equal(facts.unmet, kb_unmet(kb), kb->rules.count);
	memset(told, 0, sizeof(told));
	compare(&program, &facts, told, seed);
	facts_release(&facts);
	mem_resize(mem_default(), kb, kb->size, 0);
}

static void engine_equals_definition(void **unused)
{
	const char *seed = getenv("AWRY_SEED"), *programs = getenv("AWRY_PROGRAMS");
	uint64_t first = seed ? strtoull(seed, NULL, 10) : 1;
	unsigned long n = programs ? strtoul(programs, NULL, 10) : seed ? 1 : 10000;

	(void)unused;
	print_message("# seeds %llu to %llu\n", (unsigned long long)first, (unsigned long long)(first + n - 1));
	for (unsigned long i = 0; i < n; i++)
		run_program(first + i);
}

/* The final answers, told in any order, end in the same state. */
static void order_does_not_matter(void **unused)
{
	(void)unused;
	for (uint64_t seed = 1; seed <= 500; seed++) {
		struct told told[N_FINDINGS_MAX] = {{0}};
		struct program program;
		struct facts facts;

		state = seed;
		make_program(&program);
		struct kb *kb = load_program(&program);
		assert_int_equal(facts_init(&facts, kb, mem_default()), AWRY_OK);
		unsigned start = draw(program.n_findings);
		for (unsigned i = 0; i < program.n_findings; i++) {
			unsigned f = (start + i * (seed % 2 ? 1 : program.n_findings - 1)) % program.n_findings;
			told[f] = (struct told){true, {true, (unsigned)(seed + f) % N_ANSWERS}};
			assert_int_equal(facts_tell(&facts, f, (struct fact_value){
				.kind = program.is_number[f] ? FACT_NUMBER : FACT_ANSWER, .answer = told[f].value.answer,
				.number = told[f].value.answer}, FACT_BY_ANSWER, f), AWRY_OK);
		}
		compare(&program, &facts, told, seed);
		facts_release(&facts);
		mem_resize(mem_default(), kb, kb->size, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(engine_equals_definition),
		cmocka_unit_test(order_does_not_matter),
	};

	return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
