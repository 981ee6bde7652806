/* SPDX-License-Identifier: MIT */
#ifndef AWRY_CLI_STATE_H
#define AWRY_CLI_STATE_H

/* What awry keeps for the user from one day to the next, in $XDG_STATE_HOME/awry. */

#include <stdbool.h>
#include <stddef.h>

/* Where an interview is kept that is saved without naming a file. */
#define SAVED_NAME "session.json"

/* The path of the file `name` there; false where the environment names no such folder, or a very long one. */
bool state_path(char *path, size_t size, const char *name);
/* Makes the folders that `path` stands in, those that are missing, for the owner alone.  What fails shows when the file
 * is opened. */
void state_make_folders(const char *path);

#endif
