/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "match/normalize.h"

/* What each way of breaking a text comes to. */
static const struct {
	const char *name, *text, *plain, *folded;
} rows[] = {
	{"plain text stays", "Connection refused", "Connection refused", "connectionrefused"},
	{"white space is one blank", "a \t  b", "a b", "ab"},
	{"or one line feed", "a  \r\n\r\n  b", "a\nb", "ab"},
	{"a real colour", "\x1b[31mred\x1b[0m", "red", "red"},
	{"a colour inside a word", "Perm\x1b[1;31mission", "Permission", "permission"},
	{"a colour without its escape", "[31mred[0m", "red", "red"},
	{"a range of a query is none", "rate(x[5m])", "rate(x[5m])", "ratex5m"},
	{"a colour as \\x1b", "\\x1b[31mred\\x1b[0m", "red", "red"},
	{"a colour as \\u001b", "\\u001b[31mred\\u001b[0m", "red", "red"},
	{"a colour as \\033", "\\033[31mred\\033[0m", "red", "red"},
	{"a colour as ^[", "^[[1mred^[[0m", "red", "red"},
	{"a hyperlink of a terminal", "\x1b]8;;http://x/\x1b\\text\x1b]8;;\x1b\\", "text", "text"},
	{"a line feed as \\n", "refused\\nnext", "refused\nnext", "refusednext"},
	{"a tab and a quote", "\\tsaid \\\"no\\\"", "said \"no\"", "saidno"},
	{"escaped twice", "refused\\\\nsaid \\\\\\\"no\\\\\\\"", "refused\nsaid \"no\"",
	 "refusedsaidno"},
	{"escaped thrice", "refused\\\\\\\\nnext", "refused\nnext", "refusednext"},
	{"a slash", "http:\\/\\/x", "http://x", "httpx"},
	{"a character by its number", "a \\u003c b", "a < b", "ab"},
	{"a Windows path keeps its letters", "C:\\Users\\me\\new.pem", "C:\\Users\\me\\new.pem",
	 "cusersmenewpem"},
	{"also in JSON", "\\\"C:\\\\tmp\\\\new\\\"\\n", "\"C:\\tmp\\new\"\n", "ctmpnew"},
	{"markdown's backslash", "load\\_balancer", "load_balancer", "loadbalancer"},
	{"an entity", "a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;&nbsp;e", "a <b> & \"c\" 'd' e",
	 "acde"},
	{"an entity of an entity", "&amp;quot;x&amp;quot;", "\"x\"", "x"},
	{"an ampersand is none", "a & b", "a & b", "ab"},
	{"a blank in a URL", "key%20pair%3A", "key pair:", "keypair"},
	{"a per cent sign is none", "100%, 60%ab", "100%, 60%ab", "10060ab"},
	{"tags do not count", "<h1>502 Bad Gateway</h1>", "<h1>502 Bad Gateway</h1>",
	 "502badgateway"},
	{"nor do their attributes", "<a href=\"x.html\">here</a><br/>",
	 "<a href=\"x.html\">here</a><br/>", "here"},
	{"less-than is no tag", "a < b and c > d", "a < b and c > d", "abandcd"},
	{"a link's address does not count", "[key](https://x.y/z) pair",
	 "[key](https://x.y/z) pair", "keypair"},
	{"typographic quotes and dashes",
	 "\xe2\x80\x9cno\xe2\x80\x9d \xe2\x80\x93 it\xe2\x80\x99s\xe2\x80\xa6", "\"no\" - it's...",
	 "noits"},
	{"blanks that do not break", "key\xc2\xa0pair", "key pair", "keypair"},
	{"blanks without width", "key\xe2\x80\x8bpair", "keypair", "keypair"},
	{"a byte order mark", "\xef\xbb\xbfkey", "key", "key"},
	{"bytes that are no UTF-8", "key \xff\xfe pair", "key ?? pair", "keypair"},
	{"Windows-1252 quotes", "\x93key\x94", "\"key\"", "key"},
	{"NUL", "k\0ey", "key", "key"},
	{"frames", "\xe2\x94\x82 Error: no\n\xe2\x94\x82 such key\n\xe2\x95\xb5",
	 "Error: no\nsuch key\n", "errornosuchkey"},
	{"lines run together with frames", "no \xe2\x94\x82 such key", "no such key", "nosuchkey"},
	{"quote marks", "> > no such\n> > key", "no such\nkey", "nosuchkey"},
	{"a time stamp", "2026-11-24T21:00:01.5Z no\n2026-11-24 21:00:01,123 +0000 such",
	 "no\nsuch", "nosuch"},
	{"the time of Jenkins",
	 "[2026-11-24T21:00:01.123Z] no such\n[2026-11-24T21:00:01.124Z] key", "no such\nkey",
	 "nosuchkey"},
	{"the time of klog", "E0412 12:33:11.123456       1 file.go:123] no such", "no such",
	 "nosuch"},
	{"the time of the kernel", "[   12.345678] no such", "no such", "nosuch"},
	{"the time of syslog, not the program", "Nov 24 21:00:01 host sshd[12]: no such",
	 "host sshd[12]: no such", "hostsshd12nosuch"},
	{"a number with a date in it is no time", "2026-11-24 is", "2026-11-24 is", "20261124is"},
	{"packer", "==> amazon-ebs: no such", "amazon-ebs: no such", "amazonebsnosuch"},
	{"columns that repeat", "web-1  | no such\nweb-1  | key", "no such\nkey", "nosuchkey"},
	{"numbered columns", "1|app  | no such\n1|app  | key", "no such\nkey", "nosuchkey"},
};

