/* SPDX-License-Identifier: MIT */
#include "match/prefilter.h"

#include "match/noise.h"

enum { NEIGHBOURS = 4 };

#define IS_LITTLE (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

void prefilter_start(struct prefilter *prefilter, const struct kb *kb, const struct view *view)
{
	*prefilter = (struct prefilter){.kb = kb, .view = view};
	prefilter->n_places = view->n_folded >= KB_GRAM && kb->anchors.count > 0 ? view->n_folded - KB_GRAM + 1 : 0;
}

/* Takes up the anchors of the gram at `place`. */
static void open_bucket(struct prefilter *prefilter, uint32_t place)
{
	const struct kb_index *anchor_of = kb_anchor_of(prefilter->kb);
	uint32_t bucket;

	prefilter->gram = kb_gram(prefilter->view->folded + place);
	bucket = kb_bucket(prefilter->gram);
	prefilter->anchor = anchor_of[bucket].at;
	prefilter->end_anchor = anchor_of[bucket + 1].at;
}

/* Goes on to the next place whose gram may be an anchor's. */
static bool next_place(struct prefilter *prefilter)
{
	const struct kb_index *bits = kb_anchor_bits(prefilter->kb);
	const char *folded = prefilter->view->folded;
	uint32_t n = prefilter->n_places, place = prefilter->next;

	for (; place < n; place++) {
		uint32_t bit = kb_sieve_bit(kb_gram(folded + place));

		if (bits[bit / 32].at >> bit % 32 & 1) {
			open_bucket(prefilter, place);
			prefilter->next = place + 1;
			return true;
		}
	}
	prefilter->next = n;
	return false;
}

/* ---- what stands beside the gram ---- */

/* In each byte that is not 0: 0x80; exact, for bytes below 0x80. */
static uint32_t some(uint32_t word)
{
	return (word + UINT32_C(0x7f7f7f7f)) & UINT32_C(0x80808080);
}

/* Bytes in which `literal` differs from `text`, where the literal has some. */
static uint32_t difference(const char *literal, const char *text)
{
	uint32_t word = kb_gram(literal);

	return some(word ^ kb_gram(text)) & some(word);
}

/* The first (last) byte of NEIGHBOURS that differs. */
static uint32_t first_byte(uint32_t difference)
{
	return IS_LITTLE ? (uint32_t)__builtin_ctz(difference) / 8 : (uint32_t)__builtin_clz(difference) / 8;
}

static uint32_t last_byte(uint32_t difference)
{
	return NEIGHBOURS - 1 - (IS_LITTLE ? (uint32_t)__builtin_clz(difference) / 8 : (uint32_t)__builtin_ctz(difference) / 8);
}

/* Whether the literal may stand round the gram at `at`, to judge by the symbols next to it: they are its own as far as to one that
 * may be passed over, or where the text begins or ends. */
static bool may_stand(const struct prefilter *prefilter, const struct kb_anchor *anchor, uint32_t at)
{
	const struct view *view = prefilter->view;
	const char *text = view->folded + at;
	uint32_t differs = difference(anchor->behind, text + KB_GRAM), place;

	if (differs) {
		place = at + KB_GRAM + first_byte(differs);
		if (place < view->n_folded && !noise_is_soft(view, place))
			return false;
	}
	if (at < NEIGHBOURS)
		return true;
	differs = difference(anchor->before, text - NEIGHBOURS);
	return !differs || noise_is_soft(view, at - NEIGHBOURS + last_byte(differs));
}

bool prefilter_next(struct prefilter *prefilter, struct candidate *out)
{
	const struct kb_anchor *anchors = kb_anchors(prefilter->kb);

	for (;;) {
		while (prefilter->anchor < prefilter->end_anchor) {
			const struct kb_anchor *anchor = &anchors[prefilter->anchor++];
			uint32_t at = prefilter->next - 1;

			if (anchor->gram != prefilter->gram || !may_stand(prefilter, anchor, at))
				continue;
			*out = (struct candidate){anchor->message, anchor->part, anchor->offset, at};
			return true;
		}
		if (!next_place(prefilter))
			return false;
	}
}
