/* SPDX-License-Identifier: MIT */
#ifndef AWRY_FAULTS_CALLS_H
#define AWRY_FAULTS_CALLS_H

/* What the shim (shim.c) and the driver (drive.c) share: the calls that can be made to fail, and a page of memory in
 * which the one says which of them shall, and the other how often each was called. */

/* Name, and the errors that a system really gives for it. */
#define CALLS(X)                                                                                   \
	X(alloc, ENOMEM)                                                                           \
	X(read, EIO, EINTR)                                                                        \
	X(getc, EIO, EINTR)                                                                        \
	X(write, ENOSPC, EPIPE, EINTR)                                                             \
	X(open, EACCES, EMFILE, EINTR)                                                             \
	X(close, EIO, EINTR)                                                                       \
	X(fsync, EIO, ENOSPC, EINTR)                                                               \
	X(rename, EACCES, ENOSPC)                                                                  \
	X(fchmod, EPERM)                                                                           \
	X(mkstemp, EACCES, ENOSPC)                                                                 \
	X(stat, EACCES, EIO)                                                                       \
	X(realpath, EACCES)                                                                        \
	X(readdir, EIO)                                                                            \
	X(isatty, EIO)                                                                             \
	X(poll, ENOMEM, EINTR)                                                                     \
	X(pipe, EMFILE)                                                                            \
	X(fcntl, EINVAL)                                                                           \
	X(spawn, EAGAIN, ENOMEM)                                                                   \
	X(thread, EAGAIN)

enum call {
#define X(name, ...) CALL_##name,
	CALLS(X)
#undef X
	N_CALLS
};

struct faults {
	enum call call;       /* that fails; N_CALLS: none */
	unsigned long at;     /* the first that fails, from 1 */
	int for_ever;         /* all after it, too */
	int error;            /* errno */
	int bytewise;         /* reads and writes do one byte at a time */
	unsigned long n_failed;
	unsigned long n[N_CALLS]; /* calls so far */
};

#endif
