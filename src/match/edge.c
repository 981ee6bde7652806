/* SPDX-License-Identifier: MIT */
#include "match/edge.h"

#include "match/glyph.h"
#include "match/noise.h"

enum { MAX_PASSED = 8 }; /* times that one literal may be broken */

/* Symbols [*begin, *end) round the one at `folded` that need not belong to a message. */
static bool find_noise(const struct view *view, uint32_t folded, uint32_t *begin, uint32_t *end)
{
	const struct view_tag *tag = view->n_tags > 0 && noise_is_soft(view, folded) ? view_tag_at(view, folded) : NULL;

	if (tag) {
		*begin = tag->begin;
		*end = tag->end;
		return true;
	}
	*begin = folded;
	*end = folded + 1;
	return noise_is_stray(view, folded);
}

bool edge_before(const struct view *view, uint32_t folded)
{
	uint32_t place = view_plain_of(view, folded);

	return place == 0 || !is_alnum(view->plain[place - 1]) || view_is_joined(view, place) ||
	       (folded > 0 && noise_is_stray(view, folded - 1));
}

bool edge_behind(const struct view *view, uint32_t folded)
{
	uint32_t place;

	if (folded == 0)
		return true;
	place = view_plain_of(view, folded - 1) + 1;
	/* "code=H" stands in "code=H12": digits begin something new. */
	return !is_alnum(view_char(view, place)) ||
	       is_digit(view_char(view, place)) != is_digit(view->folded[folded - 1]) ||
	       view_is_joined(view, place) || noise_is_stray(view, folded);
}

uint32_t edge_fit_forward(const struct view *view, const char *literal, uint32_t len, uint32_t at,
			  uint32_t *end)
{
	uint32_t n = 0, begin, behind, last = at;

	for (uint32_t passed = 0;; passed++) {
		while (n < len && at < view->n_folded && view->folded[at] == literal[n]) {
			n++;
			last = ++at;
		}
		if (n == 0 || n == len || at >= view->n_folded || passed == MAX_PASSED)
			break;
		if (!find_noise(view, at, &begin, &behind) || at - begin > n)
			break;
		/* Some symbols of the noise may have looked like the literal's next. */
		n -= at - begin;
		at = behind;
	}
	*end = last;
	return n;
}

uint32_t edge_fit_backward(const struct view *view, const char *literal, uint32_t len, uint32_t at,
			   uint32_t *begin)
{
	uint32_t n = 0, before, end, first = at;

	for (uint32_t passed = 0;; passed++) {
		while (n < len && at > 0 && view->folded[at - 1] == literal[len - 1 - n]) {
			n++;
			first = --at;
		}
		if (n == len || at == 0 || passed == MAX_PASSED)
			break;
		if (!find_noise(view, at - 1, &before, &end) || end - at > n)
			break;
		n -= end - at;
		at = before;
	}
	*begin = first;
	return n;
}

static bool is_ellipsis(const struct view *view, uint32_t place)
{
	if (view_char(view, place) == ' ')
		place++;
	return view_char(view, place) == '.' && view_char(view, place + 1) == '.' &&
	       view_char(view, place + 2) == '.';
}

static uint32_t place_behind(const struct view *view, uint32_t end)
{
	return end == 0 ? 0 : view_plain_of(view, end - 1) + 1;
}

static bool is_blank_from(const struct view *view, uint32_t place)
{
	while (place < view->n_plain && is_blank(view->plain[place]))
		place++;
	return place == view->n_plain;
}

bool edge_cut_behind(const struct view *view, uint32_t end)
{
	if (end == view->n_folded && view->has_end && is_blank_from(view, place_behind(view, end)))
		return true;
	return is_ellipsis(view, place_behind(view, end));
}

bool edge_cut_before(const struct view *view, uint32_t begin)
{
	uint32_t place = view_plain_of(view, begin);

	if (place == 0 && view->has_start && !is_upper(view_char(view, 0)))
		return true;
	return place >= 4 && (is_ellipsis(view, place - 3) || is_ellipsis(view, place - 4));
}

bool edge_omits_behind(const struct view *view, uint32_t end, uint32_t gap)
{
	uint32_t place = view->n_plain;

	while (place > 0 && is_blank(view->plain[place - 1]))
		place--;
	return is_ellipsis(view, place_behind(view, end)) ||
	       (view->has_end && view->n_folded - end <= gap && place > 3 &&
		is_ellipsis(view, place - 3));
}

bool edge_omits_before(const struct view *view, uint32_t begin, uint32_t gap)
{
	uint32_t place = view_plain_of(view, begin);

	return (place >= 4 && (is_ellipsis(view, place - 3) || is_ellipsis(view, place - 4))) ||
	       (view->has_start && begin <= gap && is_ellipsis(view, 0));
}
