/* SPDX-License-Identifier: MIT */
#ifndef AWRY_KB_SHIPPED_H
#define AWRY_KB_SHIPPED_H

/* The rules of this repository, compiled by mkkb when the library is built, and their sources. */

#include "kb/model.h"

const struct kb *kb_shipped(void);
/* For kb_unpack_sources. */
struct span kb_shipped_sources(void);

#endif
