/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_ORDINARY_H
#define AWRY_MATCH_ORDINARY_H

/* What logs are full of when nothing is wrong, and when something is that says nothing of AWS: lines of all kinds, from
 * which the filter learns what not to look for.  Ends with NULL. */
extern const char *const ordinary_lines[];

#endif
