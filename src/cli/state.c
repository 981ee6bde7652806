/* SPDX-License-Identifier: MIT */
#include "state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool state_path(char *path, size_t size, const char *name)
{
	const char *base = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	int len = -1;

	if (base && *base == '/')
		len = snprintf(path, size, "%s/awry/%s", base, name);
	else if (home && *home)
		len = snprintf(path, size, "%s/.local/state/awry/%s", home, name);
	return len > 0 && (size_t)len < size;
}

void state_make_folders(const char *path)
{
	char *folder = strdup(path);

	if (!folder)
		return;
	for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(folder, S_IRWXU);
		*slash = '/';
	}
	free(folder);
}
