/* SPDX-License-Identifier: MIT */

/* Nothing but clean text reaches an output. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "report/report.h"

static const struct {
	const char *name, *text, *wanted;
} rows[] = {
	{"plain text stays", "plain text, 100 %", "plain text, 100 %"},
	{"UTF-8 stays", "caf\xc3\xa9 \xe2\x94\x82 \xf0\x9f\x98\x80", "caf\xc3\xa9 \xe2\x94\x82 \xf0\x9f\x98\x80"},
	{"line feed and tab stay", "a\n\tb", "a\n\tb"},
	{"CR LF becomes LF", "a\r\nb", "a\nb"},
	{"a lone CR cannot overwrite the line", "bad\rok", "bad\\x0dok"},
	{"colour", "\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"},
	{"cursor up and erase", "\x1b[1A\x1b[2K", "\\x1b[1A\\x1b[2K"},
	{"title", "\x1b]0;pwned\x07", "\\x1b]0;pwned\\x07"},
	{"clipboard", "\x1b]52;c;cm0gLXJm\x07", "\\x1b]52;c;cm0gLXJm\\x07"},
	{"hyperlink", "\x1b]8;;http://evil\x1b\\x\x1b]8;;\x1b\\", "\\x1b]8;;http://evil\\x1b\\x\\x1b]8;;\\x1b\\"},
	{"device control string", "\x1bPq#0\x1b\\", "\\x1bPq#0\\x1b\\"},
	{"C1 as one byte", "\x9b" "31m", "\\x9b31m"},
	{"C1 as UTF-8", "\xc2\x9b" "31m", "<U+009B>31m"},
	{"backspace", "ab\b\bcd", "ab\\x08\\x08cd"},
	{"delete", "a\x7f", "a\\x7f"},
	{"bell", "\a", "\\x07"},
	{"shift out", "\x0e", "\\x0e"},
	{"right-to-left override", "\xe2\x80\xae" "gpj.exe", "<U+202E>gpj.exe"},
	{"isolates", "\xe2\x81\xa6x\xe2\x81\xa9", "<U+2066>x<U+2069>"},
	{"zero-width blank", "a\xe2\x80\x8b" "b", "a<U+200B>b"},
	{"byte order mark", "\xef\xbb\xbf" "a", "<U+FEFF>a"},
	{"tag character", "\xf3\xa0\x81\x81", "<U+E0041>"},
	{"line separator", "a\xe2\x80\xa8" "b", "a<U+2028>b"},
	{"a lone continuation byte", "a\x80" "b", "a\\x80b"},
	{"an overlong slash", "\xc0\xaf", "\\xc0\\xaf"},
	{"an overlong escape", "\xe0\x80\x9b", "\\xe0\\x80\\x9b"},
	{"a surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80"},
	{"beyond Unicode", "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
	{"cut in a character", "a\xe2\x94", "a\\xe2\\x94"},
};

static void text_is_cleaned(void **unused)
{
	struct buf out;

	(void)unused;
	buf_init(&out, mem_default());
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		buf_clear(&out);
		clean_add(&out, rows[i].text, strlen(rows[i].text));
		if (strcmp(out.ptr, rows[i].wanted) != 0)
			fail_msg("%s: got \"%s\"", rows[i].name, out.ptr);
	}
	buf_release(&out);
}

/* A byte that a terminal acts on. */
static bool is_active(const struct buf *out, size_t i)
{
	unsigned char c = (unsigned char)out->ptr[i];

	return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f ||
		(c == 0xc2 && (unsigned char)out->ptr[i + 1] >= 0x80 && (unsigned char)out->ptr[i + 1] < 0xa0);
}

static void random_bytes_are_clean(void **unused)
{
	uint64_t state = 7;
	struct buf out;
	char text[64];

	(void)unused;
	buf_init(&out, mem_default());
	for (int round = 0; round < 20000; round++) {
		for (size_t i = 0; i < sizeof(text); i++) {
			state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
			text[i] = (char)(state >> 56);
		}
		buf_clear(&out);
		clean_add(&out, text, sizeof(text));
		for (size_t i = 0; i < out.len; i++)
			assert_false(is_active(&out, i));
		size_t once = out.len;
		struct buf twice;
		buf_init(&twice, mem_default());
		clean_add(&twice, out.ptr, out.len);
		assert_int_equal(twice.len, once); /* clean text stays as it is */
		buf_release(&twice);
	}
	buf_release(&out);
}

static void a_line_is_one_line(void **unused)
{
	struct buf out;

	(void)unused;
	buf_init(&out, mem_default());
	clean_add_line(&out, "  a\n\n b\t\tc  ", 12, 100);
	assert_string_equal(out.ptr, "a b c");
	buf_clear(&out);
	clean_add_line(&out, "abcdefghij", 10, 4);
	assert_string_equal(out.ptr, "abcd...");
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_cleaned),
		cmocka_unit_test(random_bytes_are_clean),
		cmocka_unit_test(a_line_is_one_line),
	};

	return cmocka_run_group_tests_name("clean", tests, NULL, NULL);
}
