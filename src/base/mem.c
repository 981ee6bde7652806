/* SPDX-License-Identifier: MIT */
#include "base/base.h"

#include <stdlib.h>

static void *resize_with_malloc(void *user, void *ptr, size_t old_size, size_t new_size)
{
	(void)user;
	(void)old_size;
	if (new_size == 0) {
		free(ptr);
		return NULL;
	}
	return realloc(ptr, new_size);
}

static const awry_alloc with_malloc = {resize_with_malloc, NULL};

const awry_alloc *mem_default(void)
{
	return &with_malloc;
}

void *mem_resize(const awry_alloc *alloc, void *ptr, size_t old_size, size_t new_size)
{
	/* Hosts need not expect a free of nothing. */
	if (!ptr && new_size == 0)
		return NULL;
	return alloc->resize(alloc->user, ptr, old_size, new_size);
}

awry_status mem_grow(const awry_alloc *alloc, void *array_ptr, uint32_t *cap, size_t want,
		     size_t element)
{
	if (want <= *cap)
		return AWRY_OK;
	if (want > UINT32_MAX / 2)
		return AWRY_E_NOMEM;
	size_t new_cap = *cap ? *cap : 8;
	while (new_cap < want)
		new_cap *= 2;
	if (new_cap > SIZE_MAX / element)
		return AWRY_E_NOMEM;

	/* The caller's array has a type of its own: its pointer is read and written as bytes. */
	void *array;
	memcpy(&array, array_ptr, sizeof(array));
	array = mem_resize(alloc, array, *cap * element, new_cap * element);
	if (!array)
		return AWRY_E_NOMEM;
	memcpy(array_ptr, &array, sizeof(array));
	*cap = (uint32_t)new_cap;
	return AWRY_OK;
}
