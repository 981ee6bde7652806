/* SPDX-License-Identifier: MIT */
#include "match/accessline.h"

#include "match/glyph.h"

enum {
	MAX_FIELDS = 32,
	MIN_FIELDS = 11,  /* of a line that was cut off: up to the status codes and a little more */
	MAX_LINE = 16384, /* bytes: a request line has at most 16 KiB, an ALB cuts it earlier */
	MAX_MASK = 40,    /* bytes of "<client address>" */
	MAX_PREFIX = 8    /* words that a log may put before a line */
};

bool access_is_dash(struct span text)
{
	return text.len == 0 || span_equal(text, SPAN("-"));
}

bool access_is_number(struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!is_digit(text.ptr[i]))
			return false;
	}
	return text.len > 0;
}

struct span access_unwrapped(struct span field, char out[ACCESS_UNWRAPPED])
{
	size_t n = 0;

	if (field.len == 0 || !memchr(field.ptr, '\n', field.len))
		return field;
	for (size_t i = 0; i < field.len && n < ACCESS_UNWRAPPED; i++) {
		if (field.ptr[i] != '\n')
			out[n++] = field.ptr[i];
	}
	return (struct span){out, n};
}

/* Positions of the fields that we read, from 0, by kind of line; -1: it has none. */
static const int8_t alb_fields[N_ACCESS_FIELDS] = {
	[ACCESS_BALANCER] = 2,      [ACCESS_TARGET] = 4,        [ACCESS_REQUEST_TIME] = 5,
	[ACCESS_STATUS] = 8,        [ACCESS_TARGET_STATUS] = 9, [ACCESS_REQUEST] = 12,
	[ACCESS_TARGET_GROUP] = 16, [ACCESS_RULE] = 20,         [ACCESS_ACTIONS] = 22,
	[ACCESS_REASON] = 24,       [ACCESS_CLASS_REASON] = 28,
};
/* The time of a Classic line stands at its start, where the plain text has no time. */
static const int8_t classic_fields[N_ACCESS_FIELDS] = {
	[ACCESS_BALANCER] = 0,      [ACCESS_TARGET] = 2,        [ACCESS_REQUEST_TIME] = 3,
	[ACCESS_STATUS] = 6,        [ACCESS_TARGET_STATUS] = 7, [ACCESS_REQUEST] = 10,
	[ACCESS_TARGET_GROUP] = -1, [ACCESS_RULE] = -1,         [ACCESS_ACTIONS] = -1,
	[ACCESS_REASON] = -1,       [ACCESS_CLASS_REASON] = -1,
};

struct cut {
	struct span fields[MAX_FIELDS]; /* with the line feed inside, where a wrap broke one */
	size_t n;
	size_t len; /* bytes of the text that they take */
};

/* What a file's name, as grep prints it, or an opening sign leaves of the first word. */
static struct span without_prefix(struct span word)
{
	for (size_t i = word.len; i > 0; i--) {
		if (!is_alnum(word.ptr[i - 1]))
			return (struct span){word.ptr + i, word.len - i};
	}
	return word;
}

static bool is_type(struct span word)
{
	static const char *const types[] = {"http", "https", "h2", "grpcs", "ws", "wss", "tls"};

	word = without_prefix(word);
	for (size_t i = 0; i < N_ELEMENTS(types); i++) {
		if (span_equal(word, span_of(types[i])))
			return true;
	}
	return false;
}

static bool is_time(struct span word)
{
	return word.len >= 19 && is_digit(*word.ptr) && word.ptr[4] == '-' && word.ptr[10] == 'T';
}

/* A decimal, or -1. */
static bool is_duration(struct span word)
{
	return span_equal(word, SPAN("-1")) ||
	       (word.len > 2 && is_digit(*word.ptr) && memchr(word.ptr, '.', word.len));
}

static bool is_address(struct span word)
{
	if (word.len > 0 && *word.ptr == '<')
		return memchr(word.ptr, '>', word.len) != NULL;
	return word.len > 0 && memchr(word.ptr, ':', word.len) && is_digit(word.ptr[word.len - 1]);
}

/* What stands behind the last `sign` of a word: its length, or 0 without one. */
static size_t length_behind(struct span word, char sign)
{
	for (size_t i = word.len; i > 0; i--) {
		if (word.ptr[i - 1] == sign)
			return word.len - i;
	}
	return 0;
}

