/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* memmem */

/* Runs every command of the program, and lets each of its calls fail in turn (shim.c).  A failure is told on standard
 * error and ends in exit status 4, or it is of no consequence: then output, exit status and files are as without it.
 * In either case each file is the old one or the whole next one, and nothing else lies about.  Speaks TAP.
 *
 *	drive AWRY SHIM FOLDER CALLS...     CALLS: names of calls.h, or "bytewise"
 *
 * FOLDER is the one to work in, as tests/faults.t fills it.  All places are tried but with STRIDE=n: then of the
 * allocations that load the rules, which are the same with each command, every 16*n-th, and of the rest every nth, but
 * of one command no more than 500/n.  Then, too, only the first error of a call lasts.  DAMAGED=n damages a saved
 * session in n ways. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "calls.h"
#include "commands.h"

enum {
	BYTES_MAX = 1 << 20, /* of a file, or of what a run writes */
	FILES_MAX = 16,
	LOADING_STRIDE = 16, /* times STRIDE: where all commands do the same */
	PLACES = 500,        /* divided by STRIDE: allocations of one command that fail */
	HANG_SECONDS = 20
};

struct text {
	char bytes[BYTES_MAX];
	size_t len;
};

/* What a run leaves. */
struct result {
	int status; /* exit status, or 256 + signal */
	bool hangs;
	struct text out, err;
	struct file {
		char name[256];
		struct text text;
	} files[FILES_MAX];
	size_t n_files;
};

static struct faults *page;
static const char *awry, *shim;
static unsigned long stride = 1, n_loading; /* allocations of a command that does little but load the rules */
static int n_tests, n_failed;
static struct result before, whole, faulty; /* before any run; of the run without a fault; with one */
static unsigned long whole_counts[N_CALLS];
static char why[512];

static void die(const char *what)
{
	fprintf(stderr, "drive: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* ---- the folder in which a command runs ---- */

static void write_file(const char *path, const char *bytes, size_t len)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(bytes, 1, len, file) != len || fclose(file))
		die(path);
}

static void read_file(const char *path, struct text *text)
{
	FILE *file = fopen(path, "r");

	if (!file)
		die(path);
	text->len = fread(text->bytes, 1, sizeof(text->bytes), file);
	fclose(file);
}

static int compare_files(const void *a, const void *b)
{
	return strcmp(((const struct file *)a)->name, ((const struct file *)b)->name);
}

/* The files in it, in order of name; what a test adds to them it does not look at. */
static void look(struct result *result)
{
	DIR *folder = opendir(".");
	const struct dirent *entry;

	if (!folder)
		die("opendir");
	result->n_files = 0;
	while ((entry = readdir(folder))) {
		struct file *file = &result->files[result->n_files];
		struct stat status;

		if (stat(entry->d_name, &status) != 0 || !S_ISREG(status.st_mode))
			continue;
		if (++result->n_files == FILES_MAX)
			die("too many files");
		snprintf(file->name, sizeof(file->name), "%s", entry->d_name);
		read_file(entry->d_name, &file->text);
	}
	closedir(folder);
	qsort(result->files, result->n_files, sizeof(*result->files), compare_files);
}

static struct file *find(struct result *result, const char *name)
{
	for (size_t i = 0; i < result->n_files; i++)
		if (strcmp(result->files[i].name, name) == 0)
			return &result->files[i];
	return NULL;
}

/* As it was before the first run. */
static void restore(struct result *now)
{
	for (size_t i = 0; i < now->n_files; i++)
		if (!find(&before, now->files[i].name))
			unlink(now->files[i].name);
	for (size_t i = 0; i < before.n_files; i++) {
		const struct file *old = &before.files[i], *file = find(now, old->name);

		if (!file || file->text.len != old->text.len || memcmp(file->text.bytes, old->text.bytes, old->text.len) != 0)
			write_file(old->name, old->text.bytes, old->text.len);
	}
}

/* ---- one run ---- */

static void become(const struct command *command, const int *out, const int *err)
{
	char line[2048];
	int in = open(command->input ? "in/text" : "/dev/null", O_RDONLY);

	dup2(in, STDIN_FILENO);
	dup2(out[1], STDOUT_FILENO);
	dup2(err[1], STDERR_FILENO);
	for (int fd = 3; fd < 64; fd++)
		close(fd);
	setenv("LD_PRELOAD", shim, 1);
	setenv("FAULTS_PAGE", "in/page", 1);
	snprintf(line, sizeof(line), "exec %s%s %s", command->before, awry, command->line);
	execl("/bin/sh", "sh", "-c", line, (char *)NULL);
	_exit(127);
}

