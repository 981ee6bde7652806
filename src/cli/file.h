/* SPDX-License-Identifier: MIT */
#ifndef AWRY_CLI_FILE_H
#define AWRY_CLI_FILE_H

#include "text.h"

/* open(2) and close(2) that a signal does not fail; every open file is closed on exec and is no controlling terminal. */
int file_open(const char *path, int flags);
int file_close(int fd);

/* Writes `bytes` to `path` so that there is the old file or the whole new one at any time: to a new file in the same
 * folder, which takes the name only when it is on the disk.  A new file is readable by its owner alone, because it
 * quotes logs; one that is replaced keeps its mode unless `is_private`.  A link stays a link; what is no file (a
 * pipe, /dev/stderr) is written into.  Returns 0, or what errno says. */
int file_write(const char *path, const struct bytes *bytes, bool is_private);

#endif
