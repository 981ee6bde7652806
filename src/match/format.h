/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_FORMAT_H
#define AWRY_MATCH_FORMAT_H

/* A template as its author wrote it: words, punctuation and {placeholders}.  The literals of a
 * message's parts are its letters and digits; a part begins at each placeholder. */

#include "base/base.h"

/* The length of the placeholder at `at`, or 0.  What a shell expands itself (${x}) is none. */
size_t format_placeholder(struct span text, size_t at);
/* The text between the literals of parts `part` - 1 and `part`: punctuation and placeholders. */
struct span format_gap(struct span text, uint32_t part);
/* The text behind the last literal. */
struct span format_tail(struct span text);
/* What stands in a gap before its placeholder `n`, from the one before it on. */
struct span format_separator(struct span gap, uint32_t n);
/* Whether symbol `nth` of all literals stands inside a word: a letter or digit comes right before
 * it. */
bool format_is_inside_word(struct span text, uint32_t nth);

#endif
