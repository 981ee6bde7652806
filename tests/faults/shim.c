/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* RTLD_NEXT, program_invocation_short_name */
#undef _FORTIFY_SOURCE

/* Preloaded before the C library: counts the program's calls and lets one fail, as the page that FAULTS_PAGE names
 * says (calls.h).  Without it, or in any other program, all calls pass. */

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "calls.h"

static struct faults *page;
static int has_begun;
static __thread int inside; /* what a wrapped call does itself passes */

/* The next definition of a function, of the type of the one with that name. */
#define REAL(name)                                                                                 \
	static __typeof__(name) *real;                                                             \
	if (!real) {                                                                               \
		inside++;                                                                          \
		real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name);                                \
		inside--;                                                                          \
	}

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("FAULTS_PAGE");
	int fd;

	has_begun = 1;
	if (!path || strcmp(program_invocation_short_name, "awry") != 0)
		return;
	fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
	page = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	syscall(SYS_close, fd);
	if (page == MAP_FAILED)
		abort();
	inside++;
	setvbuf(stdin, NULL, _IONBF, 0); /* each getc is a read */
	inside--;
}

static int fails(enum call call)
{
	unsigned long n;

	if (!page || inside)
		return 0;
	n = __atomic_add_fetch(&page->n[call], 1, __ATOMIC_RELAXED);
	if (page->call != call || (page->for_ever ? n < page->at : n != page->at))
		return 0;
	__atomic_add_fetch(&page->n_failed, 1, __ATOMIC_RELAXED);
	errno = page->error;
	return 1;
}

static size_t at_most(size_t size)
{
	return page && page->bytewise && size > 1 ? 1 : size;
}

/* ---- memory ---- */

/* dlsym itself allocates before it can say where the next malloc is, and so do sanitizers that wait for theirs. */
static char first_bytes[1 << 20];
static size_t n_first_bytes;

static void *first_block(size_t size)
{
	void *block = first_bytes + n_first_bytes;

	n_first_bytes += (size + 15) / 16 * 16;
	if (n_first_bytes > sizeof(first_bytes))
		abort();
	return block;
}

static int is_first_block(const void *block)
{
	return (const char *)block >= first_bytes && (const char *)block < first_bytes + sizeof(first_bytes);
}

void *malloc(size_t size)
{
	if (inside || !has_begun)
		return first_block(size);
	REAL(malloc)
	if (!real)
		return first_block(size);
	return fails(CALL_alloc) ? NULL : real(size);
}

void *calloc(size_t n, size_t size)
{
	if (inside || !has_begun)
		return first_block(n * size);
	REAL(calloc)
	if (!real)
		return first_block(n * size);
	return fails(CALL_alloc) ? NULL : real(n, size);
}

void *realloc(void *block, size_t size)
{
	if (inside || !has_begun || is_first_block(block)) {
		size_t left = block ? (size_t)(first_bytes + sizeof(first_bytes) - (char *)block) : 0;
		void *copy = has_begun && !inside ? malloc(size) : first_block(size);
		if (copy && block)
			memcpy(copy, block, size < left ? size : left);
		return copy;
	}
	REAL(realloc)
	if (!real)
		return first_block(size);
	return fails(CALL_alloc) ? NULL : real(block, size);
}

void free(void *block)
{
	if (inside || is_first_block(block))
		return;
	REAL(free)
	if (real)
		real(block);
}

/* ---- reading and writing ---- */

ssize_t read(int fd, void *bytes, size_t size)
{
	REAL(read)
	return fails(CALL_read) ? -1 : real(fd, bytes, at_most(size));
}

ssize_t __read_chk(int fd, void *bytes, size_t size, size_t room);
ssize_t __read_chk(int fd, void *bytes, size_t size, size_t room)
{
	if (size > room)
		abort();
	return read(fd, bytes, size);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
	REAL(write)
	return fails(CALL_write) ? -1 : real(fd, bytes, at_most(size));
}

