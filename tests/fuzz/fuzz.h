/* SPDX-License-Identifier: MIT */
#ifndef AWRY_TESTS_FUZZ_H
#define AWRY_TESTS_FUZZ_H

/* What the fuzz targets share.  Each is linked with libFuzzer to explore (make fuzz), or with replay.c to run its
 * seeds again (make check). */

#include <stdio.h>
#include <stdlib.h>

#include "kb/load.h"
#include "match/recognise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A promise that is not kept is a crash. */
#define REQUIRE(promise)                                                                           \
	do {                                                                                       \
		if (!(promise)) {                                                                  \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #promise);      \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

static inline struct span fuzz_span(const uint8_t *data, size_t size)
{
	return (struct span){(const char *)data, size};
}

/* An awry_write_fn; `user` is a struct buf. */
static inline int fuzz_collect(void *user, const char *bytes, size_t len)
{
	buf_add(user, bytes, len);
	return 0;
}

/* Nothing in `out` acts on a terminal: printable UTF-8, line feeds and tabs. */
static inline void require_clean(const char *text, size_t len)
{
	static const char *const hidden[] = {"\xe2\x80\x8b", "\xe2\x80\xae", "\xe2\x81\xa6", "\xef\xbb\xbf", "\xf3\xa0\x81\x81"};

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		size_t n = c < 0x80 ? 1 : c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
		REQUIRE(n > 0 && n <= len - i);
		REQUIRE(c >= 0x20 || c == '\n' || c == '\t');
		REQUIRE(c != 0x7f && !(c == 0xc2 && (unsigned char)text[i + 1] < 0xa0));
		for (size_t j = 0; j < N_ELEMENTS(hidden); j++)
			REQUIRE(len - i < strlen(hidden[j]) || memcmp(text + i, hidden[j], strlen(hidden[j])) != 0);
		for (; n > 1; n--)
			REQUIRE(((unsigned char)text[++i] & 0xc0) == 0x80);
	}
}

/* A small knowledge base with one of everything: a session on it takes microseconds. */
static const char fuzz_rules[] =
	"symptoms:\n"
	"  p/silent:\n"
	"    title: The printer {name} prints nothing\n"
	"    messages: [ \"printer {name}: job is held and will not print\", { code: InvalidKeyPair.NotFound } ]\n"
	"    candidates: { p/paper: 7, p/off: 4, p/jam: 1 }\n"
	"    examples: { match: [ \"printer hall: job is held and will not print\" ] }\n"
	"findings:\n"
	"  light:\n"
	"    ask: Which light of {name} is on?\n"
	"    check: aws printers describe --name {name} --query 'x[].{Id:InstanceId}'\n"
	"    help: Look at its front.\n"
	"    answers:\n"
	"      none: { says: none, confirms: [ p/off ], rules-out: [ p/paper ] }\n"
	"      amber: { says: the amber one, confirms: [ p/paper ], rules-out: [ p/off ], then: { warm: yes } }\n"
	"      green: { says: the green one, opposes: [ p/paper, p/off ], messages: [ the light is green and steady ] }\n"
	"  hours: { ask: For how many hours?, kind: number, unit: hours }\n"
	"  room: { ask: In which room?, kind: text, value: host }\n"
	"  warm: { ask: Is it warm?, answers: { yes: { says: warm, supports: [ p/jam ] }, no: { says: cold } } }\n"
	"  weekend: { answers: { yes: { says: yes, supports: [ p/off ] }, no: { says: no } } }\n"
	"rules:\n"
	"  - { name: a long silence, when: { hours: { at-least: 40 } }, then: { weekend: yes }, because: Nobody prints then. }\n"
	"  - { name: a short one, when: { hours: { below: 2 }, light: { not: none }, p/silent: seen }, supports: [ p/paper ],\n"
	"      because: It had power. }\n"
	"  - { name: a hall, when: { value.host: { starts: hall } }, supports: [ p/jam ], because: Halls are dusty. }\n"
	"diagnoses:\n"
	"  p/paper:\n"
	"    title: The printer has no paper\n"
	"    cause: A job waits until its tray is filled.\n"
	"    messages: [ \"the tray of {name} is empty and nothing feeds it\", '/tray +(?<port>[0-9]+)(?: of (?<host>\\S+))? empty/' ]\n"
	"    fix: [ Fill the tray ]\n"
	"    docs: { Trays: https://example.org/trays }\n"
	"    examples: { match: [ a, b ], no-match: [ c ] }\n"
	"    explains: [ p/silent ]\n"
	"  p/off:\n"
	"    title: The printer is switched off\n"
	"    cause: Somebody saved power.\n"
	"    fix: [ { do: Switch it on, run: \"aws printers start --name {name}\", risk: change, verify: aws printers list } ]\n"
	"    docs: { Power: https://example.org/power }\n"
	"  p/jam:\n"
	"    title: Paper is jammed\n"
	"    cause: Dust.\n"
	"    messages: [ { text: paper is jammed in slot, code: Throttling, evidence: supports } ]\n"
	"    fix: [ Pull ]\n"
	"    docs: { Jam: https://example.org/jam }\n"
	"    examples: { match: [ a, b ], no-match: [ c ] }\n"
	"lookalikes:\n"
	"  f/plotter:\n"
	"    title: A plotter, which is no printer\n"
	"    messages: [ \"plotter: job is held and will not print\" ]\n"
	"    hides: [ \"p/*\" ]\n"
	"    examples: { match: [ \"plotter: job is held and will not print\" ] }\n";

static inline void fuzz_refuse(void *user, const awry_diag *diag)
{
	(void)user;
	fprintf(stderr, "%s:%u: %s\n", diag->file, diag->line, diag->message);
}

/* Made once and kept until the process ends. */
static inline const struct kb *fuzz_kb(void)
{
	static struct kb *kb;
	struct kb_source source = {.name = "fuzz.yaml", .text = fuzz_rules, .len = sizeof(fuzz_rules) - 1};
	struct kb_load_options options = {.alloc = mem_default(), .pattern = pattern_literals, .on_diag = fuzz_refuse};

	if (!kb)
		REQUIRE(kb_load(&source, 1, &options, &kb) == AWRY_OK);
	return kb;
}

#endif
