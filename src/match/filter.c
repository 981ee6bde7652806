/* SPDX-License-Identifier: MIT */
#include "match/filter.h"

#include "match/windows.h"

enum {
	BITS = 20,        /* 128 KiB: more leaves the cache, fewer let more through */
	SECOND_BITS = 17, /* 16 KiB */
	BUCKET_SHIFT = 6, /* hashes that share a bucket of the table, as a power of two */
	N_BUCKETS = 1 << (BITS - BUCKET_SHIFT),
	N_PROBES = 16,    /* that share a branch */
	BITS_SIZE = (1 << BITS) / 8,
	SECOND_SIZE = (1 << SECOND_BITS) / 8,
	SHORTEST = 10     /* bytes of a window: more than one made-up byte beside it would let too much through */
};

/* Case aside: of letters the small one; other bytes fall together in pairs, which costs a little and breaks nothing. */
#define FOLD UINT64_C(0x2020202020202020)

struct filter_window {
	uint8_t len;
	uint8_t bytes[FILTER_WINDOW];
};

struct filter_entry {
	uint64_t gram;
	uint32_t window;
	int32_t offset; /* of the gram in the window; its last byte may lie behind it */
};

static inline uint64_t load(const void *bytes)
{
	uint64_t gram;

	memcpy(&gram, bytes, sizeof(gram));
	return gram | FOLD;
}

static inline uint32_t hash_of(uint64_t gram)
{
	return (uint32_t)((gram * UINT64_C(0x9e3779b97f4a7c15)) >> (64 - BITS));
}

static inline uint64_t bit_of(const uint64_t *bits, uint64_t gram)
{
	uint32_t hash = hash_of(gram);

	return bits[hash >> 6] >> (hash & 63);
}

/* A second opinion in a small table, for places that another gram's bit let through. */
static inline uint32_t second_hash(uint64_t gram)
{
	return (uint32_t)((gram * UINT64_C(0xc2b2ae3d27d4eb4f)) >> (64 - SECOND_BITS));
}

static inline bool is_likely(const struct filter *filter, uint64_t gram)
{
	uint32_t hash = second_hash(gram);

	return (bit_of(filter->bits, gram) & 1) && (filter->second[hash >> 6] >> (hash & 63) & 1);
}

/* ---- building ---- */

struct builder {
	struct filter *filter;
	struct arena arena;
	struct intern windows; /* each once, case aside */
	uint32_t cap_windows;
};

static bool take_window(void *user, struct span text)
{
	struct builder *builder = user;
	char folded[FILTER_WINDOW];

	for (size_t i = 0; i < text.len; i++)
		folded[i] = (char)(text.ptr[i] | 0x20);
	return intern_add(&builder->windows, (struct span){folded, text.len}) != UINT32_MAX;
}

static awry_status add_entry(struct filter *filter, uint32_t window, int32_t offset, const char *gram)
{
	TRY(mem_grow(filter->alloc, &filter->entries, &filter->cap_entries, filter->n_entries + 1, sizeof(*filter->entries)));
	filter->entries[filter->n_entries++] = (struct filter_entry){load(gram), window, offset};
	return AWRY_OK;
}

/* A window of 10 bytes is looked for with each byte that may stand behind it, case aside. */
static awry_status add_beside(struct filter *filter, uint32_t number)
{
	const struct filter_window *window = &filter->windows[number];
	char gram[FILTER_GRAM];

	memcpy(gram, window->bytes + window->len - FILTER_GRAM + 1, FILTER_GRAM - 1);
	for (unsigned byte = 0; byte < 256; byte++) {
		gram[FILTER_GRAM - 1] = (char)(byte | 0x20);
		if (byte & 0x20)
			TRY(add_entry(filter, number, window->len - FILTER_GRAM + 1, gram));
	}
	return AWRY_OK;
}

static awry_status add_entries(struct filter *filter, uint32_t number)
{
	const struct filter_window *window = &filter->windows[number];

	if (window->len < SHORTEST) {
		filter->n_left_out++;
		return AWRY_OK;
	}
	for (int32_t i = 0; i + FILTER_GRAM <= window->len; i++)
		TRY(add_entry(filter, number, i, (const char *)window->bytes + i));
	return window->len < FILTER_WINDOW ? add_beside(filter, number) : AWRY_OK;
}

/* Puts the entries into the order of their buckets. */
static awry_status sort_entries(struct filter *filter)
{
	struct filter_entry *sorted = mem_resize(filter->alloc, NULL, 0, filter->cap_entries * sizeof(*sorted));

	if (!sorted)
		return AWRY_E_NOMEM;
	for (uint32_t i = 0; i < filter->n_entries; i++)
		filter->first[(hash_of(filter->entries[i].gram) >> BUCKET_SHIFT) + 1]++;
	for (uint32_t i = 0; i < N_BUCKETS; i++)
		filter->first[i + 1] += filter->first[i];
	/* Filled from behind, so that each first comes to stand where its bucket begins. */
	for (uint32_t i = filter->n_entries; i > 0; i--) {
		const struct filter_entry *entry = &filter->entries[i - 1];
		uint32_t hash = hash_of(entry->gram);

		sorted[--filter->first[(hash >> BUCKET_SHIFT) + 1]] = *entry;
		filter->bits[hash >> 6] |= UINT64_C(1) << (hash & 63);
		hash = second_hash(entry->gram);
		filter->second[hash >> 6] |= UINT64_C(1) << (hash & 63);
	}
	for (uint32_t i = 0; i < N_BUCKETS; i++)
		filter->first[i] = filter->first[i + 1];
	filter->first[N_BUCKETS] = filter->n_entries;
	mem_resize(filter->alloc, filter->entries, filter->cap_entries * sizeof(*sorted), 0);
	filter->entries = sorted;
	return AWRY_OK;
}

