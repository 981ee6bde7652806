/* SPDX-License-Identifier: MIT */
#include "dialog/session.h"

/* Values come from pasted text: in a command they must stay one word that means nothing to a shell. */

enum quoting { BARE, IN_SINGLE, IN_DOUBLE };

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* The length of a placeholder's name at `text`, which stands behind a "{"; 0 if it is none. */
static size_t name_length(const char *text)
{
	size_t n = 0;

	if (text[0] < 'a' || text[0] > 'z')
		return 0;
	while (is_name_byte(text[n]))
		n++;
	return text[n] == '}' ? n : 0;
}

static uint32_t value_number(const struct kb *kb, struct span name)
{
	char text[64];

	if (name.len >= sizeof(text))
		return KB_NONE;
	memcpy(text, name.ptr, name.len);
	text[name.len] = '\0';
	return kb_find_value(kb, text);
}

static struct span best_value(const awry_session *session, uint32_t owner, struct span name)
{
	const struct known_value *best = NULL;
	uint32_t value = value_number(session->kb, name);

	for (uint32_t i = 0; i < session->n_values; i++) {
		const struct known_value *known = &session->values[i];
		if (known->text.len == 0 || known->value != value)
			continue;
		if (known->rank == 3)
			return known->text;
		if (known->owner == owner && owner != KB_NONE)
			return known->text;
		if (!best || known->rank > best->rank)
			best = known;
	}
	return best ? best->text : (struct span){NULL, 0};
}

struct span session_value(awry_session *session, uint32_t owner, struct span name)
{
	struct span value = best_value(session, owner, name);
	const char *masked = value.len > 0 ? session_masked(session, value.ptr) : NULL;

	return masked ? span_of(masked) : (struct span){NULL, 0};
}

static bool is_usable(struct span value, enum fill_as as)
{
	if (value.len == 0 || (as == FILL_COMMAND && value.ptr[0] == '-'))
		return false;
	return utf8_is_clean(value.ptr, value.len);
}

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		(c != '\0' && strchr("._:/@%+=,-", c) != NULL);
}

static bool is_all_plain(struct span value)
{
	for (size_t i = 0; i < value.len; i++)
		if (!is_plain(value.ptr[i]))
			return false;
	return true;
}

static void add_quoted(struct buf *out, struct span value, enum quoting quoting)
{
	bool adds_quotes = quoting == BARE && !is_all_plain(value);

	if (adds_quotes)
		buf_char(out, '\'');
	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];
		if (quoting == IN_DOUBLE && strchr("\"$`\\!", c))
			buf_char(out, '\\');
		if (quoting != IN_DOUBLE && c == '\'')
			buf_text(out, "'\\'");
		buf_char(out, c);
	}
	if (adds_quotes)
		buf_char(out, '\'');
}

static enum quoting quoting_after(enum quoting quoting, char c)
{
	if (c == '\'' && quoting != IN_DOUBLE)
		return quoting == IN_SINGLE ? BARE : IN_SINGLE;
	if (c == '"' && quoting != IN_SINGLE)
		return quoting == IN_DOUBLE ? BARE : IN_DOUBLE;
	return quoting;
}

static void add_value(struct buf *out, struct span name, struct span value, enum fill_as as, enum quoting quoting)
{
	if (!is_usable(value, as)) {
		buf_char(out, '<');
		buf_add(out, name.ptr, name.len);
		buf_char(out, '>');
	} else if (as == FILL_COMMAND) {
		add_quoted(out, value, quoting);
	} else {
		buf_add(out, value.ptr, value.len);
	}
}

const char *session_fill(awry_session *session, struct arena *arena, uint32_t owner, const char *text,
	enum fill_as as)
{
	enum quoting quoting = BARE;
	struct buf out;
	char *result;

	buf_init(&out, session->alloc);
	for (const char *p = text; *p; p++) {
		size_t n = *p == '{' && (p == text || p[-1] != '$') ? name_length(p + 1) : 0;
		if (n > 0) {
			struct span name = {p + 1, n};
			add_value(&out, name, session_value(session, owner, name), as, quoting);
			p += n + 1;
			continue;
		}
		quoting = quoting_after(quoting, *p);
		buf_char(&out, *p);
	}
	result = out.failed ? NULL : arena_copy(arena, out.ptr ? out.ptr : "", out.len);
	buf_release(&out);
	return result;
}
