/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_ACCESSLOG_H
#define AWRY_MATCH_ACCESSLOG_H

/* Access-log lines of load balancers, read by field: the status of an ALB and the status of its
 * target differ, and the times say how far a request got.  Nothing else is looked for inside such a
 * line. */

#include "kb/model.h"
#include "match/accessline.h"
#include "match/normalize.h"
#include "match/values.h"

struct access_lines {
	struct access_line *items; /* by begin */
	uint32_t count, cap;
	bool is_everywhere; /* several targets cannot be reached, and none was: the load balancer tries them all */
};

awry_status accesslog_find(const struct view *view, const awry_alloc *alloc,
			   struct access_lines *out);
/* Whether the plain place `at` lies in a line, but not in a field that gives a reason in words. */
bool accesslog_guards(const struct access_lines *lines, const struct view *view, uint32_t at);
void accesslog_values(const struct access_line *line, const struct kb *kb, struct value_list *list);

/* Whether the raw bytes `text` begin with such a line, and it means something. */
bool accesslog_tells(struct span text);

#endif