/* glibc reads for it inside, so the mark of a failed read is set here. */
int getc(FILE *stream)
{
	enum { GLIBC_ERROR_SEEN = 0x20 };
	REAL(getc)

	if (!fails(CALL_getc))
		return real(stream);
	stream->_flags |= GLIBC_ERROR_SEEN;
	return EOF;
}

/* ---- files ---- */

static int open_file(int folder, const char *path, int flags, mode_t mode)
{
	return fails(CALL_open) ? -1 : (int)syscall(SYS_openat, folder, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list args;

	va_start(args, flags);
	if (flags & O_CREAT)
		mode = va_arg(args, mode_t);
	va_end(args);
	return open_file(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list args;

	va_start(args, flags);
	if (flags & O_CREAT)
		mode = va_arg(args, mode_t);
	va_end(args);
	return open_file(folder, path, flags, mode);
}

int __open_2(const char *path, int flags);
int __open_2(const char *path, int flags)
{
	return open_file(AT_FDCWD, path, flags, 0);
}

int __openat_2(int folder, const char *path, int flags);
int __openat_2(int folder, const char *path, int flags)
{
	return open_file(folder, path, flags, 0);
}

/* As Linux does, the file is closed all the same. */
int close(int fd)
{
	int failed = fails(CALL_close), error = errno;
	REAL(close)

	if (!failed)
		return real(fd);
	real(fd);
	errno = error;
	return -1;
}

/* Not waiting for a disk makes thousands of runs bearable. */
int fsync(int fd)
{
	(void)fd;
	return fails(CALL_fsync) ? -1 : 0;
}

int rename(const char *from, const char *to)
{
	REAL(rename)
	return fails(CALL_rename) ? -1 : real(from, to);
}

int fchmod(int fd, mode_t mode)
{
	REAL(fchmod)
	return fails(CALL_fchmod) ? -1 : real(fd, mode);
}

int mkstemp(char *name)
{
	REAL(mkstemp)
	return fails(CALL_mkstemp) ? -1 : real(name);
}

int stat(const char *path, struct stat *status)
{
	REAL(stat)
	return fails(CALL_stat) ? -1 : real(path, status);
}

int fstat(int fd, struct stat *status)
{
	REAL(fstat)
	return fails(CALL_stat) ? -1 : real(fd, status);
}

int fstatat(int folder, const char *path, struct stat *status, int flags)
{
	REAL(fstatat)
	return fails(CALL_stat) ? -1 : real(folder, path, status, flags);
}

char *realpath(const char *path, char *to)
{
	REAL(realpath)
	return fails(CALL_realpath) ? NULL : real(path, to);
}

struct dirent *readdir(DIR *folder)
{
	REAL(readdir)
	return fails(CALL_readdir) ? NULL : real(folder);
}

int fcntl(int fd, int command, ...)
{
	va_list args;
	long argument;

	va_start(args, command);
	argument = va_arg(args, long);
	va_end(args);
	return fails(CALL_fcntl) ? -1 : (int)syscall(SYS_fcntl, fd, command, argument);
}

/* ---- the rest ---- */

int isatty(int fd)
{
	REAL(isatty)
	return fails(CALL_isatty) ? 0 : real(fd);
}

int poll(struct pollfd *fds, nfds_t n, int ms)
{
	REAL(poll)
	return fails(CALL_poll) ? -1 : real(fds, n, ms);
}

int __poll_chk(struct pollfd *fds, nfds_t n, int ms, size_t room);
int __poll_chk(struct pollfd *fds, nfds_t n, int ms, size_t room)
{
	(void)room;
	return poll(fds, n, ms);
}

int pipe(int ends[2])
{
	REAL(pipe)
	return fails(CALL_pipe) ? -1 : real(ends);
}

int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
	const posix_spawnattr_t *attributes, char *const argv[], char *const environment[])
{
	REAL(posix_spawnp)
	return fails(CALL_spawn) ? errno : real(pid, file, actions, attributes, argv, environment);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *user)
{
	REAL(pthread_create)
	return fails(CALL_thread) ? errno : real(thread, attributes, run, user);
}
