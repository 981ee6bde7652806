/* SPDX-License-Identifier: MIT */

/* Every example of the shipped rules, broken in every way in which pastes are broken, alone and in
 * pairs: the same id must come first.  AWRY_BREAKAGE=all runs all pairs on all examples; else a
 * seventh of them.  AWRY_BREAKAGE_LIST=1 prints each failure.
 *
 * What fails is of these kinds:
 * - patterns between slashes with more than one break inside their match, or one inside a value, a number or a repeated class;
 *   they are compared with punctuation;
 * - bare short lines ("Connection closed by ... port 22"), which a pattern accepts at the start of a line only: a prefix that is
 *   no log's ("fedora-34 | ", "==> amazon-ebs.base: ", "{"msg":"") makes them part of another program's sentence;
 * - keys and codes of JSON that are broken inside ("errorCode" of CloudTrail), so that a generic code stands without its operation;
 * - a sentence broken at 40 columns beside a look-alike or a symptom that needs no more than the part before the break. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "dialog/session.h"
#include "kb/shipped.h"

typedef void breakage_fn(struct buf *out, const char *text, size_t len);

/* ---- the breakages ---- */

static void wrap(struct buf *out, const char *text, size_t len, size_t width, const char *first, const char *rest)
{
	size_t column = 0;

	buf_text(out, first);
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n' || column >= width) {
			buf_char(out, '\n');
			buf_text(out, rest);
			column = 0;
			if (text[i] == '\n')
				continue;
		}
		buf_char(out, text[i]);
		column++;
	}
	buf_char(out, '\n');
}

static void wrapped_40(struct buf *out, const char *text, size_t len)
{
	wrap(out, text, len, 40, "", "");
}

static void wrapped_77(struct buf *out, const char *text, size_t len)
{
	wrap(out, text, len, 77, "", "");
}

static void framed(struct buf *out, const char *text, size_t len)
{
	buf_text(out, "\xe2\x95\xb7\n");
	wrap(out, text, len, 76, "\xe2\x94\x82 ", "\xe2\x94\x82 ");
	buf_text(out, "\xe2\x95\xb5\n");
}

static void quoted(struct buf *out, const char *text, size_t len)
{
	wrap(out, text, len, 72, "> ", "> ");
}

static void piped(struct buf *out, const char *text, size_t len)
{
	wrap(out, text, len, 10000, "fedora-34 | ", "fedora-34 | ");
}

static void indented(struct buf *out, const char *text, size_t len)
{
	wrap(out, text, len, 10000, "    ", "    ");
}

static void jenkins(struct buf *out, const char *text, size_t len)
{
	wrap(out, text, len, 10000, "[2026-03-04T05:06:07.089Z] ", "[2026-03-04T05:06:07.090Z] ");
}

static void klog(struct buf *out, const char *text, size_t len)
{
	wrap(out, text, len, 10000, "E0412 12:33:11.123456       1 controller.go:123] ", "E0412 12:33:11.123457       1 controller.go:123] ");
}

static void packer(struct buf *out, const char *text, size_t len)
{
	wrap(out, text, len, 10000, "==> amazon-ebs.base: ", "==> amazon-ebs.base: ");
}

static void coloured(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (i % 23 == 5)
			buf_text(out, i % 2 ? "\x1b[31m" : "\x1b[0m");
		buf_char(out, text[i]);
	}
}

static void colours_as_text(struct buf *out, const char *text, size_t len)
{
	buf_text(out, "\\x1b[31m");
	for (size_t i = 0; i < len; i++) {
		if (text[i] == ' ' && i % 31 == 3)
			buf_text(out, "[0m");
		buf_char(out, text[i]);
	}
	buf_text(out, "[0m");
}

static void escape_json(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n')
			buf_text(out, "\\n");
		else if (text[i] == '\t')
			buf_text(out, "\\t");
		else if (text[i] == '"' || text[i] == '\\')
			buf_fmt(out, "\\%c", text[i]);
		else if (text[i] == '<')
			buf_text(out, "\\u003c");
		else if (text[i] == '>')
			buf_text(out, "\\u003e");
		else
			buf_char(out, text[i]);
	}
}

static void json(struct buf *out, const char *text, size_t len)
{
	buf_text(out, "{\"level\":\"error\",\"msg\":\"");
	escape_json(out, text, len);
	buf_text(out, "\",\"n\":1}\n");
}

