/* SPDX-License-Identifier: MIT
 *
 * threads CALLS: many threads on one knowledge base, one session each at a time, CALLS calls in all; each result must be
 * what it is in a single thread.  Meanwhile another thread loads rules anew, again and again, and users move over to them.
 * Prints TAP. */
#define _POSIX_C_SOURCE 200809L
#include <awry/awry.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 16, TEXTS = 4, KINDS = 8, RELOADS = 20 };

static const char *const texts[TEXTS] = {
	"ssh: connect to host 203.0.113.7 port 22: Connection timed out\n",
	"An error occurred (InsufficientInstanceCapacity) when calling the RunInstances operation: we have no m5.large\n",
	"git@github.com: Permission denied (publickey).\n",
	"all is well here, nothing to see\n",
};

static const char request[] = "{\"id\":1,\"text\":\"ssh: connect to host a.b.example port 22: Connection timed out\","
	"\"explain\":\"why\"}";

struct hash {
	unsigned long long value;
};

static int hash_write(void *user, const char *bytes, size_t len)
{
	struct hash *hash = user;

	for (size_t i = 0; i < len; i++)
		hash->value = (hash->value ^ (unsigned char)bytes[i]) * 1099511628211ULL;
	return 0;
}

/* ---- one piece of work of each kind: its result as a hash, the calls it made added ---- */

static awry_status answer_all(awry_session *session, struct hash *hash, long *calls)
{
	awry_outcome outcome;

	for (int i = 0; i < 3; i++) {
		awry_status status = awry_session_next(session, &outcome);
		*calls += 2;
		if (status || !outcome.question)
			return status;
		hash_write(hash, outcome.question->id, strlen(outcome.question->id));
		status = awry_session_answer(session, outcome.question->id,
			outcome.question->n_answers > 0 ? outcome.question->answers[0].value : NULL);
		if (status)
			return status;
	}
	return AWRY_OK;
}

static awry_status converse(const awry_kb *kb, int kind, struct hash *hash, long *calls)
{
	const char *text = texts[kind % TEXTS];
	const char *why;
	awry_session *session;
	awry_status status = awry_session_open(kb, NULL, &session);

	if (status)
		return status;
	status = awry_session_tell_text(session, "-", text, strlen(text));
	if (!status)
		status = answer_all(session, hash, calls);
	if (!status && awry_session_explain(session, AWRY_WHY, NULL, &why) == AWRY_OK)
		hash_write(hash, why, strlen(why));
	if (!status)
		status = awry_session_report(session, kind < TEXTS ? AWRY_JSON : AWRY_MARKDOWN, NULL, hash_write, hash);
	if (!status)
		status = awry_session_save(session, hash_write, hash);
	*calls += 6;
	awry_session_close(session);
	return status;
}

static awry_status work(const awry_kb *kb, int kind, struct hash *hash, long *calls)
{
	hash->value = 14695981039346656037ULL;
	if (kind == KINDS - 1) {
		*calls += 1;
		return awry_kb_serve(kb, request, sizeof(request) - 1, hash_write, hash);
	}
	return converse(kb, kind, hash, calls);
}

/* ---- many threads on one kb ---- */

struct shared {
	const awry_kb *kb;
	struct hash expected[KINDS];
	long calls_each;
};

struct worker {
	pthread_t thread;
	const struct shared *shared;
	unsigned seed;
	long calls, wrong;
};

static void *run_worker(void *user)
{
	struct worker *worker = user;

	while (worker->calls < worker->shared->calls_each) {
		int kind = (int)(worker->seed = worker->seed * 1103515245U + 12345U) >> 16 & (KINDS - 1);
		struct hash hash;
		awry_status status = work(worker->shared->kb, kind, &hash, &worker->calls);
		worker->wrong += status != AWRY_OK || hash.value != worker->shared->expected[kind].value;
	}
	return NULL;
}

