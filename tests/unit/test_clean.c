/* SPDX-License-Identifier: MIT */

/* Nothing but clean text reaches an output. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "kb/load.h"
#include "report/report.h"
#include "report/save.h"

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
	{"screen cleared", "\x1b[2J\x1b[H", "\\x1b[2J\\x1b[H"},
	{"terminal reset", "\x1b" "c", "\\x1b" "c"},
	{"alternate screen", "\x1b[?1049h", "\\x1b[?1049h"},
	{"title asked for", "\x1b[21t", "\\x1b[21t"},
	{"what the terminal is, asked", "\x1b[c\x1b[6n\x05", "\\x1b[c\\x1b[6n\\x05"},
	{"a character repeated a billion times", "x\x1b[999999999b", "x\\x1b[999999999b"},
	{"text hidden by its colour", "\x1b[8msecretly\x1b[28m", "\\x1b[8msecretly\\x1b[28m"},
	{"keys redefined", "\x1b[0;59;\"rm -rf ~\";13p", "\\x1b[0;59;\"rm -rf ~\";13p"},
	{"a notification", "\x1b]9;update now\x1b\\", "\\x1b]9;update now\\x1b\\"},
	{"an image in the text", "\x1b]1337;File=inline=1:AAAA\x07", "\\x1b]1337;File=inline=1:AAAA\\x07"},
	{"a file sent to the terminal", "\x1b_Ga=T;AAAA\x1b\\", "\\x1b_Ga=T;AAAA\\x1b\\"},
	{"a privacy message", "\x1b^hidden\x1b\\", "\\x1b^hidden\\x1b\\"},
	{"a start of string", "\x1bXhidden\x1b\\", "\\x1bXhidden\\x1b\\"},
	{"an operating system command of C1", "\x9d" "0;pwned\x9c", "\\x9d" "0;pwned\\x9c"},
	{"the same in UTF-8", "\xc2\x9d" "0;pwned\xc2\x9c", "<U+009D>0;pwned<U+009C>"},
	{"a device control string of C1", "\x90q\x9c", "\\x90q\\x9c"},
	{"a new line of C1", "a\xc2\x85" "b", "a<U+0085>b"},
	{"another character set", "\x1b(0lqqk\x1b(B", "\\x1b(0lqqk\\x1b(B"},
	{"a line overwritten letter by letter", "no\b\byes", "no\\x08\\x08yes"},
	{"vertical tab and form feed", "a\v\fb", "a\\x0b\\x0cb"},
	{"pasting ended early", "\x1b[201~rm -rf ~\n", "\\x1b[201~rm -rf ~\n"},
	{"left-to-right mark", "a\xe2\x80\x8e" "b", "a<U+200E>b"},
	{"embedding and its end", "\xe2\x80\xaa" "x\xe2\x80\xac", "<U+202A>x<U+202C>"},
	{"Trojan Source: a comment that is none", "/*\xe2\x80\xae } \xe2\x81\xa6if (a)\xe2\x81\xa9 \xe2\x81\xa6 begin */",
		"/*<U+202E> } <U+2066>if (a)<U+2069> <U+2066> begin */"},
	{"an Arabic letter mark", "\xd8\x9c", "<U+061C>"},
	{"zero-width joiner", "a\xe2\x80\x8d" "b", "a<U+200D>b"},
	{"word joiner", "a\xe2\x81\xa0" "b", "a<U+2060>b"},
	{"invisible times", "a\xe2\x81\xa2" "b", "a<U+2062>b"},
	{"soft hyphen", "ev\xc2\xadil", "ev<U+00AD>il"},
	{"combining grapheme joiner", "a\xcd\x8f", "a<U+034F>"},
	{"an empty Hangul letter", "a\xe3\x85\xa4" "b", "a<U+3164>b"},
	{"an empty pattern of Braille", "a\xe2\xa0\x80" "b", "a<U+2800>b"},
	{"variation selector", "a\xef\xb8\x8f", "a<U+FE0F>"},
	{"variation selector beyond the plane", "a\xf3\xa0\x84\x80", "a<U+E0100>"},
	{"interlinear annotation", "\xef\xbf\xb9", "<U+FFF9>"},
	{"a noncharacter", "\xef\xbf\xbf", "<U+FFFF>"},
	{"a noncharacter of Arabic", "\xef\xb7\x90", "<U+FDD0>"},
	{"a noncharacter of the last plane", "\xf4\x8f\xbf\xbe", "<U+10FFFE>"},
	{"an overlong NUL", "\xc0\x80", "\\xc0\\x80"},
	{"an overlong line feed in four bytes", "\xf0\x80\x80\x8a", "\\xf0\\x80\\x80\\x8a"},
	{"a pair of surrogates", "\xed\xa0\xbd\xed\xb8\x80", "\\xed\\xa0\\xbd\\xed\\xb8\\x80"},
	{"bytes that are never UTF-8", "\xfe\xff", "\\xfe\\xff"},
	{"an escape inside a broken character", "\xe2\x1b[31m", "\\xe2\\x1b[31m"},
	{"UTF-7 and UTF-16 are just bytes", "+ADw-\xff\xfe<", "+ADw-\\xff\\xfe<"},
	{"a command of GitHub", "::set-output name=x::y", "\\x3a:set-output name=x::y"},
	{"a mask that hides the log", "a\n  ::add-mask::e\n", "a\n  \\x3a:add-mask::e\n"},
	{"a command that wrapping would bring to a line's start", "so ::error file=a.c,line=1::no", "so \\x3a:error file=a.c,line=1::no"},
	{"commands stopped", "::stop-commands::x", "\\x3a:stop-commands::x"},
	{"a command of GitHub's first kind", "x ##[set-env name=PATH]y", "x \\x23#[set-env name=PATH]y"},
	{"a command of Azure", "x ##vso[task.setvariable variable=a]b", "x \\x23#vso[task.setvariable variable=a]b"},
	{"a command of TeamCity", "###teamcity[buildStatus status='SUCCESS']", "#\\x23#teamcity[buildStatus status='SUCCESS']"},
	{"no command: an address, a name, a heading", "::1 ::ffff:10.0.0.1 a::b::c ## Title", "::1 ::ffff:10.0.0.1 a::b::c ## Title"},
	{"a section of GitLab", "\x1b[0Ksection_start:1:x\r", "\\x1b[0Ksection_start:1:x\\x0d"},
	{"a command hidden in an escape", "#\x1b[0m#vso[x]", "#\\x1b[0m#vso[x]"},
};

