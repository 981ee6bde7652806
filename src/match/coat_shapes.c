/* SPDX-License-Identifier: MIT */
#include "match/coat_scan.h"

#include "match/edge.h"
#include "match/glyph.h"

/* ---- shapes told by a phrase ---- */

enum field { NO_FIELD, CODE, OPERATION, SERVICE };

enum step_kind {
	UP_TO,      /* the field lasts until the phrase `until`, folded */
	UP_TO_SIGN, /* the field lasts until the sign `until` */
	WORD,       /* the field is the next word */
	CODE_WORD,  /* the same, if it looks like a code; "api error" may stand before it */
	SEEK,       /* go behind the phrase `until`, folded */
	SEEK_TEXT   /* go behind `until` as it stands in the plain text */
};

struct step {
	enum step_kind kind;
	enum field field;
	const char *until; /* of WORD and CODE_WORD unused */
	char sign;         /* that follows a word which was wrapped */
	uint16_t within;   /* symbols, bytes for SEEK_TEXT */
	bool is_optional;  /* without it the coat ends here */
	bool may_miss;     /* without it the next step is taken from the same place */
};

enum { MAX_STEPS = 7 };

struct shape {
	const char *phrase;           /* folded */
	struct step steps[MAX_STEPS]; /* up to the first without field and until */
};

/* clang-format off */
static const struct shape cli = {"anerroroccurred", {
	{.kind = UP_TO, .field = CODE, .until = "whencallingthe", .within = COAT_FIELD},
	{.kind = UP_TO, .field = OPERATION, .until = "operation", .within = COAT_FIELD, .is_optional = true},
}};
static const struct shape cli_client = {"aclienterror", {
	{.kind = CODE_WORD, .field = CODE, .sign = ')'},
	{.kind = SEEK, .until = "occurred", .within = 0},
	{.kind = SEEK, .until = "whencallingthe", .within = 0, .is_optional = true},
	{.kind = UP_TO, .field = OPERATION, .until = "operation", .within = COAT_FIELD, .is_optional = true},
}};
static const struct shape cli_server = {"aservererror", {
	{.kind = CODE_WORD, .field = CODE, .sign = ')'},
	{.kind = SEEK, .until = "occurred", .within = 0},
	{.kind = SEEK, .until = "whencallingthe", .within = 0, .is_optional = true},
	{.kind = UP_TO, .field = OPERATION, .until = "operation", .within = COAT_FIELD, .is_optional = true},
}};
static const struct shape go_v2 = {"operationerror", {
	{.kind = UP_TO_SIGN, .field = SERVICE, .until = ":", .within = 60},
	{.kind = WORD, .field = OPERATION, .sign = ','},
	{.kind = SEEK, .until = "requestid", .within = COAT_NEAR, .is_optional = true},
	{.kind = SEEK_TEXT, .until = ", ", .within = 60, .is_optional = true},
	{.kind = CODE_WORD, .field = CODE, .sign = ':', .is_optional = true},
}};
static const struct shape api_error = {"apierror", {
	{.kind = WORD, .field = CODE, .sign = ':'},
}};
static const struct shape php = {"errorexecuting", {
	{.kind = WORD, .field = OPERATION},
	{.kind = SEEK_TEXT, .until = "://", .within = 20, .is_optional = true},
	{.kind = UP_TO_SIGN, .field = SERVICE, .until = ".", .within = 60, .is_optional = true},
	{.kind = SEEK_TEXT, .until = "<Code>", .within = COAT_ANSWER, .may_miss = true},
	{.kind = CODE_WORD, .field = CODE, .may_miss = true},
	{.kind = SEEK_TEXT, .until = "(client): ", .within = COAT_RECORD, .is_optional = true},
	{.kind = CODE_WORD, .field = CODE, .is_optional = true},
}};
static const struct shape cpp = {"exceptionname", {
	{.kind = CODE_WORD, .field = CODE, .sign = '\n'},
	{.kind = SEEK, .until = "errormessage", .within = 0, .is_optional = true},
}};
static const struct shape fleet = {"couldnotlaunchondemandinstances", {
	{.kind = WORD, .field = CODE},
}};
/* clang-format on */

