/* SPDX-License-Identifier: MIT */
#include "match/prefilter.h"

enum { GRAM = 4, GRAM_MASK = (1 << 6 * GRAM) - 1 };

/* '0'..'9' are 0..9 and 'a'..'z' 10..35, as kb_symbol says, without a branch. */
static uint32_t symbol_of(char c)
{
	return (uint32_t)c - '0' - (uint32_t)(c > '9') * ('a' - '9' - 1);
}

void prefilter_start(struct prefilter *prefilter, const struct kb *kb, const struct view *view)
{
	*prefilter =
		(struct prefilter){.kb = kb, .folded = view->folded, .n_folded = view->n_folded};
	while (prefilter->next < GRAM - 1 && prefilter->next < view->n_folded)
		prefilter->gram = prefilter->gram << 6 | symbol_of(view->folded[prefilter->next++]);
}

/* Goes on to the next gram whose bucket is not empty. */
static bool next_bucket(struct prefilter *prefilter)
{
	const struct kb_index *anchor_of = kb_anchor_of(prefilter->kb);
	uint32_t gram = prefilter->gram, next = prefilter->next, n = prefilter->n_folded;
	bool is_found = false;

	while (next < n && !is_found) {
		uint32_t bucket;

		gram = (gram << 6 | symbol_of(prefilter->folded[next++])) & GRAM_MASK;
		bucket = kb_bucket(gram);
		prefilter->anchor = anchor_of[bucket].at;
		prefilter->end_anchor = anchor_of[bucket + 1].at;
		is_found = prefilter->anchor < prefilter->end_anchor;
	}
	prefilter->gram = gram;
	prefilter->next = next;
	return is_found;
}

bool prefilter_next(struct prefilter *prefilter, struct candidate *out)
{
	const struct kb_anchor *anchors = kb_anchors(prefilter->kb);

	if (prefilter->kb->anchor_of.count == 0)
		return false;
	for (;;) {
		while (prefilter->anchor < prefilter->end_anchor) {
			const struct kb_anchor *anchor = &anchors[prefilter->anchor++];

			if (anchor->gram != prefilter->gram)
				continue;
			*out = (struct candidate){anchor->message, anchor->part, anchor->offset,
						  prefilter->next - GRAM};
			return true;
		}
		if (!next_bucket(prefilter))
			return false;
	}
}
