/* SPDX-License-Identifier: MIT */
#include "match/capture.h"

#include "match/format.h"
#include "match/glyph.h"

enum {
	MAX_OPEN = 300,  /* bytes that a placeholder at an end of a template may hold */
	MAX_BETWEEN = 12 /* bytes of quotes and blanks between a literal and a value at its side */
};

/* The first sign of a separator that is no blank, or a blank. */
static char sign_of(struct span separator)
{
	for (size_t i = 0; i < separator.len; i++) {
		if (!is_blank(separator.ptr[i]))
			return separator.ptr[i];
	}
	return ' ';
}

/* ---- splitting ---- */

static bool is_split(char c, char sign)
{
	return sign == ' ' ? is_blank(c) : c == sign;
}

static bool is_around(char c)
{
	return is_blank(c) || (c != '\0' && strchr("\"'`([{<:;,=", c));
}

static struct span skip_around(struct span text)
{
	while (text.len > 0 && is_around(*text.ptr)) {
		text.ptr++;
		text.len--;
	}
	return text;
}

struct capture {
	const struct kb *kb;
	const struct kb_part *part;
	struct span gap;
	struct value_list *list;
};

static void add(struct capture *capture, uint32_t n, struct span raw)
{
	uint32_t slot = kb_refs(capture->kb)[capture->part->values.first + n].slot;

	if (slot != KB_NONE)
		value_add(capture->list, slot - kb_slot_value(capture->kb, 0), raw);
}

/* Gives each placeholder of the gap its share of `raw`. */
static void split(struct capture *capture, struct span raw)
{
	uint32_t n_values = capture->part->values.count;

	for (uint32_t n = 0; n + 1 < n_values; n++) {
		char sign = sign_of(format_separator(capture->gap, n + 1));
		size_t at = 0;

		raw = skip_around(raw);
		while (at < raw.len && !is_split(raw.ptr[at], sign))
			at++;
		/* A sign that is not there may have been a blank. */
		for (size_t i = 0; at == raw.len && i < raw.len; i++)
			at = is_blank(raw.ptr[i]) ? i : at;
		add(capture, n, (struct span){raw.ptr, at});
		at += at < raw.len;
		raw.ptr += at;
		raw.len -= at;
	}
	add(capture, n_values - 1, raw);
}

/* ---- gaps that no literal closes ---- */

/* What closes what `c` opens; a blank where it opens nothing. */
static char closing(char c)
{
	static const char pairs[] = "()[]{}<>\"\"''``";

	for (size_t i = 0; i + 1 < sizeof(pairs); i += 2) {
		if (pairs[i] == c)
			return pairs[i + 1];
	}
	return ' ';
}

/* How much of `text`, which begins behind a template, its last value takes: up to `close`, or a
 * blank. */
static size_t open_len(struct span text, char close)
{
	size_t n = 0;

	text.len = text.len < MAX_OPEN ? text.len : MAX_OPEN;
	if (close != ' ') {
		const char *end = memchr(text.ptr, close, text.len);

		if (end)
			return (size_t)(end - text.ptr);
	}
	while (n < text.len && !is_one_of(text.ptr[n], "\"'`<>)]}") &&
	       (!is_blank(text.ptr[n]) || (n > 0 && text.ptr[n - 1] == ',' && text.ptr[n] == ' ')))
		n++;
	return n;
}

/* Placeholders behind the last literal, which ends at the plain place `from`. */
static void capture_behind(struct capture *capture, const struct view *view, uint32_t from)
{
	struct span text = {view->plain + from, view->n_plain - from};
	uint32_t n_values = capture->part->values.count;
	char close = sign_of(format_separator(capture->gap, n_values));
	size_t skipped = 0;

	while (skipped < text.len && skipped < MAX_BETWEEN && is_around(text.ptr[skipped]))
		skipped++;
	if (skipped > 0 && close == ' ')
		close = closing(text.ptr[skipped - 1]);
	text.ptr += skipped;
	text.len -= skipped;
	for (uint32_t n = 0; n + 1 < n_values; n++) {
		char sign = sign_of(format_separator(capture->gap, n + 1));
		size_t len = open_len(text, sign);

		add(capture, n, (struct span){text.ptr, len});
		text = skip_around((struct span){text.ptr + len, text.len - len});
	}
	add(capture, n_values - 1, (struct span){text.ptr, open_len(text, close)});
}

/* Placeholders before the first literal, which begins at the plain place `to`. */
static void capture_before(struct capture *capture, const struct view *view, uint32_t to)
{
	uint32_t blanks = 0, begin, end = to;

	for (uint32_t n = 0; n + 1 < capture->part->values.count; n++)
		blanks += sign_of(format_separator(capture->gap, n + 1)) == ' ';
	while (end > 0 && to - end < MAX_BETWEEN && !is_alnum(view->plain[end - 1]) &&
	       view->plain[end - 1] != '/')
		end--;
	begin = end;
	while (begin > 0 && end - begin < MAX_OPEN) {
		char c = view->plain[begin - 1];

		if (c == '"' || c == '\'' || c == '`' || c == '\n' ||
		    (is_blank(c) && blanks-- == 0))
			break;
		begin--;
	}
	split(capture, (struct span){view->plain + begin, end - begin});
}

/* ---- the contract ---- */

static uint32_t plain_end(const struct view *view, const struct kb_range *at)
{
	uint32_t end = at->first + at->count;

	return end == 0 ? 0 : view_plain_of(view, end - 1) + 1;
}

void capture_values(const struct kb *kb, const struct view *view, const struct fit *fit,
		    struct value_list *list)
{
	const struct kb_message *message = &kb_messages(kb)[fit->message];
	const struct kb_part *parts = kb_parts(kb) + message->parts.first;

	for (uint32_t i = fit->first; i < fit->behind; i++) {
		struct capture capture = {.kb = kb, .part = &parts[i], .list = list};
		uint32_t begin, end;

		if (parts[i].values.count == 0)
			continue;
		capture.gap = format_gap(span_of(kb_text(kb, message->text)), i);
		if (parts[i].len == 0) {
			capture_behind(&capture, view, plain_end(view, &fit->at[i]));
			continue;
		}
		end = view_plain_of(view, fit->at[i].first);
		if (i == 0) {
			capture_before(&capture, view, end);
		} else if (i > fit->first) {
			begin = plain_end(view, &fit->at[i - 1]);
			split(&capture, (struct span){view->plain + begin, end - begin});
		}
	}
}
