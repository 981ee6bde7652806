/* SPDX-License-Identifier: MIT */
#ifndef AWRY_TESTS_MATCHING_H
#define AWRY_TESTS_MATCHING_H

/* Rule texts and pastes to what was recognised, for the tests of the matcher. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "kb/load.h"
#include "match/recognise.h"

static inline void fail_on_mistake(void *user, const awry_diag *diag)
{
	(void)user;
	fail_msg("%s:%u:%u %s", diag->file, diag->line, diag->column, diag->message);
}

/* The caller frees with mem_resize. */
static inline struct kb *kb_of(const char *rules)
{
	struct kb_source source = {.name = "test.yaml", .text = rules, .len = strlen(rules)};
	struct kb_load_options options = {
		.alloc = mem_default(),
		.pattern = pattern_literals,
		.on_diag = fail_on_mistake,
	};
	struct kb *kb = NULL;

	assert_int_equal(kb_load(&source, 1, &options, &kb), AWRY_OK);
	return kb;
}

static inline const char *id_of(const struct kb *kb, const struct match *match)
{
	switch (match->target_kind) {
	case KB_OF_SYMPTOM:
		return kb_text(kb, kb_symptoms(kb)[match->target].id);
	case KB_OF_DIAGNOSIS:
		return kb_text(kb, kb_diagnoses(kb)[match->target].id);
	case KB_OF_ANSWER:
		return kb_text(kb, kb_findings(kb)[match->target].id);
	default:
		return kb_text(kb, kb_lookalikes(kb)[match->target].id);
	}
}

/* The ids of all matches with blanks between, in order, into `out`. */
static inline void ids_of(const struct kb *kb, const struct recognition *found, struct buf *out)
{
	buf_clear(out);
	buf_text(out, "");
	for (uint32_t i = 0; i < found->n_matches; i++)
		buf_fmt(out, "%s%s", i ? " " : "", id_of(kb, &found->matches[i]));
}

/* The value `name` of the matches, or of the text; NULL if there is none. */
static inline const struct span *value_of(const struct kb *kb, const struct recognition *found,
					  const char *name)
{
	for (uint32_t i = 0; i < found->n_values; i++) {
		if (strcmp(kb_text(kb, kb_values(kb)[found->values[i].value].name), name) == 0)
			return &found->values[i].text;
	}
	return NULL;
}

struct bench {
	struct kb *kb;
	struct matcher *matcher;
	struct recognition found;
	struct buf ids;
};

static inline void bench_open(struct bench *bench, const char *rules)
{
	*bench = (struct bench){.kb = kb_of(rules)};
	assert_int_equal(matcher_new(bench->kb, NULL, &bench->matcher), AWRY_OK);
	buf_init(&bench->ids, mem_default());
}

/* Recognises `text` and returns the ids found. */
static inline const char *bench_read(struct bench *bench, struct span text)
{
	recognition_release(&bench->found);
	assert_int_equal(matcher_recognise(bench->matcher, text, &bench->found), AWRY_OK);
	ids_of(bench->kb, &bench->found, &bench->ids);
	return bench->ids.len > 0 ? bench->ids.ptr : "";
}

static inline void bench_close(struct bench *bench)
{
	recognition_release(&bench->found);
	matcher_free(bench->matcher);
	buf_release(&bench->ids);
	mem_resize(mem_default(), bench->kb, bench->kb->size, 0);
}

/* A text, and the ids that are found in it. */
struct bench_row {
	const char *name, *text, *ids;
};

static inline void bench_check(const char *rules, const struct bench_row *rows, size_t n)
{
	struct bench bench;

	bench_open(&bench, rules);
	for (size_t i = 0; i < n; i++) {
		const char *ids = bench_read(&bench, span_of(rows[i].text));

		if (strcmp(ids, rows[i].ids) != 0)
			fail_msg("%s: \"%s\", not \"%s\"", rows[i].name, ids, rows[i].ids);
	}
	bench_close(&bench);
}

/* A diagnosis with the messages `messages` (a YAML list). */
#define DIAGNOSIS_WITH(id, messages)                              \
	"  " id ": { title: T, cause: C, messages: [ " messages   \
	" ], fix: [ Do it ], docs: { D: https://example.org/d }," \
	" examples: { match: [ a, b ], no-match: [ c ] } }\n"

#endif
