/* SPDX-License-Identifier: MIT */
#include "scanner.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
	JOB_SIZE = 1 << 20, /* bytes: many times an entry, few enough to wait for */
	MAX_THREADS = 64
};

enum job_state { JOB_EMPTY = 0, JOB_READY, JOB_TAKEN, JOB_DONE };

/* A part of the text that begins and ends where entries do. */
struct job {
	enum job_state state;
	char *text;
	size_t len;
	uint64_t line, offset;
	bool is_last;
	struct findings found;
};

struct worker {
	struct crew *crew;
	awry_scan *scan;
	struct job *job;
	pthread_t thread;
	bool is_running;
};

struct crew {
	struct scanner *scanner;
	struct worker workers[MAX_THREADS];
	unsigned n;
	struct job *jobs; /* a ring */
	size_t n_jobs, to_fill, to_take, to_write;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool is_over;
	awry_status status; /* the first failure */
};

/* ---- the threads ---- */

static int on_match(void *user, const awry_scan_match *match)
{
	struct worker *worker = user;

	return findings_add(&worker->job->found, match);
}

static awry_status scan_job(struct worker *worker)
{
	struct job *job = worker->job;
	awry_status status;

	awry_scan_part(worker->scan, job->line, job->offset);
	status = awry_scan_feed(worker->scan, job->text, job->len);
	if (status)
		return status;
	return job->is_last ? awry_scan_finish(worker->scan) : awry_scan_finish_part(worker->scan);
}

static void *work(void *user)
{
	struct worker *worker = user;
	struct crew *crew = worker->crew;

	pthread_mutex_lock(&crew->lock);
	for (;;) {
		struct job *job = &crew->jobs[crew->to_take];
		awry_status status;

		if (job->state != JOB_READY) {
			if (crew->is_over)
				break;
			pthread_cond_wait(&crew->changed, &crew->lock);
			continue;
		}
		job->state = JOB_TAKEN;
		crew->to_take = (crew->to_take + 1) % crew->n_jobs;
		worker->job = job;
		pthread_mutex_unlock(&crew->lock);
		status = scan_job(worker);
		pthread_mutex_lock(&crew->lock);
		job->state = JOB_DONE;
		crew->status = crew->status ? crew->status : status;
		pthread_cond_broadcast(&crew->changed);
	}
	pthread_mutex_unlock(&crew->lock);
	return NULL;
}

/* ---- the ring ---- */

/* Waits until the job at `at` is in one of two states. */
static void wait_for(struct crew *crew, size_t at, enum job_state a, enum job_state b)
{
	pthread_mutex_lock(&crew->lock);
	while (crew->jobs[at].state != a && crew->jobs[at].state != b)
		pthread_cond_wait(&crew->changed, &crew->lock);
	pthread_mutex_unlock(&crew->lock);
}

static void hand_out(struct crew *crew, struct job *job)
{
	pthread_mutex_lock(&crew->lock);
	job->state = JOB_READY;
	crew->to_fill = (crew->to_fill + 1) % crew->n_jobs;
	pthread_cond_broadcast(&crew->changed);
	pthread_mutex_unlock(&crew->lock);
}

/* Writes what is done, in order; `all`: and what will be. */
static enum exit_code write_done(struct crew *crew, bool all)
{
	for (;;) {
		struct job *job = &crew->jobs[crew->to_write];
		bool is_done;

		if (all)
			wait_for(crew, crew->to_write, JOB_DONE, JOB_EMPTY);
		pthread_mutex_lock(&crew->lock);
		is_done = job->state == JOB_DONE;
		pthread_mutex_unlock(&crew->lock);
		if (!is_done)
			return CODE_OK;
		findings_move(&crew->scanner->found, &job->found);
		if (scanner_write(crew->scanner))
			return CODE_IO;
		job->state = JOB_EMPTY;
		crew->to_write = (crew->to_write + 1) % crew->n_jobs;
	}
}

static uint64_t count_lines(const char *text, size_t len)
{
	const char *end = text + len;
	uint64_t n = 0;

	while (text < end && (text = memchr(text, '\n', (size_t)(end - text)))) {
		text++;
		n++;
	}
	return n;
}

/* ---- the reader ---- */

struct reader {
	struct crew *crew;
	struct source *source;
	uint64_t line, offset; /* of what is read next */
	char *rest;            /* behind the last cut */
	size_t n_rest;
	bool is_over;
};

/* Fills `job` from the rest of the last one and the source, until it is full or the source ends. */
static enum exit_code fill(struct reader *reader, struct job *job)
{
	memcpy(job->text, reader->rest, reader->n_rest);
	job->len = reader->n_rest;
	reader->n_rest = 0;
	while (job->len < JOB_SIZE && !reader->is_over) {
		ssize_t n = source_read(reader->source, job->text + job->len, JOB_SIZE - job->len);

		if (n < 0)
			return source_refuse(reader->source);
		reader->is_over = n == 0;
		job->len += (size_t)n;
	}
	return CODE_OK;
}

/* The text has no more places to cut it at: one thread reads on. */
static enum exit_code read_on_alone(struct reader *reader, const struct job *job)
{
	struct scanner *scanner = reader->crew->scanner;
	awry_status status;

