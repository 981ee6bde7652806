/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_TEMPLATE_H
#define AWRY_MATCH_TEMPLATE_H

/* Whether a template stands where the prefilter suspects it, and what its placeholders hold. */

#include "match/prefilter.h"

enum {
	TEMPLATE_MAX_PARTS = 48,
	TEMPLATE_MIN_CUT =
		24, /* symbols of literal text that a message which is cut off must still show */
	TEMPLATE_MIN_CUT_SHARE = 60, /* per cent of them */
	TEMPLATE_SURE_CUT_SHARE = 85 /* per cent of them that leave no doubt where the text just ends */
};

/* Where a template was found, in folded places. */
struct fit {
	uint32_t message;
	uint32_t begin, end;    /* of its literals; placeholders at the ends lie outside */
	uint32_t n_literal;     /* symbols of literal text that stood there */
	uint32_t first, behind; /* parts [first, behind) stood there; the others were cut off */
	struct kb_range at[TEMPLATE_MAX_PARTS]; /* where each literal stood */
};

/* `work` counts down what may still be tried; a candidate that finds it used up does not fit. */
bool template_fit(const struct kb *kb, const struct view *view, const struct candidate *candidate,
		  uint32_t *work, struct fit *out);

#endif
