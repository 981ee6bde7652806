/* SPDX-License-Identifier: MIT */
#include "match/scan.h"

#include "match/accesslog.h"
#include "match/entry.h"
#include "match/feeds.h"

enum {
	BUFFER = SCAN_ROOM + 2 * SCAN_PIECE + 2 * SCAN_CONTEXT, /* what waits is at most a piece with its neighbours */
	BLOCK = 32 << 10,  /* filtered, then cut into lines while it is in the cache */
	LINE_LOOK = 4096,  /* bytes of a line that tell what it is */
	PROBED = 64,       /* bytes at least that are probed at once, unless no more come: else there were a hit for each byte */
	MAX_HITS = BUFFER / 3 /* no line shorter than a window is hit, and none more often than each FILTER_MIN_STRIDE bytes and once more */
};

/* Places are in `buffer`. */
struct scan {
	const struct kb *kb;
	const struct filter *filter;
	awry_alloc alloc;
	struct matcher *matcher;
	scan_match_fn on_match;
	void *user;
	char *buffer;
	uint32_t *hits; /* places in windows of the filter, from first_hit on still of use */
	uint32_t first_hit, n_hits;
	uint32_t len;
	uint32_t filtered; /* all before was probed */
	uint32_t walked;   /* all lines that begin before were looked at */
	uint32_t entry;    /* where the open entry, or its next piece, begins */
	bool in_line;      /* the line before `walked` goes on there */
	bool is_piece;     /* what comes before `entry` belongs to it */
	bool is_certain;   /* the open entry is read without a hit */
	uint64_t base;     /* of the buffer in the text */
	uint64_t line;     /* of `entry` */
	uint64_t walked_line;
	uint64_t first_line;
	bool has_start;    /* the text begins where the first one taken does */
	struct scan_count count;
};

/* ---- reading an entry ---- */

static bool is_told(const struct match *match)
{
	return match->target_kind == KB_OF_SYMPTOM || match->target_kind == KB_OF_DIAGNOSIS;
}

/* Tells of the matches that begin in [entry, end); `from` is where the text that was read begins. */
static awry_status tell(struct scan *scan, const struct recognition *found, uint32_t from, uint32_t end)
{
	uint64_t line = scan->line - feeds_count(scan->buffer + from, scan->buffer + scan->entry);

	for (uint32_t i = 0; i < found->n_matches; i++) {
		const struct match *match = &found->matches[i];
		struct scan_match out = {.kb = scan->kb, .match = match, .values = found->values + match->values.first,
			.line = line + match->line - 1, .offset = scan->base + from + match->begin};

		if (!is_told(match) || from + match->begin < scan->entry || from + match->begin >= end)
			continue;
		scan->count.matches++;
		TRY((awry_status)scan->on_match(scan->user, &out));
	}
	return AWRY_OK;
}

/* Reads [entry, end) with what may be seen on either side. */
static awry_status read_piece(struct scan *scan, uint32_t end, uint32_t to, bool has_end)
{
	uint32_t before = scan->is_piece ? SCAN_CONTEXT : 0, from = scan->entry > before ? scan->entry - before : 0;
	struct span text = {scan->buffer + from, to - from};
	struct recognition found;
	awry_status status;

	TRY(matcher_recognise_piece(scan->matcher, text, scan->has_start && scan->base + from == 0, has_end, &found));
	scan->count.entries++;
	scan->count.pieces += scan->is_piece;
	scan->count.given_up += found.limits != 0;
	scan->count.limits |= found.limits;
	status = tell(scan, &found, from, end);
	recognition_release(&found);
	return status;
}

/* Whether a hit lies in the open entry, or in what its piece up to `to` sees of it. */
static bool has_hit(struct scan *scan, uint32_t to)
{
	uint32_t from = scan->entry;

	if (!scan->filter || scan->is_certain)
		return true;
	if (scan->is_piece)
		from = from > SCAN_CONTEXT ? from - SCAN_CONTEXT : 0;
	while (scan->first_hit < scan->n_hits && scan->hits[scan->first_hit] < from)
		scan->first_hit++;
	return scan->first_hit < scan->n_hits && scan->hits[scan->first_hit] < to;
}

/* The piece of the open entry before `end` is there, and what it sees of the rest, up to `to`. */
static awry_status close_piece(struct scan *scan, uint32_t end, uint32_t to, bool has_end)
{
	if (end > scan->entry && has_hit(scan, to))
		TRY(read_piece(scan, end, to, has_end));
	scan->entry = end;
	return AWRY_OK;
}

/* Reads pieces of the open entry as far as they are known to be followed by more than they see. */
static awry_status close_long(struct scan *scan, uint32_t to)
{
	while (to - scan->entry > SCAN_PIECE + SCAN_CONTEXT) {
		uint32_t end = scan->entry + SCAN_PIECE;
		uint64_t lines = feeds_count(scan->buffer + scan->entry, scan->buffer + end);

		TRY(close_piece(scan, end, end + SCAN_CONTEXT, false));
		scan->line += lines;
		scan->is_piece = true;
	}
	return AWRY_OK;
}

