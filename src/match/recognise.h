/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_RECOGNISE_H
#define AWRY_MATCH_RECOGNISE_H

/* Text to messages and values.
 *
 * A text is looked at through two projections, each with offsets back to the original
 * (normalize.h): plain   escapes decoded, ANSI, frames and line prefixes gone, one blank or line
 * feed where white space stood folded  of plain: only letters (lower case) and digits; tags gone.
 * Templates are compared on the folded one, so that no wrap, quote or frame can hide a message;
 * patterns and the coats of AWS errors are read from the plain one. */

#include "kb/model.h"

struct match_value {
	uint32_t value;   /* a kb_value */
	struct span text; /* trimmed; in the recognition's arena; may be empty (masked) */
};

struct match {
	uint32_t message;     /* a kb_message; KB_NONE for an access-log line read by field */
	uint32_t target_kind; /* enum kb_target: KB_OF_SYMPTOM, KB_OF_DIAGNOSIS, KB_OF_ANSWER or
				 KB_OF_LOOKALIKE */
	uint32_t target, answer;
	uint32_t strength;   /* enum kb_strength */
	uint32_t n_literal;  /* specificity: folded symbols of literal text that stood there */
	uint32_t begin, end; /* bytes in the original text */
	uint32_t line;       /* from 1, of begin */
	struct span excerpt; /* the original line(s) of the match, at most MATCH_EXCERPT bytes, in
				the arena */
	struct kb_range values; /* in recognition.values */
};

enum { MATCH_EXCERPT = 400 };

/* What had to be given up, so that it is never taken for "no match". */
enum match_limit {
	MATCH_LIMIT_PATTERN = 1 << 0, /* PCRE2 hit its match, depth or heap limit */
	MATCH_LIMIT_MATCHES = 1 << 1, /* more matches than MATCH_MAX; the first are kept */
	MATCH_LIMIT_TEXT =
		1 << 2, /* the text is longer than MATCH_MAX_TEXT; its rest was not read */
	MATCH_LIMIT_WORK = 1 << 3 /* too many candidates; some were not tried */
};

enum { MATCH_MAX = 4096, MATCH_MAX_TEXT = 64 << 20 };

struct recognition {
	struct arena arena;    /* of all that is below */
	struct match *matches; /* what stands after overlaps, look-alikes and generic texts are
				  settled; by begin */
	uint32_t n_matches;
	struct match_value *values; /* captured in matches, then the well-known ids found in the
				       text (sniffed) */
	uint32_t n_values;
	uint32_t first_sniffed; /* values from here on belong to no match */
	unsigned limits;        /* enum match_limit, or-ed */
};

/* Compiled patterns and buffers, kept between texts; one thread at a time.  Borrows kb. */
struct matcher;

awry_status matcher_new(const struct kb *kb, const awry_alloc *alloc, struct matcher **out);
void matcher_free(struct matcher *matcher);

/* Recognises `text`.  On success the caller owns *out (recognition_release, before the matcher is freed). */
awry_status matcher_recognise(struct matcher *matcher, struct span text, struct recognition *out);
/* The same for a piece of a longer text, which holds the text's own start or end, or not: there a message may be cut off.  Only
 * what messages capture is among the values. */
awry_status matcher_recognise_piece(struct matcher *matcher, struct span text, bool has_start, bool has_end,
				    struct recognition *out);
void recognition_release(struct recognition *recognition);

/* The kb_pattern_fn of kb/load.h: compiles with PCRE2 and extracts required literals.  With a user that is not NULL it attacks
 * each pattern, too (attack.h). */
int pattern_literals(void *user, struct arena *arena, struct span pattern, struct span *literals,
		     int max, const char **error, size_t *error_offset);

#endif
