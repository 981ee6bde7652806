/* SPDX-License-Identifier: MIT */
#include "kb/draft.h"
#include "kb/words.h"

#include <stdlib.h>

/* By which words a long template is known in other words: those that the fewest others have. */

enum {
	TELLING_MIN_LITERAL = 24, /* symbols of literal text that a template needs */
	TELLING_MIN_WORD = 3,     /* symbols */
	TELLING_MAX = 6,          /* words of a template; near.c tells how many make it look closer */
	TELLING_MAX_USERS = 250   /* templates that have a word which tells something */
};

struct teller {
	struct loader *loader;
	struct intern words;
	uint32_t *n_users; /* by number in `words` */
	uint32_t cap_users;
};

/* The word of a template that is looked at. */
struct pick {
	uint32_t word, n_users, hash;
	uint16_t part, offset;
};

static bool is_known_so(const struct kb_message *message)
{
	return message->shape == KB_TEMPLATE && message->n_literal >= TELLING_MIN_LITERAL &&
	       (message->target_kind == KB_OF_SYMPTOM || message->target_kind == KB_OF_DIAGNOSIS);
}

static struct span literal_of(const struct loader *loader, const struct kb_message *message, const struct word_step *step)
{
	const struct kb_part *part = &loader->draft.parts.items[message->parts.first + step->part];

	return (struct span){loader_text(loader, part->literal).ptr + step->offset, step->len};
}

/* The next word of the template that says what it is about; false when there is none. */
static bool next_word(const struct loader *loader, const struct kb_message *message, struct word_walk *walk, struct word_step *out,
		      struct span *folded)
{
	while (word_walk_next(walk, out)) {
		struct word word = {.len = out->len};

		if (out->len < TELLING_MIN_WORD || out->offset > UINT16_MAX)
			continue;
		*folded = literal_of(loader, message, out);
		word.folded = folded->ptr;
		word_look(&word, out->text, 0, out->text.len);
		if (!word.is_loose && !word.is_contracted)
			return true;
	}
	return false;
}

static void count_users(struct teller *teller, const struct kb_message *message)
{
	struct loader *loader = teller->loader;
	struct word_walk walk = {.text = loader_text(loader, message->text)};
	struct word_step step;
	struct span folded;

	while (next_word(loader, message, &walk, &step, &folded)) {
		uint32_t word = intern_add(&teller->words, folded), cap = teller->cap_users;

		if (word == UINT32_MAX || mem_grow(loader->alloc, &teller->n_users, &teller->cap_users, (size_t)word + 1, sizeof(*teller->n_users))) {
			loader->failed = true;
			return;
		}
		if (teller->cap_users > cap)
			memset(teller->n_users + cap, 0, (teller->cap_users - cap) * sizeof(*teller->n_users));
		teller->n_users[word]++;
	}
}

static uint32_t hash_of(struct span folded)
{
	uint32_t hash = 0;

	for (size_t i = 0; i < folded.len; i++)
		hash = word_hash(hash, fold_table[(unsigned char)folded.ptr[i]]);
	return hash;
}

/* Puts a word among the rarest `n`; each but once. */
static uint32_t keep_rarest(struct pick *picks, uint32_t n, const struct pick *pick)
{
	uint32_t at = n < TELLING_MAX ? n : TELLING_MAX - 1;

	for (uint32_t i = 0; i < n; i++) {
		if (picks[i].word == pick->word)
			return n;
	}
	if (n == TELLING_MAX && picks[at].n_users <= pick->n_users)
		return n;
	for (; at > 0 && picks[at - 1].n_users > pick->n_users; at--)
		picks[at] = picks[at - 1];
	picks[at] = *pick;
	return n < TELLING_MAX ? n + 1 : n;
}

/* Whether the template has the word only once, so that it tells where the template stands. */
static bool is_single(const struct loader *loader, const struct kb_message *message, struct span word)
{
	struct word_walk walk = {.text = loader_text(loader, message->text)};
	struct word_step step;
	struct span folded;
	uint32_t n = 0;

	while (next_word(loader, message, &walk, &step, &folded))
		n += span_equal(folded, word);
	return n == 1;
}

static void tell_of(struct teller *teller, uint32_t number)
{
	struct loader *loader = teller->loader;
	const struct kb_message *message = &loader->draft.messages.items[number];
	struct word_walk walk = {.text = loader_text(loader, message->text)};
	struct pick picks[TELLING_MAX];
	struct word_step step;
	struct span folded;
	uint32_t n = 0;

	while (next_word(loader, message, &walk, &step, &folded)) {
		struct pick pick = {.word = intern_find(&teller->words, folded), .hash = hash_of(folded), .part = (uint16_t)step.part,
				    .offset = (uint16_t)step.offset};

		pick.n_users = teller->n_users[pick.word];
		if (pick.n_users <= TELLING_MAX_USERS && is_single(loader, message, folded))
			n = keep_rarest(picks, n, &pick);
	}
	for (uint32_t i = 0; i < n && n > 1; i++)
		*draft_add_tellings(loader) = (struct kb_telling){.hash = picks[i].hash, .message = number, .part = picks[i].part, .offset = picks[i].offset,
								   .nth = (uint16_t)i, .of = (uint16_t)n};
}

static int compare(const void *a, const void *b)
{
	const struct kb_telling *left = a, *right = b;

	if (left->hash != right->hash)
		return left->hash < right->hash ? -1 : 1;
	return left->message < right->message ? -1 : left->message > right->message;
}

/* The bucket is the high end of the hash, so that order by hash is order by bucket. */
static void index_tellings(struct loader *loader)
{
	struct kb_telling *tellings = loader->draft.tellings.items;
	uint32_t n = loader->draft.tellings.count, at = 0;

	if (n > 1)
		qsort(tellings, n, sizeof(*tellings), compare);
	for (uint32_t bucket = 0; bucket <= 1u << KB_TELLING_BITS; bucket++) {
		while (at < n && kb_telling_bucket(tellings[at].hash) < bucket)
			at++;
		draft_add_telling_of(loader)->at = at;
	}
}

void make_tellings(struct loader *loader)
{
	struct teller teller = {.loader = loader};
	struct draft *draft = &loader->draft;

	intern_init(&teller.words, loader->alloc, &loader->arena);
	for (uint32_t i = 0; i < draft->messages.count && !loader->failed; i++) {
		if (is_known_so(&draft->messages.items[i]))
			count_users(&teller, &draft->messages.items[i]);
	}
	for (uint32_t i = 0; i < draft->messages.count && !loader->failed; i++) {
		if (is_known_so(&draft->messages.items[i]))
			tell_of(&teller, i);
	}
	if (!loader->failed)
		index_tellings(loader);
	mem_resize(loader->alloc, teller.n_users, teller.cap_users * sizeof(*teller.n_users), 0);
	intern_release(&teller.words);
}
