/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_ENTRY_H
#define AWRY_MATCH_ENTRY_H

/* Where entries of a log begin: at a line with a time stamp, an address or an object of JSON at its start.  Lines without one go
 * on with the entry before, as do those whose time stamp is followed by a frame or an indentation. */

#include "base/base.h"

enum { ENTRY_LOOK = 64 }; /* bytes of a line that are looked at */

/* `line` may hold more than the line, and less than ENTRY_LOOK bytes only at the end of a text. */
bool entry_begins(struct span line);

#endif
