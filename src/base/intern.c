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
static uint32_t find_place(const struct intern *intern, struct span text)
{
	uint32_t mask = intern->table_size - 1;
	uint32_t at = (uint32_t)hash_bytes(text.ptr, text.len) & mask;
	while (intern->table[at] && !span_equal(intern->strings[intern->table[at] - 1], text))
		at = (at + 1) & mask;
	return at;
}

/* Keeps the table at most half full. */
static awry_status make_room(struct intern *intern)
{
	if (intern->count < intern->table_size / 2)
		return AWRY_OK;
	uint32_t size = intern->table_size ? intern->table_size * 2 : INTERN_FIRST_TABLE;
	if (size > UINT32_MAX / sizeof(*intern->table) || size < intern->table_size)
		return AWRY_E_NOMEM;
	uint32_t *table = mem_resize(intern->alloc, NULL, 0, size * sizeof(*table));
	if (!table)
		return AWRY_E_NOMEM;
	memset(table, 0, size * sizeof(*table));
	mem_resize(intern->alloc, intern->table, intern->table_size * sizeof(*table), 0);
	intern->table = table;
	intern->table_size = size;
	for (uint32_t i = 0; i < intern->count; i++)
		table[find_place(intern, intern->strings[i])] = i + 1;
	return AWRY_OK;
}

uint32_t intern_add(struct intern *intern, struct span text)
{
	if (make_room(intern))
		return UINT32_MAX;
	uint32_t at = find_place(intern, text);
	if (intern->table[at])
		return intern->table[at] - 1;
	if (mem_grow(intern->alloc, &intern->strings, &intern->cap, (size_t)intern->count + 1,
		     sizeof(*intern->strings)))
		return UINT32_MAX;
	const char *copy = arena_copy(intern->arena, text.ptr, text.len);
	if (!copy)
		return UINT32_MAX;
	intern->strings[intern->count] = (struct span){copy, text.len};
	intern->table[at] = ++intern->count;
	return intern->count - 1;
}

uint32_t intern_find(const struct intern *intern, struct span text)
{
	if (!intern->table_size)
		return UINT32_MAX;
	uint32_t number = intern->table[find_place(intern, text)];
	return number ? number - 1 : UINT32_MAX;
}
