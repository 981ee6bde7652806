/* SPDX-License-Identifier: MIT */
#include "match/noise.h"

#include "match/glyph.h"

enum { MAX_LOST = 3 }; /* letters of escapes in a row whose backslashes were lost: "rnt" */

static bool is_escape_letter(char c)
{
	return c == 'n' || c == 'r' || c == 't';
}

/* Whether only letters of escapes stand between `place` and the start of its word. */
static bool begins_word(const struct view *view, uint32_t place)
{
	uint32_t n = 0;

	while (place > 0 && n < MAX_LOST && is_escape_letter(view->plain[place - 1])) {
		place--;
		n++;
	}
	return place == 0 || !is_alnum(view->plain[place - 1]);
}

static bool precedes_capital(const struct view *view, uint32_t place)
{
	uint32_t n = 0;

	while (n < MAX_LOST && is_escape_letter(view_char(view, place + n)))
		n++;
	return n > 0 && is_upper(view_char(view, place + n));
}

/* "rn": a carriage return and line feed, whatever follows. */
static bool is_line_end(const struct view *view, uint32_t place)
{
	return (view->plain[place] == 'r' && view_char(view, place + 1) == 'n') ||
	       (view->plain[place] == 'n' && place > 0 && view->plain[place - 1] == 'r');
}

static bool is_stray(const struct view *view, uint32_t place)
{
	if (is_escape_letter(view->plain[place]))
		return begins_word(view, place) || precedes_capital(view, place) || is_line_end(view, place);
	return (view_char(view, place + 1) == '\'' || view_char(view, place + 1) == '"') &&
	       (place == 0 || !is_alnum(view->plain[place - 1]));
}

static void set_bit(uint64_t *bits, uint32_t at)
{
	bits[at / 64] |= UINT64_C(1) << at % 64;
}

/* What a byte can be: stray itself, or a letter beside which nothing is. */
enum { MAY_BE_STRAY = 1, KEEPS_WORD = 2 };

static const uint8_t kind_of[256] = {
	['a'] = 2, ['b'] = 3, ['c'] = 2, ['d'] = 2, ['e'] = 2, ['f'] = 2, ['g'] = 2, ['h'] = 2, ['i'] = 2,
	['j'] = 2, ['k'] = 2, ['l'] = 2, ['m'] = 2, ['n'] = 1, ['o'] = 2, ['p'] = 2, ['q'] = 2, ['r'] = 1,
	['s'] = 2, ['t'] = 1, ['u'] = 3, ['v'] = 2, ['w'] = 2, ['x'] = 2, ['y'] = 2, ['z'] = 2,
	['N'] = 1, ['R'] = 1, ['T'] = 1, ['U'] = 1, ['B'] = 1,
};

/* Of 64 bytes from `at` on those that may be stray: of most letters their neighbours tell that they are not. */
static uint64_t suspects(const struct view *view, uint32_t at)
{
	uint32_t n = view->n_plain - at < 64 ? view->n_plain - at : 64;
	uint64_t stray = 0, keeps = 0;
	bool before, behind;

	for (uint32_t i = 0; i < n; i++) {
		uint64_t kind = kind_of[(unsigned char)view->plain[at + i]];

		stray |= (kind & MAY_BE_STRAY) << i;
		keeps |= (kind >> 1) << i;
	}
	before = at > 0 && (kind_of[(unsigned char)view->plain[at - 1]] & KEEPS_WORD);
	behind = kind_of[(unsigned char)view_char(view, at + 64)] & KEEPS_WORD;
	return stray & ~((keeps << 1 | before) & (keeps >> 1 | (uint64_t)behind << 63));
}

static void mark_stray(struct view *view)
{
	for (uint32_t word = 0; word * 64 < view->n_plain; word++) {
		/* The letters of an element were not folded. */
		uint64_t bits = suspects(view, word * 64) & view->fold.bits[word];

		for (; bits; bits &= bits - 1) {
			uint32_t at = word * 64 + (uint32_t)__builtin_ctzll(bits);

			if (is_stray(view, at))
				set_bit(view->stray, view_folded_of(view, at));
		}
	}
}

static void mark_ellipses(struct view *view)
{
	const char *at = view->plain, *end = at + view->n_plain;

	while (end - at >= 3 && (at = memchr(at, '.', (size_t)(end - at - 2)))) {
		if (at[1] == '.' && at[2] == '.') {
			uint32_t behind = view_folded_of(view, (uint32_t)(at - view->plain));

			set_bit(view->soft, behind);
			if (behind > 0)
				set_bit(view->soft, behind - 1);
		}
		at++;
	}
}

awry_status noise_mark(struct view *view)
{
	uint32_t n = view->n_folded / 64 + 1;

	TRY(mem_grow(view->alloc, &view->stray, &view->cap_stray, n, sizeof(*view->stray)));
	TRY(mem_grow(view->alloc, &view->soft, &view->cap_soft, n, sizeof(*view->soft)));
	memset(view->stray, 0, n * sizeof(*view->stray));
	mark_stray(view);
	memcpy(view->soft, view->stray, n * sizeof(*view->soft));
	for (uint32_t i = 0; i < view->n_tags; i++) {
		for (uint32_t at = view->tags[i].begin; at < view->tags[i].end; at++)
			set_bit(view->soft, at);
	}
	mark_ellipses(view);
	return AWRY_OK;
}