/* What Markdown, or the forge that shows it, would act on. */
static const struct {
	const char *name, *text, *wanted;
} prose[] = {
	{"plain prose stays", "The key a-b/c (1.5) is 100 %", "The key a-b/c (1.5) is 100 %"},
	{"a link", "[fix](http://evil)", "\\[fix\\](http`://`evil)"},
	{"an image that calls home", "![](https://evil/p.png)", "\\!\\[\\](https`://`evil/p.png)"},
	{"an address alone", "see https://evil and www.evil.com", "see https`://`evil and www`.`evil.com"},
	{"HTML", "<img src=x onerror=y>", "\\<img src=x onerror=y\\>"},
	{"a comment that swallows the rest", "<!--", "\\<\\!--"},
	{"a heading", "# All is well", "`#` All is well"},
	{"a heading by underlining", "===", "\\==="},
	{"a rule", "---", "\\---"},
	{"a fence", "```\nx", "\\`\\`\\` x"},
	{"a fence of tildes", "~~~", "\\~\\~\\~"},
	{"a table", "|a|b|", "\\|a\\|b\\|"},
	{"a list", "- [x] done", "\\- \\[x\\] done"},
	{"a numbered list", "12. done", "12\\. done"},
	{"a quotation", "> said", "\\> said"},
	{"a mention", "@admin, @org/team", "`@`admin, `@`org/team"},
	{"a mail address", "a@evil.com", "a`@`evil.com"},
	{"an issue", "fixes #12 and org/x#3", "fixes `#`12 and org/x`#`3"},
	{"mathematics", "$\\unicode{x202e}$", "`$`\\\\unicode{x202e}`$`"},
	{"an entity", "&#x202e;&lt;", "\\&`#`x202e;\\&lt;"},
	{"emphasis", "*a* __b__", "\\*a\\* \\_\\_b\\_\\_"},
	{"a second paragraph, and code", "a\n\n    b", "a b"},
	{"a backslash before what is escaped", "\\[a", "\\\\\\[a"},
	{"several in a row", "@@#$", "`@@#$`"},
};

