/* SPDX-License-Identifier: MIT */
#ifndef AWRY_KB_VALUES_H
#define AWRY_KB_VALUES_H

/* The standard {values}.  One list for all rule files: what a message of one area captures fills
 * the commands of another, and a misspelt name cannot pass. */

#include "base/base.h"

struct value_name {
	const char *name;
	uint32_t gap; /* the most folded symbols that a message may have in its place */
};

enum { VALUE_GAP_ANY = 300 }; /* of {*} */

uint32_t values_count(void);
/* By name.  */
const struct value_name *value_at(uint32_t number);
/* The number of `name`, or UINT32_MAX. */
uint32_t value_find(struct span name);

#endif
