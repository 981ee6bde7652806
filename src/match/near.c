/* SPDX-License-Identifier: MIT */
#include "match/near.h"

#include "kb/words.h"
#include "match/edge.h"
#include "match/glyph.h"

enum {
	MAX_WORDS = 64, /* of a template, and of the text on either side of the candidate */
	MORE_WORDS = 8, /* read of the text beyond those of the template, for each of its placeholders */
	WORD = 4,       /* what a changed word costs; one that says little, or another form of the same word, costs half */
	HALF = WORD / 2,
	BUDGET_STEP = 16, /* literal symbols that allow for half a word */
	MAX_BUDGET = 3 * WORD,
	NEVER = 200,
	MIN_SHARE = 70,    /* per cent of each literal that must stand there, words that say little left out */
	MIN_WORD = 3       /* symbols of a telling word */
};

/* A word of the template, or a placeholder, which stands for any words up to `gap` symbols. */
struct token {
	struct word word;
	uint16_t part; /* the literal it is of */
	uint16_t gap;  /* not 0: a placeholder */
};

/* How a cell was reached: which words of both it goes past. */
enum step {
	START,
	EQUAL,      /* one of each, the same */
	JOINED,     /* two of the template, one of the text */
	BROKEN,     /* one of the template, two of the text */
	REPLACED,   /* one of each */
	INSERTED,   /* one of the text */
	LEFT_OUT,   /* one of the template */
	FILLED,     /* one of the text, for a placeholder */
	PASSED      /* the placeholder */
};

/* What stands on one side of the candidate's word, outwards, and the least costs of the first tokens with the first words. */
struct side {
	const struct token *tokens;
	const struct word *words;
	uint32_t n_tokens, n_words;
	int way; /* 1 to the right, -1 to the left: there tokens go down */
	bool is_cut; /* the text breaks off behind the last word, maybe within it */
	uint32_t budget;
	uint8_t cost[MAX_WORDS + 1][MAX_WORDS + 1];
	uint8_t step[MAX_WORDS + 1][MAX_WORDS + 1];
};

struct near {
	const struct kb *kb;
	const struct view *view;
	const struct kb_part *parts;
	struct token tokens[MAX_WORDS];
	struct word words[MAX_WORDS]; /* of one side */
	uint32_t n_tokens, n_placeholders;
	uint32_t budget;
	bool is_cut;
	uint16_t lost[TEMPLATE_MAX_PARTS]; /* symbols of each literal that did not stand there, but for words that say little */
	struct fit *fit;
};

/* ---- the words of the template ---- */

static void add_placeholder(struct near *near, uint32_t part)
{
	if (near->n_tokens > 0 && near->tokens[near->n_tokens - 1].gap > 0)
		return;
	near->n_placeholders++;
	near->tokens[near->n_tokens++] = (struct token){.part = (uint16_t)part, .gap = (uint16_t)near->parts[part].gap};
}

/* False if there are too many. */
static bool read_template(struct near *near, struct span text)
{
	struct word_walk walk = {.text = text};
	struct word_step step;

	while (word_walk_next(&walk, &step)) {
		struct token *token = &near->tokens[near->n_tokens];

		if (near->n_tokens == MAX_WORDS)
			return false;
		if (step.len == 0) {
			add_placeholder(near, step.part);
			continue;
		}
		*token = (struct token){.part = (uint16_t)step.part,
					.word = {.folded = kb_text(near->kb, near->parts[step.part].literal) + step.offset, .len = step.len}};
		word_look(&token->word, text, (size_t)(step.text.ptr - text.ptr), (size_t)(step.text.ptr - text.ptr) + step.text.len);
		near->n_tokens++;
	}
	return true;
}

/* ---- the words of the text ---- */

static bool is_in_word(const struct view *view, uint32_t place)
{
	char c = view_char(view, place);

	return is_alnum(c) || (c == '\'' && place > 0 && is_alpha(view_char(view, place - 1)) && is_alpha(view_char(view, place + 1)));
}

/* Reads the word at the plain places [begin, end); false if none of it is text. */
static bool read_word(const struct view *view, uint32_t begin, uint32_t end, struct word *out)
{
	uint32_t first = view_folded_of(view, begin), behind = view_folded_of(view, end);
	const struct view_tag *tag = view->n_tags > 0 ? view_tag_at(view, first) : NULL;

	*out = (struct word){.folded = view->folded + first, .len = (uint16_t)(behind - first), .begin = first,
			     .is_noise = tag && tag->is_certain};
	word_look(out, (struct span){view->plain, view->n_plain}, begin, end);
	return behind > first && behind - first < UINT16_MAX;
}

