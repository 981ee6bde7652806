/* SPDX-License-Identifier: MIT */
#include "kbase.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
	LINE_MAX_BYTES = 1 << 20, /* of a request, as awry_kb_serve takes it */
	READ_STEP = 64 * 1024
};

struct server {
	const awry_kb *kb;
	struct out out;
	struct bytes line; /* begun and not ended; of a longer line the first LINE_MAX_BYTES + 1 bytes */
};

/* The reply leaves before the next request is read: whoever asks waits for it. */
static awry_status answer(struct server *server)
{
	static const char no_memory[] = "{\"schema\":\"awry-error/1\",\"error\":{\"status\":1,"
		"\"message\":\"there is no memory left\"}}\n";
	awry_status status = awry_kb_serve(server->kb, server->line.ptr ? server->line.ptr : "", server->line.len, out_write,
		&server->out);

	if (status == AWRY_E_NOMEM)
		status = out_write(&server->out, no_memory, sizeof(no_memory) - 1) ? AWRY_E_IO : AWRY_OK;
	server->line.len = 0;
	out_flush(&server->out);
	return server->out.error ? AWRY_E_IO : status;
}

/* One byte more than fits tells the library that the line is too long; the rest is not kept. */
static void add_to_line(struct server *server, const char *bytes, size_t len)
{
	size_t room = LINE_MAX_BYTES + 1 - server->line.len;

	bytes_add(&server->line, bytes, len < room ? len : room);
}

static awry_status take(struct server *server, const char *bytes, size_t len)
{
	awry_status status = AWRY_OK;

	while (len > 0 && !status) {
		const char *end = memchr(bytes, '\n', len);
		size_t n = end ? (size_t)(end - bytes) : len;
		add_to_line(server, bytes, n);
		if (server->line.failed)
			return AWRY_E_NOMEM;
		if (end)
			status = answer(server);
		n += end != NULL;
		bytes += n;
		len -= n;
	}
	return status;
}

static enum exit_code serve(struct server *server)
{
	char bytes[READ_STEP];
	awry_status status = AWRY_OK;

	while (!status) {
		ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			complain("cannot read standard input: %s", strerror(errno));
			return CODE_IO;
		}
		if (n == 0)
			break;
		status = take(server, bytes, (size_t)n);
	}
	if (!status && server->line.len > 0)
		status = answer(server);
	/* A failed write is told by out_close. */
	return status == AWRY_OK || status == AWRY_E_IO ? CODE_OK : complain_status(status);
}

enum exit_code cmd_serve(const struct options *options)
{
	struct server server = {0};
	enum exit_code code;
	awry_kb *kb;

	if (!options->uses_stdio || options->operands.n > 0) {
		complain(options->uses_stdio ? "awry serve takes no operands" : "say where to serve: awry serve --stdio");
		return CODE_USAGE;
	}
	code = kbase_open(options, &kb);
	if (code)
		return code;
	server.kb = kb;
	out_init(&server.out, STDOUT_FILENO, WHEN_NEVER);
	code = serve(&server);
	bytes_release(&server.line);
	awry_kb_close(kb);
	return out_close(&server.out, code);
}
