/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_SCAN_H
#define AWRY_MATCH_SCAN_H

/* Messages in texts without end: one pass, in memory that does not grow.
 *
 * A text is taken as entries (entry.h).  The filter, on the raw bytes, names those that may hold a message, and the start of each
 * access-log line that means something names its own; these are read by the matcher, so that a scan finds in an entry
 * what a lookup of it finds.  An entry longer than SCAN_PIECE is read in pieces that see SCAN_CONTEXT bytes of their
 * neighbours.  What is found depends on the text alone, not on how it is fed. */

#include "match/filter.h"
#include "match/recognise.h"

enum {
	SCAN_PIECE = 16 << 10,
	SCAN_CONTEXT = 4 << 10,
	SCAN_ROOM = 256 << 10 /* bytes taken at a time, which stay in the cache */
};

/* One match on its way out; all of it is borrowed until the callback returns. */
struct scan_match {
	const struct kb *kb;
	const struct match *match;
	const struct match_value *values; /* match->values.count */
	uint64_t line;                    /* from 1 */
	uint64_t offset;                  /* bytes from the start of the text */
};

/* Returns an awry_status: anything but AWRY_OK stops the scan with it. */
typedef int (*scan_match_fn)(void *user, const struct scan_match *match);

struct scan_count {
	uint64_t bytes, lines;
	uint64_t entries;  /* pieces given to the matcher */
	uint64_t matches;
	uint64_t pieces;   /* of entries too long to be read whole */
	uint64_t given_up; /* entries in which something had to be given up */
	unsigned limits;   /* enum match_limit, or-ed */
};

struct scan;

/* `filter` is borrowed, or NULL: then each entry is read by the matcher. */
awry_status scan_new(const struct kb *kb, const struct filter *filter, const awry_alloc *alloc, scan_match_fn on_match, void *user,
		     struct scan **out);
void scan_free(struct scan *scan);

/* Where to put the next bytes, and how many fit: at least SCAN_ROOM. */
char *scan_room(struct scan *scan, size_t *room);
/* `n` bytes were put there. */
awry_status scan_take(struct scan *scan, size_t n);
/* No more comes for now: whole lines that wait for the rest of their entry are read as they are. */
awry_status scan_pause(struct scan *scan);
/* The text is over; what is taken next is another.  `is_whole`: it ends here, it is not a part cut at scan_cut. */
awry_status scan_finish(struct scan *scan, bool is_whole);
/* Makes the next text one that goes on with another, from line `line` and byte `offset` on. */
void scan_go_on(struct scan *scan, uint64_t line, uint64_t offset);

/* Counts since scan_new. */
const struct scan_count *scan_count(const struct scan *scan);

/* The last place in `text` where an entry begins, or 0: there a text can be cut in two without changing what is found. */
size_t scan_cut(struct span text);

#endif
