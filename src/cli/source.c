/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* F_SETPIPE_SZ; NOLINT(bugprone-reserved-identifier) */
#include "source.h"
#include "file.h"
#include "term.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>
#include <zstd.h>

enum {
	PACKED_STEP = 128 * 1024,
	PIPE_SIZE = 1024 * 1024 /* of the kernel: the writer waits less often */
};

struct unpacker {
	z_stream gzip;
	ZSTD_DStream *zstd; /* NULL: it is gzip */
	bool has_gzip;
	bool is_over;       /* a member ended; more may follow */
	bool has_begun;     /* bytes of a member were read, and its end was not */
	size_t at, len;
	unsigned char packed[PACKED_STEP];
};

static bool is_gzip(const struct source *source)
{
	return source->n_head >= 3 && memcmp(source->head, "\x1f\x8b\x08", 3) == 0;
}

static bool is_zstd(const struct source *source)
{
	return source->n_head == 4 && memcmp(source->head, "\x28\xb5\x2f\xfd", 4) == 0;
}

/* ---- the file ---- */

static ssize_t read_file(struct source *source, void *bytes, size_t size)
{
	ssize_t n;

	if (source->n_head > 0) {
		size_t n_head = source->n_head < size ? source->n_head : size;

		memcpy(bytes, source->head, n_head);
		source->n_head -= n_head;
		memmove(source->head, source->head + n_head, source->n_head);
		return (ssize_t)n_head;
	}
	do
		n = read(source->fd, bytes, size);
	while (n < 0 && errno == EINTR);
	source->n_read += n > 0 ? (size_t)n : 0;
	return n;
}

/* The first bytes tell whether it is packed; they are waited for, but not past the first line. */
static ssize_t read_head(struct source *source)
{
	size_t n = 0;

	while (n < sizeof(source->head) && !memchr(source->head, '\n', n)) {
		ssize_t got = read(source->fd, source->head + n, sizeof(source->head) - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		n += (size_t)got;
		if (source->head[0] != '\x1f' && source->head[0] != '\x28')
			break;
	}
	source->n_head = n;
	source->n_read = n;
	return (ssize_t)n;
}

/* ---- unpacking ---- */

static bool open_unpacker(struct source *source)
{
	struct unpacker *unpacker;

	if (!is_gzip(source) && !is_zstd(source))
		return true;
	unpacker = calloc(1, sizeof(*unpacker));
	if (!unpacker)
		return false;
	source->unpacker = unpacker;
	if (is_zstd(source))
		return (unpacker->zstd = ZSTD_createDStream()) != NULL;
	unpacker->has_gzip = inflateInit2(&unpacker->gzip, 15 + 16) == Z_OK;
	return unpacker->has_gzip;
}

static ssize_t unpack_gzip(struct source *source, char *bytes, size_t size)
{
	struct unpacker *unpacker = source->unpacker;
	z_stream *gzip = &unpacker->gzip;
	int status;

	if (unpacker->is_over && inflateReset(gzip) != Z_OK)
		return -1;
	unpacker->is_over = false;
	gzip->next_in = unpacker->packed + unpacker->at;
	gzip->avail_in = (uInt)(unpacker->len - unpacker->at);
	gzip->next_out = (Bytef *)bytes;
	gzip->avail_out = (uInt)size;
	status = inflate(gzip, Z_NO_FLUSH);
	unpacker->at = unpacker->len - gzip->avail_in;
	unpacker->is_over = status == Z_STREAM_END;
	unpacker->has_begun = status != Z_STREAM_END && (status == Z_OK || unpacker->has_begun);
	return status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR ? (ssize_t)(size - gzip->avail_out) : -1;
}

static ssize_t unpack_zstd(struct source *source, char *bytes, size_t size)
{
	struct unpacker *unpacker = source->unpacker;
	ZSTD_inBuffer in = {unpacker->packed, unpacker->len, unpacker->at};
	ZSTD_outBuffer out = {bytes, size, 0};
	size_t left = ZSTD_decompressStream(unpacker->zstd, &out, &in);

	unpacker->at = in.pos;
	unpacker->has_begun = left != 0;
	return ZSTD_isError(left) ? -1 : (ssize_t)out.pos;
}

static ssize_t read_unpacked(struct source *source, char *bytes, size_t size)
{
	struct unpacker *unpacker = source->unpacker;

	for (;;) {
		bool has_some = unpacker->at < unpacker->len || unpacker->has_begun;
		ssize_t n = 0;

		if (has_some)
			n = unpacker->zstd ? unpack_zstd(source, bytes, size) : unpack_gzip(source, bytes, size);
		if (n < 0)
			source->fault = "its packed bytes are damaged";
		if (n != 0)
			return n;
		if (unpacker->at < unpacker->len)
			continue;
		n = read_file(source, unpacker->packed, sizeof(unpacker->packed));
		if (n == 0 && unpacker->has_begun) {
			source->fault = "it ends in the middle of what was packed";
			return -1;
		}
		if (n <= 0)
			return n;
		unpacker->at = 0;
		unpacker->len = (size_t)n;
	}
}

/* ---- the contract ---- */

enum exit_code source_refuse(const struct source *source)
{
	const char *name = strcmp(source->name, "-") == 0 ? "standard input" : source->name;

	if (!source->fault && errno == EISDIR)
		complain("%s is a folder; name the files in it: awry scan %s/*", name, name);
	else
		complain("cannot read %s: %s", name, source->fault ? source->fault : strerror(errno));
	return CODE_IO;
}

enum exit_code source_open(struct source *source, const char *path)
{
	struct stat status;
	bool is_known;

	*source = (struct source){.name = path, .fd = STDIN_FILENO};
	if (strcmp(path, "-") != 0)
		source->fd = file_open(path, O_RDONLY);
	if (source->fd < 0)
		return source_refuse(source);
	is_known = fstat(source->fd, &status) == 0;
	if (is_known && S_ISREG(status.st_mode)) {
		source->is_seekable = true;
		source->size = (uint64_t)status.st_size;
	}
#ifdef F_SETPIPE_SZ
	if (is_known && S_ISFIFO(status.st_mode))
		(void)fcntl(source->fd, F_SETPIPE_SZ, PIPE_SIZE); /* a refusal costs speed alone */
#endif
	if (!is_known || read_head(source) < 0) {
		enum exit_code code = source_refuse(source);

		source_close(source);
		return code;
	}
	if (open_unpacker(source))
		return CODE_OK;
	source_close(source);
	return complain_status(AWRY_E_NOMEM);
}

ssize_t source_read(struct source *source, char *bytes, size_t size)
{
	return source->unpacker ? read_unpacked(source, bytes, size) : read_file(source, bytes, size);
}

bool source_is_ready(const struct source *source, int milliseconds)
{
	struct pollfd poll_fd = {.fd = source->fd, .events = POLLIN};

	return source->is_seekable || source->n_head > 0 || source->unpacker || poll(&poll_fd, 1, milliseconds) != 0;
}

void source_close(struct source *source)
{
	if (source->unpacker) {
		ZSTD_freeDStream(source->unpacker->zstd);
		if (source->unpacker->has_gzip)
			inflateEnd(&source->unpacker->gzip);
		free(source->unpacker);
	}
	if (source->fd > STDIN_FILENO)
		close(source->fd);
	source->unpacker = NULL;
	source->fd = -1;
}
