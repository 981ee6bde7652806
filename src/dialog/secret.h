/* SPDX-License-Identifier: MIT */
#ifndef AWRY_DIALOG_SECRET_H
#define AWRY_DIALOG_SECRET_H

/* Secrets, found by shape and by what they are called, without regular expressions: this runs on every text that is printed. */

#include "base/base.h"

/* The length of the secret that begins at `at`, behind its name of `*name` bytes; 0 where none does. */
size_t secret_find(const char *text, size_t len, size_t at, size_t *name);

/* ---- ASCII, whatever the locale ---- */

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool is_alnum(char c)
{
	return is_digit(c) || is_upper(c) || is_lower(c);
}

static inline bool is_base64(char c)
{
	return is_alnum(c) || c == '+' || c == '/' || c == '=';
}

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static inline char lower(char c)
{
	return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

static inline bool starts_with(const char *text, size_t len, const char *word)
{
	size_t n = strlen(word);

	if (len < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (lower(text[i]) != word[i])
			return false;
	return true;
}

#endif
