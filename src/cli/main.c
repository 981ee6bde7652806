/* SPDX-License-Identifier: MIT */
#include "opts.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* With a standard stream closed, the next file opened would take its number and be written over by
 * our output.  A stand-in that can only be used the wrong way round makes each use fail instead. */
static void hold_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

static enum exit_code show_version(const struct options *options)
{
	struct out out;

	out_init(&out, STDOUT_FILENO, options->colour);
	out_fmt(&out, "awry %s\n", awry_version());
	return out_close(&out, CODE_OK);
}

static enum exit_code show_help(const struct options *options, enum command command)
{
	struct out out;

	out_init(&out, STDOUT_FILENO, options->colour);
	out.is_paged = true;
	if (command == N_COMMANDS)
		help_program(&out);
	else
		help_command(&out, command);
	return out_close(&out, CODE_OK);
}

enum exit_code cmd_help(const struct options *options)
{
	const struct words *operands = &options->operands;
	char name[64] = "";

	if (operands->n == 0)
		return show_help(options, N_COMMANDS);
	for (size_t i = 0; i < operands->n; i++) {
		if (i > 0)
			strncat(name, " ", sizeof(name) - strlen(name) - 1);
		strncat(name, operands->items[i], sizeof(name) - strlen(name) - 1);
	}
	if (command_find(name) != N_COMMANDS)
		return show_help(options, command_find(name));
	const char *nearest = nearest_word(name, command_name_at, NULL);
	complain("no command %s%s%s%s; awry help lists them", name, nearest ? "; did you mean " : "", nearest ? nearest : "",
		nearest ? "?" : "");
	return CODE_USAGE;
}

/* `awry explan x`: a file of that name would be looked up, but there is none and a command is near. */
static const char *meant_command(const struct options *options)
{
	struct stat status;

	if (!options->is_default || options->operands.n == 0 || stat(options->operands.items[0], &status) == 0 ||
		errno != ENOENT)
		return NULL;
	return nearest_word(options->operands.items[0], command_name_at, NULL);
}

static enum exit_code run(const struct options *options)
{
	static enum exit_code (*const functions[])(const struct options *) = {
#define X(id, name, operands, does, function) function,
		COMMANDS(X)
#undef X
	};
	const char *meant = meant_command(options);

	if (options->version)
		return show_version(options);
	if (options->help)
		return show_help(options, options->is_default ? N_COMMANDS : options->command);
	if (meant) {
		complain("no command or file %s; did you mean awry %s?", options->operands.items[0], meant);
		return CODE_USAGE;
	}
	return functions[options->command](options);
}

int main(int argc, char **argv)
{
	struct options options;
	enum exit_code code;

	hold_standard_streams();
	signal(SIGPIPE, SIG_IGN); /* a write says EPIPE instead */
	code = options_parse(&options, argc, argv);
	if (!code)
		code = run(&options);
	options_release(&options);
	return code;
}
