/* SPDX-License-Identifier: MIT */
#include "match/accesslog.h"

#include "match/glyph.h"

enum {
	MAX_CONDITIONS = 2,
	EVERYWHERE = 3 /* targets that cannot be reached make "all" */
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
	char copy[ACCESS_UNWRAPPED], status[ACCESS_UNWRAPPED];
	struct span text = access_unwrapped(line->fields[condition->field], copy);

	switch (condition->test) {
	case NO_TEST:
		return true;
	case IS_DASH:
		return access_is_dash(text) || span_equal(text, SPAN("0"));
	case IS_SAME_STATUS:
		return span_equal(text, access_unwrapped(line->fields[ACCESS_STATUS], status));
	case IS_OTHER_STATUS:
		return access_is_number(text) && !span_equal(text, access_unwrapped(line->fields[ACCESS_STATUS], status));
	case IS_NEVER:
		return text.len > 1 && *text.ptr == '-';
	case IS_REACHED:
		return text.len > 0 && is_digit(*text.ptr);
	case IS_ADDRESS:
		return text.len > 0 && (memchr(text.ptr, ':', text.len) || memchr(text.ptr, '>', text.len));
	default:
		return text.len > 0 && matches_any(text, condition->test, condition->words);
	}
}

/* Whether all that is demanded of a line's fields is so. */
static bool fits(const struct access_line *line, const struct meaning *meaning)
{
	struct condition status = {ACCESS_STATUS, IS_STATUS, meaning->status};
	struct condition target_status = {ACCESS_TARGET_STATUS, meaning->target_status, ""};

	if (!holds(line, &status) || !holds(line, &target_status))
		return false;
	for (size_t i = 0; i < MAX_CONDITIONS; i++) {
		if (!holds(line, &meaning->conditions[i]))
			return false;
	}
	return true;
}

/* NULL if nothing is wrong. */
static const char *meaning_of(const struct access_line *line)
{
	for (size_t i = 0; i < N_ELEMENTS(meanings); i++) {
		if (fits(line, &meanings[i]))
			return meanings[i].symptom;
	}
	return NULL;
}

/* ---- many lines ---- */

static bool is_unreached(const struct access_line *line)
{
	return line->symptom && (strcmp(line->symptom, "elb/log-502-not-dispatched") == 0 || strcmp(line->symptom, "elb/log-504-connect") == 0);
}

/* How many targets cannot be reached, up to EVERYWHERE; none if one did answer. */
static uint32_t count_unreached(const struct access_lines *lines)
{
	struct span targets[EVERYWHERE];
	uint32_t n = 0;

	for (uint32_t i = 0; i < lines->count; i++) {
		const struct access_line *line = &lines->items[i];
		bool is_known = n == EVERYWHERE;

		if (!holds(line, &(struct condition){ACCESS_TARGET_STATUS, IS_DASH, ""}))
			return 0;
		for (uint32_t k = 0; k < n && !is_known; k++)
			is_known = span_equal(targets[k], line->fields[ACCESS_TARGET]);
		if (!is_known && is_unreached(line))
			targets[n++] = line->fields[ACCESS_TARGET];
	}
	return n;
}

/* ---- the contract ---- */

awry_status accesslog_find(const struct view *view, const awry_alloc *alloc,
			   struct access_lines *out)
{
	uint32_t at = 0;

	out->count = 0;
	while (at < view->n_plain) {
		struct span rest = {view->plain + at, view->n_plain - at};
		const char *feed = memchr(rest.ptr, '\n', rest.len);
		struct access_line line;

		if (access_find_line(rest, feed ? (size_t)(feed - rest.ptr) : rest.len, &line)) {
			TRY(mem_grow(alloc, &out->items, &out->cap, out->count + 1,
				     sizeof(*out->items)));
			line.symptom = meaning_of(&line);
			line.begin += at;
			line.end += at;
			out->items[out->count++] = line;
			at = line.end;
			feed = at < view->n_plain ? memchr(view->plain + at, '\n', view->n_plain - at) : NULL;
		}
		at = feed ? (uint32_t)(feed - view->plain) + 1 : view->n_plain;
	}
	out->is_everywhere = count_unreached(out) == EVERYWHERE;
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
	char copy[ACCESS_UNWRAPPED];

	text = access_unwrapped(text, copy);
	if (!access_is_dash(text))
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
	char copy[ACCESS_UNWRAPPED], request[ACCESS_UNWRAPPED];
	struct span target = access_unwrapped(line->fields[ACCESS_TARGET], copy);

	add(list, kb, "status", line->fields[ACCESS_STATUS]);
	for (size_t i = target.len; i > 0; i--) {
		if (target.ptr[i - 1] != ':')
			continue;
		add(list, kb, "target-port", (struct span){target.ptr + i, target.len - i});
		target.len = i - 1;
		break;
	}
	add(list, kb, "target", target);
	add(list, kb, "path", path_of(access_unwrapped(line->fields[ACCESS_REQUEST], request)));
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
	feed = memchr(text.ptr, '\n', text.len);
	text.len = feed ? (size_t)(feed - text.ptr) : text.len;
	return access_read_line(text, &line, &len) && meaning_of(&line);
}
