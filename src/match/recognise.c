/* SPDX-License-Identifier: MIT */
#include "match/recognise.h"

#include "match/glyph.h"
#include "match/window.h"

enum {
	MAX_REPEATS = 256,   /* of one target in a text */
	DEBUG = sizeof("debug1:") - 1,
	BEFORE_EXCERPT = 120 /* bytes of a long line that an excerpt shows before its match */
};

struct matcher {
	struct finder finder;
	struct value_list kept; /* captured in matches that stand */
	struct value_list sniffed;
	uint64_t *seen; /* by counter_of: matches so far, counted on from what the texts before can have reached */
	uint64_t n_texts;
	char *narrow;   /* a text that was UTF-16 */
	uint32_t cap_seen, cap_narrow;
};

/* One text on its way. */
struct run {
	struct matcher *matcher;
	struct findings *found;
	const struct kb *kb;
	struct span text;
	bool has_start, has_end; /* of the text that `text` is, or is a piece of */
	bool is_paste;           /* values that no message captures are wanted too, and messages in other words */
	uint32_t counted, line; /* the line at the place up to which line feeds are counted */
	unsigned limits;
	struct recognition *out;
};

/* ---- matches of one window ---- */

/* Lines are counted from match to match, which are in order. */
static void number_lines(struct run *run, uint32_t first)
{
	for (uint32_t i = first; i < run->found->count; i++) {
		struct match *match = &run->found->items[i].match;

		while (run->counted < match->begin) {
			const char *feed = memchr(run->text.ptr + run->counted, '\n',
						  match->begin - run->counted);

			run->counted = feed ? (uint32_t)(feed - run->text.ptr) + 1 : match->begin;
			run->line += feed != NULL;
		}
		match->line = run->line;
	}
}

/* Which of the counters in `seen` is a target's. */
static uint32_t counter_of(const struct kb *kb, const struct match *match)
{
	switch (match->target_kind) {
	case KB_OF_SYMPTOM:
		return kb_slot_symptom(kb, match->target);
	case KB_OF_DIAGNOSIS:
		return kb_slot_diagnosis(kb, match->target);
	case KB_OF_LOOKALIKE:
		return kb_n_slots(kb) + match->target;
	default:
		return match->target;
	}
}

static uint32_t n_counters(const struct kb *kb)
{
	return kb_n_slots(kb) + kb->lookalikes.count;
}

/* Of one target the first MAX_REPEATS are kept, so that a line which fills a log leaves room for
 * its cause. */
static void drop_repeats(struct run *run, uint32_t first)
{
	uint32_t n = first;

	for (uint32_t i = first; i < run->found->count; i++) {
		uint64_t *seen = &run->matcher->seen[counter_of(run->kb, &run->found->items[i].match)], none = run->matcher->n_texts * MAX_REPEATS;

		if (*seen < none)
			*seen = none;
		if (*seen >= none + MAX_REPEATS) {
			run->limits |= MATCH_LIMIT_MATCHES;
			continue;
		}
		++*seen;
		run->found->items[n++] = run->found->items[i];
	}
	run->found->count = n;
}

/* Brings the values of the matches that stand to where they outlive the window. */
static awry_status keep_values(struct run *run, uint32_t first)
{
	struct value_list *kept = &run->matcher->kept;
	const struct match_value *captured = run->matcher->finder.values.items;

	for (uint32_t i = first; i < run->found->count; i++) {
		struct kb_range *values = &run->found->items[i].match.values;
		uint32_t n = kept->count;

		TRY(mem_grow(kept->alloc, &kept->items, &kept->cap, n + values->count,
			     sizeof(*kept->items)));
		for (uint32_t j = 0; j < values->count; j++) {
			struct match_value value = captured[values->first + j];

			value.text.ptr =
				arena_copy(&run->out->arena, value.text.ptr, value.text.len);
			if (!value.text.ptr)
				return AWRY_E_NOMEM;
			kept->items[kept->count++] = value;
		}
		values->first = n;
	}
	return AWRY_OK;
}

/* Closes the gaps that dropped matches left among the pieces from `first_piece` on. */
static awry_status keep_pieces(struct run *run, uint32_t first, uint32_t first_piece)
{
	struct findings *found = run->found;
	uint32_t from = found->n_pieces;

	for (uint32_t i = first; i < found->count; i++) {
		struct kb_range *pieces = &found->items[i].pieces;

		TRY(mem_grow(found->alloc, &found->pieces, &found->cap_pieces,
			     found->n_pieces + pieces->count, sizeof(*found->pieces)));
		if (pieces->count > 0)
			memcpy(found->pieces + found->n_pieces, found->pieces + pieces->first,
			       pieces->count * sizeof(*found->pieces));
		pieces->first = found->n_pieces - from + first_piece;
		found->n_pieces += pieces->count;
	}
	if (found->n_pieces > from)
		memmove(found->pieces + first_piece, found->pieces + from,
			(found->n_pieces - from) * sizeof(*found->pieces));
	found->n_pieces -= from - first_piece;
	return AWRY_OK;
}

