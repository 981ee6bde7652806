/* SPDX-License-Identifier: MIT */
#ifndef AWRY_CLI_FINDINGS_H
#define AWRY_CLI_FINDINGS_H

/* What a scan found: a line of JSON for each match, or one group for each failure. */

#include "term.h"

#include <stdint.h>

enum findings_form { FINDINGS_GROUPS = 0, FINDINGS_LINES, FINDINGS_JSON };

struct group;

struct findings {
	enum findings_form form;
	const char *file;    /* that the next matches are from */
	const char *area;    /* NULL: all */
	struct bytes text;   /* of the lines, not yet written */
	struct bytes quoted; /* the name of `quoted_file` in JSON */
	const char *quoted_file;
	struct group *groups; /* by first sight */
	size_t n_groups, cap;
	uint64_t n;          /* matches */
	bool failed;         /* no memory */
};

void findings_init(struct findings *findings, enum findings_form form, const char *area);
void findings_release(struct findings *findings);
/* An awry_match_fn; `user` is a struct findings. */
int findings_add(void *user, const awry_scan_match *match);
/* Adds what `from` holds behind what `to` holds, and empties `from`. */
void findings_move(struct findings *to, struct findings *from);
/* Writes the groups, the most frequent first. */
void findings_show(struct findings *findings, struct out *out, bool all);

#endif
