/* SPDX-License-Identifier: MIT */
#ifndef AWRY_KB_LOAD_H
#define AWRY_KB_LOAD_H

/* Rule files to a block.  YAML events become nodes with places (yaml.c), nodes become entries
 * (load.c), entries are checked against each other (check.c) and laid out (image.c). */

#include "kb/model.h"

enum {
	KB_MAX_FILES = 10000,
	KB_MAX_FILE_BYTES = 64 << 20, /* 100,000 rules in one file are 20 MB */
	KB_MAX_ALL_BYTES = 128 << 20, /* of all files of a folder */
	KB_MAX_FOLDERS = 16           /* one in another, below the rules folder */
};

/* Asks the layer above, which knows PCRE2, whether `pattern` compiles and what any text that it
 * matches must contain.  Fills `literals` with at most `max` alternatives (lower-case ASCII letters and digits
 * only, each at least 4 long, in `arena`) and returns their number; 0 with `*error` (static or in arena)
 * and `*error_offset` set when the pattern is wrong or has no such literal; -1 without memory; -2 with `*error` saying on which
 * text it is too slow. */
typedef int (*kb_pattern_fn)(void *user, struct arena *arena, struct span pattern, struct span *literals, int max,
	const char **error, size_t *error_offset);

struct kb_source {
	const char *name; /* "ssh/timed-out.yaml": shown in mistakes; order of names is order of rules */
	const char *text;
	size_t len;
	uint32_t layer;   /* entries of a higher layer replace those of a lower one with the same id */
};

struct kb_load_options {
	const awry_alloc *alloc;
	kb_pattern_fn pattern;
	void *pattern_user;
	awry_diag_fn on_diag;
	void *diag_user;
};

/* Loads all sources into one block, allocated with options->alloc and owned by the caller (mem_resize to
 * free; its size is (*out)->size).  All mistakes (at most 50) go to on_diag, ordered by file and place; any mistake
 * means AWRY_E_RULES and no block.  AWRY_E_NOMEM; AWRY_E_LIMIT for more than KB_MAX_FILES, or more than a block can hold. */
awry_status kb_load(const struct kb_source *sources, size_t n_sources, const struct kb_load_options *options, struct kb **out);

/* The *.yaml files below `dir`, sorted by name, read whole, in `arena`.  Symbolic links and names that start with a dot are
 * passed over, so that no path leaves the folder.  Limits: KB_MAX_FILES, KB_MAX_FILE_BYTES, KB_MAX_ALL_BYTES.  AWRY_E_IO with one diagnosis. */
awry_status kb_read_dir(struct arena *arena, const char *dir, uint32_t layer, const struct kb_load_options *options,
	struct kb_source **out, size_t *n_out);

/* The sources in an archive made by mkkb, all of layer 0.  Names and texts lie in the archive, which must outlive them;
 * only the list is in `arena`.  AWRY_E_INVALID if it is no such archive. */
awry_status kb_unpack_sources(struct arena *arena, struct span archive, struct kb_source **out, size_t *n_out);

#endif