/* Finds the folded phrase from the folded place `at` on; its place, or n_folded. */
static uint32_t find_folded(const struct coat_scan *scan, uint32_t at, const char *phrase,
			    uint32_t within)
{
	const struct view *view = scan->view;
	size_t len = strlen(phrase), room = view->n_folded - at;
	struct span text = {view->folded + at, room < within + len ? room : within + len};
	size_t found = span_find(text, (struct span){phrase, len});

	return found < text.len ? at + (uint32_t)found : view->n_folded;
}

static void set_field(const struct coat_scan *scan, struct coat *coat, enum field field,
		      struct span plain)
{
	struct coat_name *names[] = {NULL, &coat->code, &coat->operation, &coat->service};

	if (names[field])
		scan_set_name(scan, names[field], plain);
}

/* Behind `words` at the plain place `from`, wherever a wrap broke them; or `from`. */
static uint32_t behind_words(const struct coat_scan *scan, uint32_t from, const char *words)
{
	const struct view *view = scan->view;
	uint32_t at = from;

	for (; *words; words++) {
		if (at < view->n_plain && view_char(view, at) == '\n' && *words != ' ')
			at++;
		if (at >= view->n_plain || (view_char(view, at) != *words && !(*words == ' ' && view_char(view, at) == '\n')))
			return from;
		at++;
	}
	return at;
}

/* Takes one step from the plain place *at; false when the text does not go on like that. */
static bool take_step(const struct coat_scan *scan, const struct step *step, struct coat *coat,
		      uint32_t *at)
{
	const struct view *view = scan->view;
	uint32_t from = *at, found, behind;
	struct span word;

	switch (step->kind) {
	case UP_TO:
	case SEEK:
		found = find_folded(scan, view_folded_of(view, from), step->until, step->within);
		if (found == view->n_folded)
			return false;
		behind = view_plain_of(view, found + (uint32_t)strlen(step->until) - 1) + 1;
		set_field(scan, coat, step->field,
			  scan_slice(scan, from, view_plain_of(view, found)));
		*at = behind;
		return true;
	case UP_TO_SIGN:
	case SEEK_TEXT:
		found = scan_find(scan, from, from + step->within, span_of(step->until));
		if (found == from + step->within || found == view->n_plain)
			return false;
		set_field(scan, coat, step->field, scan_slice(scan, from, found));
		*at = found + (uint32_t)strlen(step->until);
		return true;
	default:
		if (step->kind == CODE_WORD)
			from = behind_words(scan, from, "api error ");
		word = scan_word(scan, from, step->sign);
		if (word.len == 0 || (step->kind == CODE_WORD && !scan_is_code(word)))
			return false;
		set_field(scan, coat, step->field, word);
		*at = scan_end(scan, word);
		return true;
	}
}

/* Reads the coat whose phrase ends with the folded place `last`, if it does. */
static void read_shape(struct coat_scan *scan, const struct shape *shape, uint32_t last)
{
	const struct view *view = scan->view;
	uint32_t len = (uint32_t)strlen(shape->phrase), at;
	struct coat coat = {0};

	if (last + 1 < len || memcmp(view->folded + last + 1 - len, shape->phrase, len) != 0)
		return;
	/* "UnauthorizedOperation","errorMessage" is no operation error. */
	if (!edge_before(view, last + 1 - len))
		return;
	coat.begin = view_plain_of(view, last + 1 - len);
	at = view_plain_of(view, last) + 1;
	for (size_t i = 0; i < MAX_STEPS && (shape->steps[i].field || shape->steps[i].until); i++) {
		if (take_step(scan, &shape->steps[i], &coat, &at))
			continue;
		if (shape->steps[i].may_miss)
			continue;
		if (!shape->steps[i].is_optional)
			return;
		break;
	}
	coat.message = scan_message(scan, at);
	scan_add(scan, &coat);
}

/* ---- shapes told by a word ---- */

/* "Code": "X", code: Some("X"), 'Code': 'X', errorCode=X: the key ends with the folded place
 * `last`. */
