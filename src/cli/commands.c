/* SPDX-License-Identifier: MIT */
#include "interview.h"
#include "state.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Name, argument, what it does, function, and whether it means something before the first question. */
#define INTERVIEW_COMMANDS(X)                                                                      \
	X("why", "", "why this is asked, and what each answer would do", do_why, false)            \
	X("how", "[ID]", "what speaks for a cause; without ID, for the likeliest", do_how, false)  \
	X("why-not", "ID", "what keeps a cause from being the likeliest", do_why_not, false)       \
	X("what-if", "ANSWER", "what an answer would change", do_what_if, false)                   \
	X("list", "", "the possible causes", do_list, false)                                       \
	X("answers", "", "the answers so far, numbered", do_answers, false)                        \
	X("change", "N", "give answer N anew; the others stay", do_change, false)                  \
	X("back", "", "take the last answer back", do_back, true)                                  \
	X("save", "[FILE]", "keep this; awry resume goes on with it", do_save, false)              \
	X("paste", "", "type or paste a text of several lines; a dot alone ends it", do_paste, true) \
	X("help", "", "show this", do_help, true)                                                  \
	X("quit", "", "end with what is known", do_quit, true)

#define X(name, argument, does, function, early)                                                   \
	static enum step function(struct interview *interview, const char *of);
INTERVIEW_COMMANDS(X)
#undef X

static const struct command_word {
	const char *name, *argument, *does;
	enum step (*function)(struct interview *, const char *);
	bool is_early;
} words[] = {
#define X(name, argument, does, function, early) {name, argument, does, function, early},
	INTERVIEW_COMMANDS(X)
#undef X
};

/* ---- explanations ---- */

/* The explanation line by line, wrapped, continued lines indented below their own. */
static void show_explanation(struct out *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n"), indent = strspn(text, " ");
		struct bytes line = {0};
		bytes_add(&line, text, len);
		out_spaces(out, indent);
		out->held.failed |= line.failed;
		if (line.ptr)
			out_wrapped(out, indent, indent + 2, line.ptr + (indent < len ? indent : len));
		out_text(out, "\n");
		bytes_release(&line);
		text += len + (text[len] == '\n');
	}
}

/* `of` as the user typed it is not known: what is like it. */
static void say_unknown(struct interview *interview, awry_explain what, const char *of)
{
	bool is_of_diagnosis = what == AWRY_HOW || what == AWRY_WHY_NOT;
	struct bytes suggestion = {0};

	if (what == AWRY_WHAT_IF) {
		out_text(interview->out, "There is no such answer; what-if N takes the number of one.\n");
		return;
	}
	kbase_suggest(interview->inquiry->kb, of, 1u << (is_of_diagnosis ? AWRY_DIAGNOSIS : AWRY_FINDING), &suggestion);
	out_text(interview->out, "There is no ");
	out_clean(interview->out, of);
	out_clean(interview->out, suggestion.len > 0 ? suggestion.ptr : "; list shows the possible causes.");
	out_text(interview->out, "\n");
	bytes_release(&suggestion);
}

static enum step explain(struct interview *interview, awry_explain what, const char *of)
{
	const char *text;
	awry_status status = awry_session_explain(interview->inquiry->session, what, of, &text);

	if (status == AWRY_E_UNKNOWN) {
		say_unknown(interview, what, of ? of : "cause yet");
		return STEP_ASK;
	}
	if (status)
		return interview_check(status);
	show_explanation(interview->out, text);
	return STEP_ASK;
}

static enum step do_why(struct interview *interview, const char *of)
{
	return explain(interview, AWRY_WHY, *of ? of : interview->now.id);
}

static enum step do_how(struct interview *interview, const char *of)
{
	return explain(interview, AWRY_HOW, *of ? of : NULL);
}

static enum step do_why_not(struct interview *interview, const char *of)
{
	if (*of)
		return explain(interview, AWRY_WHY_NOT, of);
	out_text(interview->out, "Which cause? why-not ID; list shows the ids.\n");
	return STEP_ASK;
}

/* FINDING=VALUE, or an answer to the question on the table by number or value. */
static enum step do_what_if(struct interview *interview, const char *of)
{
	const struct question *question = &interview->now;
	struct bytes pair = {0};
	enum step step;
	char *end;

