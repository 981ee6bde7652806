/* SPDX-License-Identifier: MIT */
#ifndef AWRY_KB_KEYS_H
#define AWRY_KB_KEYS_H

/* Reading mappings by tables, and scalars by what they must be. */

#include "kb/draft.h"

enum want { WANT_TEXT, WANT_LIST, WANT_MAPPING, WANT_ANY };

/* A key that a mapping may have. */
struct key {
	const char *name;
	enum want want;
	bool is_required;
};

/* Reads `mapping` ("a finding") by its table: at[i] becomes the value of keys[i] or NULL.  Notes
 * unknown and missing keys and values of another shape (which count as not there).  False if it is
 * no mapping. */
bool keys_read(struct loader *loader, const struct node *mapping, const char *what,
	       const struct key *keys, size_t n, const struct node **at);

/* Notes a mistake unless `node` has the shape. */
bool node_is(struct loader *loader, const struct node *node, enum want want);

/* All of these note a mistake and return nothing (0, KB_NONE) for what is not as it should be, and
 * pass over NULL. */

/* One text without control characters, of 1 to `max` bytes. */
kb_str load_text(struct loader *loader, const struct node *node, size_t max);
/* The same, with {values} in it that are filled in when it is shown. */
kb_str load_phrase(struct loader *loader, const struct node *node, size_t max);
/* A whole number from low to high; `fallback` when node is NULL or wrong. */
uint32_t load_count(struct loader *loader, const struct node *node, uint32_t low, uint32_t high,
		    uint32_t fallback);
/* The place of the text in `words`. */
uint32_t load_word(struct loader *loader, const struct node *node, const char *const *words,
		   size_t n);
/* A decimal number, without the locale's help. */
bool load_number(struct loader *loader, const struct node *node, double *out);

/* The text of a scalar without the blanks and line breaks at its end. */
struct span node_text(const struct node *node);

enum {
	TEXT_TITLE = 200,
	TEXT_SAYS = 75, /* an answer fits a line of a terminal, with its number */
	TEXT_ASK = 300,
	TEXT_SENTENCES = 2000,
	TEXT_COMMAND = 4000,
	TEXT_MESSAGE = 2000,
	TEXT_EXAMPLE = YAML_MAX_SCALAR
};

#endif
