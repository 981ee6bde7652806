/* SPDX-License-Identifier: MIT */
#include "opts.h"

#include <string.h>
#include <unistd.h>

/* Completions for shells, from the tables that parsing and help are made of. */

/* What the shells ask awry itself for. */
#define LIST_AREAS "awry list 2>/dev/null | awk 'NR > 1 { print $1 }'"
/* The ids of the area of a word, as "ssh/"; the areas where there is none yet. */
#define LIST_IDS                                                                                   \
	"\tcase $1 in\n"                                                                           \
	"\t*/*) awry list \"${1%%/*}\" 2>/dev/null | awk '/^  / { print $1 }' ;;\n"                  \
	"\t*) " LIST_AREAS " | sed 's|$|/|' ;;\n"                                                   \
	"\tesac\n"

/* The kind of an argument or operand, which is its first word in capitals: "FILE" of "[FILE...]"; "NONE" where it has none. */
static const char *kind_of(const char *argument, size_t *len)
{
	static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", none[] = "NONE";

	if (argument)
		argument += strcspn(argument, capitals);
	if (!argument || !*argument)
		argument = none;
	*len = strspn(argument, capitals);
	return argument;
}

static void add_kind(struct out *out, const char *argument)
{
	size_t len;
	const char *kind = kind_of(argument, &len);

	out_write(out, kind, len);
}

/* In single quotes, which all three shells read alike; `special` bytes get a backslash. */
static void add_quoted(struct out *out, const char *text, const char *special)
{
	out_text(out, "'");
	for (; *text; text++) {
		if (*text == '\'')
			out_text(out, "'\\''");
		else
			out_fmt(out, "%s%c", strchr(special, *text) ? "\\" : "", *text);
	}
	out_text(out, "'");
}

/* ---- bash ---- */

static void add_bash_options(struct out *out, enum command command)
{
	for (size_t i = 0; option_at(i); i++) {
		const struct option_spec *option = option_at(i);
		if (!option_goes_with(option, command))
			continue;
		out_fmt(out, " --%s", option->name);
		if (option->short_name)
			out_fmt(out, " -%c", option->short_name);
	}
}

static void add_bash_tables(struct out *out)
{
	out_text(out, "\tcase $prev in\n");
	for (size_t i = 0; option_at(i); i++) {
		const struct option_spec *option = option_at(i);
		if (!option->argument)
			continue;
		out_fmt(out, "\t--%s", option->name);
		if (option->short_name)
			out_fmt(out, " | -%c", option->short_name);
		out_text(out, ") kind=");
		add_kind(out, option->argument);
		out_text(out, " ;;\n");
	}
	out_text(out, "\tesac\n\tcase $command in\n");
	for (unsigned i = 0; i < N_COMMANDS; i++) {
		out_fmt(out, "\t'%s') options='", command_name((enum command)i));
		add_bash_options(out, (enum command)i);
		out_text(out, "' operand=");
		add_kind(out, command_operands((enum command)i));
		out_text(out, " ;;\n");
	}
	out_fmt(out, "\t*) command= options='");
	add_bash_options(out, COMMAND_LOOKUP);
	out_text(out, "' operand=COMMAND ;;\n\tesac\n");
}

/* Second words of "rules", or first words of all. */
static void add_words(struct out *out, bool of_rules)
{
	static const char rules[] = "rules ";
	bool has_rules = false;

	for (unsigned i = 0; i < N_COMMANDS; i++) {
		const char *name = command_name((enum command)i);
		bool is_rules = strncmp(name, rules, sizeof(rules) - 1) == 0;
		if (is_rules && of_rules)
			out_fmt(out, " %s", name + sizeof(rules) - 1);
		else if (!is_rules && !of_rules)
			out_fmt(out, " %s", name);
		has_rules |= is_rules;
	}
	if (has_rules && !of_rules)
		out_text(out, " rules");
}

