/* SPDX-License-Identifier: MIT */

/* sessions DIR N TEXT: opens the rules of DIR, then N conversations of 20 answers, and N lookups of TEXT, each in a session of its
 * own.  Prints microseconds: of the load, of a session with its answers, of the diagnoses and next question, of a lookup; and
 * bytes: of the knowledge base, of one more session. */

#include <awry/awry.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ANSWERS = 20, FINDINGS = 16 };

struct meter {
	size_t now, most;
};

static void *resize(void *user, void *ptr, size_t old_size, size_t new_size)
{
	struct meter *meter = user;

	meter->now += new_size - old_size;
	meter->most = meter->now > meter->most ? meter->now : meter->most;
	if (new_size > 0)
		return realloc(ptr, new_size);
	free(ptr);
	return NULL;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec * 1e-3;
}

/* Microseconds of one of n conversations; the clock is asked twice only, it takes as long as several answers. */
static double converse(awry_session *session, int n, int with_diagnoses)
{
	char ids[ANSWERS][8];
	awry_outcome outcome;
	double start;

	for (int j = 0; j < ANSWERS; j++)
		snprintf(ids[j], sizeof(ids[j]), "%c%d", j < FINDINGS ? 'f' : 'c', j < FINDINGS ? j : j - FINDINGS);
	start = now();
	for (int i = 0; i < n; i++) {
		if (awry_session_clear(session) || awry_session_tell_symptom(session, "b/seen"))
			exit(1);
		for (int j = 0; j < ANSWERS; j++)
			if (awry_session_answer(session, ids[j], j % 2 ? "a" : "b"))
				exit(1);
		if (with_diagnoses && awry_session_next(session, &outcome))
			exit(1);
	}
	return (now() - start) / n;
}

/* Microseconds of one of n lookups. */
static double look_up(const awry_kb *kb, int n, const char *text)
{
	double start = now();

	for (int i = 0; i < n; i++) {
		awry_session *session;
		awry_outcome outcome;
		if (awry_session_open(kb, NULL, &session) || awry_session_tell_text(session, "-", text, strlen(text)) ||
			awry_session_next(session, &outcome) || outcome.n_diagnoses == 0)
			exit(1);
		awry_session_close(session);
	}
	return (now() - start) / n;
}

int main(int argc, char **argv)
{
	struct meter kb_meter = {0}, meter = {0};
	awry_alloc kb_alloc = {resize, &kb_meter}, alloc = {resize, &meter};
	awry_kb_options options = AWRY_KB_OPTIONS_INIT;
	double start = now(), load, answers, all;
	int n = argc > 2 ? atoi(argv[2]) : 0;
	awry_session *session;
	awry_kb *kb;

	if (argc < 4)
		return 2;
	options.rules_dir = argv[1];
	options.without_shipped = 1;
	options.alloc = &kb_alloc;
	if (awry_kb_open(&options, &kb) || awry_session_open(kb, &alloc, &session))
		return 1;
	load = now() - start;
	converse(session, n, 1);
	answers = converse(session, n, 0);
	all = converse(session, n, 1);
	printf("%.0f %.2f %.2f %.2f %zu %zu\n", load, answers, all - answers, *argv[3] ? look_up(kb, n, argv[3]) : 0, kb_meter.now,
		meter.most);
	awry_session_close(session);
	awry_kb_close(kb);
	return 0;
}
