/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_LITERALS_H
#define AWRY_MATCH_LITERALS_H

/* What any text that a pattern matches must contain, folded: for the prefilter. */

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/base.h"

enum {
	LITERALS_MIN = 4,        /* symbols that the prefilter needs */
	LITERALS_MAX_ITEMS = 512 /* of one pattern: letters, classes, brackets */
};

/* Fills `out` with at most `max` alternatives, one of which each match contains.  `code` is
 * `pattern` compiled with PCRE2_AUTO_CALLOUT.  Returns their number, 0 where there are none that
 * can be relied on, -1 without memory. */
int literals_of(const pcre2_code *code, struct span pattern, struct arena *arena, struct span *out,
		int max);

#endif
