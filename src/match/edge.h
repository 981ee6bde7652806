/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_EDGE_H
#define AWRY_MATCH_EDGE_H

/* What may stand round and inside a literal in a broken text. */

#include "match/normalize.h"

/* Whether a word of the plain text may begin (end) at a folded place: no letter or digit before
 * (behind) it, or something was dropped there. */
bool edge_before(const struct view *view, uint32_t folded);
bool edge_behind(const struct view *view, uint32_t folded);

/* How many symbols of `literal` stand from `at` on, passing over tags of lines and letters of lost
 * escapes
 * ("rn" for a carriage return and line feed).  *end: behind the last of them. */
uint32_t edge_fit_forward(const struct view *view, const char *literal, uint32_t len, uint32_t at,
			  uint32_t *end);
/* The same before `at`, from the literal's end on.  *begin: of the first of them. */
uint32_t edge_fit_backward(const struct view *view, const char *literal, uint32_t len, uint32_t at,
			   uint32_t *begin);

/* Whether the text was cut off at the folded place `end` (`begin`): it ends there without a full
 * stop (begins there without a capital), or says "...". */
bool edge_cut_behind(const struct view *view, uint32_t end);
bool edge_cut_before(const struct view *view, uint32_t begin);
/* Whether it says so at most `gap` symbols on (back). */
bool edge_omits_behind(const struct view *view, uint32_t end, uint32_t gap);
bool edge_omits_before(const struct view *view, uint32_t begin, uint32_t gap);

#endif
