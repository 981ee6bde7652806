/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_COAT_SCAN_H
#define AWRY_MATCH_COAT_SCAN_H

/* Inside coat*.c: one text being searched for coats, and how words are read from it. */

#include "match/coat.h"

enum {
	COAT_FIELD = 90,      /* symbols of a code, operation or service */
	COAT_SENTENCE = 1200, /* bytes of a message, encoded authorization failures left out */
	COAT_ANSWER = 400, /* bytes from the address that was asked to the code in its answer */
	COAT_NEAR = 300,   /* bytes between a code and the message or operation that belong to it */
	COAT_RECORD = 1500 /* bytes of a CloudTrail record on each side of the error */
};

struct coat_scan {
	const struct view *view;
	const awry_alloc *alloc;
	struct coat_list *list;
	bool failed;
};

/* ---- coat_text.c: places are in the plain text; beyond it stand NULs ---- */

static inline char scan_char(const struct coat_scan *scan, uint32_t at)
{
	return view_char(scan->view, at);
}

struct span scan_slice(const struct coat_scan *scan, uint32_t begin, uint32_t end);
uint32_t scan_offset(const struct coat_scan *scan, const char *place);
uint32_t scan_end(const struct coat_scan *scan, struct span text);
/* The place of `text` within [from, to), or the smaller of `to` and the end. */
uint32_t scan_find(const struct coat_scan *scan, uint32_t from, uint32_t to, struct span text);
/* The word that begins at `at` or a few signs behind it.  If it was wrapped it goes on to the sign
 * that must follow. */
struct span scan_word(const struct coat_scan *scan, uint32_t at, char sign);
struct span scan_word_before(const struct coat_scan *scan, uint32_t end);
/* The place behind the colon, dash or arrow that comes before a message. */
uint32_t scan_message(const struct coat_scan *scan, uint32_t at);
/* How far to the left a sentence may go whose tail begins at `tail`. */
uint32_t scan_sentence_before(const struct coat_scan *scan, uint32_t tail);
/* Whether `word` looks like the code of an AWS error. */
bool scan_is_code(struct span word);
void scan_set_name(const struct coat_scan *scan, struct coat_name *name, struct span plain);

/* ---- coat.c ---- */

/* Keeps a coat whose names, begin and message are set; two readings of one code become one. */
void scan_add(struct coat_scan *scan, struct coat *coat);

/* ---- coat_shapes.c ---- */

/* Adds all coats, in no order. */
void scan_shapes(struct coat_scan *scan);

#endif
