/* SPDX-License-Identifier: MIT */
#include "match/coat.h"

#include "match/glyph.h"
#include "match/service.h"

enum {
	MAX_FIELD = 90,      /* symbols of a code, operation or service */
	MAX_SENTENCE = 1200, /* bytes of a message, encoded authorization failures left out */
	NEAR = 300,          /* bytes between a code and the message or operation that belong to it */
	RECORD = 1500,       /* bytes of a CloudTrail record on each side of the error */
	SENTENCE_START = 12  /* bytes of a message by which its sentence has begun, also when it was wrapped there */
};

struct finder {
	const struct view *view;
	const awry_alloc *alloc;
	struct coat_list *list;
	bool failed;
};

/* ---- reading the plain text ---- */

static char plain_at(const struct finder *finder, uint32_t i)
{
	return i < finder->view->n_plain ? finder->view->plain[i] : '\0';
}

static bool is_name_char(char c)
{
	return is_alnum(c) || c == '.' || c == '_';
}

static struct span slice(const struct finder *finder, uint32_t begin, uint32_t end)
{
	return (struct span){finder->view->plain + begin, end > begin ? end - begin : 0};
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

static uint32_t offset_of(const struct finder *finder, const char *place)
{
	return (uint32_t)(place - finder->view->plain);
}

static uint32_t end_of(const struct finder *finder, struct span text)
{
	return offset_of(finder, text.ptr + text.len);
}

static void set_name(const struct finder *finder, struct coat_name *name, struct span plain)
{
	name->plain = plain = trim(plain);
	name->len = (uint8_t)view_symbols(finder->view, offset_of(finder, plain.ptr), end_of(finder, plain), name->folded,
		COAT_NAME);
}

static struct span folded_name(const struct coat_name *name)
{
	return (struct span){name->folded, name->len};
}

static uint32_t name_end(const struct finder *finder, uint32_t at)
{
	uint32_t end = at;

	while (end - at < MAX_FIELD && is_name_char(plain_at(finder, end)))
		end++;
	return end;
}

/* The word that begins at `at` or a few signs behind it.  If it was wrapped it goes on to the sign that must follow. */
static struct span word_from(const struct finder *finder, uint32_t at, char sign)
{
	uint32_t begin = at, end, rest;

	while (begin - at < 4 && begin < finder->view->n_plain && !is_alnum(plain_at(finder, begin)))
		begin++;
	end = name_end(finder, begin);
	if (sign && plain_at(finder, end) == '\n') {
		rest = name_end(finder, end + 1);
		if (rest > end + 1 && plain_at(finder, rest) == sign)
			end = rest;
	}
	return trim(slice(finder, begin, end));
}

static struct span word_before(const struct finder *finder, uint32_t end)
{
	uint32_t begin = end;

	while (begin > 0 && end - begin < MAX_FIELD && is_name_char(plain_at(finder, begin - 1)))
		begin--;
	return slice(finder, begin, end);
}

/* The place of `text` within [from, to), or `to`. */
static uint32_t find_plain(const struct finder *finder, uint32_t from, uint32_t to, struct span text)
{
	to = to < finder->view->n_plain ? to : finder->view->n_plain;
	return from < to ? from + (uint32_t)span_find(slice(finder, from, to), text) : to;
}

static uint32_t line_end(const struct finder *finder, uint32_t at)
{
	uint32_t to = at + MAX_SENTENCE;

	return find_plain(finder, at, to, SPAN("\n"));
}

/* ---- what a code looks like ---- */

/* Codes of one word, which without a coat round them might be anything. */
static const char *const short_codes[] = {"Unsupported", "Unavailable", "Throttling", "Blocked"};

/* Names of fields that look like codes. */
static const char *const field_names[] = {"StatusCode", "RequestID", "RequestId", "HostId", "ErrorCode", "ErrorMessage",
	"StatusMessage", "StatusReason", "CategoryInfo", "FullyQualifiedErrorId"};

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
	static const char *const codes[] = {"ValidationError", "InternalError", "Client.InternalError",
		"Server.InternalError", "InternalServerError"};

	return ends_with(word, "Error") && !is_among(word, codes, N_ELEMENTS(codes));
}

static bool is_code(struct span word)
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

/* ---- keeping coats ---- */

static void fill_name(struct coat_name *into, const struct coat_name *from)
{
	if (into->len == 0)
		*into = *from;
}

