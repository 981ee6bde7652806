/* SPDX-License-Identifier: MIT */
#include "report/report.h"

/* Columns of UTF-8 text, one for each character: near enough for where a line is broken. */
static size_t columns(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

static void add_blanks(struct page *page, size_t n)
{
	while (n-- > 0)
		buf_char(&page->buf, ' ');
}

void page_style(struct page *page, const char *style, const char *text)
{
	if (page->colour)
		buf_fmt(&page->buf, "\x1b[%sm", style);
	buf_text(&page->buf, text);
	if (page->colour)
		buf_text(&page->buf, "\x1b[0m");
}

/* Columns of the line that is being written. */
static size_t column_of(const struct page *page)
{
	size_t start = page->buf.len;

	while (start > 0 && page->buf.ptr[start - 1] != '\n')
		start--;
	return page->buf.len > start ? columns(page->buf.ptr + start, page->buf.len - start) : 0;
}

void page_wrap(struct page *page, const char *first, unsigned indent, const char *text)
{
	bool is_empty = true;

	buf_text(&page->buf, first);
	size_t at = column_of(page);
	if (at < indent) {
		add_blanks(page, indent - at);
		at = indent;
	}
	while (*text) {
		size_t skip = strspn(text, " \t\n"), len;
		text += skip;
		len = strcspn(text, " \t\n");
		if (len == 0)
			break;
		size_t width = columns(text, len);
		if (!is_empty && at + 1 + width > page->width) {
			buf_char(&page->buf, '\n');
			add_blanks(page, indent);
			at = indent;
			is_empty = true;
		}
		if (!is_empty) {
			buf_char(&page->buf, ' ');
			at++;
		}
		buf_add(&page->buf, text, len);
		at += width;
		text += len;
		is_empty = false;
	}
	buf_char(&page->buf, '\n');
}

void page_line(struct page *page, const char *first, const char *text, const char *style)
{
	buf_text(&page->buf, first);
	if (style)
		page_style(page, style, text);
	else
		buf_text(&page->buf, text);
	buf_char(&page->buf, '\n');
}
