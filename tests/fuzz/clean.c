/* SPDX-License-Identifier: MIT */

/* Whatever the bytes, what the cleaner lets through is clean, and clean text stays as it is: but for what looks like a secret
 * only now that a byte was made visible. */

#include "fuzz.h"

#include "report/report.h"

static unsigned count_secrets(const struct buf *text)
{
	unsigned n = 0;

	for (size_t i = 0; i + 8 <= text->len; i++)
		n += memcmp(text->ptr + i, "[secret]", 8) == 0;
	return n;
}

static void clean_twice(struct span text)
{
	struct buf once, twice;

	buf_init(&once, mem_default());
	buf_init(&twice, mem_default());
	clean_add(&once, text.ptr, text.len);
	require_clean(once.ptr, once.len);
	clean_add(&twice, once.ptr, once.len);
	require_clean(twice.ptr, twice.len);
	if (count_secrets(&once) == count_secrets(&twice) && !memchr(once.ptr ? once.ptr : "", '[', once.len))
		REQUIRE(once.len == twice.len && (once.len == 0 || memcmp(once.ptr, twice.ptr, once.len) == 0));
	buf_release(&once);
	buf_release(&twice);
}

/* All that Markdown or a forge acts on is escaped, or in a code span that holds nothing else. */
static void require_prose(const struct buf *out)
{
	bool is_code = false;

	for (size_t i = 0; i < out->len; i++) {
		if (out->ptr[i] == '`')
			is_code = !is_code;
		else if (is_code)
			REQUIRE(strchr("@#$:/.", out->ptr[i]));
		else if (out->ptr[i] == '\\')
			i++;
		else
			REQUIRE(!strchr("*_[]<>!|~&@#$", out->ptr[i]));
	}
	REQUIRE(!is_code);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_span(data, size);
	struct buf out;

	buf_init(&out, mem_default());
	clean_twice(text);
	clean_add_line(&out, text.ptr, text.len, 100);
	require_clean(out.ptr, out.len);
	REQUIRE(out.len <= 120 && (out.len == 0 || !memchr(out.ptr, '\n', out.len)));
	buf_clear(&out);
	clean_add_markdown(&out, text.ptr, text.len);
	require_clean(out.ptr, out.len);
	require_prose(&out);
	buf_release(&out);
	return 0;
}