/* Two shapes often read the same error: its code stands at one place. */
static bool merge(struct finder *finder, const struct coat *coat)
{
	for (uint32_t i = finder->list->count, tries = 0; i > 0 && tries < 16; i--, tries++) {
		struct coat *other = &finder->list->items[i - 1];

		if (coat->code.len == 0 || other->code.plain.ptr != coat->code.plain.ptr)
			continue;
		fill_name(&other->operation, &coat->operation);
		fill_name(&other->service, &coat->service);
		other->is_plain = other->is_plain && coat->is_plain;
		other->begin = coat->begin < other->begin ? coat->begin : other->begin;
		other->end = coat->end > other->end ? coat->end : other->end;
		return true;
	}
	return false;
}

/* Adds a coat whose names, begin and message are set. */
static void add_coat(struct finder *finder, struct coat *coat)
{
	struct coat_list *list = finder->list;
	uint32_t least = coat->message + SENTENCE_START;

	if (coat->end == 0)
		coat->end = line_end(finder, coat->message);
	if (coat->message < coat->end && coat->end < least)
		coat->end = least < finder->view->n_plain ? least : finder->view->n_plain;
	if (merge(finder, coat))
		return;
	if (list->count == COAT_MAX) {
		list->is_full = true;
		return;
	}
	if (mem_grow(finder->alloc, &list->items, &list->cap, list->count + 1, sizeof(*list->items)))
		finder->failed = true;
	else
		list->items[list->count++] = *coat;
}

/* The place behind the colon, dash or arrow that comes before the message. */
static uint32_t message_from(const struct finder *finder, uint32_t at)
{
	for (uint32_t i = at, depth = 0; i < at + 60; i++) {
		char c = plain_at(finder, i);

		if (c == '\0')
			break;
		/* "(reached max retries: 4)" */
		depth += c == '(';
		depth -= c == ')' && depth > 0;
		if (depth > 0)
			continue;
		if (c == ':' || (c == '=' && plain_at(finder, i + 1) == '>') || (c == '-' && plain_at(finder, i + 1) == ' '))
			return i + 1 + (c == '=');
	}
	return at;
}

/* ---- shapes told by a phrase ---- */

enum field { NO_FIELD, CODE, OPERATION, SERVICE };

enum step_kind {
	UP_TO,    /* the field lasts until the phrase `until`, folded */
	UP_TO_SIGN, /* the field lasts until the sign `until` */
	WORD,     /* the field is the next word */
	CODE_WORD, /* the same, if it looks like a code; "api error" may stand before it */
	SEEK,     /* go behind the phrase `until`, folded */
	SEEK_TEXT /* go behind `until` as it stands in the plain text */
};

struct step {
	enum step_kind kind;
	enum field field;
	const char *until;
	uint16_t within;   /* symbols, bytes for SEEK_TEXT */
	bool is_optional;  /* without it the coat ends here */
};

enum { MAX_STEPS = 6 };

struct shape {
	const char *phrase; /* folded */
	struct step steps[MAX_STEPS]; /* up to the first without field and until */
};

static const struct shape cli = {"anerroroccurred", {
	{UP_TO, CODE, "whencallingthe", MAX_FIELD, false},
	{UP_TO, OPERATION, "operation", MAX_FIELD, true},
}};
static const struct shape go_v2 = {"operationerror", {
	{UP_TO_SIGN, SERVICE, ":", 60, false},
	{WORD, OPERATION, ",", 0, false},
	{SEEK, NO_FIELD, "requestid", NEAR, true},
	{SEEK_TEXT, NO_FIELD, ", ", 60, true},
	{CODE_WORD, CODE, ":", 0, true},
}};
static const struct shape api_error = {"apierror", {{WORD, CODE, ":", 0, false}}};
static const struct shape php = {"errorexecuting", {
	{WORD, OPERATION, NULL, 0, false},
	{SEEK_TEXT, NO_FIELD, "(client): ", RECORD, true},
	{WORD, CODE, NULL, 0, true},
}};
static const struct shape fleet = {"couldnotlaunchondemandinstances", {{WORD, CODE, NULL, 0, false}}};

/* Finds the folded phrase from the folded place `at` on; its place, or n_folded. */
static uint32_t find_folded(const struct finder *finder, uint32_t at, const char *phrase, uint32_t within)
{
	const struct view *view = finder->view;
	size_t len = strlen(phrase), room = view->n_folded - at;
	struct span text = {view->folded + at, room < within + len ? room : within + len};
	size_t found = span_find(text, (struct span){phrase, len});

	return found < text.len ? at + (uint32_t)found : view->n_folded;
}

