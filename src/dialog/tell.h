/* SPDX-License-Identifier: MIT */
#ifndef AWRY_DIALOG_TELL_H
#define AWRY_DIALOG_TELL_H

/* Single facts into a session: what session_tell_text finds, and what a saved session holds.
 * Strings are borrowed for the life of the session (tell_keep copies one). */

#include "dialog/session.h"

const char *tell_keep(awry_session *session, struct span text);
/* A symptom or diagnosis that was seen; seen again, it is counted. */
awry_status tell_seen(awry_session *session, const struct seen *seen);
/* A value, copied; rank and owner as in struct known_value.  value may be KB_NONE. */
awry_status tell_value(awry_session *session, uint32_t value, struct span text, uint32_t rank, uint32_t owner);
/* An answer that a message gave. */
awry_status tell_read(awry_session *session, uint32_t finding, uint32_t answer, const char *file, uint32_t line);
awry_status tell_lookalike(awry_session *session, uint32_t lookalike, const char *file, uint32_t line);
/* Puts an entry into the list of answers, without telling the working memory. */
awry_status tell_given(awry_session *session, struct given given);
/* What `finding` was told by this source, or NULL. */
const struct given *given_by(const awry_session *session, uint32_t finding, enum fact_source by);

#endif
