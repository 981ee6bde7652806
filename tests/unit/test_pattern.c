/* SPDX-License-Identifier: MIT */
#include "matching.h"

#include "match/glyph.h"
#include "match/pattern.h"

/* What the extractor makes of a pattern: its literals with blanks between, "" where it must refuse.
 */
static const struct {
	const char *name, *pattern, *literals;
} rows[] = {
	{"a word", "refused", "refused"},
	{"punctuation does not count", "port 22: Connection refused", "port22connectionrefused"},
	{"case does not count", "Connection", "connection"},
	{"an escape", "foo\\.barbaz", "foobarbaz"},
	{"white space", "no\\s+such\\s*key", "nosuchkey"},
	{"the longest run", "key \\d+ does not exist", "doesnotexist"},
	{"an optional letter", "failed?ly", "failedly failely"},
	{"a letter that may repeat", "refu+sed connection", "sedconnection"},
	{"a letter that repeats for sure", "no{2}ne", "noone"},
	{"a small class", "502[ab] bad", "502abad 502bbad"},
	{"a large class breaks", "error[0-9] refused", "refused"},
	{"a negated class breaks", "error[^a] refused", "refused"},
	{"a POSIX class refuses", "error[[:digit:]] refused", ""},
	{"alternatives", "(refused|timed out) again", "refusedagain timedoutagain"},
	{"alternatives at the top", "refused|timed out", "refused timedout"},
	{"one alternative is short", "refused|no", ""},
	{"an optional group", "(no )?such key", "nosuchkey suchkey"},
	{"a group that may repeat", "(?:abcd)*such key", "suchkey"},
	{"a group that repeats for sure", "(?:abcd)+", "abcd"},
	{"a named group", "host (?<host>\\S+) refused", "refused"},
	{"look-ahead demands nothing here", "(?=abcdefghij)such key", "suchkey"},
	{"negative look-behind neither", "(?<!logout)refused", "refused"},
	{"atomic and possessive", "(?>refused)++", "refused"},
	{"options in front", "(?m)^Not allowed$", "notallowed"},
	{"options inside", "such(?i)KEY(?-i)s", "suchkeys"},
	{"extended syntax refuses", "(?x)such key", ""},
	{"a comment refuses", "such(?#c)?key", ""},
	{"a comment glued to a letter", "abcda(?#c)?", ""},
	{"quoting refuses", "\\Qsuch.key\\E", ""},
	{"a verb refuses", "(*COMMIT)such key", ""},
	{"a conditional refuses", "(a)?(?(1)such|other) key", ""},
	{"a recursion breaks", "(ab)(?1)refused", "refused"},
	{"a back-reference breaks", "(ab)\\1refused", "refused"},
	{"the end item is clamped", "refused\\b", "refused"},
	{"items repeat inside {n}", "(?:re|un){2}fused", "rerefused reunfused unrefused ununfused"},
	{"markup breaks", "title>refused", "refused"},
	{"too short", "abc", ""},
};

static void write_literals(const char *pattern, struct buf *out)
{
	struct arena arena;
	struct span literals[16];
	const char *error;
	size_t offset;
	int n;

	arena_init(&arena, mem_default());
	n = pattern_literals(NULL, &arena, span_of(pattern), literals, 16, &error, &offset);
	buf_clear(out);
	buf_text(out, "");
	for (int i = 0; i < n; i++) {
		buf_text(out, i ? " " : "");
		buf_add(out, literals[i].ptr, literals[i].len);
	}
	arena_release(&arena);
}

static void test_literals(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, mem_default());
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		write_literals(rows[i].pattern, &out);
		if (!span_equal((struct span){out.ptr, out.len}, span_of(rows[i].literals)))
			fail_msg("%s: /%s/ gives \"%.*s\"", rows[i].name, rows[i].pattern,
				 (int)out.len, out.ptr);
	}
	buf_release(&out);
}

static void test_mistakes_have_a_place(void **state)
{
	struct arena arena;
	struct span literals[4];
	const char *error = NULL;
	size_t offset = 0;

	(void)state;
	arena_init(&arena, mem_default());
	assert_int_equal(
		pattern_literals(NULL, &arena, SPAN("abc(def"), literals, 4, &error, &offset), 0);
	assert_non_null(error);
	assert_int_equal(offset, 7);
	arena_release(&arena);
}

/* ---- random patterns on random texts: a match without a literal would be lost in silence ---- */

