/* SPDX-License-Identifier: MIT */
#ifndef AWRY_REPORT_SAVE_H
#define AWRY_REPORT_SAVE_H

#include "dialog/session.h"

/* Writes all that a session was told as one line of JSON (awry-session/1), secrets hidden, with a checksum. */
awry_status save_write(awry_session *session, awry_write_fn write, void *user);
/* Makes a session of what save_write wrote.  AWRY_E_INVALID, and no session, where a byte is missing or changed.
 * Entries that `kb` does not have are left out; *n_dropped counts them. */
awry_status save_read(const struct kb *kb, const awry_alloc *alloc, struct span bytes, awry_session **out, size_t *n_dropped);

#endif
