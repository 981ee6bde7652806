/* SPDX-License-Identifier: MIT */
#ifndef AWRY_REPORT_DOT_H
#define AWRY_REPORT_DOT_H

#include "kb/model.h"

/* The rules as a picture in Graphviz's DOT: all that bears on diagnosis `id`; or the candidates of symptom `id` and what
 * tells them apart; or, for NULL, all symptoms and their candidates.  Same rules, same bytes.  AWRY_E_UNKNOWN for another id. */
awry_status dot_write(const struct kb *kb, const char *id, const awry_alloc *alloc, awry_write_fn write, void *user);

#endif
