/* SPDX-License-Identifier: MIT
 *
 * A help desk that talks to one customer: reads a message from standard input, then one answer a line ("?": don't
 * know), and ends with the ticket.  Build: cc helpdesk.c $(pkg-config --cflags --libs awry) */
#include <awry/awry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 4096, QUESTIONS = 10 };

static int print(void *user, const char *bytes, size_t len)
{
	return fwrite(bytes, 1, len, user) != len;
}

/* The message ends with an empty line. */
static awry_status read_message(awry_session *session)
{
	char line[LINE], message[16 * LINE] = "";
	size_t len = 0;

	while (fgets(line, sizeof(line), stdin) && *line != '\n' && len + strlen(line) < sizeof(message)) {
		strcpy(message + len, line);
		len += strlen(line);
	}
	return awry_session_tell_text(session, "-", message, len);
}

static void ask(const awry_question *question)
{
	printf("\n%s\n", question->ask);
	if (question->check)
		printf("  (%s)\n", question->check);
	for (size_t i = 0; i < question->n_answers; i++)
		printf("  %zu  %s\n", i + 1, question->answers[i].says);
}

/* The answer that was typed: by its number, or as it is; NULL is don't know. */
static const char *answer_of(const awry_question *question, char *line)
{
	size_t number = strtoul(line, NULL, 10);

	line[strcspn(line, "\r\n")] = '\0';
	if (number >= 1 && number <= question->n_answers)
		return question->answers[number - 1].value;
	return *line == '\0' || *line == '?' ? NULL : line;
}

/* Asks until a cause is found, nothing more would help, or the customer has had enough. */
static awry_status talk(awry_session *session)
{
	char line[LINE];
	awry_outcome outcome;
	awry_status status;

	for (int n = 0; n < QUESTIONS;) {
		status = awry_session_next(session, &outcome);
		if (status || outcome.state == AWRY_DIAGNOSED || !outcome.question)
			return status;
		ask(outcome.question);
		if (!fgets(line, sizeof(line), stdin))
			return AWRY_OK;
		status = awry_session_answer(session, outcome.question->id, answer_of(outcome.question, line));
		if (status == AWRY_E_UNKNOWN)
			puts("Please choose one of the answers, or ? if you don't know.");
		else if (status)
			return status;
		else
			n++;
	}
	return AWRY_OK;
}

int main(void)
{
	awry_kb *kb;
	awry_session *session = NULL;
	awry_status status = awry_kb_open(NULL, &kb);

	if (!status)
		status = awry_session_open(kb, NULL, &session);
	if (!status)
		status = read_message(session);
	if (!status)
		status = talk(session);
	if (!status)
		status = awry_session_report(session, AWRY_MARKDOWN, NULL, print, stdout);
	if (status)
		fprintf(stderr, "helpdesk: %s\n", awry_status_text(status));
	awry_session_close(session);
	awry_kb_close(kb);
	return status != AWRY_OK;
}
