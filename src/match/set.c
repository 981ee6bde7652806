/* SPDX-License-Identifier: MIT */
#include "match/set.h"

#include "match/glyph.h"

const struct set set_nothing = {.strings = {{"", 0}}, .n = 1};

bool set_is_nothing(const struct set *set)
{
	return set->n == 1 && set->strings[0].len == 0;
}

static bool has(const struct set *set, struct span text)
{
	for (int i = 0; i < set->n; i++) {
		if (span_equal(set->strings[i], text))
			return true;
	}
	return false;
}

bool set_add(struct set *set, struct span text)
{
	if (has(set, text))
		return true;
	if (set->n == SET_MAX)
		return false;
	set->strings[set->n++] = text;
	return true;
}

bool set_unite(struct set *into, const struct set *from)
{
	for (int i = 0; i < from->n; i++) {
		if (!set_add(into, from->strings[i]))
			return false;
	}
	return true;
}

/* Both after each other; ptr is NULL without memory. */
static struct span join(struct arena *arena, struct span a, struct span b)
{
	char *text;

	if (a.len == 0 || b.len == 0)
		return a.len ? a : b;
	text = arena_alloc(arena, a.len + b.len, 1);
	if (text) {
		memcpy(text, a.ptr, a.len);
		memcpy(text + a.len, b.ptr, b.len);
	}
	return (struct span){text, a.len + b.len};
}

enum set_outcome set_cross(struct arena *arena, const struct set *a, const struct set *b,
			   struct set *out)
{
	struct set result = {.n = 0};

	for (int i = 0; i < a->n; i++) {
		for (int j = 0; j < b->n; j++) {
			struct span text;

			if (a->strings[i].len + b->strings[j].len > SET_MAX_LEN)
				return SET_TOO_MUCH;
			text = join(arena, a->strings[i], b->strings[j]);
			if (!text.ptr)
				return SET_NO_MEMORY;
			if (!set_add(&result, text))
				return SET_TOO_MUCH;
		}
	}
	*out = result;
	return SET_DONE;
}

size_t set_shortest(const struct set *set)
{
	size_t len = set->n > 0 ? SIZE_MAX : 0;

	for (int i = 0; i < set->n; i++)
		len = set->strings[i].len < len ? set->strings[i].len : len;
	return len;
}

/* How much finding the least telling of the strings says, in symbols: a word that most lines about AWS hold counts half. */
static size_t set_worth(const struct set *set)
{
	static const char usual[] = "amazonaws";
	size_t worth = set->n > 0 ? SIZE_MAX : 0;

	for (int i = 0; i < set->n; i++) {
		size_t len = set->strings[i].len;
		if (span_find(set->strings[i], SPAN(usual)) < len)
			len -= (sizeof(usual) - 1) / 2;
		worth = len < worth ? len : worth;
	}
	return worth;
}

void set_keep_better(struct set *best, const struct set *set)
{
	size_t old = set_worth(best), worth = set_worth(set);

	if (worth > old || (worth == old && (set->n < best->n || best->n == 0)))
		*best = *set;
}
