/* SPDX-License-Identifier: MIT */
#include "base/base.h"

enum { INTERN_FIRST_TABLE = 64 };

void intern_init(struct intern *intern, const awry_alloc *alloc, struct arena *arena)
{
	*intern = (struct intern){.alloc = alloc, .arena = arena};
}

void intern_release(struct intern *intern)
{
	mem_resize(intern->alloc, intern->table, intern->table_size * sizeof(*intern->table), 0);
	mem_resize(intern->alloc, intern->strings, intern->cap * sizeof(*intern->strings), 0);
	intern_init(intern, intern->alloc, intern->arena);
}

/* Where `text` is in the table, or the free place where it would go. */
static struct intern_slot *find_slot(const struct intern *intern, struct span text, uint32_t hash)
{
	uint32_t mask = intern->table_size - 1, at = hash & mask;
	for (;; at = (at + 1) & mask) {
		struct intern_slot *slot = &intern->table[at];
		if (!slot->number)
			return slot;
		/* The hash first: the strings are all over memory. */
		if (slot->hash == hash && span_equal(intern->strings[slot->number - 1], text))
			return slot;
	}
}

static void move_slots(struct intern *intern, struct intern_slot *table, uint32_t size)
{
	for (uint32_t i = 0; i < intern->table_size; i++) {
		struct intern_slot slot = intern->table[i];
		uint32_t at = slot.hash & (size - 1);
		while (slot.number && table[at].number)
			at = (at + 1) & (size - 1);
		if (slot.number)
			table[at] = slot;
	}
}

/* Keeps the table at most half full. */
static awry_status make_room(struct intern *intern)
{
	if (intern->count < intern->table_size / 2)
		return AWRY_OK;
	uint32_t size = intern->table_size ? intern->table_size * 2 : INTERN_FIRST_TABLE;
	if (size < intern->table_size || size > UINT32_MAX / sizeof(*intern->table))
		return AWRY_E_NOMEM;
	struct intern_slot *table = mem_resize(intern->alloc, NULL, 0, size * sizeof(*table));
	if (!table)
		return AWRY_E_NOMEM;
	memset(table, 0, size * sizeof(*table));
	move_slots(intern, table, size);
	mem_resize(intern->alloc, intern->table, intern->table_size * sizeof(*table), 0);
	intern->table = table;
	intern->table_size = size;
	return AWRY_OK;
}

uint32_t intern_add(struct intern *intern, struct span text)
{
	if (make_room(intern))
		return UINT32_MAX;
	uint32_t hash = (uint32_t)hash_bytes(text.ptr, text.len);
	struct intern_slot *slot = find_slot(intern, text, hash);
	if (slot->number)
		return slot->number - 1;
	if (mem_grow(intern->alloc, &intern->strings, &intern->cap, (size_t)intern->count + 1,
		     sizeof(*intern->strings)))
		return UINT32_MAX;
	const char *copy = arena_copy(intern->arena, text.ptr, text.len);
	if (!copy)
		return UINT32_MAX;
	intern->strings[intern->count] = (struct span){copy, text.len};
	*slot = (struct intern_slot){.number = ++intern->count, .hash = hash};
	return intern->count - 1;
}

uint32_t intern_find(const struct intern *intern, struct span text)
{
	if (!intern->table_size)
		return UINT32_MAX;
	uint32_t hash = (uint32_t)hash_bytes(text.ptr, text.len);
	uint32_t number = find_slot(intern, text, hash)->number;
	return number ? number - 1 : UINT32_MAX;
}