static void set_field(const struct finder *finder, struct coat *coat, enum field field, struct span plain)
{
	struct coat_name *names[] = {NULL, &coat->code, &coat->operation, &coat->service};

	if (names[field])
		set_name(finder, names[field], plain);
}

/* Takes one step from the plain place *at; false when the text does not go on like that. */
static bool take_step(const struct finder *finder, const struct step *step, struct coat *coat, uint32_t *at)
{
	const struct view *view = finder->view;
	uint32_t from = *at, found, behind;
	struct span word;

	switch (step->kind) {
	case UP_TO:
	case SEEK:
		found = find_folded(finder, view_folded_of(view, from), step->until, step->within);
		if (found == view->n_folded)
			return false;
		behind = view_plain_of(view, found + (uint32_t)strlen(step->until) - 1) + 1;
		set_field(finder, coat, step->field, slice(finder, from, view_plain_of(view, found)));
		*at = behind;
		return true;
	case UP_TO_SIGN:
	case SEEK_TEXT:
		found = find_plain(finder, from, from + step->within, span_of(step->until));
		if (found == from + step->within || found == view->n_plain)
			return false;
		set_field(finder, coat, step->field, slice(finder, from, found));
		*at = found + (uint32_t)strlen(step->until);
		return true;
	default:
		if (step->kind == CODE_WORD && find_plain(finder, from, from + 10, SPAN("api error ")) == from)
			from += 10;
		word = word_from(finder, from, step->until ? *step->until : '\0');
		if (word.len == 0 || (step->kind == CODE_WORD && !is_code(word)))
			return false;
		set_field(finder, coat, step->field, word);
		*at = end_of(finder, word);
		return true;
	}
}

/* Reads the coat whose phrase ends with the folded place `last`, if it does. */
static void read_shape(struct finder *finder, const struct shape *shape, uint32_t last)
{
	const struct view *view = finder->view;
	uint32_t len = (uint32_t)strlen(shape->phrase), at;
	struct coat coat = {0};

	if (last + 1 < len || memcmp(view->folded + last + 1 - len, shape->phrase, len) != 0)
		return;
	coat.begin = view_plain_of(view, last + 1 - len);
	at = view_plain_of(view, last) + 1;
	for (size_t i = 0; i < MAX_STEPS && (shape->steps[i].field || shape->steps[i].until); i++) {
		if (take_step(finder, &shape->steps[i], &coat, &at))
			continue;
		if (!shape->steps[i].is_optional)
			return;
		break;
	}
	coat.message = message_from(finder, at);
	add_coat(finder, &coat);
}

/* ---- shapes told by a word ---- */

/* "Code": "X", code: Some("X"), 'Code': 'X', errorCode=X: the key ends with the folded place `last`. */
static void read_key(struct finder *finder, uint32_t last)
{
	uint32_t key = view_plain_of(finder->view, last), at = key + 1, message, end;
	struct coat coat = {.begin = key - 3};
	struct span word;
	bool has_sign = false;

	for (; at < key + 12; at++) {
		char c = plain_at(finder, at);

		if (c == ':' || c == '=')
			has_sign = true;
		else if (plain_at(finder, at) == 'S' && find_plain(finder, at, at + 5, SPAN("Some(")) == at)
			at += 4;
		else if (is_alnum(c) || c == '\0')
			break;
	}
	word = word_from(finder, at, '\0');
	if (!has_sign || !is_code(word))
		return;
	set_name(finder, &coat.code, word);
	end = end_of(finder, word);
	message = find_plain(finder, end, end + NEAR, SPAN("essage"));
	coat.message = message < end + NEAR ? message_from(finder, message) : end;
	add_coat(finder, &coat);
}

/* <Code>X</Code><Message>M</Message>: `at` is behind <Code>. */
static void read_element(struct finder *finder, uint32_t at)
{
	struct span word = word_from(finder, at, '\0');
	uint32_t end = end_of(finder, word), message = find_plain(finder, end, end + NEAR, SPAN("<Message>"));
	struct coat coat = {.begin = at, .message = message < end + NEAR ? message + 9 : end};

	if (word.len == 0)
		return;
	set_name(finder, &coat.code, word);
	end = find_plain(finder, coat.message, coat.message + MAX_SENTENCE, SPAN("</Message>"));
	if (end < coat.message + MAX_SENTENCE && end < finder->view->n_plain)
		coat.end = end;
	add_coat(finder, &coat);
}

