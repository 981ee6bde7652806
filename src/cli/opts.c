/* SPDX-License-Identifier: MIT */
#include "opts.h"

#include <stdlib.h>
#include <string.h>

/* ---- commands ---- */

static const struct {
	const char *name, *operands, *does;
} commands[] = {
#define X(id, name, operands, does, function) {name, operands, does},
	COMMANDS(X)
#undef X
};

const char *command_name(enum command command)
{
	return commands[command].name;
}

const char *command_name_at(const void *user, size_t index)
{
	(void)user;
	return index < N_ELEMENTS(commands) ? commands[index].name : NULL;
}

enum command command_find(const char *name)
{
	for (size_t i = 0; i < N_ELEMENTS(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return (enum command)i;
	return N_COMMANDS;
}

/* ---- options ---- */

enum option_id {
	OPT_INTERACTIVE,
	OPT_JSON,
	OPT_ALL,
	OPT_AREA,
	OPT_SYMPTOM,
	OPT_ANSWER,
	OPT_SET,
	OPT_TRANSCRIPT,
	OPT_RULES,
	OPT_WITHOUT_SHIPPED,
	OPT_COLOUR,
	OPT_HELP,
	OPT_VERSION
};

#define ON(command) (1u << COMMAND_##command)

enum {
	ON_SESSION = ON(LOOKUP) | ON(DIAGNOSE),
	ON_RULES = ON_SESSION | ON(EXPLAIN) | ON(LIST),
	ON_ALL = (1u << N_COMMANDS) - 1
};

static const struct option {
	enum option_id id;
	char short_name; /* 0: none */
	const char *name;
	const char *argument; /* NULL: none */
	const char *help;
	unsigned on; /* commands */
} table[] = {
	{OPT_INTERACTIVE, 'i', "interactive", NULL, "go on with questions, on the terminal", ON_SESSION},
	{OPT_SYMPTOM, 's', "symptom", "ID", "what is seen; may be repeated", ON(DIAGNOSE)},
	{OPT_ANSWER, 'a', "answer", "FINDING=VALUE", "an answer (? is don't know), instead of being asked; may be repeated",
		ON(DIAGNOSE)},
	{OPT_SET, 0, "set", "NAME=VALUE", "a value for the commands, as instance-id=i-0abc; may be repeated", ON_SESSION},
	{OPT_AREA, 0, "area", "AREA", "only this area, as ssh (awry list names them)", ON_SESSION},
	{OPT_ALL, 0, "all", NULL, "all that is possible, not the best three", ON_SESSION},
	{OPT_JSON, 0, "json", NULL, "print JSON", ON_SESSION | ON(EXPLAIN)},
	{OPT_TRANSCRIPT, 0, "transcript", "FILE", "write a Markdown transcript for a ticket", ON_SESSION},
	{OPT_RULES, 0, "rules", "DIR", "add these rules; instead of $XDG_CONFIG_HOME/awry/rules", ON_RULES},
	{OPT_WITHOUT_SHIPPED, 0, "without-shipped", NULL, "leave out the rules that awry comes with",
		ON_RULES | ON(RULES_CHECK) | ON(RULES_TEST)},
	{OPT_COLOUR, 0, "color", "WHEN", "auto, always or never", ON_ALL},
	{OPT_HELP, 'h', "help", NULL, "show help", ON_ALL},
	{OPT_VERSION, 0, "version", NULL, "show the version", ON_ALL},
};

static const char *option_name_at(const void *user, size_t index)
{
	(void)user;
	return index < N_ELEMENTS(table) ? table[index].name : NULL;
}

static const struct option *find_long(const char *name, size_t len)
{
	for (size_t i = 0; i < N_ELEMENTS(table); i++)
		if (strlen(table[i].name) == len && strncmp(table[i].name, name, len) == 0)
			return &table[i];
	return NULL;
}

static const struct option *find_short(char name)
{
	for (size_t i = 0; i < N_ELEMENTS(table); i++)
		if (table[i].short_name == name)
			return &table[i];
	return NULL;
}

/* ---- parsing ---- */

struct parser {
	struct options *options;
	char **argv; /* what is left; ends with NULL */
	unsigned seen[N_ELEMENTS(table)]; /* by index in table */
	bool is_over; /* after -- */
};

static enum exit_code usage_error(const char *command, const char *what, const char *word, const char *hint, const char *nearest)
{
	if (nearest)
		complain("%s%s; did you mean %s%s?", what, word, hint, nearest);
	else
		complain("%s%s", what, word);
	complain("try: awry %s%s--help", command, *command ? " " : "");
	return CODE_USAGE;
}

static void add_word(struct words *words, const char *word)
{
	words->items[words->n++] = word;
}

static enum exit_code set_colour(struct options *options, const char *value)
{
	static const char *const names[] = {"auto", "always", "never", NULL};

	for (unsigned i = 0; names[i]; i++) {
		if (strcmp(value, names[i]) == 0) {
			options->colour = (enum colour_when)i;
			return CODE_OK;
		}
	}
	complain("--color is auto, always or never, not %s", value);
	return CODE_USAGE;
}

static enum exit_code add_pair(struct words *words, const struct option *option, const char *value)
{
	const char *equals = strchr(value, '=');

	if (!equals || equals == value || !equals[1]) {
		complain("--%s wants %s, not %s", option->name, option->argument, value);
		return CODE_USAGE;
	}
	add_word(words, value);
	return CODE_OK;
}

static enum exit_code set_option(struct options *options, const struct option *option, const char *value)
{
	switch (option->id) {
	case OPT_INTERACTIVE:
		options->interactive = true;
		return CODE_OK;
	case OPT_JSON:
		options->json = true;
		return CODE_OK;
	case OPT_ALL:
		options->all = true;
		return CODE_OK;
	case OPT_WITHOUT_SHIPPED:
		options->without_shipped = true;
		return CODE_OK;
	case OPT_HELP:
		options->help = true;
		return CODE_OK;
	case OPT_VERSION:
		options->version = true;
		return CODE_OK;
	case OPT_AREA:
		options->area = value;
		return CODE_OK;
	case OPT_RULES:
		options->rules = value;
		return CODE_OK;
	case OPT_TRANSCRIPT:
		options->transcript = value;
		return CODE_OK;
	case OPT_SYMPTOM:
		add_word(&options->symptoms, value);
		return CODE_OK;
	case OPT_ANSWER:
		return add_pair(&options->answers, option, value);
	case OPT_SET:
		return add_pair(&options->values, option, value);
	case OPT_COLOUR:
		return set_colour(options, value);
	}
	return CODE_USAGE;
}

/* Takes `option`; its argument is `value`, or the next word when that is NULL. */
static enum exit_code take_option(struct parser *parser, const struct option *option, const char *value)
{
	parser->seen[option - table] = 1;
	if (option->argument && !value) {
		value = *parser->argv;
		if (!value) {
			complain("--%s wants an argument: --%s %s", option->name, option->name, option->argument);
			return CODE_USAGE;
		}
		parser->argv++;
	}
	return set_option(parser->options, option, value);
}

static enum exit_code take_long(struct parser *parser, const char *word)
{
	const char *name = word + 2, *equals = strchr(name, '=');
	size_t len = equals ? (size_t)(equals - name) : strlen(name);
	const struct option *option = find_long(name, len);
	char copy[64] = "";

	if (!option) {
		strncat(copy, name, len < sizeof(copy) ? len : sizeof(copy) - 1);
		return usage_error("", "unknown option --", copy, "--", nearest_word(copy, option_name_at, NULL));
	}
	if (equals && !option->argument) {
		complain("--%s takes no argument", option->name);
		return CODE_USAGE;
	}
	return take_option(parser, option, equals ? equals + 1 : NULL);
}

/* -i, -ih, -a VALUE, -aVALUE. */
static enum exit_code take_shorts(struct parser *parser, const char *word)
{
	while (*++word) {
		const struct option *option = find_short(*word);
		if (!option) {
			char name[2] = {*word, '\0'};
			return usage_error("", "unknown option -", name, "", NULL);
		}
		const char *rest = option->argument && word[1] ? word + 1 : NULL;
		enum exit_code code = take_option(parser, option, rest);
		if (code || option->argument)
			return code;
	}
	return CODE_OK;
}

static enum exit_code take_word(struct parser *parser, const char *word)
{
	if (parser->is_over || word[0] != '-' || word[1] == '\0') {
		add_word(&parser->options->operands, word);
		return CODE_OK;
	}
	if (strcmp(word, "--") == 0) {
		parser->is_over = true;
		return CODE_OK;
	}
	return word[1] == '-' ? take_long(parser, word) : take_shorts(parser, word);
}

static void drop_operands(struct words *operands, size_t n)
{
	operands->n -= n;
	memmove(operands->items, operands->items + n, operands->n * sizeof(*operands->items));
}

/* The first operand names the command, or the first two ("rules check"); `-- list` is a file. */
static enum exit_code find_command(struct options *options, char **argv)
{
	struct words *operands = &options->operands;
	char name[64] = "";

	options->command = COMMAND_LOOKUP;
	options->is_default = true;
	if (operands->n == 0)
		return CODE_OK;
	for (; *argv && *argv != operands->items[0]; argv++)
		if (strcmp(*argv, "--") == 0)
			return CODE_OK;
	strncat(name, operands->items[0], sizeof(name) - 1);
	if (strcmp(name, "rules") == 0 && operands->n > 1) {
		strcat(name, " ");
		strncat(name, operands->items[1], sizeof(name) - strlen(name) - 1);
	} else if (strcmp(name, "rules") == 0) {
		if (options->help)
			return CODE_OK;
		return usage_error("rules check", "rules needs to know what: awry rules check, awry rules test", "", "", NULL);
	}
	if (command_find(name) == N_COMMANDS) {
		if (strncmp(name, "rules ", 6) != 0)
			return CODE_OK;
		return usage_error("", "no command ", name, "awry ", nearest_word(name, command_name_at, NULL));
	}
	options->command = command_find(name);
	options->is_default = false;
	drop_operands(operands, strchr(name, ' ') ? 2 : 1);
	return CODE_OK;
}

/* "lookup, diagnose": the commands that an option goes with. */
static void list_commands(char *out, size_t size, unsigned on)
{
	*out = '\0';
	for (unsigned i = 0; i < N_COMMANDS; i++) {
		if (!(on & 1u << i))
			continue;
		if (*out)
			strncat(out, ", ", size - strlen(out) - 1);
		strncat(out, commands[i].name, size - strlen(out) - 1);
	}
}

static enum exit_code check_options(const struct parser *parser)
{
	enum command command = parser->options->command;
	char names[128];

	for (size_t i = 0; i < N_ELEMENTS(table); i++) {
		if (!parser->seen[i] || table[i].on & 1u << command)
			continue;
		list_commands(names, sizeof(names), table[i].on);
		complain("--%s does not go with awry %s, only with %s", table[i].name, commands[command].name, names);
		return CODE_USAGE;
	}
	return CODE_OK;
}

static bool words_init(struct words *words, size_t cap)
{
	words->items = calloc(cap, sizeof(*words->items));
	return words->items != NULL;
}

enum exit_code options_parse(struct options *options, int argc, char **argv)
{
	struct parser parser = {.options = options, .argv = argv + (argc > 0)};
	size_t cap = (size_t)argc + 1;
	enum exit_code code = CODE_OK;

	*options = (struct options){0};
	if (!words_init(&options->operands, cap) || !words_init(&options->answers, cap) ||
		!words_init(&options->values, cap) || !words_init(&options->symptoms, cap))
		return complain_status(AWRY_E_NOMEM);
	while (*parser.argv && !code)
		code = take_word(&parser, *parser.argv++);
	if (!code)
		code = find_command(options, argv + (argc > 0));
	return code || options->help || options->version ? code : check_options(&parser);
}

void options_release(struct options *options)
{
	free(options->operands.items);
	free(options->answers.items);
	free(options->values.items);
	free(options->symptoms.items);
}

/* ---- help ---- */

static const char *const examples[N_COMMANDS][4] = {
	[COMMAND_LOOKUP] = {"terraform apply 2>&1 | awry", "awry error.txt", "ssh ec2-user@host 2>&1 | awry -i"},
	[COMMAND_DIAGNOSE] = {"awry diagnose", "awry diagnose --symptom ssh/timed-out",
		"awry diagnose --symptom ssh/timed-out -a instance-state=running --json"},
	[COMMAND_EXPLAIN] = {"awry explain ssh/timed-out"},
	[COMMAND_LIST] = {"awry list", "awry list ssh"},
	[COMMAND_RULES_CHECK] = {"awry rules check ./rules", "awry rules check --without-shipped ./rules"},
	[COMMAND_RULES_TEST] = {"awry rules test ./rules"},
	[COMMAND_HELP] = {"awry help diagnose"},
};

/* What cannot be read off the tables. */
static const char *const notes[N_COMMANDS] = {
	[COMMAND_LOOKUP] = "Reads the files, or standard input when it is piped (- names it). On a terminal without "
		"files it asks: awry diagnose. With -i the report comes first, then the questions, on the terminal.",
	[COMMAND_DIAGNOSE] = "Starts from what you see: an area and a symptom, or any message you paste. Then it asks what tells "
		"the possible causes apart, and ends with cause and fix. With -a or --json it asks nothing and reports. "
		"Without a terminal the same dialogue is read line by line from standard input.",
	[COMMAND_EXPLAIN] = "ID is a symptom, a diagnosis or a finding, as awry list shows them.",
	[COMMAND_RULES_CHECK] = "DIR holds *.yaml files; without DIR it is $XDG_CONFIG_HOME/awry/rules. All mistakes are shown.",
	[COMMAND_RULES_TEST] = "Runs all examples of the rules in DIR and of the shipped ones; without DIR of those in use.",
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

static void help_option(struct out *out, const struct option *option)
{
	struct bytes left = {0};

	if (option->short_name)
		bytes_fmt(&left, "-%c, ", option->short_name);
	else
		bytes_text(&left, "    ");
	bytes_fmt(&left, "--%s", option->name);
	if (option->argument)
		bytes_fmt(&left, "%c%s", option->id == OPT_COLOUR ? '=' : ' ', option->argument);
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
	out_fmt(out, "awry %s: %s\n\n", commands[command].name, commands[command].does);
	out_fmt(out, "  awry %s [OPTION...] %s\n", commands[command].name, commands[command].operands);
	if (notes[command]) {
		out_text(out, "\n");
		out_wrapped(out, 0, 0, notes[command]);
		out_text(out, "\n");
	}
	help_heading(out, "Examples");
	help_examples(out, command);
	help_heading(out, "Options");
	for (size_t i = 0; i < N_ELEMENTS(table); i++)
		if (table[i].on & 1u << command)
			help_option(out, &table[i]);
	if (command != COMMAND_HELP)
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
		strcpy(left, commands[i].name);
		strncat(left, " ", sizeof(left) - strlen(left) - 1);
		strncat(left, commands[i].operands, sizeof(left) - strlen(left) - 1);
		help_row(out, left, commands[i].does);
	}
	help_heading(out, "Options");
	for (size_t i = 0; i < N_ELEMENTS(table); i++)
		help_option(out, &table[i]);
	help_exit_codes(out);
	help_heading(out, "Environment");
	help_row(out, "NO_COLOR, CLICOLOR_FORCE", "colours off, colours on");
	help_row(out, "COLUMNS", "width of the output, 40 to 100");
	help_row(out, "AWRY_PAGER, PAGER", "shows what is longer than the screen; empty: nothing does");
	help_row(out, "XDG_CONFIG_HOME", "its awry/rules folder holds rules of your own");
	help_row(out, "XDG_STATE_HOME", "its awry folder holds the history of the prompt");
	out_text(out, "\nawry COMMAND --help shows one command.\n");
}
