/* SPDX-License-Identifier: MIT */
#include "base/base.h"

/* Longer texts are nobody's misspelling of an id. */
enum { EDIT_MAX_LEN = 127 };

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned least = a < b ? a : b;
	return least < c ? least : c;
}

/* One row of the table of distances between prefixes: row[j] is that of a[0..i] to b[0..j]. */
static unsigned fill_row(struct span a, struct span b, size_t i, const unsigned *before2,
			 const unsigned *before, unsigned *row)
{
	unsigned least = row[0] = (unsigned)i;
	for (size_t j = 1; j <= b.len; j++) {
		unsigned replaced = before[j - 1] + (a.ptr[i - 1] != b.ptr[j - 1]);
		row[j] = min3(before[j] + 1, row[j - 1] + 1, replaced);
		if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] &&
		    a.ptr[i - 2] == b.ptr[j - 1] && before2[j - 2] + 1 < row[j])
			row[j] = before2[j - 2] + 1;
		if (row[j] < least)
			least = row[j];
	}
	return least;
}

unsigned edit_distance(struct span a, struct span b, unsigned limit)
{
	size_t longer = a.len > b.len ? a.len : b.len;
	size_t shorter = a.len > b.len ? b.len : a.len;
	if (longer > EDIT_MAX_LEN || longer - shorter > limit)
		return span_equal(a, b) ? 0 : limit + 1;

	unsigned rows[3][EDIT_MAX_LEN + 1];
	for (unsigned j = 0; j <= b.len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		unsigned least =
			fill_row(a, b, i, rows[(i + 1) % 3], rows[(i + 2) % 3], rows[i % 3]);
		/* The least of a row never falls: two rows back it was at most one less. */
		if (least > limit)
			return limit + 1;
	}
	unsigned distance = rows[a.len % 3][b.len];
	return distance <= limit ? distance : limit + 1;
}
