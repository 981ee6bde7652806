/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_PREFILTER_H
#define AWRY_MATCH_PREFILTER_H

/* Which messages might stand where: one look into the knowledge base's table for every four symbols
 * of the folded text.  Nothing is built, so that a lookup of one line costs next to nothing. */

#include "kb/model.h"
#include "match/normalize.h"

struct candidate {
	uint32_t message, part;
	uint32_t offset; /* in the part's literal, of the symbol at `at` */
	uint32_t at;     /* folded place */
};

struct prefilter {
	const struct kb *kb;
	const struct view *view;
	uint32_t next, n_places; /* the folded place to look at next; so many have a gram */
	uint32_t gram;           /* of the place before it */
	uint32_t anchor, end_anchor; /* those of its bucket that are still to be looked at */
};

void prefilter_start(struct prefilter *prefilter, const struct kb *kb, const struct view *view);
/* The next candidate, by place; false when there are no more. */
bool prefilter_next(struct prefilter *prefilter, struct candidate *out);

#endif
