/* SPDX-License-Identifier: MIT */
#include "kbase.h"
#include "scanner.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	READ_STEP = 128 * 1024, /* stays in the cache */
	PAUSE_MS = 200,         /* no more for so long is a pause */
	FOLLOW_MS = 250         /* between looks at a file that is followed */
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

enum exit_code scanner_open_scan(const struct scanner *scanner, awry_match_fn on_match, void *user, awry_scan **out)
{
	awry_scan_options options = AWRY_SCAN_OPTIONS_INIT;
	awry_status status;

	options.on_match = on_match;
	options.user = user;
	options.share = scanner->scan;
	options.without_prefilter = scanner->options->without_prefilter;
	status = awry_scan_open(scanner->kb, &options, out);
	return status ? complain_status(status) : CODE_OK;
}

/* ---- on the way ---- */

enum exit_code scanner_write(struct scanner *scanner)
{
	struct bytes *text = &scanner->found.text;

	if (text->len > 0)
		out_write(&scanner->out, text->ptr, text->len);
	text->len = 0;
	if (scanner->found.failed)
		return complain_status(AWRY_E_NOMEM);
	return scanner->out.error ? CODE_IO : CODE_OK;
}

static void show_progress(const struct scanner *scanner, uint64_t done, double seconds)
{
	double rate = (double)done / seconds;
	struct out err;

	out_init(&err, STDERR_FILENO, WHEN_NEVER);
	out_text(&err, "\r");
	if (scanner->total > 0)
		out_fmt(&err, "%3.0f %% of ", 100.0 * (double)done / (double)scanner->total);
	out_fmt(&err, "%.1f MB, %.0f MB/s", (double)(scanner->total ? scanner->total : done) / 1e6, rate / 1e6);
	if (scanner->total > done)
		out_fmt(&err, ", %.0f s left", (double)(scanner->total - done) / rate);
	out_fmt(&err, ", %llu found \x1b[K", (unsigned long long)scanner->found.n);
	out_close(&err, CODE_OK);
}

void scanner_tell_progress(struct scanner *scanner, const struct source *source)
{
	double time;

	if (!scanner->shows_progress)
		return;
	time = now();
	if (time - scanner->told < 0.25)
		return;
	scanner->told = time;
	show_progress(scanner, scanner->before + source->n_read, time - scanner->started);
}

static void end_progress(const struct scanner *scanner)
{
	if (scanner->shows_progress)
		(void)!write(STDERR_FILENO, "\r\x1b[K", 4);
}

/* ---- one file ---- */

/* Nothing comes for now: what was found is shown, and lines that wait are read. */
static enum exit_code pause_scan(struct scanner *scanner, const struct source *source)
{
	awry_status status;
	enum exit_code code = scanner_write(scanner);

	out_flush(&scanner->out);
	if (code || source_is_ready(source, PAUSE_MS))
		return code;
	status = awry_scan_pause(scanner->scan);
	if (status && status != AWRY_E_IO)
		return complain_status(status);
	code = scanner_write(scanner);
	out_flush(&scanner->out);
	return code;
}

/* Whether the followed file was replaced or cut: then it is read from its start. */
static bool is_replaced(const struct source *source)
{
	struct stat by_name, by_fd;

	if (stat(source->name, &by_name) || fstat(source->fd, &by_fd))
		return false;
	return by_name.st_ino != by_fd.st_ino || by_name.st_dev != by_fd.st_dev || (uint64_t)by_fd.st_size < source->n_read;
}

/* The end of a followed file: waits for more. */
static enum exit_code wait_for_more(struct scanner *scanner, struct source *source)
{
	const struct timespec wait = {0, FOLLOW_MS * 1000000L};
	awry_status status = awry_scan_pause(scanner->scan);
	enum exit_code code = scanner_write(scanner);

	out_flush(&scanner->out);
	if (status && status != AWRY_E_IO)
		return complain_status(status);
	nanosleep(&wait, NULL);
	if (code || source->unpacker || !is_replaced(source))
		return code;
	status = awry_scan_finish(scanner->scan);
	if (status)
		return complain_status(status);
	source_close(source);
	return source_open(source, source->name);
}

static enum exit_code read_source(struct scanner *scanner, struct source *source)
{
	bool follows = scanner->options->follow && source->is_seekable;
	enum exit_code code = CODE_OK;
	awry_status status = AWRY_OK;

