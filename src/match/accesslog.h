/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_ACCESSLOG_H
#define AWRY_MATCH_ACCESSLOG_H

/* Access-log lines of load balancers, read by field: the status of an ALB and the status of its
 * target differ, and the times say how far a request got.  Nothing else is looked for inside such a
 * line. */

#include "kb/model.h"
#include "match/normalize.h"
#include "match/values.h"

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

struct access_lines {
	struct access_line *items; /* by begin */
	uint32_t count, cap;
};

awry_status accesslog_find(const struct view *view, const awry_alloc *alloc,
			   struct access_lines *out);
/* Whether the plain place `at` lies in a line, but not in a field that gives a reason in words. */
bool accesslog_guards(const struct access_lines *lines, const struct view *view, uint32_t at);
void accesslog_values(const struct access_line *line, const struct kb *kb, struct value_list *list);

/* Whether the raw bytes `text` begin with such a line, and it means something. */
bool accesslog_tells(struct span text);

#endif
