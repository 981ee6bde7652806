/* SPDX-License-Identifier: MIT */
#include "interview.h"
#include "state.h"

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
	/* A dialogue that failed before it began does not replace an older one. */
	bool is_worth_saving = !code && options->save;
	if (!code && asks)
		code = interview_run(&inquiry, &out, inquiry.has_stdin);
	else if (!code) {
		out.is_paged = !options->json;
		code = report_given(&inquiry, &out);
	}
	if (is_worth_saving && (!asks || code != CODE_IO || inquiry.has_talked)) {
		enum exit_code failure = saved_write(inquiry.session, options->save);
		code = failure ? failure : code;
	}
	if (inquiry.has_failed && (code == CODE_OK || code == CODE_NOTHING))
		code = CODE_IO;
	inquiry_close(&inquiry);
	return out_close(&out, code);
}

enum exit_code cmd_resume(const struct options *options)
{
	struct options of_saved = *options;
	char path[4096];

	of_saved.operands.n = 0;
	of_saved.resume = path;
	if (options->operands.n > 1) {
		complain("awry resume goes on with one saved interview, not with %zu", options->operands.n);
		return CODE_USAGE;
	}
	if (options->operands.n == 1)
		of_saved.resume = options->operands.items[0];
	else if (!state_path(path, sizeof(path), SAVED_NAME)) {
		complain("there is no home folder that a saved interview could be in; name its file");
		return CODE_USAGE;
	}
	return cmd_diagnose(&of_saved);
}
