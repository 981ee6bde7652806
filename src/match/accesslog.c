/* SPDX-License-Identifier: MIT */
#include "match/accesslog.h"

#include "match/glyph.h"

enum {
	MAX_FIELDS = 32,
	MIN_FIELDS = 11,  /* of a line that was cut off: up to the status codes and a little more */
	MAX_LINE = 16384, /* bytes: a request line has at most 16 KiB, an ALB cuts it earlier */
	MAX_CONDITIONS = 2
};

/* ---- what a line means ---- */

enum test {
	NO_TEST = 0,
	IS_DASH,
	IS_SAME_STATUS,
	IS_OTHER_STATUS, /* a number, but not that of the load balancer */
	IS_NEVER,        /* a time of -1 */
	IS_REACHED,      /* a time of 0 or more */
	IS_ADDRESS,
	IS_STATUS, /* one of the words, x for any digit */
	HAS_WORD,  /* contains one of the words */
	BEGINS     /* begins with one of the words */
};

struct condition {
	enum access_field field;
	enum test test;
	const char *words; /* blanks between */
};

/* The first that holds: catalogue elb.yaml, access_log_patterns.  A target that closed its
 * connection shows a target time of -1, or the time until then; so that is not looked at. */
/* clang-format off */
static const struct meaning {
	const char *symptom, *status;
	enum test target_status;
	struct condition conditions[MAX_CONDITIONS];
} meanings[] = {
	{"elb/log-auth", "401 500 561 562", IS_DASH, {{ACCESS_ACTIONS, HAS_WORD, "authenticate jwt-validation"}}},
	{"elb/log-auth", "401 500 561 562", IS_DASH, {{ACCESS_REASON, BEGINS, "Auth JWT JWKS"}}},
	{"elb/log-500-waf", "500", IS_DASH, {{ACCESS_ACTIONS, HAS_WORD, "waf-failed"}}},
	{"elb/log-500-waf", "500", IS_DASH, {{ACCESS_REASON, BEGINS, "WAF"}}},
	{"elb/log-403-waf", "403", IS_DASH, {{ACCESS_ACTIONS, HAS_WORD, "waf"}}},
	{"elb/log-504-lambda", "504", IS_DASH, {{ACCESS_REASON, BEGINS, "LambdaConnectionTimeout"}}},
	{"elb/log-502-lambda", "502 504", IS_DASH, {{ACCESS_REASON, BEGINS, "Lambda"}}},
	{"elb/log-503-fixed", "503", IS_DASH, {{ACCESS_ACTIONS, HAS_WORD, "fixed-response"}}},
	{"elb/log-503-no-target", "503", IS_DASH, {{ACCESS_TARGET, IS_DASH, ""}}},
	{"elb/log-502-bad-response", "502", IS_OTHER_STATUS, {{ACCESS_TARGET, IS_ADDRESS, ""}}},
	{"elb/log-502-not-dispatched", "502", IS_DASH, {{ACCESS_TARGET, IS_ADDRESS, ""}, {ACCESS_REQUEST_TIME, IS_NEVER, ""}}},
	{"elb/log-502-no-response", "502", IS_DASH, {{ACCESS_TARGET, IS_ADDRESS, ""}, {ACCESS_REQUEST_TIME, IS_REACHED, ""}}},
	{"elb/log-504-connect", "504", IS_DASH, {{ACCESS_TARGET, IS_ADDRESS, ""}, {ACCESS_REQUEST_TIME, IS_NEVER, ""}}},
	{"elb/log-504-idle", "504", IS_DASH, {{ACCESS_TARGET, IS_ADDRESS, ""}, {ACCESS_REQUEST_TIME, IS_REACHED, ""}}},
	{"elb/log-460", "460", IS_DASH, {{0}}},
	{"elb/log-rule-error", "4xx 5xx", IS_DASH, {{ACCESS_RULE, IS_NEVER, ""}}},
	{"elb/log-400", "400", IS_DASH, {{ACCESS_TARGET, IS_DASH, ""}}},
	{"elb/log-5xx-from-target", "5xx", IS_SAME_STATUS, {{0}}},
	{"elb/log-4xx-from-target", "4xx", IS_SAME_STATUS, {{0}}},
};
/* clang-format on */

static bool is_dash(struct span text)
{
	return text.len == 0 || span_equal(text, SPAN("-"));
}

static bool is_number(struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!is_digit(text.ptr[i]))
			return false;
	}
	return text.len > 0;
}

/* Whether `text` begins with the form of a word, in which x stands for any digit. */
static bool has_form(struct span text, struct span form)
{
	if (text.len < form.len)
		return false;
	for (size_t i = 0; i < form.len; i++) {
		char c = text.ptr[i], f = form.ptr[i];

		if (c != f && !(f == 'x' && is_digit(c)))
			return false;
	}
	return true;
}

static bool matches_word(struct span text, enum test test, struct span word)
{
	if (test == HAS_WORD)
		return span_find(text, word) < text.len;
	return has_form(text, word) && (test == BEGINS || text.len == word.len);
}

