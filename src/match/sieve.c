/* SPDX-License-Identifier: MIT */
#include "match/sieve.h"

enum { WORD = 64 };

static uint32_t n_words(uint32_t n_items)
{
	return n_items / WORD + 1;
}

static uint32_t n_blocks(uint32_t n_items)
{
	return n_words(n_items) / SIEVE_BLOCK + 1;
}

/* In each byte of the result: how many ones `word` has in that byte and all below it. */
static uint64_t count_up_to_bytes(uint64_t word)
{
	word -= word >> 1 & UINT64_C(0x5555555555555555);
	word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
	word = (word + (word >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	return word * UINT64_C(0x0101010101010101);
}

static uint32_t count(uint64_t word)
{
	return (uint32_t)(count_up_to_bytes(word) >> 56);
}

awry_status sieve_open(struct sieve *sieve, const awry_alloc *alloc, uint32_t n_items)
{
	uint32_t words = n_words(n_items);

	TRY(mem_grow(alloc, &sieve->bits, &sieve->cap_bits, words, sizeof(*sieve->bits)));
	TRY(mem_grow(alloc, &sieve->before, &sieve->cap_before, n_blocks(n_items),
		     sizeof(*sieve->before)));
	TRY(mem_grow(alloc, &sieve->block_of, &sieve->cap_block_of, n_items / SIEVE_STEP + 1,
		     sizeof(*sieve->block_of)));
	memset(sieve->bits, 0, words * sizeof(*sieve->bits));
	sieve->n_items = n_items;
	sieve->n_passed = 0;
	return AWRY_OK;
}

void sieve_close(struct sieve *sieve)
{
	uint32_t words = n_words(sieve->n_items), total = 0, n_steps = 0;

	for (uint32_t i = 0; i < words; i++) {
		if (i % SIEVE_BLOCK == 0)
			sieve->before[i / SIEVE_BLOCK] = total;
		total += count(sieve->bits[i]);
		while (n_steps * SIEVE_STEP < total)
			sieve->block_of[n_steps++] = i / SIEVE_BLOCK;
	}
	sieve->n_passed = total;
}

void sieve_release(struct sieve *sieve, const awry_alloc *alloc)
{
	mem_resize(alloc, sieve->bits, sieve->cap_bits * sizeof(*sieve->bits), 0);
	mem_resize(alloc, sieve->before, sieve->cap_before * sizeof(*sieve->before), 0);
	mem_resize(alloc, sieve->block_of, sieve->cap_block_of * sizeof(*sieve->block_of), 0);
	*sieve = (struct sieve){0};
}

void sieve_pass(struct sieve *sieve, uint32_t first, uint32_t n)
{
	while (n > 0) {
		uint32_t shift = first % WORD, room = WORD - shift, take = n < room ? n : room;
		uint64_t ones = take == WORD ? UINT64_MAX : (UINT64_C(1) << take) - 1;

		sieve->bits[first / WORD] |= ones << shift;
		first += take;
		n -= take;
	}
}

/* The place of the `nth` one in `word`, which has more ones than that. */
static uint32_t select_in_word(uint64_t word, uint32_t nth)
{
	const uint64_t each = UINT64_C(0x0101010101010101), high = UINT64_C(0x8080808080808080);
	uint64_t counts = count_up_to_bytes(word);
	/* In bytes that have too few ones with all below them, the high bit: they are below the one sought. */
	uint64_t below = ((nth | UINT64_C(0x80)) * each - counts) & high;
	uint32_t shift = (uint32_t)(((below >> 7) * each) >> 56) * 8;

	if (shift > 0)
		nth -= (uint32_t)(counts >> (shift - 8) & 0xff);
	word >>= shift;
	while (nth-- > 0)
		word &= word - 1;
	return shift + (uint32_t)__builtin_ctzll(word);
}

uint32_t sieve_select(const struct sieve *sieve, uint32_t nth)
{
	uint32_t block, last, word;

	if (nth >= sieve->n_passed)
		return sieve->n_items;
	block = sieve->block_of[nth / SIEVE_STEP];
	last = (n_words(sieve->n_items) - 1) / SIEVE_BLOCK;
	while (block < last && sieve->before[block + 1] <= nth)
		block++;
	nth -= sieve->before[block];
	for (word = block * SIEVE_BLOCK; count(sieve->bits[word]) <= nth; word++)
		nth -= count(sieve->bits[word]);
	return word * WORD + select_in_word(sieve->bits[word], nth);
}

uint32_t sieve_rank(const struct sieve *sieve, uint32_t item)
{
	uint32_t word, total;

	if (item >= sieve->n_items)
		return sieve->n_passed;
	word = item / WORD;
	total = sieve->before[word / SIEVE_BLOCK];
	for (uint32_t i = word / SIEVE_BLOCK * SIEVE_BLOCK; i < word; i++)
		total += count(sieve->bits[i]);
	return total + count(sieve->bits[word] & ((UINT64_C(1) << item % WORD) - 1));
}
