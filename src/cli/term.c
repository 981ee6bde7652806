/* SPDX-License-Identifier: MIT */
#include "term.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HELD_MAX = 64 * 1024 }; /* bytes gathered before a write */

/* ---- what is there ---- */

static const char *env(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static bool wants_colour(bool is_terminal, enum when when)
{
	const char *force = env("CLICOLOR_FORCE"), *term = env("TERM");

	if (when != WHEN_AUTO)
		return when == WHEN_ALWAYS;
	if (env("NO_COLOR"))
		return false;
	if (force && strcmp(force, "0") != 0)
		return true;
	return is_terminal && term && strcmp(term, "dumb") != 0;
}

static unsigned clamp_width(unsigned long columns)
{
	if (columns < TERM_MIN_WIDTH)
		return TERM_MIN_WIDTH;
	return columns > TERM_MAX_WIDTH ? TERM_MAX_WIDTH : (unsigned)columns;
}

static void measure(struct out *out)
{
	const char *columns = env("COLUMNS");
	struct winsize size = {0};

	out->width = TERM_DEFAULT_WIDTH;
	out->rows = 24;
	if (out->is_terminal && ioctl(out->fd, TIOCGWINSZ, &size) == 0) {
		if (size.ws_col > 0)
			out->width = clamp_width(size.ws_col);
		if (size.ws_row > 0)
			out->rows = size.ws_row;
	}
	if (columns && strtoul(columns, NULL, 10) > 0)
		out->width = clamp_width(strtoul(columns, NULL, 10));
}

void out_init(struct out *out, int fd, enum when colour)
{
	*out = (struct out){.fd = fd, .is_terminal = isatty(fd) == 1};
	out->has_colour = wants_colour(out->is_terminal, colour);
	measure(out);
}

/* ---- writing ---- */

static int write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		bytes += n;
		len -= (size_t)n;
	}
	return 0;
}

static void write_held(struct out *out)
{
	if (out->held.failed)
		out->error = out->error ? out->error : ENOMEM;
	if (!out->error)
		out->error = write_all(out->fd, out->held.ptr, out->held.len);
	out->held.len = 0;
}

void out_flush(struct out *out)
{
	if (!out->is_paged)
		write_held(out);
}

int out_write(void *user, const char *bytes, size_t len)
{
	struct out *out = user;

	bytes_add(&out->held, bytes, len);
	if (out->held.len > HELD_MAX || out->held.failed)
		out_flush(out);
	return out->error;
}

void out_text(struct out *out, const char *text)
{
	out_write(out, text, strlen(text));
}

void out_fmt(struct out *out, const char *format, ...)
{
	struct bytes text = {0};
	va_list args;

	va_start(args, format);
	bytes_vfmt(&text, format, args);
	va_end(args);
	if (text.failed)
		out->held.failed = true;
	else if (text.len > 0)
		out_write(out, text.ptr, text.len);
	bytes_release(&text);
}

void out_clean_bytes(struct out *out, const char *text, size_t len)
{
	if (awry_clean(text, len, out_write, out) == AWRY_E_NOMEM)
		out->held.failed = true;
}

void out_clean(struct out *out, const char *text)
{
	out_clean_bytes(out, text, strlen(text));
}

void out_spaces(struct out *out, size_t n)
{
	while (n-- > 0)
		out_write(out, " ", 1);
}

void out_styled(struct out *out, enum style style, const char *text)
{
	static const char *const codes[] = {
		[STYLE_PLAIN] = "", [STYLE_STRONG] = "\033[1m", [STYLE_DIM] = "\033[2m",
		[STYLE_ERROR] = "\033[1;31m", [STYLE_GOOD] = "\033[1;32m",
	};

	if (out->has_colour)
		out_text(out, codes[style]);
	out_clean(out, text);
	if (out->has_colour && style != STYLE_PLAIN)
		out_text(out, "\033[0m");
}

/* Bytes of the first word; "41 %" is one. */
static size_t word_length(const char *text)
{
	size_t len = strcspn(text, " \n");

	if (len > 0 && text[len] == ' ' && text[len + 1] == '%')
		len += 1 + strcspn(text + len + 1, " \n");
	return len;
}