static bool matches_any(struct span text, enum test test, const char *words)
{
	while (*words) {
		size_t len = strcspn(words, " ");

		if (matches_word(text, test, (struct span){words, len}))
			return true;
		words += len + (words[len] == ' ');
	}
	return false;
}

static bool holds(const struct access_line *line, const struct condition *condition)
{
	struct span text = line->fields[condition->field];

	switch (condition->test) {
	case NO_TEST:
		return true;
	case IS_DASH:
		return is_dash(text);
	case IS_SAME_STATUS:
		return span_equal(text, line->fields[ACCESS_STATUS]);
	case IS_OTHER_STATUS:
		return is_number(text) && !span_equal(text, line->fields[ACCESS_STATUS]);
	case IS_NEVER:
		return text.len > 1 && *text.ptr == '-';
	case IS_REACHED:
		return text.len > 0 && is_digit(*text.ptr);
	case IS_ADDRESS:
		return memchr(text.ptr ? text.ptr : "", ':', text.len) != NULL;
	default:
		return text.len > 0 && matches_any(text, condition->test, condition->words);
	}
}

/* Whether all that is demanded of a line's fields is so. */
static bool fits(const struct access_line *line, const struct meaning *meaning)
{
	struct condition target_status = {ACCESS_TARGET_STATUS, meaning->target_status, ""};

	if (!matches_any(line->fields[ACCESS_STATUS], IS_STATUS, meaning->status) ||
	    !holds(line, &target_status))
		return false;
	for (size_t i = 0; i < MAX_CONDITIONS; i++) {
		if (!holds(line, &meaning->conditions[i]))
			return false;
	}
	return true;
}

static const char *meaning_of(const struct access_line *line)
{
	for (size_t i = 0; i < N_ELEMENTS(meanings); i++) {
		if (fits(line, &meanings[i]))
			return meanings[i].symptom;
	}
	return NULL;
}

/* ---- fields ---- */

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
	struct span fields[MAX_FIELDS];
	size_t n;
	size_t len; /* bytes of the text that they take */
};

/* Cuts `text` at blanks outside quotes.  A line may have been wrapped: then it goes on until it has
 * MIN_FIELDS. */
static void cut_fields(struct span text, struct cut *cut)
{
	size_t i = 0;

	*cut = (struct cut){.n = 0};
	while (i < text.len && cut->n < MAX_FIELDS) {
		size_t from = i, end;

		if (text.ptr[i] == '"') {
			const char *close = memchr(text.ptr + i + 1, '"', text.len - i - 1);

			from = i + 1;
			end = close ? (size_t)(close - text.ptr) : text.len;
			i = close ? end + 1 : end;
		} else {
			while (i < text.len && !is_blank(text.ptr[i]))
				i++;
			end = i;
		}
		cut->fields[cut->n++] = (struct span){text.ptr + from, end - from};
		cut->len = i;
		if (i < text.len && text.ptr[i] == '\n' && cut->n >= MIN_FIELDS)
			break;
		while (i < text.len && is_blank(text.ptr[i]))
			i++;
	}
}

