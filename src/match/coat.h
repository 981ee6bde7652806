/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_COAT_H
#define AWRY_MATCH_COAT_H

/* The shapes in which tools print one AWS error, parsed once for all messages. */

#include "kb/model.h"
#include "match/normalize.h"

enum { COAT_NAME = 80 }; /* symbols of a code or operation: the longest known has 59 */

/* A name in a coat: as it stands in the plain text, and folded.  Not told: both empty. */
struct coat_name {
	struct span plain;
	uint8_t len;
	char folded[COAT_NAME];
};

struct coat {
	uint32_t begin, end; /* plain places: the whole, up to the end of the line that the message
				begins on */
	uint32_t message; /* plain place where AWS's sentence begins; `end` if it stands before the
			     rest */
	uint32_t reach;   /* plain: what begins before it may be part of the sentence */
	struct coat_name code, operation, service;
	struct span owner; /* the service, as service_name gives it: told, or known from the operation; empty if neither */
	bool is_plain;   /* only "CODE: MESSAGE", which may be anybody's */
	bool is_foreign; /* of a service that the rules do not speak about */
};

struct coat_list {
	struct coat *items; /* by begin */
	uint32_t count, cap;
	bool is_full; /* COAT_MAX were found, and there may be more */
};

enum { COAT_MAX = 1024 };

awry_status coat_find(const struct view *view, const awry_alloc *alloc, struct coat_list *out);

/* Whether nothing that the coat tells contradicts what `message` asks for. */
bool coat_suits(const struct coat *coat, const struct kb *kb, const struct kb_message *message);
/* Whether an AWS message that stands in the coat belongs to another service than the one it is
 * about. */
bool coat_hides(const struct coat *coat, const struct kb *kb, const struct kb_message *message);

/* The first and behind the last of the code messages whose code is the coat's (positions in
 * kb_codes), for spelling `n` of it: as told, without "Client." or "Server.", without "Exception".
 * False when there is no such spelling. */
bool coat_code_range(const struct coat *coat, const struct kb *kb, uint32_t n,
		     struct kb_range *out);

/* Whether another target has the code of `message` with no operation. */
bool coat_code_is_claimed(const struct kb *kb, const struct kb_message *message);

#endif