static void read_key(struct coat_scan *scan, uint32_t last)
{
	uint32_t key = view_plain_of(scan->view, last), at = key + 1, message, end;
	struct coat coat = {.begin = key - 3};
	struct span word;
	bool has_sign = false;

	for (; at < key + 12; at++) {
		char c = scan_char(scan, at);

		if (c == ':' || c == '=')
			has_sign = true;
		else if (scan_char(scan, at) == 'S' &&
			 scan_find(scan, at, at + 5, SPAN("Some(")) == at)
			at += 4;
		else if (is_alnum(c) || c == '\0')
			break;
	}
	word = scan_word(scan, at, '\0');
	if (!has_sign || !scan_is_code(word))
		return;
	scan_set_name(scan, &coat.code, word);
	end = scan_end(scan, word);
	message = scan_find(scan, end, end + COAT_NEAR, SPAN("essage"));
	coat.message = message < end + COAT_NEAR ? scan_message(scan, message) : end;
	scan_add(scan, &coat);
}

/* <Code>X</Code><Message>M</Message>: `at` is behind <Code>. */
static void read_element(struct coat_scan *scan, uint32_t at)
{
	struct span word = scan_word(scan, at, '\0');
	uint32_t end = scan_end(scan, word),
		 message = scan_find(scan, end, end + COAT_NEAR, SPAN("<Message>"));
	struct coat coat = {.begin = at, .message = message < end + COAT_NEAR ? message + 9 : end};

	if (word.len == 0)
		return;
	scan_set_name(scan, &coat.code, word);
	end = scan_find(scan, coat.message, coat.message + COAT_SENTENCE, SPAN("</Message>"));
	if (end < coat.message + COAT_SENTENCE && end < scan->view->n_plain)
		coat.end = end;
	scan_add(scan, &coat);
}

/* Aws::EC2::Errors::X: the word Errors ends with the folded place `last`. */
static void read_ruby(struct coat_scan *scan, uint32_t last)
{
	uint32_t behind = view_plain_of(scan->view, last) + 1, errors = behind - 6;
	struct coat coat = {0};
	struct span service, code;

	if (behind < 10 || scan_char(scan, behind) != ':' || scan_char(scan, behind + 1) != ':' ||
	    scan_char(scan, errors - 1) != ':')
		return;
	service = scan_word_before(scan, errors - 2);
	code = scan_word(scan, behind + 2, ':');
	if (service.len == 0 || code.len == 0)
		return;
	/* Aws::Errors::X comes from the SDK before any service is asked. */
	if (!span_equal(service, SPAN("Aws")))
		scan_set_name(scan, &coat.service, service);
	scan_set_name(scan, &coat.code, code);
	coat.begin = scan_offset(scan, service.ptr);
	coat.message = scan_message(scan, scan_end(scan, code));
	/* MESSAGE (Aws::EC2::Errors::X), as in a trace */
	if (scan_char(scan, scan_end(scan, code)) == ')') {
		coat.begin = scan_sentence_before(scan, coat.begin);
		coat.message = coat.end = scan_end(scan, code);
	}
	scan_add(scan, &coat);
}

/* MESSAGE (Service: S; Status Code: 400; Error Code: X; Request ID: …): "Status Code" ends with
 * `last`. */
static void read_java(struct coat_scan *scan, uint32_t last)
{
	uint32_t status = view_plain_of(scan->view, last), from = status > 100 ? status - 100 : 0,
		 at = from, open;
	struct coat coat = {0};

	while (at < status) {
		open = scan_find(scan, at, status, SPAN("Service"));
		if (open == status)
			break;
		if (scan_char(scan, open + 7) == ':' || scan_char(scan, open + 8) == ':')
			from = open;
		at = open + 1;
	}
	if (scan_char(scan, from) != 'S' ||
	    scan_find(scan, from, from + 7, SPAN("Service")) != from)
		return;
	for (at = from + 7; at < status && scan_char(scan, at) != ';' && scan_char(scan, at) != ',';
	     at++)
		;
	scan_set_name(scan, &coat.service, scan_slice(scan, from + 7, at));
	at = scan_find(scan, status, status + 60, SPAN("Error"));
	if (at < status + 60 && at + 12 < scan->view->n_plain) {
		uint32_t sign = scan_find(scan, at, at + 20, SPAN(":"));

		scan_set_name(scan, &coat.code, scan_word(scan, sign, ';'));
	}
	coat.begin = scan_sentence_before(scan, from);
	coat.message = coat.end = coat.code.len > 0 ? scan_end(scan, coat.code.plain) : status;
	scan_add(scan, &coat);
}

