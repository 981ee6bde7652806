/* SPDX-License-Identifier: MIT */
#include "match/literals.h"

#include "match/glyph.h"
#include "match/set.h"

/* PCRE2 itself cuts the pattern into items: with PCRE2_AUTO_CALLOUT each callout names one, with
 * its quantifier.  Whatever is not understood for certain refuses the whole pattern: a wrong
 * literal would lose matches in silence. */

enum {
	MAX_DEPTH = 32,
	MAX_TIMES = 8 /* of {n} */
};

struct item {
	size_t at, len;
};

/* What is known of a part of a pattern. */
struct part {
	bool is_exact; /* it matches the strings of `exact`, and nothing else */
	struct set exact;
	struct set best; /* each match contains one of these; none if n is 0 */
};

struct reader {
	struct span pattern;
	struct arena *arena;
	struct item items[LITERALS_MAX_ITEMS];
	int n_items, next, depth;
	bool is_refused, failed;
};

/* ---- items ---- */

static int collect(pcre2_callout_enumerate_block *block, void *user)
{
	struct reader *reader = user;

	if (reader->n_items == LITERALS_MAX_ITEMS || block->callout_string) {
		reader->is_refused = true;
		return 1;
	}
	reader->items[reader->n_items++] =
		(struct item){block->pattern_position, block->next_item_length};
	return 0;
}

/* The length of "(?m)" and the like at the start of the pattern, for which there is no callout. */
static size_t leading_options(struct span pattern)
{
	size_t len = 0;

	while (pattern.len - len > 3 && memcmp(pattern.ptr + len, "(?", 2) == 0) {
		size_t i = len + 2;

		while (i < pattern.len && is_one_of(pattern.ptr[i], "imsUJ-^"))
			i++;
		if (i == len + 2 || i == pattern.len || pattern.ptr[i] != ')')
			break;
		len = i + 1;
	}
	return len;
}

/* In order, once each, and with no gap: a gap is a comment, white space of (?x) or something worse.
 */
static bool arrange(struct reader *reader)
{
	struct item *items = reader->items;
	size_t at = leading_options(reader->pattern);
	int n = 0;

	for (int i = 1; i < reader->n_items; i++) {
		struct item item = items[i];
		int j = i;

		for (; j > 0 && items[j - 1].at > item.at; j--)
			items[j] = items[j - 1];
		items[j] = item;
	}
	if (reader->n_items > 0 && items[0].at < at)
		at = 0;
	for (int i = 0; i < reader->n_items; i++) {
		if (items[i].at >= reader->pattern.len || (n > 0 && items[n - 1].at == items[i].at))
			continue;
		if (items[i].at != at || items[i].len == 0)
			return false;
		items[n] = items[i];
		if (items[n].len > reader->pattern.len - at)
			items[n].len = reader->pattern.len - at;
		at += items[n++].len;
	}
	reader->n_items = n;
	return at == reader->pattern.len;
}

static struct span item_text(const struct reader *reader, int i)
{
	return (struct span){reader->pattern.ptr + reader->items[i].at, reader->items[i].len};
}

/* Each of `a` followed by each of `b`; false when that would be too much. */
static bool cross(struct reader *reader, const struct set *a, const struct set *b, struct set *out)
{
	enum set_outcome outcome = set_cross(reader->arena, a, b, out);

	reader->failed |= outcome == SET_NO_MEMORY;
	return outcome == SET_DONE;
}

/* ---- quantifiers ---- */

struct times {
	unsigned least, most; /* most: UINT_MAX for no limit */
};

static const char *read_count(const char *at, const char *end, unsigned *count)
{
	*count = 0;
	while (at < end && is_digit(*at) && *count < 100000)
		*count = *count * 10 + (unsigned)(*at++ - '0');
	return at;
}

