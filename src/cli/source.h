/* SPDX-License-Identifier: MIT */
#ifndef AWRY_CLI_SOURCE_H
#define AWRY_CLI_SOURCE_H

/* A file to be scanned, as bytes: what gzip or zstd packed is unpacked on the way. */

#include "text.h"

#include <stdint.h>
#include <sys/types.h>

struct unpacker;

struct source {
	const char *name; /* as the user named it; "-" for standard input */
	int fd;
	bool is_seekable;  /* a regular file: it never makes us wait */
	uint64_t size;     /* of a regular file, packed; else 0 */
	uint64_t n_read;   /* bytes of the file read so far */
	char head[4];      /* its first bytes, by which packing is known */
	size_t n_head;
	struct unpacker *unpacker; /* NULL: the bytes are as they are */
	const char *fault; /* what is wrong with packed bytes */
};

/* Says what went wrong: CODE_IO. */
enum exit_code source_open(struct source *source, const char *path);
/* Reads at most `size` bytes; 0 at the end, -1 with errno, or with `fault`, where it fails. */
ssize_t source_read(struct source *source, char *bytes, size_t size);
/* Whether a read would not wait, within so many milliseconds. */
bool source_is_ready(const struct source *source, int milliseconds);
void source_close(struct source *source);
/* Says that reading failed. */
enum exit_code source_refuse(const struct source *source);

#endif
