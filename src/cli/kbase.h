/* SPDX-License-Identifier: MIT */
#ifndef AWRY_CLI_KBASE_H
#define AWRY_CLI_KBASE_H

/* The knowledge base as the command line asks for it, and its mistakes as text. */

#include "opts.h"

/* Opens the shipped rules with those of --rules, or else of $XDG_CONFIG_HOME/awry/rules where that exists.  Mistakes
 * are shown on standard error.  The caller owns *kb (awry_kb_close). */
enum exit_code kbase_open(const struct options *options, awry_kb **kb);
/* Opens `dir` (NULL: only the shipped rules); mistakes are shown on `out` and counted. */
awry_status kbase_load(const char *dir, bool without_shipped, struct out *out, size_t *n_mistakes, awry_kb **kb);
/* The same, and each pattern is run on texts made to keep it busy: a slow one is a mistake. */
awry_status kbase_check(const char *dir, bool without_shipped, struct out *out, size_t *n_mistakes, awry_kb **kb);
/* The folder of the user's own rules in `path`, and that in *dir if it exists, else NULL.  Says why it cannot be known. */
enum exit_code kbase_user_rules(char *path, size_t size, const char **dir);

/* An awry_diag_fn: one mistake with its line and a caret.  `user` is a struct mistakes. */
struct mistakes {
	struct out *out;
	const char *dir; /* the folder loaded; may be NULL */
	size_t n;
};
void mistakes_show(void *user, const awry_diag *diag);

bool kbase_has(const awry_kb *kb, awry_kind kind, const char *id);
/* "; did you mean X or Y?" or "": ids of `kinds` (1 << awry_kind, or-ed) like `text`. */
void kbase_suggest(const awry_kb *kb, const char *text, unsigned kinds, struct bytes *out);

/* The area of an id, "ssh" of "ssh/timed-out": its length, 0 where there is none. */
size_t area_length(const char *id);
bool in_area(const char *id, const char *area);
/* An area that has symptoms or diagnoses. */
struct area {
	char *name;
	size_t n_symptoms, n_diagnoses;
};

struct areas {
	struct area *items; /* in order of name */
	size_t n;
};

/* False without memory.  Release in any case. */
bool areas_init(struct areas *areas, const awry_kb *kb);
void areas_release(struct areas *areas);
/* NULL where there is none of that name. */
const struct area *areas_find(const struct areas *areas, const char *name);
/* A word_fn over the names; `user` is a struct areas. */
const char *area_name_at(const void *user, size_t index);

#endif
