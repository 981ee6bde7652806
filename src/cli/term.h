/* SPDX-License-Identifier: MIT */
#ifndef AWRY_CLI_TERM_H
#define AWRY_CLI_TERM_H

/* The one way out: everything printed goes through a struct out, which knows whether a terminal is
 * there, how wide it is, whether it has colours, and what the first failure was. */

#include "text.h"

enum when { WHEN_AUTO = 0, WHEN_ALWAYS, WHEN_NEVER };

enum style { STYLE_PLAIN = 0, STYLE_STRONG, STYLE_DIM, STYLE_ERROR, STYLE_GOOD };

struct out {
	int fd;
	bool is_terminal;
	bool has_colour;
	bool is_paged;     /* held until out_close, which shows it in a pager if it is longer than a screen */
	unsigned width;    /* columns to wrap at, TERM_MIN_WIDTH..TERM_MAX_WIDTH */
	unsigned rows;     /* of the terminal */
	struct bytes held; /* not yet written */
	int error;         /* errno of the first failed write; what comes later is dropped */
};

enum { TERM_MIN_WIDTH = 40, TERM_MAX_WIDTH = 100, TERM_DEFAULT_WIDTH = 76 };

/* `fd` is borrowed until out_close. */
void out_init(struct out *out, int fd, enum when colour);
/* Text of this program, known to be clean. */
void out_text(struct out *out, const char *text);
void out_fmt(struct out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Text of anybody else: arguments, file names, input, rules. */
void out_clean(struct out *out, const char *text);
void out_clean_bytes(struct out *out, const char *text, size_t len);
/* The same in a style, which never carries a meaning alone. */
void out_styled(struct out *out, enum style style, const char *text);
/* The same, words wrapped at the width; the first line starts at column `at`, the others are indented by `indent`. */
void out_wrapped(struct out *out, size_t at, size_t indent, const char *text);
void out_spaces(struct out *out, size_t n);
/* An awry_write_fn for reports of the library, which are clean; `user` is a struct out. */
int out_write(void *user, const char *bytes, size_t len);
/* Writes what is held, unless it is paged. */
void out_flush(struct out *out);
/* Writes all, releases, and says on standard error what failed: `code`, or CODE_IO.  A reader that left early
 * (EPIPE) had what it wanted and is no failure. */
enum exit_code out_close(struct out *out, enum exit_code code);

/* Options for a report on `out`. */
awry_report_options out_report_options(const struct out *out);

/* "awry: ..." on standard error, cleaned. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Says what a status means; the exit code for it. */
enum exit_code complain_status(awry_status status);

#endif
