/* SPDX-License-Identifier: MIT */
#include "match/normalize.h"

#include "match/noise.h"
#include "match/prefix.h"

enum {
	MAX_TAG_NAME = 40, /* bytes of an element's name */
	MAX_LINE = 1024,   /* bytes to the next line, if its tag is to be looked at */
	MAX_MARKUP = 512   /* bytes of an element with its attributes, of a link's address */
};

/* ---- original to plain ---- */

enum byte_class { ORDINARY = 0, WHITE, SPECIAL };

#define O   ORDINARY
#define W   WHITE
#define S   SPECIAL
#define S16 S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S

/* clang-format off */
static const uint8_t class_of[256] = {
	S, S, S, S, S, S, S, S, S, W, W, W, W, W, S, S,
	S16,
	W, O, O, O, O, S, S, O, O, O, O, O, O, O, O, O, /* % & */
	O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
	O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
	O, O, O, O, O, O, O, O, O, O, O, S, S, O, S, O, /* [ \ ^ */
	O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
	O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, S,
	S16, S16, S16, S16, S16, S16, S16, S16,
};
/* clang-format on */

struct reader {
	struct view *view;
	const char *begin, *at, *end; /* of the original */
	struct span last_tag;
	const char *path_end; /* behind the last backslash that stood in a path, or NULL */
	char *out;
	bool failed;
};

static uint32_t place(const struct reader *reader)
{
	return (uint32_t)(reader->at - reader->begin);
}

/* Passes `n` bytes of the original on as `text`. */
static void keep(struct reader *reader, const char *text, size_t n)
{
	memcpy(reader->out, text, n);
	reader->out += n;
	sieve_pass(&reader->view->read, place(reader), (uint32_t)n);
}

/* Puts one blank or line feed where any white space stood; the line feed is the stronger. */
static void put_white(struct reader *reader, char white)
{
	char *last = reader->out - 1;

	if (reader->out == reader->view->plain)
		return;
	if (*last == '\n')
		return;
	if (*last == ' ')
		*last = white;
	else
		keep(reader, &white, 1);
}

static const char *ordinary_end(const char *at, const char *end)
{
	for (;;) {
		while (at < end && class_of[(unsigned char)*at] == ORDINARY)
			at++;
		if (end - at < 2 || *at != ' ' || class_of[(unsigned char)at[1]] != ORDINARY)
			return at;
		at += 2;
	}
}

static void note_tag(struct reader *reader, size_t len, bool is_certain)
{
	struct view *view = reader->view;
	uint32_t begin = (uint32_t)(reader->out - view->plain);

	if (mem_grow(view->alloc, &view->tags, &view->cap_tags, view->n_tags + 1,
		     sizeof(*view->tags))) {
		reader->failed = true;
		return;
	}
	view->tags[view->n_tags++] = (struct view_tag){begin, begin + (uint32_t)len, is_certain};
}

/* Whether the line before began, or the next one begins, with the same tag. */
static bool is_repeated(struct reader *reader, struct span tag)
{
	const char *end = tag.ptr + tag.len, *feed;
	size_t rest = (size_t)(reader->end - end);
	bool is_same = span_equal(tag, reader->last_tag);

	reader->last_tag = tag;
	if (is_same)
		return true;
	feed = memchr(end, '\n', rest < MAX_LINE ? rest : MAX_LINE);
	return feed && (size_t)(reader->end - feed) > tag.len &&
	       memcmp(feed + 1, tag.ptr, tag.len) == 0;
}

/* Drops frames and keeps tags at the start of a line. */
static void start_line(struct reader *reader)
{
	while (reader->at < reader->end) {
		struct span line = {reader->at, (size_t)(reader->end - reader->at)};
		enum tag_kind kind;
		bool is_certain;
		size_t frame = prefix_frame(line), tag;

		reader->at += frame;
		line = (struct span){reader->at, line.len - frame};
		tag = line.len > 0 && class_of[(unsigned char)*line.ptr] != WHITE
			      ? prefix_tag(line, &kind)
			      : 0;
		if (tag == 0)
			break;
		is_certain = is_repeated(reader, (struct span){line.ptr, tag});
		if (kind != TAG_COLUMN || !is_certain) {
			note_tag(reader, tag, is_certain || kind != TAG_LIKE_TEXT);
			keep(reader, line.ptr, tag);
		}
		reader->at += tag;
	}
}