/* The fields of an ALB's line by their forms; a Classic line begins with its third. */
static const char forms[] = "TtBaAdddssnnqq.vGqqqrt";
enum { CLASSIC_FIRST = 2, ID = 16 /* symbols behind the last slash of a load balancer's or target group's name */ };

/* Whether all of a field stands there, as far as its form can tell. */
static bool is_whole(struct span word, char form)
{
	switch (form) {
	case 'T':
		return is_type(word);
	case 't': /* 2026-02-03T04:05:06.123456Z */
		return is_time(word) && word.ptr[word.len - 1] == 'Z';
	case 'B':
		return !span_begins(word, "app/") || length_behind(word, '/') >= ID;
	case 'a':
		return is_address(word);
	case 'A':
		return is_address(word) || access_is_dash(word);
	case 'd':
		return is_duration(word) && (*word.ptr == '-' || length_behind(word, '.') >= 3);
	case 's': /* a Classic line says 0 for none */
		return access_is_dash(word) || span_equal(word, SPAN("0")) || (word.len == 3 && access_is_number(word));
	case 'n':
		return access_is_number(word);
	case 'r':
		return access_is_dash(word) || access_is_number(word) || span_equal(word, SPAN("-1"));
	case 'q':
		return word.len > 0 && *word.ptr == '"';
	case 'v':
		return access_is_dash(word) || span_begins(word, "TLSv1.") || span_begins(word, "SSLv");
	case 'G':
		return access_is_dash(word) || (span_begins(word, "arn:") && length_behind(word, '/') >= ID);
	default:
		return true;
	}
}

static char form_of(const struct cut *cut, size_t field)
{
	bool is_classic = !is_type(cut->fields[0]);
	bool is_nlb = !is_classic && cut->n > 1 && cut->fields[1].len < 4; /* its version stands before its time */
	size_t at = is_nlb ? sizeof(forms) : field + (is_classic ? CLASSIC_FIRST : 0);

	return at < sizeof(forms) - 1 ? forms[at] : '\0';
}

/* Behind what somebody put in the place of a value: "<my alb>". */
static size_t behind_mask(struct span text, size_t at)
{
	size_t end = at;

	if (at == text.len || text.ptr[at] != '<')
		return at;
	while (end < text.len && end < at + MAX_MASK && text.ptr[end] != '\n' && text.ptr[end] != '>')
		end++;
	return end < text.len && text.ptr[end] == '>' ? end + 1 : at;
}

static struct span word_at(struct span text, size_t at)
{
	size_t end = behind_mask(text, at);

	while (end < text.len && !is_blank(text.ptr[end]))
		end++;
	return (struct span){text.ptr + at, end - at};
}

/* What a line feed behind the last field is. */
enum feed { FEED_ENDS, FEED_PARTS, FEED_BREAKS };

/* A line that was wrapped goes on: with the next field, or inside the last. */
static enum feed feed_at(const struct cut *cut, struct span text, size_t at)
{
	struct span last = cut->fields[cut->n - 1], next = word_at(text, at + 1);
	char form = form_of(cut, cut->n - 1), next_form = form_of(cut, cut->n);
	bool is_enough = cut->n >= MIN_FIELDS, has_next = next.len > 0 && is_whole(next, next_form);

	if (form == 'q') {
		last.ptr--; /* its quote */
		last.len++;
	}
	if (form == '\0' || next.len == 0 || (is_enough && (form == 'q' || is_type(next))))
		return is_enough && !(has_next && next_form == 'q') ? FEED_ENDS : FEED_PARTS;
	if (!is_whole(last, form) || (!has_next && !is_enough))
		return FEED_BREAKS;
	return is_enough && (!has_next || next_form == '\0' || next_form == '.') ? FEED_ENDS : FEED_PARTS;
}

/* Takes the field at `i` and returns where it ends. */
static size_t cut_field(struct cut *cut, struct span text, size_t i)
{
	bool is_quoted = text.ptr[i] == '"';
	size_t from = i + is_quoted, end;

	if (is_quoted) {
		const char *close = memchr(text.ptr + from, '"', text.len - from);

		end = close ? (size_t)(close - text.ptr) : text.len;
		cut->fields[cut->n++] = (struct span){text.ptr + from, end - from};
		return close ? end + 1 : end;
	}
	end = from + word_at(text, from).len;
	cut->fields[cut->n++] = (struct span){text.ptr + from, end - from};
	while (end < text.len && text.ptr[end] == '\n' && feed_at(cut, text, end) == FEED_BREAKS) {
		end += 1 + word_at(text, end + 1).len;
		cut->fields[cut->n - 1].len = end - from;
	}
	return end;
}