/* Words are never broken, so that commands and addresses can be copied. */
static void wrap_words(struct out *out, size_t at, size_t indent, const char *text)
{
	bool is_first = true;

	for (;;) {
		text += strspn(text, " \n");
		size_t len = word_length(text), columns = columns_of(text, len);
		if (len == 0)
			return;
		if (!is_first && at + 1 + columns > out->width) {
			out_text(out, "\n");
			out_spaces(out, indent);
			at = indent;
		} else if (!is_first) {
			out_text(out, " ");
			at++;
		}
		out_write(out, text, len);
		at += columns;
		text += len;
		is_first = false;
	}
}

void out_wrapped(struct out *out, size_t at, size_t indent, const char *text)
{
	struct bytes clean = {0};

	if (awry_clean(text, strlen(text), bytes_write, &clean) || clean.failed)
		out->held.failed = true;
	else if (clean.len > 0)
		wrap_words(out, at, indent, clean.ptr);
	bytes_release(&clean);
}

/* ---- pager ---- */

static const char *pager_command(void)
{
	const char *own = getenv("AWRY_PAGER");
	const char *command = own ? own : env("PAGER");

	if (!command)
		command = "less";
	return *command && strcmp(command, "cat") != 0 ? command : NULL;
}

static size_t count_lines(const struct bytes *bytes)
{
	size_t n = 0;

	for (size_t i = 0; i < bytes->len; i++)
		n += bytes->ptr[i] == '\n';
	return n;
}

static void become_pager(const char *command, const int *ends)
{
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	close(ends[1]);
	/* -F leaves at once if all fits, -R lets colours through, -X keeps the text on the screen. */
	setenv("LESS", "FRX", 0);
	setenv("LESSSECURE", "1", 1);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

/* Shows what is held in a pager.  False if none could be started; then nothing was shown. */
static bool show_in_pager(struct out *out)
{
	const char *command = pager_command();
	int ends[2], status = 0;
	pid_t pid;

	if (!command || pipe(ends) != 0)
		return false;
	pid = fork();
	if (pid == 0)
		become_pager(command, ends);
	close(ends[0]);
	if (pid > 0)
		write_all(ends[1], out->held.ptr, out->held.len); /* the reader may leave before the end */
	close(ends[1]);
	if (pid < 0)
		return false;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return !(WIFEXITED(status) && WEXITSTATUS(status) == 127);
}

enum exit_code out_close(struct out *out, enum exit_code code)
{
	bool is_long = out->is_paged && out->is_terminal && count_lines(&out->held) >= out->rows;
	int error;

	if (is_long && !out->held.failed && show_in_pager(out))
		out->held.len = 0;
	write_held(out);
	bytes_release(&out->held);
	error = out->error;
	if (error == 0 || error == EPIPE)
		return code;
	complain("cannot write: %s", strerror(error));
	return CODE_IO;
}

awry_report_options out_report_options(const struct out *out)
{
	awry_report_options options = AWRY_REPORT_OPTIONS_INIT;

	options.width = out->width;
	options.colour = out->has_colour;
	return options;
}

/* ---- standard error ---- */

/* A message is one line, whatever names are in it: none can forge a second. */
static void add_one_line(struct bytes *line, const struct bytes *text)
{
	struct bytes clean = {0};

	if (awry_clean(text->ptr, text->len, bytes_write, &clean))
		line->failed = true;
	for (size_t i = 0; i < clean.len; i++) {
		if (clean.ptr[i] == '\n')
			bytes_text(line, "\\x0a");
		else
			bytes_add(line, clean.ptr + i, 1);
	}
	line->failed |= clean.failed;
	bytes_release(&clean);
}

void complain(const char *format, ...)
{
	static const char no_memory[] = "awry: there is no memory left\n";
	struct bytes text = {0}, line = {0};
	va_list args;

	va_start(args, format);
	bytes_vfmt(&text, format, args);
	va_end(args);
	bytes_text(&line, "awry: ");
	if (text.len > 0)
		add_one_line(&line, &text);
	bytes_text(&line, "\n");
	if (text.failed || line.failed)
		write_all(STDERR_FILENO, no_memory, sizeof(no_memory) - 1);
	else
		write_all(STDERR_FILENO, line.ptr, line.len);
	bytes_release(&text);
	bytes_release(&line);
}

enum exit_code complain_status(awry_status status)
{
	complain("%s", awry_status_text(status));
	return status == AWRY_E_RULES ? CODE_RULES : CODE_IO;
}