/* Aws::EC2::Errors::X: the word Errors ends with the folded place `last`. */
static void read_ruby(struct finder *finder, uint32_t last)
{
	uint32_t behind = view_plain_of(finder->view, last) + 1, errors = behind - 6;
	struct coat coat = {0};
	struct span service, code;

	if (behind < 10 || plain_at(finder, behind) != ':' || plain_at(finder, behind + 1) != ':' ||
		plain_at(finder, errors - 1) != ':')
		return;
	service = word_before(finder, errors - 2);
	code = word_from(finder, behind + 2, ':');
	if (service.len == 0 || code.len == 0)
		return;
	set_name(finder, &coat.service, service);
	set_name(finder, &coat.code, code);
	coat.begin = offset_of(finder, service.ptr);
	coat.message = message_from(finder, end_of(finder, code));
	add_coat(finder, &coat);
}

/* How far to the left a sentence may go whose tail begins at `tail`. */
static uint32_t sentence_before(const struct finder *finder, uint32_t tail)
{
	uint32_t begin = tail, lines = 0;

	while (begin > 0 && tail - begin < MAX_SENTENCE) {
		char c = plain_at(finder, begin - 1);

		if (c == '\n' && (tail - begin >= 200 || ++lines > 3))
			break;
		begin--;
	}
	return begin;
}

/* MESSAGE (Service: S; Status Code: 400; Error Code: X; Request ID: …): "Status Code" ends with `last`. */
static void read_java(struct finder *finder, uint32_t last)
{
	uint32_t status = view_plain_of(finder->view, last), from = status > 100 ? status - 100 : 0, at = from, open;
	struct coat coat = {0};

	for (open = from; at < status; at = open + 1) {
		open = find_plain(finder, at, status, SPAN("Service"));
		if (open == status)
			break;
		if (plain_at(finder, open + 7) == ':' || plain_at(finder, open + 8) == ':')
			from = open;
	}
	if (plain_at(finder, from) != 'S' || find_plain(finder, from, from + 7, SPAN("Service")) != from)
		return;
	for (at = from + 7; at < status && plain_at(finder, at) != ';' && plain_at(finder, at) != ','; at++)
		;
	set_name(finder, &coat.service, slice(finder, from + 7, at));
	at = find_plain(finder, status, status + 60, SPAN("Error"));
	if (at < status + 60 && at + 12 < finder->view->n_plain) {
		uint32_t sign = find_plain(finder, at, at + 20, SPAN(":"));

		set_name(finder, &coat.code, word_from(finder, sign, ';'));
	}
	coat.begin = sentence_before(finder, from);
	coat.message = coat.end = coat.code.len > 0 ? end_of(finder, coat.code.plain) : status;
	add_coat(finder, &coat);
}

/* Amazon.EC2.AmazonEC2Exception: MESSAGE: "Exception" ends with the folded place `last`. */
static void read_dotnet(struct finder *finder, uint32_t last)
{
	static const char *const roots[] = {"Amazon.", "com.amazonaws.services.", "software.amazon.awssdk.services."};
	uint32_t behind = view_plain_of(finder->view, last) + 1, from, to;
	struct span word = word_before(finder, behind);
	struct coat coat = {0};

	for (size_t i = 0; i < N_ELEMENTS(roots); i++) {
		size_t len = strlen(roots[i]);

		if (word.len <= len || memcmp(word.ptr, roots[i], len) != 0)
			continue;
		from = offset_of(finder, word.ptr + len);
		for (to = from; to < behind && plain_at(finder, to) != '.'; to++)
			;
		set_name(finder, &coat.service, slice(finder, from, to));
		coat.begin = offset_of(finder, word.ptr);
		coat.message = message_from(finder, behind);
		if (plain_at(finder, behind) == ',') /* PowerShell's FullyQualifiedErrorId stands behind the message */
			coat.begin = sentence_before(finder, coat.begin);
		add_coat(finder, &coat);
		return;
	}
}

