/* SPDX-License-Identifier: MIT */
#include "match/prefix.h"

enum {
	MAX_WORD = 64, /* bytes of a host, program or container name */
	MAX_BRACKET = 40
};

static char at(struct span line, size_t i)
{
	if (i >= line.len)
		return '\0';
	return line.ptr[i];
}

/* Whether `line` has the shape of `form` at `i`: 9 a digit, A a capital, a a small letter, others
 * stand for themselves. */
static bool has_form(struct span line, size_t i, const char *form)
{
	for (; *form; form++, i++) {
		char c = at(line, i);

		if (*form == '9'   ? !is_digit(c)
		    : *form == 'A' ? !is_upper(c)
		    : *form == 'a' ? !is_alpha(c)
				   : c != *form)
			return false;
	}
	return true;
}

static size_t skip_blanks(struct span line, size_t i)
{
	while (at(line, i) == ' ' || at(line, i) == '\t')
		i++;
	return i;
}

static size_t skip_digits(struct span line, size_t i)
{
	while (is_digit(at(line, i)))
		i++;
	return i;
}

/* ---- time stamps: each takes the place where it may begin and returns where it ends, or that
 * place ---- */

static size_t clock_end(struct span line, size_t i)
{
	size_t end = i + 8;

	if (!has_form(line, i, "99:99:99"))
		return i;
	if ((at(line, end) == '.' || at(line, end) == ',') && is_digit(at(line, end + 1)))
		end = skip_digits(line, end + 1);
	if (at(line, end) == 'Z')
		return end + 1;
	if (has_form(line, end, " +9999") || has_form(line, end, " -9999"))
		return end + 6;
	if (has_form(line, end, "+99:99") || has_form(line, end, "-99:99"))
		return end + 6;
	if (has_form(line, end, "+9999") || has_form(line, end, "-9999"))
		return end + 5;
	return has_form(line, end, " UTC") ? end + 4 : end;
}

static size_t iso_end(struct span line, size_t i)
{
	size_t end = i + 11, clock;

	if (!has_form(line, i, "9999-99-99") && !has_form(line, i, "9999/99/99"))
		return i;
	if (!is_one_of(at(line, i + 10), "T _"))
		return i;
	clock = clock_end(line, end);
	return clock == end ? i : clock;
}

static bool is_month(struct span line, size_t i)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	if (!has_form(line, i, "Aaa "))
		return false;
	for (size_t m = 0; m + 3 < sizeof(months); m += 3) {
		if (memcmp(months + m, line.ptr + i, 3) == 0)
			return true;
	}
	return false;
}

/* "Nov 24 21:00:01", also with a weekday before and a year behind. */
static size_t syslog_end(struct span line, size_t i)
{
	size_t day = i, clock, end;

	if (has_form(line, day, "Aaa Aaa "))
		day += 4;
	if (!is_month(line, day))
		return i;
	day = skip_blanks(line, day + 3);
	clock = skip_blanks(line, skip_digits(line, day));
	end = clock_end(line, clock);
	if (clock == day || end == clock)
		return i;
	return has_form(line, end, " 9999 ") ? end + 5 : end;
}

/* "E0412 12:33:11.123456       1 file.go:123]" */
static size_t klog_end(struct span line, size_t i)
{
	size_t end = i + 6;

	if (!is_one_of(at(line, i), "IWEF") || !has_form(line, i + 1, "9999 99:99:99."))
		return i;
	while (at(line, end) != ']') {
		if (end - i > 120 || at(line, end) == '\n' || end >= line.len)
			return i;
		end++;
	}
	return end + 1;
}

/* "[   12.345678]" of the kernel, "[2026-11-24T21:00:01.123Z]" of Jenkins. */
static size_t bracket_end(struct span line, size_t i)
{
	size_t from = i + 1, end;

	if (at(line, i) != '[')
		return i;
	end = iso_end(line, from);
	if (end == from)
		end = clock_end(line, from);
	if (end == from) {
		from = skip_blanks(line, from);
		end = skip_digits(line, from);
		end = end > from && at(line, end) == '.' ? skip_digits(line, end + 1) : from;
	}
	return end > from && at(line, end) == ']' ? end + 1 : i;
}