static void show_bash(struct out *out)
{
	out_text(out, "# awry(1) completion for bash, made by: awry completion bash\n\n"
		"_awry_ids() {\n" LIST_IDS "}\n\n"
		"_awry() {\n"
		"\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
		"\tlocal command= options= operand= kind= words= word\n"
		"\tfor word in \"${COMP_WORDS[@]:1:COMP_CWORD - 1}\"; do\n"
		"\t\t[[ $word == -* ]] && continue\n"
		"\t\tcommand=${command:+$command }$word\n"
		"\t\t[[ $command == rules ]] || break\n"
		"\tdone\n"
		"\tif [[ $command == rules ]]; then\n\t\tCOMPREPLY=($(compgen -W '");
	add_words(out, true);
	out_text(out, "' -- \"$cur\"))\n\t\treturn\n\tfi\n");
	add_bash_tables(out);
	out_text(out, "\tif [[ ! $kind && $cur == -* ]]; then\n"
		"\t\tCOMPREPLY=($(compgen -W \"$options\" -- \"$cur\"))\n"
		"\t\treturn\n"
		"\tfi\n"
		"\tcase ${kind:-$operand} in\n"
		"\tFILE) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n"
		"\tDIR) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- \"$cur\")); return ;;\n"
		"\tPROGRAM) COMPREPLY=($(compgen -c -- \"$cur\")); return ;;\n"
		"\tWHEN) words='auto always never' ;;\n"
		"\tSHELL) words='bash zsh fish' ;;\n"
		"\tAREA) words=$(" LIST_AREAS ") ;;\n"
		"\tID) compopt -o nospace 2>/dev/null; words=$(_awry_ids \"$cur\") ;;\n"
		"\tCOMMAND) words='");
	add_words(out, false);
	out_text(out, "' ;;\n\tesac\n"
		"\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
		"\t[[ $command || $kind ]] || COMPREPLY+=($(compgen -f -- \"$cur\"))\n"
		"}\n"
		"complete -F _awry awry\n");
}

/* ---- zsh ---- */

static const char zsh_special[] = "[]:\\";

static void add_zsh_option(struct out *out, const struct option_spec *option)
{
	out_text(out, " \\\n\t\t'*'");
	if (option->short_name)
		out_fmt(out, "{-%c,--%s}", option->short_name, option->name);
	else
		out_fmt(out, "--%s", option->name);
	out_text(out, "'['");
	add_quoted(out, option->help, zsh_special);
	out_text(out, "']'");
	if (option->argument) {
		out_text(out, "':");
		add_kind(out, option->argument);
		out_text(out, ":_awry_");
		add_kind(out, option->argument);
		out_text(out, "'");
	}
}

static void add_zsh_arguments(struct out *out, enum command command)
{
	out_text(out, "_arguments -s");
	for (size_t i = 0; option_at(i); i++)
		if (option_goes_with(option_at(i), command))
			add_zsh_option(out, option_at(i));
}

static void add_zsh_command(struct out *out, enum command command)
{
	out_fmt(out, "\t\t%s':'", command_name(command));
	add_quoted(out, command_does(command), zsh_special);
	out_text(out, "\n");
}

static void show_zsh(struct out *out)
{
	out_text(out, "#compdef awry\n# awry(1) completion for zsh, made by: awry completion zsh\n\n"
		"_awry_list_ids() {\n" LIST_IDS "}\n"
		"_awry_ID() { compadd -S '' -- ${(f)\"$(_awry_list_ids \"$PREFIX\")\"} }\n"
		"_awry_AREA() { compadd -- ${(f)\"$(" LIST_AREAS ")\"} }\n"
		"_awry_FILE() { _files }\n"
		"_awry_DIR() { _files -/ }\n"
		"_awry_WHEN() { compadd -- auto always never }\n"
		"_awry_SHELL() { compadd -- bash zsh fish }\n"
		"_awry_PROGRAM() { _command_names -e }\n"
		"_awry_NAME() { }\n_awry_FINDING() { }\n_awry_N() { }\n_awry_SHARE() { }\n_awry_NONE() { }\n"
		"_awry_COMMAND() {\n\tlocal -a commands\n\tcommands=(\n");
	for (unsigned i = 0; i < N_COMMANDS; i++)
		if (!strchr(command_name((enum command)i), ' '))
			add_zsh_command(out, (enum command)i);
	out_text(out, "\t\t'rules:what authors of rules need'\n");
	out_text(out, "\t)\n\t_describe -t commands command commands\n}\n"
		"_awry_first() { _awry_COMMAND; _files }\n\n"
		"_awry() {\n"
		"\tlocal command i\n"
		"\tfor ((i = 2; i < CURRENT; i++)); do\n"
		"\t\t[[ $words[i] == -* ]] && continue\n"
		"\t\tcommand=${command:+$command }$words[i]\n"
		"\t\t[[ $command == rules ]] || break\n"
		"\tdone\n"
		"\tcase $command in\n\trules) compadd --");
	add_words(out, true);
	out_text(out, " ;;\n");
	for (unsigned i = 0; i < N_COMMANDS; i++) {
		out_fmt(out, "\t'%s') ", command_name((enum command)i));
		add_zsh_arguments(out, (enum command)i);
		out_text(out, " \\\n\t\t'*:");
		add_kind(out, command_operands((enum command)i));
		out_text(out, ":_awry_");
		add_kind(out, command_operands((enum command)i));
		out_text(out, "' ;;\n");
	}
	out_text(out, "\t*) ");
	add_zsh_arguments(out, COMMAND_LOOKUP);
	out_text(out, " \\\n\t\t'1:command or file:_awry_first' '*:file:_files' ;;\n\tesac\n}\n\n_awry \"$@\"\n");
}

