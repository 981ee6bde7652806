/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_WINDOWS_H
#define AWRY_MATCH_WINDOWS_H

/* Which raw bytes of each message the filter looks for. */

#include "match/filter.h"

enum { WINDOW_MIN = 4 }; /* bytes: the least that a filter can be made of */

/* Takes one chosen text; not NUL-terminated.  Shorter than FILTER_WINDOW only where the message has
 * nothing longer.  False to stop. */
typedef bool (*window_fn)(void *user, struct span text);

/* Gives the windows of all messages.  AWRY_E_NOMEM, also where `take` stopped it. */
awry_status windows_choose(const struct kb *kb, const awry_alloc *alloc, window_fn take,
			   void *user);

#endif
