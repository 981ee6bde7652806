/* SPDX-License-Identifier: MIT */
#include "file.h"
#include "inquiry.h"
#include "read.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* What of a session is kept on disk: the transcript for a ticket, and the state to go on from. */

/* Takes what the library wrote, or failed to write, and puts it on disk. */
static enum exit_code keep(awry_status status, struct bytes *bytes, const char *what, const char *path, bool is_private)
{
	enum exit_code code = CODE_OK;
	int error = 0;

	if (status)
		code = complain_status(bytes->failed ? AWRY_E_NOMEM : status);
	else
		error = file_write(path, bytes, is_private);
	bytes_release(bytes);
	if (!error)
		return code;
	complain("cannot write the %s %s: %s", what, path, strerror(error));
	return CODE_IO;
}

enum exit_code transcript_write(awry_session *session, const awry_report_options *options, const char *path)
{
	struct bytes bytes = {0};
	awry_status status = awry_session_report(session, AWRY_MARKDOWN, options, bytes_write, &bytes);

	return keep(status, &bytes, "transcript", path, false);
}

enum exit_code saved_write(awry_session *session, const char *path)
{
	struct bytes bytes = {0};
	awry_status status = awry_session_save(session, bytes_write, &bytes);

	return keep(status, &bytes, "session", path, true);
}

/* Out of the way of the next --save, and still there to look at. */
static enum exit_code set_aside(const char *path, awry_status status)
{
	const char *why = status == AWRY_E_LIMIT ? "is too long for a saved session" : "is damaged, or no saved session";
	struct bytes aside = {0};

	bytes_fmt(&aside, "%s.bad", path);
	if (!aside.failed && rename(path, aside.ptr) == 0)
		complain("%s %s; it is kept as %s", path, why, aside.ptr);
	else
		complain("%s %s", path, why);
	bytes_release(&aside);
	return CODE_IO;
}

static void add_led(struct bytes *text, const char *id, unsigned per_cent)
{
	if (id)
		bytes_fmt(text, "%s (%u %%)", id, per_cent);
	else
		bytes_text(text, "nothing");
}

/* Other rules may see it differently: says what they do not have any more, and who leads now. */
static enum exit_code say_changes(awry_session *session, const char *path)
{
	struct bytes text = {0};
	awry_restored was;
	awry_outcome is;
	awry_status status;

	awry_session_restored(session, &was);
	if (!was.is_other_kb)
		return CODE_OK;
	status = awry_session_next(session, &is);
	if (status)
		return complain_status(status);
	bytes_text(&text, "the rules have changed since it was saved");
	for (size_t i = 0; i < was.n_dropped; i++)
		bytes_fmt(&text, "%s%s", i == 0 ? "; they no longer have " : ", ", was.dropped[i]);
	bytes_text(&text, "; then the likeliest was ");
	add_led(&text, was.led, was.led_per_cent);
	bytes_text(&text, ", now it is ");
	add_led(&text, is.n_diagnoses > 0 ? is.diagnoses[0].id : NULL,
		is.n_diagnoses > 0 ? (unsigned)(is.diagnoses[0].probability * 100 + 0.5) : 0);
	if (!text.failed)
		complain("%s: %s", path, text.ptr);
	bytes_release(&text);
	return CODE_OK;
}

enum exit_code saved_open(const awry_kb *kb, const char *path, awry_session **out)
{
	struct bytes bytes = {0};
	enum exit_code code = read_text(path, &bytes);
	awry_status status;

	*out = NULL;
	if (code)
		return code;
	status = awry_session_restore(kb, NULL, bytes.ptr, bytes.len, out, NULL);
	bytes_release(&bytes);
	if (status == AWRY_E_INVALID || status == AWRY_E_LIMIT)
		return set_aside(path, status);
	if (status)
		return complain_status(status);
	return say_changes(*out, path);
}