/* API: ec2:RunInstances MESSAGE */
static void read_api(struct finder *finder, uint32_t colon)
{
	struct span service = word_from(finder, colon + 1, '\0'), operation;
	struct coat coat = {.begin = colon - 3};
	uint32_t at = end_of(finder, service);

	if (service.len == 0 || plain_at(finder, at) != ':')
		return;
	operation = word_from(finder, at + 1, '\0');
	set_name(finder, &coat.service, service);
	set_name(finder, &coat.operation, operation);
	coat.message = end_of(finder, operation);
	add_coat(finder, &coat);
}

/* The end of a line may be the beginning of the code that `tail` ends: both readings are kept. */
static void read_wrapped_code(struct finder *finder, struct span tail, const struct coat *form)
{
	struct coat coat = *form;
	uint32_t begin = tail.len > 0 ? offset_of(finder, tail.ptr) : 0;
	struct span head, word;

	if (begin < 2 || plain_at(finder, begin - 1) != '\n')
		return;
	head = word_before(finder, begin - 1);
	word = (struct span){head.ptr, head.len + 1 + tail.len};
	if (head.len < 2 || !is_code(word))
		return;
	set_name(finder, &coat.code, word);
	coat.begin = offset_of(finder, word.ptr);
	add_coat(finder, &coat);
}

/* CODE: MESSAGE, CODE => MESSAGE, CODE - MESSAGE: the sign stands at `sign`. */
static void read_code(struct finder *finder, uint32_t sign)
{
	uint32_t end = sign > 0 && plain_at(finder, sign - 1) == ' ' ? sign - 1 : sign;
	struct span word = word_before(finder, end);
	struct coat coat = {.is_plain = true, .message = sign + 1 + (plain_at(finder, sign) == '=')};

	if (span_equal(word, SPAN("API"))) {
		read_api(finder, sign);
		return;
	}
	read_wrapped_code(finder, word, &coat);
	if (!is_code(word))
		return;
	set_name(finder, &coat.code, word);
	coat.begin = offset_of(finder, word.ptr);
	add_coat(finder, &coat);
}

/* ---- finding them ---- */

#define SYMBOL(c) ((uint32_t)((c) <= '9' ? (c) - '0' : (c) - 'a' + 10))
#define GRAM(a, b, c, d) (SYMBOL(a) << 18 | SYMBOL(b) << 12 | SYMBOL(c) << 6 | SYMBOL(d))

/* Reads what may begin with a phrase whose last four symbols are `gram`, the last at the folded place `last`. */
static void read_at(struct finder *finder, uint32_t gram, uint32_t last)
{
	switch (gram) {
	case GRAM('r', 'r', 'e', 'd'):
		read_shape(finder, &cli, last);
		break;
	case GRAM('r', 'r', 'o', 'r'):
		read_shape(finder, &go_v2, last);
		read_shape(finder, &api_error, last);
		break;
	case GRAM('t', 'i', 'n', 'g'):
		read_shape(finder, &php, last);
		break;
	case GRAM('n', 'c', 'e', 's'):
		read_shape(finder, &fleet, last);
		break;
	case GRAM('c', 'o', 'd', 'e'):
		read_key(finder, last);
		if (last >= 9 && memcmp(finder->view->folded + last - 9, "statuscode", 10) == 0)
			read_java(finder, last);
		break;
	case GRAM('r', 'o', 'r', 's'):
		read_ruby(finder, last);
		break;
	case GRAM('t', 'i', 'o', 'n'):
		if (last >= 8 && memcmp(finder->view->folded + last - 8, "exception", 9) == 0)
			read_dotnet(finder, last);
		break;
	default:
		break;
	}
}

/* A hash of a gram, and a bit for each of those that read_at knows: one in ten of all others passes too. */
#define GRAM_BIT(gram) (UINT64_C(1) << ((gram) * UINT32_C(0x9e3779b1) >> 26))

static const uint64_t known_grams = GRAM_BIT(GRAM('r', 'r', 'e', 'd')) | GRAM_BIT(GRAM('r', 'r', 'o', 'r')) |
	GRAM_BIT(GRAM('t', 'i', 'n', 'g')) | GRAM_BIT(GRAM('n', 'c', 'e', 's')) | GRAM_BIT(GRAM('c', 'o', 'd', 'e')) |
	GRAM_BIT(GRAM('r', 'o', 'r', 's')) | GRAM_BIT(GRAM('t', 'i', 'o', 'n'));

static bool is_stopped(const struct finder *finder)
{
	return finder->failed || finder->list->is_full;
}

