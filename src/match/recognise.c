/* SPDX-License-Identifier: MIT */
#include "match/recognise.h"

#include "match/accesslog.h"
#include "match/capture.h"
#include "match/coat.h"
#include "match/edge.h"
#include "match/glyph.h"
#include "match/pattern.h"
#include "match/settle.h"

enum {
	WINDOW = 256 << 10,   /* bytes read at a time: what is made of them stays in the cache */
	OVERLAP = 8 << 10,    /* bytes that two windows share: no message is longer */
	MAX_FOUND = 2048,     /* messages in one window */
	MAX_REPEATS = 256,    /* of one target in a text */
	WORK_A_BYTE = 1,      /* literals that may be compared for each byte of a window, */
	WORK_AT_LEAST = 50000, /* for a text of a few words, */
	WORK_PATTERN = 200,   /* and what one run of a pattern counts as */
	NESTED_COATS = 16,    /* AWS errors that may begin between one and the text in its message */
	BEFORE_EXCERPT = 120  /* bytes of a long line that an excerpt shows before its match */
};

struct matcher {
	const struct kb *kb;
	awry_alloc alloc;
	struct view view;
	struct coat_list coats;
	struct access_lines lines;
	struct pattern_cache patterns;
	struct findings found;
	struct value_list values;
	uint32_t *last_end;      /* by message: folded place behind where it was found last in this window */
	char *narrow;            /* a text that was UTF-16 */
	uint16_t *seen;          /* by counter_of: matches kept in this text */
	uint32_t cap_last_end, cap_narrow, cap_seen;
};

/* One text on its way. */
struct run {
	struct matcher *matcher;
	const struct kb *kb;
	const struct view *view;
	struct span text;
	uint32_t origin;         /* of the window in the text */
	uint32_t limit;          /* a match that begins here or later is the next window's */
	uint32_t work;
	uint32_t counted, line;  /* the line at the place up to which line feeds are counted */
	unsigned limits;
	struct recognition *out;
	awry_status status;
};

/* ---- noting what was found ---- */

static uint32_t original_of(const struct run *run, uint32_t plain)
{
	return run->origin + view_original_of(run->view, plain);
}

/* Behind the original of the plain byte before `plain`. */
static uint32_t original_end(const struct run *run, uint32_t plain)
{
	return plain == 0 ? run->origin : original_of(run, plain - 1) + 1;
}

