/* SPDX-License-Identifier: MIT */
#ifndef AWRY_CLI_OPTS_H
#define AWRY_CLI_OPTS_H

/* The command line: one table of commands (cli.h) and one of options (opts.c) drive
 * parsing (opts.c), help (help.c) and completions (cmd_completion.c). */

#include "term.h"

#include <stdint.h>

enum option_id {
	OPT_INTERACTIVE,
	OPT_JSON,
	OPT_ALL,
	OPT_AREA,
	OPT_SYMPTOM,
	OPT_ANSWER,
	OPT_SET,
	OPT_TRANSCRIPT,
	OPT_SAVE,
	OPT_MASK,
	OPT_RULES,
	OPT_WITHOUT_SHIPPED,
	OPT_UNKNOWN,
	OPT_WRONG,
	OPT_RUNS,
	OPT_SEED,
	OPT_SVG,
	OPT_STDIO,
	OPT_FOLLOW,
	OPT_JOBS,
	OPT_NO_PREFILTER,
	OPT_COLOUR,
	OPT_HELP,
	OPT_VERSION
};

struct option_spec {
	enum option_id id;
	char short_name; /* 0: none */
	const char *name;
	const char *argument; /* NULL: none */
	const char *help;
	unsigned on; /* 1 << enum command, or-ed */
};

/* The options in the order of the help, then NULL. */
const struct option_spec *option_at(size_t index);
bool option_goes_with(const struct option_spec *option, enum command command);

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
	const char *rules, *area, *transcript, *save;
	const char *resume;   /* a saved session to start from, or NULL */
	bool interactive, json, all, without_shipped, svg, uses_stdio, follow, without_prefilter;
	double unknown;       /* of simulated answers, 0..1 */
	uint64_t wrong, runs, seed, jobs;
	bool help, version;
	enum when colour, mask;
};

/* Parses argv.  CODE_USAGE when it makes no sense, which was said; release in any case. */
enum exit_code options_parse(struct options *options, int argc, char **argv);
void options_release(struct options *options);

const char *command_name(enum command command);
/* "[FILE...]", and "say what an error text means". */
const char *command_operands(enum command command);
const char *command_does(enum command command);
/* The command whose name is `name`, or N_COMMANDS. */
enum command command_find(const char *name);
/* A word_fn over the names. */
const char *command_name_at(const void *user, size_t index);

/* ---- help.c: of the program, and of one command ---- */

void help_program(struct out *out);
void help_command(struct out *out, enum command command);

#endif