static void find_phrases(struct finder *finder)
{
	const char *folded = finder->view->folded;
	uint32_t n = finder->view->n_folded, gram = 0;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t c = (unsigned char)folded[i];

		gram = (gram << 6 | (c - '0' - (c > '9') * ('a' - '9' - 1u))) & 0xffffff;
		if (known_grams & GRAM_BIT(gram)) {
			read_at(finder, gram, i);
			if (is_stopped(finder))
				break;
		}
	}
}

static void read_sign(struct finder *finder, uint32_t i)
{
	const char *plain = finder->view->plain;
	char c = plain[i], next = plain[i + 1];

	if (c == ':' && is_blank(next))
		read_code(finder, i);
	else if ((c == '=' && next == '>') || (c == '-' && next == ' ' && plain[i - 1] == ' '))
		read_code(finder, i);
	else if (c == '<' && (next == 'C' || next == 'c') && find_plain(finder, i + 2, i + 6, SPAN("ode>")) == i + 2)
		read_element(finder, i + 6);
}

static void find_signs(struct finder *finder)
{
	const char *plain = finder->view->plain;
	uint32_t n = finder->view->n_plain;

	for (uint32_t i = 1; i + 1 < n; i++) {
		/* ':' '<' '=' and '-': the first three lie close together. */
		if ((unsigned)(plain[i] - ':') > '=' - ':' && plain[i] != '-')
			continue;
		read_sign(finder, i);
		if (is_stopped(finder))
			break;
	}
}

/* ---- what they belong to ---- */

/* What a CloudTrail record says of the error in it. */
static void read_record(struct finder *finder, struct coat *coat)
{
	static const struct {
		struct span key;
		enum field field;
	} keys[] = {{{"eventName", 9}, OPERATION}, {{"eventSource", 11}, SERVICE}};
	uint32_t from = coat->begin > RECORD ? coat->begin - RECORD : 0, to = coat->begin + RECORD;

	for (size_t i = 0; i < N_ELEMENTS(keys); i++) {
		uint32_t found = find_plain(finder, from, to, keys[i].key);

		if (found < to && found < finder->view->n_plain)
			set_field(finder, coat, keys[i].field, word_from(finder, found + (uint32_t)keys[i].key.len, '\0'));
	}
}

static bool is_cloudtrail(const struct finder *finder, const struct coat *coat)
{
	return coat->begin >= 5 && find_plain(finder, coat->begin - 5, coat->begin, SPAN("error")) == coat->begin - 5 &&
		coat->operation.len == 0 && coat->service.len == 0;
}

/* What stands before the coat on its line, where wrappers say what they were doing. */
static struct span context_of(const struct finder *finder, const struct coat *coat)
{
	const struct view *view = finder->view;
	uint32_t from = coat->begin > NEAR ? coat->begin - NEAR : 0, begin, end;

	for (uint32_t i = coat->begin; i > from; i--) {
		if (plain_at(finder, i - 1) == '\n')
			from = i;
	}
	begin = view_folded_of(view, from);
	end = view_folded_of(view, coat->begin);
	return (struct span){view->folded + begin, end - begin};
}

static void settle_service(struct finder *finder, struct coat *coat)
{
	struct span service, operation;

	if (is_cloudtrail(finder, coat))
		read_record(finder, coat);
	service = service_name(folded_name(&coat->service));
	operation = folded_name(&coat->operation);
	if (service.len > 0)
		coat->is_foreign = !service_is_ours(service);
	else if (operation.len > 0)
		coat->is_foreign = operation_is_foreign(operation);
	else
		coat->is_foreign = context_is_foreign(context_of(finder, coat));
}

/* Shell sort by place: needs no memory.  Coats are nearly in order. */
static void sort_coats(struct coat_list *list)
{
	static const uint32_t gaps[] = {701, 301, 132, 57, 23, 10, 4, 1};

	for (size_t g = 0; g < N_ELEMENTS(gaps); g++) {
		for (uint32_t i = gaps[g]; i < list->count; i++) {
			struct coat coat = list->items[i];
			uint32_t j = i;

			for (; j >= gaps[g] && list->items[j - gaps[g]].begin > coat.begin; j -= gaps[g])
				list->items[j] = list->items[j - gaps[g]];
			list->items[j] = coat;
		}
	}
}

