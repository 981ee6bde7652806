/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_FILTER_H
#define AWRY_MATCH_FILTER_H

/* Where in raw bytes a message might stand, for texts too long to be normalised as a whole.
 *
 * Of each message that is told of one or two windows of raw bytes are known, case aside, chosen so that ordinary logs
 * rarely hold them.  One load is made at every few bytes, the stride; a window is as long as the stride and the gram
 * that a load keeps, less one, so that wherever it stands one gram lies wholly in it.  A bit for the hash of each gram
 * tells nearly all other places apart, a table of the windows the rest.  Plain C on purpose: it waits for memory, not
 * for instructions.  The longer the windows that all messages have, the longer the stride: filter_build chooses. */

#include "kb/model.h"

enum { FILTER_MAX_WINDOW = 15, FILTER_MIN_STRIDE = 6 };

struct filter_entry;
struct filter_window;

struct filter_shape {
	uint32_t stride, gram; /* bytes */
};

/* Read by any number of threads at once. */
struct filter {
	const awry_alloc *alloc;
	struct filter_shape shape;
	uint32_t shift;  /* of hashes: how large the tables are */
	uint64_t *bits;  /* by hash of a gram: whether it is one of a window */
	uint64_t *second; /* the same by another hash */
	uint32_t *first; /* by the high bits of the hash: first of its entries; one more than
			    buckets */
	struct filter_entry *entries; /* a gram of a window each, by bucket */
	struct filter_window *windows;
	uint32_t n_entries, n_windows, cap_entries;
	uint32_t n_left_out;           /* windows too short to be found */
	bool has_bmi2;                 /* of the processor; what is found is the same */
};

static inline uint32_t filter_window_len(struct filter_shape shape)
{
	return shape.stride + shape.gram - 1;
}

/* On failure (AWRY_E_NOMEM) there is nothing to release. */
awry_status filter_build(struct filter *filter, const struct kb *kb, const awry_alloc *alloc);
void filter_release(struct filter *filter);

/* Puts the places of windows that begin from `from` on and were probed before `to` into `hits`,
 * which has room for one in each FILTER_MIN_STRIDE bytes and one more, and returns how many: places in text, in
 * order.  What follows the text is taken for blanks. */
uint32_t filter_find(const struct filter *filter, struct span text, uint32_t from, uint32_t to, uint32_t *hits);

#endif
