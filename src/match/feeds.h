/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_FEEDS_H
#define AWRY_MATCH_FEEDS_H

/* Line feeds of raw bytes, 64 at a time. */

#include "base/base.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

enum { FEEDS_STEP = 64 };

/* A bit for each of the FEEDS_STEP bytes from `at` on that is a line feed, the first the lowest; all of them are read. */
static inline uint64_t feeds_mask(const char *at)
{
	uint64_t mask = 0;

#if defined(__SSE2__)
	const __m128i feed = _mm_set1_epi8('\n');

	for (int i = 0; i < FEEDS_STEP; i += 16) {
		__m128i bytes = _mm_loadu_si128((const void *)(at + i));

		mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, feed)) << i;
	}
#elif defined(__aarch64__)
	const uint8x16_t feed = vdupq_n_u8('\n');
	const uint8x16_t bit = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};

	for (int i = 0; i < FEEDS_STEP; i += 16) {
		uint8x16_t bits = vandq_u8(vceqq_u8(vld1q_u8((const uint8_t *)at + i), feed), bit);

		mask |= (uint64_t)(vaddv_u8(vget_low_u8(bits)) | (uint32_t)vaddv_u8(vget_high_u8(bits)) << 8) << i;
	}
#else
	for (int i = 0; i < FEEDS_STEP; i++)
		mask |= (uint64_t)(at[i] == '\n') << i;
#endif
	return mask;
}

static inline uint32_t feeds_ones(uint64_t mask)
{
	mask -= mask >> 1 & UINT64_C(0x5555555555555555);
	mask = (mask & UINT64_C(0x3333333333333333)) + (mask >> 2 & UINT64_C(0x3333333333333333));
	mask = (mask + (mask >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	return (uint32_t)(mask * UINT64_C(0x0101010101010101) >> 56);
}

/* How many line feeds stand in [from, to). */
uint64_t feeds_count(const char *from, const char *to);

#endif
