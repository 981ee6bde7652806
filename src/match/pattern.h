/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_PATTERN_H
#define AWRY_MATCH_PATTERN_H

/* Messages written as PCRE2 patterns.  They run on the plain text, round a literal that the
 * prefilter found. */

#include "match/literals.h"
#include "match/prefilter.h"
#include "match/values.h"

enum { PATTERN_JOINED = 1024 };

struct pattern; /* one, compiled */

/* Patterns compiled so far; one thread at a time. */
struct pattern_cache {
	const struct kb *kb;
	const awry_alloc *alloc;
	struct pattern *patterns; /* compiled so far */
	uint32_t *pattern_of;     /* by message: number in `patterns` + 1; NULL until the first
				     candidate */
	uint32_t n_patterns, cap_patterns;
	pcre2_general_context *general;
	pcre2_compile_context *compile;
	pcre2_match_context *match;
	pcre2_match_data *data;
	awry_alloc hook;    /* what `general` allocates with; borrowed by PCRE2 */
	struct span window; /* of the plain text, or `joined`: what the last match was looked for in */
	bool joins;         /* lines that a pattern may run over */
	char joined[PATTERN_JOINED]; /* a window with line breaks taken out */
};

void pattern_cache_init(struct pattern_cache *cache, const struct kb *kb, const awry_alloc *alloc);
void pattern_cache_release(struct pattern_cache *cache);

enum pattern_outcome { PATTERN_MISSES, PATTERN_MATCHES, PATTERN_GAVE_UP, PATTERN_NO_MEMORY };

/* Whether the pattern of the candidate's message matches over the candidate's place; then [*begin,
 * *end) is where, in plain places. */
enum pattern_outcome pattern_match(struct pattern_cache *cache, const struct view *view,
				   const struct candidate *candidate, uint32_t *begin,
				   uint32_t *end);
/* The named groups of the last match: instance_id is the value instance-id. */
void pattern_values(struct pattern_cache *cache, uint32_t message, struct value_list *list);

#endif
