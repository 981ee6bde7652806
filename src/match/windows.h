/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_WINDOWS_H
#define AWRY_MATCH_WINDOWS_H

/* Which raw bytes of each message the filter looks for. */

#include "match/filter.h"

enum { WINDOW_MIN = 4 }; /* bytes: the least that a filter can be made of */

/* Takes one chosen text; not NUL-terminated.  Shorter than the shape's windows only where the message has
 * nothing longer.  False to stop. */
typedef bool (*window_fn)(void *user, struct span text);

/* Counts in n_by_len how long the windows of all messages can be, so that those which get two still do.  AWRY_E_NOMEM. */
awry_status windows_count(const struct kb *kb, const awry_alloc *alloc, uint32_t n_by_len[FILTER_MAX_WINDOW + 1]);
/* Gives the windows of all messages.  AWRY_E_NOMEM, also where `take` stopped it. */
awry_status windows_choose(const struct kb *kb, const awry_alloc *alloc, struct filter_shape shape, window_fn take, void *user);

#endif