	while (!code && !status) {
		size_t room;
		char *to;
		ssize_t n;

		if (!source_is_ready(source, 0))
			code = pause_scan(scanner, source);
		to = awry_scan_room(scanner->scan, &room);
		n = code ? 0 : source_read(source, to, room < READ_STEP ? room : READ_STEP);
		if (n < 0)
			return source_refuse(source);
		if (n == 0 && (code || !follows))
			break;
		if (n == 0) {
			code = wait_for_more(scanner, source);
			continue;
		}
		status = awry_scan_take(scanner->scan, (size_t)n);
		if (!status)
			code = scanner_write(scanner);
		scanner_tell_progress(scanner, source);
	}
	if (!code && !status)
		status = awry_scan_finish(scanner->scan);
	return code ? code : status ? complain_status(status) : scanner_write(scanner);
}

static enum exit_code scan_file(struct scanner *scanner, const char *path)
{
	unsigned n = (unsigned)scanner->options->jobs;
	struct source source;
	enum exit_code code = source_open(&source, path);

	if (code)
		return code;
	scanner->found.file = path;
	code = n > 1 && !scanner->options->follow ? crew_scan(scanner, &source, n) : read_source(scanner, &source);
	scanner->before += source.n_read;
	source_close(&source);
	return code;
}

/* ---- all of them ---- */

static uint64_t total_size(const struct words *files)
{
	uint64_t total = 0;
	struct stat status;

	for (size_t i = 0; i < files->n; i++) {
		if (stat(files->items[i], &status) || !S_ISREG(status.st_mode))
			return 0;
		total += (uint64_t)status.st_size;
	}
	return total;
}

/* What the reader of the answer must know. */
static void say_limits(const struct scanner *scanner)
{
	awry_scan_count count;

	awry_scan_counted(scanner->scan, &count);
	count.given_up += scanner->crew_count.given_up;
	count.pieces += scanner->crew_count.pieces;
	if (count.given_up > 0)
		complain("in %llu place%s the search was given up at a limit; something may be missing there",
			(unsigned long long)count.given_up, count.given_up == 1 ? "" : "s");
}

static enum exit_code scan_all(struct scanner *scanner)
{
	static const char *const standard_input[] = {"-"};
	const struct words *operands = &scanner->options->operands;
	const char *const *files = operands->n > 0 ? operands->items : standard_input;
	size_t n = operands->n > 0 ? operands->n : 1;
	enum exit_code code = CODE_OK;

	for (size_t i = 0; i < n && !scanner->out.error; i++) {
		enum exit_code failure = scan_file(scanner, files[i]);

		code = code ? code : failure;
	}
	end_progress(scanner);
	if (scanner->found.form == FINDINGS_GROUPS)
		findings_show(&scanner->found, &scanner->out, scanner->options->all);
	say_limits(scanner);
	return code ? code : scanner->found.n > 0 ? CODE_OK : CODE_NOTHING;
}

enum exit_code cmd_scan(const struct options *options)
{
	struct scanner scanner = {.options = options, .started = now()};
	enum findings_form form = options->json ? FINDINGS_JSON : options->follow ? FINDINGS_LINES : FINDINGS_GROUPS;
	enum exit_code code;

	if (options->operands.n == 0 && isatty(STDIN_FILENO) == 1) {
		complain("there is nothing to scan: name a file, or pipe a log in");
		return CODE_USAGE;
	}
	if (options->follow && options->operands.n > 1) {
		complain("--follow goes with one file");
		return CODE_USAGE;
	}
	out_init(&scanner.out, STDOUT_FILENO, options->colour);
	scanner.out.is_paged = form == FINDINGS_GROUPS;
	scanner.shows_progress = isatty(STDERR_FILENO) == 1 && form == FINDINGS_GROUPS;
	scanner.total = total_size(&options->operands);
	findings_init(&scanner.found, form, options->area);
	code = kbase_open(options, &scanner.kb);
	if (!code)
		code = scanner_open_scan(&scanner, findings_add, &scanner.found, &scanner.scan);
	if (!code)
		code = scan_all(&scanner);
	awry_scan_close(scanner.scan);
	awry_kb_close(scanner.kb);
	findings_release(&scanner.found);
	return out_close(&scanner.out, code);
}
