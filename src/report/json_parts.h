/* SPDX-License-Identifier: MIT */
#ifndef AWRY_REPORT_JSON_PARTS_H
#define AWRY_REPORT_JSON_PARTS_H

/* jansson without a check at every line: a member that could not be made makes the whole NULL.
 * jansson allocates by itself: its hook is one for the whole process, which is not ours to set. */

#include <jansson.h>

#include "report/report.h"

/* Each takes `value`; where it is NULL, *object or *array is freed and becomes NULL. */
void json_set(json_t **object, const char *key, json_t *value);
void json_append(json_t **array, json_t *value);
/* An untrusted text, cleaned; null for NULL. */
json_t *json_clean(const awry_alloc *alloc, const char *text);
/* Adds `object` in the compact form.  False without memory, and for NULL; jansson's own buffer may lose a piece then. */
bool json_add(struct buf *out, const json_t *object, size_t flags);
/* Takes `object`, writes it on one line.  AWRY_E_NOMEM for NULL. */
awry_status json_write(json_t *object, awry_write_fn write, void *user);
/* The same with jansson's flags, such as a precision. */
awry_status json_write_with(json_t *object, size_t flags, awry_write_fn write, void *user);
/* Reads one value, which the caller owns.  AWRY_E_INVALID, with what is wrong in `*error` (may be NULL), also where
 * jansson found no memory. */
awry_status json_parse(struct span text, size_t flags, json_t **out, json_error_t *error);
/* The result object awry-result/1 of a session, and the words of a list: for json.c and serve.c. */
json_t *json_result(awry_session *session, const awry_report_options *options);

#endif
