/* SPDX-License-Identifier: MIT */
#ifndef AWRY_CLI_INQUIRY_H
#define AWRY_CLI_INQUIRY_H

/* One session of the library with what the command line told it, and its report. */

#include "kbase.h"

struct inquiry {
	const struct options *options;
	awry_kb *kb;
	awry_session *session;
	bool has_failed;        /* an input could not be read; the others were */
	bool has_stdin;         /* standard input was taken as text */
	bool is_empty;          /* no text had a byte in it */
	bool has_talked;        /* the dialogue told the session something */
	size_t n_read;          /* texts that could be read */
};

/* Opens rules and session, and tells it the symptoms, values, answers and texts of the command line.
 * `reads_stdin`: with no file named, standard input is the text. */
enum exit_code inquiry_open(struct inquiry *inquiry, const struct options *options, bool reads_stdin);
void inquiry_close(struct inquiry *inquiry);
/* Forgets all but the symptoms, values and answers of the command line. */
enum exit_code inquiry_restart(struct inquiry *inquiry);

/* True where "?" or the like was given: don't know. */
bool is_dont_know(const char *word);

/* Writes the report as text or JSON to `out`, and the transcript where one is wanted.  `is_final`: the text does not
 * say how to go on. */
enum exit_code inquiry_report(struct inquiry *inquiry, struct out *out, bool is_final);

/* ---- disk.c ---- */

/* Writes the session as Markdown to `path` (as file_write).  Says what failed: CODE_IO; what was there stays. */
enum exit_code transcript_write(awry_session *session, const awry_report_options *options, const char *path);
/* The same with all that the session was told, for saved_open. */
enum exit_code saved_write(awry_session *session, const char *path);
/* Opens the session that saved_write left in `path`.  A damaged file is refused and kept as FILE.bad. */
enum exit_code saved_open(const awry_kb *kb, const char *path, awry_session **out);

#endif
