/* SPDX-License-Identifier: MIT */
#ifndef AWRY_CLI_TEXT_H
#define AWRY_CLI_TEXT_H

/* Bytes and words: what the standard library lacks. */

#include "cli.h"

#include <stdarg.h>

#define N_ELEMENTS(a) (sizeof(a) / sizeof((a)[0]))

/* Growing bytes that remember the first failure; later additions do nothing.  Starts as {0}. */
struct bytes {
	char *ptr;   /* NUL-terminated, or NULL while empty */
	size_t len;
	size_t cap;
	bool failed; /* no memory */
};

void bytes_release(struct bytes *bytes);
/* Makes room for `more` bytes behind len and the NUL. */
bool bytes_reserve(struct bytes *bytes, size_t more);
void bytes_add(struct bytes *bytes, const char *data, size_t len);
void bytes_text(struct bytes *bytes, const char *text);
void bytes_fmt(struct bytes *bytes, const char *format, ...) __attribute__((format(printf, 2, 3)));
void bytes_vfmt(struct bytes *bytes, const char *format, va_list args);
/* An awry_write_fn; `user` is a struct bytes. */
int bytes_write(void *user, const char *data, size_t len);
/* Adds `text` so that a POSIX shell reads it as one word. */
void bytes_shell_word(struct bytes *bytes, const char *text);

/* Pieces of memory that are freed together.  Starts as {0}. */
struct pool {
	void **pieces;
	size_t n, cap;
	bool failed; /* no memory */
};

/* Zeroed; NULL without memory. */
void *pool_alloc(struct pool *pool, size_t n, size_t size);
/* A copy; NULL for NULL, or without memory. */
const char *pool_keep(struct pool *pool, const char *text);
void pool_release(struct pool *pool);

/* The word most like `word` (at most a third of it misspelt), or NULL.  `word_at(user, i)` gives the words, then NULL. */
typedef const char *(*word_fn)(const void *user, size_t index);
const char *nearest_word(const char *word, word_fn word_at, const void *user);

/* ASCII case aside: `text` begins with the `len` bytes of `beginning`. */
bool begins_with(const char *text, const char *beginning, size_t len);
bool same_word(const char *a, const char *b);
/* Cuts blanks from both ends of `line` in place; returns its new start. */
char *trimmed(char *line);
/* Columns that clean UTF-8 takes, one per code point. */
size_t columns_of(const char *text, size_t len);

#endif
