/* SPDX-License-Identifier: MIT */

/* clips FILE N: the rules of FILE in CLIPS 6.30, then N times: reset, the same 20 facts as sessions.c, run, all diagnoses read.
 * Prints microseconds: of the load, of one session; and how many diagnoses it had. */

#include <clips/clips.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ANSWERS = 20, FINDINGS = 16 };

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec * 1e-3;
}

static void put(void *env, void *fact, const char *slot, const char *symbol)
{
	DATA_OBJECT value;

	SetType(value, SYMBOL);
	SetValue(value, EnvAddSymbol(env, symbol));
	EnvPutFactSlot(env, fact, slot, &value);
}

int main(int argc, char **argv)
{
	char ids[ANSWERS][8];
	void *env = CreateEnvironment();
	int n = argc > 2 ? atoi(argv[2]) : 100;
	long n_diagnoses = 0;
	double start = now(), load;

	if (argc < 2 || EnvLoad(env, argv[1]) != 1)
		return 1;
	load = now() - start;
	for (int j = 0; j < ANSWERS; j++)
		snprintf(ids[j], sizeof(ids[j]), "%c%d", j < FINDINGS ? 'f' : 'c', j < FINDINGS ? j : j - FINDINGS);
	start = now();
	for (int i = 0; i < n; i++) {
		EnvReset(env);
		void *told = EnvFindDeftemplate(env, "f"), *diagnosis = EnvFindDeftemplate(env, "d");
		for (int j = 0; j < ANSWERS; j++) {
			void *fact = EnvCreateFact(env, told);
			put(env, fact, "n", ids[j]);
			put(env, fact, "v", j % 2 ? "a" : "b");
			EnvAssert(env, fact);
		}
		EnvRun(env, -1);
		for (void *fact = NULL; (fact = EnvGetNextFactInTemplate(env, diagnosis, fact));)
			n_diagnoses++;
	}
	printf("%.0f %.2f %ld\n", load, (now() - start) / n, n_diagnoses / n);
	return 0;
}
