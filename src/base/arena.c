/* SPDX-License-Identifier: MIT */
#include "base/base.h"

#include <stdalign.h>

/* Blocks double, so that a small arena stays small and a large one makes few calls. */
enum { ARENA_FIRST_BLOCK = 4096, ARENA_LARGEST_BLOCK = 256 * 1024 };

struct arena_block {
	struct arena_block *older;
	size_t size; /* of `bytes` */
	size_t used;
	alignas(max_align_t) char bytes[];
};

void arena_init(struct arena *arena, const awry_alloc *alloc)
{
	arena->alloc = alloc;
	arena->blocks = NULL;
}

static size_t next_block_size(const struct arena *arena)
{
	if (!arena->blocks)
		return ARENA_FIRST_BLOCK;
	size_t doubled = arena->blocks->size * 2;
	return doubled < ARENA_LARGEST_BLOCK ? doubled : ARENA_LARGEST_BLOCK;
}

static struct arena_block *add_block(struct arena *arena, size_t need)
{
	size_t size = next_block_size(arena);
	if (size < need)
		size = need;
	if (size > SIZE_MAX - sizeof(struct arena_block))
		return NULL;
	struct arena_block *block = mem_resize(arena->alloc, NULL, 0, sizeof(*block) + size);
	if (!block)
		return NULL;
	*block = (struct arena_block){.older = arena->blocks, .size = size};
	arena->blocks = block;
	return block;
}

/* `align` is a power of two, at most that of max_align_t. */
static void *take(struct arena *arena, size_t size, size_t align)
{
	struct arena_block *block = arena->blocks;
	size_t start = block ? (block->used + align - 1) & ~(align - 1) : 0;
	if (!block || start > block->size || block->size - start < size) {
		block = add_block(arena, size);
		if (!block)
			return NULL;
		start = 0;
	}
	block->used = start + size;
	return block->bytes + start;
}

void *arena_alloc(struct arena *arena, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / 2 / size)
		return NULL;
	/* Never of 0 bytes, so that every piece has an address of its own. */
	size_t bytes = n * size + (n == 0 || size == 0);
	void *ptr = take(arena, bytes, alignof(max_align_t));
	if (ptr)
		memset(ptr, 0, bytes);
	return ptr;
}

char *arena_copy(struct arena *arena, const char *text, size_t len)
{
	char *copy = len < SIZE_MAX / 2 ? take(arena, len + 1, 1) : NULL;
	if (!copy)
		return NULL;
	if (len)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

static void free_blocks(const awry_alloc *alloc, struct arena_block *block)
{
	while (block) {
		struct arena_block *older = block->older;
		mem_resize(alloc, block, sizeof(*block) + block->size, 0);
		block = older;
	}
}

void arena_clear(struct arena *arena)
{
	struct arena_block *newest = arena->blocks;
	if (!newest)
		return;
	free_blocks(arena->alloc, newest->older);
	newest->older = NULL;
	newest->used = 0;
}

void arena_release(struct arena *arena)
{
	free_blocks(arena->alloc, arena->blocks);
	arena->blocks = NULL;
}
