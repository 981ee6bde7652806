/* SPDX-License-Identifier: MIT */
#ifndef AWRY_TESTS_TALKING_H
#define AWRY_TESTS_TALKING_H

/* A session on a small knowledge base of its own, for the tests of the dialogue. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "dialog/session.h"
#include "kb/load.h"

static inline void print_diag(void *user, const awry_diag *diag)
{
	(void)user;
	print_error("%s:%u:%u: %s\n", diag->file, diag->line, diag->column, diag->message);
}

/* NULL where the rules are faulty, which was printed. */
static inline awry_session *talk_on(const char *rules)
{
	struct kb_load_options options = {.alloc = mem_default(), .on_diag = print_diag, .pattern = pattern_literals};
	struct kb_source source = {.name = "test.yaml", .text = rules, .len = strlen(rules)};
	struct kb *kb = NULL;
	awry_session *session = NULL;

	if (kb_load(&source, 1, &options, &kb) || session_open(kb, mem_default(), &session))
		return NULL;
	return session;
}

/* Ends it, and frees the knowledge base too. */
static inline int stop_talking(void **state)
{
	awry_session *session = *state;
	union {
		const struct kb *borrowed;
		struct kb *owned;
	} kb = {session->kb};

	session_close(session);
	mem_resize(mem_default(), kb.owned, kb.owned->size, 0);
	return 0;
}

#endif
