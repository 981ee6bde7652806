/* SPDX-License-Identifier: MIT */
#include "match/entry.h"

#include "match/glyph.h"

static char at(struct span line, size_t i)
{
	return i < line.len ? line.ptr[i] : '\0';
}

static size_t skip_digits(struct span line, size_t i)
{
	while (i < ENTRY_LOOK && is_digit(at(line, i)))
		i++;
	return i;
}

/* Over what dates, clocks and addresses are made of. */
static size_t skip_stamp(struct span line, size_t i)
{
	static const bool is_part[256] = {
		['0'] = true, ['1'] = true, ['2'] = true, ['3'] = true, ['4'] = true, ['5'] = true, ['6'] = true,
		['7'] = true, ['8'] = true, ['9'] = true, ['.'] = true, [','] = true, [':'] = true, ['-'] = true,
		['/'] = true, ['+'] = true, ['T'] = true, ['Z'] = true,
	};

	while (i < ENTRY_LOOK && is_part[(unsigned char)at(line, i)])
		i++;
	return i;
}

/* Whether what follows a time stamp that ends before `i` is not the rest of an earlier entry. */
static bool is_fresh(struct span line, size_t i)
{
	if (at(line, i) == ']')
		i++;
	if (at(line, i) != ' ')
		return at(line, i) != '\t' && at(line, i) != '\n' && at(line, i) != '\r';
	/* U+2500...U+257F, box drawing, begin with e2 94 and e2 95. */
	return at(line, i + 1) != ' ' && at(line, i + 1) != '\t' &&
	       !(at(line, i + 1) == '\xe2' && (at(line, i + 2) == '\x94' || at(line, i + 2) == '\x95'));
}

/* "2026-11-24...", "2026/11/24...", "21:00:01...", "203.0.113.45 - -" */
static bool begins_with_digits(struct span line, size_t i)
{
	size_t end = skip_digits(line, i), more;
	size_t n = end - i;

	if (n < 1 || n > 4)
		return false;
	more = skip_stamp(line, end);
	if (n == 4 && (at(line, end) == '-' || at(line, end) == '/') && is_digit(at(line, end + 1))) {
		/* the clock, and what says where it is told */
		if (at(line, more) == ' ' && is_digit(at(line, more + 1)))
			more = skip_stamp(line, more + 1);
		return is_fresh(line, more);
	}
	if (n == 2 && at(line, end) == ':' && is_digit(at(line, end + 1)))
		return is_fresh(line, more);
	return n <= 3 && at(line, end) == '.' && more >= i + 7 && at(line, more) == ' ' && at(line, more + 1) == '-';
}

/* "Nov 24 21:00:01", "I1124 21:00:01.123456" */
static bool begins_with_name(struct span line)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	size_t day, end;

	if (is_digit(at(line, 1)) && is_one_of(line.ptr[0], "IWEF") && is_digit(at(line, 4)) && at(line, 5) == ' ')
		return is_digit(at(line, 6));
	if (at(line, 3) != ' ')
		return false;
	for (size_t m = 0; m + 3 < sizeof(months); m += 3) {
		if (memcmp(months + m, line.ptr, 3) != 0)
			continue;
		day = at(line, 4) == ' ' ? 5 : 4;
		end = skip_digits(line, day);
		return end > day && at(line, end) == ' ' && is_digit(at(line, end + 1));
	}
	return false;
}

/* "https 2026-11-24T" of a load balancer */
static bool begins_with_type(struct span line)
{
	size_t end = 2;

	while (end <= 5 && at(line, end) != ' ')
		end++;
	return end <= 5 && at(line, end + 5) == '-' && is_digit(at(line, end + 1)) && is_digit(at(line, end + 4));
}

bool entry_begins(struct span line)
{
	char c = at(line, 0);

	if (is_digit(c))
		return begins_with_digits(line, 0);
	if (c == '[')
		return is_digit(at(line, 1)) ? begins_with_digits(line, 1) : at(line, 1) == ' ' && at(line, 2) == ' ';
	if (c == '{')
		return at(line, 1) == '"';
	if (c == '<')
		return is_digit(at(line, 1)) && at(line, skip_digits(line, 1)) == '>';
	if (is_upper(c))
		return line.len > 8 && begins_with_name(line);
	return is_alpha(c) && begins_with_type(line);
}