	if (!*of) {
		out_text(interview->out, "What if what? what-if N, with the number of an answer.\n");
		return STEP_ASK;
	}
	unsigned long number = strtoul(of, &end, 10);
	if (*end == '\0' && number >= 1 && number <= question->n_answers)
		of = question->answers[number - 1].value;
	if (strchr(of, '='))
		bytes_text(&pair, of);
	else
		bytes_fmt(&pair, "%s=%s", question->id, of);
	step = pair.failed ? interview_check(AWRY_E_NOMEM) : explain(interview, AWRY_WHAT_IF, pair.ptr);
	bytes_release(&pair);
	return step;
}

/* ---- looking ---- */

static enum step do_list(struct interview *interview, const char *of)
{
	(void)of;
	ending_show_candidates(interview, interview->inquiry->options->all ? interview->standing.n : 10);
	return STEP_ASK;
}

static enum step do_answers(struct interview *interview, const char *of)
{
	struct out *out = interview->out;

	(void)of;
	if (interview->n_asked == 0)
		out_text(out, "Nothing was answered yet.\n");
	for (size_t i = 0; i < interview->n_asked; i++) {
		const struct asked *asked = &interview->asked[i];
		out_fmt(out, "%3zu  ", i + 1);
		out_wrapped(out, 5, 5, asked->question.ask);
		out_text(out, "\n     ");
		out_clean(out, asked->question.id);
		out_text(out, " = ");
		out_clean(out, asked->value ? asked->value : "?  (don't know)");
		out_text(out, "\n");
	}
	if (interview->n_asked > 0)
		out_text(out, "change N gives answer N anew.\n");
	return STEP_ASK;
}

static enum step do_help(struct interview *interview, const char *of)
{
	struct out *out = interview->out;

	(void)of;
	out_wrapped(out, 0, 0, interview->is_choosing
		? "Type a number or a name of the list, an id, your own words, or paste the message."
		: "Type the number of an answer, its beginning, ? if you don't know, or paste more of the output.");
	out_text(out, "\n");
	for (size_t i = 0; i < N_ELEMENTS(words); i++) {
		if (interview->is_choosing && !words[i].is_early)
			continue;
		size_t len = strlen(words[i].name) + 1 + strlen(words[i].argument);
		out_fmt(out, "  %s %s", words[i].name, words[i].argument);
		out_spaces(out, len < 16 ? 16 - len : 1);
		out_fmt(out, "%s\n", words[i].does);
	}
	return STEP_ASK;
}

/* ---- changing ---- */

/* To the choice of a symptom, where nothing but that choice would be lost. */
static enum step start_again(struct interview *interview)
{
	if (interview->n_symptoms == 0 || interview->has_pasted || interview->inquiry->options->operands.n > 0 ||
		interview->inquiry->options->resume || interview->inquiry->has_stdin) {
		out_text(interview->out, "There is no answer to take back.\n");
		return STEP_ASK;
	}
	interview->n_symptoms = 0;
	return inquiry_restart(interview->inquiry) ? STEP_FAILED : STEP_THINK;
}

static enum step do_back(struct interview *interview, const char *of)
{
	struct asked *last;
	enum step step;

	(void)of;
	if (interview->is_choosing)
		return STEP_BACK;
	if (interview->n_asked == 0)
		return start_again(interview);
	last = &interview->asked[interview->n_asked - 1];
	step = interview_check(awry_session_retract(interview->inquiry->session, last->question.id));
	question_release(&last->question);
	interview->n_asked--;
	return step;
}

static enum step do_change(struct interview *interview, const char *of)
{
	char *end;
	unsigned long number = strtoul(of, &end, 10);

	if (*of && *end == '\0' && number >= 1 && number <= interview->n_asked) {
		interview->changing = number;
		return STEP_THINK;
	}
	if (interview->n_asked == 0)
		out_text(interview->out, "Nothing was answered yet.\n");
	else
		out_fmt(interview->out, "Which answer? change 1 to change %zu; answers shows them.\n", interview->n_asked);
	return STEP_ASK;
}

/* To the file that is named, else the one it came from, else where awry resume looks. */
static enum step do_save(struct interview *interview, const char *of)
{
	const char *path = *of ? of : interview->inquiry->options->resume;
	char usual[4096];

	if (!path && !state_path(usual, sizeof(usual), SAVED_NAME)) {
		out_text(interview->out, "There is no home folder to keep it in; save FILE names a file.\n");
		return STEP_ASK;
	}
	if (!path) {
		path = usual;
		state_make_folders(path);
	}
	if (saved_write(interview->inquiry->session, path))
		return STEP_ASK;
	out_text(interview->out, "Kept. To go on with it: awry resume");
	if (path != usual) {
		out_text(interview->out, " ");
		out_clean(interview->out, path);
	}
	out_text(interview->out, "\n");
	return STEP_ASK;
}