/* Up to MAX_WORDS words from the plain place `at` on. */
static uint32_t read_behind(const struct view *view, uint32_t at, uint32_t max, struct word *out)
{
	uint32_t n = 0;

	while (n < max && at < view->n_plain) {
		uint32_t begin = at;

		while (at < view->n_plain && is_in_word(view, at))
			at++;
		if (at > begin)
			n += read_word(view, begin, at, &out[n]);
		at += at == begin;
	}
	return n;
}

/* The same before it; the last word first. */
static uint32_t read_before(const struct view *view, uint32_t at, uint32_t max, struct word *out)
{
	uint32_t n = 0;

	while (n < max && at > 0) {
		uint32_t end = at;

		while (at > 0 && is_in_word(view, at - 1))
			at--;
		if (at < end)
			n += read_word(view, at, end, &out[n]);
		at -= at == end;
	}
	return n;
}

static bool is_of_template(const struct near *near, const struct word *word)
{
	for (uint32_t i = 0; i < near->n_tokens; i++) {
		const struct word *token = &near->tokens[i].word;

		if (near->tokens[i].gap == 0 && (word_equal(token, word) || word_is_form(token, word)))
			return true;
	}
	return false;
}

/* Whether the word, before another of the text, makes of it a subject that the template does not know: "replication subnets". */
static bool qualifies(const struct near *near, const struct word *word, const struct word *next)
{
	if (!next->is_subject || word->is_loose || word->is_mask || word->is_noise || word_is_vendor(word) ||
	    view_plain_of(near->view, next->begin) - view_plain_of(near->view, word->begin + word->len - 1u) > 2)
		return false;
	return !is_of_template(near, word);
}

/* `words` stand on one side of `anchor`. */
static void find_qualifiers(struct near *near, uint32_t n_words, const struct word *anchor, int way)
{
	struct word *words = near->words;

	for (uint32_t i = 0; i + (way > 0) < n_words; i++)
		words[i].is_qualifier = qualifies(near, &words[i], way > 0 ? &words[i + 1] : i > 0 ? &words[i - 1] : anchor);
}

/* ---- one side: costs ---- */

static const struct token *token_at(const struct side *side, uint32_t i)
{
	return &side->tokens[(ptrdiff_t)side->way * i];
}

static void relax(struct side *side, uint32_t i, uint32_t j, uint32_t cost, enum step step)
{
	if (cost <= side->budget && cost < side->cost[i][j]) {
		side->cost[i][j] = (uint8_t)cost;
		side->step[i][j] = (uint8_t)step;
	}
}

static uint32_t cost_of_foreign(const struct word *word)
{
	if (word->is_noise)
		return 0;
	if (word->is_loose || word->is_mask || word_is_vendor(word))
		return HALF;
	return word->is_telling || word->is_qualifier ? NEVER : WORD;
}

static bool is_placeholder(const struct side *side, uint32_t i)
{
	return i < side->n_tokens && token_at(side, i)->gap > 0;
}

/* What a message begins or ends with is what it is about; and where a word beside a placeholder is missing, another may stand
 * unseen among those that fill it. */
static uint32_t cost_of_missing(const struct side *side, uint32_t i)
{
	const struct word *word = &token_at(side, i)->word;
	bool is_beside = is_placeholder(side, i + 1) || (i > 0 && is_placeholder(side, i - 1));

	if (word->is_loose)
		return is_beside ? WORD : HALF;
	return word->is_telling || is_beside || i + 1 == side->n_tokens ? NEVER : WORD;
}

static uint32_t cost_of_change(const struct word *token, const struct word *word, bool is_outmost)
{
	if (word_is_form(token, word) || (token->is_loose && (word->is_loose || word->is_mask)))
		return HALF;
	if (token->is_telling || word->is_telling || word->is_qualifier)
		return NEVER;
	return is_outmost && !token->is_loose ? NEVER : WORD;
}

/* The words of the text before `j` that fill the placeholder of row `i` must lie in its gap. */
static bool fits_gap(const struct side *side, uint32_t i, uint32_t j)
{
	uint32_t first = j, from, to;

	while (side->step[i][first] == FILLED)
		first--;
	from = side->words[first].begin;
	to = side->words[j].begin;
	return (from < to ? to - from : from - to) <= token_at(side, i)->gap;
}

