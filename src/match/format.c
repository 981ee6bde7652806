/* SPDX-License-Identifier: MIT */
#include "match/format.h"

#include "kb/words.h"
#include "match/glyph.h"

size_t format_placeholder(struct span text, size_t at)
{
	return word_placeholder(text, at);
}

struct span format_gap(struct span text, uint32_t part)
{
	size_t from = 0;
	uint32_t literals = 0;
	bool is_open = true; /* a placeholder, or nothing, since the last literal */

	for (size_t i = 0; i < text.len;) {
		size_t len = format_placeholder(text, i);

		if (len > 0) {
			is_open = true;
			i += len;
			continue;
		}
		if (is_alnum(text.ptr[i])) {
			if (is_open && literals++ == part)
				return (struct span){text.ptr + from, i - from};
			is_open = false;
			from = i + 1;
		}
		i++;
	}
	return (struct span){text.ptr + from, text.len - from};
}

/* The length of the placeholder that ends before `end`, or 0. */
static size_t placeholder_before(struct span text, size_t end)
{
	size_t i = end - 1;

	if (text.ptr[i] != '}')
		return 0;
	while (i > 0 && (is_alnum(text.ptr[i - 1]) || is_one_of(text.ptr[i - 1], "-_*")))
		i--;
	return i > 0 && format_placeholder(text, i - 1) == end - i + 1 ? end - i + 1 : 0;
}

struct span format_tail(struct span text)
{
	size_t end = text.len;

	while (end > 0 && !is_alnum(text.ptr[end - 1])) {
		size_t len = placeholder_before(text, end);

		end -= len > 0 ? len : 1;
	}
	return (struct span){text.ptr + end, text.len - end};
}

struct span format_separator(struct span gap, uint32_t n)
{
	size_t from = 0;

	for (size_t i = 0; i < gap.len;) {
		size_t len = format_placeholder(gap, i);

		if (len == 0) {
			i++;
			continue;
		}
		if (n-- == 0)
			return (struct span){gap.ptr + from, i - from};
		from = i += len;
	}
	return (struct span){gap.ptr + from, gap.len - from};
}

bool format_is_inside_word(struct span text, uint32_t nth)
{
	for (size_t i = 0; i < text.len;) {
		size_t len = format_placeholder(text, i);

		if (len == 0 && is_alnum(text.ptr[i]) && nth-- == 0)
			return i > 0 && is_alnum(text.ptr[i - 1]);
		i += len > 0 ? len : 1;
	}
	return false;
}