/* How many coats begin at or before the plain place `at`. */
static uint32_t coat_behind(const struct coat_list *coats, uint32_t at)
{
	uint32_t low = 0, high = coats->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (coats->items[middle].begin <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The coat in whose message the plain place `at` lies, or NULL. */
static const struct coat *coat_at(const struct run *run, uint32_t at)
{
	const struct coat_list *coats = &run->matcher->coats;
	const struct coat *best = NULL;
	uint32_t behind = coat_behind(coats, at);

	for (uint32_t i = behind > NESTED_COATS ? behind - NESTED_COATS : 0; i < behind; i++) {
		const struct coat *coat = &coats->items[i];

		/* The wider knows more: "CODE: MESSAGE" stands in most others. */
		if (at < coat->end && (!best || !coat->is_plain || best->is_plain))
			best = coat;
	}
	return best;
}

static struct found *add_found(struct run *run, const struct kb_message *message, uint32_t number)
{
	struct findings *found = &run->matcher->found;
	struct found *item;

	if (found->count >= MATCH_MAX + MAX_FOUND) {
		run->limits |= MATCH_LIMIT_MATCHES;
		return NULL;
	}
	if (mem_grow(found->alloc, &found->items, &found->cap, found->count + 1, sizeof(*found->items))) {
		run->status = AWRY_E_NOMEM;
		return NULL;
	}
	item = &found->items[found->count++];
	*item = (struct found){
		.match = {
			.message = number,
			.target_kind = message->target_kind,
			.target = message->target,
			.answer = message->answer,
			.strength = message->strength,
			.n_literal = message->n_literal,
			.values = {run->matcher->values.count, 0},
		},
		.coat = KB_NONE,
		.pieces = {found->n_pieces, 0},
	};
	return item;
}

static void set_place(struct run *run, struct found *item, uint32_t begin, uint32_t end)
{
	item->match.begin = original_of(run, begin);
	item->match.end = original_end(run, end);
}

static void add_piece(struct run *run, struct found *item, uint32_t begin, uint32_t end)
{
	struct findings *found = &run->matcher->found;

	if (mem_grow(found->alloc, &found->pieces, &found->cap_pieces, found->n_pieces + 1, sizeof(*found->pieces))) {
		run->status = AWRY_E_NOMEM;
		return;
	}
	found->pieces[found->n_pieces++] = (struct kb_range){begin, end - begin};
	item->pieces.count++;
}

static uint32_t count_told(const struct coat *coat, const struct kb_message *message)
{
	return (uint32_t)((message->code && coat->code.len) + (message->operation && coat->operation.len) +
		(message->service && coat->service.len));
}

static void close_values(struct run *run, struct found *item)
{
	item->match.values.count = run->matcher->values.count - item->match.values.first;
	if (run->matcher->values.failed)
		run->status = AWRY_E_NOMEM;
}

/* ---- templates ---- */

/* Whether the message's code, operation and service are those of an error round the plain place `at`. */
static bool has_its_coat(const struct run *run, const struct kb_message *message, uint32_t at, uint32_t *n_told)
{
	const struct coat_list *coats = &run->matcher->coats;

	uint32_t behind = coat_behind(coats, at);

	for (uint32_t i = behind > NESTED_COATS ? behind - NESTED_COATS : 0; i < behind; i++) {
		const struct coat *coat = &coats->items[i];

		if (at < coat->reach && coat_suits(coat, run->kb, message)) {
			*n_told = count_told(coat, message);
			return true;
		}
	}
	return false;
}

static uint32_t end_of_piece(const struct run *run, const struct kb_range *at)
{
	return view_plain_of(run->view, at->first + at->count - 1) + 1;
}

static void add_pieces(struct run *run, struct found *item, const struct fit *fit)
{
	for (uint32_t i = fit->first; i < fit->behind; i++) {
		const struct kb_range *at = &fit->at[i];

		if (at->count > 0)
			add_piece(run, item, original_of(run, view_plain_of(run->view, at->first)),
				original_end(run, end_of_piece(run, at)));
	}
}

static void add_template(struct run *run, const struct fit *fit)
{
	const struct kb_message *message = &kb_messages(run->kb)[fit->message];
	uint32_t begin = view_plain_of(run->view, fit->begin), end = view_plain_of(run->view, fit->end - 1) + 1;
	const struct coat *coat = coat_at(run, begin);
	uint32_t n_told = 0;
	struct found *item;

	if (original_of(run, begin) >= run->limit || (coat && coat_hides(coat, run->kb, message)) ||
		(message->in_coat && !has_its_coat(run, message, begin, &n_told)))
		return;
	item = add_found(run, message, fit->message);
	if (!item)
		return;
	set_place(run, item, begin, end);
	item->match.n_literal = fit->n_literal;
	item->is_cut = fit->n_literal < message->n_literal;
	item->coat = coat ? original_of(run, coat->begin) : KB_NONE;
	item->n_constraints = n_told;
	add_pieces(run, item, fit);
	capture_values(run->kb, run->view, fit, &run->matcher->values);
	close_values(run, item);
}

/* ---- codes ---- */

static void add_code(struct run *run, uint32_t number, const struct coat *coat, uint32_t begin, uint32_t end)
{
	const struct kb_message *message = &kb_messages(run->kb)[number];
	struct found *item;

	if (original_of(run, begin) >= run->limit)
		return;
	item = add_found(run, message, number);
	if (!item)
		return;
	item->is_code = true;
	set_place(run, item, begin, end);
	if (coat) {
		set_place(run, item, coat->begin, coat->end > end ? coat->end : end);
		item->coat = original_of(run, coat->begin);
		item->n_constraints = count_told(coat, message);
		value_add_named(&run->matcher->values, run->kb, "code", coat->code.plain);
		value_add_named(&run->matcher->values, run->kb, "operation", coat->operation.plain);
	}
	add_piece(run, item, original_of(run, begin), original_end(run, end));
	close_values(run, item);
}

/* The messages that are the code of `coat`. */
static void add_coat_codes(struct run *run, const struct coat *coat)
{
	uint32_t begin = (uint32_t)(coat->code.plain.ptr - run->view->plain), end = begin + (uint32_t)coat->code.plain.len;
	struct kb_range codes;

	for (uint32_t n = 0; coat_code_range(coat, run->kb, n, &codes); n++) {
		for (uint32_t i = 0; i < codes.count; i++) {
			uint32_t number = kb_codes(run->kb)[codes.first + i].at;
			const struct kb_message *message = &kb_messages(run->kb)[number];

			if (message->shape == KB_CODE && coat_suits(coat, run->kb, message) &&
				!coat_hides(coat, run->kb, message))
				add_code(run, number, coat, begin, end);
		}
	}
}

static void add_all_coats(struct run *run)
{
	const struct coat_list *coats = &run->matcher->coats;

	if (coats->is_full)
		run->limits |= MATCH_LIMIT_WORK;
	for (uint32_t i = 0; i < coats->count; i++) {
		if (coats->items[i].code.len > 0 &&
			!accesslog_guards(&run->matcher->lines, run->view, coats->items[i].begin))
			add_coat_codes(run, &coats->items[i]);
	}
}

static bool is_coats_own(const struct coat *coat, uint32_t at, const struct view *view)
{
	const char *place = view->plain + at;

	return coat && coat->code.len > 0 && place >= coat->code.plain.ptr && place < coat->code.plain.ptr + coat->code.plain.len;
}

/* A code that speaks for itself stands somewhere as a word. */
static void try_bare_code(struct run *run, const struct candidate *candidate)
{
	const struct kb_message *message = &kb_messages(run->kb)[candidate->message];
	const struct kb_part *part = &kb_parts(run->kb)[message->parts.first];
	const char *literal = kb_text(run->kb, part->literal);
	const struct view *view = run->view;
	uint32_t begin, end, at;
	const struct coat *coat;

	if (message->in_coat || edge_fit_backward(view, literal, candidate->offset, candidate->at, &begin) < candidate->offset ||
		edge_fit_forward(view, literal + candidate->offset, part->len - candidate->offset, candidate->at, &end) <
			part->len - candidate->offset ||
		!edge_before(view, begin) || !edge_behind(view, end))
		return;
	at = view_plain_of(view, begin);
	coat = coat_at(run, at);
	if (is_coats_own(coat, at, view) || (coat && coat_hides(coat, run->kb, message)))
		return;
	add_code(run, candidate->message, NULL, at, view_plain_of(view, end - 1) + 1);
}

/* ---- patterns ---- */

static void try_pattern(struct run *run, const struct candidate *candidate)
{
	struct pattern_cache *patterns = &run->matcher->patterns;
	const struct kb_message *message = &kb_messages(run->kb)[candidate->message];
	const struct coat *coat;
	struct found *item;
	uint32_t begin = 0, end = 0, n_told = 0;
	enum pattern_outcome outcome;

	run->work -= run->work < WORK_PATTERN ? run->work : WORK_PATTERN;
	outcome = pattern_match(patterns, run->view, candidate, &begin, &end);
	if (outcome == PATTERN_NO_MEMORY)
		run->status = AWRY_E_NOMEM;
	if (outcome == PATTERN_GAVE_UP)
		run->limits |= MATCH_LIMIT_PATTERN;
	if (outcome != PATTERN_MATCHES || end <= begin)
		return;
	run->matcher->last_end[candidate->message] = view_folded_of(run->view, end);
	coat = coat_at(run, begin);
	if (original_of(run, begin) >= run->limit || (coat && coat_hides(coat, run->kb, message)) ||
		(message->in_coat && !has_its_coat(run, message, begin, &n_told)))
		return;
	item = add_found(run, message, candidate->message);
	if (!item)
		return;
	set_place(run, item, begin, end);
	item->coat = coat ? original_of(run, coat->begin) : KB_NONE;
	item->n_constraints = n_told;
	add_piece(run, item, item->match.begin, item->match.end);
	pattern_values(patterns, candidate->message, &run->matcher->values);
	close_values(run, item);
}

/* ---- one window ---- */

static void try_candidate(struct run *run, const struct candidate *candidate)
{
	const struct kb_message *message = &kb_messages(run->kb)[candidate->message];
	uint32_t *last_end = &run->matcher->last_end[candidate->message];
	struct fit fit;

	/* Each of a message's anchors finds it; once is enough. */
	if (candidate->at < *last_end)
		return;
	if (run->matcher->lines.count > 0 && message->target_kind != KB_OF_LOOKALIKE &&
		accesslog_guards(&run->matcher->lines, run->view, view_plain_of(run->view, candidate->at)))
		return;
	switch (message->shape) {
	case KB_TEMPLATE:
		if (template_fit(run->kb, run->view, candidate, &run->work, &fit)) {
			*last_end = fit.end;
			add_template(run, &fit);
		}
		break;
	case KB_PATTERN:
		try_pattern(run, candidate);
		break;
	default:
		try_bare_code(run, candidate);
	}
}

static void try_candidates(struct run *run)
{
	uint32_t first = run->matcher->found.count;
	struct prefilter prefilter;
	struct candidate candidate;

	memset(run->matcher->last_end, 0, run->kb->messages.count * sizeof(*run->matcher->last_end));
	prefilter_start(&prefilter, run->kb, run->view);
	while (!run->status && prefilter_next(&prefilter, &candidate)) {
		try_candidate(run, &candidate);
		if (run->work == 0) {
			run->limits |= MATCH_LIMIT_WORK;
			break;
		}
		if (run->matcher->found.count - first >= MAX_FOUND) {
			run->limits |= MATCH_LIMIT_MATCHES;
			break;
		}
	}
}

/* What the access-log lines mean, as far as the rules know it. */
static void add_access_lines(struct run *run)
{
	const struct access_lines *lines = &run->matcher->lines;

	for (uint32_t i = 0; i < lines->count; i++) {
		const struct access_line *line = &lines->items[i];
		uint32_t symptom = line->symptom ? kb_find_symptom(run->kb, line->symptom) : KB_NONE;
		struct kb_message meaning = {.target_kind = KB_OF_SYMPTOM, .target = symptom, .strength = KB_CONFIRMS,
			.n_literal = line->end - line->begin};
		struct found *item;

		if (symptom == KB_NONE || original_of(run, line->begin) >= run->limit)
			continue;
		item = add_found(run, &meaning, KB_NONE);
		if (!item)
			return;
		set_place(run, item, line->begin, line->end);
		accesslog_values(line, run->kb, &run->matcher->values);
		close_values(run, item);
	}
}

/* Lines are counted from match to match, which are in order. */
static void number_lines(struct run *run, uint32_t first)
{
	struct findings *found = &run->matcher->found;

	for (uint32_t i = first; i < found->count; i++) {
		struct match *match = &found->items[i].match;

		while (run->counted < match->begin) {
			const char *feed = memchr(run->text.ptr + run->counted, '\n', match->begin - run->counted);

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

/* Of one target the first MAX_REPEATS are kept, so that a line which fills a log leaves room for its cause. */
static void drop_repeats(struct run *run, uint32_t first)
{
	struct findings *found = &run->matcher->found;
	uint32_t n = first;

	for (uint32_t i = first; i < found->count; i++) {
		uint16_t *seen = &run->matcher->seen[counter_of(run->kb, &found->items[i].match)];

		if (*seen >= MAX_REPEATS) {
			run->limits |= MATCH_LIMIT_MATCHES;
			continue;
		}
		++*seen;
		found->items[n++] = found->items[i];
	}
	found->count = n;
}

static awry_status read_window(struct run *run, struct span window)
{
	struct matcher *matcher = run->matcher;
	uint32_t first = matcher->found.count;

	run->work = (uint32_t)window.len * WORK_A_BYTE + WORK_AT_LEAST;
	TRY(view_read(&matcher->view, window));
	TRY(accesslog_find(&matcher->view, &matcher->alloc, &matcher->lines));
	TRY(coat_find(&matcher->view, &matcher->alloc, &matcher->coats));
	add_access_lines(run);
	add_all_coats(run);
	try_candidates(run);
	TRY(run->status);
	settle_overlaps(&matcher->found, first);
	number_lines(run, first);
	settle_lookalikes(&matcher->found, run->kb, first);
	drop_repeats(run, first);
	return AWRY_OK;
}

/* ---- a whole text ---- */

/* The start of the first line in `text` from `at` on, if it begins before `to`; else `at`. */
static uint32_t line_start(struct span text, uint32_t at, uint32_t to)
{
	const char *feed = at > 0 && at < to ? memchr(text.ptr + at - 1, '\n', to - at + 1) : NULL;

	return feed ? (uint32_t)(feed - text.ptr) + 1 : at;
}

static awry_status read_windows(struct run *run, struct value_list *sniffed)
{
	struct span text = run->text;
	uint32_t len = (uint32_t)text.len, begin = 0;

	do {
		uint32_t end = len - begin > WINDOW ? begin + WINDOW : len;
		uint32_t first = run->matcher->found.count;

		run->origin = begin;
		run->limit = end < len ? line_start(text, end - OVERLAP, end) : len + 1;
		run->matcher->view.has_start = begin == 0;
		run->matcher->view.has_end = end == len;
		TRY(read_window(run, (struct span){text.ptr + begin, end - begin}));
		if (begin == 0 || run->matcher->found.count > first)
			value_sniff(sniffed, run->kb, &run->matcher->view);
		if (run->matcher->found.count >= MATCH_MAX) {
			run->limits |= MATCH_LIMIT_MATCHES;
			break;
		}
		begin = end < len ? run->limit : len;
	} while (begin < len);
	return sniffed->failed ? AWRY_E_NOMEM : AWRY_OK;
}

/* ---- the result ---- */

static bool is_inside_character(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* The line or lines that a match stands on; of very long ones what is round its beginning. */
static struct span excerpt_of(const struct run *run, const struct match *match)
{
	const char *text = run->text.ptr;
	uint32_t begin = match->begin, end = match->end, len = (uint32_t)run->text.len;

	while (begin > 0 && text[begin - 1] != '\n' && match->begin - begin < MATCH_EXCERPT)
		begin--;
	while (end < len && text[end] != '\n' && end - begin < MATCH_EXCERPT)
		end++;
	if (end - begin > MATCH_EXCERPT && match->begin - begin > BEFORE_EXCERPT)
		begin = match->begin - BEFORE_EXCERPT;
	if (end - begin > MATCH_EXCERPT)
		end = begin + MATCH_EXCERPT;
	while (begin < end && is_inside_character(text[begin]))
		begin++;
	while (end > begin && end < len && is_inside_character(text[end]))
		end--;
	while (end > begin && is_blank(text[end - 1]))
		end--;
	return (struct span){text + begin, end - begin};
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
static awry_status write_values(struct run *run, const struct value_list *sniffed)
{
	const struct match_value *captured = run->matcher->values.items;
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
			memcpy(out->values + out->n_values, captured + values->first, values->count * sizeof(*captured));
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

static awry_status write_matches(struct run *run)
{
	const struct findings *found = &run->matcher->found;
	struct recognition *out = run->out;

	out->matches = arena_alloc(&out->arena, found->count, sizeof(*out->matches));
	if (!out->matches)
		return AWRY_E_NOMEM;
	for (uint32_t i = 0; i < found->count; i++) {
		struct match *match = &out->matches[out->n_matches++];
		struct span excerpt;

		*match = found->items[i].match;
		excerpt = excerpt_of(run, match);
		match->excerpt.len = excerpt.len;
		match->excerpt.ptr = arena_copy(&out->arena, excerpt.ptr, excerpt.len);
		if (!match->excerpt.ptr)
			return AWRY_E_NOMEM;
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

static awry_status recognise(struct run *run, struct value_list *sniffed)
{
	TRY(read_windows(run, sniffed));
	/* What two windows share is only now seen together. */
	settle_overlaps(&run->matcher->found, 0);
	settle_lookalikes(&run->matcher->found, run->kb, 0);
	if (run->matcher->found.count > MATCH_MAX)
		run->matcher->found.count = MATCH_MAX;
	TRY(write_matches(run));
	TRY(write_values(run, sniffed));
	run->out->limits = run->limits;
	return AWRY_OK;
}

/* ---- the contract ---- */

awry_status matcher_new(const struct kb *kb, const awry_alloc *alloc, struct matcher **out)
{
	struct matcher *matcher;

	alloc = alloc ? alloc : mem_default();
	*out = NULL;
	matcher = mem_resize(alloc, NULL, 0, sizeof(*matcher));
	if (!matcher)
		return AWRY_E_NOMEM;
	*matcher = (struct matcher){.kb = kb, .alloc = *alloc};
	view_init(&matcher->view, &matcher->alloc);
	pattern_cache_init(&matcher->patterns, kb, &matcher->alloc);
	matcher->found.alloc = &matcher->alloc;
	matcher->values.alloc = &matcher->alloc;
	*out = matcher;
	if (mem_grow(alloc, &matcher->last_end, &matcher->cap_last_end, kb->messages.count + 1u,
		    sizeof(*matcher->last_end)) ||
		mem_grow(alloc, &matcher->seen, &matcher->cap_seen, n_counters(kb) + 1u, sizeof(*matcher->seen))) {
		matcher_free(matcher);
		*out = NULL;
		return AWRY_E_NOMEM;
	}
	return AWRY_OK;
}

void matcher_free(struct matcher *matcher)
{
	awry_alloc alloc;

	if (!matcher)
		return;
	alloc = matcher->alloc;
	pattern_cache_release(&matcher->patterns);
	view_release(&matcher->view);
	mem_resize(&alloc, matcher->coats.items, matcher->coats.cap * sizeof(*matcher->coats.items), 0);
	mem_resize(&alloc, matcher->lines.items, matcher->lines.cap * sizeof(*matcher->lines.items), 0);
	mem_resize(&alloc, matcher->found.items, matcher->found.cap * sizeof(*matcher->found.items), 0);
	mem_resize(&alloc, matcher->found.pieces, matcher->found.cap_pieces * sizeof(*matcher->found.pieces), 0);
	mem_resize(&alloc, matcher->values.items, matcher->values.cap * sizeof(*matcher->values.items), 0);
	mem_resize(&alloc, matcher->last_end, matcher->cap_last_end * sizeof(*matcher->last_end), 0);
	mem_resize(&alloc, matcher->seen, matcher->cap_seen * sizeof(*matcher->seen), 0);
	mem_resize(&alloc, matcher->narrow, matcher->cap_narrow, 0);
	mem_resize(&alloc, matcher, sizeof(*matcher), 0);
}

/* `text` as bytes: itself, or what its UTF-16 says. */
static awry_status narrow(struct matcher *matcher, struct span *text, bool *is_narrowed)
{
	size_t n;

	*is_narrowed = text->len >= 4 && (memcmp(text->ptr, "\xff\xfe", 2) == 0 || memcmp(text->ptr, "\xfe\xff", 2) == 0);
	if (!*is_narrowed)
		return AWRY_OK;
	TRY(mem_grow(&matcher->alloc, &matcher->narrow, &matcher->cap_narrow, text->len / 2, 1));
	n = text_narrow(*text, matcher->narrow);
	*text = (struct span){matcher->narrow, n};
	return AWRY_OK;
}

awry_status matcher_recognise(struct matcher *matcher, struct span text, struct recognition *out)
{
	struct run run = {.matcher = matcher, .kb = matcher->kb, .view = &matcher->view, .out = out, .line = 1};
	struct value_list sniffed = {.alloc = &matcher->alloc, .arena = &out->arena};
	bool is_narrowed = false;
	awry_status status;

	*out = (struct recognition){0};
	arena_init(&out->arena, &matcher->alloc);
	if (text.len > MATCH_MAX_TEXT) {
		text.len = MATCH_MAX_TEXT;
		run.limits |= MATCH_LIMIT_TEXT;
	}
	memset(matcher->seen, 0, n_counters(matcher->kb) * sizeof(*matcher->seen));
	matcher->found.count = matcher->found.n_pieces = 0;
	matcher->values.count = 0;
	matcher->values.failed = false;
	matcher->values.arena = &out->arena;
	status = narrow(matcher, &text, &is_narrowed);
	run.text = text;
	if (!status && text.len > 0)
		status = recognise(&run, &sniffed);
	if (!status && is_narrowed)
		widen(out);
	mem_resize(&matcher->alloc, sniffed.items, sniffed.cap * sizeof(*sniffed.items), 0);
	if (status)
		recognition_release(out);
	return status;
}

void recognition_release(struct recognition *recognition)
{
	arena_release(&recognition->arena);
	*recognition = (struct recognition){0};
}