static bool take(int *fd, struct text *text)
{
	ssize_t n = read(*fd, text->bytes + text->len, sizeof(text->bytes) - text->len);

	if (n > 0) {
		text->len += (size_t)n;
		return true;
	}
	close(*fd);
	*fd = -1;
	return false;
}

/* Reads all that the program writes.  False where it does not come to an end. */
static bool gather(struct result *result, int out, int err)
{
	time_t end = time(NULL) + HANG_SECONDS;

	while (out >= 0 || err >= 0) {
		struct pollfd ready[2] = {{.fd = out, .events = POLLIN}, {.fd = err, .events = POLLIN}};

		if (poll(ready, 2, 1000) < 0 && errno != EINTR)
			die("poll");
		if (ready[0].revents)
			take(&out, &result->out);
		if (ready[1].revents)
			take(&err, &result->err);
		if (time(NULL) > end)
			return false;
	}
	return true;
}

static void run(const struct command *command, struct result *result)
{
	int out[2], err[2], status;
	pid_t pid;

	memset(page->n, 0, sizeof(page->n));
	page->n_failed = 0;
	result->out.len = result->err.len = 0;
	if (pipe(out) != 0 || pipe(err) != 0)
		die("pipe");
	pid = fork();
	if (pid == 0)
		become(command, out, err);
	close(out[1]);
	close(err[1]);
	result->hangs = !gather(result, out[0], err[0]);
	if (result->hangs)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	result->status = WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
	look(result);
}

/* ---- judgement: true, or `why` not ---- */

