/* SPDX-License-Identifier: MIT */
#include "matching.h"

#include "kb/shipped.h"
#include "match/entry.h"
#include "match/scan.h"

/* ---- entries ---- */

static const struct {
	const char *name, *line;
	bool begins;
} lines[] = {
	{"an ISO time", "2026-11-24T21:00:01.123Z ERROR failed\n", true},
	{"a date and a clock", "2026-11-24 21:00:01,123 - util.py[DEBUG]: x\n", true},
	{"slashes", "2026/11/24 21:00:01 [error] 12#12: x\n", true},
	{"syslog", "Nov  4 21:00:01 host sshd[12]: x\n", true},
	{"syslog, a day of two digits", "Nov 24 21:00:01 host sshd[12]: x\n", true},
	{"klog", "E1124 21:00:01.123456       1 file.go:123] x\n", true},
	{"the kernel", "[   12.345678] nvme: x\n", true},
	{"a clock in brackets", "[2026-11-24T21:00:01.123Z] x\n", true},
	{"an address", "203.0.113.45 - - [24/Nov/2026:21:00:01 +0000] \"GET /\"\n", true},
	{"a line of JSON", "{\"level\":\"error\"}\n", true},
	{"a priority", "<34>Oct 11 22:14:15 host su: x\n", true},
	{"a load balancer's", "https 2026-11-24T21:00:01.123456Z app/web/50dc 1.2.3.4:5 - x\n", true},
	{"a frame after a time", "2026-11-24T21:00:01.123Z \xe2\x94\x82 Error: x\n", false},
	{"an indentation after a time", "2026-11-24T21:00:01.123Z    at com.example\n", false},
	{"a frame", "\xe2\x94\x82 Error: x\n", false},
	{"an indentation", "\tstatus code: 400\n", false},
	{"pretty JSON", "{\n  \"a\": 1\n", false},
	{"a word", "Error: creating EC2 Instance\n", false},
	{"a month that is a word", "May the instance be stopped\n", false},
	{"a number", "404 Not Found\n", false},
	{"nothing", "\n", false},
};

static void test_entries(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(lines); i++) {
		if (entry_begins(span_of(lines[i].line)) != lines[i].begins)
			fail_msg("%s", lines[i].name);
	}
}

/* ---- scanning ---- */

struct heard {
	struct buf text;
};

static int hear(void *user, const struct scan_match *match)
{
	struct heard *heard = user;

	buf_fmt(&heard->text, "%llu:%s ", (unsigned long long)match->line, id_of(match->kb, match->match));
	return heard->text.failed;
}

/* Scans `text`, fed by `step` bytes; the caller releases. */
static void scan_text(const struct kb *kb, const struct filter *filter, struct span text, size_t step, struct buf *out)
{
	struct heard heard;
	struct scan *scan;

	buf_init(&heard.text, mem_default());
	assert_int_equal(scan_new(kb, filter, NULL, hear, &heard, &scan), AWRY_OK);
	while (text.len > 0) {
		size_t room, n = text.len < step ? text.len : step;
		char *to = scan_room(scan, &room);

		n = n < room ? n : room;
		memcpy(to, text.ptr, n);
		assert_int_equal(scan_take(scan, n), AWRY_OK);
		text = (struct span){text.ptr + n, text.len - n};
	}
	assert_int_equal(scan_finish(scan, true), AWRY_OK);
	scan_free(scan);
	buf_text(&heard.text, "");
	*out = heard.text;
}

static const char rules[] =
	"diagnoses:\n"
	DIAGNOSIS_WITH("a/lamp", "\"The lamp {id} of the cellar went out for good\"")
	DIAGNOSIS_WITH("a/short", "\"no oil here\"")
	DIAGNOSIS_WITH("a/pattern", "\"/stairs (are|were) broken by \\\\d+ visitors/\"");

static const struct {
	const char *name, *text, *found;
} texts[] = {
	{"a line", "The lamp 7 of the cellar went out for good\n", "1:a/lamp "},
	{"letters of either case", "THE LAMP 7 OF THE CELLAR WENT OUT FOR GOOD\n", "1:a/lamp "},
	{"without an end", "x\ny\nno oil here", "3:a/short "},
	{"a pattern", "2026-11-24 21:00:01 x\n2026-11-24 21:00:02 the stairs were broken by 3 visitors\n", "2:a/pattern "},
	{"several", "no oil here\n\nThe lamp 9 of the cellar went out for good\n2026-11-24 21:00:02 no oil here\n",
		"1:a/short 3:a/lamp 4:a/short "},
	{"in JSON", "{\"msg\":\"The lamp \\\"7\\\" of the cellar went out for good\"}\n", "1:a/lamp "},
	{"over lines of one entry", "2026-11-24 21:00:01 The lamp 7 of the cellar\n  went out for good\n", "1:a/lamp "},
	{"nothing", "all is well\n", ""},
	{"no text", "", ""},
};

