/* SPDX-License-Identifier: MIT */
#ifndef AWRY_KB_WORDS_H
#define AWRY_KB_WORDS_H

/* Words of messages, for knowing the same sentence in other words. */

#include "base/base.h"

struct word {
	const char *folded; /* small letters and digits */
	uint16_t len;
	bool is_name;       /* written as a name is: with a digit, with capitals inside ("RunInstances", "EBS"), or in an address */
	bool is_contracted; /* with an apostrophe: "isn't" */
	bool is_mask;       /* one letter again and again: somebody's stand-in */
	bool is_qualifier;  /* makes another subject of the next word of the text (match/near.c) */
	bool is_noise;      /* of a line's tag: it need not belong to the message */
	bool is_loose;      /* a sentence says the same without it, or with another such word */
	bool is_subject;    /* what a sentence is about: "subnet" */
	bool is_telling;    /* a sentence says something else without it */
	uint32_t begin;     /* folded place, of a word of the text */
};

/* Sets what the word, which is [begin, end) of `text`, tells by its writing and by what it is. */
void word_look(struct word *word, struct span text, size_t begin, size_t end);

bool word_equal(const struct word *a, const struct word *b);
/* Whether `one` is `first` and `second` in one word: "healthcheck", "can't". */
bool word_joins(const struct word *one, const struct word *first, const struct word *second);
/* Whether both are forms of one word: "zone" and "zones", "cannot" and "can't". */
bool word_is_form(const struct word *a, const struct word *b);
/* Whether it only names who says it: "AWS". */
bool word_is_vendor(const struct word *word);

/* ---- the words of a template, one after another ---- */

struct word_walk {
	struct span text; /* of the template */
	size_t at;
	uint32_t part, offset; /* of what comes next: the literal, and the symbol in it */
};

struct word_step {
	struct span text; /* the word as it is written; of a placeholder, with its braces */
	uint32_t part, offset; /* of a placeholder: the part that it stands before */
	uint16_t len;          /* folded; 0 for a placeholder */
};

bool word_walk_next(struct word_walk *walk, struct word_step *out);

/* The length of the placeholder at `at`, or 0.  What a shell expands itself (${x}) is none. */
size_t word_placeholder(struct span text, size_t at);

/* One symbol more of a word, as kb_telling counts them; from 0 on. */
static inline uint32_t word_hash(uint32_t hash, uint32_t symbol)
{
	return (hash ^ (symbol + 1)) * UINT32_C(0x9e3779b1);
}

#endif
