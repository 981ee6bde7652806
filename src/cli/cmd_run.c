/* SPDX-License-Identifier: MIT */
#include "inquiry.h"
#include "process.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_RUNNABLE = 126, NOT_FOUND = 127 }; /* as shells and env(1) say it */

/* From the first whole line on, where the beginning was not kept. */
static awry_status tell_stream(awry_session *session, const struct stream *stream, const char *name, const char *cut_name)
{
	const struct bytes *tail = &stream->tail;
	const char *line = stream->is_cut ? memchr(tail->ptr, '\n', tail->len) : NULL;
	size_t from = line ? (size_t)(line + 1 - tail->ptr) : 0;

	if (tail->len == 0 || tail->failed)
		return tail->failed ? AWRY_E_NOMEM : AWRY_OK;
	return awry_session_tell_text(session, stream->is_cut ? cut_name : name, tail->ptr + from, tail->len - from);
}

static void say_end(struct out *out, const char *command, int status)
{
	out_text(out, "\nawry: ");
	out_clean(out, command);
	if (WIFSIGNALED(status))
		out_fmt(out, " was ended by signal %d", WTERMSIG(status));
	else
		out_fmt(out, " failed with exit status %d", WEXITSTATUS(status));
}

/* Says on standard error what the output of the failed command means. */
static enum exit_code explain(struct inquiry *inquiry, const struct process *process, const char *command)
{
	awry_status status = tell_stream(inquiry->session, &process->streams[0], "stdout", "the end of stdout");
	awry_outcome outcome;
	struct out out;
	enum exit_code code = CODE_OK;

	if (!status)
		status = tell_stream(inquiry->session, &process->streams[1], "stderr", "the end of stderr");
	if (!status)
		status = awry_session_next(inquiry->session, &outcome);
	if (status)
		return complain_status(status);
	out_init(&out, STDERR_FILENO, inquiry->options->colour);
	say_end(&out, command, process->status);
	if (outcome.state == AWRY_UNRECOGNISED) {
		out_text(&out, "; awry recognises nothing in its output\n");
	} else {
		out_text(&out, "\n\n");
		code = inquiry_report(inquiry, &out, true);
	}
	return out_close(&out, code);
}

/* Did it fail by itself?  Whoever interrupts a command, or leaves before its end, knows why it ended. */
static bool has_failed(int status)
{
	static const int asked_for[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE};

	if (WIFEXITED(status))
		return WEXITSTATUS(status) != 0;
	for (size_t i = 0; i < N_ELEMENTS(asked_for); i++)
		if (WTERMSIG(status) == asked_for[i])
			return false;
	return true;
}

/* Says that output of the command was lost. */
static bool has_lost_output(const struct process *process, const char *command)
{
	static const char *const names[] = {"standard output", "standard error"};
	bool has_lost = false;

	for (size_t i = 0; i < N_ELEMENTS(names); i++) {
		if (!process->streams[i].error)
			continue;
		complain("the %s of %s could not be passed on to its end: %s", names[i], command, strerror(process->streams[i].error));
		has_lost = true;
	}
	return has_lost;
}

static int run(struct inquiry *inquiry, char *const argv[], int *signal)
{
	struct process process;
	int error = process_run(&process, argv), code;

	if (error) {
		complain("cannot run %s: %s", argv[0], strerror(error));
		code = error == ENOENT ? NOT_FOUND : NOT_RUNNABLE;
	} else {
		if (has_failed(process.status))
			explain(inquiry, &process, argv[0]);
		*signal = WIFSIGNALED(process.status) ? WTERMSIG(process.status) : 0;
		code = *signal ? 128 + *signal : WEXITSTATUS(process.status);
		if (has_lost_output(&process, argv[0]) && code == 0)
			code = CODE_IO;
	}
	process_release(&process);
	return code;
}

/* Ends as the command ended, but never well where some of its output was lost; what goes wrong with the explanation is
 * said and changes nothing. */
enum exit_code cmd_run(const struct options *options)
{
	struct options own = *options;
	struct inquiry inquiry;
	char **argv;
	int signal = 0;
	enum exit_code code;

	if (options->operands.n == 0) {
		complain("run what? awry run -- COMMAND...");
		return CODE_USAGE;
	}
	own.operands.n = 0; /* no files */
	argv = calloc(options->operands.n + 1, sizeof(*argv));
	if (!argv)
		return complain_status(AWRY_E_NOMEM);
	memcpy(argv, options->operands.items, options->operands.n * sizeof(*argv));
	code = inquiry_open(&inquiry, &own, false);
	if (!code)
		code = (enum exit_code)run(&inquiry, argv, &signal);
	inquiry_close(&inquiry);
	free(argv);
	if (signal)
		process_die_alike(signal);
	return code;
}