static enum step do_paste(struct interview *interview, const char *of)
{
	(void)of;
	out_text(interview->out, "Paste the text; a line with only a dot ends it.\n");
	switch (prompt_read_text(&interview->prompt)) {
	case PROMPT_INTERRUPTED:
		return STEP_INTERRUPTED;
	case PROMPT_FAILED:
		return STEP_FAILED;
	default:
		return interview_tell_text(interview, interview->prompt.line.ptr ? interview->prompt.line.ptr : "",
			interview->prompt.line.len);
	}
}

static enum step do_quit(struct interview *interview, const char *of)
{
	(void)interview;
	(void)of;
	return STEP_END;
}

/* ---- finding ---- */

static const struct command_word *find_word(const char *name, size_t len, bool by_beginning)
{
	const struct command_word *found = NULL;
	size_t n = 0;

	if (len == 1 && tolower((unsigned char)*name) == 'h')
		return find_word("help", 4, false); /* what everybody means, though "how" begins so too */
	for (size_t i = 0; i < N_ELEMENTS(words); i++) {
		if (!begins_with(words[i].name, name, len))
			continue;
		if (strlen(words[i].name) == len)
			return &words[i];
		found = &words[i];
		n++;
	}
	return by_beginning && n == 1 ? found : NULL;
}

bool command_run(struct interview *interview, const char *line, bool by_beginning, enum step *step)
{
	size_t len = strcspn(line, " \t");
	const char *argument = line + len + strspn(line + len, " \t");
	const struct command_word *word = find_word(line, len, by_beginning);

	/* "list of instances is empty" is a text, not a command. */
	if (!word || (*argument && !*word->argument) || strpbrk(argument, " \t"))
		return false;
	if (interview->is_choosing && !word->is_early) {
		out_text(interview->out, "That is for later; first choose what you see, or paste the message.\n");
		*step = STEP_ASK;
		return true;
	}
	prompt_remember(&interview->prompt, line);
	*step = word->function(interview, argument);
	return true;
}

/* ---- completion ---- */

static const char *candidate_word(const struct interview *interview, size_t index)
{
	return index < interview->standing.n ? interview->standing.candidates[index].id : NULL;
}

static const char *answer_word(const struct interview *interview, size_t index)
{
	return index < interview->now.n_answers ? interview->now.answers[index].value : NULL;
}

static const char *command_name_of(size_t index, bool early)
{
	for (size_t i = 0; i < N_ELEMENTS(words); i++)
		if ((!early || words[i].is_early) && index-- == 0)
			return words[i].name;
	return NULL;
}

/* The index-th symptom of the area: without the area's name. */
static const char *slug_word(const struct interview *interview, size_t index)
{
	const awry_kb *kb = interview->inquiry->kb;

	for (size_t i = 0; i < awry_kb_count(kb, AWRY_SYMPTOM); i++) {
		const char *id = awry_kb_id(kb, AWRY_SYMPTOM, i);
		if (in_area(id, interview->choosing_in) && index-- == 0)
			return id + area_length(id) + 1;
	}
	return NULL;
}

/* Areas, or the symptoms of one; ids where the word has their slash. */
static const char *choosing_word(const struct interview *interview, const char *word, size_t index)
{
	const char *first;
	size_t n = 0;

	if (strchr(word, '/'))
		return awry_kb_id(interview->inquiry->kb, AWRY_SYMPTOM, index);
	for (;; n++) {
		first = interview->choosing_in ? slug_word(interview, n) : area_name_at(&interview->areas, n);
		if (!first)
			return command_name_of(index - n, true);
		if (n == index)
			return first;
	}
}

const char *interview_word(void *user, const char *before, const char *word, size_t index)
{
	const struct interview *interview = user;
	size_t len = strcspn(before, " \t");

	if (len == 0 && interview->is_choosing)
		return choosing_word(interview, word, index);
	if (len == 0)
		return index < interview->now.n_answers ? answer_word(interview, index)
			: command_name_of(index - interview->now.n_answers, false);
	if (strncmp(before, "how", len) == 0 || strncmp(before, "why-not", len) == 0)
		return candidate_word(interview, index);
	if (strncmp(before, "what-if", len) == 0)
		return answer_word(interview, index);
	return NULL;
}