static bool same(const struct text *a, const struct text *b)
{
	return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

static bool refuse(const char *what, const char *name)
{
	snprintf(why, sizeof(why), "%s %s", what, name);
	return false;
}

static bool says(const struct text *text, const char *what)
{
	return memmem(text->bytes, text->len, what, strlen(what)) != NULL;
}

/* A dialogue that fails on the way saves what it was told until then. */
static bool is_saved_on_the_way(const struct file *file)
{
	static const struct command resume = {"", "resume" DOOR "--json saved", NULL, "", 0, 0};
	static struct result result;
	struct faults kept = *page;

	if (faulty.status != 4 || strcmp(file->name, "saved") != 0 || !says(&file->text, "\"check\""))
		return false;
	page->call = N_CALLS;
	run(&resume, &result);
	*page = kept;
	return result.status < 2;
}

/* Each file is the old or the next one, and there are no others; `all`: the next one. */
static bool files_are_right(bool all)
{
	for (size_t i = 0; i < faulty.n_files; i++) {
		const struct file *file = &faulty.files[i], *old = find(&before, file->name), *next = find(&whole, file->name);
		bool is_old = old && same(&old->text, &file->text);

		if (!old && !next)
			return refuse("left lying:", file->name);
		if (!(next && same(&next->text, &file->text)) && (all || (!is_old && !is_saved_on_the_way(file))))
			return refuse(all ? "not written:" : "neither old nor whole:", file->name);
	}
	for (size_t i = 0; i < before.n_files; i++)
		if (!find(&faulty, before.files[i].name) && find(&whole, before.files[i].name))
			return refuse("lost:", before.files[i].name);
	return true;
}


static bool is_refused(const struct command *command)
{
	const struct text *err = command->has_one_stream ? &faulty.out : &faulty.err;

	/* The protocol has its own way to say so, and goes on. */
	if (strncmp(command->line, "serve", 5) == 0 && page->error == ENOMEM && faulty.status == whole.status)
		return says(&faulty.out, "awry-error/1");
	if (says(err, "those of the program are used"))
		return page->call == CALL_stat && page->error == EACCES;
	if (strncmp(command->line, "run", 3) == 0 && says(err, "could not be passed on to its end"))
		return faulty.status != 0;
	if (strncmp(command->line, "run", 3) == 0 && faulty.status == 126)
		return says(err, "awry: cannot run ");
	if (faulty.status != 4 && !(command->own_status && faulty.status == command->own_status))
		return false;
	/* Where standard error itself fails nothing can be told. */
	return says(err, "awry: ") || page->call == CALL_write || page->error == ENOMEM;
}

/* A reader that left early is no failure, but it has what was written until then. */
static bool is_cut_short(void)
{
	return page->call == CALL_write && page->error == EPIPE && faulty.status == whole.status &&
		faulty.out.len <= whole.out.len && memcmp(faulty.out.bytes, whole.out.bytes, faulty.out.len) == 0;
}

static bool is_untouched(void)
{
	return faulty.status == whole.status && same(&faulty.out, &whole.out);
}

static bool is_right(const struct command *command)
{
	if (faulty.hangs)
		return refuse("it hangs", "");
	/* A sanitizer does not start a thread without memory. */
	if (page->error == ENOMEM && says(&faulty.err, "Sanitizer: CHECK failed: sanitizer_"))
		return files_are_right(false);
	if (is_untouched())
		return files_are_right(true);
	if (page->error == EINTR || page->bytewise)
		return refuse("output or exit status changed", "");
	if (is_refused(command) || is_cut_short())
		return files_are_right(false);
	snprintf(why, sizeof(why), "exit status %d, %zu bytes of output (%d, %zu without the fault)", faulty.status,
		faulty.out.len, whole.status, whole.out.len);
	return false;
}

/* ---- all places ---- */

static void show(const char *what, const struct text *text)
{
	printf("#   %s: %.*s\n", what, (int)(text->len < 400 ? text->len : 400), text->bytes);
}

static void report(const struct command *command, const char *call, unsigned long n, unsigned long n_wrong)
{
	printf("%sok %d - %s: %s, %lu runs\n", n_wrong ? "not " : "", ++n_tests, command->name, call, n);
	n_failed += n_wrong > 0;
	fflush(stdout);
}

static unsigned long next_place(enum call call, unsigned long at)
{
	unsigned long step = (at + LOADING_STRIDE * stride < n_loading ? LOADING_STRIDE : 1) * stride;
	unsigned long least = whole_counts[CALL_alloc] * stride / PLACES;

	if (call != CALL_alloc || stride == 1)
		return at + 1;
	return at + (step > least ? step : least);
}

/* Lets the calls from `at` on fail with `error` until no more of them do. */
static unsigned long fail_each(const struct command *command, enum call call, int error, bool for_ever, unsigned long *n_wrong)
{
	static const char *const names[] = {
#define X(name, ...) #name,
		CALLS(X)
#undef X
	};
	unsigned long n = 0;

	for (unsigned long at = 1;; at = next_place(call, at)) {
		page->call = call;
		page->error = error;
		page->for_ever = for_ever;
		page->at = at;
		run(command, &faulty);
		if (page->n_failed == 0)
			break;
		n++;
		if (!is_right(command) && (*n_wrong)++ < 3) {
			printf("# %s %lu%s, %s: %s\n", names[call], at, for_ever ? " and on" : "", strerror(error), why);
			show("out", &faulty.out);
			show("err", &faulty.err);
		}
		restore(&faulty);
	}
	restore(&faulty);
	page->call = N_CALLS;
	return n;
}

static void fail_call(const struct command *command, enum call call, const char *name)
{
	static const int errors[N_CALLS][4] = {
#define X(name, ...) {__VA_ARGS__},
		CALLS(X)
#undef X
	};
	unsigned long n = 0, n_wrong = 0;

	for (size_t i = 0; i < 4 && errors[call][i]; i++) {
		n += fail_each(command, call, errors[call][i], false, &n_wrong);
		if (errors[call][i] != EINTR && (i == 0 || stride == 1))
			n += fail_each(command, call, errors[call][i], true, &n_wrong);
	}
	report(command, name, n, n_wrong);
}

static void do_bytewise(const struct command *command)
{
	bool right;

	page->bytewise = 1;
	run(command, &faulty);
	right = is_right(command);
	page->bytewise = 0;
	if (!right) {
		printf("# %s\n", why);
		show("out", &faulty.out);
		show("err", &faulty.err);
	}
	restore(&faulty);
	report(command, "bytewise", 1, !right);
}

/* ---- damaged files ---- */

static uint64_t next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return *state >> 33;
}