static void *zeroed(const awry_alloc *alloc, size_t size)
{
	void *memory = mem_resize(alloc, NULL, 0, size);

	return memory ? memset(memory, 0, size) : NULL;
}

static awry_status fill(struct builder *builder)
{
	struct filter *filter = builder->filter;

	filter->n_windows = builder->windows.count;
	filter->windows = zeroed(filter->alloc, (filter->n_windows + 1u) * sizeof(*filter->windows));
	filter->bits = zeroed(filter->alloc, BITS_SIZE);
	filter->second = zeroed(filter->alloc, SECOND_SIZE);
	filter->first = zeroed(filter->alloc, (N_BUCKETS + 1) * sizeof(*filter->first));
	if (!filter->windows || !filter->bits || !filter->second || !filter->first)
		return AWRY_E_NOMEM;
	for (uint32_t i = 0; i < filter->n_windows; i++) {
		struct span text = builder->windows.strings[i];

		filter->windows[i].len = (uint8_t)text.len;
		memcpy(filter->windows[i].bytes, text.ptr, text.len);
		TRY(add_entries(filter, i));
	}
	return filter->n_entries > 0 ? sort_entries(filter) : AWRY_OK;
}

awry_status filter_build(struct filter *filter, const struct kb *kb, const awry_alloc *alloc)
{
	struct builder builder = {.filter = filter};
	awry_status status;

	*filter = (struct filter){.alloc = alloc};
	arena_init(&builder.arena, alloc);
	intern_init(&builder.windows, alloc, &builder.arena);
	status = windows_choose(kb, alloc, take_window, &builder);
	if (!status)
		status = fill(&builder);
	intern_release(&builder.windows);
	arena_release(&builder.arena);
	if (status)
		filter_release(filter);
	return status;
}

void filter_release(struct filter *filter)
{
	if (!filter->alloc)
		return;
	mem_resize(filter->alloc, filter->windows, (filter->n_windows + 1u) * sizeof(*filter->windows), 0);
	mem_resize(filter->alloc, filter->bits, BITS_SIZE, 0);
	mem_resize(filter->alloc, filter->second, SECOND_SIZE, 0);
	mem_resize(filter->alloc, filter->first, (N_BUCKETS + 1) * sizeof(*filter->first), 0);
	mem_resize(filter->alloc, filter->entries, filter->cap_entries * sizeof(*filter->entries), 0);
	*filter = (struct filter){0};
}

/* ---- searching ---- */

static bool is_window_at(const struct filter_window *window, struct span text, int64_t at)
{
	if (at < 0 || (uint64_t)at + window->len > text.len)
		return false;
	for (uint32_t i = 0; i < window->len; i++) {
		if (((uint8_t)text.ptr[at + i] | 0x20) != window->bytes[i])
			return false;
	}
	return true;
}

/* Whether a window stands round the gram at `at`. */
static bool has_window(const struct filter *filter, struct span text, uint32_t at)
{
	uint64_t gram = load(text.ptr + at);
	uint32_t bucket = hash_of(gram) >> BUCKET_SHIFT;

	for (uint32_t i = filter->first[bucket]; i < filter->first[bucket + 1]; i++) {
		const struct filter_entry *entry = &filter->entries[i];

		if (entry->gram == gram &&
			is_window_at(&filter->windows[entry->window], text, (int64_t)at - entry->offset))
			return true;
	}
	return false;
}

/* Looks closer at N_PROBES probes from `at` on. */
static uint32_t look_closer(const struct filter *filter, struct span text, uint32_t at, uint32_t *hits)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < N_PROBES; i++, at += FILTER_STRIDE) {
		if (is_likely(filter, load(text.ptr + at)) && has_window(filter, text, at))
			hits[n++] = at;
	}
	return n;
}

static inline uint64_t probe_all(const uint64_t *bits, const char *at)
{
	uint64_t any = 0;

	for (uint32_t i = 0; i < N_PROBES; i++)
		any |= bit_of(bits, load(at + i * FILTER_STRIDE));
	return any & 1;
}

uint32_t filter_find(const struct filter *filter, struct span text, uint32_t from, uint32_t to, uint32_t *hits)
{
	const uint64_t *bits = filter->bits;
	uint32_t at = from, n = 0;

	if (filter->n_entries == 0 || text.len < FILTER_GRAM)
		return 0;
	to = to < text.len - FILTER_GRAM + 1 ? to : (uint32_t)text.len - FILTER_GRAM + 1;
	for (; at + N_PROBES * FILTER_STRIDE <= to; at += N_PROBES * FILTER_STRIDE) {
		if (probe_all(bits, text.ptr + at))
			n += look_closer(filter, text, at, hits + n);
	}
	for (; at < to; at += FILTER_STRIDE) {
		if (is_likely(filter, load(text.ptr + at)) && has_window(filter, text, at))
			hits[n++] = at;
	}
	return n;
}