/* Amazon.EC2.AmazonEC2Exception: MESSAGE: "Exception" ends with the folded place `last`. */
static void read_dotnet(struct coat_scan *scan, uint32_t last)
{
	static const char *const roots[] = {"Amazon.", "com.amazonaws.services.",
					    "software.amazon.awssdk.services."};
	uint32_t behind = view_plain_of(scan->view, last) + 1, from, to;
	struct span word = scan_word_before(scan, behind);
	struct coat coat = {0};

	for (size_t i = 0; i < N_ELEMENTS(roots); i++) {
		size_t len = strlen(roots[i]);

		if (word.len <= len || memcmp(word.ptr, roots[i], len) != 0)
			continue;
		from = scan_offset(scan, word.ptr + len);
		for (to = from; to < behind && scan_char(scan, to) != '.'; to++)
			;
		scan_set_name(scan, &coat.service, scan_slice(scan, from, to));
		coat.begin = scan_offset(scan, word.ptr);
		coat.message = scan_message(scan, behind);
		if (scan_char(scan, behind) ==
		    ',') /* PowerShell's FullyQualifiedErrorId stands behind the message */
			coat.begin = scan_sentence_before(scan, coat.begin);
		scan_add(scan, &coat);
		return;
	}
}

/* API: ec2:RunInstances MESSAGE */
static void read_api(struct coat_scan *scan, uint32_t colon)
{
	struct span service = scan_word(scan, colon + 1, '\0'), operation;
	struct coat coat = {.begin = colon - 3};
	uint32_t at = scan_end(scan, service);

	if (service.len == 0 || scan_char(scan, at) != ':')
		return;
	operation = scan_word(scan, at + 1, '\0');
	scan_set_name(scan, &coat.service, service);
	scan_set_name(scan, &coat.operation, operation);
	coat.message = scan_end(scan, operation);
	scan_add(scan, &coat);
}

/* The end of a line may be the beginning of the code that `tail` ends: both readings are kept. */
static void read_wrapped_code(struct coat_scan *scan, struct span tail, const struct coat *form)
{
	struct coat coat = *form;
	uint32_t begin = tail.len > 0 ? scan_offset(scan, tail.ptr) : 0;
	struct span head, word;

	if (begin < 2 || scan_char(scan, begin - 1) != '\n')
		return;
	head = scan_word_before(scan, begin - 1);
	word = (struct span){head.ptr, head.len + 1 + tail.len};
	if (head.len < 2 || !scan_is_code(word))
		return;
	scan_set_name(scan, &coat.code, word);
	coat.begin = scan_offset(scan, word.ptr);
	scan_add(scan, &coat);
}

/* Behind the word before `sign`; "(client)" may stand between. */
static uint32_t code_end(const struct coat_scan *scan, uint32_t sign)
{
	enum { SIDE = sizeof(" (client)") - 1 };
	uint32_t from = sign > SIDE ? sign - SIDE : 0;

	if (scan_find(scan, from, sign, SPAN(" (client)")) == from || scan_find(scan, from, sign, SPAN(" (server)")) == from)
		return from;
	return sign > 0 && scan_char(scan, sign - 1) == ' ' ? sign - 1 : sign;
}

/* CODE: MESSAGE, CODE => MESSAGE, CODE - MESSAGE, CODE (client): MESSAGE: the sign stands at `sign`. */
static void read_code(struct coat_scan *scan, uint32_t sign)
{
	uint32_t end = code_end(scan, sign);
	struct span word = scan_word_before(scan, end);
	struct coat coat = {.is_plain = true, .message = sign + 1 + (scan_char(scan, sign) == '=')};

	if (span_equal(word, SPAN("API"))) {
		read_api(scan, sign);
		return;
	}
	read_wrapped_code(scan, word, &coat);
	if (!scan_is_code(word))
		return;
	scan_set_name(scan, &coat.code, word);
	coat.begin = scan_offset(scan, word.ptr);
	scan_add(scan, &coat);
}

/* ---- finding them ---- */

