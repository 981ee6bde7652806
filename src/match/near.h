/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_NEAR_H
#define AWRY_MATCH_NEAR_H

/* Long templates in other words: AWS rewords its sentences, tools print them with words of their own, people mask or translate one.
 * Where two or three of the words stand that few other templates have, the words of the template and of the text are compared outwards from
 * one of them.  A few may be foreign, missing or replaced, unless the message turns on them (kb/words.h). */

#include "match/template.h"

enum { NEAR_APART = 400 }; /* bytes between two words of one template that make it a candidate */

struct near_search {
	const struct kb *kb;
	const struct view *view;
	uint64_t base, *last; /* by message: where a word of it stood last, counted on from `base`, and which did near it */
	uint32_t next;        /* plain place to go on from */
	uint32_t begin, hash; /* the current word */
	uint32_t telling, end_telling; /* of its bucket */
};

/* `last` is borrowed: one for each message, 0 at first; what it holds stays good if `base` grows by the length
 * of the text and NEAR_APART. */
void near_start(struct near_search *search, const struct kb *kb, const struct view *view, uint64_t base, uint64_t *last);
/* The next candidate, by place: offset and at are those of the word's first symbol.  False when there are no more. */
bool near_next(struct near_search *search, struct candidate *out);

/* As template_fit; out->n_literal counts what stood there, so that it may be all that the template has. */
bool near_fit(const struct kb *kb, const struct view *view, const struct candidate *candidate, struct fit *out);

#endif
