/* SPDX-License-Identifier: MIT */

/* A whole dialogue, typed by a stranger: lines that are answers, commands, ids, texts, or nothing of it. */

#define _GNU_SOURCE /* fmemopen on bytes that are not changed */

#include "fuzz.h"

#include <sys/stat.h>
#include <unistd.h>

#include "../../src/cli/interview.h"

/* The rules in a folder that is gone once they are loaded. */
static awry_kb *open_kb(void)
{
	char dir[] = "/tmp/awry-fuzz-XXXXXX", path[64];
	awry_kb_options options = AWRY_KB_OPTIONS_INIT;
	awry_kb *kb = NULL;

	REQUIRE(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/fuzz.yaml", dir);
	FILE *file = fopen(path, "w");
	REQUIRE(file && fputs(fuzz_rules, file) >= 0 && fclose(file) == 0);
	options.rules_dir = dir;
	options.without_shipped = 1;
	options.on_diag = fuzz_refuse;
	REQUIRE(awry_kb_open(&options, &kb) == AWRY_OK);
	unlink(path);
	rmdir(dir);
	return kb;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static awry_kb *kb;
	static uint8_t input[4096];
	static struct options options = {.command = COMMAND_DIAGNOSE};
	struct inquiry inquiry = {.options = &options};
	struct out report;

	if (size == 0 || size > sizeof(input))
		return 0;
	if (!kb)
		kb = open_kb();
	inquiry.kb = kb;
	REQUIRE(awry_session_open(kb, NULL, &inquiry.session) == AWRY_OK);
	memcpy(input, data, size);
	FILE *in = fmemopen(input, size, "r"), *was = stdin;
	REQUIRE(in);
	stdin = in;
	out_init(&report, -1, WHEN_NEVER);
	report.is_paged = true; /* held, not written */
	interview_run(&inquiry, &report, false);
	require_clean(report.held.ptr, report.held.len);
	stdin = was;
	fclose(in);
	bytes_release(&report.held);
	awry_session_close(inquiry.session);
	return 0;
}
