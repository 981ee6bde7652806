/* SPDX-License-Identifier: MIT */
#ifndef AWRY_CLI_H
#define AWRY_CLI_H

/* The program: an embedder of libawry like any other, and the only code that knows a terminal. */

#include <stdbool.h>
#include <stddef.h>

#include "awry/awry.h"

/* What the program returns to the shell.  The numbers never change their meaning. */
#define EXIT_CODES(X)                                                                              \
	X(CODE_OK, 0, "recognised, diagnosed, or done")                                            \
	X(CODE_NOTHING, 1, "nothing recognised, no such id, or no clear cause")                    \
	X(CODE_USAGE, 2, "the command line makes no sense")                                        \
	X(CODE_RULES, 3, "the rules are faulty")                                                   \
	X(CODE_IO, 4, "reading or writing failed")                                                 \
	X(CODE_INTERRUPTED, 130, "interrupted")

enum exit_code {
#define X(name, number, meaning) name = number,
	EXIT_CODES(X)
#undef X
};

/* Name, operands, what it does, function.  The first is what `awry` does when no command is named. */
#define COMMANDS(X)                                                                                \
	X(LOOKUP, "lookup", "[FILE...]", "say what an error text means", cmd_lookup)               \
	X(DIAGNOSE, "diagnose", "[FILE...]", "find the cause by a few questions", cmd_diagnose)    \
	X(RESUME, "resume", "[FILE]", "go on with a saved interview", cmd_resume)                  \
	X(RUN, "run", "-- PROGRAM...", "run a program, and explain its failure", cmd_run)          \
	X(SCAN, "scan", "[FILE...]", "find known failures in logs of any size", cmd_scan)         \
	X(EXPLAIN, "explain", "ID...", "tell all that is known of an id", cmd_explain)             \
	X(LIST, "list", "[AREA]", "list the areas, or the ids of one", cmd_list)                   \
	X(RULES_CHECK, "rules check", "[DIR]", "check rule files", cmd_rules_check)                \
	X(RULES_TEST, "rules test", "[DIR]", "run the examples in rule files", cmd_rules_test)     \
	X(RULES_SIMULATE, "rules simulate", "", "play interviews and score them", cmd_simulate)    \
	X(RULES_GRAPH, "rules graph", "[ID]", "draw what leads to an id", cmd_graph)               \
	X(RULES_STATS, "rules stats", "", "count what the rules hold", cmd_stats)                  \
	X(SERVE, "serve", "", "answer requests, one line of JSON each", cmd_serve)                 \
	X(COMPLETION, "completion", "SHELL", "print completions for a shell", cmd_completion)      \
	X(HELP, "help", "[COMMAND]", "show help", cmd_help)

enum command {
#define X(id, name, operands, does, function) COMMAND_##id,
	COMMANDS(X)
#undef X
	N_COMMANDS
};

struct options;

#define X(id, name, operands, does, function) enum exit_code function(const struct options *options);
COMMANDS(X)
#undef X

#endif