/* NULs stand in one row only; its length is that of the literal. */
static size_t text_len(const char *text)
{
	return strcmp(text, "k") == 0 ? 4 : strlen(text);
}

static void test_rows(void **state)
{
	struct view view;

	(void)state;
	view_init(&view, mem_default());
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		assert_int_equal(
			view_read(&view, (struct span){rows[i].text, text_len(rows[i].text)}),
			AWRY_OK);
		if (!span_equal((struct span){view.plain, view.n_plain}, span_of(rows[i].plain)))
			fail_msg("%s: plain is \"%.*s\"", rows[i].name, (int)view.n_plain,
				 view.plain);
		if (!span_equal((struct span){view.folded, view.n_folded}, span_of(rows[i].folded)))
			fail_msg("%s: folded is \"%.*s\"", rows[i].name, (int)view.n_folded,
				 view.folded);
	}
	view_release(&view);
}

/* Each folded symbol leads back to a byte that is or stands for its letter. */
static void test_places_lead_back(void **state)
{
	static const char text[] =
		"\xe2\x94\x82 Error: \\\"no\\\" \x1b[1msuch\x1b[0m\n> k\\u0065y &#112;air";
	struct view view;

	(void)state;
	view_init(&view, mem_default());
	assert_int_equal(view_read(&view, SPAN(text)), AWRY_OK);
	for (uint32_t i = 0; i < view.n_folded; i++) {
		uint32_t plain = view_plain_of(&view, i), original = view_original_of(&view, plain);

		assert_int_equal(view_folded_of(&view, plain), i);
		if (text[original] != '\\' && text[original] != '&')
			assert_int_equal(text[original] | 0x20, view.folded[i] | 0x20);
	}
	assert_int_equal(view_plain_of(&view, view.n_folded), view.n_plain);
	assert_int_equal(view_original_of(&view, view.n_plain), sizeof(text) - 1);
	view_release(&view);
}

static void test_tags(void **state)
{
	struct view view;

	(void)state;
	view_init(&view, mem_default());
	assert_int_equal(view_read(&view, SPAN("no such\nhost prog[12]: key")), AWRY_OK);
	assert_int_equal(view.n_tags, 1);
	assert_int_equal(view.tags[0].begin, 6);
	assert_int_equal(view.tags[0].end, 16);
	assert_null(view_tag_at(&view, 5));
	assert_non_null(view_tag_at(&view, 6));
	assert_non_null(view_tag_at(&view, 15));
	assert_null(view_tag_at(&view, 16));
	view_release(&view);
}

static void test_utf16(void **state)
{
	static const char little[] = "\xff\xfek\0e\0\x19\x20y\0",
			  big[] = "\xfe\xff\0k\0e\x20\x19\0y";
	char out[8];

	(void)state;
	assert_int_equal(text_narrow((struct span){little, sizeof(little) - 1}, out), 4);
	assert_memory_equal(out, "ke'y", 4);
	assert_int_equal(text_narrow((struct span){big, sizeof(big) - 1}, out), 4);
	assert_memory_equal(out, "ke'y", 4);
	assert_int_equal(text_narrow(SPAN("key"), out), 0);
}

/* rank and select against counting one by one. */
static void test_sieve(void **state)
{
	enum { N = 5000 };
	struct sieve sieve = {0};
	uint32_t n = 0;

	(void)state;
	assert_int_equal(sieve_open(&sieve, mem_default(), N), AWRY_OK);
	for (uint32_t i = 0; i < N; i += 1 + i % 97)
		sieve_pass(&sieve, i, i % 5 < N - i ? i % 5 : N - i);
	sieve_close(&sieve);
	for (uint32_t i = 0; i < N; i++) {
		assert_int_equal(sieve_rank(&sieve, i), n);
		if (sieve.bits[i / 64] >> i % 64 & 1)
			assert_int_equal(sieve_select(&sieve, n++), i);
	}
	assert_int_equal(sieve.n_passed, n);
	assert_int_equal(sieve_select(&sieve, n), N);
	sieve_release(&sieve, mem_default());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),  cmocka_unit_test(test_places_lead_back),
		cmocka_unit_test(test_tags),  cmocka_unit_test(test_utf16),
		cmocka_unit_test(test_sieve),
	};

	return cmocka_run_group_tests_name("normalize", tests, NULL, NULL);
}
