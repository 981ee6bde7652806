/* SPDX-License-Identifier: MIT */
#include "match/attack.h"

#include "match/glyph.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	MAX_DEPTH = 32,
	MAX_REPEATED = 16, /* groups and items whose repetition is tried */
	MAX_LETTERS = 4,   /* bytes that come next and are tried in place of an item's own */
	FEW = 8            /* times that something is repeated and no harm done */
};

struct item {
	size_t at, len;
	bool is_repeated;
	int sample; /* a byte that it matches; -1: it matches no single byte */
};

/* A part of the sample: repeated, it may keep the pattern busy. */
struct repeated {
	size_t from, to;
	int item; /* -1: of a group */
};

struct attack {
	const pcre2_code *code;
	struct span pattern;
	uint32_t options;
	pcre2_compile_context *compile;
	pcre2_match_context *match;
	pcre2_match_data *data;
	struct item items[LITERALS_MAX_ITEMS];
	int n_items;
	struct buf sample; /* a text that the pattern matches, or nearly */
	struct repeated repeated[MAX_REPEATED];
	int n_repeated;
	struct buf text;
	size_t steps, place; /* of the match that runs */
	bool failed;         /* no memory */
};

/* ---- the items of the pattern, as PCRE2 cuts it ---- */

static int collect(pcre2_callout_enumerate_block *block, void *user)
{
	struct attack *attack = user;

	if (attack->n_items == LITERALS_MAX_ITEMS || block->next_item_length == 0 ||
	    block->pattern_position >= attack->pattern.len)
		return 0;
	attack->items[attack->n_items++] = (struct item){
		.at = block->pattern_position, .len = block->next_item_length, .sample = -1};
	return 0;
}

static int compare_items(const void *a, const void *b)
{
	const struct item *left = a, *right = b;

	return left->at < right->at ? -1 : left->at > right->at;
}

/* A group with a count is compiled several times: its items come several times. */
static void arrange(struct attack *attack)
{
	int n = 0;

	qsort(attack->items, (size_t)attack->n_items, sizeof(*attack->items), compare_items);
	for (int i = 0; i < attack->n_items; i++)
		if (n == 0 || attack->items[n - 1].at != attack->items[i].at)
			attack->items[n++] = attack->items[i];
	attack->n_items = n;
}

static struct span text_of(const struct attack *attack, const struct item *item)
{
	size_t left = attack->pattern.len - item->at;

	return (struct span){attack->pattern.ptr + item->at, item->len < left ? item->len : left};
}

/* Bytes of `text` before its quantifier. */
static size_t unquantified(struct span text, bool *is_repeated)
{
	size_t len = text.len, open;

	*is_repeated = false;
	if (len > 1 && (text.ptr[len - 1] == '?' || text.ptr[len - 1] == '+') && strchr("*+?}", text.ptr[len - 2]) &&
	    (len < 3 || text.ptr[len - 3] != '\\'))
		len--; /* lazy or possessive */
	if (len < 2 || text.ptr[len - 2] == '\\' || !strchr("*+?}", text.ptr[len - 1]))
		return len;
	if (text.ptr[len - 1] != '}') {
		*is_repeated = text.ptr[len - 1] != '?';
		return len - 1;
	}
	for (open = len - 1; open > 0 && text.ptr[open] != '{'; open--)
		;
	const char *comma = memchr(text.ptr + open, ',', len - open);
	const char *most = comma ? comma + 1 : text.ptr + open + 1;
	*is_repeated = *most == '}' || strtol(most, NULL, 10) > FEW;
	return open > 0 ? open : len;
}

static bool matches_byte(struct attack *attack, const pcre2_code *code, int byte)
{
	char subject = (char)byte;
	int n = pcre2_match(code, (PCRE2_SPTR)&subject, 1, 0, PCRE2_ANCHORED | PCRE2_ENDANCHORED, attack->data, NULL);

	attack->failed |= n == PCRE2_ERROR_NOMEMORY;
	return n >= 0;
}

static pcre2_code *compile_item(struct attack *attack, const struct item *item)
{
	bool is_repeated;
	struct span text = text_of(attack, item);
	int error;
	size_t offset;

	pcre2_code *code = pcre2_compile((PCRE2_SPTR)text.ptr, unquantified(text, &is_repeated), attack->options, &error,
					 &offset, attack->compile);
	attack->failed |= !code && (error == PCRE2_ERROR_NOMEMORY || error == 121); /* 121: no heap memory */
	return code;
}

