/* SPDX-License-Identifier: MIT */
#include "interview.h"
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	ASK_LIMIT = 10, /* questions: about three minutes, after which people leave */
	ASK_MORE = 5    /* and so many more each time they go on */
};

/* ---- thinking ---- */

enum step interview_check(awry_status status)
{
	if (status == AWRY_OK)
		return STEP_THINK;
	complain_status(status);
	return STEP_FAILED;
}

enum step interview_think(struct interview *interview)
{
	awry_outcome outcome;
	enum step step = interview_check(awry_session_next(interview->inquiry->session, &outcome));
	bool is_kept;

	if (step == STEP_FAILED)
		return step;
	standing_release(&interview->standing);
	question_release(&interview->now);
	is_kept = standing_init(&interview->standing, &outcome);
	if (outcome.question)
		is_kept &= question_init(&interview->now, outcome.question);
	if (interview->n_asked == 0 || interview->first.n == 0) {
		standing_release(&interview->first);
		is_kept &= standing_init(&interview->first, &outcome);
	}
	return is_kept ? STEP_THINK : interview_check(AWRY_E_NOMEM);
}

/* ---- reading ---- */

static enum step step_of(enum prompt_result result)
{
	switch (result) {
	case PROMPT_INTERRUPTED:
		return STEP_INTERRUPTED;
	case PROMPT_FAILED:
		return STEP_FAILED;
	case PROMPT_END:
		return STEP_END;
	case PROMPT_LINE:
	case PROMPT_TEXT:
		break;
	}
	return STEP_ASK;
}

static size_t count_lines(const char *text, size_t len)
{
	size_t n = len > 0 && text[len - 1] != '\n';

	for (size_t i = 0; i < len; i++)
		n += text[i] == '\n';
	return n;
}

enum step interview_read(struct interview *interview, char **line)
{
	struct prompt *prompt = &interview->prompt;
	enum prompt_result result = prompt_read(prompt, "> ");

	*line = prompt->line.ptr;
	if (result == PROMPT_TEXT) {
		out_fmt(interview->out, "(%zu lines)\n", count_lines(prompt->line.ptr, prompt->line.len));
		return interview_tell_text(interview, prompt->line.ptr, prompt->line.len);
	}
	if (result == PROMPT_LINE)
		*line = trimmed(prompt->line.ptr);
	return step_of(result);
}

/* ---- a question ---- */

static void show_question(struct interview *interview, size_t number)
{
	const struct question *question = &interview->now;
	struct out *out = interview->out;

	if (interview->standing.n_live > 1)
		out_fmt(out, "\nQuestion %zu, %u possible causes left\n", number, interview->standing.n_live);
	else
		out_fmt(out, "\nQuestion %zu, to make sure\n", number);
	if (out->has_colour)
		out_text(out, "\033[1m");
	out_wrapped(out, 0, 0, question->ask);
	if (out->has_colour)
		out_text(out, "\033[0m");
	out_text(out, "\n");
	if (question->check) {
		out_styled(out, STYLE_DIM, "  check:");
		out_text(out, " ");
		out_clean(out, question->check);
		out_text(out, "\n");
	}
	if (question->help) {
		out_spaces(out, question->check ? 9 : 2);
		out_wrapped(out, question->check ? 9 : 2, question->check ? 9 : 2, question->help);
		out_text(out, "\n");
	}
	for (size_t i = 0; i < question->n_answers; i++) {
		out_fmt(out, "%3zu  ", i + 1);
		out_wrapped(out, 5, 5, question->answers[i].says);
		out_text(out, "\n");
	}
	if (question->n_answers == 0)
		out_text(out, question->unit ? "  a number, in " : "  a word or a name\n");
	if (question->n_answers == 0 && question->unit) {
		out_clean(out, question->unit);
		out_text(out, "\n");
	}
	out_text(out, "  ?  don't know\n");
}

