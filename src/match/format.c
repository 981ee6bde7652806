/* SPDX-License-Identifier: MIT */
#include "match/format.h"

#include "match/glyph.h"

/* The length of the placeholder at `at`, or 0.  What a shell expands itself (${x}) is none. */
static size_t placeholder_len(struct span text, size_t at)
{
	size_t i = at + 1;

	if (text.ptr[at] != '{' || (at > 0 && is_one_of(text.ptr[at - 1], "$%#")))
		return 0;
	while (i < text.len && (is_alnum(text.ptr[i]) || is_one_of(text.ptr[i], "-_*")))
		i++;
	return i > at + 1 && i < text.len && text.ptr[i] == '}' ? i + 1 - at : 0;
}

struct span format_gap(struct span text, uint32_t part)
{
	size_t from = 0;
	uint32_t literals = 0;
	bool is_open = true; /* a placeholder, or nothing, since the last literal */

	for (size_t i = 0; i < text.len;) {
		size_t len = placeholder_len(text, i);

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

struct span format_separator(struct span gap, uint32_t n)
{
	size_t from = 0;

	for (size_t i = 0; i < gap.len;) {
		size_t len = placeholder_len(gap, i);

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
		size_t len = placeholder_len(text, i);

		if (len == 0 && is_alnum(text.ptr[i]) && nth-- == 0)
			return i > 0 && is_alnum(text.ptr[i - 1]);
		i += len > 0 ? len : 1;
	}
	return false;
}