/* ---- fish ---- */

/* The commands that an option goes with, as arguments of __awry_in; "" is no command. */
static void add_fish_condition(struct out *out, const struct option_spec *option)
{
	out_text(out, "'__awry_in");
	for (unsigned i = 0; i < N_COMMANDS; i++)
		if (option_goes_with(option, (enum command)i))
			out_fmt(out, " \"%s\"", command_name((enum command)i));
	out_text(out, option_goes_with(option, COMMAND_LOOKUP) ? " \"\"'" : "'");
}

static void add_fish_arguments(struct out *out, const char *argument)
{
	static const struct { const char *kind, *words; } sources[] = {
		{"AREA", "(__awry_areas)"}, {"ID", "(__awry_ids)"}, {"WHEN", "auto always never"},
		{"SHELL", "bash zsh fish"}, {"DIR", "(__fish_complete_directories)"}, {"PROGRAM", "(__fish_complete_command)"},
	};
	size_t len;
	const char *kind = kind_of(argument, &len);

	for (size_t i = 0; i < N_ELEMENTS(sources); i++)
		if (strlen(sources[i].kind) == len && strncmp(sources[i].kind, kind, len) == 0)
			out_fmt(out, " -f -a '%s'", sources[i].words);
}

static void add_fish_option(struct out *out, const struct option_spec *option)
{
	out_text(out, "complete -c awry -n ");
	add_fish_condition(out, option);
	out_fmt(out, " -l %s", option->name);
	if (option->short_name)
		out_fmt(out, " -s %c", option->short_name);
	if (option->argument)
		out_text(out, " -r");
	add_fish_arguments(out, option->argument);
	out_text(out, " -d ");
	add_quoted(out, option->help, "\\");
	out_text(out, "\n");
}

static void add_fish_command(struct out *out, enum command command)
{
	const char *name = command_name(command), *space = strchr(name, ' ');

	out_fmt(out, "complete -c awry -n '__awry_in \"%s\"' -a %s -d ", space ? "rules" : "", space ? space + 1 : name);
	add_quoted(out, command_does(command), "\\");
	out_fmt(out, "\ncomplete -c awry -n '__awry_in \"%s\"'", name);
	if (!*command_operands(command))
		out_text(out, " -f");
	add_fish_arguments(out, command_operands(command));
	out_text(out, "\n");
}

static void show_fish(struct out *out)
{
	out_text(out, "# awry(1) completion for fish, made by: awry completion fish\n\n"
		"function __awry_command\n"
		"\tset -l command\n"
		"\tfor word in (commandline -opc)[2..]\n"
		"\t\tstring match -q -- '-*' $word; and continue\n"
		"\t\tset command $command $word\n"
		"\t\ttest \"$command\" = rules; or break\n"
		"\tend\n"
		"\tstring join ' ' -- $command\n"
		"end\n"
		"function __awry_in\n"
		"\tset -l command (__awry_command)\n"
		"\tcontains -- \"$command\" $argv\n"
		"end\n"
		"function __awry_areas\n\tawry list 2>/dev/null | awk 'NR > 1 { print $1 }'\nend\n"
		"function __awry_ids\n"
		"\tset -l area (commandline -ct | string replace -rf '/.*' '')\n"
		"\tif test -n \"$area\"\n"
		"\t\tawry list $area 2>/dev/null | awk '/^  / { print $1 }'\n"
		"\telse\n"
		"\t\t__awry_areas | string replace -r '$' /\n"
		"\tend\n"
		"end\n\n"
		"complete -c awry -n '__awry_in \"\"' -a rules -d 'what authors of rules need'\n");
	for (unsigned i = 0; i < N_COMMANDS; i++)
		add_fish_command(out, (enum command)i);
	for (size_t i = 0; option_at(i); i++)
		add_fish_option(out, option_at(i));
}

/* ---- the command ---- */

enum exit_code cmd_completion(const struct options *options)
{
	static const struct { const char *name; void (*show)(struct out *out); } shells[] = {
		{"bash", show_bash}, {"zsh", show_zsh}, {"fish", show_fish},
	};
	const char *name = options->operands.n == 1 ? options->operands.items[0] : "";
	struct out out;

	for (size_t i = 0; i < N_ELEMENTS(shells); i++) {
		if (strcmp(shells[i].name, name) != 0)
			continue;
		out_init(&out, STDOUT_FILENO, WHEN_NEVER);
		shells[i].show(&out);
		return out_close(&out, CODE_OK);
	}
	complain("completions for which shell? awry completion bash, zsh or fish");
	return CODE_USAGE;
}
