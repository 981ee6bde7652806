/* SPDX-License-Identifier: MIT */

/* A scan finds the same however its text is fed: whole, by single bytes, in pieces.  Its first bytes say how to cut, and
 * how much filler stands in the middle, so that entries longer than a piece are met. */

#include "fuzz.h"

#include "kb/shipped.h"
#include "match/scan.h"

struct finding {
	uint32_t message, target;
	uint64_t line, offset;
};

struct findings {
	struct finding items[256];
	size_t n;
};

static int take(void *user, const struct scan_match *found)
{
	struct findings *findings = user;

	if (findings->n < N_ELEMENTS(findings->items))
		findings->items[findings->n++] = (struct finding){
			found->match->message, found->match->target, found->line, found->offset};
	return 0;
}

static void feed(struct scan *scan, struct span text, size_t step)
{
	for (size_t at = 0; at < text.len;) {
		size_t room, n = text.len - at < step ? text.len - at : step;
		char *to = scan_room(scan, &room);
		n = n < room ? n : room;
		memcpy(to, text.ptr + at, n);
		REQUIRE(scan_take(scan, n) == AWRY_OK);
		at += n;
	}
	REQUIRE(scan_finish(scan, true) == AWRY_OK);
}

static struct buf make_text(struct span input, size_t n_filler)
{
	struct buf text;

	buf_init(&text, mem_default());
	buf_add(&text, input.ptr, input.len / 2);
	for (size_t i = 0; i < n_filler; i++)
		buf_text(&text, i % 40 == 39 ? "a filler that says nothing at all of it;\n" : "a filler that says nothing at all of it ");
	buf_add(&text, input.ptr + input.len / 2, input.len - input.len / 2);
	buf_char(&text, '\n');
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct filter filter;
	static struct findings whole, cut;
	static struct scan *scans[2];

	if (size < 2)
		return 0;
	if (!scans[0]) {
		REQUIRE(filter_build(&filter, kb_shipped(), mem_default()) == AWRY_OK);
		REQUIRE(scan_new(kb_shipped(), &filter, mem_default(), take, &whole, &scans[0]) == AWRY_OK);
		REQUIRE(scan_new(kb_shipped(), &filter, mem_default(), take, &cut, &scans[1]) == AWRY_OK);
	}
	struct buf text = make_text(fuzz_span(data + 2, size - 2), data[0] > 250 ? data[1] * 4u : 0);
	size_t step = data[0] > 250 ? 1 + data[0] : data[0] < 128 ? 1 : data[0] - 126;
	whole.n = cut.n = 0;
	feed(scans[0], (struct span){text.ptr, text.len}, text.len);
	feed(scans[1], (struct span){text.ptr, text.len}, step);
	REQUIRE(whole.n == cut.n);
	for (size_t i = 0; i < whole.n; i++)
		REQUIRE(memcmp(&whole.items[i], &cut.items[i], sizeof(whole.items[i])) == 0);
	buf_release(&text);
	return 0;
}
