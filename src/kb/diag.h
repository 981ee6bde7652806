/* SPDX-License-Identifier: MIT */
#ifndef AWRY_KB_DIAG_H
#define AWRY_KB_DIAG_H

/* The mistakes of a run: collected in any order, told in the order of files and places. */

#include "kb/load.h"

/* Codes keep their number and meaning for ever; new ones go to the end. */
#define DIAG_CODES(X)                                                                             \
	X(1, NOT_YAML, "the file is not YAML")                                                    \
	X(2, BAD_BYTES, "invalid UTF-8, or a control character")                                  \
	X(3, ANCHOR, "anchors, aliases and merge keys are refused")                               \
	X(4, TAG, "tags are refused: every scalar is text")                                       \
	X(5, SECOND_DOCUMENT, "a file holds one document")                                        \
	X(6, DUPLICATE_KEY, "a key stands twice in one mapping")                                  \
	X(7, TOO_DEEP, "nested deeper than any rule needs")                                       \
	X(8, TOO_LARGE, "a file, text or list is larger than the limits allow")                   \
	X(9, UNREADABLE, "a file or folder could not be read")                                    \
	X(10, UNKNOWN_KEY, "a key that has no meaning there")                                     \
	X(11, MISSING_KEY, "a required key is missing")                                           \
	X(12, WRONG_SHAPE, "text, a list or a mapping was expected")                              \
	X(13, UNKNOWN_WORD, "not one of the words allowed there")                                 \
	X(14, BAD_NUMBER, "not a number, or out of range")                                        \
	X(15, BAD_TEXT, "an empty text, one that is too long, or one with control characters")    \
	X(16, BAD_ID, "an id or name is not shaped as it must be")                                \
	X(17, DEFINED_TWICE, "an id or rule name is defined twice")                               \
	X(18, UNKNOWN_ID, "no such symptom, diagnosis or area")                                   \
	X(19, UNKNOWN_FINDING, "no such finding")                                                 \
	X(20, UNKNOWN_ANSWER, "the finding has no such answer")                                   \
	X(21, UNKNOWN_VALUE, "no such {value}")                                                   \
	X(22, LISTED_TWICE, "the same thing stands twice in a list, or under two evidence words") \
	X(23, CYCLE, "findings are derived, or diagnoses explained, in a circle")                 \
	X(24, NEVER_HOLDS, "a condition that can never hold")                                     \
	X(25, ANSWER_COUNT, "a question has 2 to 7 answers")                                      \
	X(26, UNKNOWABLE, "a finding that is neither asked nor derived")                          \
	X(27, CONCLUDES_NOTHING, "a rule without conditions or conclusions")                      \
	X(28, GENERIC_CODE, "a generic AWS error code says too little alone")                     \
	X(29, TOO_BARE, "a message without a literal long enough to be found by")                 \
	X(30, BAD_PATTERN, "a pattern that PCRE2 refuses or that has no literal")                 \
	X(31, SAME_MESSAGE, "the same message stands in two places")                              \
	X(32, NO_EXAMPLES, "messages without the examples that prove them")                       \
	X(33, NO_VERIFY, "a step that changes something does not say how to see that it worked")  \
	X(34, BAD_PLACEHOLDER, "a placeholder that is not shaped as {value-name}")                \
	X(35, BAD_URL, "a page of the documentation is not given as https://...")                 \
	X(36, HIDDEN, "a character that is not seen but changes what is seen")                    \
	X(37, SLOW_PATTERN, "a pattern that some texts keep busy for too long")

enum diag_code {
#define X(number, name, meaning) DIAG_##name = number,
	DIAG_CODES(X)
#undef X
};

enum { DIAG_MAX = 50, DIAG_MESSAGE = 320, DIAG_HINT = 200 };

/* A run of bytes of a source. */
struct diag_place {
	uint32_t source, offset, length;
};

struct diag {
	struct diag_place place;
	enum diag_code code;
	char message[DIAG_MESSAGE];
	char hint[DIAG_HINT];
};

struct diags {
	const struct kb_source *sources; /* borrowed */
	uint32_t n_sources;
	uint32_t count, n_dropped;
	struct diag *sorted[DIAG_MAX]; /* by place; equals by age */
	struct diag records[DIAG_MAX];
};

void diags_init(struct diags *diags, const struct kb_source *sources, size_t n_sources);

static inline bool diags_any(const struct diags *diags)
{
	return diags->count > 0;
}

/* Notes a mistake.  NULL when it is not kept: known already, or behind DIAG_MAX others. */
struct diag *diag_add(struct diags *diags, enum diag_code code, struct diag_place place,
		      const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Adds advice; nothing when diag is NULL. */
void diag_hint(struct diag *diag, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The most similar of the texts tried: what a misspelling may have meant. */
struct nearest {
	struct span text, best;
	unsigned distance; /* of best; at first the limit + 1 */
};

struct nearest nearest_to(struct span text);
void nearest_try(struct nearest *nearest, struct span candidate);
/* "did you mean 'x'?", if anything was near. */
void diag_suggest(struct diag *diag, const struct nearest *nearest);

/* A walk through the lines of a text: the line that an offset is on. */
struct line_cursor {
	size_t start;  /* offset of the line */
	uint32_t line; /* from 1; 0 before the first step */
};

void line_seek(struct line_cursor *cursor, const struct kb_source *source, size_t offset);

/* Tells all mistakes, in order. */
void diags_deliver(const struct diags *diags, awry_diag_fn on_diag, void *user);

#endif
