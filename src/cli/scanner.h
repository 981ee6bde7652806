/* SPDX-License-Identifier: MIT */
#ifndef AWRY_CLI_SCANNER_H
#define AWRY_CLI_SCANNER_H

/* One `awry scan` at work, and its threads. */

#include "findings.h"
#include "opts.h"
#include "source.h"

struct scanner {
	const struct options *options;
	awry_kb *kb;
	awry_scan *scan;
	struct findings found;
	struct out out;
	uint64_t total;      /* bytes of all files, packed; 0 where that is not known */
	uint64_t before;     /* of the files that are done */
	double started, told; /* seconds: the start, and when progress was last shown */
	bool shows_progress;
	awry_scan_count crew_count; /* of the threads that are gone */
};

/* Writes what was found as far as it is written as it comes. */
enum exit_code scanner_write(struct scanner *scanner);
/* Shows how far it is, from time to time. */
void scanner_tell_progress(struct scanner *scanner, const struct source *source);
enum exit_code scanner_open_scan(const struct scanner *scanner, awry_match_fn on_match, void *user, awry_scan **out);

/* ---- crew.c ---- */

/* Scans `source` with `n` threads; output and answers are those of one. */
enum exit_code crew_scan(struct scanner *scanner, struct source *source, unsigned n);

#endif