static void json_twice(struct buf *out, const char *text, size_t len)
{
	struct buf once;

	buf_init(&once, out->alloc);
	json(&once, text, len);
	json(out, once.ptr, once.len);
	buf_release(&once);
}

static void run_together(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buf_text(out, text[i] == '\n' ? " \xe2\x94\x82 " : (char[]){text[i], '\0'});
}

static void html(struct buf *out, const char *text, size_t len)
{
	buf_text(out, "<p>");
	for (size_t i = 0; i < len; i++) {
		switch (text[i]) {
		case '<': buf_text(out, "&lt;"); break;
		case '>': buf_text(out, "&gt;"); break;
		case '&': buf_text(out, "&amp;"); break;
		case '"': buf_text(out, "&quot;"); break;
		case '\'': buf_text(out, "&#39;"); break;
		case '\n': buf_text(out, "<br>\n"); break;
		default: buf_char(out, text[i]);
		}
	}
	buf_text(out, "</p>\n");
}

static void typographic(struct buf *out, const char *text, size_t len)
{
	bool open = false;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '"')
			buf_text(out, (open = !open) ? "\xe2\x80\x9c" : "\xe2\x80\x9d");
		else if (text[i] == '\'')
			buf_text(out, "\xe2\x80\x99");
		else if (text[i] == '-' && i > 0 && text[i - 1] == ' ')
			buf_text(out, "\xe2\x80\x93");
		else
			buf_char(out, text[i]);
	}
}

static void blanks(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buf_text(out, text[i] == ' ' ? i % 2 ? "  " : "\xc2\xa0" : (char[]){text[i], '\0'});
}

static void crlf(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buf_text(out, text[i] == '\n' ? "\r\n" : (char[]){text[i], '\0'});
}

static void bold(struct buf *out, const char *text, size_t len)
{
	buf_text(out, "**");
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '_' || text[i] == '*')
			buf_char(out, '\\');
		buf_char(out, text[i]);
	}
	buf_text(out, "**\n");
}

static void in_a_log(struct buf *out, const char *text, size_t len)
{
	buf_text(out, "2026-03-04 05:06:07,089 INFO starting\nStep 3/9 : running\n");
	buf_add(out, text, len);
	buf_text(out, "\n2026-03-04 05:06:09,101 INFO done, exit status 1\n");
}

static const struct {
	const char *name;
	breakage_fn *apply;
} breakages[] = {
	{"wrapped at 40", wrapped_40}, {"wrapped at 77", wrapped_77}, {"framed", framed}, {"quoted", quoted},
	{"piped", piped}, {"indented", indented}, {"jenkins", jenkins}, {"klog", klog}, {"packer", packer},
	{"coloured", coloured}, {"colours as text", colours_as_text}, {"json", json}, {"json twice", json_twice},
	{"run together", run_together}, {"html", html}, {"typographic", typographic}, {"blanks", blanks}, {"crlf", crlf},
	{"bold", bold}, {"in a log", in_a_log},
};

/* ---- the check ---- */

struct tally {
	unsigned n, right;
};

struct bench {
	awry_session *session;
	const struct kb *kb;
	struct buf once, twice;
	bool lists;
};

static bool comes_first(struct bench *bench, const struct kb_example *example, const char *text, size_t len)
{
	awry_session *session = bench->session;
	uint32_t slot = example->target_kind == KB_OF_DIAGNOSIS ? kb_slot_diagnosis(bench->kb, example->target)
		: kb_slot_symptom(bench->kb, example->target);

	assert_int_equal(session_clear(session), AWRY_OK);
	assert_int_equal(session_tell_text(session, "-", (struct span){text, len}), AWRY_OK);
	if (!session_seen(session, slot))
		return false;
	if (example->target_kind == KB_OF_SYMPTOM)
		return true;
	assert_int_equal(session_weigh(session), AWRY_OK);
	return session->differential.suspects[0].diagnosis == example->target;
}

static bool is_ours(const struct kb_example *example)
{
	return example->must_match && example->target_kind != KB_OF_LOOKALIKE;
}

