/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_ATTACK_H
#define AWRY_MATCH_ATTACK_H

/* Texts made from a pattern to keep it busy.
 *
 * PCRE2's own limits do not bound the time of a match: they count from zero at each place where a match may start.  So
 * whoever checks rules has each pattern run on texts that repeat what it repeats and end in a near miss, and counts steps
 * over all of a text.  Steps are counted, not time: the same rules get the same answer on each machine. */

#include "match/literals.h"

enum {
	ATTACK_TEXT = 4096,     /* bytes: as much as a pattern ever sees at once */
	ATTACK_STEPS = 4000000, /* bearable on one text: items tried and bytes passed over, at 5 ns without JIT 20 ms */
	ATTACK_SHOWN = 160
};

enum attack_outcome { ATTACK_BORNE, ATTACK_SLOW, ATTACK_NO_MEMORY };

/* Attacks `code`, which is `pattern` compiled with PCRE2_AUTO_CALLOUT and `options`.  If it is slow, `why` says on which
 * text. */
enum attack_outcome attack_pattern(const pcre2_code *code, struct span pattern, uint32_t options,
				   pcre2_general_context *general, const awry_alloc *alloc,
				   char why[ATTACK_SHOWN]);

#endif
