/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700 /* SA_SIGINFO with si_code, RLIMIT_CORE; NOLINT(bugprone-reserved-identifier) */

#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum {
	PASS_STEP = 64 * 1024,
	/* Milliseconds without output after which we look whether the program has ended although others hold its
	 * streams open (daemons that it started). */
	QUIET = 100
};

/* ---- signals ---- */

static const int passed_on[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};

static volatile sig_atomic_t passes_to; /* a process; 0: none */

/* What the terminal sends reaches the program by itself. */
static void pass_signal(int number, siginfo_t *info, void *context)
{
	int error = errno;

	(void)context;
	if (info->si_code <= 0 && passes_to > 0)
		kill((pid_t)passes_to, number);
	errno = error;
}

/* What is ignored (nohup) stays ignored, here and there. */
static void pass_signals_to(pid_t pid)
{
	struct sigaction action = {.sa_sigaction = pass_signal, .sa_flags = SA_SIGINFO | SA_RESTART}, old;

	passes_to = (sig_atomic_t)pid;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < N_ELEMENTS(passed_on); i++)
		if (sigaction(passed_on[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(passed_on[i], &action, NULL);
}

void process_die_alike(int number)
{
	struct rlimit no_core = {0, 0}; /* it left its own */
	sigset_t set;

	setrlimit(RLIMIT_CORE, &no_core);
	signal(number, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(number);
}

/* ---- starting ---- */

/* `mask` is what the program is to block; ours ignores SIGPIPE, it does not. */
static int set_signals(posix_spawnattr_t *attributes, const sigset_t *mask)
{
	sigset_t defaults;

	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_setsigdefault(attributes, &defaults);
	posix_spawnattr_setsigmask(attributes, mask);
	return posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
}

/* Starts argv with fd `from[i]` as `to[i]`. */
static int start(pid_t *pid, char *const argv[], const int *from, const int *to, size_t n, const sigset_t *mask)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error = posix_spawn_file_actions_init(&actions);

	if (error)
		return error;
	error = posix_spawnattr_init(&attributes);
	if (!error) {
		for (size_t i = 0; i < n && !error; i++)
			error = posix_spawn_file_actions_adddup2(&actions, from[i], to[i]);
		if (!error)
			error = set_signals(&attributes, mask);
		if (!error)
			error = posix_spawnp(pid, argv[0], &actions, &attributes, argv, environ);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* A program that inherited the other end would wait for itself. */
static int open_pipe(int ends[2])
{
	int error;

	if (pipe(ends) != 0)
		return errno;
	if (fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 && fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0)
		return 0;
	error = errno;
	close_end(&ends[0]);
	close_end(&ends[1]);
	return error;
}

/* Signals wait from before the start until there is somebody to pass them to. */
static int start_piped(struct process *process, char *const argv[])
{
	static const int to[2] = {STDOUT_FILENO, STDERR_FILENO};
	int out[2] = {-1, -1}, err[2] = {-1, -1};
	sigset_t blocked, mask;
	int error = open_pipe(out);

	if (!error)
		error = open_pipe(err);
	sigemptyset(&blocked);
	for (size_t i = 0; i < N_ELEMENTS(passed_on); i++)
		sigaddset(&blocked, passed_on[i]);
	sigprocmask(SIG_BLOCK, &blocked, &mask);
	if (!error)
		error = start(&process->pid, argv, (int[]){out[1], err[1]}, to, 2, &mask);
	if (!error)
		pass_signals_to(process->pid);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	close_end(&out[1]);
	close_end(&err[1]);
	process->streams[0].from = out[0];
	process->streams[1].from = err[0];
	return error;
}

/* ---- passing through ---- */

static int write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);
		if (n < 0 && errno == EAGAIN) {
			struct pollfd ready = {.fd = fd, .events = POLLOUT};
			poll(&ready, 1, -1);
		} else if (n < 0 && errno != EINTR) {
			return errno;
		} else if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		}
	}
	return 0;
}

/* Moves the end to the front once as much again stands before it. */
static void keep(struct stream *stream, const char *bytes, size_t len)
{
	struct bytes *tail = &stream->tail;

	bytes_add(tail, bytes, len);
	if (tail->len <= 2 * (size_t)PROCESS_TAIL)
		return;
	memmove(tail->ptr, tail->ptr + tail->len - PROCESS_TAIL, PROCESS_TAIL);
	tail->len = PROCESS_TAIL;
	stream->is_cut = true;
}

/* Where our reader has left, the program finds that its reader has, and does as it would without us. */
static void give_up(struct stream *stream, int error)
{
	if (stream->from >= 0)
		stream->error = error == EPIPE ? 0 : error;
	close_end(&stream->from);
}

static void pass(struct stream *stream)
{
	char bytes[PASS_STEP];
	ssize_t n = read(stream->from, bytes, sizeof(bytes));

	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0) {
		give_up(stream, n < 0 ? errno : 0);
		return;
	}
	keep(stream, bytes, (size_t)n);
	int error = write_all(stream->to, bytes, (size_t)n);
	if (error)
		give_up(stream, error);
}

static bool has_ended(struct process *process, int options)
{
	pid_t pid;

	do
		pid = waitpid(process->pid, &process->status, options);
	while (pid < 0 && errno == EINTR);
	if (pid != 0)
		passes_to = 0; /* its number may soon be another's */
	return pid != 0;
}

static void pass_all(struct process *process)
{
	struct stream *streams = process->streams;
	bool is_over = false;

	while (streams[0].from >= 0 || streams[1].from >= 0) {
		struct pollfd ready[2] = {{.fd = streams[0].from, .events = POLLIN}, {.fd = streams[1].from, .events = POLLIN}};
		int n = poll(ready, 2, QUIET);
		if (n < 0 && errno != EINTR) {
			int error = errno;
			give_up(&streams[0], error);
			give_up(&streams[1], error);
		}
		if (n == 0 && is_over)
			break;
		if (n == 0)
			is_over = has_ended(process, WNOHANG);
		for (size_t i = 0; i < 2 && n > 0; i++)
			if (ready[i].revents)
				pass(&streams[i]);
	}
	if (!is_over)
		has_ended(process, 0);
}

int process_run(struct process *process, char *const argv[])
{
	*process = (struct process){.streams = {{.from = -1, .to = STDOUT_FILENO}, {.from = -1, .to = STDERR_FILENO}}};
	int error = start_piped(process, argv);

	if (!error)
		pass_all(process);
	close_end(&process->streams[0].from);
	close_end(&process->streams[1].from);
	return error;
}

void process_release(struct process *process)
{
	bytes_release(&process->streams[0].tail);
	bytes_release(&process->streams[1].tail);
}

int process_feed(char *const argv[], const struct bytes *input, int *status)
{
	static const int to[1] = {STDIN_FILENO};
	struct process process = {0};
	int ends[2], error = open_pipe(ends), write_error = 0;
	sigset_t mask;

	if (error)
		return error;
	sigprocmask(SIG_BLOCK, NULL, &mask);
	error = start(&process.pid, argv, &ends[0], to, 1, &mask);
	close(ends[0]);
	if (!error)
		write_error = write_all(ends[1], input->ptr, input->len);
	close(ends[1]);
	if (!error)
		has_ended(&process, 0);
	*status = WIFEXITED(process.status) ? WEXITSTATUS(process.status) : 128 + WTERMSIG(process.status);
	/* A program that left early says so by its status. */
	return error || write_error == EPIPE ? error : write_error;
}
