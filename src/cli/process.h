/* SPDX-License-Identifier: MIT */
#ifndef AWRY_CLI_PROCESS_H
#define AWRY_CLI_PROCESS_H

/* Another program, run by this one. */

#include "text.h"

#include <sys/types.h>

/* One output of a program, passed on and its end kept. */
struct stream {
	int from, to;      /* from is -1 once it has ended */
	struct bytes tail; /* the last PROCESS_TAIL bytes or more */
	bool is_cut;       /* there was more before them */
	int error;         /* why passing it on ended early, as errno says; 0: it did not, or its reader has left */
};

struct process {
	pid_t pid;
	struct stream streams[2]; /* its standard output and standard error */
	int status;               /* as waitpid says, once it has ended */
};

enum { PROCESS_TAIL = 1 << 20 }; /* bytes: errors come last, and a build log can be endless */

/* Runs argv (found in PATH; ends with NULL) until it ends, passing its output through as it comes, and signals sent
 * to us on to it.  Returns 0, or why it could not be started, as errno says.  Release in any case. */
int process_run(struct process *process, char *const argv[]);
void process_release(struct process *process);
/* Ends this program by the signal that ended the other. */
void process_die_alike(int number);

/* Runs argv with `input` as its standard input and our other streams; its exit status in `*status`.
 * Returns 0, or why it could not be started or given all. */
int process_feed(char *const argv[], const struct bytes *input, int *status);

#endif
