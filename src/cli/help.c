/* SPDX-License-Identifier: MIT */
#include "opts.h"

#include <stdio.h>
#include <string.h>

static const char *const examples[N_COMMANDS][4] = {
	[COMMAND_LOOKUP] = {"terraform apply 2>&1 | awry", "awry error.txt", "ssh ec2-user@host 2>&1 | awry -i"},
	[COMMAND_DIAGNOSE] = {"awry diagnose", "awry diagnose --symptom ssh/timed-out",
		"awry diagnose --symptom ssh/timed-out -a instance-state=running --json"},
	[COMMAND_RUN] = {"awry run -- terraform apply", "awry run -- aws ec2 run-instances --image-id ami-0abc"},
	[COMMAND_SCAN] = {"awry scan /var/log/*.log", "zcat app.log.gz | awry scan --json", "awry scan --follow --json /var/log/syslog"},
	[COMMAND_EXPLAIN] = {"awry explain ssh/timed-out"},
	[COMMAND_LIST] = {"awry list", "awry list ssh"},
	[COMMAND_RULES_CHECK] = {"awry rules check ./rules", "awry rules check --without-shipped ./rules"},
	[COMMAND_RULES_TEST] = {"awry rules test ./rules"},
	[COMMAND_RULES_SIMULATE] = {"awry rules simulate --area ssh", "awry rules simulate --unknown 0.2 --runs 10 --json"},
	[COMMAND_RULES_GRAPH] = {"awry rules graph ssh/wrong-username", "awry rules graph --svg ssh/timed-out >ssh.svg"},
	[COMMAND_RULES_STATS] = {"awry rules stats", "awry rules stats --json"},
	[COMMAND_SERVE] = {"awry serve --stdio <requests >replies"},
	[COMMAND_COMPLETION] = {"awry completion bash >~/.local/share/bash-completion/completions/awry"},
	[COMMAND_HELP] = {"awry help diagnose"},
};

/* What cannot be read off the tables. */
static const char *const notes[N_COMMANDS] = {
	[COMMAND_LOOKUP] = "Reads the files, or standard input when it is piped (- names it). On a terminal without "
		"files it asks: awry diagnose. With -i the report comes first, then the questions, on the terminal.",
	[COMMAND_DIAGNOSE] = "Starts from what you see: an area and a symptom, or any message you paste. Then it asks what tells "
		"the possible causes apart, and ends with cause and fix. With -a or --json it asks nothing and reports. "
		"Without a terminal the same dialogue is read line by line from standard input.",
	[COMMAND_RESUME] = "FILE is what --save, or save in an interview, kept; without FILE it is the one that save kept without naming "
		"a file. Earlier answers can be changed. If the rules have changed since, awry says what that changes.",
	[COMMAND_RUN] = "Runs the command, passes its output through as it comes, and ends as it ended: with its exit status, or by "
		"its signal. If it failed, awry says on standard error what its output means. The command finds no terminal "
		"on its output. 127: there is no such command; 126: it cannot be run.",
	[COMMAND_SCAN] = "Reads logs of any size, also packed by gzip or zstd, or standard input, and groups what it knows by cause: how "
		"often, where first and last, with the values of the first. --json prints a line for each match as it is found, with "
		"file, line, id, kind, title and values. Exit status 1: nothing known was found.",
	[COMMAND_EXPLAIN] = "ID is a symptom, a diagnosis or a finding, as awry list shows them.",
	[COMMAND_RULES_CHECK] = "DIR holds *.yaml files; without DIR it is $XDG_CONFIG_HOME/awry/rules. All mistakes are shown.",
	[COMMAND_RULES_TEST] = "Runs all examples of the rules in DIR and of the shipped ones; without DIR of those in use.",
	[COMMAND_RULES_SIMULATE] = "For each symptom and each cause that it suspects, plays the interview with answers drawn from "
		"the rules' own knowledge of the cause, and says how many questions it took and whether the cause came first. "
		"bound is the entropy of the causes: fewer questions are not to be had. Same seed, same interviews.",
	[COMMAND_RULES_GRAPH] = "ID is a symptom or a diagnosis; without ID all symptoms and their causes are drawn. Prints "
		"Graphviz's DOT. Green leads to a cause, red dashes lead away from it, thick lines are strong evidence.",
	[COMMAND_RULES_STATS] = "unreached counts the causes that no message names and no symptom suspects.",
	[COMMAND_SERVE] = "Each line is a request, each gets one line of reply, and nothing is kept between them: see awry-json(5). "
		"Account ids, addresses and host names are masked unless a request says \"mask\": false.",
	[COMMAND_COMPLETION] = "SHELL is bash, zsh or fish.",
};