struct dice {
	uint64_t state;
};

static uint32_t roll(struct dice *dice, uint32_t n)
{
	dice->state ^= dice->state << 13;
	dice->state ^= dice->state >> 7;
	dice->state ^= dice->state << 17;
	return (uint32_t)(dice->state >> 33) % n;
}

static void write_pattern(struct dice *dice, struct buf *out, int depth)
{
	static const char *const atoms[] = {
		"a",   "b",   "ab",   "ba",   "abab",  "baba",  "abba",     "B",
		" ",   "\\s", "[ab]", "[a ]", "[^b]",  ".",     "\\d",      "\\b",
		"^",   "$",   "\\.",  "-",    "a\\ b", "\\x61", "[\\s\\-]", "\\h",
		"\\w", "\\W", "1",    "(?i)", "(?-i)", "\\1",   "(?#x)",    "\\Qab\\E"};
	static const char *const openers[] = {
		"(", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?|", "(?i:", "(?<n>"};
	static const char *const times[] = {"",     "",   "",    "",      "",    "?",
					    "*",    "+",  "{2}", "{1,2}", "{0}", "{0,1}",
					    "{2,}", "??", "+?",  "*+",    "?+"};
	uint32_t n = 1 + roll(dice, 5);

	for (uint32_t i = 0; i < n; i++) {
		if (depth > 0 && roll(dice, 4) == 0) {
			buf_text(out, openers[roll(dice, N_ELEMENTS(openers))]);
			write_pattern(dice, out, depth - 1);
			if (roll(dice, 3) == 0) {
				buf_char(out, '|');
				write_pattern(dice, out, depth - 1);
			}
			buf_char(out, ')');
		} else {
			buf_text(out, atoms[roll(dice, N_ELEMENTS(atoms))]);
		}
		buf_text(out, times[roll(dice, N_ELEMENTS(times))]);
	}
}

static void write_subject(struct dice *dice, struct buf *out)
{
	uint32_t n = roll(dice, 40);

	for (uint32_t i = 0; i < n; i++)
		buf_char(out, "ababab -.1\n"[roll(dice, 11)]);
}

static bool contains_one(struct span text, const struct span *literals, int n)
{
	char folded[64];
	size_t len = 0;

	for (size_t i = 0; i < text.len && len < sizeof(folded); i++) {
		uint8_t symbol = fold_table[(unsigned char)text.ptr[i]];

		if (symbol != FOLD_DROP)
			folded[len++] = (char)(symbol + (symbol > 9 ? 'a' - 10 : '0'));
	}
	for (int i = 0; i < n; i++) {
		if (span_find((struct span){folded, len}, literals[i]) < len)
			return true;
	}
	return false;
}

/* Tries one pattern on some texts; returns how many matches it had. */
static int try_pattern(struct dice *dice, struct span pattern, const struct span *literals, int n)
{
	int error, matches = 0;
	size_t offset;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len,
					 PCRE2_MULTILINE | PCRE2_NEVER_UTF, &error, &offset, NULL);
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	struct buf subject;

	buf_init(&subject, mem_default());
	for (int i = 0; i < 12; i++) {
		const size_t *at = pcre2_get_ovector_pointer(data);

		buf_clear(&subject);
		buf_text(&subject, "");
		write_subject(dice, &subject);
		if (pcre2_match(code, (PCRE2_SPTR)(subject.ptr ? subject.ptr : ""), subject.len, 0,
				0, data, NULL) < 0)
			continue;
		matches++;
		if (at[1] >= at[0] &&
		    !contains_one((struct span){subject.ptr + at[0], at[1] - at[0]}, literals, n))
			fail_msg("/%.*s/ matches \"%.*s\" without a literal", (int)pattern.len,
				 pattern.ptr, (int)(at[1] - at[0]), subject.ptr + at[0]);
	}
	buf_release(&subject);
	pcre2_match_data_free(data);
	pcre2_code_free(code);
	return matches;
}

static void test_no_match_without_a_literal(void **state)
{
	struct dice dice = {UINT64_C(0x9e3779b97f4a7c15)};
	struct buf pattern;
	struct arena arena;
	int n_patterns = 0, n_matches = 0;

	(void)state;
	buf_init(&pattern, mem_default());
	arena_init(&arena, mem_default());
	for (int i = 0; i < 60000; i++) {
		struct span literals[16];
		const char *error;
		size_t offset;
		int n;

		buf_clear(&pattern);
		write_pattern(&dice, &pattern, 3);
		n = pattern_literals(NULL, &arena, (struct span){pattern.ptr, pattern.len},
				     literals, 16, &error, &offset);
		if (n > 0) {
			n_patterns++;
			n_matches += try_pattern(&dice, (struct span){pattern.ptr, pattern.len},
						 literals, n);
		}
		arena_clear(&arena);
	}
	/* Else the test would test nothing. */
	if (n_patterns < 1000 || n_matches < 300)
		fail_msg("%d patterns, %d matches", n_patterns, n_matches);
	arena_release(&arena);
	buf_release(&pattern);
}

/* ---- matching ---- */

static const char rules[] = "diagnoses:\n" DIAGNOSIS_WITH(
	"ssh/dial", "'/dial tcp (?<host>[^ ]*):(?<port>\\d+): connect: connection refused/'")
	DIAGNOSIS_WITH("net/evil", "'/evil(a+)+$/'");

static void test_matches(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench, rules);
	assert_string_equal(
		bench_read(&bench,
			   SPAN("Error: dial tcp 10.0.0.1:22: connect: connection refused")),
		"ssh/dial");
	assert_true(span_equal(*value_of(bench.kb, &bench.found, "host"), SPAN("10.0.0.1")));
	assert_true(span_equal(*value_of(bench.kb, &bench.found, "port"), SPAN("22")));
	assert_string_equal(
		bench_read(&bench, SPAN("dial tcp 10.0.0.1:xx: connect: connection refused")), "");
	/* Often enough for JIT. */
	for (int i = 0; i < 40; i++)
		assert_string_equal(
			bench_read(&bench,
				   SPAN("> dial tcp a:1: connect: connection \x1b[1mrefused")),
			"ssh/dial");
	bench_close(&bench);
}

/* A break that a wrap put anywhere, but for its values, hides nothing. */
static void test_breaks(void **state)
{
	static const char *const texts[] = {
		"dial tcp 10.0.0.1:22: conn\nect: connection refused",
		"dial tcp 10.0.0.1:22: connect:\nconnection refused",
		"dial tcp 10.0.0.1:22: connect: connection refu\nsed",
		"di\nal tcp 10.0.0.1:22: connect: connection refused",
		"> dial tcp 10.0.0.1:22: conn\n> ect: connection refused",
	};
	struct bench bench;

	(void)state;
	bench_open(&bench, rules);
	for (size_t i = 0; i < N_ELEMENTS(texts); i++) {
		const char *ids = bench_read(&bench, span_of(texts[i]));

		if (strcmp(ids, "ssh/dial") != 0)
			fail_msg("\"%s\": \"%s\"", texts[i], ids);
		assert_true(span_equal(*value_of(bench.kb, &bench.found, "port"), SPAN("22")));
	}
	bench_close(&bench);
}

/* What is found does not depend on what was read before: not on JIT, which comes with use. */
static void test_first_and_later(void **state)
{
	struct bench bench;
	struct buf text;

	(void)state;
	bench_open(&bench, "diagnoses:\n" DIAGNOSIS_WITH("net/far", "'/begin of it[^\\n]*end of it/'"));
	buf_init(&text, mem_default());
	buf_text(&text, "begin of it");
	for (int i = 0; i < 300; i++)
		buf_text(&text, " word");
	buf_text(&text, " end of it");
	for (int i = 0; i < 20; i++)
		assert_string_equal(bench_read(&bench, (struct span){text.ptr, text.len}), "net/far");
	buf_release(&text);
	bench_close(&bench);
}

static void test_gives_up_and_says_so(void **state)
{
	struct bench bench;

	(void)state;
	bench_open(&bench, rules);
	assert_string_equal(bench_read(&bench, SPAN("evilaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
						    "aaaaaaaaaaaaaaaaaaaaaaaaab")),
			    "");
	assert_int_equal(bench.found.limits, MATCH_LIMIT_PATTERN);
	bench_close(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_literals),
		cmocka_unit_test(test_mistakes_have_a_place),
		cmocka_unit_test(test_no_match_without_a_literal),
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_breaks),
		cmocka_unit_test(test_first_and_later),
		cmocka_unit_test(test_gives_up_and_says_so),
	};

	return cmocka_run_group_tests_name("pattern", tests, NULL, NULL);
}
