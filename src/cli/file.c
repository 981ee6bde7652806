/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700 /* realpath; NOLINT(bugprone-reserved-identifier) */

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int file_open(const char *path, int flags)
{
	int fd;

	do
		fd = open(path, flags | O_CLOEXEC | O_NOCTTY);
	while (fd < 0 && errno == EINTR);
	return fd;
}

/* An interrupted close has closed, on Linux as on the BSDs. */
int file_close(int fd)
{
	return close(fd) != 0 && errno != EINTR ? -1 : 0;
}

static int sync_file(int fd)
{
	int status;

	do
		status = fsync(fd);
	while (status != 0 && errno == EINTR);
	return status;
}

static int write_bytes(int fd, const struct bytes *bytes)
{
	for (size_t done = 0; done < bytes->len;) {
		ssize_t n = write(fd, bytes->ptr + done, bytes->len - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		done += (size_t)n;
	}
	return 0;
}

/* Devices and pipes (/dev/stderr) cannot be replaced; they are written to. */
static int write_into(const char *path, const struct bytes *bytes)
{
	int fd = file_open(path, O_WRONLY);
	int error;

	if (fd < 0)
		return errno;
	error = write_bytes(fd, bytes);
	if (file_close(fd) != 0 && !error)
		error = errno;
	return error;
}

static int write_new(int fd, const struct bytes *bytes, mode_t mode)
{
	int error = write_bytes(fd, bytes);

	if (!error && fchmod(fd, mode) != 0)
		error = errno;
	if (!error && sync_file(fd) != 0)
		error = errno;
	if (file_close(fd) != 0 && !error)
		error = errno;
	return error;
}

static int replace(const char *path, const struct bytes *bytes, mode_t mode)
{
	struct bytes name = {0};
	int error, fd;

	bytes_fmt(&name, "%s.XXXXXX", path);
	if (name.failed)
		return ENOMEM;
	fd = mkstemp(name.ptr);
	error = fd < 0 ? errno : write_new(fd, bytes, mode);
	if (!error && rename(name.ptr, path) != 0)
		error = errno;
	if (error && fd >= 0)
		unlink(name.ptr);
	bytes_release(&name);
	return error;
}

int file_write(const char *path, const struct bytes *bytes, bool is_private)
{
	struct stat status;
	char *target;
	int error;

	if (stat(path, &status) != 0)
		return errno == ENOENT ? replace(path, bytes, S_IRUSR | S_IWUSR) : errno;
	if (S_ISDIR(status.st_mode))
		return EISDIR;
	if (!S_ISREG(status.st_mode))
		return write_into(path, bytes);
	target = realpath(path, NULL); /* a link stays a link */
	if (!target)
		return errno;
	error = replace(target, bytes, is_private ? S_IRUSR | S_IWUSR : status.st_mode & 07777);
	free(target);
	return error;
}
