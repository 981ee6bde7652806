/* SPDX-License-Identifier: MIT */
#include "match/glyph.h"

enum {
	ESC = 0x1b,
	MAX_CONTROL = 64,    /* bytes of a CSI sequence: real ones have fewer than 20 */
	MAX_STRING = 4096,   /* bytes of an OSC or DCS string: a hyperlink, a title */
	MAX_ENTITY = 10,     /* bytes between & and ; */
	MAX_BACKSLASHES = 15 /* a text that was escaped four times */
};

int hex_value(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

size_t span_find(struct span text, struct span needle)
{
	if (text.len < needle.len || text.len == 0)
		return text.len;
	const char *at = text.ptr, *end = text.ptr + text.len;
	while ((size_t)(end - at) >= needle.len) {
		at = memchr(at, needle.ptr[0], (size_t)(end - at) - needle.len + 1);
		if (!at)
			break;
		if (memcmp(at, needle.ptr, needle.len) == 0)
			return (size_t)(at - text.ptr);
		at++;
	}
	return text.len;
}

static void set_text(struct glyph *out, const char *text, uint32_t n)
{
	out->kind = GLYPH_TEXT;
	out->n = n < out->len ? n : out->len;
	memcpy(out->text, text, out->n);
}

/* ---- characters ---- */

/* Characters that mean a plain one.  By code point; ranges are inclusive. */
static const struct {
	uint16_t first, last;
	enum glyph_kind kind;
	const char *text;
} plain_forms[] = {
	{0x00a0, 0x00a0, GLYPH_BLANK, ""},  {0x00ab, 0x00ab, GLYPH_TEXT, "\""},
	{0x00ad, 0x00ad, GLYPH_TEXT, ""},   {0x00b4, 0x00b4, GLYPH_TEXT, "'"},
	{0x00bb, 0x00bb, GLYPH_TEXT, "\""}, {0x1680, 0x1680, GLYPH_BLANK, ""},
	{0x180e, 0x180e, GLYPH_TEXT, ""},   {0x2000, 0x200a, GLYPH_BLANK, ""},
	{0x200b, 0x200f, GLYPH_TEXT, ""},   {0x2010, 0x2015, GLYPH_TEXT, "-"},
	{0x2018, 0x201b, GLYPH_TEXT, "'"},  {0x201c, 0x201f, GLYPH_TEXT, "\""},
	{0x2022, 0x2022, GLYPH_TEXT, "*"},  {0x2026, 0x2026, GLYPH_TEXT, "..."},
	{0x2028, 0x2029, GLYPH_LINE, ""},   {0x202a, 0x202e, GLYPH_TEXT, ""},
	{0x202f, 0x202f, GLYPH_BLANK, ""},  {0x2032, 0x2032, GLYPH_TEXT, "'"},
	{0x2033, 0x2033, GLYPH_TEXT, "\""}, {0x2039, 0x203a, GLYPH_TEXT, "'"},
	{0x205f, 0x205f, GLYPH_BLANK, ""},  {0x2060, 0x206f, GLYPH_TEXT, ""},
	{0x2212, 0x2212, GLYPH_TEXT, "-"},  {0x241b, 0x241b, GLYPH_TEXT, ""},
	{0x2500, 0x259f, GLYPH_BLANK, ""},  {0x3000, 0x3000, GLYPH_BLANK, ""},
	{0xfb01, 0xfb01, GLYPH_TEXT, "fi"}, {0xfb02, 0xfb02, GLYPH_TEXT, "fl"},
	{0xfe00, 0xfe0f, GLYPH_TEXT, ""},   {0xfeff, 0xfeff, GLYPH_TEXT, ""},
};

static bool use_plain_form(uint32_t code, struct glyph *out)
{
	for (size_t i = 0; i < N_ELEMENTS(plain_forms) && plain_forms[i].first <= code; i++) {
		if (code > plain_forms[i].last)
			continue;
		set_text(out, plain_forms[i].text, (uint32_t)strlen(plain_forms[i].text));
		out->kind = plain_forms[i].kind;
		return true;
	}
	return false;
}

/* A character that was written as its number: out->len bytes stood for it. */
static void use_code(uint32_t code, struct glyph *out)
{
	char c = (char)code;

	if (code >= 0x80) {
		if (!use_plain_form(code, out))
			set_text(out, "?", 1);
	} else if (code == '\n') {
		out->kind = GLYPH_LINE;
	} else if (is_blank(c)) {
		out->kind = GLYPH_BLANK;
	} else {
		set_text(out, &c, code >= 0x20 && code != 0x7f);
	}
}

/* The length of the UTF-8 character at `rest` and its number, or 0 where there is none. */
static uint32_t read_utf8(struct span rest, uint32_t *code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char lead = (unsigned char)rest.ptr[0];
	uint32_t len = lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 ? 3 : 2;

	if (lead < 0xc2 || lead > 0xf4 || rest.len < len)
		return 0;
	*code = lead & (0xffu >> (len + 1));
	for (uint32_t i = 1; i < len; i++) {
		if (((unsigned char)rest.ptr[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | ((unsigned char)rest.ptr[i] & 0x3f);
	}
	if (*code < least[len] || *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000))
		return 0;
	return len;
}

/* A byte that is no UTF-8: punctuation of Windows-1252, or unknown. */
static void use_stray_byte(unsigned char byte, struct glyph *out)
{
	const char *text = byte == 0x91 || byte == 0x92   ? "'"
			   : byte == 0x93 || byte == 0x94 ? "\""
			   : byte == 0x96 || byte == 0x97 ? "-"
			   : byte == 0x85                 ? "."
							  : "?";

	set_text(out, text, 1);
	if (byte == 0xa0)
		out->kind = GLYPH_BLANK;
}

static void read_character(struct span rest, struct glyph *out)
{
	uint32_t code = 0, len = read_utf8(rest, &code);

	if (len == 0) {
		use_stray_byte((unsigned char)rest.ptr[0], out);
		return;
	}
	out->len = len;
	if (code >= 0xff01 && code <= 0xff5e)
		use_code(code - 0xff01 + '!', out); /* full-width forms */
	else if (!use_plain_form(code, out))
		set_text(out, rest.ptr, len);
}

/* ---- terminals ---- */

/* The length of a control sequence after its "ESC [", or 0. */
static uint32_t csi_len(struct span rest)
{
	uint32_t i = 0;

	while (i < rest.len && i < MAX_CONTROL && rest.ptr[i] >= 0x20 && rest.ptr[i] <= 0x3f)
		i++;
	return i < rest.len && i < MAX_CONTROL && rest.ptr[i] >= 0x40 && rest.ptr[i] <= 0x7e ? i + 1
											     : 0;
}

/* The length of a string (OSC, DCS, APC, PM) after its introducer, with its end; 0 if it has none.
 */
static uint32_t control_string_len(struct span rest)
{
	for (uint32_t i = 0; i < rest.len && i < MAX_STRING; i++) {
		if (rest.ptr[i] == '\a')
			return i + 1;
		if (rest.ptr[i] == ESC || rest.ptr[i] == '\\')
			return i + 1 < rest.len && rest.ptr[i + 1] == '\\' ? i + 2 : i;
		if (rest.ptr[i] == '\n')
			break;
	}
	return 0;
}

static struct span skip(struct span text, size_t n)
{
	n = n < text.len ? n : text.len;
	return (struct span){text.ptr + n, text.len - n};
}

/* What follows an escape character that took `len` bytes, however it was written. */
static void read_escape_sequence(struct span rest, uint32_t len, struct glyph *out)
{
	struct span after = skip(rest, len);

	out->len = len;
	if (after.len == 0)
		return;
	if (after.ptr[0] == '[')
		out->len += 1 + csi_len(skip(after, 1));
	else if (is_one_of(after.ptr[0], "]PX^_"))
		out->len += 1 + control_string_len(skip(after, 1));
	else if (is_one_of(after.ptr[0], "()*+#%") && after.len > 1 && len == 1)
		out->len += 2;
	else if (len == 1 && after.ptr[0] > ' ' && after.ptr[0] < 0x7f)
		out->len += 1;
}

/* "[31m" and "[2K", whose escape character was lost on the way. */
static void read_bracket(struct span rest, struct glyph *out)
{
	size_t i = 1;

	while (i < rest.len && i < 12 && (is_digit(rest.ptr[i]) || rest.ptr[i] == ';'))
		i++;
	if (i > 1 && i < rest.len && (rest.ptr[i] == 'm' || rest.ptr[i] == 'K') &&
	    (i + 1 == rest.len || rest.ptr[i + 1] != ']'))
		out->len = (uint32_t)i + 1;
	else
		set_text(out, "[", 1);
}

static void read_caret(struct span rest, struct glyph *out)
{
	if (rest.len > 2 && rest.ptr[1] == '[' && rest.ptr[2] == '[')
		read_escape_sequence(rest, 2, out);
	else
		set_text(out, "^", 1);
}

/* ---- entities ---- */

static const struct {
	const char *name;
	uint8_t len;
	uint32_t code;
} entities[] = {
	{"lt", 2, '<'},        {"gt", 2, '>'},       {"amp", 3, '&'},      {"quot", 4, '"'},
	{"apos", 4, '\''},     {"nbsp", 4, 0xa0},    {"ndash", 5, 0x2013}, {"mdash", 5, 0x2014},
	{"lsquo", 5, 0x2018},  {"rsquo", 5, 0x2019}, {"ldquo", 5, 0x201c}, {"rdquo", 5, 0x201d},
	{"hellip", 6, 0x2026},
};

static bool read_number(const char *digits, size_t n, unsigned base, uint32_t *code)
{
	*code = 0;
	for (size_t i = 0; i < n; i++) {
		int value = hex_value(digits[i]);

		if (value < 0 || (unsigned)value >= base)
			return false;
		*code = *code * base + (uint32_t)value;
	}
	return n > 0 && n <= 6;
}

static bool entity_code(const char *name, size_t n, uint32_t *code)
{
	if (n > 2 && name[0] == '#' && (name[1] == 'x' || name[1] == 'X'))
		return read_number(name + 2, n - 2, 16, code);
	if (n > 1 && name[0] == '#')
		return read_number(name + 1, n - 1, 10, code);
	for (size_t i = 0; i < N_ELEMENTS(entities); i++) {
		if (entities[i].len == n && memcmp(entities[i].name, name, n) == 0) {
			*code = entities[i].code;
			return true;
		}
	}
	return false;
}

/* An entity, also of an entity: "&amp;quot;".  `from` is the place after the ampersand. */
static void read_entity(struct span rest, size_t from, struct glyph *out)
{
	uint32_t code = '&';

	out->len = (uint32_t)from;
	while (code == '&') {
		struct span name = skip(rest, out->len);
		const char *end =
			memchr(name.ptr, ';', name.len < MAX_ENTITY ? name.len : MAX_ENTITY);

		if (!end || !entity_code(name.ptr, (size_t)(end - name.ptr), &code))
			break;
		out->len += (uint32_t)(end - name.ptr) + 1;
	}
	use_code(code, out);
}

/* "%20" and the like; letters and digits are never written so. */
static void read_percent(struct span rest, struct glyph *out)
{
	uint32_t code;

	if (rest.len > 2 && read_number(rest.ptr + 1, 2, 16, &code) && code < 0x7f &&
	    (code >= 0x20 || code == '\n' || code == '\r' || code == '\t') &&
	    !is_alnum((char)code)) {
		out->len = 3;
		use_code(code, out);
	} else {
		set_text(out, "%", 1);
	}
}

/* ---- backslashes ---- */

/* "u003c" and "u001b", also a pair of surrogates.  `len` bytes of backslashes stood before it. */
static bool read_unicode(struct span rest, uint32_t len, struct glyph *out)
{
	uint32_t code;

	if (rest.len < len + 5 || !read_number(rest.ptr + len + 1, 4, 16, &code))
		return false;
	out->len = len + 5;
	if (code == ESC)
		read_escape_sequence(rest, out->len, out);
	else if (code == '&')
		read_entity(rest, out->len, out);
	else
		use_code(code, out);
	return true;
}

/* "x1b" or "033": a byte in hexadecimal or octal digits. */
static bool read_byte(struct span rest, uint32_t from, uint32_t n, unsigned base, struct glyph *out)
{
	uint32_t code;

	if (rest.len < from + n || !read_number(rest.ptr + from, n, base, &code))
		return false;
	if (code > 0 && code < ' ' && code != ESC && !is_blank((char)code))
		return false; /* "\x16\x03" of a TLS hello in a web server's log stays text */
	out->len = from + n;
	if (code == ESC)
		read_escape_sequence(rest, out->len, out);
	else if (code < 0x80)
		use_code(code, out);
	return true;
}

static bool read_letter_escape(struct span rest, uint32_t len, struct glyph *out)
{
	switch (rest.ptr[len]) {
	case 'n':
		out->kind = GLYPH_LINE;
		break;
	case 'r':
	case 't':
		out->kind = GLYPH_BLANK;
		break;
	case 'u':
		return read_unicode(rest, len, out);
	case 'x':
		return read_byte(rest, len + 1, 2, 16, out);
	case 'e':
		if (rest.len < len + 2 || rest.ptr[len + 1] != '[')
			return false;
		read_escape_sequence(rest, len + 1, out);
		return true;
	default:
		return is_digit(rest.ptr[len]) && read_byte(rest, len, 3, 8, out);
	}
	out->len = len + 1;
	return true;
}

static void read_backslash(struct span rest, bool in_path, struct glyph *out)
{
	uint32_t len = 1;

	while (len < rest.len && len < MAX_BACKSLASHES && rest.ptr[len] == '\\')
		len++;
	out->len = len;
	if (len < rest.len && !in_path && read_letter_escape(rest, len, out))
		return;
	/* Before a quote or a mark it only guards it; before a letter it separates names. */
	set_text(out, "\\", len < rest.len && is_alnum(rest.ptr[len]));
}

void glyph_read(struct span rest, bool in_path, struct glyph *out)
{
	*out = (struct glyph){.len = 1};
	switch (rest.ptr[0]) {
	case '\\':
		read_backslash(rest, in_path, out);
		break;
	case '&':
		read_entity(rest, 1, out);
		break;
	case '%':
		read_percent(rest, out);
		break;
	case '[':
		read_bracket(rest, out);
		break;
	case '^':
		read_caret(rest, out);
		break;
	case ESC:
		read_escape_sequence(rest, 1, out);
		break;
	default:
		if ((unsigned char)rest.ptr[0] >= 0x80)
			read_character(rest, out);
		else
			use_code((unsigned char)rest.ptr[0], out);
	}
}