static void read_white(struct reader *reader)
{
	const char *from = reader->at, *at = from;
	bool is_line = false;

	while (at < reader->end && class_of[(unsigned char)*at] == WHITE)
		is_line |= *at++ == '\n';
	put_white(reader, is_line ? '\n' : ' ');
	reader->at = at;
	if (is_line)
		start_line(reader);
}

/* Whether the backslash at `at` separates names of a Windows path.  Each byte is looked at a few
 * times at most. */
static bool is_in_path(const struct reader *reader, const char *at)
{
	if (at - reader->begin >= 2 && at[-1] == ':' && is_alpha(at[-2]) &&
	    (at - reader->begin == 2 || !is_alnum(at[-3])))
		return true;
	if (!reader->path_end)
		return false;
	for (const char *c = reader->path_end; c < at; c++) {
		if (is_blank(*c) || *c == '"' || *c == '\'')
			return false;
	}
	return true;
}

static void read_special(struct reader *reader)
{
	struct span rest = {reader->at, (size_t)(reader->end - reader->at)};
	bool in_path = *rest.ptr == '\\' && is_in_path(reader, rest.ptr);
	struct glyph glyph;

	glyph_read(rest, in_path, &glyph);
	if (glyph.kind == GLYPH_TEXT)
		keep(reader, glyph.text, glyph.n);
	else
		put_white(reader, glyph.kind == GLYPH_LINE ? '\n' : ' ');
	reader->at += glyph.len;
	if (*rest.ptr == '\\')
		reader->path_end = in_path ? reader->at : NULL;
	if (glyph.kind == GLYPH_LINE)
		start_line(reader);
}

static awry_status read_plain(struct view *view)
{
	struct reader reader = {
		.view = view,
		.begin = view->original.ptr,
		.at = view->original.ptr,
		.end = view->original.ptr + view->original.len,
		.out = view->plain,
	};

	start_line(&reader);
	while (reader.at < reader.end) {
		const char *end;

		switch (class_of[(unsigned char)*reader.at]) {
		case ORDINARY:
			end = ordinary_end(reader.at, reader.end);
			keep(&reader, reader.at, (size_t)(end - reader.at));
			reader.at = end;
			break;
		case WHITE:
			read_white(&reader);
			break;
		default:
			read_special(&reader);
		}
	}
	view->n_plain = (uint32_t)(reader.out - view->plain);
	return reader.failed ? AWRY_E_NOMEM : AWRY_OK;
}

/* ---- plain to folded ---- */

/* The length of the tag ("<Message>", "</h1>", "<a href=…>") at the start of `text`, or 0. */
static size_t element_len(struct span text)
{
	size_t i = 1, name;
	bool is_element = text.len > 1 && text.ptr[1] == '!';

	if (i < text.len && (text.ptr[i] == '/' || text.ptr[i] == '!'))
		i++;
	name = i;
	while (i < text.len && i - name < MAX_TAG_NAME &&
	       (is_alnum(text.ptr[i]) || is_one_of(text.ptr[i], "-_:")))
		i++;
	if (i == name || !is_alpha(text.ptr[name]))
		return 0;
	for (; i < text.len && i < MAX_MARKUP && text.ptr[i] != '<'; i++) {
		if (text.ptr[i] == '>')
			return is_element || !memchr(text.ptr + name, ' ', i - name) ? i + 1 : 0;
		is_element |= text.ptr[i] == '=' || text.ptr[i] == '/';
	}
	return 0;
}

