/* SPDX-License-Identifier: MIT */
#include "kb/draft.h"

enum { IMAGE_ALIGN = 8 };

/* Where the next section goes; SIZE_MAX once the block is larger than 32 bits can tell. */
static size_t place_section(struct kb_section *section, size_t at, size_t count, size_t record)
{
	if (at > UINT32_MAX || count > (UINT32_MAX - IMAGE_ALIGN) / record)
		return SIZE_MAX;
	section->offset = (uint32_t)at;
	section->count = (uint32_t)count;
	size_t end = at + count * record;
	return (end + IMAGE_ALIGN - 1) / IMAGE_ALIGN * IMAGE_ALIGN;
}

/* The header; returns the size of the whole. */
static size_t lay_out(const struct loader *loader, struct kb *header)
{
	const struct draft *draft = &loader->draft;
	size_t at = (sizeof(*header) + IMAGE_ALIGN - 1) / IMAGE_ALIGN * IMAGE_ALIGN;
#define X(name, type) at = place_section(&header->name, at, draft->name.count, sizeof(type));
	KB_SECTIONS(X)
#undef X
	/* The strings were interned, not added: they come last and are written from there. */
	at = place_section(&header->strings, header->strings.offset, loader->strings_size, 1);
	memcpy(header->magic, KB_MAGIC, sizeof(KB_MAGIC));
	header->abi = KB_ABI;
	header->size = (uint32_t)at;
	return at;
}

static void copy_strings(const struct loader *loader, char *out)
{
	for (uint32_t i = 0; i < loader->strings.count; i++) {
		struct span text = loader->strings.strings[i];
		memcpy(out + loader->string_at[i], text.ptr, text.len + 1);
	}
}

static void copy_section(char *out, const void *items, size_t size)
{
	if (size)
		memcpy(out, items, size);
}

static void write_digest(struct kb *kb)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t digest[32];
	sha256(kb, kb->size, digest);
	for (size_t i = 0; i < sizeof(digest); i++) {
		kb->sha256[2 * i] = digits[digest[i] >> 4];
		kb->sha256[2 * i + 1] = digits[digest[i] & 15];
	}
}

awry_status make_image(struct loader *loader, struct kb **out)
{
	struct kb header = {.abi = 0};
	size_t size = lay_out(loader, &header);
	if (size > UINT32_MAX)
		return AWRY_E_LIMIT;
	char *block = mem_resize(loader->alloc, NULL, 0, size);
	if (!block)
		return AWRY_E_NOMEM;
	memset(block, 0, size);
	memcpy(block, &header, sizeof(header));
#define X(name, type)                                                      \
	copy_section(block + header.name.offset, loader->draft.name.items, \
		     loader->draft.name.count * sizeof(type));
	KB_SECTIONS(X)
#undef X
	copy_strings(loader, block + header.strings.offset);
	*out = (struct kb *)(void *)block;
	write_digest(*out);
	return AWRY_OK;
}
