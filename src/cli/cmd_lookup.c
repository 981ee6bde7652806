/* SPDX-License-Identifier: MIT */
#include "interview.h"

#include <unistd.h>

/* Anything recognised in the area that is asked for? */
static enum exit_code judge(struct inquiry *inquiry, bool *is_open)
{
	awry_outcome outcome;
	awry_status status = awry_session_next(inquiry->session, &outcome);

	*is_open = false;
	if (status)
		return complain_status(status);
	*is_open = outcome.state == AWRY_UNRECOGNISED || outcome.question != NULL;
	for (size_t i = 0; i < outcome.n_diagnoses; i++)
		if (in_area(outcome.diagnoses[i].id, inquiry->options->area))
			return CODE_OK;
	return CODE_NOTHING;
}

static enum exit_code look_up(struct inquiry *inquiry, struct out *out)
{
	const struct options *options = inquiry->options;
	bool is_open;
	enum exit_code code = judge(inquiry, &is_open), failure = CODE_OK;

	if (code != CODE_OK && code != CODE_NOTHING)
		return code;
	if (inquiry->n_read == 0)
		return CODE_IO;
	if (inquiry->is_empty && !inquiry->has_failed)
		complain("there is nothing to read: %s is empty", options->operands.n == 0 ? "standard input" :
			options->operands.n == 1 ? options->operands.items[0] : "every file");
	if (!options->interactive || !options->json)
		failure = inquiry_report(inquiry, out, options->interactive);
	if (failure || !options->interactive)
		return failure ? failure : code;
	if (!is_open && !options->json) {
		out_text(out, "\nThere is nothing left to ask.\n");
		return code;
	}
	if (!options->json)
		out_text(out, "\n");
	return interview_run(inquiry, out, inquiry->has_stdin);
}

enum exit_code cmd_lookup(const struct options *options)
{
	bool has_input = options->operands.n > 0 || isatty(STDIN_FILENO) != 1;
	struct inquiry inquiry;
	struct out out;
	enum exit_code code;

	if (!has_input && !options->json)
		return cmd_diagnose(options);
	if (!has_input) {
		complain("there is nothing to read: pipe a text in, or name a file; awry diagnose asks questions");
		return CODE_USAGE;
	}
	out_init(&out, STDOUT_FILENO, options->colour);
	out.is_paged = !options->json && !options->interactive;
	code = inquiry_open(&inquiry, options, true);
	if (!code)
		code = look_up(&inquiry, &out);
	if (inquiry.has_failed && (code == CODE_OK || code == CODE_NOTHING))
		code = CODE_IO;
	inquiry_close(&inquiry);
	return out_close(&out, code);
}