static void relax_placeholder(struct side *side, uint32_t i, uint32_t j)
{
	uint32_t cost = side->cost[i][j];

	relax(side, i + 1, j, cost, PASSED);
	if (j < side->n_words && fits_gap(side, i, j))
		relax(side, i, j + 1, cost, FILLED);
}

/* Two words of one side against one of the other; `way` tells which of the two comes first. */
static bool joins(const struct side *side, const struct word *one, const struct word *near, const struct word *far)
{
	return side->way > 0 ? word_joins(one, near, far) : word_joins(one, far, near);
}

static void relax_word(struct side *side, uint32_t i, uint32_t j)
{
	const struct word *token = &token_at(side, i)->word, *word = &side->words[j];
	const struct token *next = i + 1 < side->n_tokens ? token_at(side, i + 1) : NULL;
	uint32_t cost = side->cost[i][j];

	relax(side, i + 1, j, cost + cost_of_missing(side, i), LEFT_OUT);
	if (j == side->n_words)
		return;
	if (word_equal(token, word)) {
		relax(side, i + 1, j + 1, cost, EQUAL);
		return;
	}
	if (next && next->gap == 0 && joins(side, word, token, &next->word))
		relax(side, i + 2, j + 1, cost, JOINED);
	if (j + 1 < side->n_words && joins(side, token, word, word + 1))
		relax(side, i + 1, j + 2, cost, BROKEN);
	if (side->is_cut && j + 1 == side->n_words && word->len >= MIN_WORD && word->len < token->len && memcmp(word->folded, token->folded, word->len) == 0)
		relax(side, i + 1, j + 1, cost, EQUAL);
	relax(side, i + 1, j + 1, cost + cost_of_change(token, word, next == NULL), REPLACED);
	relax(side, i, j + 1, cost + cost_of_foreign(word), INSERTED);
}

static void fill(struct side *side)
{
	for (uint32_t i = 0; i <= side->n_tokens; i++) {
		memset(side->cost[i], NEVER, side->n_words + 1);
		memset(side->step[i], START, side->n_words + 1);
	}
	side->cost[0][0] = 0;
	for (uint32_t i = 0; i < side->n_tokens; i++) {
		for (uint32_t j = 0; j <= side->n_words; j++) {
			if (side->cost[i][j] > side->budget)
				continue;
			if (token_at(side, i)->gap > 0)
				relax_placeholder(side, i, j);
			else
				relax_word(side, i, j);
		}
	}
}

/* ---- one side: what stood there ---- */

static void put(struct near *near, const struct token *token, const struct word *word)
{
	struct kb_range *at = &near->fit->at[token->part];
	uint32_t end = at->first + at->count, behind = word->begin + word->len;

	if (at->count == 0)
		*at = (struct kb_range){word->begin, word->len};
	else
		*at = (struct kb_range){word->begin < at->first ? word->begin : at->first,
					(behind > end ? behind : end) - (word->begin < at->first ? word->begin : at->first)};
}

static void lose(struct near *near, const struct token *token)
{
	near->fit->n_literal -= token->word.len;
	if (!token->word.is_loose)
		near->lost[token->part] = (uint16_t)(near->lost[token->part] + token->word.len);
}

/* Notes the words that stood there, from the cell (i, j) back to the candidate. */
static void trace(struct near *near, const struct side *side, uint32_t i, uint32_t j)
{
	while (i > 0 || j > 0) {
		enum step step = side->step[i][j];
		uint32_t tokens = step == JOINED ? 2 : step != INSERTED && step != FILLED;
		uint32_t words = step == BROKEN ? 2 : step != LEFT_OUT && step != PASSED;

		i -= tokens;
		j -= words;
		for (uint32_t n = 0; n < tokens && step != PASSED; n++) {
			const struct token *token = token_at(side, i + n);

			if (step == LEFT_OUT || step == REPLACED)
				lose(near, token);
			for (uint32_t m = 0; m < words; m++)
				put(near, token, &side->words[j + m]);
		}
	}
}

/* Whether the template's first words are missing, and another subject begins there: "[Your requested] database instance". */
static bool is_of_another(const struct side *side, uint32_t j)
{
	return side->way < 0 && side->step[side->n_tokens][j] == LEFT_OUT && j < side->n_words && side->words[j].is_qualifier;
}

