/* SPDX-License-Identifier: MIT */
#ifndef AWRY_CLI_INTERVIEW_H
#define AWRY_CLI_INTERVIEW_H

/* The dialogue: what is seen (start.c), questions and answers (interview.c), pasted texts (evidence.c), the words
 * that steer it (commands.c), what is shown at the end (ending.c). */

#include "inquiry.h"
#include "kept.h"
#include "prompt.h"

struct asked {
	struct question question;
	const char *value; /* in the question's pool; NULL: don't know */
};

struct interview {
	struct inquiry *inquiry;
	struct prompt prompt;
	FILE *in;
	struct out *out;         /* the dialogue */
	struct out tty;          /* what `out` is where that is not the report's */
	struct areas areas;
	struct standing standing;
	struct standing first;   /* before the first answer */
	struct question now;     /* on the table */
	struct asked *asked;     /* in order */
	size_t n_asked, asked_cap;
	size_t changing;         /* the number of the question to be asked again; 0: none */
	size_t limit;            /* questions after which to ask whether to go on */
	const char **symptoms;   /* chosen in this dialogue; ids of the kb */
	size_t n_symptoms;
	bool has_pasted;
	bool is_choosing;        /* a symptom, not an answer */
	const char *choosing_in; /* its area, once that is chosen */
};

/* What comes after a step of the dialogue. */
enum step {
	STEP_ASK,         /* wait for more input on the same question */
	STEP_SHOW,        /* show the question again */
	STEP_THINK,       /* something changed: think, then ask what is best now */
	STEP_BACK,        /* while choosing a symptom: to what was shown before */
	STEP_END,         /* end with what is known */
	STEP_INTERRUPTED,
	STEP_FAILED       /* it was said */
};

/* Runs the dialogue and reports on `report`.  `on_terminal`: talk on the terminal, standard input being the text. */
enum exit_code interview_run(struct inquiry *inquiry, struct out *report, bool on_terminal);

/* ---- interview.c ---- */

/* Reads one input.  STEP_ASK: a line, trimmed, in *line until the next read.  A text was told to the
 * session: as interview_tell_text. */
enum step interview_read(struct interview *interview, char **line);
/* More than a slip of the finger: worth looking for messages in. */
bool looks_like_text(const char *line);
/* Brings interview->standing and interview->now up to date. */
enum step interview_think(struct interview *interview);
/* Shows question `number`, reads until it is answered or something else is decided. */
enum step interview_ask(struct interview *interview, size_t number);
/* The step for a status: STEP_FAILED, said, if it is one. */
enum step interview_check(awry_status status);
/* ---- evidence.c ---- */

/* Tells the session a pasted text and says what it came to: STEP_THINK if anything was recognised in it, else STEP_SHOW. */
enum step interview_tell_text(struct interview *interview, const char *text, size_t len);

/* ---- start.c ---- */

/* Asks for a symptom or a text until the session has something to reason from. */
enum step start_run(struct interview *interview);

/* ---- commands.c ---- */

/* Runs the command that `line` names, by its first word: whole, or if `by_beginning`, by an unambiguous beginning.
 * False if it names none. */
bool command_run(struct interview *interview, const char *line, bool by_beginning, enum step *step);
/* The commands' names, then NULL. */
const char *command_word(size_t index);
/* A prompt_word_fn: answers, commands, ids; `user` is the interview. */
const char *interview_word(void *user, const char *before, const char *word, size_t index);

/* ---- ending.c ---- */

/* The `n` best candidates with their probabilities. */
void ending_show_candidates(const struct interview *interview, size_t n);
/* The answer whose change would help most, where none of the causes fits; NULL where there is none. */
const struct asked *ending_doubtful(const struct interview *interview);
void ending_show_doubt(const struct interview *interview, struct out *out);
/* What is left to tell after the report: what to hand over if no cause was found, and the command that repeats all. */
void ending_show(const struct interview *interview, struct out *report);

#endif