/* Reads all of `text` as a quantifier; nothing is "once". */
static bool read_times(struct span text, struct times *out)
{
	const char *at = text.ptr, *end = text.ptr + text.len;

	*out = (struct times){1, 1};
	if (at == end)
		return true;
	switch (*at++) {
	case '*':
		*out = (struct times){0, UINT32_MAX};
		break;
	case '+':
		*out = (struct times){1, UINT32_MAX};
		break;
	case '?':
		*out = (struct times){0, 1};
		break;
	case '{':
		if (at == end || !is_digit(*at))
			return false;
		at = read_count(at, end, &out->least);
		out->most = out->least;
		if (at < end && *at == ',') {
			at++;
			if (at < end && is_digit(*at))
				at = read_count(at, end, &out->most);
			else
				out->most = UINT32_MAX;
		}
		if (at == end || *at++ != '}')
			return false;
		break;
	default:
		return false;
	}
	return at == end || (at + 1 == end && (*at == '?' || *at == '+'));
}

static struct part unknown_part(void)
{
	return (struct part){.is_exact = false};
}

static struct part exact_part(const struct set *set)
{
	return (struct part){.is_exact = true, .exact = *set};
}

/* `part` so many times. */
static struct part repeat(struct reader *reader, const struct part *part, struct times times)
{
	struct part result = unknown_part();

	if ((part->is_exact && set_is_nothing(&part->exact)) ||
	    (times.least == 1 && times.most == 1))
		return *part;
	if (times.most == 0)
		return exact_part(&set_nothing);
	if (times.least == 0 && times.most == 1 && part->is_exact) {
		result = *part;
		result.is_exact = set_add(&result.exact, SPAN(""));
		result.best.n = 0;
		return result.is_exact ? result : unknown_part();
	}
	if (times.least == 0)
		return result;
	if (part->is_exact && times.least == times.most && times.least <= MAX_TIMES) {
		result = exact_part(&set_nothing);
		for (unsigned i = 0; i < times.least; i++) {
			if (!cross(reader, &result.exact, &part->exact, &result.exact))
				return (struct part){.best = part->exact};
		}
		return result;
	}
	result.best = part->best;
	if (part->is_exact)
		set_keep_better(&result.best, &part->exact);
	return result;
}

/* ---- single characters ---- */

