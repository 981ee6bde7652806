/* SPDX-License-Identifier: MIT */
#include "opts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- commands ---- */

static const char *const names[] = {
#define X(id, name, operands, does, function) name,
	COMMANDS(X)
#undef X
};

const char *command_name(enum command command)
{
	return names[command];
}

const char *command_operands(enum command command)
{
	static const char *const operands[] = {
#define X(id, name, operands, does, function) operands,
		COMMANDS(X)
#undef X
	};

	return operands[command];
}

const char *command_does(enum command command)
{
	static const char *const does[] = {
#define X(id, name, operands, does, function) does,
		COMMANDS(X)
#undef X
	};

	return does[command];
}

const char *command_name_at(const void *user, size_t index)
{
	(void)user;
	return index < N_ELEMENTS(names) ? names[index] : NULL;
}

enum command command_find(const char *name)
{
	for (size_t i = 0; i < N_ELEMENTS(names); i++)
		if (strcmp(names[i], name) == 0)
			return (enum command)i;
	return N_COMMANDS;
}

/* ---- options ---- */

#define ON(command) (1u << COMMAND_##command)

enum {
	ON_INTERVIEW = ON(DIAGNOSE) | ON(RESUME),
	ON_SESSION = ON(LOOKUP) | ON_INTERVIEW,
	ON_REPORT = ON_SESSION | ON(RUN),
	ON_NUMBERS = ON(RULES_SIMULATE) | ON(RULES_STATS),
	ON_RULES = ON_REPORT | ON_NUMBERS | ON(EXPLAIN) | ON(LIST) | ON(RULES_GRAPH) | ON(SERVE) | ON(SCAN),
	ON_ALL = (1u << N_COMMANDS) - 1
};

static const struct option_spec table[] = {
	{OPT_INTERACTIVE, 'i', "interactive", NULL, "go on with questions, on the terminal", ON_SESSION},
	{OPT_SYMPTOM, 's', "symptom", "ID", "what is seen; may be repeated", ON(DIAGNOSE)},
	{OPT_ANSWER, 'a', "answer", "FINDING=VALUE", "an answer (? is don't know), instead of being asked; may be repeated",
		ON_INTERVIEW},
	{OPT_SET, 0, "set", "NAME=VALUE", "a value for the commands, as instance-id=i-0abc; may be repeated", ON_REPORT},
	{OPT_AREA, 0, "area", "AREA", "only this area, as ssh (awry list names them)", ON_REPORT | ON(RULES_SIMULATE) | ON(SCAN)},
	{OPT_ALL, 0, "all", NULL, "all that is possible, not the best three", ON_REPORT | ON(SCAN)},
	{OPT_JSON, 0, "json", NULL, "print JSON", ON_SESSION | ON(SCAN) | ON(EXPLAIN) | ON_NUMBERS},
	{OPT_TRANSCRIPT, 0, "transcript", "FILE", "write a Markdown transcript for a ticket", ON_REPORT},
	{OPT_SAVE, 0, "save", "FILE", "keep at the end what was seen and answered, for awry resume", ON_INTERVIEW},
	{OPT_MASK, 0, "mask", "WHEN", "stand-ins for account ids, addresses and host names: auto (in transcripts), always, never",
		ON_REPORT},
	{OPT_UNKNOWN, 0, "unknown", "SHARE", "of the answers that are don't know, 0 to 1", ON(RULES_SIMULATE)},
	{OPT_WRONG, 0, "wrong", "N", "wrong answers in each interview", ON(RULES_SIMULATE)},
	{OPT_RUNS, 0, "runs", "N", "interviews for each symptom and cause", ON(RULES_SIMULATE)},
	{OPT_SEED, 0, "seed", "N", "other interviews of the same kind", ON(RULES_SIMULATE)},
	{OPT_SVG, 0, "svg", NULL, "draw with Graphviz's dot, instead of printing what it reads", ON(RULES_GRAPH)},
	{OPT_STDIO, 0, "stdio", NULL, "read requests from standard input, write replies to standard output", ON(SERVE)},
	{OPT_FOLLOW, 'f', "follow", NULL, "wait for more at the end of the file, as tail -F does", ON(SCAN)},
	{OPT_JOBS, 'j', "jobs", "N", "threads; the output is that of one", ON(SCAN)},
	{OPT_NO_PREFILTER, 0, "no-prefilter", NULL, "read every line as a lookup would: slow, to check the prefilter by", ON(SCAN)},
	{OPT_RULES, 0, "rules", "DIR", "add these rules; instead of $XDG_CONFIG_HOME/awry/rules", ON_RULES},
	{OPT_WITHOUT_SHIPPED, 0, "without-shipped", NULL, "leave out the rules that awry comes with",
		ON_RULES | ON(RULES_CHECK) | ON(RULES_TEST)},
	{OPT_COLOUR, 0, "color", "WHEN", "auto, always or never", ON_ALL},
	{OPT_HELP, 'h', "help", NULL, "show help", ON_ALL},
	{OPT_VERSION, 0, "version", NULL, "show the version", ON_ALL},
};

