/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_FILTER_H
#define AWRY_MATCH_FILTER_H

/* Where in raw bytes a message might stand, for texts too long to be normalised as a whole.
 *
 * Of each message that is told of one or two windows of 11 raw bytes are known, case aside, chosen so that ordinary
 * logs rarely hold them.  Wherever one stands, one of the 8-byte loads at every 4th byte lies wholly in it: a bit for
 * the hash of each of its 4 grams tells nearly all other places apart, a table of the windows the rest.  Plain C on
 * purpose: it waits for memory, not for instructions.  4-byte grams at every 8th byte would read the text faster, but
 * let so many words of any log through that the whole is slower. */

#include "kb/model.h"

enum { FILTER_GRAM = 8, FILTER_STRIDE = 4, FILTER_WINDOW = FILTER_STRIDE + FILTER_GRAM - 1 };

struct filter_entry;
struct filter_window;

/* Read by any number of threads at once. */
struct filter {
	const awry_alloc *alloc;
	uint64_t *bits;  /* by hash of a gram: whether it is one of a window */
	uint64_t *second; /* the same by another hash */
	uint32_t *first; /* by the high bits of the hash: first of its entries; one more than
			    buckets */
	struct filter_entry *entries; /* a gram of a window each, by bucket */
	struct filter_window *windows;
	uint32_t n_entries, n_windows, cap_entries;
	uint32_t n_left_out;           /* windows too short to be found */
};

/* On failure (AWRY_E_NOMEM) there is nothing to release. */
awry_status filter_build(struct filter *filter, const struct kb *kb, const awry_alloc *alloc);
void filter_release(struct filter *filter);

/* Puts the places of windows that begin from `from` on and were probed before `to` into `hits`,
 * which has room for one in each `filter->stride` bytes, and returns how many: places in text, in
 * order.  Probes that need bytes behind `text` find nothing. */
uint32_t filter_find(const struct filter *filter, struct span text, uint32_t from, uint32_t to,
		     uint32_t *hits);

#endif
