/* SPDX-License-Identifier: MIT */
#include "read.h"
#include "file.h"
#include "term.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { READ_STEP = 64 * 1024 };

static int read_all(int fd, struct bytes *out)
{
	while (out->len <= READ_MAX) {
		if (!bytes_reserve(out, READ_STEP))
			return ENOMEM;
		ssize_t n = read(fd, out->ptr + out->len, READ_STEP);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		if (n == 0)
			break;
		out->len += (size_t)n;
	}
	bytes_add(out, "", 0);
	return out->failed ? ENOMEM : 0;
}

static enum exit_code refuse(const char *path, int error)
{
	const char *name = strcmp(path, "-") == 0 ? "standard input" : path;

	if (error == EISDIR)
		complain("%s is a folder; name the files in it: awry %s/*", name, name);
	else
		complain("cannot read %s: %s", name, strerror(error));
	return CODE_IO;
}

enum exit_code read_text(const char *path, struct bytes *out)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : file_open(path, O_RDONLY);
	int error;

	if (fd < 0)
		return refuse(path, errno);
	error = read_all(fd, out);
	if (!is_stdin)
		close(fd);
	if (error) {
		bytes_release(out);
		return refuse(path, error);
	}
	if (out->len > READ_MAX) {
		out->len = READ_MAX;
		complain("%s is longer than 48 MiB; only the first 48 MiB are read", is_stdin ? "the text" : path);
	}
	return CODE_OK;
}
