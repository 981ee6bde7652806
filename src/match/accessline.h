/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_ACCESSLINE_H
#define AWRY_MATCH_ACCESSLINE_H

/* One access-log line of a load balancer cut into its fields, which a wrap may have broken. */

#include "base/base.h"

enum access_field {
	ACCESS_BALANCER,
	ACCESS_TARGET,       /* address:port, or "-" */
	ACCESS_REQUEST_TIME, /* seconds until the target was reached, or -1 */
	ACCESS_STATUS,       /* of the load balancer */
	ACCESS_TARGET_STATUS,
	ACCESS_REQUEST,
	ACCESS_TARGET_GROUP,
	ACCESS_RULE, /* priority of the rule that matched */
	ACCESS_ACTIONS,
	ACCESS_REASON,
	ACCESS_CLASS_REASON, /* why the request was classified as a threat */
	N_ACCESS_FIELDS
};

struct access_line {
	uint32_t begin, end; /* plain places */
	const char *symptom; /* id of what the line means, or NULL if nothing is wrong */
	struct span fields[N_ACCESS_FIELDS]; /* empty where the line has none */
};

bool access_is_dash(struct span text);
bool access_is_number(struct span text);

enum { ACCESS_UNWRAPPED = 256 }; /* bytes of a field that are looked at where a wrap broke it */

/* A field without the line feeds of a wrap; in `out` if it has any. */
struct span access_unwrapped(struct span field, char out[ACCESS_UNWRAPPED]);

/* Reads an access-log line at the start of `text`, whose length is *len.  An NLB's line has no fields that we read. */
bool access_read_line(struct span text, struct access_line *line, size_t *len);
/* The same in the first line of `rest`, which ends at `end`, behind what a shipper, a syslog or a file's name put before it; its
 * begin and end count from there. */
bool access_find_line(struct span rest, size_t end, struct access_line *line);

#endif