#define SYMBOL(c)        ((uint32_t)((c) <= '9' ? (c) - '0' : (c) - 'a' + 10))
#define GRAM(a, b, c, d) (SYMBOL(a) << 18 | SYMBOL(b) << 12 | SYMBOL(c) << 6 | SYMBOL(d))

/* Reads what may begin with a phrase whose last four symbols are `gram`, the last at the folded
 * place `last`. */
static void read_at(struct coat_scan *scan, uint32_t gram, uint32_t last)
{
	switch (gram) {
	case GRAM('r', 'r', 'e', 'd'):
		read_shape(scan, &cli, last);
		break;
	case GRAM('r', 'r', 'o', 'r'):
		read_shape(scan, &cli_client, last);
		read_shape(scan, &cli_server, last);
		read_shape(scan, &go_v2, last);
		read_shape(scan, &api_error, last);
		break;
	case GRAM('n', 'a', 'm', 'e'):
		read_shape(scan, &cpp, last);
		break;
	case GRAM('t', 'i', 'n', 'g'):
		read_shape(scan, &php, last);
		break;
	case GRAM('n', 'c', 'e', 's'):
		read_shape(scan, &fleet, last);
		break;
	case GRAM('c', 'o', 'd', 'e'):
		read_key(scan, last);
		if (last >= 9 && memcmp(scan->view->folded + last - 9, "statuscode", 10) == 0)
			read_java(scan, last);
		break;
	case GRAM('r', 'o', 'r', 's'):
		read_ruby(scan, last);
		break;
	case GRAM('t', 'i', 'o', 'n'):
		if (last >= 8 && memcmp(scan->view->folded + last - 8, "exception", 9) == 0)
			read_dotnet(scan, last);
		break;
	default:
		break;
	}
}

/* A hash of a gram, and a bit for each of those that read_at knows: one in ten of all others passes
 * too. */
#define GRAM_BIT(gram) (UINT64_C(1) << ((gram)*UINT32_C(0x9e3779b1) >> 26))

static const uint64_t known_grams =
	GRAM_BIT(GRAM('r', 'r', 'e', 'd')) | GRAM_BIT(GRAM('r', 'r', 'o', 'r')) |
	GRAM_BIT(GRAM('t', 'i', 'n', 'g')) | GRAM_BIT(GRAM('n', 'c', 'e', 's')) |
	GRAM_BIT(GRAM('c', 'o', 'd', 'e')) | GRAM_BIT(GRAM('r', 'o', 'r', 's')) |
	GRAM_BIT(GRAM('t', 'i', 'o', 'n')) | GRAM_BIT(GRAM('n', 'a', 'm', 'e'));

static bool is_stopped(const struct coat_scan *scan)
{
	return scan->failed || scan->list->is_full;
}

static void find_phrases(struct coat_scan *scan)
{
	const char *folded = scan->view->folded;
	uint32_t n = scan->view->n_folded, gram = 0;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t c = (unsigned char)folded[i];

		gram = (gram << 6 | (c - '0' - (c > '9') * ('a' - '9' - 1u))) & 0xffffff;
		if (known_grams & GRAM_BIT(gram)) {
			read_at(scan, gram, i);
			if (is_stopped(scan))
				break;
		}
	}
}

static void read_sign(struct coat_scan *scan, uint32_t i)
{
	const char *plain = scan->view->plain;
	char c = plain[i], next = plain[i + 1];

	if ((c == ':' && is_blank(next)) || (c == '=' && next == '>') ||
	    (c == '-' && next == ' ' && i > 0 && plain[i - 1] == ' '))
		read_code(scan, i);
	else if (c == '<' && (next == 'C' || next == 'c') &&
		 scan_find(scan, i + 2, i + 6, SPAN("ode>")) == i + 2)
		read_element(scan, i + 6);
}

static void find_signs(struct coat_scan *scan)
{
	const char *plain = scan->view->plain;
	uint32_t n = scan->view->n_plain;

	for (uint32_t i = 0; i + 1 < n; i++) {
		/* ':' '<' '=' and '-': the first three lie close together. */
		if ((unsigned)(plain[i] - ':') > '=' - ':' && plain[i] != '-')
			continue;
		read_sign(scan, i);
		if (is_stopped(scan))
			break;
	}
}

void scan_shapes(struct coat_scan *scan)
{
	find_phrases(scan);
	find_signs(scan);
}
