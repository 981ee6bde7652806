/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_WINDOW_H
#define AWRY_MATCH_WINDOW_H

/* What is found in one window of a text, before it is settled which of it stands. */

#include "match/accesslog.h"
#include "match/coat.h"
#include "match/pattern.h"
#include "match/settle.h"

enum {
	WINDOW_SIZE = 256 << 10, /* bytes read at a time: what is made of them stays in the cache */
	WINDOW_OVERLAP = 8 << 10, /* bytes that two windows share: no message is longer */
	WINDOW_MAX_FOUND = 2048,  /* messages in one window */
};

/* The means, kept from text to text. */
struct finder {
	const struct kb *kb;
	awry_alloc alloc;
	struct view view;
	struct coat_list coats;
	struct access_lines lines;
	struct pattern_cache patterns;
	struct findings found;    /* in all windows so far: those of this one are the last */
	struct arena arena;       /* of the captured texts of this window */
	struct value_list values; /* captured in this window */
	uint64_t *last_end;       /* by message: folded place behind where it was found last, counted on
				     from window_begin; nothing is cleared from window to window */
	uint64_t *last_word;      /* the same of its words: near.h */
	uint64_t window_begin;    /* more than the sum of the lengths of earlier windows */
	uint32_t cap_last_end, cap_last_word;
	uint32_t stopped; /* place in the text up to which this window was read; its limit, unless
			     it was full */
	unsigned limits;  /* enum match_limit, or-ed */
	bool tries_near;  /* messages in other words are looked for too */
};

awry_status finder_init(struct finder *finder, const struct kb *kb, const awry_alloc *alloc);
void finder_release(struct finder *finder);

/* Appends what begins in `window` before the place `limit` to finder->found, with places in the
 * whole text, in which the window begins at `origin`.  view.has_start and view.has_end are set by
 * the caller. */
awry_status finder_read(struct finder *finder, struct span window, uint32_t origin, uint32_t limit);

#endif
