/* SPDX-License-Identifier: MIT */
#include "interview.h"

#include <unistd.h>

/* The report of what the command line alone comes to. */
static enum exit_code report_given(struct inquiry *inquiry, struct out *out)
{
	awry_outcome outcome;
	awry_status status = awry_session_next(inquiry->session, &outcome);
	enum exit_code code;

	if (status)
		return complain_status(status);
	code = outcome.state == AWRY_DIAGNOSED ? CODE_OK : CODE_NOTHING;
	enum exit_code failure = inquiry_report(inquiry, out, false);
	return failure ? failure : code;
}

enum exit_code cmd_diagnose(const struct options *options)
{
	bool asks = options->interactive || (options->answers.n == 0 && !options->json);
	struct inquiry inquiry;
	struct out out;
	enum exit_code code;

	out_init(&out, STDOUT_FILENO, options->colour);
	code = inquiry_open(&inquiry, options, false);
	if (!code && asks)
		code = interview_run(&inquiry, &out, inquiry.has_stdin);
	else if (!code) {
		out.is_paged = !options->json;
		code = report_given(&inquiry, &out);
	}
	if (options->save && inquiry.session) {
		enum exit_code failure = saved_write(inquiry.session, options->save);
		code = failure ? failure : code;
	}
	if (inquiry.has_failed && (code == CODE_OK || code == CODE_NOTHING))
		code = CODE_IO;
	inquiry_close(&inquiry);
	return out_close(&out, code);
}
