/* SPDX-License-Identifier: MIT */
#include "match/coat_scan.h"

#include "match/glyph.h"

static bool is_name_char(char c)
{
	return is_alnum(c) || c == '.' || c == '_';
}

struct span scan_slice(const struct coat_scan *scan, uint32_t begin, uint32_t end)
{
	return (struct span){scan->view->plain + begin, end > begin ? end - begin : 0};
}

static struct span trim(struct span text)
{
	while (text.len > 0 && !is_alnum(*text.ptr)) {
		text.ptr++;
		text.len--;
	}
	while (text.len > 0 && !is_alnum(text.ptr[text.len - 1]))
		text.len--;
	return text;
}

uint32_t scan_offset(const struct coat_scan *scan, const char *place)
{
	return (uint32_t)(place - scan->view->plain);
}

uint32_t scan_end(const struct coat_scan *scan, struct span text)
{
	return scan_offset(scan, text.ptr + text.len);
}

void scan_set_name(const struct coat_scan *scan, struct coat_name *name, struct span plain)
{
	name->plain = plain = trim(plain);
	name->len = (uint8_t)view_symbols(scan->view, scan_offset(scan, plain.ptr),
					  scan_end(scan, plain), name->folded, COAT_NAME);
}

static uint32_t name_end(const struct coat_scan *scan, uint32_t at)
{
	uint32_t end = at;

	while (end - at < COAT_FIELD && is_name_char(scan_char(scan, end)))
		end++;
	return end;
}

struct span scan_word(const struct coat_scan *scan, uint32_t at, char sign)
{
	uint32_t begin = at, end, rest;

	while (begin - at < 4 && begin < scan->view->n_plain && !is_alnum(scan_char(scan, begin)))
		begin++;
	end = name_end(scan, begin);
	if (sign && scan_char(scan, end) == '\n') {
		rest = name_end(scan, end + 1);
		if (rest > end + 1 && scan_char(scan, rest) == sign)
			end = rest;
	}
	return trim(scan_slice(scan, begin, end));
}

struct span scan_word_before(const struct coat_scan *scan, uint32_t end)
{
	uint32_t begin = end;

	while (begin > 0 && end - begin < COAT_FIELD && is_name_char(scan_char(scan, begin - 1)))
		begin--;
	return scan_slice(scan, begin, end);
}

uint32_t scan_find(const struct coat_scan *scan, uint32_t from, uint32_t to, struct span text)
{
	to = to < scan->view->n_plain ? to : scan->view->n_plain;
	return from < to ? from + (uint32_t)span_find(scan_slice(scan, from, to), text) : to;
}

/* ---- what a code looks like ---- */

/* Codes of one word, which without a coat round them might be anything. */
static const char *const short_codes[] = {"Unsupported", "Unavailable", "Throttling", "Blocked"};

/* Names of fields that look like codes. */
static const char *const field_names[] = {
	"StatusCode",   "RequestID",     "RequestId",    "HostId",       "ErrorCode",
	"ErrorMessage", "StatusMessage", "StatusReason", "CategoryInfo", "FullyQualifiedErrorId"};

static bool is_among(struct span word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (span_equal(word, span_of(words[i])))
			return true;
	}
	return false;
}

static bool ends_with(struct span text, const char *tail)
{
	size_t len = strlen(tail);

	return text.len >= len && memcmp(text.ptr + text.len - len, tail, len) == 0;
}

/* Names of exceptions in programming languages, which wrap an error but do not name it. */
static bool is_wrapper(struct span word)
{
	static const char *const codes[] = {"ValidationError", "InternalError",
					    "Client.InternalError", "Server.InternalError",
					    "InternalServerError"};

	return ends_with(word, "Error") && !is_among(word, codes, N_ELEMENTS(codes));
}

bool scan_is_code(struct span word)
{
	uint32_t humps = 0, lower = 0;

	if (word.len < 5 || word.len > COAT_NAME || !is_upper(*word.ptr))
		return false;
	if (is_among(word, short_codes, N_ELEMENTS(short_codes)))
		return true;
	if (is_among(word, field_names, N_ELEMENTS(field_names)))
		return false;
	for (size_t i = 1; i < word.len; i++) {
		char c = word.ptr[i];

		if (!is_alnum(c) && c != '.' && c != '\n')
			return false;
		humps += is_upper(c) && !is_upper(word.ptr[i - 1]);
		lower += is_alpha(c) && !is_upper(c);
	}
	return humps > 0 && lower > 2 && !is_wrapper(word);
}

/* ---- messages ---- */

uint32_t scan_message(const struct coat_scan *scan, uint32_t at)
{
	for (uint32_t i = at, depth = 0; i < at + 60; i++) {
		char c = scan_char(scan, i);

		if (c == '\0')
			break;
		/* "(reached max retries: 4)" */
		depth += c == '(';
		depth -= c == ')' && depth > 0;
		if (depth > 0)
			continue;
		if (c == ':' || (c == '=' && scan_char(scan, i + 1) == '>') ||
		    (c == '-' && scan_char(scan, i + 1) == ' '))
			return i + 1 + (c == '=');
	}
	return at;
}

uint32_t scan_sentence_before(const struct coat_scan *scan, uint32_t tail)
{
	uint32_t begin = tail, lines = 0;

	while (begin > 0 && tail - begin < COAT_SENTENCE) {
		char c = scan_char(scan, begin - 1);

		if (c == '\n' && (tail - begin >= 200 || ++lines > 3))
			break;
		begin--;
	}
	return begin;
}
