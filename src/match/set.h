/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_SET_H
#define AWRY_MATCH_SET_H

/* Small sets of folded strings, one of which stands somewhere. */

#include "base/base.h"

enum {
	SET_MAX = 16,    /* strings */
	SET_MAX_LEN = 64 /* symbols of one */
};

struct set {
	struct span strings[SET_MAX];
	int n;
};

/* The set of the empty string alone. */
extern const struct set set_nothing;

bool set_is_nothing(const struct set *set);
/* False when the set is full. */
bool set_add(struct set *set, struct span text);
bool set_unite(struct set *into, const struct set *from);

enum set_outcome { SET_DONE, SET_TOO_MUCH, SET_NO_MEMORY };

/* Each string of `a` followed by each of `b`; *out is written when it is done, and may be `a`. */
enum set_outcome set_cross(struct arena *arena, const struct set *a, const struct set *b,
			   struct set *out);

/* The length of the shortest string; 0 if there is none. */
size_t set_shortest(const struct set *set);
/* Makes *best the one of both that is found less often in other texts. */
void set_keep_better(struct set *best, const struct set *set);

#endif