/* Where to go on when a window was so full that it was read only up to `stopped`: the start of that
 * line. */
static uint32_t line_before(struct span text, uint32_t stopped, uint32_t begin, uint32_t limit)
{
	uint32_t at = stopped;

	if (stopped >= limit || stopped <= begin)
		return limit;
	while (at > begin && stopped - at < WINDOW_OVERLAP && text.ptr[at - 1] != '\n')
		at--;
	return at > begin ? at : stopped;
}

/* What begins at `limit` or later is found again in the next window. */
static void drop_from(struct findings *found, uint32_t first, uint32_t limit)
{
	uint32_t n = first;

	for (uint32_t i = first; i < found->count; i++) {
		if (found->items[i].match.begin < limit)
			found->items[n++] = found->items[i];
	}
	found->count = n;
}

/* Reads [begin, end) for what begins before *limit, which moves to where it ended. */
static awry_status read_window(struct run *run, uint32_t begin, uint32_t end, uint32_t *limit)
{
	struct finder *finder = &run->matcher->finder;
	uint32_t first = run->found->count, first_piece = run->found->n_pieces;

	finder->tries_near = finder->patterns.joins = run->is_paste;
	finder->view.has_start = run->has_start && begin == 0;
	finder->view.has_end = run->has_end && end == run->text.len;
	TRY(finder_read(finder, (struct span){run->text.ptr + begin, end - begin}, begin, *limit));
	*limit = line_before(run->text, finder->stopped, begin, *limit);
	drop_from(run->found, first, *limit);
	settle_overlaps(run->found, first);
	number_lines(run, first);
	settle_lookalikes(run->found, run->kb, first);
	drop_repeats(run, first);
	TRY(keep_values(run, first));
	TRY(keep_pieces(run, first, first_piece));
	if (run->is_paste && (begin == 0 || run->found->count > first))
		value_sniff(&run->matcher->sniffed, run->kb, &finder->view);
	return run->matcher->sniffed.failed ? AWRY_E_NOMEM : AWRY_OK;
}

/* ---- the whole text ---- */

/* The start of the first line from `at` on, if it begins before `to`; else `at`. */
static uint32_t line_start(struct span text, uint32_t at, uint32_t to)
{
	const char *feed = at > 0 && at < to ? memchr(text.ptr + at - 1, '\n', to - at + 1) : NULL;

	return feed ? (uint32_t)(feed - text.ptr) + 1 : at;
}

static awry_status read_windows(struct run *run)
{
	uint32_t len = (uint32_t)run->text.len, begin = 0;

	while (begin < len) {
		uint32_t end = len - begin > WINDOW_SIZE ? begin + WINDOW_SIZE : len;
		uint32_t limit = end < len ? line_start(run->text, end - WINDOW_OVERLAP, end) : len;

		TRY(read_window(run, begin, end, &limit));
		if (run->found->count >= MATCH_MAX) {
			run->limits |= MATCH_LIMIT_MATCHES;
			break;
		}
		begin = limit;
	}
	/* What two windows share is only now seen together. */
	settle_overlaps(run->found, 0);
	settle_lookalikes(run->found, run->kb, 0);
	if (run->found->count > MATCH_MAX)
		run->found->count = MATCH_MAX;
	return AWRY_OK;
}

/* ---- the result ---- */

static bool ends_word(char c)
{
	return c != '\0' && strchr(" \t\r\n\"',;&<>\\", c) != NULL;
}

/* The line or lines that a match stands on; of very long ones what is round its beginning.  What it is cut through is
 * left out: half a secret nobody could know for one. */
static struct span excerpt_of(const struct run *run, const struct match *match)
{
	const char *text = run->text.ptr;
	uint32_t begin = match->begin, end = match->end, len = (uint32_t)run->text.len;

	while (begin > 0 && text[begin - 1] != '\n' && match->begin - begin < MATCH_EXCERPT)
		begin--;
	while (end < len && text[end] != '\n' && end - match->begin < MATCH_EXCERPT)
		end++;
	if (end - begin > MATCH_EXCERPT && match->begin - begin > BEFORE_EXCERPT)
		begin = match->begin - BEFORE_EXCERPT;
	if (end - begin > MATCH_EXCERPT)
		end = begin + MATCH_EXCERPT;
	while (begin < match->begin && begin > 0 && !ends_word(text[begin - 1]))
		begin++;
	while (end > begin && end < len && !ends_word(text[end]))
		end--;
	while (end > begin && is_blank(text[end - 1]))
		end--;
	return (struct span){text + begin, end - begin};
}

