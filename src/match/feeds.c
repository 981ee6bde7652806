/* SPDX-License-Identifier: MIT */
#include "match/feeds.h"

uint64_t feeds_count(const char *from, const char *to)
{
	uint64_t n = 0;

	for (; to - from >= FEEDS_STEP; from += FEEDS_STEP)
		n += feeds_ones(feeds_mask(from));
	for (; from < to; from++)
		n += *from == '\n';
	return n;
}