/* The length of "](https://…)", what markdown puts behind a link's text; or 0. */
static size_t link_len(struct span text)
{
	if (text.len < 8 || memcmp(text.ptr, "](http", 6) != 0)
		return 0;
	for (size_t i = 2;
	     i < text.len && i < MAX_MARKUP && !is_blank(text.ptr[i]) && text.ptr[i] != ']'; i++) {
		if (text.ptr[i] == ')')
			return i + 1;
	}
	return 0;
}

static size_t markup_len(struct span text)
{
	return text.ptr[0] == '<' ? element_len(text) : link_len(text);
}

/* The folded symbol of a byte; NUL for what is dropped. */
static const char symbol_of[256] = {
	['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8',
	['9'] = '9', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h',
	['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q',
	['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z',
	['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i',
	['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r',
	['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z',
};

/* Folds [from, to) of the plain text. */
static void fold_run(struct view *view, uint32_t from, uint32_t to)
{
	char *out = view->folded + view->n_folded;

	while (from < to) {
		uint32_t word = from / 64, shift = from % 64, n = to - from < 64 - shift ? to - from : 64 - shift;
		const char *plain = view->plain + from;
		uint64_t bits = 0;

		for (uint32_t i = 0; i < n; i++) {
			char symbol = symbol_of[(unsigned char)plain[i]];

			*out = symbol;
			out += symbol != '\0';
			bits |= (uint64_t)(symbol != '\0') << i;
		}
		view->fold.bits[word] |= bits << shift;
		from += n;
	}
	view->n_folded = (uint32_t)(out - view->folded);
}

/* The next place from `from` where markup may begin; n_plain if there is none. */
static uint32_t find_mark(const struct view *view, uint32_t from, char mark)
{
	const char *found = from < view->n_plain
				    ? memchr(view->plain + from, mark, view->n_plain - from)
				    : NULL;

	return found ? (uint32_t)(found - view->plain) : view->n_plain;
}

static void read_folded(struct view *view)
{
	uint32_t from = 0, element = find_mark(view, 0, '<'), link = find_mark(view, 0, ']');

	view->n_folded = 0;
	while (from < view->n_plain) {
		uint32_t mark = element < link ? element : link;
		size_t len = 0;

		if (mark < view->n_plain)
			len = markup_len((struct span){view->plain + mark, view->n_plain - mark});
		fold_run(view, from, mark);
		from = mark + (uint32_t)len;
		if (element <= mark)
			element = find_mark(view, len > 0 ? from : mark + 1, '<');
		if (link <= mark)
			link = find_mark(view, len > 0 ? from : mark + 1, ']');
		if (element < from)
			element = find_mark(view, from, '<');
		if (link < from)
			link = find_mark(view, from, ']');
	}
}

/* From places in the plain text to places in the folded one. */
static void fold_tags(struct view *view)
{
	for (uint32_t i = 0; i < view->n_tags; i++) {
		view->tags[i].begin = view_folded_of(view, view->tags[i].begin);
		view->tags[i].end = view_folded_of(view, view->tags[i].end);
	}
}

/* ---- the contract ---- */

void view_init(struct view *view, const awry_alloc *alloc)
{
	*view = (struct view){.alloc = alloc};
}

void view_release(struct view *view)
{
	mem_resize(view->alloc, view->plain, view->cap_plain, 0);
	mem_resize(view->alloc, view->folded, view->cap_folded, 0);
	mem_resize(view->alloc, view->tags, view->cap_tags * sizeof(*view->tags), 0);
	mem_resize(view->alloc, view->stray, view->cap_stray * sizeof(*view->stray), 0);
	mem_resize(view->alloc, view->soft, view->cap_soft * sizeof(*view->soft), 0);
	sieve_release(&view->read, view->alloc);
	sieve_release(&view->fold, view->alloc);
	view_init(view, view->alloc);
}

awry_status view_read(struct view *view, struct span text)
{
	view->original = text;
	view->n_plain = view->n_folded = view->n_tags = 0;
	/* One more than needed: fold_run writes a symbol before it knows whether to keep it. */
	TRY(mem_grow(view->alloc, &view->plain, &view->cap_plain, text.len + 1, 1));
	TRY(mem_grow(view->alloc, &view->folded, &view->cap_folded, text.len + 1 + VIEW_MARGIN, 1));
	TRY(sieve_open(&view->read, view->alloc, (uint32_t)text.len));
	if (text.len > 0)
		TRY(read_plain(view));
	sieve_close(&view->read);
	TRY(sieve_open(&view->fold, view->alloc, view->n_plain));
	read_folded(view);
	sieve_close(&view->fold);
	fold_tags(view);
	memset(view->folded + view->n_folded, 0, VIEW_MARGIN);
	return noise_mark(view);
}

uint32_t view_plain_of(const struct view *view, uint32_t folded)
{
	return sieve_select(&view->fold, folded);
}

uint32_t view_original_of(const struct view *view, uint32_t plain)
{
	return sieve_select(&view->read, plain);
}

uint32_t view_folded_of(const struct view *view, uint32_t plain)
{
	return sieve_rank(&view->fold, plain);
}

bool view_is_joined(const struct view *view, uint32_t plain)
{
	return plain > 0 && plain < view->n_plain &&
	       view_original_of(view, plain) != view_original_of(view, plain - 1) + 1;
}

/* The first tag that ends behind `folded`. */
static uint32_t first_tag_behind(const struct view *view, uint32_t folded)
{
	uint32_t low = 0, high = view->n_tags;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (view->tags[middle].end <= folded)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct view_tag *view_tag_at(const struct view *view, uint32_t folded)
{
	uint32_t i = first_tag_behind(view, folded);

	return i < view->n_tags && view->tags[i].begin <= folded ? &view->tags[i] : NULL;
}

uint32_t view_symbols(const struct view *view, uint32_t from, uint32_t to, char *out, uint32_t max)
{
	uint32_t at = view_folded_of(view, from), end = view_folded_of(view, to), n = 0;
	uint32_t tag = first_tag_behind(view, at);

	for (; at < end && n < max; at++) {
		while (tag < view->n_tags && view->tags[tag].end <= at)
			tag++;
		if (tag == view->n_tags || at < view->tags[tag].begin ||
		    (view->tags[tag].end >= end && !view->tags[tag].is_certain))
			out[n++] = view->folded[at];
	}
	return n;
}

/* ---- UTF-16 ---- */

/* One byte for a unit: ASCII as it is, typographic signs as their plain form. */
static char narrow_unit(uint32_t unit)
{
	char utf8[3] = {(char)(0xe0 | unit >> 12), (char)(0x80 | (unit >> 6 & 0x3f)),
			(char)(0x80 | (unit & 0x3f))};
	struct glyph glyph;

	if (unit < 0x80)
		return (char)unit;
	if (unit == 0xa0)
		return ' ';
	if (unit < 0x800)
		return '?';
	glyph_read((struct span){utf8, sizeof(utf8)}, false, &glyph);
	if (glyph.kind != GLYPH_TEXT)
		return glyph.kind == GLYPH_BLANK ? ' ' : '\n';
	if (glyph.n == 0)
		return '\0';
	return (char)(glyph.text[0] > 0 ? glyph.text[0] : '?');
}

size_t text_narrow(struct span text, char *out)
{
	bool is_little = text.len >= 2 && memcmp(text.ptr, "\xff\xfe", 2) == 0;
	size_t n = 0;

	if (!is_little && (text.len < 2 || memcmp(text.ptr, "\xfe\xff", 2) != 0))
		return 0;
	for (size_t i = 2; i + 1 < text.len; i += 2) {
		uint32_t low = (unsigned char)text.ptr[i + !is_little];
		uint32_t high = (unsigned char)text.ptr[i + is_little];

		out[n++] = narrow_unit(high << 8 | low);
	}
	return n;
}
