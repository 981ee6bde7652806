/* SPDX-License-Identifier: MIT */
#include "match/settle.h"

enum {
	HIDE_LINES = 10, /* from a look-alike, in either direction */
	HIDE_BYTES = 2000,
	MAX_LEN = 8192 /* bytes of a match */
};

/* ---- order ---- */

/* By place; of those at one place the longer first, then in the order of the rules. */
static bool is_before(const struct found *a, const struct found *b)
{
	if (a->match.begin != b->match.begin)
		return a->match.begin < b->match.begin;
	if (a->match.n_literal != b->match.n_literal)
		return a->match.n_literal > b->match.n_literal;
	return a->match.message < b->match.message;
}

/* Shell sort: no memory, no recursion, and nearly sorted input is the rule.  Places and messages
 * make ties impossible. */
static void sort(struct found *items, uint32_t n)
{
	static const uint32_t gaps[] = {1750, 701, 301, 132, 57, 23, 10, 4, 1};

	for (size_t g = 0; g < N_ELEMENTS(gaps); g++) {
		uint32_t gap = gaps[g];

		for (uint32_t i = gap; i < n; i++) {
			struct found item = items[i];
			uint32_t j = i;

			for (; j >= gap && is_before(&item, &items[j - gap]); j -= gap)
				items[j] = items[j - gap];
			items[j] = item;
		}
	}
}

/* ---- overlaps ---- */