/* A byte that the item matches, an ordinary one if it can be. */
static void find_sample(struct attack *attack, struct item *item)
{
	static const char ordinary[] = "a0 x,./:-_\"'=@Z\n\t";
	struct span text = text_of(attack, item);

	unquantified(text, &item->is_repeated);
	if (strchr("()|^$", text.ptr[0]))
		return;
	pcre2_code *code = compile_item(attack, item);
	for (size_t i = 0; code && ordinary[i] && item->sample < 0; i++)
		item->sample = matches_byte(attack, code, ordinary[i]) ? ordinary[i] : -1;
	for (int byte = 1; code && byte < 256 && item->sample < 0; byte++)
		item->sample = matches_byte(attack, code, byte) ? byte : -1;
	pcre2_code_free(code);
}

/* ---- a text that the pattern matches ---- */

static void add_repeated(struct attack *attack, size_t from, int item)
{
	if (attack->n_repeated < MAX_REPEATED && attack->sample.len > from)
		attack->repeated[attack->n_repeated++] = (struct repeated){from, attack->sample.len, item};
}

static bool is_look(struct span text)
{
	static const char *const looks[] = {"(?=", "(?!", "(?<=", "(?<!"};

	for (size_t i = 0; i < N_ELEMENTS(looks); i++)
		if (span_begins(text, looks[i]))
			return true;
	return false;
}

/* The item behind the group that item `i` opens or is in. */
static int skip_group(const struct attack *attack, int i)
{
	int depth = 1;

	for (i++; i < attack->n_items && depth > 0; i++) {
		char c = text_of(attack, &attack->items[i]).ptr[0];
		depth += c == '(' ? 1 : c == ')' ? -1 : 0;
	}
	return i;
}

/* Of alternatives the first, without what is looked ahead for, or the last, with that. */
static void make_sample(struct attack *attack, bool is_last)
{
	size_t starts[MAX_DEPTH + 1] = {0};
	int depth = 0;

	buf_clear(&attack->sample);
	attack->n_repeated = 0;
	for (int i = 0; i < attack->n_items; i++) {
		const struct item *item = &attack->items[i];
		struct span text = text_of(attack, item);
		if (is_look(text) && !is_last) {
			i = skip_group(attack, i) - 1;
		} else if (text.ptr[0] == '(') {
			depth += depth < MAX_DEPTH;
			starts[depth] = attack->sample.len;
		} else if (text.ptr[0] == '|' && is_last) {
			attack->sample.len = starts[depth];
		} else if (text.ptr[0] == '|' && depth == 0) {
			break;
		} else if (text.ptr[0] == '|') {
			i = skip_group(attack, i) - 2; /* to the bracket that closes it */
		} else if (text.ptr[0] == ')') {
			if (item->is_repeated)
				add_repeated(attack, starts[depth], -1);
			depth -= depth > 0;
		} else if (item->sample >= 0) {
			buf_char(&attack->sample, (char)item->sample);
			if (item->is_repeated)
				add_repeated(attack, attack->sample.len - 1, i);
		}
	}
	attack->failed |= attack->sample.failed;
}

/* ---- attacking ---- */

static int count_step(pcre2_callout_block *block, void *user)
{
	struct attack *attack = user;
	size_t at = block->current_position;

	attack->steps += 1 + (at > attack->place ? at - attack->place : 0);
	attack->place = at;
	return attack->steps > ATTACK_STEPS ? PCRE2_ERROR_CALLOUT : 0;
}

static bool is_slow(struct attack *attack)
{
	attack->steps = attack->place = 0;
	int n = pcre2_match(attack->code, (PCRE2_SPTR)attack->text.ptr, attack->text.len, 0, 0, attack->data, attack->match);
	attack->failed |= n == PCRE2_ERROR_NOMEMORY;
	return n == PCRE2_ERROR_CALLOUT || n == PCRE2_ERROR_MATCHLIMIT || n == PCRE2_ERROR_DEPTHLIMIT ||
		n == PCRE2_ERROR_HEAPLIMIT;
}

static void add_shown(char *why, size_t *len, struct span text)
{
	for (size_t i = 0; i < text.len && i < 24 && *len + 1 < ATTACK_SHOWN; i++)
		why[(*len)++] = text.ptr[i] > ' ' && text.ptr[i] < 0x7f ? text.ptr[i] : ' ';
	why[*len] = '\0';
}

static void say_why(struct span before, struct span unit, char why[ATTACK_SHOWN])
{
	size_t len = (size_t)snprintf(why, ATTACK_SHOWN, "more than %d steps on %d bytes like '", ATTACK_STEPS, ATTACK_TEXT);

	add_shown(why, &len, before);
	for (int i = 0; i < 3; i++)
		add_shown(why, &len, unit);
	snprintf(why + len, ATTACK_SHOWN - len, "...'");
}

/* Adds to the text as a pattern sees it: with one blank or line feed wherever white space stands (normalize.h). */
static void add_seen(struct buf *text, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		bool is_again = is_blank(bytes[i]) && text->len > 0 && is_blank(text->ptr[text->len - 1]);
		if (!is_again)
			buf_char(text, bytes[i]);
		else if (bytes[i] == '\n')
			text->ptr[text->len - 1] = '\n';
	}
}