static void test_texts(void **state)
{
	static const size_t steps[] = {1, 3, 1000};
	struct kb *kb = kb_of(rules);
	struct filter filter;

	(void)state;
	assert_int_equal(filter_build(&filter, kb, mem_default()), AWRY_OK);
	for (size_t i = 0; i < N_ELEMENTS(texts); i++) {
		for (size_t s = 0; s < 2 * N_ELEMENTS(steps); s++) {
			struct buf found;

			scan_text(kb, s < N_ELEMENTS(steps) ? &filter : NULL, span_of(texts[i].text), steps[s % N_ELEMENTS(steps)], &found);
			if (strcmp(found.ptr, texts[i].found) != 0)
				fail_msg("%s, %zu bytes at a time: '%s'", texts[i].name, steps[s % N_ELEMENTS(steps)], found.ptr);
			buf_release(&found);
		}
	}
	filter_release(&filter);
	mem_resize(mem_default(), kb, kb->size, 0);
}

/* A message at every distance from the start of a line that is longer than a piece, and at all alignments. */
static void test_long_lines(void **state)
{
	static const char message[] = "The lamp 7 of the cellar went out for good";
	struct kb *kb = kb_of(rules);
	size_t len = 3 * SCAN_PIECE;
	char *text = mem_resize(mem_default(), NULL, 0, len);
	struct filter filter;

	(void)state;
	assert_non_null(text);
	assert_int_equal(filter_build(&filter, kb, mem_default()), AWRY_OK);
	for (size_t at = 0; at + sizeof(message) < len; at += 1237) {
		struct buf found;

		memset(text, '.', len);
		memcpy(text + at, message, sizeof(message) - 1);
		scan_text(kb, &filter, (struct span){text, len}, 5000, &found);
		assert_string_equal(found.ptr, "1:a/lamp ");
		buf_release(&found);
	}
	filter_release(&filter);
	mem_resize(mem_default(), text, len, 0);
	mem_resize(mem_default(), kb, kb->size, 0);
}

/* ---- the shipped rules ---- */

/* What a lookup finds in `text`, in the form of scan_text. */
static void look_up(struct matcher *matcher, const struct kb *kb, struct span text, struct buf *out)
{
	struct recognition found;

	buf_init(out, mem_default());
	buf_text(out, "");
	assert_int_equal(matcher_recognise(matcher, text, &found), AWRY_OK);
	for (uint32_t i = 0; i < found.n_matches; i++) {
		const struct match *match = &found.matches[i];

		if (match->target_kind == KB_OF_SYMPTOM || match->target_kind == KB_OF_DIAGNOSIS)
			buf_fmt(out, "%u:%s ", match->line, id_of(kb, match));
	}
	recognition_release(&found);
}

/* In how many of 1,000 examples a scan may find something else than a lookup: pastes broken right inside the windows of the filter, and
 * texts of fewer than 10 bytes. */
enum { MAY_DIFFER = 20 };

static void test_examples(void **state)
{
	const struct kb *kb = kb_shipped();
	struct matcher *matcher;
	struct filter filter;
	size_t n = 0, n_differ = 0;

	(void)state;
	assert_int_equal(matcher_new(kb, NULL, &matcher), AWRY_OK);
	assert_int_equal(filter_build(&filter, kb, mem_default()), AWRY_OK);
	for (uint32_t i = 0; i < kb->examples.count; i++) {
		struct span text = span_of(kb_text(kb, kb_examples(kb)[i].text));
		struct buf looked_up, scanned;

		look_up(matcher, kb, text, &looked_up);
		scan_text(kb, &filter, text, 4096, &scanned);
		n++;
		if (strcmp(looked_up.ptr, scanned.ptr) != 0) {
			n_differ++;
			print_message("# %s:%u: lookup %s, scan %s\n", kb_text(kb, kb_examples(kb)[i].place.file),
				kb_examples(kb)[i].place.line, looked_up.ptr, scanned.ptr);
		}
		buf_release(&looked_up);
		buf_release(&scanned);
	}
	print_message("# scan differs from lookup in %zu of %zu examples\n", n_differ, n);
	assert_true(n_differ * 1000 <= n * MAY_DIFFER);
	filter_release(&filter);
	matcher_free(matcher);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_examples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
