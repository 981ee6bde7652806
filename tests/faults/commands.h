/* SPDX-License-Identifier: MIT */
#ifndef AWRY_FAULTS_COMMANDS_H
#define AWRY_FAULTS_COMMANDS_H

/* Every command of the program, in a folder that tests/faults.t has filled. */

#define DOOR " --without-shipped --rules rules "

struct command {
	const char *name, *line; /* the arguments, as a shell reads them */
	const char *input;       /* standard input; NULL: empty */
	const char *before;      /* stands before the program's name; "" for none */
	int own_status;          /* that a command not of ours ends in, and ours with it; 0: none */
	int has_one_stream;      /* standard error goes to standard output */
};

static const struct command commands[] = {
	{"lookup of a file", DOOR "error", 0, "", 0, 0},
	{"lookup of standard input", DOOR, "the bolt of barn is shot and the key is gone\n", "", 0, 0},
	{"lookup of two files as JSON", DOOR "--json error log", 0, "", 0, 0},
	{"lookup with a transcript", DOOR "--transcript ticket error", 0, "", 0, 0},
	{"lookup with a transcript in a new file", DOOR "--transcript ticket2 --mask=never error", 0, "", 0, 0},
	{"lookup, then an interview", DOOR "-i - --transcript ticket", "door front: it does not open when pushed\n",
		"setsid ", 4, 0},
	{"diagnose with answers", "diagnose" DOOR "-s door/stays-shut -a bolt=drawn --set name=x --save saved --transcript ticket",
		0, "", 0, 0},
	{"diagnose, saved anew", "diagnose" DOOR "-s door/stays-shut -a bolt=drawn --save saved2", 0, "", 0, 0},
	{"diagnose, resumed", "resume" DOOR "saved -a frame=yes --save saved", 0, "", 0, 0},
	{"diagnose, resumed, as JSON", "resume" DOOR "saved --json", 0, "", 0, 0},
	{"the interview", "diagnose" DOOR "--save saved --transcript ticket",
		"door\n2\nwhy\nhow\n3\nback\n3\nlist\nthe bolt of barn is shot and the key is gone\nother\nanother\n1\nquit\n", "", 0, 0},
	{"the interview as JSON", "diagnose" DOOR "-i --json error", "3\n1\nquit\n", "", 0, 0},
	{"run", "run" DOOR "-- sh -c 'echo out; cat error >&2; exit 7'", 0, "", 7, 0},
	{"run that succeeds", "run" DOOR "-- sh -c 'echo out; echo err >&2'", 0, "", 0, 0},
	{"scan", "scan" DOOR "log error", 0, "", 0, 0},
	{"scan as JSON of standard input", "scan --json" DOOR, "the bolt of barn is shot and the key is gone\n", "", 0, 0},
	{"scan with threads", "scan -j 2 --json" DOOR "log error", 0, "", 0, 0},
	{"scan of what gzip packed", "scan --json" DOOR "log.gz", 0, "", 0, 0},
	{"scan of what zstd packed", "scan -j 2" DOOR "log.zst", 0, "", 0, 0},
	{"explain", "explain" DOOR "door/locked bolt", 0, "", 0, 0},
	{"explain of what there is not", "explain" DOOR "door/lokced", 0, "", 0, 0},
	{"list", "list" DOOR, 0, "", 0, 0},
	{"list of an area", "list" DOOR "door", 0, "", 0, 0},
	{"the rules of the user", "list door", 0, "env HOME=home ", 0, 0},
	{"rules check", "rules check --without-shipped rules", 0, "", 0, 0},
	{"rules check of faulty ones", "rules check --without-shipped faulty", 0, "", 0, 0},
	{"rules test", "rules test --without-shipped rules", 0, "", 0, 0},
	{"rules simulate", "rules simulate --runs 3" DOOR, 0, "", 0, 0},
	{"rules graph", "rules graph" DOOR, 0, "", 0, 0},
	{"rules graph as a picture", "rules graph --svg" DOOR "door/locked", 0, "env PATH=.:$PATH ", 0, 0},
	{"rules stats", "rules stats" DOOR, 0, "", 0, 0},
	{"serve", "serve --stdio" DOOR, "{\"id\":1,\"text\":\"the bolt of barn is shot and the key is gone\"}\n"
		"{\"id\":2,\"symptoms\":[\"door/stays-shut\"],\"answers\":[{\"finding\":\"bolt\",\"value\":\"drawn\"}]}\nx\n", "", 0, 0},
	{"completion", "completion bash", 0, "", 0, 0},
	{"help", "help scan", 0, "", 0, 0},
	{"version", "--version", 0, "", 0, 0},
};

#endif