/* What stands before, then the unit again and again, then what nearly fits, then what does: a pattern that is sought by a
 * byte that must be there finds it. */
static bool try_unit(struct attack *attack, size_t from, size_t to, struct span unit, char why[ATTACK_SHOWN])
{
	const struct buf *sample = &attack->sample;
	size_t tail = 2 * sample->len + 4;

	for (int misses = 0; misses < 2; misses++) {
		buf_clear(&attack->text);
		add_seen(&attack->text, sample->ptr, from);
		for (size_t n = 0; n < ATTACK_TEXT && attack->text.len + unit.len + tail < ATTACK_TEXT; n++)
			add_seen(&attack->text, unit.ptr, unit.len);
		if (misses && to + 1 < sample->len)
			buf_add(&attack->text, sample->ptr + to, sample->len - to - 1);
		buf_add(&attack->text, "\x01\n", 2);
		buf_add(&attack->text, sample->ptr, sample->len);
		attack->failed |= attack->text.failed;
		if (attack->failed)
			return false;
		if (is_slow(attack)) {
			say_why((struct span){sample->ptr, from}, unit, why);
			return true;
		}
	}
	return false;
}

/* The bytes that come next, where the item matches them, too: each of them may be where it ends. */
static bool try_letters(struct attack *attack, const struct repeated *repeated, char why[ATTACK_SHOWN])
{
	pcre2_code *code = compile_item(attack, &attack->items[repeated->item]);
	char letters[MAX_LETTERS + 1] = "";
	size_t n = 0;
	bool found = false;

	for (size_t i = repeated->to; code && i < attack->sample.len && n < MAX_LETTERS && !found; i++) {
		const char *c = attack->sample.ptr + i;
		if (memchr(letters, *c, n) || !matches_byte(attack, code, (unsigned char)*c))
			continue;
		letters[n++] = *c;
		found = try_unit(attack, repeated->from, repeated->to, (struct span){c, 1}, why);
	}
	pcre2_code_free(code);
	return found;
}

static bool try_sample(struct attack *attack, char why[ATTACK_SHOWN])
{
	struct buf *sample = &attack->sample;

	if (sample->len == 0 || sample->len > ATTACK_TEXT / 4)
		return false;
	/* The whole again and again, but for its last byte. */
	if (try_unit(attack, 0, sample->len, (struct span){sample->ptr, sample->len - (sample->len > 1)}, why))
		return true;
	for (int i = 0; i < attack->n_repeated && !attack->failed; i++) {
		const struct repeated *repeated = &attack->repeated[i];
		struct span unit = {sample->ptr + repeated->from, repeated->to - repeated->from};
		if (try_unit(attack, repeated->from, repeated->to, unit, why) ||
		    (repeated->item >= 0 && try_letters(attack, repeated, why)))
			return true;
	}
	return false;
}

static bool is_ever_slow(struct attack *attack, char why[ATTACK_SHOWN])
{
	pcre2_set_callout(attack->match, count_step, attack);
	pcre2_callout_enumerate(attack->code, collect, attack);
	arrange(attack);
	for (int i = 0; i < attack->n_items; i++)
		find_sample(attack, &attack->items[i]);
	for (int is_last = 0; is_last < 2; is_last++) {
		make_sample(attack, is_last);
		if (!attack->failed && try_sample(attack, why))
			return true;
	}
	return false;
}

enum attack_outcome attack_pattern(const pcre2_code *code, struct span pattern, uint32_t options,
				   pcre2_general_context *general, const awry_alloc *alloc,
				   char why[ATTACK_SHOWN])
{
	struct attack *attack = mem_resize(alloc, NULL, 0, sizeof(*attack));
	enum attack_outcome outcome = ATTACK_NO_MEMORY;

	if (!attack)
		return outcome;
	*attack = (struct attack){.code = code, .pattern = pattern, .options = options};
	buf_init(&attack->sample, alloc);
	buf_init(&attack->text, alloc);
	attack->compile = pcre2_compile_context_create(general);
	attack->match = pcre2_match_context_create(general);
	attack->data = pcre2_match_data_create(1, general);
	if (attack->compile && attack->match && attack->data) {
		pcre2_set_newline(attack->compile, PCRE2_NEWLINE_LF);
		bool is_slow_one = is_ever_slow(attack, why);
		outcome = attack->failed ? ATTACK_NO_MEMORY : is_slow_one ? ATTACK_SLOW : ATTACK_BORNE;
	}
	pcre2_match_data_free(attack->data);
	pcre2_match_context_free(attack->match);
	pcre2_compile_context_free(attack->compile);
	buf_release(&attack->text);
	buf_release(&attack->sample);
	mem_resize(alloc, attack, sizeof(*attack), 0);
	return outcome;
}
