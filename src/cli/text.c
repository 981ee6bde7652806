/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- bytes ---- */

void bytes_release(struct bytes *bytes)
{
	free(bytes->ptr);
	*bytes = (struct bytes){0};
}

bool bytes_reserve(struct bytes *bytes, size_t more)
{
	size_t cap = bytes->cap ? bytes->cap : 256;

	if (bytes->failed || more > SIZE_MAX / 4 || bytes->len > SIZE_MAX / 4) {
		bytes->failed = true;
		return false;
	}
	if (bytes->len + more < bytes->cap)
		return true;
	while (cap <= bytes->len + more)
		cap *= 2;
	char *ptr = realloc(bytes->ptr, cap);
	if (!ptr) {
		bytes->failed = true;
		return false;
	}
	bytes->ptr = ptr;
	bytes->cap = cap;
	return true;
}

void bytes_add(struct bytes *bytes, const char *data, size_t len)
{
	if (!bytes_reserve(bytes, len))
		return;
	if (len > 0)
		memcpy(bytes->ptr + bytes->len, data, len);
	bytes->len += len;
	bytes->ptr[bytes->len] = '\0';
}

void bytes_text(struct bytes *bytes, const char *text)
{
	bytes_add(bytes, text, strlen(text));
}

void bytes_vfmt(struct bytes *bytes, const char *format, va_list args)
{
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	if (len >= 0 && bytes_reserve(bytes, (size_t)len)) {
		vsnprintf(bytes->ptr + bytes->len, (size_t)len + 1, format, again);
		bytes->len += (size_t)len;
	}
	va_end(again);
}

void bytes_fmt(struct bytes *bytes, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	bytes_vfmt(bytes, format, args);
	va_end(args);
}

int bytes_write(void *user, const char *data, size_t len)
{
	struct bytes *bytes = user;

	bytes_add(bytes, data, len);
	return bytes->failed;
}

void bytes_shell_word(struct bytes *bytes, const char *text)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";

	if (*text && text[strspn(text, safe)] == '\0') {
		bytes_text(bytes, text);
		return;
	}
	bytes_text(bytes, "'");
	for (; *text; text++) {
		if (*text == '\'')
			bytes_text(bytes, "'\\''");
		else
			bytes_add(bytes, text, 1);
	}
	bytes_text(bytes, "'");
}

/* ---- pool ---- */

static bool pool_grow(struct pool *pool)
{
	size_t cap = pool->cap ? pool->cap * 2 : 32;
	void **pieces = realloc(pool->pieces, cap * sizeof(*pieces));

	if (!pieces)
		return false;
	pool->pieces = pieces;
	pool->cap = cap;
	return true;
}

void *pool_alloc(struct pool *pool, size_t n, size_t size)
{
	void *piece = NULL;

	if (pool->n < pool->cap || pool_grow(pool))
		piece = calloc(n ? n : 1, size);
	if (piece)
		pool->pieces[pool->n++] = piece;
	else
		pool->failed = true;
	return piece;
}

const char *pool_keep(struct pool *pool, const char *text)
{
	size_t len = text ? strlen(text) : 0;
	char *copy = text ? pool_alloc(pool, len + 1, 1) : NULL;

	return copy ? memcpy(copy, text, len + 1) : NULL;
}

void pool_release(struct pool *pool)
{
	for (size_t i = 0; i < pool->n; i++)
		free(pool->pieces[i]);
	free(pool->pieces);
	*pool = (struct pool){0};
}

/* ---- words ---- */

enum { WORD_MAX = 63 }; /* longer words are nobody's misspelling of an option, command or answer */

static unsigned least_of(unsigned a, unsigned b, unsigned c)
{
	unsigned least = a < b ? a : b;

	return least < c ? least : c;
}

/* Damerau-Levenshtein with adjacent transpositions. */
static unsigned edit_distance(const char *a, const char *b)
{
	unsigned rows[3][WORD_MAX + 1];
	size_t a_len = strlen(a), b_len = strlen(b);

	if (a_len > WORD_MAX || b_len > WORD_MAX)
		return WORD_MAX;
	for (unsigned j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		unsigned *row = rows[i % 3], *before = rows[(i + 2) % 3], *before2 = rows[(i + 1) % 3];
		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_len; j++) {
			row[j] = least_of(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before2[j - 2] + 1 < row[j])
				row[j] = before2[j - 2] + 1;
		}
	}
	return rows[a_len % 3][b_len];
}

const char *nearest_word(const char *word, word_fn word_at, const void *user)
{
	unsigned best = (unsigned)(strlen(word) + 2) / 3 + 1;
	const char *nearest = NULL, *known;

	for (size_t i = 0; (known = word_at(user, i)) != NULL; i++) {
		unsigned distance = edit_distance(word, known);
		if (distance >= best)
			continue;
		best = distance;
		nearest = known;
	}
	return nearest;
}

bool begins_with(const char *text, const char *beginning, size_t len)
{
	return strncasecmp(text, beginning, len) == 0;
}

bool same_word(const char *a, const char *b)
{
	return strcasecmp(a, b) == 0;
}

char *trimmed(char *line)
{
	size_t len;

	while (isspace((unsigned char)*line))
		line++;
	len = strlen(line);
	while (len > 0 && isspace((unsigned char)line[len - 1]))
		line[--len] = '\0';
	return line;
}

size_t columns_of(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}
