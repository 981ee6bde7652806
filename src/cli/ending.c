/* SPDX-License-Identifier: MIT */
#include "interview.h"

#include <string.h>

enum { RULED_OUT_MAX = 8, WANTED_MAX = 5 };

/* Where the library's n_live ends; and so much less than before the answers, for some are unlikely from the start. */
static const double ruled_out = 0.02, ruled_out_share = 0.5;

static void show_heading(struct out *out, const char *heading)
{
	out_text(out, "\n");
	out_styled(out, STYLE_STRONG, heading);
	out_text(out, "\n");
}

static const char *says_of(const struct asked *asked)
{
	for (size_t i = 0; i < asked->question.n_answers; i++)
		if (asked->value && strcmp(asked->question.answers[i].value, asked->value) == 0)
			return asked->question.answers[i].says;
	return asked->value ? asked->value : "don't know";
}

void ending_show_candidates(const struct interview *interview, size_t n)
{
	const struct standing *standing = &interview->standing;
	struct out *out = interview->out;

	if (standing->n == 0)
		out_text(out, "No cause is suspected yet.\n");
	for (size_t i = 0; i < standing->n && i < n; i++) {
		const struct candidate *candidate = &standing->candidates[i];
		if (candidate->proved)
			out_text(out, " proved  ");
		else
			out_fmt(out, "%5.0f %%  ", candidate->probability * 100);
		out_wrapped(out, 9, 9, candidate->title);
		out_text(out, "\n         ");
		out_styled(out, STYLE_DIM, candidate->id);
		out_text(out, "\n");
	}
	if (standing->n > n)
		out_fmt(out, "         and %zu less likely\n", standing->n - n);
	if (standing->n > 0 && standing->none >= 0.005)
		out_fmt(out, "%5.0f %%  none of these\n", standing->none * 100);
}

/* ---- what does not fit ---- */

const struct asked *ending_doubtful(const struct interview *interview)
{
	const char *finding = interview->standing.reconsider;

	for (size_t i = 0; finding && i < interview->n_asked; i++)
		if (strcmp(interview->asked[i].question.id, finding) == 0)
			return &interview->asked[i];
	return NULL;
}

static const char *title_of(const struct interview *interview, const char *id)
{
	for (size_t i = 0; i < interview->standing.n; i++)
		if (strcmp(interview->standing.candidates[i].id, id) == 0)
			return interview->standing.candidates[i].title;
	return id;
}

void ending_show_doubt(const struct interview *interview, struct out *out)
{
	const struct asked *asked = ending_doubtful(interview);

	if (!asked)
		return;
	show_heading(out, "No known cause fits all of this");
	out_text(out, "  With another answer to question ");
	out_fmt(out, "%d it would be: ", (int)(asked - interview->asked) + 1);
	out_clean(out, title_of(interview, interview->standing.reconsider_for));
	out_text(out, "\n  - ");
	out_wrapped(out, 4, 4, asked->question.ask);
	out_text(out, "\n    -> ");
	out_wrapped(out, 7, 7, says_of(asked));
	out_text(out, "\n");
}

/* ---- what to hand over ---- */

static void show_asked(const struct interview *interview, struct out *out)
{
	if (interview->n_asked == 0)
		return;
	show_heading(out, "Asked and answered");
	for (size_t i = 0; i < interview->n_asked; i++) {
		const struct asked *asked = &interview->asked[i];
		out_text(out, "  - ");
		out_wrapped(out, 4, 4, asked->question.ask);
		out_text(out, "\n    -> ");
		out_wrapped(out, 7, 7, says_of(asked));
		out_text(out, "\n");
	}
}

static bool is_ruled_out(const struct interview *interview, const struct candidate *candidate)
{
	const struct standing *first = &interview->first;

	if (candidate->proved || candidate->probability >= ruled_out)
		return false;
	for (size_t i = 0; i < first->n; i++)
		if (strcmp(first->candidates[i].id, candidate->id) == 0)
			return candidate->probability < first->candidates[i].probability * ruled_out_share;
	return false;
}

