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

static void *take(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;
	if (!block || block->size - block->used < size) {
		block = add_block(arena, size);
		if (!block)
			return NULL;
	}
	void *bytes = block->bytes + block->used;
	block->used += size;
	return bytes;
}

void *arena_alloc(struct arena *arena, size_t n, size_t size)
{
	enum { ALIGN = alignof(max_align_t) };
	if (size && n > (SIZE_MAX - ALIGN) / size)
		return NULL;
	size_t bytes = (n * size + ALIGN - 1) / ALIGN * ALIGN;
	if (bytes == 0)
		bytes = ALIGN; /* so that every piece has an address of its own */
	void *ptr = take(arena, bytes);
	if (ptr)
		memset(ptr, 0, bytes);
	return ptr;
}

char *arena_copy(struct arena *arena, const char *text, size_t len)
{
	if (len == SIZE_MAX)
		return NULL;
	char *copy = arena_alloc(arena, len + 1, 1);
	if (copy && len)
		memcpy(copy, text, len);
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