enum { HELP_COLUMN = 30, HELP_NARROW = 64, HELP_NARROW_COLUMN = 8 };

static void help_row(struct out *out, const char *left, const char *right)
{
	size_t column = out->width < HELP_NARROW ? HELP_NARROW_COLUMN : HELP_COLUMN, at = 2 + strlen(left);

	out_text(out, "  ");
	out_text(out, left);
	if (at + 2 > column) {
		out_text(out, "\n");
		at = 0;
	}
	out_spaces(out, column - at);
	out_wrapped(out, column, column, right);
	out_text(out, "\n");
}

static void help_option(struct out *out, const struct option_spec *option)
{
	struct bytes left = {0};

	if (option->short_name)
		bytes_fmt(&left, "-%c, ", option->short_name);
	else
		bytes_text(&left, "    ");
	bytes_fmt(&left, "--%s", option->name);
	if (option->argument)
		bytes_fmt(&left, "%c%s", strcmp(option->argument, "WHEN") == 0 ? '=' : ' ', option->argument);
	help_row(out, left.failed ? option->name : left.ptr, option->help);
	bytes_release(&left);
}

static void help_heading(struct out *out, const char *heading)
{
	out_text(out, "\n");
	out_styled(out, STYLE_STRONG, heading);
	out_text(out, "\n");
}

static void help_examples(struct out *out, enum command command)
{
	for (size_t i = 0; i < N_ELEMENTS(examples[command]) && examples[command][i]; i++)
		out_fmt(out, "  %s\n", examples[command][i]);
}

static void help_exit_codes(struct out *out)
{
	static const struct { int number; const char *meaning; } codes[] = {
#define X(name, number, meaning) {number, meaning},
		EXIT_CODES(X)
#undef X
	};

	help_heading(out, "Exit status");
	for (size_t i = 0; i < N_ELEMENTS(codes); i++) {
		out_fmt(out, "  %-4d", codes[i].number);
		out_wrapped(out, 6, 6, codes[i].meaning);
		out_text(out, "\n");
	}
}

void help_command(struct out *out, enum command command)
{
	const char *name = command_name(command), *operands = command_operands(command);

	out_fmt(out, "awry %s: %s\n\n", name, command_does(command));
	out_fmt(out, "  awry %s [OPTION...]%s%s\n", name, *operands ? " " : "", operands);
	if (notes[command]) {
		out_text(out, "\n");
		out_wrapped(out, 0, 0, notes[command]);
		out_text(out, "\n");
	}
	help_heading(out, "Examples");
	help_examples(out, command);
	help_heading(out, "Options");
	for (size_t i = 0; option_at(i); i++)
		if (option_goes_with(option_at(i), command))
			help_option(out, option_at(i));
	if (command != COMMAND_HELP && command != COMMAND_RUN)
		help_exit_codes(out);
}

void help_program(struct out *out)
{
	out_wrapped(out, 0, 0, "awry tells what went awry on AWS: it explains an error, or asks its way to the cause. "
		"It works offline, runs nothing and changes nothing.");
	out_text(out, "\n");
	help_heading(out, "Use");
	help_row(out, "COMMAND 2>&1 | awry", "explain the error that a command printed");
	help_row(out, "awry FILE...", "explain the errors in files");
	help_row(out, "awry", "on a terminal: answer a few questions");
	help_heading(out, "Commands");
	for (unsigned i = 0; i < N_COMMANDS; i++) {
		char left[64];
		snprintf(left, sizeof(left), "%s %s", command_name((enum command)i), command_operands((enum command)i));
		help_row(out, left, command_does((enum command)i));
	}
	help_heading(out, "Options");
	for (size_t i = 0; option_at(i); i++)
		help_option(out, option_at(i));
	help_exit_codes(out);
	help_heading(out, "Environment");
	help_row(out, "NO_COLOR, CLICOLOR_FORCE", "colours off, colours on");
	help_row(out, "COLUMNS", "width of the output, 40 to 100");
	help_row(out, "AWRY_PAGER, PAGER", "shows what is longer than the screen; empty: nothing does");
	help_row(out, "XDG_CONFIG_HOME", "its awry/rules folder holds rules of your own");
	help_row(out, "XDG_STATE_HOME", "its awry folder holds the saved interview and the history of the prompt");
	out_text(out, "\nawry COMMAND --help shows one command.\n");
}
