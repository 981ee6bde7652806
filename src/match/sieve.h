/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_SIEVE_H
#define AWRY_MATCH_SIEVE_H

/* Which items of a sequence passed on to the next one: a bit each, counted so that the place of the
 * nth that passed (select) and the number that passed before a place (rank) are found at once.
 * A quarter of a byte an item, where a table of offsets would take four. */

#include "base/base.h"

struct sieve {
	uint64_t *bits;
	uint32_t *before;   /* bits set before each block of SIEVE_BLOCK words */
	uint32_t *block_of; /* by n / SIEVE_STEP: the block in which the nth that passed lies */
	uint32_t n_items, n_passed;
	uint32_t cap_bits, cap_before, cap_block_of;
};

enum { SIEVE_BLOCK = 4, SIEVE_STEP = 256 };

/* Makes room for `n_items`, none of them passed. */
awry_status sieve_open(struct sieve *sieve, const awry_alloc *alloc, uint32_t n_items);
/* Counts; from then on rank and select hold. */
void sieve_close(struct sieve *sieve);
void sieve_release(struct sieve *sieve, const awry_alloc *alloc);

/* Lets items [first, first + n) pass. */
void sieve_pass(struct sieve *sieve, uint32_t first, uint32_t n);

/* The item that passed as number `nth`; n_items if there are not so many. */
uint32_t sieve_select(const struct sieve *sieve, uint32_t nth);
/* How many items passed before `item`. */
uint32_t sieve_rank(const struct sieve *sieve, uint32_t item);

#endif