static void prose_is_prose(void **unused)
{
	struct buf out;

	(void)unused;
	buf_init(&out, mem_default());
	for (size_t i = 0; i < N_ELEMENTS(prose); i++) {
		buf_clear(&out);
		clean_add_markdown(&out, prose[i].text, strlen(prose[i].text));
		if (strcmp(out.ptr, prose[i].wanted) != 0)
			fail_msg("%s: got \"%s\"", prose[i].name, out.ptr);
	}
	buf_release(&out);
}

/* Each attack stands in a text that is recognised, in the name of its file and in a value. */
static const char rules[] =
	"symptoms:\n"
	"  p/silent:\n"
	"    title: The printer {name} is silent\n"
	"    messages: [ \"printer says {name}: job is held and will not print\" ]\n"
	"    candidates: { p/paper: 7, p/off: 4 }\n"
	"    examples: { match: [ \"printer says x: job is held and will not print\" ] }\n"
	"findings:\n"
	"  light:\n"
	"    ask: Is the light of {name} on?\n"
	"    check: printers show {name}\n"
	"    answers: { yes: { says: it is, confirms: [ p/paper ] }, no: { says: it is not, confirms: [ p/off ] } }\n"
	"diagnoses:\n"
	"  p/paper: { title: 'Paper of {name}', cause: It is used up., fix: [ { do: Fill it, run: 'fill {name}', risk: read } ],"
	" docs: { D: https://example.org/d } }\n"
	"  p/off: { title: Off, cause: C, fix: [ Do ], docs: { D: https://example.org/d } }\n";

static int collect(void *user, const char *bytes, size_t len)
{
	buf_add(user, bytes, len);
	return 0;
}

static awry_session *told(const struct kb *kb, const char *attack)
{
	awry_session *session;
	struct buf text;

	buf_init(&text, mem_default());
	buf_fmt(&text, "printer says %s: job is held and will not print %s", attack, attack);
	assert_int_equal(session_open(kb, mem_default(), &session), AWRY_OK);
	assert_int_equal(session_tell_text(session, attack, (struct span){text.ptr, text.len}), AWRY_OK);
	session_tell_value(session, "name", attack);
	buf_release(&text);
	return session;
}

static void report_all(awry_session *session, struct buf *out)
{
	static const awry_report_options options = AWRY_REPORT_OPTIONS_INIT;
	assert_int_equal(report_text(session, &options, collect, out), AWRY_OK);
	assert_int_equal(report_json(session, &options, collect, out), AWRY_OK);
	assert_int_equal(report_markdown(session, &options, collect, out), AWRY_OK);
	assert_int_equal(save_write(session, collect, out), AWRY_OK);
}

static void fail_on_mistake(void *user, const awry_diag *diag)
{
	(void)user;
	fail_msg("%u:%u %s", diag->line, diag->column, diag->message);
}

static void every_way_out_is_clean(void **unused)
{
	struct kb_load_options options = {
		.alloc = mem_default(), .pattern = pattern_literals, .on_diag = fail_on_mistake};
	struct kb_source source = {.name = "t.yaml", .text = rules, .len = sizeof(rules) - 1};
	struct kb *kb;
	struct buf out;

	(void)unused;
	assert_int_equal(kb_load(&source, 1, &options, &kb), AWRY_OK);
	buf_init(&out, mem_default());
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		awry_session *session = told(kb, rows[i].text);
		buf_clear(&out);
		report_all(session, &out);
		assert_true(session->n_seen > 0);
		for (size_t at = 0, n; at < out.len; at += n) {
			uint32_t c;
			n = utf8_decode(out.ptr + at, out.len - at, &c);
			if (n == 0 || (c < 0x20 && c != '\n') || c == 0x7f || utf8_is_hidden(c))
				fail_msg("%s: at %s", rows[i].name, out.ptr + at);
		}
		if (strstr(out.ptr, "##vso[") || strstr(out.ptr, "##[") || strstr(out.ptr, "##teamcity[") ||
			strstr(out.ptr, "\n::") || strstr(out.ptr, " ::add-mask") || strstr(out.ptr, " ::error"))
			fail_msg("%s: a command is left in %s", rows[i].name, out.ptr);
		session_close(session);
	}
	buf_release(&out);
	mem_resize(mem_default(), kb, kb->size, 0);
}


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
		cmocka_unit_test(prose_is_prose),
		cmocka_unit_test(every_way_out_is_clean),
		cmocka_unit_test(random_bytes_are_clean),
		cmocka_unit_test(a_line_is_one_line),
	};

	return cmocka_run_group_tests_name("clean", tests, NULL, NULL);
}
