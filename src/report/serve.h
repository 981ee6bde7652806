/* SPDX-License-Identifier: MIT */
#ifndef AWRY_REPORT_SERVE_H
#define AWRY_REPORT_SERVE_H

#include "kb/model.h"

enum { SERVE_MAX = 1 << 20 }; /* bytes of a request */

/* Answers one line of the protocol with one line.  No state is kept: same request, same bytes. */
awry_status serve_line(const struct kb *kb, const awry_alloc *alloc, struct span line, awry_write_fn write, void *user);

#endif