/* The choices in one line, after an input that is none of them. */
static void show_choices(struct interview *interview, const char *input)
{
	const struct question *question = &interview->now;
	struct out *out = interview->out;
	struct bytes line = {0};

	bytes_text(&line, "\"");
	bytes_add(&line, input, strlen(input) < 40 ? strlen(input) : 40);
	bytes_text(&line, "\" is none of the answers. Type");
	if (question->n_answers > 0)
		bytes_text(&line, " a number or a word:");
	else
		bytes_text(&line, question->unit ? " a number;" : " what is asked for;");
	for (size_t i = 0; i < question->n_answers; i++)
		bytes_fmt(&line, " %zu %s,", i + 1, question->answers[i].value);
	bytes_text(&line, " ? if you don't know, or help for what else can be typed.");
	if (line.failed)
		out->held.failed = true;
	else
		out_wrapped(out, 0, 0, line.ptr);
	out_text(out, "\n");
	bytes_release(&line);
}

/* ---- an answer ---- */

static bool make_room(struct interview *interview, size_t n)
{
	size_t cap = interview->asked_cap ? interview->asked_cap * 2 : 16;
	struct asked *asked;

	if (n <= interview->asked_cap)
		return true;
	asked = realloc(interview->asked, cap * sizeof(*asked));
	if (!asked)
		return false;
	interview->asked = asked;
	interview->asked_cap = cap;
	return true;
}

static enum step give(struct interview *interview, size_t number, const char *value)
{
	awry_status status = awry_session_answer(interview->inquiry->session, interview->now.id, value);
	struct question question;
	bool is_kept;

	if (status == AWRY_E_UNKNOWN) {
		show_choices(interview, value ? value : "?");
		return STEP_ASK;
	}
	if (status)
		return interview_check(status);
	is_kept = make_room(interview, number) && question_copy(&question, &interview->now);
	if (!is_kept)
		return interview_check(AWRY_E_NOMEM);
	if (number <= interview->n_asked)
		question_release(&interview->asked[number - 1].question);
	else
		interview->n_asked = number;
	value = pool_keep(&question.pool, value);
	interview->asked[number - 1] = (struct asked){question, value};
	return question.pool.failed ? interview_check(AWRY_E_NOMEM) : STEP_THINK;
}

/* The answers of the command line and of a saved session can be taken back and changed like those given here. */
static awry_status take_over_answers(struct interview *interview)
{
	const awry_question *question;
	const char *value;
	awry_status status;

	while (!(status = awry_session_answered(interview->inquiry->session, interview->n_asked, &question, &value))) {
		if (!make_room(interview, interview->n_asked + 1))
			return AWRY_E_NOMEM;
		struct asked *asked = &interview->asked[interview->n_asked++];
		*asked = (struct asked){0};
		if (!question_init(&asked->question, question))
			return AWRY_E_NOMEM;
		asked->value = pool_keep(&asked->question.pool, value);
		if (asked->question.pool.failed)
			return AWRY_E_NOMEM;
	}
	interview->limit += interview->n_asked;
	return status == AWRY_E_UNKNOWN ? AWRY_OK : status;
}

/* The answer that `line` begins, if it is one alone; by value first, then by what it says. */
static const char *answer_by_beginning(const struct question *question, const char *line)
{
	size_t len = strlen(line);

	for (int by_words = 0; by_words < 2; by_words++) {
		const char *found = NULL;
		size_t n = 0;
		for (size_t i = 0; i < question->n_answers; i++) {
			const struct answer *answer = &question->answers[i];
			if (!begins_with(by_words ? answer->says : answer->value, line, len))
				continue;
			found = answer->value;
			n++;
		}
		if (n == 1)
			return found;
	}
	return NULL;
}

/* A number of the list, or a value in full. */
static const char *answer_exactly(const struct question *question, const char *line)
{
	char *end;
	unsigned long number = strtoul(line, &end, 10);

	if (question->n_answers > 0 && *end == '\0' && number >= 1 && number <= question->n_answers)
		return question->answers[number - 1].value;
	for (size_t i = 0; i < question->n_answers; i++)
		if (same_word(question->answers[i].value, line))
			return question->answers[i].value;
	return NULL;
}

