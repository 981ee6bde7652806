/* SPDX-License-Identifier: MIT */
#ifndef AWRY_DIALOG_MASK_H
#define AWRY_DIALOG_MASK_H

/* What must not leave with a report.
 *
 * Secrets (access keys, session tokens, private keys, passwords, signatures) never do: clean.c asks
 * for them on every text.  Account ids, addresses and host names are replaced by stand-ins where a
 * report leaves the machine; the same one always by the same stand-in, and addresses of one network by
 * stand-ins of one network.  Recognition reads the original text, never a masked one. */

#include "base/base.h"

struct mask;

/* The stand-ins of one session, in the order in which they were needed. */
awry_status mask_new(const awry_alloc *alloc, struct mask **out);
void mask_free(struct mask *mask);

/* Appends `text` with secrets replaced by "[secret]", and with `mask` also account ids, addresses and host names. */
void mask_add(struct mask *mask, struct buf *out, const char *text, size_t len);

#endif