static size_t stamp_end(struct span line, size_t i)
{
	size_t (*const forms[])(struct span, size_t) = {iso_end, clock_end, syslog_end, klog_end,
							bracket_end};
	char next;

	for (size_t f = 0; f < N_ELEMENTS(forms); f++) {
		size_t end = forms[f](line, i);

		if (end == i)
			continue;
		if (at(line, end) == ':' || at(line, end) == ']')
			end++;
		next = at(line, end);
		if (end >= line.len || is_blank(next) || next == '|')
			return end;
	}
	return i;
}

/* ---- frames ---- */

/* The end of one quote mark or piece of frame at `i`, or `i`. */
static size_t mark_end(struct span line, size_t i)
{
	struct glyph glyph;
	char c = at(line, i);

	if (c == '>' || c == '|')
		return i + 1;
	if (c == '#' || c == '*' || c == '-' || c == '=') {
		size_t end = i;

		while (at(line, end) == c || (c == '=' && at(line, end) == '>'))
			end++;
		return is_blank(at(line, end)) || end >= line.len ? end : i;
	}
	if (c != '\x1b' && c != '\\' && c != '[' && c != '^' && (unsigned char)c < 0x80)
		return i;
	glyph_read((struct span){line.ptr + i, line.len - i}, false, &glyph);
	if (glyph.kind == GLYPH_BLANK || (glyph.kind == GLYPH_TEXT && glyph.n == 0))
		return i + glyph.len;
	return i;
}

size_t prefix_frame(struct span line)
{
	size_t i = 0, before;

	do {
		before = i;
		i = skip_blanks(line, i);
		if (i >= line.len)
			break;
		i = is_alnum(at(line, i)) || at(line, i) == '[' ? stamp_end(line, i) : i;
		if (i == before || !is_alnum(at(line, i)))
			i = i < line.len ? mark_end(line, i) : i;
	} while (i > before);
	return i;
}

/* ---- tags ---- */

static size_t word_end(struct span line, size_t i)
{
	size_t end = i;

	while (end - i < MAX_WORD && (is_alnum(at(line, end)) || is_one_of(at(line, end), "_.-/@")))
		end++;
	return end;
}

/* "prog: " and "prog[12]: " */
static size_t program_end(struct span line, size_t i)
{
	size_t end = word_end(line, i);

	if (end == i)
		return i;
	if (at(line, end) == '[' && is_digit(at(line, end + 1))) {
		end = skip_digits(line, end + 1);
		if (at(line, end++) != ']')
			return i;
	}
	return at(line, end) == ':' && at(line, end + 1) == ' ' ? end + 2 : i;
}

/* "app  | " and "1|app  | " */
static size_t column_end(struct span line, size_t i)
{
	size_t end = word_end(line, i);

	if (end == i)
		return i;
	if (at(line, end) == '|' && is_alnum(at(line, end + 1)))
		end = word_end(line, end + 1);
	end = skip_blanks(line, end);
	return at(line, end) == '|' ? skip_blanks(line, end + 1) : i;
}

/* "[web-1] " */
static size_t name_in_brackets_end(struct span line, size_t i)
{
	size_t end = i + 1;

	if (at(line, i) != '[')
		return i;
	while (end - i < MAX_BRACKET &&
	       (is_alnum(at(line, end)) || is_one_of(at(line, end), "_.-/@: ")))
		end++;
	return at(line, end) == ']' ? skip_blanks(line, end + 1) : i;
}

/* A line's number, as `cat -n` and `grep -n` print it. */
static size_t number_end(struct span line, size_t i)
{
	size_t end = skip_digits(line, i);

	if (end == i || end - i > 7)
		return i;
	if (at(line, end) == ':' || at(line, end) == '-')
		return end + 1;
	return at(line, end) == '\t' || has_form(line, end, "  ") ? skip_blanks(line, end) : i;
}

/* Where "host prog: " ends, of which the host may be missing. */
static size_t program_on_host_end(struct span line)
{
	size_t end = program_end(line, 0), word = word_end(line, 0);

	if (end > 0 || word == 0 || at(line, word) != ' ')
		return end;
	end = program_end(line, word + 1);
	return end > word + 1 ? end : 0;
}

size_t prefix_tag(struct span line, enum tag_kind *kind)
{
	size_t end = column_end(line, 0);

	*kind = TAG_COLUMN;
	if (end > 0)
		return end;
	end = program_on_host_end(line);
	*kind = end > 3 && line.ptr[end - 3] == ']' ? TAG_PROGRAM : TAG_LIKE_TEXT;
	if (end == 0)
		end = name_in_brackets_end(line, 0);
	return end > 0 ? end : number_end(line, 0);
}