const struct option_spec *option_at(size_t index)
{
	return index < N_ELEMENTS(table) ? &table[index] : NULL;
}

bool option_goes_with(const struct option_spec *option, enum command command)
{
	return (option->on & 1u << command) != 0;
}

static const char *option_name_at(const void *user, size_t index)
{
	(void)user;
	return index < N_ELEMENTS(table) ? table[index].name : NULL;
}

static const struct option_spec *find_long(const char *name, size_t len)
{
	for (size_t i = 0; i < N_ELEMENTS(table); i++)
		if (strlen(table[i].name) == len && strncmp(table[i].name, name, len) == 0)
			return &table[i];
	return NULL;
}

static const struct option_spec *find_short(char name)
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
	bool is_over;   /* after -- */
	size_t n_plain; /* operands before it */
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

static enum exit_code set_when(enum when *when, const struct option_spec *option, const char *value)
{
	static const char *const words[] = {[WHEN_AUTO] = "auto", [WHEN_ALWAYS] = "always", [WHEN_NEVER] = "never"};

	for (unsigned i = 0; i < N_ELEMENTS(words); i++) {
		if (strcmp(value, words[i]) == 0) {
			*when = (enum when)i;
			return CODE_OK;
		}
	}
	complain("--%s is auto, always or never, not %s", option->name, value);
	return CODE_USAGE;
}

static enum exit_code set_number(uint64_t *number, uint64_t max, const struct option_spec *option, const char *value)
{
	char *end;

	errno = 0;
	*number = strtoull(value, &end, 10);
	if (*value >= '0' && *value <= '9' && *end == '\0' && errno == 0 && *number <= max)
		return CODE_OK;
	complain("--%s is a whole number up to %llu, not %s", option->name, (unsigned long long)max, value);
	return CODE_USAGE;
}

static enum exit_code set_share(double *share, const struct option_spec *option, const char *value)
{
	char *end;

	*share = strtod(value, &end);
	if (end != value && *end == '\0' && *share >= 0 && *share <= 1)
		return CODE_OK;
	complain("--%s is a number from 0 to 1, as 0.2, not %s", option->name, value);
	return CODE_USAGE;
}

static enum exit_code add_pair(struct words *words, const struct option_spec *option, const char *value)
{
	const char *equals = strchr(value, '=');

	if (!equals || equals == value || !equals[1]) {
		complain("--%s wants %s, not %s", option->name, option->argument, value);
		return CODE_USAGE;
	}
	add_word(words, value);
	return CODE_OK;
}

/* Where an option without an argument is kept; NULL for others. */
static bool *flag_of(struct options *options, enum option_id id)
{
	switch (id) {
	case OPT_INTERACTIVE:
		return &options->interactive;
	case OPT_JSON:
		return &options->json;
	case OPT_ALL:
		return &options->all;
	case OPT_WITHOUT_SHIPPED:
		return &options->without_shipped;
	case OPT_HELP:
		return &options->help;
	case OPT_VERSION:
		return &options->version;
	case OPT_SVG:
		return &options->svg;
	case OPT_STDIO:
		return &options->uses_stdio;
	case OPT_FOLLOW:
		return &options->follow;
	case OPT_NO_PREFILTER:
		return &options->without_prefilter;
	default:
		return NULL;
	}
}

