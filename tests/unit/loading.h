/* SPDX-License-Identifier: MIT */
#ifndef AWRY_TESTS_LOADING_H
#define AWRY_TESTS_LOADING_H

/* Rule texts to knowledge bases, for the tests of the loader. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "kb/load.h"

/* Stands in for PCRE2: "(" is faulty, and letters at the start are the literal. */
static inline int fake_pattern(void *user, struct arena *arena, struct span pattern,
			       struct span *literals, int max, const char **error,
			       size_t *error_offset)
{
	(void)user;
	(void)max;
	size_t len = 0;
	while (len < pattern.len && pattern.ptr[len] >= 'a' && pattern.ptr[len] <= 'z')
		len++;
	*error_offset = len;
	*error =
		len < pattern.len && pattern.ptr[len] == '(' ? "missing closing parenthesis" : NULL;
	if (*error || len < 4)
		return 0;
	literals[0] = (struct span){arena_copy(arena, pattern.ptr, len), len};
	return literals[0].ptr ? 1 : -1;
}

struct told {
	unsigned count, line, column, length;
	char code[8], file[32], message[400], hint[256];
};

static inline void take_first(void *user, const awry_diag *diag)
{
	struct told *told = user;
	if (told->count++ > 0)
		return;
	told->line = diag->line;
	told->column = diag->column;
	told->length = diag->length;
	snprintf(told->code, sizeof(told->code), "%s", diag->code);
	snprintf(told->file, sizeof(told->file), "%s", diag->file);
	snprintf(told->message, sizeof(told->message), "%s", diag->message);
	snprintf(told->hint, sizeof(told->hint), "%s", diag->hint ? diag->hint : "");
}

static inline awry_status load_with(const awry_alloc *alloc, const struct kb_source *sources,
				    size_t n, struct told *told, struct kb **out)
{
	struct kb_load_options options = {
		.alloc = alloc,
		.pattern = fake_pattern,
		.on_diag = take_first,
		.diag_user = told,
	};
	*told = (struct told){.count = 0};
	return kb_load(sources, n, &options, out);
}

static inline struct kb_source source_of(const char *name, const char *text, uint32_t layer)
{
	return (struct kb_source){.name = name, .text = text, .len = strlen(text), .layer = layer};
}

static inline void free_kb(struct kb *kb)
{
	if (kb)
		mem_resize(mem_default(), kb, kb->size, 0);
}

#define DIAGNOSIS "{ title: T, cause: C, fix: [ Do it ], docs: { D: https://example.org/d } }"

/* What the faulty files below may refer to. */
static const char sound[] =
	"symptoms:\n"
	"  net/lost: { title: Lost, candidates: { net/cable: 9, net/router: 2 } }\n"
	"findings:\n"
	"  lamp:\n"
	"    ask: Which colour has the lamp?\n"
	"    answers:\n"
	"      green: { says: green, rules-out: [ net/cable ] }\n"
	"      red: { says: red, confirms: [ net/router ] }\n"
	"      off: { says: off, supports: [ net/cable ], then: { power: no } }\n"
	"  hops: { ask: How many hops?, kind: number, unit: hops }\n"
	"  host-name: { ask: Which host?, kind: text, value: host }\n"
	"  power: { answers: { yes: { says: on }, no: { says: off, confirms: [ net/cable ] } } }\n"
	"diagnoses:\n"
	"  net/cable: " DIAGNOSIS "\n"
	"  net/router: " DIAGNOSIS "\n"
	"lookalikes:\n"
	"  net/other: { title: O, messages: [ somebody elses text ], hides: [ net/* ], examples: { "
	"match: [ x ] } }\n";

static inline struct kb *load_sound(const struct kb_source *sources, size_t n)
{
	struct told told;
	struct kb *kb;
	awry_status status = load_with(mem_default(), sources, n, &told, &kb);
	if (status)
		fail_msg("status %d, %s:%u:%u %s", (int)status, told.file, told.line, told.column,
			 told.message);
	return kb;
}

#endif
