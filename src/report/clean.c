/* SPDX-License-Identifier: MIT */
#include "report/report.h"

/* Decodes one character.  Returns its length, or 0 where the bytes are not UTF-8 (RFC 3629). */
static size_t decode(const unsigned char *p, size_t len, uint32_t *out)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xc2 && p[0] < 0xe0 ? 2 : p[0] >= 0xe0 && p[0] < 0xf0 ? 3
		: p[0] >= 0xf0 && p[0] < 0xf5 ? 4 : 0;

	if (n == 0 || n > len)
		return 0;
	uint32_t c = n == 1 ? p[0] : p[0] & (0x7fU >> n);
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	*out = c;
	return n;
}

/* Characters that are not seen but change what is seen. */
static bool is_hidden(uint32_t c)
{
	static const struct { uint32_t first, last; } ranges[] = {
		{0x80, 0x9f}, {0xad, 0xad}, {0x61c, 0x61c}, {0x115f, 0x1160}, {0x17b4, 0x17b5}, {0x180b, 0x180f},
		{0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0x3164, 0x3164}, {0xfe00, 0xfe0f},
		{0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0xfffe, 0xffff}, {0x1bca0, 0x1bca3},
		{0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
	};

	for (size_t i = 0; i < N_ELEMENTS(ranges); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

/* Appends one character of `p`; returns how many bytes it took. */
static size_t add_character(struct buf *out, const unsigned char *p, size_t len)
{
	uint32_t c;
	size_t n = decode(p, len, &c);

	if (n == 0) {
		buf_fmt(out, "\\x%02x", p[0]);
		return 1;
	}
	if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
		buf_fmt(out, "\\x%02x", (unsigned)c);
	else if (is_hidden(c))
		buf_fmt(out, "<U+%04X>", (unsigned)c);
	else
		buf_add(out, (const char *)p, n);
	return n;
}

static void add_all(struct buf *out, const unsigned char *p, size_t len)
{
	for (size_t i = 0; i < len;) {
		if (p[i] == '\r' && i + 1 < len && p[i + 1] == '\n')
			i++;
		else
			i += add_character(out, p + i, len - i);
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
	add_all(out, (const unsigned char *)hidden.ptr, hidden.len);
	out->failed |= hidden.failed;
	buf_release(&hidden);
}

static bool is_space(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void add_line(struct buf *out, const unsigned char *p, size_t len, size_t max)
{
	size_t start = out->len;
	bool is_gap = false;

	for (size_t i = 0; i < len;) {
		if (is_space(p[i])) {
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
		i += add_character(out, p + i, len - i);
	}
}

void clean_add_line(struct buf *out, const char *text, size_t len, size_t max)
{
	struct buf hidden;

	hide_secrets(&hidden, out, text, len);
	add_line(out, (const unsigned char *)hidden.ptr, hidden.len, max);
	out->failed |= hidden.failed;
	buf_release(&hidden);
}

void clean_add_markdown(struct buf *out, const char *text, size_t len)
{
	struct buf clean;

	buf_init(&clean, out->alloc);
	clean_add_line(&clean, text, len, len * 8);
	for (size_t i = 0; i < clean.len; i++) {
		if (strchr("\\`*_[]<>#!|~@&", clean.ptr[i]))
			buf_char(out, '\\');
		buf_char(out, clean.ptr[i]);
	}
	out->failed |= clean.failed;
	buf_release(&clean);
}