/* A cut, a flipped bit, or a byte more; the last byte is a line feed, which does not matter. */
static void damage(struct text *text, uint64_t *state)
{
	size_t at = next_random(state) % (text->len - 1);

	switch (next_random(state) % 4) {
	case 0:
		text->len = at;
		break;
	case 1:
		memmove(text->bytes + at + 1, text->bytes + at, text->len++ - at);
		text->bytes[at] = (char)next_random(state);
		break;
	default:
		text->bytes[at] = (char)(text->bytes[at] ^ 1 << next_random(state) % 8);
	}
}

/* It is refused, said so, and kept aside as it was. */
static bool is_set_aside(const struct text *damaged)
{
	const struct file *aside = find(&faulty, "saved.bad");

	if (faulty.hangs || faulty.status != 4 || faulty.out.len > 0)
		return refuse("it is taken", "");
	if (!says(&faulty.err, "awry: saved is damaged") || !says(&faulty.err, "saved.bad"))
		return refuse("it is not said", "");
	return (!find(&faulty, "saved") && aside && same(&aside->text, damaged)) || refuse("it is not kept aside", "");
}

static void resume_damaged(unsigned long n)
{
	static const struct command resume = {"damaged sessions", "resume" DOOR "saved --json", NULL, "", 0, 0};
	static struct text damaged;
	unsigned long n_wrong = 0;
	uint64_t state = 7;

	for (unsigned long i = 0; i < n; i++) {
		damaged = find(&before, "saved")->text;
		damage(&damaged, &state);
		write_file("saved", damaged.bytes, damaged.len);
		run(&resume, &faulty);
		if (!is_set_aside(&damaged) && n_wrong++ < 3) {
			printf("# %lu: %s, exit status %d\n", i, why, faulty.status);
			show("saved", &damaged);
			show("err", &faulty.err);
		}
		restore(&faulty);
	}
	report(&resume, "cut, flipped or longer", n, n_wrong);
}

static void test(const struct command *command, const char *call)
{
	static const char *const names[] = {
#define X(name, ...) #name,
		CALLS(X)
#undef X
	};

	if (strcmp(call, "bytewise") == 0) {
		do_bytewise(command);
		return;
	}
	for (int i = 0; i < N_CALLS; i++)
		if (strcmp(names[i], call) == 0 && whole_counts[i] > 0)
			fail_call(command, (enum call)i, call);
}

/* The run without a fault, twice: what differs by itself could not be judged. */
static bool run_whole(const struct command *command)
{
	struct text out;

	if (command->input)
		write_file("in/text", command->input, strlen(command->input));
	page->call = N_CALLS;
	run(command, &faulty);
	out = faulty.out;
	restore(&faulty);
	run(command, &whole);
	memcpy(whole_counts, page->n, sizeof(page->n));
	restore(&whole);
	if (same(&out, &whole.out) && faulty.status == whole.status && (whole.status < 2 || whole.status == 3))
		return true;
	if (same(&out, &whole.out) && command->own_status && whole.status == command->own_status)
		return true;
	printf("not ok %d - %s: exit status %d without a fault\n", ++n_tests, command->name, whole.status);
	show("out", &whole.out);
	show("err", &whole.err);
	n_failed++;
	return false;
}

static void map_page(void)
{
	int fd = open("in/page", O_RDWR | O_CREAT, 0600);

	if (fd < 0 || ftruncate(fd, sizeof(*page)) != 0)
		die("in/page");
	page = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED)
		die("mmap");
	close(fd);
}

int main(int argc, char **argv)
{
	if (argc < 5)
		return 2;
	awry = argv[1];
	shim = argv[2];
	if (chdir(argv[3]) != 0)
		die(argv[3]);
	if (getenv("STRIDE"))
		stride = strtoul(getenv("STRIDE"), NULL, 10);
	signal(SIGPIPE, SIG_IGN);
	map_page();
	look(&before);
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (strcmp(commands[i].line, "list" DOOR) == 0 && run_whole(&commands[i]))
			n_loading = whole_counts[CALL_alloc];
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		if (getenv("ONLY") && strcmp(getenv("ONLY"), commands[i].name) != 0)
			continue;
		if (!run_whole(&commands[i]))
			continue;
		for (int arg = 4; arg < argc; arg++)
			test(&commands[i], argv[arg]);
	}
	if (getenv("DAMAGED"))
		resume_damaged(strtoul(getenv("DAMAGED"), NULL, 10));
	printf("1..%d\n", n_tests);
	return n_failed > 0;
}
