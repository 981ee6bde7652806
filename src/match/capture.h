/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_CAPTURE_H
#define AWRY_MATCH_CAPTURE_H

/* What the placeholders of a template that fits hold.  A capture never prevents a match: it may be
 * empty. */

#include "match/template.h"
#include "match/values.h"

void capture_values(const struct kb *kb, const struct view *view, const struct fit *fit,
		    struct value_list *list);

#endif