static bool add_symbol(struct reader *reader, struct set *set, char c)
{
	static const char symbols[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	uint8_t symbol = fold_table[(unsigned char)c];
	char *text;

	if (symbol == FOLD_DROP)
		return set_add(set, SPAN(""));
	text = arena_copy(reader->arena, symbols + symbol, 1);
	if (!text) {
		reader->failed = true;
		return false;
	}
	return set_add(set, (struct span){text, 1});
}

/* Marks that may begin or end a tag, which the folded text lacks. */
static bool is_markup(char c)
{
	return c == '<' || c == '>' || c == ']';
}

enum escape { ESCAPE_LITERAL, ESCAPE_NOTHING, ESCAPE_UNKNOWN, ESCAPE_REFUSED };

/* What "\c" stands for: a sign, something that leaves no symbol, or something else. */
static enum escape escape_of(char c)
{
	if (!is_alnum(c))
		return is_markup(c) ? ESCAPE_UNKNOWN : ESCAPE_LITERAL;
	if (strchr("sWhvRntrfaebBAzZGK", c))
		return c == 'W' ? ESCAPE_UNKNOWN : ESCAPE_NOTHING;
	if (c == 'Q' || c == 'E')
		return ESCAPE_REFUSED;
	return ESCAPE_UNKNOWN;
}

/* The length of the escape at the start of `text`: "\d", "\x41", "\p{L}", "\k<name>", "\g{-1}". */
static size_t escape_len(struct span text)
{
	static const char closers[] = "}>'";
	static const char openers[] = "{<'";
	size_t n = 2;

	if (text.len < 3)
		return text.len;
	if (strchr("pPxogkN", text.ptr[1])) {
		const char *open = strchr(openers, text.ptr[2]);

		if (open && *open) {
			const char *close =
				memchr(text.ptr + 3, closers[open - openers], text.len - 3);

			return close ? (size_t)(close - text.ptr) + 1 : text.len;
		}
	}
	if (text.ptr[1] == 'x') {
		while (n < text.len && n < 4 && hex_value(text.ptr[n]) >= 0)
			n++;
	} else if (is_digit(text.ptr[1]) || text.ptr[1] == 'g') {
		while (n < text.len &&
		       (is_digit(text.ptr[n]) || text.ptr[n] == '-' || text.ptr[n] == '+') &&
		       !(text.ptr[1] != 'g' && !is_digit(text.ptr[n])))
			n++;
	} else if (text.ptr[1] == 'p' || text.ptr[1] == 'P' || text.ptr[1] == 'c') {
		n = 3;
	}
	return n;
}

/* ---- classes ---- */

/* Where the class at the start of `text` ends, behind its bracket. */
static size_t class_len(struct span text)
{
	size_t i = 1;

	if (i < text.len && text.ptr[i] == '^')
		i++;
	if (i < text.len && text.ptr[i] == ']')
		i++;
	for (; i < text.len; i++) {
		if (text.ptr[i] == '\\')
			i++;
		else if (text.ptr[i] == '[' && i + 1 < text.len && strchr(":.=", text.ptr[i + 1]))
			return text.len + 1; /* POSIX names are not looked into */
		else if (text.ptr[i] == ']')
			return i + 1;
	}
	return text.len + 1;
}

/* The members of a class between its brackets; false when they are too many or not known. */
static bool read_class(struct reader *reader, struct span body, struct set *out)
{
	size_t i = 0;

	if (body.len == 0 || body.ptr[0] == '^')
		return false;
	while (i < body.len) {
		char c = body.ptr[i++];

		if (c == '\\') {
			enum escape kind = i < body.len ? escape_of(body.ptr[i]) : ESCAPE_UNKNOWN;

			if (kind >= ESCAPE_UNKNOWN || strchr("RBAzZGK", body.ptr[i]))
				return false;
			c = body.ptr[i++];
			if (kind == ESCAPE_NOTHING)
				c = ' ';
		}
		if (is_markup(c) || (i + 1 < body.len && body.ptr[i] == '-'))
			return false;
		if (!add_symbol(reader, out, c))
			return false;
	}
	return out->n > 0;
}

/* ---- the grammar ---- */

static struct part read_alternatives(struct reader *reader);

static struct part refuse(struct reader *reader)
{
	reader->is_refused = true;
	return unknown_part();
}

/* An item that is a letter, an escape, a class or a dot, with its quantifier. */
static struct part read_atom(struct reader *reader, struct span item)
{
	size_t len = *item.ptr == '\\' ? escape_len(item) : *item.ptr == '[' ? class_len(item) : 1;
	struct set set = {.n = 0};
	struct part part = unknown_part();
	struct times times;

	if (len > item.len || !read_times((struct span){item.ptr + len, item.len - len}, &times))
		return refuse(reader);
	if (*item.ptr == '\\') {
		enum escape kind = len < 2 ? ESCAPE_REFUSED : escape_of(item.ptr[1]);

		if (kind == ESCAPE_REFUSED)
			return refuse(reader);
		if (kind == ESCAPE_NOTHING || kind == ESCAPE_LITERAL)
			part = exact_part(&set_nothing);
	} else if (*item.ptr == '[') {
		if (read_class(reader, (struct span){item.ptr + 1, len - 2}, &set))
			part = exact_part(&set);
	} else if (*item.ptr == '^' || *item.ptr == '$') {
		part = exact_part(&set_nothing);
	} else if (*item.ptr != '.' && !is_markup(*item.ptr)) {
		if (add_symbol(reader, &set, *item.ptr))
			part = exact_part(&set);
	}
	return repeat(reader, &part, times);
}

/* "(?i)" and the like: complete in one item.  *part is what it matches. */
static bool read_complete(struct reader *reader, struct span item, struct part *part)
{
	size_t i = 2;

	if (item.len < 4 || item.ptr[1] != '?' || item.ptr[item.len - 1] != ')')
		return false;
	while (i < item.len && (is_alpha(item.ptr[i]) || item.ptr[i] == '-' || item.ptr[i] == '^'))
		i++;
	*part = unknown_part(); /* a recursion, unless: */
	if (i + 1 == item.len && item.ptr[2] != 'R') {
		if (memchr(item.ptr, 'x', item.len) || memchr(item.ptr, 'n', item.len) ||
		    memchr(item.ptr, 'C', item.len))
			reader->is_refused = true;
		*part = exact_part(&set_nothing);
	}
	return true;
}

/* Whether `item` opens a group that this file understands, and of which kind. */
static bool is_opener(struct span item, bool *is_look)
{
	static const char *const looks[] = {"(?=", "(?!", "(?<=", "(?<!"};
	size_t i = 2;

	*is_look = false;
	if (item.len == 1)
		return true;
	if (item.ptr[1] != '?')
		return false;
	for (size_t k = 0; k < N_ELEMENTS(looks); k++) {
		if (span_equal(item, span_of(looks[k])))
			return *is_look = true;
	}
	if (span_equal(item, SPAN("(?:")) || span_equal(item, SPAN("(?|")) ||
	    span_equal(item, SPAN("(?>")))
		return true;
	if (span_begins(item, "(?<") || span_begins(item, "(?P<") || span_begins(item, "(?'"))
		return true;
	while (i < item.len && strchr("imsUJ-^", item.ptr[i]) && item.ptr[i])
		i++;
	return i > 2 && i + 1 == item.len && item.ptr[i] == ':';
}

static struct part read_group(struct reader *reader, struct span item)
{
	struct part part;
	struct times times;
	bool is_look;

	if (read_complete(reader, item, &part))
		return part;
	if (!is_opener(item, &is_look) || ++reader->depth > MAX_DEPTH)
		return refuse(reader);
	part = read_alternatives(reader);
	reader->depth--;
	if (reader->is_refused || reader->next == reader->n_items)
		return refuse(reader);
	item = item_text(reader, reader->next++);
	if (*item.ptr != ')' || !read_times((struct span){item.ptr + 1, item.len - 1}, &times))
		return refuse(reader);
	if (is_look)
		return exact_part(&set_nothing); /* it has no width and may demand an absence */
	return repeat(reader, &part, times);
}

/* Takes `part` into the sequence whose exact tail so far is *tail. */
static void append(struct reader *reader, struct part *sequence, struct set *tail,
		   const struct part *part)
{
	if (part->is_exact && cross(reader, tail, &part->exact, tail))
		return;
	set_keep_better(&sequence->best, tail);
	sequence->is_exact = false;
	if (part->is_exact) {
		*tail = part->exact;
		return;
	}
	set_keep_better(&sequence->best, &part->best);
	*tail = set_nothing;
}

static struct part read_sequence(struct reader *reader)
{
	struct part sequence = exact_part(&set_nothing);
	struct set tail = set_nothing;

	while (reader->next < reader->n_items && !reader->is_refused && !reader->failed) {
		struct span item = item_text(reader, reader->next);
		struct part part;

		if (*item.ptr == '|' || *item.ptr == ')')
			break;
		reader->next++;
		part = *item.ptr == '(' ? read_group(reader, item) : read_atom(reader, item);
		append(reader, &sequence, &tail, &part);
	}
	if (sequence.is_exact)
		sequence.exact = tail;
	set_keep_better(&sequence.best, &tail);
	return sequence;
}

static struct part read_alternatives(struct reader *reader)
{
	struct part all = read_sequence(reader);

	while (reader->next < reader->n_items && *item_text(reader, reader->next).ptr == '|' &&
	       !reader->is_refused) {
		struct part one;

		if (reader->items[reader->next++].len != 1)
			return refuse(reader);
		one = read_sequence(reader);
		all.is_exact = all.is_exact && one.is_exact && set_unite(&all.exact, &one.exact);
		if (all.best.n == 0 || one.best.n == 0 || !set_unite(&all.best, &one.best))
			all.best.n = 0;
	}
	return all;
}

int literals_of(const pcre2_code *code, struct span pattern, struct arena *arena, struct span *out,
		int max)
{
	struct reader *reader = arena_alloc(arena, 1, sizeof(*reader));
	struct part part;

	if (!reader)
		return -1;
	reader->pattern = pattern;
	reader->arena = arena;
	pcre2_callout_enumerate(code, collect, reader);
	if (reader->is_refused || !arrange(reader))
		return 0;
	part = read_alternatives(reader);
	if (reader->failed)
		return -1;
	if (reader->is_refused || reader->next != reader->n_items ||
	    set_shortest(&part.best) < LITERALS_MIN || part.best.n > max)
		return 0;
	for (int i = 0; i < part.best.n; i++)
		out[i] = part.best.strings[i];
	return part.best.n;
}