static bool is_type(struct span word)
{
	static const char *const types[] = {"http", "https", "h2", "grpcs", "ws", "wss", "tls"};

	/* "file.log:https", as grep prints it */
	for (size_t i = word.len; i > 0; i--) {
		if (word.ptr[i - 1] == ':') {
			word = (struct span){word.ptr + i, word.len - i};
			break;
		}
	}
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

static bool begins_with(struct span text, const char *head)
{
	size_t len = strlen(head);

	return text.len >= len && memcmp(text.ptr, head, len) == 0;
}

static bool is_alb(const struct cut *cut)
{
	return cut->n >= MIN_FIELDS && is_type(cut->fields[0]) && is_time(cut->fields[1]) &&
	       begins_with(cut->fields[2], "app/");
}

static bool is_nlb(const struct cut *cut)
{
	return cut->n >= MIN_FIELDS && is_type(cut->fields[0]) && is_time(cut->fields[2]) &&
	       begins_with(cut->fields[3], "net/");
}

/* A decimal, or -1. */
static bool is_duration(struct span word)
{
	return span_equal(word, SPAN("-1")) ||
	       (word.len > 2 && is_digit(*word.ptr) && memchr(word.ptr, '.', word.len));
}

static bool is_classic(const struct cut *cut)
{
	return cut->n >= MIN_FIELDS && memchr(cut->fields[1].ptr, ':', cut->fields[1].len) &&
	       is_duration(cut->fields[3]) && is_duration(cut->fields[4]) &&
	       is_duration(cut->fields[5]) && cut->fields[6].len <= 3 && cut->fields[7].len <= 3 &&
	       is_number(cut->fields[8]) && is_number(cut->fields[9]);
}

static void take_fields(struct access_line *line, const struct cut *cut, const int8_t *positions)
{
	for (int i = 0; i < N_ACCESS_FIELDS; i++) {
		if (positions[i] >= 0 && (size_t)positions[i] < cut->n)
			line->fields[i] = cut->fields[positions[i]];
	}
}

/* Reads an access-log line at the start of `text`. */
static bool read_line(struct span text, struct access_line *line, size_t *len)
{
	struct cut cut;

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
	line->symptom = meaning_of(line);
	return true;
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

/* ---- the contract ---- */

awry_status accesslog_find(const struct view *view, const awry_alloc *alloc,
			   struct access_lines *out)
{
	uint32_t at = 0;

	out->count = 0;
	while (at < view->n_plain) {
		struct span rest = {view->plain + at, view->n_plain - at};
		const char *feed;
		struct access_line line;
		size_t len = 0;

		if (may_be_line(rest) && read_line(rest, &line, &len)) {
			TRY(mem_grow(alloc, &out->items, &out->cap, out->count + 1,
				     sizeof(*out->items)));
			line.begin = at;
			line.end = at + (uint32_t)len;
			out->items[out->count++] = line;
			at = line.end;
		}
		feed = at < view->n_plain ? memchr(view->plain + at, '\n', view->n_plain - at)
					  : NULL;
		at = feed ? (uint32_t)(feed - view->plain) + 1 : view->n_plain;
	}
	return AWRY_OK;
}

bool accesslog_guards(const struct access_lines *lines, const struct view *view, uint32_t at)
{
	static const enum access_field open[] = {ACCESS_ACTIONS, ACCESS_REASON,
						 ACCESS_CLASS_REASON};
	const char *place = view->plain + at;
	uint32_t low = 0, high = lines->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (lines->items[middle].end <= at)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == lines->count || lines->items[low].begin > at)
		return false;
	for (size_t i = 0; i < N_ELEMENTS(open); i++) {
		struct span field = lines->items[low].fields[open[i]];

		if (field.len > 0 && place >= field.ptr && place < field.ptr + field.len)
			return false;
	}
	return true;
}

static void add(struct value_list *list, const struct kb *kb, const char *name, struct span text)
{
	if (!is_dash(text))
		value_add_named(list, kb, name, text);
}

/* The path of "GET https://host:443/path?query HTTP/1.1". */
static struct span path_of(struct span request)
{
	size_t from = span_find(request, SPAN("://")), end;

	if (from == request.len)
		return SPAN("");
	from += 3;
	while (from < request.len && request.ptr[from] != '/' && request.ptr[from] != ' ')
		from++;
	end = from;
	while (end < request.len && request.ptr[end] != ' ' && request.ptr[end] != '?')
		end++;
	return (struct span){request.ptr + from, end - from};
}

void accesslog_values(const struct access_line *line, const struct kb *kb, struct value_list *list)
{
	struct span target = line->fields[ACCESS_TARGET];

	add(list, kb, "status", line->fields[ACCESS_STATUS]);
	for (size_t i = target.len; i > 0; i--) {
		if (target.ptr[i - 1] != ':')
			continue;
		add(list, kb, "target-port", (struct span){target.ptr + i, target.len - i});
		target.len = i - 1;
		break;
	}
	add(list, kb, "target", target);
	add(list, kb, "path", path_of(line->fields[ACCESS_REQUEST]));
	add(list, kb, "reason", line->fields[ACCESS_REASON]);
	add(list, kb, "load-balancer", line->fields[ACCESS_BALANCER]);
	add(list, kb, "target-group", line->fields[ACCESS_TARGET_GROUP]);
}

/* Whether the blank-separated word number `n`, from 0, begins with the digit of a failure. */
static bool is_failure(struct span text, unsigned n)
{
	size_t i = 0;

	for (; n > 0 && i < text.len && text.ptr[i] != '\n'; i++)
		n -= text.ptr[i] == ' ';
	return n == 0 && i < text.len && (text.ptr[i] == '4' || text.ptr[i] == '5');
}

bool accesslog_tells(struct span text)
{
	enum { CLASSIC_TIME = 28, CLASSIC_STATUS = 7, STATUS = 8 }; /* "2015-05-13T23:39:43.945958Z " */
	bool is_classic = text.len > CLASSIC_TIME && is_digit(*text.ptr) && text.ptr[10] == 'T' &&
			  text.ptr[CLASSIC_TIME - 2] == 'Z';
	struct access_line line;
	const char *feed;
	size_t len;

	/* Most lines are of requests that went well. */
	if (text.len == 0 || (!is_classic && (*text.ptr < 'g' || *text.ptr > 'w')) || !is_failure(text, is_classic ? CLASSIC_STATUS : STATUS))
		return false;
	/* A Classic line's time stands before what the plain text has of it. */
	if (is_classic)
		text = (struct span){text.ptr + CLASSIC_TIME, text.len - CLASSIC_TIME};
	if (!may_be_line(text))
		return false;
	feed = memchr(text.ptr, '\n', text.len);
	text.len = feed ? (size_t)(feed - text.ptr) : text.len;
	return read_line(text, &line, &len) && line.symptom;
}