static void show_ruled_out(const struct interview *interview, struct out *out)
{
	const struct standing *standing = &interview->standing;
	size_t n = 0;

	for (size_t i = 0; i < standing->n; i++) {
		if (!is_ruled_out(interview, &standing->candidates[i]))
			continue;
		if (n == 0)
			show_heading(out, "As good as ruled out");
		if (n++ >= RULED_OUT_MAX)
			continue;
		out_text(out, "  - ");
		out_wrapped(out, 4, 4, standing->candidates[i].title);
		out_text(out, "\n");
	}
	if (n > RULED_OUT_MAX)
		out_fmt(out, "  and %zu more\n", n - RULED_OUT_MAX);
}

static void show_wanted_question(struct out *out, const struct question *question)
{
	out_text(out, "  - ");
	out_wrapped(out, 4, 4, question->ask);
	out_text(out, "\n");
	if (question->check) {
		out_text(out, "    ");
		out_clean(out, question->check);
		out_text(out, "\n");
	}
}

/* What was not known, and what was asked last and not answered. */
static void show_wanted(const struct interview *interview, struct out *out)
{
	size_t n = 0;

	for (size_t i = 0; i < interview->n_asked && n < WANTED_MAX; i++) {
		if (interview->asked[i].value)
			continue;
		if (n++ == 0)
			show_heading(out, "Still wanted");
		show_wanted_question(out, &interview->asked[i].question);
	}
	if (interview->now.id) {
		if (n == 0)
			show_heading(out, "Still wanted");
		show_wanted_question(out, &interview->now);
	}
}

/* ---- the same again ---- */

static void add_option(struct bytes *command, const char *option, const char *value)
{
	bytes_fmt(command, " %s ", option);
	bytes_shell_word(command, value);
}

static void add_answers(struct bytes *command, const struct interview *interview)
{
	for (size_t i = 0; i < interview->n_asked; i++) {
		const struct asked *asked = &interview->asked[i];
		struct bytes pair = {0};
		bytes_fmt(&pair, "%s=%s", asked->question.id, asked->value ? asked->value : "?");
		command->failed |= pair.failed;
		add_option(command, "-a", pair.ptr ? pair.ptr : "");
		bytes_release(&pair);
	}
}

static void add_given(struct bytes *command, const struct options *options)
{
	if (options->rules)
		add_option(command, "--rules", options->rules);
	if (options->without_shipped)
		bytes_text(command, " --without-shipped");
	if (options->area)
		add_option(command, "--area", options->area);
	for (size_t i = 0; i < options->symptoms.n; i++)
		add_option(command, "--symptom", options->symptoms.items[i]);
	for (size_t i = 0; i < options->values.n; i++)
		add_option(command, "--set", options->values.items[i]);
}

static void show_command(const struct interview *interview)
{
	const struct options *options = interview->inquiry->options;
	bool has_text = interview->has_pasted || (interview->inquiry->has_stdin && options->operands.n == 0);
	struct bytes command = {0};
	struct out *out = interview->out;

	bytes_text(&command, options->resume ? "awry resume" : "awry diagnose");
	add_given(&command, options);
	for (size_t i = 0; i < interview->n_symptoms; i++)
		add_option(&command, "--symptom", interview->symptoms[i]);
	add_answers(&command, interview);
	if (options->resume) {
		bytes_text(&command, " ");
		bytes_shell_word(&command, options->resume);
	}
	for (size_t i = 0; i < options->operands.n; i++) {
		bytes_text(&command, " ");
		bytes_shell_word(&command, options->operands.items[i]);
	}
	if (has_text)
		bytes_text(&command, " -");
	out->held.failed |= command.failed;
	if (!command.failed) {
		show_heading(out, "The same without questions");
		out_text(out, "  ");
		out_clean(out, command.ptr);
		out_text(out, has_text ? "\n  with the text on standard input\n" : "\n");
	}
	bytes_release(&command);
}

void ending_show(const struct interview *interview, struct out *report)
{
	if (interview->inquiry->options->json)
		return;
	if (interview->standing.state != AWRY_DIAGNOSED) {
		ending_show_doubt(interview, report);
		show_asked(interview, report);
		show_ruled_out(interview, report);
		show_wanted(interview, report);
	}
	if (interview->n_asked > 0)
		show_command(interview);
}
