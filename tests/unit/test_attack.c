/* SPDX-License-Identifier: MIT */

/* Patterns that some texts keep busy are found by whoever checks rules, others are not. */

#include "matching.h"

static const struct {
	const char *name, *pattern;
	bool is_slow;
} rows[] = {
	{"a group of repeats, repeated", "evil(a+)+$", true},
	{"before the literal", "(a+)+evil", true},
	{"stars in a star", "(a*)*evil$", true},
	{"overlapping alternatives", "(a|aa)+evil$", true},
	{"alternatives that are the same", "(?:a|a)*evil", true},
	{"a class and its member", "([a-zA-Z]+)*evil$", true},
	{"a list with blanks round its commas", "evil(\\s*,\\s*)*x$", true},
	{"words with optional blanks", "evil(\\w+\\s?)*:$", true},
	{"three dots", "evil.*.*.*=", true},
	{"any text, twice, before the literal", "x[^\\n]*[^\\n]*y[^\\n]*evil", true},
	{"two stars of one letter", "a*a*[bc]evil", true},
	{"a run from each start", "[\\w.-]+\\.evil", true},
	{"an address", "evil ([a-z0-9]+[.-]?)+@[a-z]+$", true},
	{"a number with groups", "evil (\\d+,?)+;", true},
	{"a lazy group", "evil(a+?)+?$", true},
	{"the last of the alternatives", "evil(?:x|y|(a+)+$)", true},
	{"a counted group", "evil(a{1,60}){1,60}$", true},
	{"a backtracking dot in a group", "evil(.*,)*y$", true},
	{"a look-ahead", "evil(?=(a+)+$)", true},

	{"a literal", "connection refused", false},
	{"classes between literals", "dial tcp (?<host>[^ ]*):(?<port>\\d+): connect", false},
	{"possessive", "evil(a++)+$", false},
	{"an atomic group", "evil(?>a+)+$", false},
	{"a group that begins with its own letter", "evil(?:,a+)+$", false},
	{"one star", "evil[^\\n]*server: awselb", false},
	{"white space, which is one blank", "evil[^\\n]*\\s+server", false},
	{"counted", "HTTP\\/[0-9.]+ 503[^\\n]*\\s(?:[^\\n]*\\n){0,6}?[^\\n]*[Ss]erver: ?awselb", false},
	{"optional", "(?:a|b)?evil(?:er|est)?", false},
	{"a path", "(?:/[^/]*)+evil\\.$", false},
	{"the start of a line", "^[a-z]+ evil$", false},
};

static void slow_patterns_are_found(void **unused)
{
	struct arena arena;
	unsigned n_wrong = 0;
	int attacks = 1;

	(void)unused;
	arena_init(&arena, mem_default());
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct span literals[16];
		const char *error;
		size_t offset;
		int n = pattern_literals(&attacks, &arena, span_of(rows[i].pattern), literals, 16, &error, &offset);
		if (rows[i].is_slow ? n == -2 : n > 0)
			continue;
		print_message("# %s: %d, %s\n", rows[i].name, n, error);
		n_wrong++;
	}
	assert_int_equal(n_wrong, 0);
	arena_release(&arena);
}

static void take(void *user, const awry_diag *diag)
{
	snprintf(user, 400, "%s %u:%u %s", diag->code, diag->line, diag->column, diag->message);
}

static void the_mistake_has_its_place(void **unused)
{
	static const char text[] = "diagnoses:\n" DIAGNOSIS_WITH("net/evil", "'/evil(a+)+$/'");
	struct kb_source source = {.name = "t.yaml", .text = text, .len = sizeof(text) - 1};
	char told[400] = "";
	int attacks = 1;
	struct kb_load_options options = {.alloc = mem_default(), .pattern = pattern_literals, .pattern_user = &attacks,
		.on_diag = take, .diag_user = told};
	struct kb *kb = NULL;

	(void)unused;
	assert_int_equal(kb_load(&source, 1, &options, &kb), AWRY_E_RULES);
	assert_null(kb);
	assert_string_equal(told, "AW037 2:47 this pattern is slow: more than 4000000 steps on 4096 bytes like 'evilaaa...'");
	options.pattern_user = NULL; /* who only loads does not wait for that */
	assert_int_equal(kb_load(&source, 1, &options, &kb), AWRY_OK);
	mem_resize(mem_default(), kb, kb->size, 0);
}

/* ---- the nth allocation fails ---- */

struct failing {
	int left;
};

static void *resize(void *user, void *ptr, size_t old_size, size_t new_size)
{
	struct failing *failing = user;

	if (new_size > 0 && failing->left-- == 0)
		return NULL;
	return mem_resize(mem_default(), ptr, old_size, new_size);
}

static void without_memory_it_says_so(void **unused)
{
	static const char *const patterns[] = {"evil(a+)+$", "evil[^\\n]*x"};
	const int wanted[] = {-2, 1};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(patterns); i++) {
		int n = -1, attacks = 1, failed = 0;
		for (; n == -1; failed++) {
			struct failing failing = {failed};
			awry_alloc alloc = {resize, &failing};
			struct span literals[16];
			struct arena arena;
			const char *error;
			size_t offset;
			arena_init(&arena, &alloc);
			n = pattern_literals(&attacks, &arena, span_of(patterns[i]), literals, 16, &error, &offset);
			assert_true(n == -1 || n == wanted[i]);
			arena_release(&arena);
			assert_true(failed < 10000);
		}
		assert_true(failed > 5);
		assert_int_equal(n, wanted[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slow_patterns_are_found),
		cmocka_unit_test(the_mistake_has_its_place),
		cmocka_unit_test(without_memory_it_says_so),
	};

	return cmocka_run_group_tests_name("attack", tests, NULL, NULL);
}
