/* SPDX-License-Identifier: MIT */
#ifndef AWRY_DIALOG_EXAMPLES_H
#define AWRY_DIALOG_EXAMPLES_H

#include "dialog/session.h"

/* Reads every example of the rules as a pasted text.  One that must match has to come first; one that
 * must not may not be there at all.  Each failure goes to on_diag.  AWRY_E_RULES if any failed. */
awry_status examples_run(const struct kb *kb, const awry_alloc *alloc, awry_diag_fn on_diag, void *user,
	size_t *n_passed, size_t *n_failed);

#endif