/* The open entry ends at `end`, up to which all was walked. */
static awry_status close_entry(struct scan *scan, uint32_t end, bool has_end)
{
	TRY(close_long(scan, end));
	TRY(close_piece(scan, end, end, has_end));
	scan->line = scan->walked_line;
	scan->is_piece = scan->is_certain = false;
	return AWRY_OK;
}

/* ---- entries ---- */

/* Looks at the line that `line` begins with. */
static awry_status start_line(struct scan *scan, struct span line)
{
	if (!entry_begins(line))
		return AWRY_OK;
	TRY(close_entry(scan, (uint32_t)(line.ptr - scan->buffer), false));
	scan->is_certain = accesslog_tells(line);
	return AWRY_OK;
}

static struct span line_at(const struct scan *scan, uint32_t at)
{
	uint32_t left = scan->len - at;

	return (struct span){scan->buffer + at, left < LINE_LOOK ? left : LINE_LOOK};
}

/* Looks at the line at `walked`, and goes behind it. */
static awry_status walk_line(struct scan *scan, uint32_t to)
{
	const char *from = scan->buffer + scan->walked, *feed;

	if (!scan->in_line)
		TRY(start_line(scan, line_at(scan, scan->walked)));
	feed = memchr(from, '\n', to - scan->walked);
	scan->in_line = !feed;
	scan->walked = feed ? (uint32_t)(feed - scan->buffer) + 1 : to;
	scan->walked_line += feed != NULL;
	return AWRY_OK;
}

/* ---- where nothing is hit ---- */

/* Whether an entry that means something without a hit begins at `at`.  Most lines tell by their first bytes that none does. */
static bool tells_at(const struct scan *scan, uint32_t at)
{
	struct span line = line_at(scan, at);
	char c = scan->buffer[at];

	if (c >= '0' && c <= '9')
		return accesslog_tells(line) && entry_begins(line);
	return c >= 'g' && c <= 'w' && entry_begins(line) && accesslog_tells(line);
}

/* Goes to the first line that begins in [walked, to) and tells, or to `to`. */
static void walk_to_telling(struct scan *scan, uint32_t to)
{
	uint32_t base = scan->walked;
	uint64_t n = 0;

	if (!scan->in_line && tells_at(scan, base))
		return;
	for (; base < to; base += FEEDS_STEP) {
		uint64_t feeds = feeds_mask(scan->buffer + base), rest;

		if (to - base < FEEDS_STEP)
			feeds &= (UINT64_C(1) << (to - base)) - 1;
		for (rest = feeds; rest; rest &= rest - 1) {
			uint32_t at = base + (uint32_t)__builtin_ctzll(rest) + 1;

			if (at < to && tells_at(scan, at)) {
				to = at;
				feeds &= ~(rest & (rest - 1));
				break;
			}
		}
		n += feeds_ones(feeds);
	}
	scan->walked = to;
	scan->walked_line += n;
	scan->in_line = scan->buffer[to - 1] != '\n';
}

/* The last entry that begins in [from, walked) is the open one; `in_line`: not at `from`. */
static void open_last(struct scan *scan, uint32_t from, bool in_line)
{
	const char *buffer = scan->buffer;
	uint32_t at = scan->walked;

	while (at > from) {
		at--;
		if ((at > from ? buffer[at - 1] != '\n' : in_line) || !entry_begins(line_at(scan, at)))
			continue;
		scan->line = scan->walked_line - feeds_count(buffer + at, buffer + scan->walked);
		scan->entry = at;
		scan->is_piece = false;
		return;
	}
}

/* Goes over lines with no hit in them, nor in the open entry: where their entries begin need not be known, but for the last. */
static void skim(struct scan *scan, uint32_t to)
{
	uint32_t from = scan->walked;
	bool in_line = scan->in_line;

	walk_to_telling(scan, to);
	open_last(scan, from, in_line);
}

/* Looks at all lines that begin before `to`. */
static awry_status walk(struct scan *scan, uint32_t to)
{
	while (scan->walked < to) {
		if (!has_hit(scan, UINT32_MAX))
			skim(scan, to);
		if (scan->walked < to)
			TRY(walk_line(scan, to));
	}
	return AWRY_OK;
}