/* The cheapest way to the end of the template: *i and *j; false if there is none. */
static bool find_end(const struct side *side, uint32_t *i, uint32_t *j)
{
	*i = side->n_tokens;
	*j = 0;
	for (uint32_t n = 1; n <= side->n_words; n++) {
		if (side->cost[*i][n] < side->cost[*i][*j] ||
		    (side->cost[*i][n] == side->cost[*i][*j] && side->step[*i][*j] == LEFT_OUT))
			*j = n;
	}
	return side->cost[*i][*j] <= side->budget && !is_of_another(side, *j);
}

/* The way to the end of a text that breaks off: as far in the template's last literal as can be, to a word that is the same.  What
 * cannot be seen may differ too, so that less of the rest may. */
static bool find_cut(const struct side *side, uint32_t *i, uint32_t *j)
{
	*j = side->n_words;
	for (*i = side->n_tokens; *i > 0 && side->is_cut && token_at(side, *i - 1)->gap == 0; --*i) {
		if (side->cost[*i][*j] <= side->budget / 2 && side->step[*i][*j] == EQUAL)
			return true;
	}
	return false;
}

/* The tokens from `i` on were not seen. */
static void leave_out(struct near *near, const struct side *side, uint32_t i)
{
	for (; i < side->n_tokens; i++)
		near->fit->n_literal -= token_at(side, i)->word.len;
}

/* The tokens on one side of token `from`, with the words there. */
static bool fit_side(struct near *near, uint32_t from, uint32_t n_words, int way)
{
	struct side side;
	uint32_t i, j;

	side.tokens = near->tokens + (int)from + way;
	side.words = near->words;
	side.n_tokens = way > 0 ? near->n_tokens - from - 1 : from;
	side.n_words = n_words;
	side.way = way;
	side.budget = near->budget;
	side.is_cut = false;

	if (way > 0 && n_words > 0) {
		const struct word *last = &near->words[n_words - 1];

		side.is_cut = edge_cut_behind(near->view, last->begin + last->len);
	}
	fill(&side);
	if (!find_end(&side, &i, &j)) {
		if (!find_cut(&side, &i, &j))
			return false;
		near->fit->behind = token_at(&side, i - 1)->part + 1u;
		leave_out(near, &side, i);
		near->is_cut = true;
	}
	near->budget -= side.cost[i][j];
	trace(near, &side, i, j);
	return true;
}

/* ---- a candidate ---- */

/* The token that the candidate's word is; KB_NONE where it is not there as a word of its own. */
static uint32_t find_anchor(const struct near *near, const struct candidate *candidate)
{
	const char *folded = kb_text(near->kb, near->parts[candidate->part].literal) + candidate->offset;

	for (uint32_t i = 0; i < near->n_tokens; i++) {
		if (near->tokens[i].gap == 0 && near->tokens[i].word.folded == folded)
			return i;
	}
	return KB_NONE;
}

/* Parts of which no word stood there lie behind those before them. */
static void place_rest(struct fit *fit, const struct kb_part *parts)
{
	uint32_t end = 0;

	for (uint32_t i = fit->behind; i-- > 0;) {
		if (fit->at[i].count > 0)
			end = fit->at[i].first;
		else
			fit->at[i].first = end;
	}
	end = 0;
	for (uint32_t i = 0; i < fit->behind; i++) {
		if (fit->at[i].count == 0 && (end > 0 || parts[i].len == 0))
			fit->at[i].first = end;
		end = fit->at[i].first + fit->at[i].count;
	}
	fit->begin = fit->at[0].first;
	fit->end = end;
}

static bool fit_words(struct near *near, const struct candidate *candidate)
{
	const struct view *view = near->view;
	uint32_t i = find_anchor(near, candidate), max, n, place;
	struct word anchor;

	if (i == KB_NONE)
		return false;
	anchor = near->tokens[i].word;
	anchor.begin = candidate->at;
	anchor.folded = view->folded + anchor.begin;
	if (anchor.begin + anchor.len > view->n_folded || !word_equal(&anchor, &near->tokens[i].word))
		return false;
	put(near, &near->tokens[i], &anchor);
	max = near->n_tokens + near->n_placeholders * MORE_WORDS + MORE_WORDS;
	max = max < MAX_WORDS ? max : MAX_WORDS;
	place = view_plain_of(view, anchor.begin + anchor.len - 1) + 1;
	n = read_behind(view, place, max, near->words);
	find_qualifiers(near, n, &anchor, 1);
	if (!fit_side(near, i, n, 1))
		return false;
	n = read_before(view, view_plain_of(view, anchor.begin), max, near->words);
	find_qualifiers(near, n, &anchor, -1);
	return fit_side(near, i, n, -1);
}