/* Whether the match stands on a line of "ssh -v", which tells what is tried on the way to an error and says that error last. */
static bool is_debug(const struct run *run, const struct match *match)
{
	const char *text = run->text.ptr;
	uint32_t begin = match->begin;
	struct span line;
	size_t at;

	while (begin > 0 && text[begin - 1] != '\n' && match->begin - begin < MATCH_EXCERPT)
		begin--;
	line = (struct span){text + begin, match->begin + DEBUG < run->text.len ? match->begin + DEBUG - begin : run->text.len - begin};
	at = span_find(line, SPAN("debug"));
	return at + DEBUG <= line.len && is_digit(line.ptr[at + DEBUG - 2]) && line.ptr[at + DEBUG - 1] == ':';
}

static bool is_of_ssh(const struct run *run, const struct match *match)
{
	kb_str id = match->target_kind == KB_OF_DIAGNOSIS ? kb_diagnoses(run->kb)[match->target].id
		: match->target_kind == KB_OF_SYMPTOM ? kb_symptoms(run->kb)[match->target].id : 0;

	return id && strncmp(kb_text(run->kb, id), "ssh/", 4) == 0;
}

/* Where a line without "debug1:" names the cause, those with it are hints; where it does not, they may be what explains it. */
static void weaken_debug(const struct run *run)
{
	struct recognition *out = run->out;
	bool has_error = false;

	for (uint32_t i = 0; i < out->n_matches && !has_error; i++)
		has_error = out->matches[i].target_kind == KB_OF_DIAGNOSIS && out->matches[i].strength != KB_SUPPORTS &&
			    is_of_ssh(run, &out->matches[i]) && !is_debug(run, &out->matches[i]);
	for (uint32_t i = 0; has_error && i < out->n_matches; i++) {
		struct match *match = &out->matches[i];

		if (match->strength != KB_SUPPORTS && is_of_ssh(run, match) && is_debug(run, match))
			match->strength = KB_SUPPORTS;
	}
}

static awry_status write_matches(struct run *run)
{
	struct recognition *out = run->out;

	out->matches = arena_alloc(&out->arena, run->found->count, sizeof(*out->matches));
	if (!out->matches)
		return AWRY_E_NOMEM;
	for (uint32_t i = 0; i < run->found->count; i++) {
		struct match *match = &out->matches[out->n_matches++];
		struct span excerpt;

		*match = run->found->items[i].match;
		excerpt = excerpt_of(run, match);
		match->excerpt.len = excerpt.len;
		match->excerpt.ptr = arena_copy(&out->arena, excerpt.ptr, excerpt.len);
		if (!match->excerpt.ptr)
			return AWRY_E_NOMEM;
	}
	weaken_debug(run);
	return AWRY_OK;
}

static bool is_captured(const struct recognition *out, uint32_t value)
{
	for (uint32_t i = 0; i < out->first_sniffed; i++) {
		if (out->values[i].value == value && out->values[i].text.len > 0)
			return true;
	}
	return false;
}

/* Values of the matches that stand, then what was sniffed and no match captured. */
static awry_status write_values(struct run *run)
{
	const struct value_list *kept = &run->matcher->kept, *sniffed = &run->matcher->sniffed;
	struct recognition *out = run->out;
	uint32_t n = sniffed->count;

	for (uint32_t i = 0; i < out->n_matches; i++)
		n += out->matches[i].values.count;
	out->values = arena_alloc(&out->arena, n, sizeof(*out->values));
	if (!out->values)
		return AWRY_E_NOMEM;
	for (uint32_t i = 0; i < out->n_matches; i++) {
		struct kb_range *values = &out->matches[i].values;

		if (values->count > 0)
			memcpy(out->values + out->n_values, kept->items + values->first,
			       values->count * sizeof(*kept->items));
		values->first = out->n_values;
		out->n_values += values->count;
	}
	out->first_sniffed = out->n_values;
	for (uint32_t i = 0; i < sniffed->count; i++) {
		if (!is_captured(out, sniffed->items[i].value))
			out->values[out->n_values++] = sniffed->items[i];
	}
	return AWRY_OK;
}

/* From places in a narrowed text to those in the UTF-16 that it was. */
static void widen(struct recognition *out)
{
	for (uint32_t i = 0; i < out->n_matches; i++) {
		out->matches[i].begin = out->matches[i].begin * 2 + 2;
		out->matches[i].end = out->matches[i].end * 2 + 2;
	}
}

