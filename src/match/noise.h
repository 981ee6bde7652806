/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_NOISE_H
#define AWRY_MATCH_NOISE_H

/* Symbols of a folded text that need not belong to a message which they stand in. */

#include "match/normalize.h"

/* Marks them, once the two projections and the tags are there: view->stray, view->soft. */
awry_status noise_mark(struct view *view);

/* Whether a symbol is the letter of an escape whose backslash was lost, or marks a kind of Python string. */
static inline bool noise_is_stray(const struct view *view, uint32_t folded)
{
	return folded < view->n_folded && (view->stray[folded / 64] >> folded % 64 & 1);
}

/* Whether a symbol that differs from a literal's may be passed over, or the literal be cut off beside it: it is stray, part of a
 * tag, or next to an ellipsis. */
static inline bool noise_is_soft(const struct view *view, uint32_t folded)
{
	return view->soft[folded / 64] >> folded % 64 & 1;
}

#endif