static uint32_t less(uint32_t a, uint32_t b)
{
	return a > b ? a - b : 0;
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Goes on as far as is known what follows; `is_over`: nothing does. */
static awry_status go_on(struct scan *scan, bool is_over)
{
	uint32_t probed = is_over ? scan->len : less(scan->len, FILTER_MAX_WINDOW);
	uint32_t walked = is_over ? scan->len : less(scan->len, LINE_LOOK);

	if (!is_over && probed < scan->filtered + PROBED)
		probed = scan->filtered;
	while (scan->filtered < probed || scan->walked < least(scan->filtered, walked)) {
		uint32_t to = least(scan->filtered + BLOCK, probed);

		if (scan->filter && to > scan->filtered)
			scan->n_hits += filter_find(scan->filter, (struct span){scan->buffer, scan->len}, scan->filtered, to,
				scan->hits + scan->n_hits);
		scan->filtered = to > scan->filtered ? to : scan->filtered;
		TRY(walk(scan, least(scan->filtered, walked)));
		TRY(close_long(scan, scan->walked));
	}
	return AWRY_OK;
}

/* ---- the buffer ---- */

/* Forgets what is no longer looked at. */
static void shift(struct scan *scan)
{
	uint32_t n = less(scan->entry, SCAN_CONTEXT), n_hits = 0;

	if (n == 0)
		return;
	memmove(scan->buffer, scan->buffer + n, scan->len - n);
	for (uint32_t i = scan->first_hit; i < scan->n_hits; i++) {
		if (scan->hits[i] >= n)
			scan->hits[n_hits++] = scan->hits[i] - n;
	}
	scan->first_hit = 0;
	scan->n_hits = n_hits;
	scan->base += n;
	scan->len -= n;
	scan->filtered -= n;
	scan->walked -= n;
	scan->entry -= n;
}

/* ---- the contract ---- */

awry_status scan_new(const struct kb *kb, const struct filter *filter, const awry_alloc *alloc, scan_match_fn on_match, void *user,
		     struct scan **out)
{
	struct scan *scan;
	awry_status status;

	alloc = alloc ? alloc : mem_default();
	*out = NULL;
	scan = mem_resize(alloc, NULL, 0, sizeof(*scan));
	if (!scan)
		return AWRY_E_NOMEM;
	*scan = (struct scan){.kb = kb, .filter = filter, .alloc = *alloc, .on_match = on_match, .user = user};
	scan_go_on(scan, 1, 0);
	scan->buffer = mem_resize(alloc, NULL, 0, BUFFER + FEEDS_STEP);
	scan->hits = mem_resize(alloc, NULL, 0, MAX_HITS * sizeof(*scan->hits));
	status = scan->buffer && scan->hits ? matcher_new(kb, alloc, &scan->matcher) : AWRY_E_NOMEM;
	if (status)
		scan_free(scan);
	else
		*out = scan;
	return status;
}

void scan_free(struct scan *scan)
{
	awry_alloc alloc;

	if (!scan)
		return;
	alloc = scan->alloc;
	matcher_free(scan->matcher);
	mem_resize(&alloc, scan->buffer, BUFFER + FEEDS_STEP, 0);
	mem_resize(&alloc, scan->hits, MAX_HITS * sizeof(*scan->hits), 0);
	mem_resize(&alloc, scan, sizeof(*scan), 0);
}

char *scan_room(struct scan *scan, size_t *room)
{
	if (BUFFER - scan->len < SCAN_ROOM)
		shift(scan);
	*room = BUFFER - scan->len;
	return scan->buffer + scan->len;
}

awry_status scan_take(struct scan *scan, size_t n)
{
	scan->len += (uint32_t)n;
	scan->count.bytes += n;
	return go_on(scan, false);
}

awry_status scan_pause(struct scan *scan)
{
	if (scan->len == 0 || scan->buffer[scan->len - 1] != '\n')
		return AWRY_OK;
	TRY(go_on(scan, true));
	return close_entry(scan, scan->len, false);
}

awry_status scan_finish(struct scan *scan, bool is_whole)
{
	bool is_cut_line = scan->len > 0 && scan->buffer[scan->len - 1] != '\n';
	awry_status status = go_on(scan, true);

	if (!status)
		status = close_entry(scan, scan->len, is_whole);
	scan->count.lines += scan->line - scan->first_line + is_cut_line;
	scan_go_on(scan, 1, 0);
	return status;
}

void scan_go_on(struct scan *scan, uint64_t line, uint64_t offset)
{
	scan->len = scan->filtered = scan->walked = scan->entry = scan->first_hit = scan->n_hits = 0;
	scan->in_line = scan->is_piece = scan->is_certain = false;
	scan->base = offset;
	scan->line = scan->walked_line = scan->first_line = line;
	scan->has_start = offset == 0;
}

const struct scan_count *scan_count(const struct scan *scan)
{
	return &scan->count;
}

size_t scan_cut(struct span text)
{
	size_t end = text.len;

	while (end > 0) {
		size_t at = end - 1;

		while (at > 0 && text.ptr[at - 1] != '\n')
			at--;
		if (at == 0)
			return 0;
		if (text.len - at >= ENTRY_LOOK && entry_begins((struct span){text.ptr + at, text.len - at}))
			return at;
		end = at;
	}
	return 0;
}