bool looks_like_text(const char *line)
{
	enum { TEXT_LEN = 8 }; /* shorter words are slips of the finger, longer ones may be error codes */

	return strlen(line) >= TEXT_LEN || strchr(line, ' ');
}

/* A line that is neither answer nor command: a message, or a slip. */
static enum step take_words(struct interview *interview, const char *line)
{
	enum step step = looks_like_text(line) ? interview_tell_text(interview, line, strlen(line)) : STEP_SHOW;

	if (step != STEP_SHOW)
		return step;
	show_choices(interview, line);
	return STEP_ASK;
}

static enum step take_line(struct interview *interview, size_t number, const char *line)
{
	const struct question *question = &interview->now;
	const char *value = answer_exactly(question, line);
	enum step step;

	if (!*line)
		return STEP_SHOW;
	if (!value && is_dont_know(line)) {
		prompt_remember(&interview->prompt, "?");
		return give(interview, number, NULL);
	}
	if (!value && command_run(interview, line, false, &step))
		return step;
	if (!value)
		value = answer_by_beginning(question, line);
	if (value) {
		prompt_remember(&interview->prompt, value);
		return give(interview, number, value);
	}
	if (command_run(interview, line, true, &step))
		return step;
	return question->n_answers == 0 ? give(interview, number, line) : take_words(interview, line);
}

enum step interview_ask(struct interview *interview, size_t number)
{
	enum step step = STEP_SHOW;
	char *line;

	while (step == STEP_SHOW || step == STEP_ASK) {
		if (step == STEP_SHOW)
			show_question(interview, number);
		step = interview_read(interview, &line);
		if (step == STEP_ASK)
			step = take_line(interview, number, line);
	}
	return step;
}

/* ---- the whole ---- */

static enum step ask_whether_to_go_on(struct interview *interview)
{
	struct out *out = interview->out;
	char *line;

	out_fmt(out, "\n%zu questions are answered. The likeliest so far:\n", interview->n_asked);
	ending_show_candidates(interview, 3);
	for (;;) {
		out_fmt(out, "Stop here?\n  1  stop, and show what is known\n  2  go on, %d more\n", ASK_MORE);
		enum step step = interview_read(interview, &line);
		if (step != STEP_ASK && step != STEP_SHOW)
			return step;
		if (step == STEP_ASK && (strcmp(line, "1") == 0 || begins_with("stop", line, strlen(line))) && *line)
			return STEP_END;
		if (step == STEP_ASK && *line &&
			(strcmp(line, "2") == 0 || begins_with("go on", line, strlen(line)) || same_word(line, "go"))) {
			interview->limit += ASK_MORE;
			return STEP_THINK;
		}
		if (step == STEP_ASK && *line && command_run(interview, line, true, &step) && step != STEP_ASK && step != STEP_SHOW)
			return step;
	}
}

/* When no question is left and none of the causes fits: one answer may be wrong. */
static enum step ask_to_reconsider(struct interview *interview)
{
	struct out *out = interview->out;
	enum step step = STEP_SHOW;
	char *line;

	ending_show_doubt(interview, out);
	for (;;) {
		out_text(out, "Answer it again?\n  1  answer it again\n  2  end, and show what is known\n");
		step = interview_read(interview, &line);
		if (step != STEP_ASK && step != STEP_SHOW)
			return step;
		if (step == STEP_ASK && strcmp(line, "2") == 0)
			return STEP_END;
		if (step == STEP_ASK && strcmp(line, "1") == 0) {
			interview->changing = (size_t)(ending_doubtful(interview) - interview->asked) + 1;
			return STEP_THINK;
		}
		if (step == STEP_ASK && *line && command_run(interview, line, true, &step) && step != STEP_ASK && step != STEP_SHOW)
			return step;
	}
}

static enum step ask_again(struct interview *interview)
{
	size_t number = interview->changing;

	interview->changing = 0;
	question_release(&interview->now);
	if (!question_copy(&interview->now, &interview->asked[number - 1].question))
		return interview_check(AWRY_E_NOMEM);
	return interview_ask(interview, number);
}

