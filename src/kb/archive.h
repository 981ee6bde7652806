/* SPDX-License-Identifier: MIT */
#ifndef AWRY_KB_ARCHIVE_H
#define AWRY_KB_ARCHIVE_H

/* Rule files in one run of bytes, so that the shipped ones can be loaded again together with a
 * folder.
 *
 * For each file: "NAME\0LENGTH\0", the text, and a NUL; first of all the magic line.  Numbers are
 * decimal: the archive is the same on every machine. */

#include "kb/load.h"

#define ARCHIVE_MAGIC "awry-src 1\n"

void archive_begin(struct buf *archive);
void archive_add(struct buf *archive, const struct kb_source *source);

#endif
