/* SPDX-License-Identifier: MIT */
#include "kb/diag.h"

#include <stdarg.h>
#include <stdio.h>

/* A longer line is not shown: nobody would see the caret. */
enum { DIAG_LINE = 1000 };

void diags_init(struct diags *diags, const struct kb_source *sources, size_t n_sources)
{
	diags->sources = sources;
	diags->n_sources = (uint32_t)n_sources;
	diags->count = 0;
	diags->n_dropped = 0;
}

static bool is_before(struct diag_place a, struct diag_place b)
{
	return a.source != b.source ? a.source < b.source : a.offset < b.offset;
}

static bool is_known(const struct diags *diags, enum diag_code code, struct diag_place place)
{
	for (uint32_t i = 0; i < diags->count; i++) {
		const struct diag *diag = diags->sorted[i];
		if (diag->code == code && diag->place.source == place.source &&
		    diag->place.offset == place.offset)
			return true;
	}
	return false;
}

/* A record put in its place among the sorted, the last one's when all are taken. */
static struct diag *take_record(struct diags *diags, struct diag_place place)
{
	struct diag *record;
	uint32_t at = diags->count;
	if (diags->count < DIAG_MAX) {
		record = &diags->records[diags->count++];
	} else {
		diags->n_dropped++;
		at = DIAG_MAX - 1;
		record = diags->sorted[at];
		if (!is_before(place, record->place))
			return NULL;
	}
	for (; at > 0 && is_before(place, diags->sorted[at - 1]->place); at--)
		diags->sorted[at] = diags->sorted[at - 1];
	diags->sorted[at] = record;
	return record;
}

/* Cuts at a whole character. */
static void format_into(char *text, size_t size, const char *format, va_list args)
{
	int n = vsnprintf(text, size, format, args);
	if (n < 0) {
		text[0] = '\0';
		return;
	}
	if ((size_t)n < size)
		return;
	size_t end = size - 1;
	while (end > 0 && ((unsigned char)text[end - 1] & 0xc0) == 0x80)
		end--;
	if (end > 0 && (unsigned char)text[end - 1] >= 0xc0)
		end--;
	text[end] = '\0';
}

struct diag *diag_add(struct diags *diags, enum diag_code code, struct diag_place place,
		      const char *format, ...)
{
	if (is_known(diags, code, place))
		return NULL;
	struct diag *diag = take_record(diags, place);
	if (!diag)
		return NULL;
	diag->place = place;
	diag->code = code;
	diag->hint[0] = '\0';
	va_list args;
	va_start(args, format);
	format_into(diag->message, sizeof(diag->message), format, args);
	va_end(args);
	return diag;
}

void diag_hint(struct diag *diag, const char *format, ...)
{
	if (!diag)
		return;
	va_list args;
	va_start(args, format);
	format_into(diag->hint, sizeof(diag->hint), format, args);
	va_end(args);
}

struct nearest nearest_to(struct span text)
{
	/* One slip for a short word, up to four for a long id. */
	size_t limit = text.len < 4 ? 1 : text.len < 20 ? 1 + text.len / 5 : 4;
	return (struct nearest){.text = text, .distance = (unsigned)limit + 1};
}

void nearest_try(struct nearest *nearest, struct span candidate)
{
	if (nearest->distance == 0)
		return;
	unsigned limit = nearest->distance - 1;
	unsigned distance = edit_distance(nearest->text, candidate, limit);
	if (distance <= limit) {
		nearest->distance = distance;
		nearest->best = candidate;
	}
}

void diag_suggest(struct diag *diag, const struct nearest *nearest)
{
	if (nearest->best.ptr)
		diag_hint(diag, "did you mean '%.*s'?", (int)nearest->best.len, nearest->best.ptr);
}

void line_seek(struct line_cursor *cursor, const struct kb_source *source, size_t offset)
{
	if (cursor->line == 0 || offset < cursor->start)
		*cursor = (struct line_cursor){.start = 0, .line = 1};
	while (offset > cursor->start) {
		const char *start = source->text + cursor->start;
		const char *end = memchr(start, '\n', offset - cursor->start);
		if (!end)
			break;
		cursor->start += (size_t)(end - start) + 1;
		cursor->line++;
	}
}

static size_t line_length(const struct kb_source *source, size_t start)
{
	const char *text = source->text + start;
	const char *end = memchr(text, '\n', source->len - start);
	size_t len = end ? (size_t)(end - text) : source->len - start;
	return len > 0 && text[len - 1] == '\r' ? len - 1 : len;
}

static void deliver(const struct diags *diags, const struct diag *diag, awry_diag_fn on_diag,
		    void *user)
{
	const struct kb_source *source = &diags->sources[diag->place.source];
	struct line_cursor cursor = {0};
	line_seek(&cursor, source, diag->place.offset);
	size_t len = line_length(source, cursor.start);
	size_t column = diag->place.offset - cursor.start;
	/* The caret stays on its line, and may stand at its end: YAML breaks lines at a lone CR, too. */
	column = column < len ? column : len;
	size_t room = column < len ? len - column : 1;
	size_t length = diag->place.length < room ? diag->place.length : room;

	char code[16], line[DIAG_LINE + 1] = "";
	snprintf(code, sizeof(code), "AW%03d", (int)diag->code);
	bool is_shown = len <= DIAG_LINE && memchr(source->text + cursor.start, '\0', len) == NULL;
	if (is_shown)
		memcpy(line, source->text + cursor.start, len);
	on_diag(user, &(awry_diag){
			      .code = code,
			      .file = source->name,
			      .line = cursor.line,
			      .column = (unsigned)column + 1,
			      .length = length ? (unsigned)length : 1,
			      .message = diag->message,
			      .source = is_shown ? line : NULL,
			      .hint = diag->hint[0] ? diag->hint : NULL,
		      });
}

void diags_deliver(const struct diags *diags, awry_diag_fn on_diag, void *user)
{
	if (!on_diag)
		return;
	for (uint32_t i = 0; i < diags->count; i++)
		deliver(diags, diags->sorted[i], on_diag, user);
}
