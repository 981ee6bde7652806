/* SPDX-License-Identifier: MIT */
#ifndef AWRY_CLI_OPTS_H
#define AWRY_CLI_OPTS_H

/* The command line: one table of commands (cli.h) and one of options (opts.c) drive parsing and help. */

#include "term.h"

/* Words of the command line, borrowed from argv. */
struct words {
	const char **items;
	size_t n;
};

struct options {
	enum command command;
	bool is_default;      /* no command was named */
	struct words operands;
	struct words answers; /* finding=value */
	struct words values;  /* name=value */
	struct words symptoms;
	const char *rules, *area, *transcript;
	bool interactive, json, all, without_shipped;
	bool help, version;
	enum colour_when colour;
};

/* Parses argv.  CODE_USAGE when it makes no sense, which was said; release in any case. */
enum exit_code options_parse(struct options *options, int argc, char **argv);
void options_release(struct options *options);

const char *command_name(enum command command);
/* The command whose name is `name`, or N_COMMANDS. */
enum command command_find(const char *name);
/* A word_fn over the names. */
const char *command_name_at(const void *user, size_t index);

/* Help of the program, and of one command. */
void help_program(struct out *out);
void help_command(struct out *out, enum command command);

#endif
