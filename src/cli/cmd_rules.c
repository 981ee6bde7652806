/* SPDX-License-Identifier: MIT */
#include "kbase.h"

#include <unistd.h>

/* The folder to look at: the operand, or the user's own.  NULL where there is neither. */
static enum exit_code choose_folder(const struct options *options, char *path, size_t size, const char **dir)
{
	const struct words *operands = &options->operands;

	*dir = NULL;
	if (operands->n > 1) {
		complain("awry %s takes one folder", command_name(options->command));
		return CODE_USAGE;
	}
	if (operands->n == 1)
		*dir = operands->items[0];
	else if (kbase_user_rules(path, size, dir))
		return CODE_IO;
	if (!*dir && options->without_shipped) {
		complain("--without-shipped leaves no rules; name a folder: awry %s DIR", command_name(options->command));
		return CODE_USAGE;
	}
	return CODE_OK;
}

static void show_counts(struct out *out, const awry_kb *kb)
{
	static const struct { awry_kind kind; const char *one, *many; } words[] = {
		{AWRY_SYMPTOM, "symptom", "symptoms"},
		{AWRY_FINDING, "finding", "findings"},
		{AWRY_DIAGNOSIS, "diagnosis", "diagnoses"},
		{AWRY_LOOKALIKE, "look-alike", "look-alikes"},
	};

	for (size_t i = 0; i < N_ELEMENTS(words); i++) {
		size_t n = awry_kb_count(kb, words[i].kind);
		out_fmt(out, "%s%zu %s", i > 0 ? ", " : "", n, n == 1 ? words[i].one : words[i].many);
	}
}

/* Says that loading failed; `n` mistakes were shown. */
static enum exit_code say_faulty(struct out *out, const char *dir, awry_status status, size_t n)
{
	if (status == AWRY_E_RULES) {
		out_fmt(out, "%s%zu mistake%s in ", n > 0 ? "\n" : "", n, n == 1 ? "" : "s");
		out_clean(out, dir ? dir : "the shipped rules");
		out_text(out, "; nothing was loaded\n");
		return CODE_RULES;
	}
	complain("cannot load %s: %s", dir ? dir : "the shipped rules", awry_status_text(status));
	return CODE_IO;
}

static enum exit_code check(const struct options *options, struct out *out, const char *dir)
{
	size_t n_mistakes;
	awry_kb *kb;
	awry_status status = kbase_check(dir, options->without_shipped, out, &n_mistakes, &kb);

	if (status)
		return say_faulty(out, dir, status, n_mistakes);
	out_styled(out, STYLE_GOOD, "No mistakes");
	out_text(out, " in ");
	out_clean(out, dir ? dir : "the shipped rules");
	out_text(out, ": ");
	show_counts(out, kb);
	out_text(out, dir && !options->without_shipped ? ", the shipped rules counted in\n" : "\n");
	awry_kb_close(kb);
	return CODE_OK;
}

static enum exit_code test(const struct options *options, struct out *out, const char *dir)
{
	struct mistakes mistakes = {.out = out, .dir = dir};
	size_t n_mistakes, n_passed, n_failed;
	awry_kb *kb;
	awry_status status = kbase_load(dir, options->without_shipped, out, &n_mistakes, &kb);

	if (status)
		return say_faulty(out, dir, status, n_mistakes);
	status = awry_kb_test(kb, mistakes_show, &mistakes, &n_passed, &n_failed);
	awry_kb_close(kb);
	if (status != AWRY_OK && status != AWRY_E_RULES)
		return complain_status(status);
	out_fmt(out, "%s%zu examples passed, ", n_failed > 0 ? "\n" : "", n_passed);
	if (n_failed > 0) {
		out_styled(out, STYLE_ERROR, "some failed");
		out_fmt(out, ": %zu\n", n_failed);
	} else {
		out_styled(out, STYLE_GOOD, "none failed");
		out_text(out, "\n");
	}
	return n_failed > 0 ? CODE_RULES : CODE_OK;
}

static enum exit_code run(const struct options *options,
	enum exit_code (*function)(const struct options *, struct out *, const char *))
{
	char path[4096];
	const char *dir;
	struct out out;
	enum exit_code code = choose_folder(options, path, sizeof(path), &dir);

	if (code)
		return code;
	out_init(&out, STDOUT_FILENO, options->colour);
	out.is_paged = true;
	return out_close(&out, function(options, &out, dir));
}

enum exit_code cmd_rules_check(const struct options *options)
{
	return run(options, check);
}

enum exit_code cmd_rules_test(const struct options *options)
{
	return run(options, test);
}
