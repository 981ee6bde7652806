/* SPDX-License-Identifier: MIT */
#ifndef AWRY_BASE_H
#define AWRY_BASE_H

/* Memory, growing bytes and strings: what every layer stands on. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "awry/awry.h"

#define TRY(call)                                                                                  \
	do {                                                                                       \
		awry_status try_status_ = (call);                                                  \
		if (try_status_)                                                                   \
			return try_status_;                                                        \
	} while (0)

#define N_ELEMENTS(a) (sizeof(a) / sizeof((a)[0]))

/* A run of bytes that somebody else owns; not NUL-terminated. */
struct span {
	const char *ptr;
	size_t len;
};

#define SPAN(literal) ((struct span){literal, sizeof(literal) - 1})

static inline struct span span_of(const char *text)
{
	return (struct span){text, strlen(text)};
}

static inline bool span_equal(struct span a, struct span b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool span_begins(struct span text, const char *head)
{
	size_t len = strlen(head);

	return text.len >= len && memcmp(text.ptr, head, len) == 0;
}

/* ---- mem: the one way to the allocator ---- */

/* malloc, realloc and free behind the hook's shape. */
const awry_alloc *mem_default(void);
/* Grows or shrinks; NULL when there is no memory (the old block stays) or new_size is 0. */
void *mem_resize(const awry_alloc *alloc, void *ptr, size_t old_size, size_t new_size);

/* Makes room for `want` elements in an array of capacity `*cap` by doubling.  Checked sizes. */
awry_status mem_grow(const awry_alloc *alloc, void *array_ptr, uint32_t *cap, size_t want, size_t element);

/* ---- arena: blocks freed together ---- */

struct arena_block;

struct arena {
	const awry_alloc *alloc;
	struct arena_block *blocks; /* newest first */
};

void arena_init(struct arena *arena, const awry_alloc *alloc);
/* Zeroed, aligned for anything; NULL when there is no memory.  n * size is checked. */
void *arena_alloc(struct arena *arena, size_t n, size_t size);
/* A NUL-terminated copy. */
char *arena_copy(struct arena *arena, const char *text, size_t len);
/* Frees all but the newest block, which is emptied. */
void arena_clear(struct arena *arena);
void arena_release(struct arena *arena);

/* ---- buf: growing bytes, with the first failure remembered ---- */

struct buf {
	const awry_alloc *alloc;
	char *ptr;   /* NUL-terminated whenever len > 0 or buf_text was called */
	size_t len;
	size_t cap;
	bool failed; /* an append found no memory; later appends do nothing */
};

void buf_init(struct buf *buf, const awry_alloc *alloc);
void buf_release(struct buf *buf);
void buf_clear(struct buf *buf);
bool buf_reserve(struct buf *buf, size_t more);
void buf_add(struct buf *buf, const char *bytes, size_t len);
void buf_text(struct buf *buf, const char *text);
void buf_char(struct buf *buf, char c);
void buf_fmt(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
awry_status buf_status(const struct buf *buf);

/* ---- intern: strings to small numbers, in order of first sight ---- */

struct intern_slot {
	uint32_t number; /* + 1; 0 is free */
	uint32_t hash;
};

struct intern {
	const awry_alloc *alloc;
	struct arena *arena;  /* borrowed: where the copies live */
	struct intern_slot *table; /* open addressing */
	uint32_t table_size;  /* a power of two */
	struct span *strings;
	uint32_t count, cap;
};

void intern_init(struct intern *intern, const awry_alloc *alloc, struct arena *arena);
void intern_release(struct intern *intern);
/* The number of `text`, made if it is not known; UINT32_MAX when there is no memory. */
uint32_t intern_add(struct intern *intern, struct span text);
/* The number of `text`, or UINT32_MAX. */
uint32_t intern_find(const struct intern *intern, struct span text);

/* ---- utf8 ---- */

/* Decodes the character that `text` begins with: its length, or 0 where the bytes are not UTF-8 (RFC 3629). */
size_t utf8_decode(const char *text, size_t len, uint32_t *out);
/* A character that is not seen but changes what is seen: bidirectional, zero-width, C1, tags, noncharacters. */
bool utf8_is_hidden(uint32_t c);
/* UTF-8 without control characters, line feeds and tabs included, and without hidden ones. */
bool utf8_is_clean(const char *text, size_t len);

/* ---- small helpers ---- */

/* 64-bit FNV-1a, finished with a mix: for tables whose keys nobody hostile chooses. */
uint64_t hash_bytes(const void *bytes, size_t len);
/* SHA-256 (FIPS 180-4). */
void sha256(const void *bytes, size_t len, uint8_t out[32]);
/* The same without instructions that only some processors have. */
void sha256_portable(const void *bytes, size_t len, uint8_t out[32]);
/* Edit distance (Damerau-Levenshtein, adjacent transpositions), at most `limit` + 1. */
unsigned edit_distance(struct span a, struct span b, unsigned limit);
/* 0..9 for digits, 10..35 for letters of either case, FOLD_DROP for all else: the alphabet in which texts are compared. */
enum { FOLD_DROP = 0xff };
extern const uint8_t fold_table[256];

#endif
