/* SPDX-License-Identifier: MIT */
#include "report/report.h"

#include "dialog/secret.h"

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Letters and hyphens from `at` on, at most so many. */
static size_t word_end(const char *text, size_t len, size_t at)
{
	enum { WORD_MAX = 32 };
	size_t end = at;

	while (end < len && end - at < WORD_MAX && (is_letter(text[end]) || text[end] == '-'))
		end++;
	return end;
}

/* What a build service takes for a command of its own wherever a log holds it: "##vso[", "##[" and "##teamcity[" anywhere,
 * "::name::" and "::name key=value::" where a line begins, and any blank may come to stand there when text is wrapped. */
static bool begins_command(const char *text, size_t len, size_t at)
{
	if (len - at < 3 || text[at + 1] != text[at])
		return false;
	size_t end = word_end(text, len, at + 2);
	if (text[at] == '#')
		return end < len && text[end] == '[';
	if (text[at] != ':' || end == at + 2 || (at > 0 && !is_space(text[at - 1])) || end == len)
		return false;
	if (text[end] == ':')
		return end + 1 < len && text[end + 1] == ':';
	for (size_t i = end; text[end] == ' ' && i + 1 < len && text[i] != '\n'; i++)
		if (text[i] == ':' && text[i + 1] == ':')
			return true;
	return false;
}

/* Appends the character at `at`; returns how many bytes it took. */
static size_t add_character(struct buf *out, const char *text, size_t len, size_t at)
{
	uint32_t c;
	size_t n = utf8_decode(text + at, len - at, &c);

	if (n == 0) {
		buf_fmt(out, "\\x%02x", (unsigned)(unsigned char)text[at]);
		return 1;
	}
	if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f || ((c == ':' || c == '#') && begins_command(text, len, at)))
		buf_fmt(out, "\\x%02x", (unsigned)c);
	else if (utf8_is_hidden(c))
		buf_fmt(out, "<U+%04X>", (unsigned)c);
	else
		buf_add(out, text + at, n);
	return n;
}

static void add_all(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		if (text[i] == '\r' && i + 1 < len && text[i + 1] == '\n')
			i++;
		else
			i += add_character(out, text, len, i);
	}
}

/* Secrets go first: made visible, a control byte could split one. */
static void hide_secrets(struct buf *hidden, const struct buf *out, const char *text, size_t len)
{
	buf_init(hidden, out->alloc);
	mask_add(NULL, hidden, text, len);
}

void clean_add(struct buf *out, const char *text, size_t len)
{
	struct buf hidden;

	hide_secrets(&hidden, out, text, len);
	add_all(out, hidden.ptr, hidden.len);
	out->failed |= hidden.failed;
	buf_release(&hidden);
}

static void add_line(struct buf *out, const char *text, size_t len, size_t max)
{
	size_t start = out->len;
	bool is_gap = false;

	for (size_t i = 0; i < len;) {
		if (is_space(text[i])) {
			is_gap = out->len > start;
			i++;
			continue;
		}
		if (out->len - start >= max) {
			buf_text(out, "...");
			return;
		}
		if (is_gap)
			buf_char(out, ' ');
		is_gap = false;
		i += add_character(out, text, len, i);
	}
}

void clean_add_line(struct buf *out, const char *text, size_t len, size_t max)
{
	struct buf hidden;

	hide_secrets(&hidden, out, text, len);
	add_line(out, hidden.ptr, hidden.len, max);
	out->failed |= hidden.failed;
	buf_release(&hidden);
}

/* Where text begins a line, what would make it a list, a rule or a heading: bytes up to the one to be escaped. */
static size_t marker_length(const struct buf *clean)
{
	size_t n = 0;

	if (clean->len > 0 && strchr("-+=", clean->ptr[0]))
		return 0;
	while (n < clean->len && clean->ptr[n] >= '0' && clean->ptr[n] <= '9')
		n++;
	return n > 0 && n < clean->len && strchr(".)", clean->ptr[n]) ? n : SIZE_MAX;
}

/* What forges act on after they have read the backslashes: mentions, references, mathematics, addresses. */
static size_t reference_length(const struct buf *clean, size_t at)
{
	const char *text = clean->ptr + at;
	size_t left = clean->len - at, n = 0;

	while (n < left && strchr("@#$", text[n]))
		n++;
	if (n > 0)
		return n;
	if (left >= 3 && memcmp(text, "://", 3) == 0)
		return 3;
	return *text == '.' && at >= 3 && starts_with(text - 3, 3, "www");
}

void clean_add_markdown(struct buf *out, const char *text, size_t len)
{
	struct buf clean;

	buf_init(&clean, out->alloc);
	clean_add_line(&clean, text, len, SIZE_MAX);
	size_t marker = marker_length(&clean);
	for (size_t i = 0, n; i < clean.len; i += n ? n : 1) {
		n = reference_length(&clean, i);
		if (n > 0) {
			buf_char(out, '`');
			buf_add(out, clean.ptr + i, n);
			buf_char(out, '`');
			continue;
		}
		if (i == marker || strchr("\\`*_[]<>!|~&", clean.ptr[i]))
			buf_char(out, '\\');
		buf_char(out, clean.ptr[i]);
	}
	out->failed |= clean.failed;
	buf_release(&clean);
}