static uint32_t min(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t max(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* Bytes of the literals of `a` that are also of literals of `b`; *total: all of `a`'s. */
static uint32_t shared_bytes(const struct findings *found, const struct found *a,
			     const struct found *b, uint32_t *total)
{
	const struct kb_range *of_a = found->pieces + a->pieces.first,
			      *of_b = found->pieces + b->pieces.first;
	uint32_t shared = 0;

	*total = 0;
	for (uint32_t i = 0; i < a->pieces.count; i++) {
		*total += of_a[i].count;
		for (uint32_t j = 0; j < b->pieces.count; j++) {
			uint32_t begin = max(of_a[i].first, of_b[j].first);
			uint32_t end =
				min(of_a[i].first + of_a[i].count, of_b[j].first + of_b[j].count);

			shared += end > begin ? end - begin : 0;
		}
	}
	return shared;
}

static bool is_conclusion(const struct found *item)
{
	return item->match.target_kind == KB_OF_SYMPTOM ||
	       item->match.target_kind == KB_OF_DIAGNOSIS;
}

static bool is_same_target(const struct found *a, const struct found *b)
{
	return a->match.target_kind == b->match.target_kind && a->match.target == b->match.target;
}

/* A text may be known both as a symptom's and as one of its causes': then it says both. */
static bool is_pair(const struct found *a, const struct found *b)
{
	return a->match.target_kind != b->match.target_kind && a->match.begin == b->match.begin &&
	       a->match.end == b->match.end && a->match.n_literal == b->match.n_literal;
}

/* Whether one is not much longer than the other. */
static bool is_comparable(const struct found *a, const struct found *b)
{
	uint32_t most = max(a->match.n_literal, b->match.n_literal),
		 least = min(a->match.n_literal, b->match.n_literal);

	return most * 2 < least * 3;
}

/* Whether a code says more than a sentence in the same error: only with its operation, against a
 * few words ("Rate exceeded"). */
static bool is_telling(const struct found *code, const struct found *sentence)
{
	return code->n_constraints > 1 && code->n_constraints > sentence->n_constraints &&
	       code->match.n_literal > sentence->match.n_literal;
}

/* Whether `a` says more than `b` about what both are about. */
static bool says_more(const struct found *a, const struct found *b)
{
	if (a->is_near != b->is_near)
		return b->is_near;
	if (a->is_code != b->is_code && a->coat == b->coat && a->coat != KB_NONE)
		return a->is_code ? is_telling(a, b) : !is_telling(b, a);
	/* What breaks off may be another sentence that begins alike. */
	if (a->is_cut != b->is_cut && is_comparable(a, b))
		return b->is_cut;
	if (a->match.n_literal != b->match.n_literal)
		return a->match.n_literal > b->match.n_literal;
	if (a->n_constraints != b->n_constraints)
		return a->n_constraints > b->n_constraints;
	/* The same words twice for one target: the first will do. */
	return is_same_target(a, b) && a->match.message <= b->match.message;
}

/* Whether `b`, which says less, is about the same text as `a`. */
static bool is_covered(const struct findings *found, const struct found *a, const struct found *b)
{
	uint32_t total, shared;

	/* Of two sentences in one error the cause does not give way to what is only seen. */
	if (a->coat != KB_NONE && a->coat == b->coat &&
	    !(a->match.target_kind == KB_OF_SYMPTOM && b->match.target_kind == KB_OF_DIAGNOSIS &&
	      !b->is_code))
		return true;
	shared = shared_bytes(found, b, a, &total);
	return shared * 2 > total || (b->is_near && shared > 0);
}

static void settle_pair(const struct findings *found, struct found *a, struct found *b)
{
	struct found *more = says_more(a, b) ? a : b, *less = more == a ? b : a;

	if (is_pair(a, b) || !says_more(more, less) || !is_covered(found, more, less))
		return;
	less->is_dropped = true;
}

/* Answers and look-alikes are of another kind than conclusions: one text may be all of them. */
static bool are_rivals(const struct found *a, const struct found *b)
{
	if (is_conclusion(a) && is_conclusion(b))
		return true;
	return is_same_target(a, b);
}

static uint32_t close_gaps(struct findings *found, uint32_t first)
{
	uint32_t n = first;

	for (uint32_t i = first; i < found->count; i++) {
		if (!found->items[i].is_dropped)
			found->items[n++] = found->items[i];
	}
	return n;
}

void settle_overlaps(struct findings *found, uint32_t first)
{
	struct found *items = found->items;

	if (first == found->count)
		return;
	sort(items + first, found->count - first);
	for (uint32_t i = first; i < found->count; i++) {
		for (uint32_t j = i + 1; j < found->count; j++) {
			if (items[j].match.begin >= items[i].match.end &&
			    items[j].coat != items[i].coat)
				break;
			if (items[i].coat == KB_NONE && items[j].match.begin >= items[i].match.end)
				break;
			if (!items[i].is_dropped && !items[j].is_dropped &&
			    are_rivals(&items[i], &items[j]))
				settle_pair(found, &items[i], &items[j]);
		}
	}
	found->count = close_gaps(found, first);
}

/* ---- look-alikes ---- */

static bool is_near(const struct match *lookalike, const struct match *match)
{
	uint32_t lines = max(lookalike->line, match->line) - min(lookalike->line, match->line);

	return lines <= HIDE_LINES || (match->begin <= lookalike->end + HIDE_BYTES &&
				       lookalike->begin <= match->end + HIDE_BYTES);
}

static uint32_t slot_of(const struct kb *kb, const struct match *match)
{
	switch (match->target_kind) {
	case KB_OF_SYMPTOM:
		return kb_slot_symptom(kb, match->target);
	case KB_OF_DIAGNOSIS:
		return kb_slot_diagnosis(kb, match->target);
	default:
		return KB_NONE;
	}
}

static bool hides(const struct kb *kb, const struct match *lookalike, const struct match *match)
{
	struct kb_range range = kb_lookalikes(kb)[lookalike->target].hides;
	uint32_t slot = slot_of(kb, match);

	for (uint32_t i = 0; i < range.count && slot != KB_NONE; i++) {
		const struct kb_hide *hide = &kb_hides(kb)[range.first + i];

		if (hide->slot == slot ||
		    (hide->slot == KB_NONE &&
		     kb_in_area(kb_slot_id(kb, slot), kb_text(kb, hide->area))))
			return true;
	}
	return false;
}

static void hide(struct found *item, const struct kb *kb, const struct match *lookalike)
{
	if (is_near(lookalike, &item->match) && hides(kb, lookalike, &item->match))
		item->is_dropped = true;
}

/* Whether a match and all beyond it are out of a look-alike's reach. */
static bool is_far(const struct match *lookalike, const struct match *match)
{
	uint32_t lines = max(lookalike->line, match->line) - min(lookalike->line, match->line);

	return lines > HIDE_LINES &&
	       max(lookalike->begin, match->begin) - min(lookalike->begin, match->begin) >
		       MAX_LEN + HIDE_BYTES;
}

void settle_lookalikes(struct findings *found, const struct kb *kb, uint32_t first)
{
	for (uint32_t i = first; i < found->count; i++) {
		const struct match *lookalike = &found->items[i].match;

		if (lookalike->target_kind != KB_OF_LOOKALIKE)
			continue;
		for (uint32_t j = i; j > first && !is_far(lookalike, &found->items[j - 1].match);
		     j--)
			hide(&found->items[j - 1], kb, lookalike);
		for (uint32_t j = i + 1;
		     j < found->count && !is_far(lookalike, &found->items[j].match); j++)
			hide(&found->items[j], kb, lookalike);
	}
	found->count = close_gaps(found, first);
}
