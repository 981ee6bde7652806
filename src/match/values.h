/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_VALUES_H
#define AWRY_MATCH_VALUES_H

/* Values: what placeholders hold, and well-known ids that stand anywhere in a text. */

#include "kb/model.h"
#include "match/normalize.h"
#include "match/recognise.h"

struct value_list {
	const awry_alloc *alloc;
	struct arena *arena; /* of the texts */
	struct match_value *items;
	uint32_t count, cap;
	bool failed; /* no memory */
};

enum { VALUE_MAX = 512 }; /* bytes of one value: an ARN has at most 2,048, a useful one 250 */

/* `raw` without quotes, brackets and punctuation round it, wraps inside it, and masks ("xxxx",
 * "***", "<redacted>",
 * "$HOST") in its place; at most VALUE_MAX bytes into `out`.  Returns how many; 0 for nothing. */
size_t value_clean(struct span raw, char *out);

/* Adds `raw`, cleaned, as kb_value `value`; nothing if that is KB_NONE. */
void value_add(struct value_list *list, uint32_t value, struct span raw);
/* The same by name, if the knowledge base knows it and `raw` is not empty. */
void value_add_named(struct value_list *list, const struct kb *kb, const char *name,
		     struct span raw);

/* Adds the ids, ARNs, types, zones and addresses that stand in the plain text, each name once: the
 * first. */
void value_sniff(struct value_list *list, const struct kb *kb, const struct view *view);

#endif
