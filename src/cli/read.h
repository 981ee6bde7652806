/* SPDX-License-Identifier: MIT */
#ifndef AWRY_CLI_READ_H
#define AWRY_CLI_READ_H

#include "text.h"

enum { READ_MAX = 48 << 20 }; /* bytes of one text: more is a log, not an error, and would not fit our memory bar */

/* Reads all of `path`, or standard input for "-", into `*out` (bytes_release).  Says what went wrong: CODE_IO.
 * Of a text longer than READ_MAX the beginning is read, and that is said. */
enum exit_code read_text(const char *path, struct bytes *out);

#endif