/* Where the argument of an option is kept as it is; NULL for others. */
static const char **text_of(struct options *options, enum option_id id)
{
	switch (id) {
	case OPT_AREA:
		return &options->area;
	case OPT_RULES:
		return &options->rules;
	case OPT_TRANSCRIPT:
		return &options->transcript;
	case OPT_SAVE:
		return &options->save;
	default:
		return NULL;
	}
}

static enum exit_code set_option(struct options *options, const struct option_spec *option, const char *value)
{
	bool *flag = flag_of(options, option->id);
	const char **text = text_of(options, option->id);

	if (flag)
		*flag = true;
	if (text)
		*text = value;
	switch (option->id) {
	case OPT_JOBS:
		return set_number(&options->jobs, 64, option, value);
	case OPT_UNKNOWN:
		return set_share(&options->unknown, option, value);
	case OPT_WRONG:
		return set_number(&options->wrong, 100, option, value);
	case OPT_RUNS:
		return set_number(&options->runs, 1000000, option, value);
	case OPT_SEED:
		return set_number(&options->seed, UINT64_MAX, option, value);
	case OPT_SYMPTOM:
		add_word(&options->symptoms, value);
		return CODE_OK;
	case OPT_ANSWER:
		return add_pair(&options->answers, option, value);
	case OPT_SET:
		return add_pair(&options->values, option, value);
	case OPT_COLOUR:
		return set_when(&options->colour, option, value);
	case OPT_MASK:
		return set_when(&options->mask, option, value);
	default:
		return CODE_OK;
	}
}

/* Takes `option`; its argument is `value`, or the next word when that is NULL. */
static enum exit_code take_option(struct parser *parser, const struct option_spec *option, const char *value)
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
	const struct option_spec *option = find_long(name, len);
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
		const struct option_spec *option = find_short(*word);
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
		parser->n_plain += !parser->is_over;
		/* What follows the command of `awry run COMMAND` is that command's. */
		parser->is_over |= parser->n_plain == 2 && strcmp(parser->options->operands.items[0], names[COMMAND_RUN]) == 0;
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
static enum exit_code find_command(const struct parser *parser)
{
	struct options *options = parser->options;
	struct words *operands = &options->operands;
	bool is_rules = parser->n_plain > 0 && strcmp(operands->items[0], "rules") == 0;
	char name[64];

	options->command = COMMAND_LOOKUP;
	options->is_default = true;
	if (parser->n_plain == 0 || (is_rules && operands->n == 1 && options->help))
		return CODE_OK;
	if (is_rules && operands->n == 1)
		return usage_error("rules check", "rules needs to know what: awry rules check, test, simulate, graph or stats", "", "", NULL);
	snprintf(name, sizeof(name), "%s%s%s", operands->items[0], is_rules ? " " : "", is_rules ? operands->items[1] : "");
	if (is_rules && command_find(name) == N_COMMANDS)
		return usage_error("", "no command ", name, "awry ", nearest_word(name, command_name_at, NULL));
	if (command_find(name) == N_COMMANDS)
		return CODE_OK;
	options->command = command_find(name);
	options->is_default = false;
	drop_operands(operands, is_rules ? 2 : 1);
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
		strncat(out, names[i], size - strlen(out) - 1);
	}
}

static enum exit_code check_options(const struct parser *parser)
{
	enum command command = parser->options->command;
	char goes_with[256];

	for (size_t i = 0; i < N_ELEMENTS(table); i++) {
		if (!parser->seen[i] || option_goes_with(&table[i], command))
			continue;
		list_commands(goes_with, sizeof(goes_with), table[i].on);
		complain("--%s does not go with awry %s, only with %s", table[i].name, names[command], goes_with);
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

	*options = (struct options){.runs = 1, .seed = 1};
	if (!words_init(&options->operands, cap) || !words_init(&options->answers, cap) ||
		!words_init(&options->values, cap) || !words_init(&options->symptoms, cap))
		return complain_status(AWRY_E_NOMEM);
	while (*parser.argv && !code)
		code = take_word(&parser, *parser.argv++);
	if (!code)
		code = find_command(&parser);
	return code || options->help || options->version ? code : check_options(&parser);
}

void options_release(struct options *options)
{
	free(options->operands.items);
	free(options->answers.items);
	free(options->values.items);
	free(options->symptoms.items);
}