	awry_scan_part(scanner->scan, reader->line, reader->offset);
	status = awry_scan_feed(scanner->scan, job->text, job->len);
	while (!status) {
		size_t room;
		char *to = awry_scan_room(scanner->scan, &room);
		ssize_t n = source_read(reader->source, to, room);

		if (n < 0)
			return source_refuse(reader->source);
		if (n == 0)
			break;
		status = awry_scan_take(scanner->scan, (size_t)n);
		if (!status && scanner_write(scanner))
			return CODE_IO;
		scanner_tell_progress(scanner, reader->source);
	}
	if (!status)
		status = awry_scan_finish(scanner->scan);
	return status ? complain_status(status) : scanner_write(scanner);
}

static enum exit_code read_all(struct reader *reader)
{
	struct crew *crew = reader->crew;

	while (!reader->is_over && !crew->status) {
		struct job *job = &crew->jobs[crew->to_fill];
		enum exit_code code;
		size_t cut;

		wait_for(crew, crew->to_fill, JOB_EMPTY, JOB_DONE);
		code = write_done(crew, false);
		if (!code)
			code = fill(reader, job);
		if (code)
			return code;
		cut = reader->is_over ? job->len : awry_scan_cut(job->text, job->len);
		if (cut == 0 && job->len > 0) {
			code = write_done(crew, true);
			return code ? code : read_on_alone(reader, job);
		}
		reader->n_rest = job->len - cut;
		memcpy(reader->rest, job->text + cut, reader->n_rest);
		job->len = cut;
		job->line = reader->line;
		job->offset = reader->offset;
		job->is_last = reader->is_over;
		job->found.file = reader->source->name;
		reader->line += count_lines(job->text, cut);
		reader->offset += cut;
		hand_out(crew, job);
		scanner_tell_progress(crew->scanner, reader->source);
	}
	return write_done(crew, true);
}

/* ---- the contract ---- */

static bool open_crew(struct crew *crew, struct scanner *scanner, unsigned n)
{
	crew->scanner = scanner;
	crew->n_jobs = 2 * n + 1;
	crew->jobs = calloc(crew->n_jobs, sizeof(*crew->jobs));
	for (size_t i = 0; crew->jobs && i < crew->n_jobs; i++) {
		findings_init(&crew->jobs[i].found, scanner->found.form, scanner->found.area);
		crew->jobs[i].text = malloc(JOB_SIZE);
		if (!crew->jobs[i].text)
			return false;
	}
	return crew->jobs != NULL;
}

static enum exit_code start_workers(struct crew *crew, unsigned n)
{
	for (unsigned i = 0; i < n && i < MAX_THREADS; i++) {
		struct worker *worker = &crew->workers[crew->n++];
		enum exit_code code;

		worker->crew = crew;
		code = scanner_open_scan(crew->scanner, on_match, worker, &worker->scan);
		if (code)
			return code;
		worker->is_running = pthread_create(&worker->thread, NULL, work, worker) == 0;
		if (!worker->is_running)
			return complain_status(AWRY_E_NOMEM);
	}
	return CODE_OK;
}

static void add_count(awry_scan_count *to, const awry_scan *scan)
{
	awry_scan_count count;

	awry_scan_counted(scan, &count);
	to->bytes += count.bytes;
	to->lines += count.lines;
	to->matches += count.matches;
	to->entries += count.entries;
	to->pieces += count.pieces;
	to->given_up += count.given_up;
}

static void close_crew(struct crew *crew)
{
	pthread_mutex_lock(&crew->lock);
	crew->is_over = true;
	pthread_cond_broadcast(&crew->changed);
	pthread_mutex_unlock(&crew->lock);
	for (unsigned i = 0; i < crew->n; i++) {
		if (crew->workers[i].is_running)
			pthread_join(crew->workers[i].thread, NULL);
		if (crew->workers[i].scan)
			add_count(&crew->scanner->crew_count, crew->workers[i].scan);
		awry_scan_close(crew->workers[i].scan);
	}
	for (size_t i = 0; crew->jobs && i < crew->n_jobs; i++) {
		findings_release(&crew->jobs[i].found);
		free(crew->jobs[i].text);
	}
	free(crew->jobs);
}

enum exit_code crew_scan(struct scanner *scanner, struct source *source, unsigned n)
{
	struct crew crew = {0};
	struct reader reader = {.crew = &crew, .source = source, .line = 1, .rest = malloc(JOB_SIZE)};
	enum exit_code code;

	pthread_mutex_init(&crew.lock, NULL);
	pthread_cond_init(&crew.changed, NULL);
	if (!reader.rest || !open_crew(&crew, scanner, n))
		code = complain_status(AWRY_E_NOMEM);
	else
		code = start_workers(&crew, n);
	if (!code)
		code = read_all(&reader);
	close_crew(&crew);
	pthread_cond_destroy(&crew.changed);
	pthread_mutex_destroy(&crew.lock);
	free(reader.rest);
	return code || !crew.status ? code : complain_status(crew.status);
}