static enum step ask_next(struct interview *interview)
{
	enum step step = interview_think(interview);

	if (step == STEP_FAILED)
		return step;
	if (interview->standing.state == AWRY_UNRECOGNISED)
		return start_run(interview);
	if (interview->changing)
		return ask_again(interview);
	if (!interview->now.id)
		return ending_doubtful(interview) ? ask_to_reconsider(interview) : STEP_END;
	if (interview->n_asked >= interview->limit)
		return ask_whether_to_go_on(interview);
	return interview_ask(interview, interview->n_asked + 1);
}

/* Where to talk: the terminal if standard input is one or was the text, else standard input and the
 * report's output.  A dialogue is kept out of a report that goes elsewhere. */
static enum exit_code open_dialogue(struct interview *interview, struct out *report, bool on_terminal)
{
	const struct options *options = interview->inquiry->options;
	bool is_tty = on_terminal || isatty(STDIN_FILENO) == 1;
	int fd = STDERR_FILENO;

	interview->in = stdin;
	interview->out = &interview->tty;
	if (is_tty && (on_terminal || !report->is_terminal)) {
		fd = file_open("/dev/tty", O_RDWR);
		interview->in = fd < 0 ? NULL : fdopen(fd, "r+");
		if (!interview->in) {
			complain("there is no terminal to ask on: %s; awry diagnose with -a needs none", strerror(errno));
			return CODE_IO;
		}
	} else if (!options->json) {
		interview->out = report;
		return CODE_OK;
	}
	out_init(&interview->tty, fd, options->colour);
	return CODE_OK;
}

static void release(struct interview *interview)
{
	for (size_t i = 0; i < interview->n_asked; i++)
		question_release(&interview->asked[i].question);
	free(interview->asked);
	free(interview->symptoms);
	question_release(&interview->now);
	standing_release(&interview->standing);
	standing_release(&interview->first);
	areas_release(&interview->areas);
	if (interview->out == &interview->tty)
		out_close(&interview->tty, CODE_OK);
	if (interview->in && interview->in != stdin)
		fclose(interview->in);
}

static enum exit_code end(struct interview *interview, struct out *report, enum step step)
{
	enum exit_code code;

	if (step == STEP_INTERRUPTED)
		return CODE_INTERRUPTED;
	if (step == STEP_FAILED)
		return CODE_IO;
	if (interview->standing.state == AWRY_UNRECOGNISED && !interview->inquiry->options->json) {
		out_text(interview->out, "\nNothing was chosen and nothing recognised, so there is nothing to report.\n");
		return CODE_NOTHING;
	}
	if (!interview->inquiry->options->json)
		out_text(report, "\n");
	code = inquiry_report(interview->inquiry, report, true);
	if (code)
		return code;
	ending_show(interview, report);
	return interview->standing.state == AWRY_DIAGNOSED ? CODE_OK : CODE_NOTHING;
}

enum exit_code interview_run(struct inquiry *inquiry, struct out *report, bool on_terminal)
{
	struct interview interview = {.inquiry = inquiry, .limit = ASK_LIMIT};
	enum exit_code code = open_dialogue(&interview, report, on_terminal);
	enum step step = STEP_THINK;

	if (!code && !areas_init(&interview.areas, inquiry->kb))
		code = complain_status(AWRY_E_NOMEM);
	if (!code) {
		awry_status status = take_over_answers(&interview);
		code = status ? complain_status(status) : CODE_OK;
	}
	if (!code) {
		prompt_open(&interview.prompt, interview.in, interview.out, interview_word, &interview);
		out_fmt(interview.out, "awry %s. Type the number of an answer, or help for what else can be typed.\n", awry_version());
		while (step == STEP_THINK)
			step = ask_next(&interview);
		prompt_close(&interview.prompt);
		inquiry->has_talked = interview.n_asked > 0 || interview.n_symptoms > 0 || interview.has_pasted;
		code = end(&interview, report, step);
	}
	release(&interview);
	return code;
}
