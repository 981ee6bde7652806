/* SPDX-License-Identifier: MIT */
#include "match/window.h"

#include "match/capture.h"
#include "match/edge.h"
#include "match/near.h"

enum {
	WORK_A_BYTE = 1,       /* literals that may be compared for each byte of a window, */
	WORK_AT_LEAST = 50000, /* for a text of a few words, */
	WORK_PATTERN = 200,    /* and what one run of a pattern counts as, */
	WORK_NEAR = 100,       /* or one look for a template in other words */
	SENTENCE = 24,         /* symbols of a symptom's text that leave no room for another cause */
	NESTED_COATS = 16 /* AWS errors that may begin between one and the text in its message */
};

/* One window being searched. */
struct search {
	struct finder *finder;
	const struct kb *kb;
	const struct view *view;
	uint32_t origin; /* of the window in the text */
	uint32_t limit;  /* a match that begins here or later is the next window's */
	uint32_t work;
	awry_status status;
};

/* ---- noting what was found ---- */

static uint32_t original_of(const struct search *search, uint32_t plain)
{
	return search->origin + view_original_of(search->view, plain);
}

/* Behind the original of the plain byte before `plain`. */
static uint32_t original_end(const struct search *search, uint32_t plain)
{
	return plain == 0 ? search->origin : original_of(search, plain - 1) + 1;
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
static const struct coat *coat_at(const struct search *search, uint32_t at)
{
	const struct coat_list *coats = &search->finder->coats;
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

static struct found *add_found(struct search *search, const struct kb_message *message,
			       uint32_t number)
{
	struct findings *found = &search->finder->found;
	struct found *item;

	if (found->count >= MATCH_MAX + WINDOW_MAX_FOUND) {
		search->finder->limits |= MATCH_LIMIT_MATCHES;
		return NULL;
	}
	if (mem_grow(found->alloc, &found->items, &found->cap, found->count + 1,
		     sizeof(*found->items))) {
		search->status = AWRY_E_NOMEM;
		return NULL;
	}
	item = &found->items[found->count++];
	*item = (struct found){
		.match =
			{
				.message = number,
				.target_kind = message->target_kind,
				.target = message->target,
				.answer = message->answer,
				.strength = message->strength,
				.n_literal = message->n_literal,
				.values = {search->finder->values.count, 0},
			},
		.coat = KB_NONE,
		.pieces = {found->n_pieces, 0},
	};
	return item;
}

static void set_place(struct search *search, struct found *item, uint32_t begin, uint32_t end)
{
	item->match.begin = original_of(search, begin);
	item->match.end = original_end(search, end);
}

static void add_piece(struct search *search, struct found *item, uint32_t begin, uint32_t end)
{
	struct findings *found = &search->finder->found;

	if (mem_grow(found->alloc, &found->pieces, &found->cap_pieces, found->n_pieces + 1,
		     sizeof(*found->pieces))) {
		search->status = AWRY_E_NOMEM;
		return;
	}
	found->pieces[found->n_pieces++] = (struct kb_range){begin, end - begin};
	item->pieces.count++;
}

static uint32_t count_told(const struct coat *coat, const struct kb_message *message)
{
	return (uint32_t)((message->code && coat->code.len) +
			  (message->operation && coat->operation.len) +
			  (message->service && coat->service.len));
}

static void close_values(struct search *search, struct found *item)
{
	item->match.values.count = search->finder->values.count - item->match.values.first;
	if (search->finder->values.failed)
		search->status = AWRY_E_NOMEM;
}

/* ---- templates ---- */

/* Whether the message's code, operation and service are those of an error round the plain place
 * `at`. */
static bool has_its_coat(const struct search *search, const struct kb_message *message, uint32_t at,
			 uint32_t *n_told)
{
	const struct coat_list *coats = &search->finder->coats;

	uint32_t behind = coat_behind(coats, at);

	for (uint32_t i = behind > NESTED_COATS ? behind - NESTED_COATS : 0; i < behind; i++) {
		const struct coat *coat = &coats->items[i];

		if (at < coat->reach && coat_suits(coat, search->kb, message)) {
			*n_told = count_told(coat, message);
			return true;
		}
	}
	return false;
}

static uint32_t end_of_piece(const struct search *search, const struct kb_range *at)
{
	return view_plain_of(search->view, at->first + at->count - 1) + 1;
}

static void add_pieces(struct search *search, struct found *item, const struct fit *fit)
{
	for (uint32_t i = fit->first; i < fit->behind; i++) {
		const struct kb_range *at = &fit->at[i];

		if (at->count > 0)
			add_piece(search, item,
				  original_of(search, view_plain_of(search->view, at->first)),
				  original_end(search, end_of_piece(search, at)));
	}
}

/* A message in other words is a hint, whatever the message itself would be. */
static void set_near(struct found *item)
{
	item->is_near = true;
	item->match.strength = KB_SUPPORTS;
}

/* Whether the text ends in the message, and so early that another may begin alike. */
static bool is_doubtful(const struct search *search, const struct fit *fit, const struct kb_message *message)
{
	uint32_t last = fit->behind - 1;

	return fit->end == search->view->n_folded && fit->n_literal * 100 < message->n_literal * TEMPLATE_SURE_CUT_SHARE &&
	       (fit->behind < message->parts.count || fit->at[last].count < kb_parts(search->kb)[message->parts.first + last].len);
}

static void add_template(struct search *search, const struct fit *fit, bool is_near)
{
	const struct kb_message *message = &kb_messages(search->kb)[fit->message];
	uint32_t begin = view_plain_of(search->view, fit->begin),
		 end = view_plain_of(search->view, fit->end - 1) + 1;
	const struct coat *coat = coat_at(search, begin);
	uint32_t n_told = 0;
	struct found *item;

	if (original_of(search, begin) >= search->limit ||
	    (coat && coat_hides(coat, search->kb, message)) ||
	    (message->in_coat && !has_its_coat(search, message, begin, &n_told)))
		return;
	item = add_found(search, message, fit->message);
	if (!item)
		return;
	set_place(search, item, begin, end);
	item->match.n_literal = fit->n_literal;
	item->is_cut = fit->n_literal < message->n_literal;
	item->coat = coat ? original_of(search, coat->begin) : KB_NONE;
	item->n_constraints = n_told;
	if (is_near)
		set_near(item);
	else if (is_doubtful(search, fit, message))
		item->match.strength = KB_SUPPORTS;
	add_pieces(search, item, fit);
	if (message->target_kind != KB_OF_LOOKALIKE)
		capture_values(search->kb, search->view, fit, &search->finder->values);
	close_values(search, item);
}

/* ---- codes ---- */

/* Whether a code that is asked for with its operation stands where no operation is told. */
static bool lacks_operation(const struct coat *coat, const struct kb_message *message)
{
	return coat && message->operation && coat->operation.len == 0 && message->target_kind <= KB_OF_DIAGNOSIS;
}

static void add_code(struct search *search, uint32_t number, const struct coat *coat,
		     uint32_t begin, uint32_t end)
{
	const struct kb_message *message = &kb_messages(search->kb)[number];
	struct found *item;

	if (original_of(search, begin) >= search->limit ||
	    (lacks_operation(coat, message) && coat_code_is_claimed(search->kb, message)))
		return;
	item = add_found(search, message, number);
	if (!item)
		return;
	item->is_code = true;
	if (lacks_operation(coat, message))
		item->match.strength = KB_SUPPORTS;
	set_place(search, item, begin, end);
	if (coat) {
		set_place(search, item, coat->begin, coat->end > end ? coat->end : end);
		item->coat = original_of(search, coat->begin);
		item->n_constraints = count_told(coat, message);
		value_add_named(&search->finder->values, search->kb, "code", coat->code.plain);
		value_add_named(&search->finder->values, search->kb, "operation",
				coat->operation.plain);
	}
	add_piece(search, item, original_of(search, begin), original_end(search, end));
	close_values(search, item);
}

/* The messages that are the code of `coat`. */
static void add_coat_codes(struct search *search, const struct coat *coat)
{
	uint32_t begin = (uint32_t)(coat->code.plain.ptr - search->view->plain),
		 end = begin + (uint32_t)coat->code.plain.len;
	struct kb_range codes;

	for (uint32_t n = 0; coat_code_range(coat, search->kb, n, &codes); n++) {
		for (uint32_t i = 0; i < codes.count; i++) {
			uint32_t number = kb_codes(search->kb)[codes.first + i].at;
			const struct kb_message *message = &kb_messages(search->kb)[number];

			if (message->shape == KB_CODE && coat_suits(coat, search->kb, message) &&
			    !coat_hides(coat, search->kb, message))
				add_code(search, number, coat, begin, end);
		}
	}
}

static void add_all_coats(struct search *search)
{
	const struct coat_list *coats = &search->finder->coats;

	if (coats->is_full)
		search->finder->limits |= MATCH_LIMIT_WORK;
	for (uint32_t i = 0; i < coats->count; i++) {
		if (coats->items[i].code.len > 0 &&
		    !accesslog_guards(&search->finder->lines, search->view, coats->items[i].begin))
			add_coat_codes(search, &coats->items[i]);
	}
}

static bool is_coats_own(const struct coat *coat, uint32_t at, const struct view *view)
{
	const char *place = view->plain + at;

	return coat && coat->code.len > 0 && place >= coat->code.plain.ptr &&
	       place < coat->code.plain.ptr + coat->code.plain.len;
}

/* AWS writes its codes in one word with capitals in it; "duplicate listener" is prose.  A line may be
 * broken in the word. */
static bool is_written_as_code(const struct view *view, uint32_t from, uint32_t to)
{
	uint32_t capitals = 0;

	for (uint32_t i = from; i < to; i++) {
		char c = view_char(view, i);
		if (c == ' ' || c == '\t')
			return false;
		capitals += c >= 'A' && c <= 'Z';
	}
	return capitals >= 2;
}

/* A code that speaks for itself stands somewhere as a word. */
static void try_bare_code(struct search *search, const struct candidate *candidate)
{
	const struct kb_message *message = &kb_messages(search->kb)[candidate->message];
	const struct kb_part *part = &kb_parts(search->kb)[message->parts.first];
	const char *literal = kb_text(search->kb, part->literal);
	const struct view *view = search->view;
	uint32_t begin, end, at;
	const struct coat *coat;

	if (message->in_coat || message->is_shared ||
	    edge_fit_backward(view, literal, candidate->offset, candidate->at, &begin) <
		    candidate->offset ||
	    edge_fit_forward(view, literal + candidate->offset, part->len - candidate->offset,
			     candidate->at, &end) < part->len - candidate->offset ||
	    !edge_before(view, begin) || !edge_behind(view, end))
		return;
	at = view_plain_of(view, begin);
	if (!is_written_as_code(view, at, view_plain_of(view, end - 1) + 1))
		return;
	coat = coat_at(search, at);
	if (is_coats_own(coat, at, view) || (coat && coat_hides(coat, search->kb, message)))
		return;
	add_code(search, candidate->message, NULL, at, view_plain_of(view, end - 1) + 1);
}

/* ---- patterns ---- */

static void try_pattern(struct search *search, const struct candidate *candidate)
{
	struct pattern_cache *patterns = &search->finder->patterns;
	const struct kb_message *message = &kb_messages(search->kb)[candidate->message];
	const struct coat *coat;
	struct found *item;
	uint32_t begin = 0, end = 0, n_told = 0;
	enum pattern_outcome outcome;

	search->work -= search->work < WORK_PATTERN ? search->work : WORK_PATTERN;
	outcome = pattern_match(patterns, search->view, candidate, &begin, &end);
	if (outcome == PATTERN_NO_MEMORY)
		search->status = AWRY_E_NOMEM;
	if (outcome == PATTERN_GAVE_UP)
		search->finder->limits |= MATCH_LIMIT_PATTERN;
	if (outcome != PATTERN_MATCHES || end <= begin)
		return;
	search->finder->last_end[candidate->message] = search->finder->window_begin + view_folded_of(search->view, end);
	coat = coat_at(search, begin);
	if (original_of(search, begin) >= search->limit ||
	    (coat && coat_hides(coat, search->kb, message)) ||
	    (message->in_coat && !has_its_coat(search, message, begin, &n_told)))
		return;
	item = add_found(search, message, candidate->message);
	if (!item)
		return;
	set_place(search, item, begin, end);
	item->coat = coat ? original_of(search, coat->begin) : KB_NONE;
	item->n_constraints = n_told;
	add_piece(search, item, item->match.begin, item->match.end);
	pattern_values(patterns, candidate->message, &search->finder->values);
	close_values(search, item);
}

/* ---- one window ---- */

static void try_candidate(struct search *search, const struct candidate *candidate)
{
	const struct kb_message *message = &kb_messages(search->kb)[candidate->message];
	uint64_t begin = search->finder->window_begin, *last_end = &search->finder->last_end[candidate->message];
	struct fit fit;

	/* Each of a message's anchors finds it; once is enough. */
	if (begin + candidate->at < *last_end)
		return;
	if (search->finder->lines.count > 0 && message->target_kind != KB_OF_LOOKALIKE &&
	    accesslog_guards(&search->finder->lines, search->view,
			     view_plain_of(search->view, candidate->at)))
		return;
	switch (message->shape) {
	case KB_TEMPLATE:
		if (template_fit(search->kb, search->view, candidate, &search->work, &fit)) {
			*last_end = begin + fit.end;
			add_template(search, &fit, false);
		}
		break;
	case KB_PATTERN:
		try_pattern(search, candidate);
		break;
	default:
		try_bare_code(search, candidate);
	}
}

static void try_candidates(struct search *search)
{
	uint32_t first = search->finder->found.count;
	struct prefilter prefilter;
	struct candidate candidate;

	prefilter_start(&prefilter, search->kb, search->view);
	while (!search->status && prefilter_next(&prefilter, &candidate)) {
		try_candidate(search, &candidate);
		if (search->work == 0) {
			search->finder->limits |= MATCH_LIMIT_WORK;
			break;
		}
		if (search->finder->found.count - first >= WINDOW_MAX_FOUND) {
			search->finder->stopped =
				original_of(search, view_plain_of(search->view, candidate.at));
			break;
		}
	}
}

/* ---- in other words ---- */

/* Whether a sentence was found as it is written where the plain place `at` is. */
static bool is_known(const struct search *search, uint32_t first, uint32_t at)
{
	const struct findings *found = &search->finder->found;
	uint32_t place = original_of(search, at);

	for (uint32_t i = first; i < found->count; i++) {
		const struct found *item = &found->items[i];

		if (!item->is_near && !item->is_code && (item->match.target_kind == KB_OF_DIAGNOSIS || item->match.n_literal >= SENTENCE) &&
		    item->match.begin <= place && place < item->match.end)
			return true;
	}
	return false;
}

static void try_near(struct search *search, uint32_t first, const struct candidate *candidate, uint64_t *last_end)
{
	uint64_t begin = search->finder->window_begin;
	uint32_t at = view_plain_of(search->view, candidate->at);
	struct fit fit;

	if (begin + candidate->at < *last_end || is_known(search, first, at) ||
	    accesslog_guards(&search->finder->lines, search->view, at))
		return;
	search->work -= search->work < WORK_NEAR ? search->work : WORK_NEAR;
	if (!near_fit(search->kb, search->view, candidate, &fit))
		return;
	*last_end = begin + fit.end;
	add_template(search, &fit, true);
}

/* Looks for messages in other words; `first` is the first found in this window. */
static void try_all_near(struct search *search, uint32_t first)
{
	struct finder *finder = search->finder;
	struct near_search near;
	struct candidate candidate;

	near_start(&near, search->kb, search->view, finder->window_begin, finder->last_word);
	while (!search->status && search->work > 0 && near_next(&near, &candidate) && finder->found.count - first < WINDOW_MAX_FOUND)
		try_near(search, first, &candidate, &finder->last_end[candidate.message]);
	if (search->work == 0)
		finder->limits |= MATCH_LIMIT_WORK;
}

static struct found *add_meaning(struct search *search, const struct access_line *line, const char *id, uint32_t strength)
{
	uint32_t symptom = id ? kb_find_symptom(search->kb, id) : KB_NONE;
	struct kb_message meaning = {.target_kind = KB_OF_SYMPTOM, .target = symptom, .strength = (uint8_t)strength,
				     .n_literal = line->end - line->begin};
	struct found *item;

	if (symptom == KB_NONE || original_of(search, line->begin) >= search->limit)
		return NULL;
	item = add_found(search, &meaning, KB_NONE);
	if (item)
		set_place(search, item, line->begin, line->end);
	return item;
}

/* What the access-log lines mean, as far as the rules know it. */
static void add_access_lines(struct search *search)
{
	const struct access_lines *lines = &search->finder->lines;

	for (uint32_t i = 0; i < lines->count; i++) {
		const struct access_line *line = &lines->items[i];
		struct found *item = add_meaning(search, line, line->symptom, KB_CONFIRMS);

		if (!item)
			continue;
		accesslog_values(line, search->kb, &search->finder->values);
		close_values(search, item);
	}
	if (lines->is_everywhere)
		add_meaning(search, &lines->items[0], "elb/log-unhealthy-routing", KB_SUPPORTS);
}

/* ---- the contract ---- */

awry_status finder_init(struct finder *finder, const struct kb *kb, const awry_alloc *alloc)
{
	*finder = (struct finder){.kb = kb, .alloc = *alloc};
	view_init(&finder->view, &finder->alloc);
	arena_init(&finder->arena, &finder->alloc);
	pattern_cache_init(&finder->patterns, kb, &finder->alloc);
	finder->found.alloc = &finder->alloc;
	finder->values.alloc = &finder->alloc;
	finder->values.arena = &finder->arena;
	TRY(mem_grow(alloc, &finder->last_end, &finder->cap_last_end, kb->messages.count + 1u, sizeof(*finder->last_end)));
	memset(finder->last_end, 0, (kb->messages.count + 1u) * sizeof(*finder->last_end));
	TRY(mem_grow(alloc, &finder->last_word, &finder->cap_last_word, kb->messages.count + 1u, sizeof(*finder->last_word)));
	memset(finder->last_word, 0, (kb->messages.count + 1u) * sizeof(*finder->last_word));
	return AWRY_OK;
}

void finder_release(struct finder *finder)
{
	const awry_alloc *alloc = &finder->alloc;

	pattern_cache_release(&finder->patterns);
	view_release(&finder->view);
	arena_release(&finder->arena);
	mem_resize(alloc, finder->coats.items, finder->coats.cap * sizeof(*finder->coats.items), 0);
	mem_resize(alloc, finder->lines.items, finder->lines.cap * sizeof(*finder->lines.items), 0);
	mem_resize(alloc, finder->found.items, finder->found.cap * sizeof(*finder->found.items), 0);
	mem_resize(alloc, finder->found.pieces,
		   finder->found.cap_pieces * sizeof(*finder->found.pieces), 0);
	mem_resize(alloc, finder->values.items, finder->values.cap * sizeof(*finder->values.items),
		   0);
	mem_resize(alloc, finder->last_end, finder->cap_last_end * sizeof(*finder->last_end), 0);
	mem_resize(alloc, finder->last_word, finder->cap_last_word * sizeof(*finder->last_word), 0);
}

awry_status finder_read(struct finder *finder, struct span window, uint32_t origin, uint32_t limit)
{
	struct search search = {
		.finder = finder,
		.kb = finder->kb,
		.view = &finder->view,
		.origin = origin,
		.limit = limit,
		.work = (uint32_t)window.len * WORK_A_BYTE + WORK_AT_LEAST,
	};
	uint32_t first;

	finder->stopped = limit;
	arena_clear(&finder->arena);
	finder->values.count = 0;
	finder->values.failed = false;
	TRY(view_read(&finder->view, window));
	TRY(accesslog_find(&finder->view, &finder->alloc, &finder->lines));
	TRY(coat_find(&finder->view, &finder->alloc, &finder->coats));
	first = finder->found.count;
	add_access_lines(&search);
	add_all_coats(&search);
	try_candidates(&search);
	if (finder->tries_near)
		try_all_near(&search, first);
	finder->window_begin += finder->view.n_plain + NEAR_APART + 1;
	return search.status;
}