/* Cuts `text` at blanks outside quotes. */
static void cut_fields(struct span text, struct cut *cut)
{
	size_t i = 0;

	*cut = (struct cut){.n = 0};
	while (i < text.len && cut->n < MAX_FIELDS) {
		i = cut_field(cut, text, i);
		cut->len = i;
		if (i < text.len && text.ptr[i] == '\n' && feed_at(cut, text, i) == FEED_ENDS)
			break;
		while (i < text.len && is_blank(text.ptr[i]))
			i++;
	}
}

/* Whether the fields [first, behind) have their forms. */
static bool are_whole(const struct cut *cut, size_t first, size_t behind)
{
	char copy[ACCESS_UNWRAPPED];

	for (size_t i = first; i < behind; i++) {
		if (i >= cut->n || !is_whole(access_unwrapped(cut->fields[i], copy), form_of(cut, i)))
			return false;
	}
	return true;
}

/* Somebody may have masked the name. */
static bool is_alb(const struct cut *cut)
{
	char copy[ACCESS_UNWRAPPED];

	return cut->n >= MIN_FIELDS && is_type(cut->fields[0]) && is_time(cut->fields[1]) &&
	       (span_begins(access_unwrapped(cut->fields[2], copy), "app/") || are_whole(cut, 3, MIN_FIELDS));
}

static bool is_nlb(const struct cut *cut)
{
	return cut->n >= MIN_FIELDS && is_type(cut->fields[0]) && is_time(cut->fields[2]) &&
	       span_begins(cut->fields[3], "net/");
}

static bool is_classic(const struct cut *cut)
{
	return cut->n >= MIN_FIELDS && !is_type(cut->fields[0]) && are_whole(cut, 1, 10);
}

static void take_fields(struct access_line *line, const struct cut *cut, const int8_t *positions)
{
	for (int i = 0; i < N_ACCESS_FIELDS; i++) {
		if (positions[i] >= 0 && (size_t)positions[i] < cut->n)
			line->fields[i] = cut->fields[positions[i]];
	}
}

/* Whether the line at the start of `text` is worth cutting up: a type and a time, or two addresses
 * with ports. */
static bool may_be_line(struct span text)
{
	size_t first = 0, second, colons = 0;

	while (first < text.len && first < 256 && !is_blank(text.ptr[first]))
		first++;
	second = first + 1;
	if (first == 0 || second + 20 > text.len)
		return false;
	if (is_type((struct span){text.ptr, first}))
		return is_digit(text.ptr[second]);
	for (size_t i = second; i < text.len && i < second + 60 && text.ptr[i] != '\n'; i++)
		colons += text.ptr[i] == ':';
	return colons >= 1 && (is_digit(text.ptr[second]) || text.ptr[second] == '[');
}

bool access_read_line(struct span text, struct access_line *line, size_t *len)
{
	struct cut cut;

	if (!may_be_line(text))
		return false;
	text.len = text.len < MAX_LINE ? text.len : MAX_LINE;
	cut_fields(text, &cut);
	*line = (struct access_line){0};
	*len = cut.len;
	if (is_nlb(&cut))
		return true;
	if (is_alb(&cut))
		take_fields(line, &cut, alb_fields);
	else if (is_classic(&cut))
		take_fields(line, &cut, classic_fields);
	else
		return false;
	return true;
}

bool access_find_line(struct span rest, size_t end, struct access_line *line)
{
	/* Behind a prefix a Classic line is known by its time, and others by their load balancer. */
	bool is_named = span_find((struct span){rest.ptr, end}, SPAN(" app/")) < end;
	size_t at = 0, len;

	for (int i = 0; i <= MAX_PREFIX && at < end; i++) {
		struct span from = {rest.ptr + at, rest.len - at};

		if ((at < 2 || is_named || rest.ptr[at - 2] == 'Z') && access_read_line(from, line, &len)) {
			line->begin = (uint32_t)at;
			line->end = (uint32_t)(at + len);
			return true;
		}
		while (at < end && !is_blank(rest.ptr[at]))
			at++;
		at++;
	}
	return false;
}