/* An error inside the message of another: "…: EC2 Error Code: InvalidSubnetID.NotFound". */
static void inherit(struct coat_list *list)
{
	const struct coat *outer = NULL;

	for (uint32_t i = 0; i < list->count; i++) {
		struct coat *coat = &list->items[i];

		if (coat->operation.len > 0 || coat->service.len > 0) {
			outer = coat;
		} else if (outer && coat->begin < outer->end) {
			coat->operation = outer->operation;
			coat->service = outer->service;
		}
	}
}

static void settle(struct finder *finder)
{
	struct coat_list *list = finder->list;
	uint32_t next = finder->view->n_plain;

	sort_coats(list);
	inherit(list);
	for (uint32_t i = list->count; i > 0; i--) {
		struct coat *coat = &list->items[i - 1];
		uint32_t reach = coat->message + MAX_SENTENCE;

		settle_service(finder, coat);
		coat->reach = reach < next ? reach : next;
		if (coat->reach < coat->end)
			coat->reach = coat->end;
		if (!coat->is_plain)
			next = coat->begin;
	}
}

awry_status coat_find(const struct view *view, const awry_alloc *alloc, struct coat_list *out)
{
	struct finder finder = {.view = view, .alloc = alloc, .list = out};

	out->count = 0;
	out->is_full = false;
	find_phrases(&finder);
	find_signs(&finder);
	settle(&finder);
	return finder.failed ? AWRY_E_NOMEM : AWRY_OK;
}

/* ---- what messages ask of them ---- */

static struct span kb_span(const struct kb *kb, kb_str str)
{
	return span_of(kb_text(kb, str));
}

/* Spelling `n` of the coat's code; empty where there is none. */
static struct span spelling(const struct coat *coat, uint32_t n)
{
	struct span code = folded_name(&coat->code);
	bool has_side = code.len > 10 && (memcmp(code.ptr, "client", 6) == 0 || memcmp(code.ptr, "server", 6) == 0);

	if (n & 1) {
		if (!has_side)
			return SPAN("");
		code.ptr += 6;
		code.len -= 6;
	}
	if (n & 2) {
		if (code.len < 14 || memcmp(code.ptr + code.len - 9, "exception", 9) != 0)
			return SPAN("");
		code.len -= 9;
	}
	return code;
}

enum { N_SPELLINGS = 4 };

static bool has_code(const struct coat *coat, struct span code)
{
	for (uint32_t n = 0; n < N_SPELLINGS; n++) {
		if (span_equal(spelling(coat, n), code))
			return true;
	}
	return false;
}

bool coat_suits(const struct coat *coat, const struct kb *kb, const struct kb_message *message)
{
	struct span code = kb_span(kb, message->code), operation = kb_span(kb, message->operation),
		service = kb_span(kb, message->service);

	if (code.len > 0 && coat->code.len > 0 && !has_code(coat, code))
		return false;
	if (operation.len > 0 && coat->operation.len > 0 && !span_equal(folded_name(&coat->operation), operation))
		return false;
	return service.len == 0 || coat->service.len == 0 ||
		span_equal(service_name(folded_name(&coat->service)), service_name(service));
}

bool coat_hides(const struct coat *coat, const struct kb *kb, const struct kb_message *message)
{
	struct span service = kb_span(kb, message->service);

	if (!coat->is_foreign || message->target_kind == KB_OF_LOOKALIKE)
		return false;
	return service.len == 0 || !coat_suits(coat, kb, message);
}

static int compare(struct span a, struct span b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = memcmp(a.ptr, b.ptr, n);

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

/* The first position in kb_codes whose code is not before `code` (`or_equal`: not behind). */
static uint32_t bound(const struct kb *kb, struct span code, bool or_equal)
{
	uint32_t low = 0, high = kb->codes.count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct kb_message *message = &kb_messages(kb)[kb_codes(kb)[middle].at];
		int order = compare(kb_span(kb, message->code), code);

		if (order < 0 || (or_equal && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool coat_code_range(const struct coat *coat, const struct kb *kb, uint32_t n, struct kb_range *out)
{
	struct span code = n < N_SPELLINGS ? spelling(coat, n) : SPAN("");

	*out = (struct kb_range){0};
	if (n >= N_SPELLINGS)
		return false;
	if (code.len > 0) {
		out->first = bound(kb, code, false);
		out->count = bound(kb, code, true) - out->first;
	}
	return true;
}