static void count(struct bench *bench, struct tally *tally, const struct kb_example *example, const char *one,
	const char *other, const struct buf *text)
{
	bool right = comes_first(bench, example, text->ptr, text->len);

	tally->n++;
	tally->right += right;
	if (!right && bench->lists)
		print_message("# %s + %s: %s:%u\n", one, other, kb_text(bench->kb, example->place.file), example->place.line);
}

static double rate(const struct tally *tally)
{
	return tally->n ? 100.0 * tally->right / tally->n : 100;
}

static void break_all(struct bench *bench, struct tally *alone, struct tally *pairs)
{
	const char *all = getenv("AWRY_BREAKAGE");
	uint32_t step = all && strcmp(all, "all") == 0 ? 1 : 7;

	for (uint32_t e = 0; e < bench->kb->examples.count; e++) {
		const struct kb_example *example = kb_examples(bench->kb) + e;
		const char *text = kb_text(bench->kb, example->text);
		if (!is_ours(example) || !comes_first(bench, example, text, strlen(text)))
			continue;
		for (size_t i = 0; i < N_ELEMENTS(breakages); i++) {
			buf_clear(&bench->once);
			breakages[i].apply(&bench->once, text, strlen(text));
			count(bench, &alone[i], example, breakages[i].name, "nothing", &bench->once);
			for (size_t j = e % step; j < N_ELEMENTS(breakages); j += step) {
				buf_clear(&bench->twice);
				breakages[j].apply(&bench->twice, bench->once.ptr, bench->once.len);
				count(bench, pairs, example, breakages[i].name, breakages[j].name, &bench->twice);
			}
		}
	}
}

static void examples_survive_breakage(void **unused)
{
	struct tally alone[N_ELEMENTS(breakages)] = {{0}}, pairs = {0}, sum = {0};
	struct bench bench = {.kb = kb_shipped(), .lists = getenv("AWRY_BREAKAGE_LIST") != NULL};

	(void)unused;
	buf_init(&bench.once, mem_default());
	buf_init(&bench.twice, mem_default());
	assert_int_equal(session_open(bench.kb, mem_default(), &bench.session), AWRY_OK);
	break_all(&bench, alone, &pairs);
	for (size_t i = 0; i < N_ELEMENTS(breakages); i++) {
		print_message("# %-16s %6.2f %% of %u\n", breakages[i].name, rate(&alone[i]), alone[i].n);
		sum.n += alone[i].n;
		sum.right += alone[i].right;
	}
	print_message("# alone %.2f %% of %u, in pairs %.2f %% of %u\n", rate(&sum), sum.n, rate(&pairs), pairs.n);
	session_close(bench.session);
	buf_release(&bench.once);
	buf_release(&bench.twice);
	assert_true(rate(&sum) >= 99.5);
	assert_true(rate(&pairs) >= 98.5);
}

/* One line break, at every column of every example of one line. */
static void a_wrap_at_any_column_is_seen_through(void **unused)
{
	struct bench bench = {.kb = kb_shipped(), .lists = getenv("AWRY_BREAKAGE_LIST") != NULL};
	struct tally tally = {0};

	(void)unused;
	buf_init(&bench.once, mem_default());
	assert_int_equal(session_open(bench.kb, mem_default(), &bench.session), AWRY_OK);
	for (uint32_t e = 0; e < bench.kb->examples.count; e++) {
		const struct kb_example *example = kb_examples(bench.kb) + e;
		const char *text = kb_text(bench.kb, example->text);
		size_t len = strlen(text);
		if (!is_ours(example) || strchr(text, '\n') || len > 400 || !comes_first(&bench, example, text, len))
			continue;
		for (size_t at = 1; at < len; at += 1 + e % 3) {
			buf_clear(&bench.once);
			buf_add(&bench.once, text, at);
			buf_char(&bench.once, '\n');
			buf_text(&bench.once, text + at);
			count(&bench, &tally, example, "one break", "nothing", &bench.once);
		}
	}
	print_message("# one break anywhere %.2f %% of %u\n", rate(&tally), tally.n);
	session_close(bench.session);
	buf_release(&bench.once);
	assert_true(rate(&tally) >= 99.3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_survive_breakage),
		cmocka_unit_test(a_wrap_at_any_column_is_seen_through),
	};

	return cmocka_run_group_tests_name("breakage", tests, NULL, NULL);
}
