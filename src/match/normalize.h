/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_NORMALIZE_H
#define AWRY_MATCH_NORMALIZE_H

/* A text and its two projections, with the way back to the original: see recognise.h.
 *
 * A byte of the plain text stands for one byte of the original, and a folded symbol for one byte of
 * the plain text; order is kept.  So a projection is a subsequence with other letters, and two
 * sieves lead back. */

#include "match/sieve.h"

/* A line's tag ("host prog[12]: "), in folded symbols: it may break a message that runs over lines.
 */
struct view_tag {
	uint32_t begin, end;
	bool is_certain; /* it cannot be text */
};

enum { VIEW_MARGIN = 8 };

struct view {
	const awry_alloc *alloc;
	struct span original; /* borrowed */
	bool has_start,
		has_end; /* it holds the text's own start (end), where a message may be cut off */
	char *plain;
	char *folded; /* '0'..'9', 'a'..'z'; VIEW_MARGIN bytes more may be read behind them */
	uint32_t n_plain, n_folded;
	struct view_tag *tags; /* in order */
	uint32_t n_tags;
	struct sieve read; /* bytes of the original that the plain text kept */
	struct sieve fold; /* bytes of the plain text that the folded text kept */
	uint64_t *stray, *soft; /* a bit a folded symbol: noise.h */
	uint32_t cap_plain, cap_folded, cap_tags, cap_stray, cap_soft;
};

void view_init(struct view *view, const awry_alloc *alloc);
void view_release(struct view *view);

/* Projects `text`, at most UINT32_MAX / 2 bytes, which is borrowed until the next call. */
awry_status view_read(struct view *view, struct span text);

/* The byte at a place of the plain text; NUL behind it. */
static inline char view_char(const struct view *view, uint32_t place)
{
	if (place >= view->n_plain)
		return '\0';
	return view->plain[place];
}

/* Places, all of them also for one behind the last. */
uint32_t view_plain_of(const struct view *view, uint32_t folded);
uint32_t view_original_of(const struct view *view, uint32_t plain);
/* How many symbols stand before the place `plain`. */
uint32_t view_folded_of(const struct view *view, uint32_t plain);

/* Whether something that is not in the plain text stood before its byte `plain`. */
bool view_is_joined(const struct view *view, uint32_t plain);

/* The tag that the symbol at a folded place is part of, or NULL. */
const struct view_tag *view_tag_at(const struct view *view, uint32_t folded);

/* The symbols of the plain text [from, to) without those of tags between them, at most `max` into
 * `out`; returns how many. */
uint32_t view_symbols(const struct view *view, uint32_t from, uint32_t to, char *out, uint32_t max);

/* UTF-16 with a byte order mark, as PowerShell writes it: one byte for each unit into `out`, which
 * has room for text.len / 2.  Returns how many bytes, 0 where `text` is not so written. */
size_t text_narrow(struct span text, char *out);

#endif
