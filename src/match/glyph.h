/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_GLYPH_H
#define AWRY_MATCH_GLYPH_H

/* One thing of a text that is more than the byte it begins with: an escape of JSON, C or a
 * terminal, an entity of HTML or of a URL, a character of UTF-8. */

#include "base/base.h"

enum glyph_kind {
	GLYPH_TEXT = 0, /* `text` stands for it; nothing, if n is 0 */
	GLYPH_BLANK,
	GLYPH_LINE /* a line feed */
};

struct glyph {
	uint32_t len; /* bytes of the text that it takes, at least 1 */
	uint32_t n;   /* of `text`; never more than len */
	enum glyph_kind kind;
	char text[4];
};

/* Reads what stands at the start of `rest`, which is not empty.  `in_path`: a backslash separates
 * names there (C:\new), it does not escape a letter. */
void glyph_read(struct span rest, bool in_path, struct glyph *out);

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool is_alnum(char c)
{
	return is_digit(c) || is_alpha(c);
}

static inline bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c);
}

/* The place of `needle` in `text`, or text.len. */
size_t span_find(struct span text, struct span needle);

/* 0..15, or -1. */
int hex_value(char c);

#endif