/* ---- the contract ---- */

awry_status matcher_new(const struct kb *kb, const awry_alloc *alloc, struct matcher **out)
{
	struct matcher *matcher;
	awry_status status;

	alloc = alloc ? alloc : mem_default();
	*out = NULL;
	matcher = mem_resize(alloc, NULL, 0, sizeof(*matcher));
	if (!matcher)
		return AWRY_E_NOMEM;
	*matcher = (struct matcher){0};
	status = finder_init(&matcher->finder, kb, alloc);
	matcher->kept.alloc = matcher->sniffed.alloc = &matcher->finder.alloc;
	if (!status)
		status = mem_grow(alloc, &matcher->seen, &matcher->cap_seen, n_counters(kb) + 1u,
				  sizeof(*matcher->seen));
	if (!status)
		memset(matcher->seen, 0, (n_counters(kb) + 1u) * sizeof(*matcher->seen));
	if (status)
		matcher_free(matcher);
	else
		*out = matcher;
	return status;
}

void matcher_free(struct matcher *matcher)
{
	awry_alloc alloc;

	if (!matcher)
		return;
	alloc = matcher->finder.alloc;
	finder_release(&matcher->finder);
	mem_resize(&alloc, matcher->kept.items, matcher->kept.cap * sizeof(*matcher->kept.items),
		   0);
	mem_resize(&alloc, matcher->sniffed.items,
		   matcher->sniffed.cap * sizeof(*matcher->sniffed.items), 0);
	mem_resize(&alloc, matcher->seen, matcher->cap_seen * sizeof(*matcher->seen), 0);
	mem_resize(&alloc, matcher->narrow, matcher->cap_narrow, 0);
	mem_resize(&alloc, matcher, sizeof(*matcher), 0);
}

/* `text` as bytes: itself, or what its UTF-16 says. */
static awry_status narrow(struct matcher *matcher, struct span *text, bool *is_narrowed)
{
	*is_narrowed = text->len >= 4 && (memcmp(text->ptr, "\xff\xfe", 2) == 0 ||
					  memcmp(text->ptr, "\xfe\xff", 2) == 0);
	if (!*is_narrowed)
		return AWRY_OK;
	TRY(mem_grow(&matcher->finder.alloc, &matcher->narrow, &matcher->cap_narrow, text->len / 2,
		     1));
	*text = (struct span){matcher->narrow, text_narrow(*text, matcher->narrow)};
	return AWRY_OK;
}

static void clear(struct matcher *matcher, struct arena *arena)
{
	struct finder *finder = &matcher->finder;

	matcher->n_texts++;
	finder->found.count = finder->found.n_pieces = 0;
	finder->limits = 0;
	matcher->kept.count = matcher->sniffed.count = 0;
	matcher->sniffed.failed = false;
	matcher->sniffed.arena = arena;
}

static awry_status recognise(struct run *run)
{
	bool is_narrowed;

	TRY(narrow(run->matcher, &run->text, &is_narrowed));
	TRY(read_windows(run));
	TRY(write_matches(run));
	TRY(write_values(run));
	if (is_narrowed)
		widen(run->out);
	run->out->limits = run->limits | run->matcher->finder.limits;
	return AWRY_OK;
}

static awry_status run_on(struct run *run, struct span text)
{
	struct recognition *out = run->out;
	awry_status status;

	*out = (struct recognition){0};
	arena_init(&out->arena, &run->matcher->finder.alloc);
	clear(run->matcher, &out->arena);
	if (text.len > MATCH_MAX_TEXT) {
		text.len = MATCH_MAX_TEXT;
		run->limits |= MATCH_LIMIT_TEXT;
	}
	run->text = text;
	status = recognise(run);
	if (status)
		recognition_release(out);
	return status;
}

awry_status matcher_recognise(struct matcher *matcher, struct span text, struct recognition *out)
{
	struct run run = {.matcher = matcher,
			  .found = &matcher->finder.found,
			  .kb = matcher->finder.kb,
			  .has_start = true,
			  .has_end = true,
			  .is_paste = true,
			  .out = out,
			  .line = 1};

	return run_on(&run, text);
}

awry_status matcher_recognise_piece(struct matcher *matcher, struct span text, bool has_start, bool has_end,
				    struct recognition *out)
{
	struct run run = {.matcher = matcher,
			  .found = &matcher->finder.found,
			  .kb = matcher->finder.kb,
			  .has_start = has_start,
			  .has_end = has_end,
			  .out = out,
			  .line = 1};

	return run_on(&run, text);
}

void recognition_release(struct recognition *recognition)
{
	arena_release(&recognition->arena);
	*recognition = (struct recognition){0};
}
