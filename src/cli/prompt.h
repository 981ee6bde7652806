/* SPDX-License-Identifier: MIT */
#ifndef AWRY_CLI_PROMPT_H
#define AWRY_CLI_PROMPT_H

/* Reads what the user says: with readline on a terminal, line by line from anything else. */

#include "term.h"

#include <stdio.h>

enum prompt_result {
	PROMPT_LINE,        /* one line */
	PROMPT_TEXT,        /* several lines, pasted at once: evidence, never answers */
	PROMPT_END,         /* end of input */
	PROMPT_INTERRUPTED, /* Ctrl-C twice within a second */
	PROMPT_FAILED       /* reading failed, or no memory; it was said */
};

/* The index-th word that may stand where `word` is being completed, `before` being the line up to there; then NULL. */
typedef const char *(*prompt_word_fn)(void *user, const char *before, const char *word, size_t index);

struct prompt {
	struct out *out;   /* borrowed: where the dialogue is shown */
	FILE *in;
	bool is_terminal;  /* readline reads */
	prompt_word_fn word;
	void *word_user;
	struct bytes line; /* what was read last, without the line feed; bytes of any kind */
};

/* `in` and `out` are borrowed until prompt_close; `out` is the same terminal if `in` is one. */
void prompt_open(struct prompt *prompt, FILE *in, struct out *out, prompt_word_fn word, void *word_user);
void prompt_close(struct prompt *prompt);
/* Shows `label` and reads into prompt->line.  Without a terminal the line is shown after the label, so that a
 * transcript of a script reads like one of a terminal. */
enum prompt_result prompt_read(struct prompt *prompt, const char *label);
/* Reads lines up to one that is a dot, into prompt->line. */
enum prompt_result prompt_read_text(struct prompt *prompt);
/* Adds a line to the history, on a terminal.  Never call it for free text: that may hold secrets. */
void prompt_remember(struct prompt *prompt, const char *line);

#endif