static long run_workers(const struct shared *shared, long *wrong)
{
	struct worker workers[THREADS];
	long calls = 0;

	*wrong = 0;
	for (unsigned i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){.shared = shared, .seed = i};
		if (pthread_create(&workers[i].thread, NULL, run_worker, &workers[i]))
			exit(1);
	}
	for (unsigned i = 0; i < THREADS; i++) {
		pthread_join(workers[i].thread, NULL);
		calls += workers[i].calls;
		*wrong += workers[i].wrong;
	}
	return calls;
}

/* ---- rules that are loaded anew while others use them: as awry(3) says ---- */

struct current {
	pthread_mutex_t lock;
	struct generation {
		awry_kb *kb;
		int users;
	} *now;
	int is_over;
	const char *rules;
};

static struct generation *take(struct current *current)
{
	pthread_mutex_lock(&current->lock);
	struct generation *generation = current->now;
	generation->users++;
	pthread_mutex_unlock(&current->lock);
	return generation;
}

static void give_back(struct current *current, struct generation *generation)
{
	pthread_mutex_lock(&current->lock);
	int users = --generation->users;
	pthread_mutex_unlock(&current->lock);
	if (users > 0)
		return;
	awry_kb_close(generation->kb);
	free(generation);
}

static struct generation *load(const char *rules)
{
	awry_kb_options options = AWRY_KB_OPTIONS_INIT;
	struct generation *generation = calloc(1, sizeof(*generation));

	options.rules_dir = rules;
	options.without_shipped = 1;
	if (!generation || awry_kb_open(&options, &generation->kb))
		exit(1);
	generation->users = 1; /* `now` is one */
	return generation;
}

static void *run_user(void *user)
{
	struct current *current = user;
	static const char line[] = "{\"text\":\"error: the bolt of cellar is shot and the key is gone\"}";
	long *wrong = calloc(1, sizeof(*wrong));

	for (int is_over = 0; !is_over;) {
		struct generation *generation = take(current);
		struct hash hash = {0}, again = {0};
		awry_kb_serve(generation->kb, line, sizeof(line) - 1, hash_write, &hash);
		awry_kb_serve(generation->kb, line, sizeof(line) - 1, hash_write, &again);
		*wrong += hash.value != again.value || hash.value == 0;
		give_back(current, generation);
		pthread_mutex_lock(&current->lock);
		is_over = current->is_over;
		pthread_mutex_unlock(&current->lock);
	}
	return wrong;
}

static long reload(const char *rules)
{
	struct current current = {.rules = rules, .now = load(rules)};
	pthread_t users[4];
	long wrong = 0;
	void *result;

	pthread_mutex_init(&current.lock, NULL);
	for (size_t i = 0; i < 4; i++)
		pthread_create(&users[i], NULL, run_user, &current);
	for (int i = 0; i < RELOADS; i++) {
		struct generation *old, *new = load(rules);
		pthread_mutex_lock(&current.lock);
		old = current.now;
		current.now = new;
		current.is_over = i == RELOADS - 1;
		pthread_mutex_unlock(&current.lock);
		give_back(&current, old);
	}
	for (size_t i = 0; i < 4; i++) {
		pthread_join(users[i], &result);
		wrong += *(long *)result;
		free(result);
	}
	give_back(&current, current.now);
	pthread_mutex_destroy(&current.lock);
	return wrong;
}

int main(int argc, char **argv)
{
	long calls = argc > 1 ? atol(argv[1]) : 100000, wrong, ignored = 0;
	struct shared shared = {.calls_each = calls / THREADS + 1};
	awry_kb *kb;

	puts("1..2");
	if (argc < 3 || awry_kb_open(NULL, &kb))
		return 1;
	shared.kb = kb;
	for (int kind = 0; kind < KINDS; kind++)
		if (work(kb, kind, &shared.expected[kind], &ignored))
			return 1;
	calls = run_workers(&shared, &wrong);
	awry_kb_close(kb);
	printf("%sok 1 - %d threads, %ld calls on one knowledge base, results as in one thread\n", wrong ? "not " : "", THREADS,
		calls);
	long reload_wrong = reload(argv[2]);
	printf("%sok 2 - rules loaded anew %d times while 4 threads use them\n", reload_wrong ? "not " : "", RELOADS);
	return wrong || reload_wrong;
}
