/* SPDX-License-Identifier: MIT */

/* Pasted text against the shipped rules: whatever is found lies in the text, and is found again. */

#include "fuzz.h"

#include "kb/shipped.h"

static void check(const struct recognition *found, struct span text)
{
	for (uint32_t i = 0; i < found->n_matches; i++) {
		const struct match *match = &found->matches[i];
		uint32_t line = 1;
		REQUIRE(match->begin <= match->end && match->end <= text.len);
		for (uint32_t at = 0; at < match->begin; at++)
			line += text.ptr[at] == '\n';
		REQUIRE(match->line == line);
		REQUIRE(match->excerpt.len <= MATCH_EXCERPT);
		REQUIRE(match->values.first + match->values.count <= found->n_values);
	}
	for (uint32_t i = 0; i < found->n_values; i++)
		REQUIRE(found->values[i].text.len <= text.len);
	REQUIRE(found->first_sniffed <= found->n_values);
}

static void require_same(const struct recognition *a, const struct recognition *b)
{
	REQUIRE(a->n_matches == b->n_matches && a->n_values == b->n_values && a->limits == b->limits);
	for (uint32_t i = 0; i < a->n_matches; i++)
		REQUIRE(a->matches[i].message == b->matches[i].message && a->matches[i].begin == b->matches[i].begin &&
			a->matches[i].end == b->matches[i].end);
	for (uint32_t i = 0; i < a->n_values; i++)
		REQUIRE(a->values[i].value == b->values[i].value && span_equal(a->values[i].text, b->values[i].text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct matcher *matcher;
	struct recognition found, again;
	struct span text = fuzz_span(data, size);

	if (!matcher)
		REQUIRE(matcher_new(kb_shipped(), mem_default(), &matcher) == AWRY_OK);
	REQUIRE(matcher_recognise(matcher, text, &found) == AWRY_OK);
	REQUIRE(matcher_recognise(matcher, text, &again) == AWRY_OK);
	check(&found, text);
	require_same(&found, &again);
	recognition_release(&found);
	recognition_release(&again);
	return 0;
}
