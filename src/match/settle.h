/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_SETTLE_H
#define AWRY_MATCH_SETTLE_H

/* Which of the messages found in a text stand: the one that says most of each failure, and none
 * that a look-alike hides. */

#include "match/recognise.h"

/* A message that was found. */
struct found {
	struct match match;
	uint32_t coat; /* where in the original the AWS error round it begins, or KB_NONE */
	uint32_t n_constraints; /* code, operation and service that it asks for, and that were told
				 */
	bool is_code;           /* a code, not a sentence */
	bool is_cut;            /* the text breaks off within it */
	bool is_near;           /* it stands there in other words */
	bool is_dropped;
	struct kb_range pieces; /* in `pieces`: where its literals stood, in the original */
};

struct findings {
	const awry_alloc *alloc;
	struct found *items;
	uint32_t count, cap;
	struct kb_range *pieces;
	uint32_t n_pieces, cap_pieces;
};

/* Sorts items [first, count) by begin, drops what says less of the same text, and closes the gaps.
 */
void settle_overlaps(struct findings *found, uint32_t first);
/* Drops what look-alikes hide of items [first, count), which are sorted and have their lines. */
void settle_lookalikes(struct findings *found, const struct kb *kb, uint32_t first);

#endif