bool near_fit(const struct kb *kb, const struct view *view, const struct candidate *candidate, struct fit *out)
{
	const struct kb_message *message = &kb_messages(kb)[candidate->message];
	const struct kb_part *parts = kb_parts(kb) + message->parts.first;
	struct near near;

	if (message->parts.count > TEMPLATE_MAX_PARTS)
		return false;
	near.kb = kb;
	near.view = view;
	near.parts = parts;
	near.fit = out;
	near.n_tokens = near.n_placeholders = 0;
	near.is_cut = false;
	memset(near.lost, 0, message->parts.count * sizeof(near.lost[0]));
	near.budget = message->n_literal / BUDGET_STEP * HALF;
	near.budget = near.budget < MAX_BUDGET ? near.budget : MAX_BUDGET;
	out->message = candidate->message;
	out->n_literal = message->n_literal;
	out->first = 0;
	out->behind = message->parts.count;
	memset(out->at, 0, message->parts.count * sizeof(out->at[0]));
	if (!read_template(&near, span_of(kb_text(kb, message->text))) || !fit_words(&near, candidate))
		return false;
	place_rest(out, parts);
	if ((near.is_cut && out->n_literal < TEMPLATE_MIN_CUT) || out->n_literal * 100 < message->n_literal * TEMPLATE_MIN_CUT_SHARE)
		return false;
	for (uint32_t i = 0; i < message->parts.count; i++) {
		if ((parts[i].len - near.lost[i]) * 100u < parts[i].len * MIN_SHARE)
			return false;
	}
	return true;
}

/* ---- candidates ---- */

void near_start(struct near_search *search, const struct kb *kb, const struct view *view, uint64_t base, uint64_t *last)
{
	*search = (struct near_search){.kb = kb, .view = view, .base = base, .last = last};
}

/* Goes on to the next word that is a telling one. */
static bool next_word(struct near_search *search)
{
	const struct kb_index *telling_of = kb_telling_of(search->kb);
	const char *plain = search->view->plain;
	uint32_t at = search->next, n = search->view->n_plain;

	while (at < n) {
		uint32_t begin = at, hash = 0, bucket;

		for (uint32_t symbol; at < n && (symbol = fold_table[(unsigned char)plain[at]]) != FOLD_DROP; at++)
			hash = word_hash(hash, symbol);
		if (at - begin < MIN_WORD) {
			at += at == begin;
			continue;
		}
		bucket = kb_telling_bucket(hash);
		search->telling = telling_of[bucket].at;
		search->end_telling = telling_of[bucket + 1].at;
		if (search->telling == search->end_telling)
			continue;
		search->hash = hash;
		search->begin = begin;
		search->next = at;
		return true;
	}
	search->next = n;
	return false;
}

/* How many of a template's telling words make it a candidate. */
static uint32_t enough(uint32_t n_words)
{
	return n_words > 3 ? 3 : 2;
}

/* Notes a word of the template; whether with it enough of them stand near each other. */
static bool makes_candidate(struct near_search *search, const struct kb_telling *telling)
{
	enum { SEEN_BITS = 8 };
	uint64_t *last = &search->last[telling->message], place = search->base + search->begin + 1;
	uint64_t seen = place - (*last >> SEEN_BITS) <= NEAR_APART ? *last & ((1 << SEEN_BITS) - 1) : 0;
	uint64_t now = seen | UINT64_C(1) << telling->nth;
	uint32_t n = (uint32_t)__builtin_popcountll(now);

	bool is_enough = now != seen && n >= enough(telling->of);

	/* Words of the next place are counted anew. */
	*last = place << SEEN_BITS | (is_enough ? now & ~seen : now);
	return is_enough;
}

bool near_next(struct near_search *search, struct candidate *out)
{
	const struct kb_telling *tellings = kb_tellings(search->kb);

	if (search->kb->telling_of.count == 0)
		return false;
	for (;;) {
		while (search->telling < search->end_telling) {
			const struct kb_telling *telling = &tellings[search->telling++];

			if (telling->hash != search->hash || !makes_candidate(search, telling))
				continue;
			*out = (struct candidate){telling->message, telling->part, telling->offset,
						  view_folded_of(search->view, search->begin)};
			return true;
		}
		if (!next_word(search))
			return false;
	}
}
