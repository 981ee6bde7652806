/* SPDX-License-Identifier: MIT */

/* sessions DIR N: opens the rules of DIR, then N conversations of 20 answers.  Prints microseconds: of the load, of a session with
 * its answers, of the diagnoses and next question; and bytes: of the knowledge base, of one more session. */

#include <awry/awry.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ANSWERS = 20 };

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

int main(int argc, char **argv)
{
	struct meter kb_meter = {0}, meter = {0};
	awry_alloc kb_alloc = {resize, &kb_meter}, alloc = {resize, &meter};
	awry_kb_options options = AWRY_KB_OPTIONS_INIT;
	double start = now(), load, answering = 0, thinking = 0;
	int n = argc > 2 ? atoi(argv[2]) : 100;
	awry_session *session;
	awry_kb *kb;

	if (argc < 2)
		return 2;
	options.rules_dir = argv[1];
	options.without_shipped = 1;
	options.alloc = &kb_alloc;
	if (awry_kb_open(&options, &kb) || awry_session_open(kb, &alloc, &session))
		return 1;
	load = now() - start;
	for (int i = 0; i < n; i++) {
		awry_outcome outcome;
		double before = now(), between;

		if (awry_session_clear(session) || awry_session_tell_symptom(session, "b/seen"))
			return 1;
		for (int j = 0; j < ANSWERS; j++) {
			char finding[16];

			snprintf(finding, sizeof(finding), "f%d", j);
			if (awry_session_answer(session, finding, j % 2 ? "a" : "b"))
				return 1;
		}
		between = now();
		if (awry_session_next(session, &outcome))
			return 1;
		answering += between - before;
		thinking += now() - between;
	}
	printf("%.0f %.1f %.1f %zu %zu\n", load, answering / n, thinking / n, kb_meter.now, meter.most);
	awry_session_close(session);
	awry_kb_close(kb);
	return 0;
}
