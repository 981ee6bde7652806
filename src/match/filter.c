/* SPDX-License-Identifier: MIT */
#include "match/filter.h"

#include "match/windows.h"

enum {
	MIN_BITS = 20,    /* 128 KiB: more leaves the cache, */
	MAX_BITS = 22,
	BITS_A_GRAM = 24, /* fewer let more through */
	SECOND_SHIFT = 1, /* how much smaller the second table is, as a power of two */
	BUCKET_SHIFT = 5, /* hashes that share a bucket of the table, as a power of two */
	N_PROBES = 8,     /* that share a branch: written out in find */
	LOAD = 8,         /* bytes read at once, of which a gram is the first */
	MAX_MADE_UP = 4   /* per cent of the windows for which grams with a byte that is not known may be made up */
};

/* From the quickest on; the last finds the shortest windows. */
static const struct filter_shape shapes[] = {{8, 8}, {8, 7}, {8, 6}, {7, 6}, {6, 6}};

/* Case aside: of letters the small one; other bytes fall together in pairs, which costs a little and breaks nothing. */
#define FOLD UINT64_C(0x2020202020202020)

struct filter_window {
	uint8_t len;
	uint8_t bytes[FILTER_MAX_WINDOW];
};

struct filter_entry {
	uint64_t gram;
	uint32_t window;
	int32_t offset; /* of the gram in the window, whose bytes it may overlap by one on either side */
};

static inline uint64_t load(const void *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	return word | FOLD;
}

/* The first `gram` bytes of a load, in the high bits. */
static inline uint64_t keep(uint64_t word, uint32_t gram)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return word << (64 - 8 * gram);
#else
	return word >> (64 - 8 * gram);
#endif
}

static inline uint32_t hash_of(const struct filter *filter, uint64_t gram)
{
	return (uint32_t)((gram * UINT64_C(0x9e3779b97f4a7c15)) >> filter->shift);
}

/* The same of the gram in a load; what is shifted out need not be. */
static inline uint64_t product_in(uint64_t word, uint32_t gram)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return word * (UINT64_C(0x9e3779b97f4a7c15) << (64 - 8 * gram));
#else
	return keep(word, gram) * UINT64_C(0x9e3779b97f4a7c15);
#endif
}

static inline uint64_t bit_of(const uint64_t *bits, uint64_t hash)
{
	return bits[hash >> 6] >> (hash & 63);
}

/* A second opinion in a small table, for places that another gram's bit let through. */
static inline uint32_t second_hash(const struct filter *filter, uint64_t gram)
{
	return (uint32_t)((gram * UINT64_C(0xc2b2ae3d27d4eb4f)) >> (filter->shift + SECOND_SHIFT));
}

static inline bool is_likely(const struct filter *filter, uint64_t gram)
{
	return (bit_of(filter->bits, hash_of(filter, gram)) & 1) && (bit_of(filter->second, second_hash(filter, gram)) & 1);
}

static bool has_bmi2(void)
{
#if defined(__x86_64__)
	return __builtin_cpu_supports("bmi2");
#else
	return false;
#endif
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
	char folded[FILTER_MAX_WINDOW];

	for (size_t i = 0; i < text.len; i++)
		folded[i] = (char)(text.ptr[i] | 0x20);
	return intern_add(&builder->windows, (struct span){folded, text.len}) != UINT32_MAX;
}

static awry_status add_entry(struct filter *filter, uint32_t window, int32_t offset, const char *word)
{
	TRY(mem_grow(filter->alloc, &filter->entries, &filter->cap_entries, filter->n_entries + 1, sizeof(*filter->entries)));
	filter->entries[filter->n_entries++] = (struct filter_entry){keep(load(word), filter->shape.gram), window, offset};
	return AWRY_OK;
}

/* A gram that overlaps the window by one byte, the one at `unknown`, is looked for with each that may stand there, case aside. */
static awry_status add_made_up(struct filter *filter, uint32_t number, int32_t offset, uint32_t unknown)
{
	const struct filter_window *window = &filter->windows[number];
	char word[LOAD] = {0};

	for (uint32_t i = 0; i < filter->shape.gram; i++)
		word[i] = i == unknown ? '\0' : (char)window->bytes[offset + (int32_t)i];
	for (unsigned byte = 0; byte < 256; byte++) {
		word[unknown] = (char)byte;
		if (byte & 0x20)
			TRY(add_entry(filter, number, offset, word));
	}
	return AWRY_OK;
}

static awry_status add_entries(struct filter *filter, uint32_t number)
{
	const struct filter_window *window = &filter->windows[number];
	int32_t gram = (int32_t)filter->shape.gram, len = window->len, n = len - gram + 1;
	char word[FILTER_MAX_WINDOW + LOAD] = {0};

	if (n + 2 < (int32_t)filter->shape.stride) {
		filter->n_left_out++;
		return AWRY_OK;
	}
	memcpy(word, window->bytes, window->len);
	for (int32_t i = 0; i < n; i++)
		TRY(add_entry(filter, number, i, word + i));
	if (n < (int32_t)filter->shape.stride)
		TRY(add_made_up(filter, number, n, filter->shape.gram - 1));
	return n + 1 < (int32_t)filter->shape.stride ? add_made_up(filter, number, -1, 0) : AWRY_OK;
}

static uint32_t n_buckets(const struct filter *filter)
{
	return UINT32_C(1) << (64 - filter->shift - BUCKET_SHIFT);
}

static size_t bits_size(const struct filter *filter)
{
	return ((size_t)1 << (64 - filter->shift)) / 8;
}

static size_t second_size(const struct filter *filter)
{
	return bits_size(filter) >> SECOND_SHIFT;
}

static void *zeroed(const awry_alloc *alloc, size_t size)
{
	void *memory = mem_resize(alloc, NULL, 0, size);

	return memory ? memset(memory, 0, size) : NULL;
}

/* Tables that fit the number of grams. */
static bool open_tables(struct filter *filter)
{
	filter->shift = 64 - MIN_BITS;
	while (filter->shift > 64 - MAX_BITS && (UINT64_C(1) << (64 - filter->shift)) < (uint64_t)filter->n_entries * BITS_A_GRAM)
		filter->shift--;
	filter->bits = zeroed(filter->alloc, bits_size(filter));
	filter->second = zeroed(filter->alloc, second_size(filter));
	filter->first = zeroed(filter->alloc, (n_buckets(filter) + 1) * sizeof(*filter->first));
	return filter->bits && filter->second && filter->first;
}

/* Puts the entries into the order of their buckets. */
static awry_status sort_entries(struct filter *filter)
{
	struct filter_entry *sorted;

	if (!open_tables(filter))
		return AWRY_E_NOMEM;
	sorted = mem_resize(filter->alloc, NULL, 0, filter->cap_entries * sizeof(*sorted));
	if (!sorted)
		return AWRY_E_NOMEM;
	for (uint32_t i = 0; i < filter->n_entries; i++)
		filter->first[(hash_of(filter, filter->entries[i].gram) >> BUCKET_SHIFT) + 1]++;
	for (uint32_t i = 0; i < n_buckets(filter); i++)
		filter->first[i + 1] += filter->first[i];
	/* Filled from behind, so that each first comes to stand where its bucket begins. */
	for (uint32_t i = filter->n_entries; i > 0; i--) {
		const struct filter_entry *entry = &filter->entries[i - 1];
		uint32_t hash = hash_of(filter, entry->gram);

		sorted[--filter->first[(hash >> BUCKET_SHIFT) + 1]] = *entry;
		filter->bits[hash >> 6] |= UINT64_C(1) << (hash & 63);
		hash = second_hash(filter, entry->gram);
		filter->second[hash >> 6] |= UINT64_C(1) << (hash & 63);
	}
	for (uint32_t i = 0; i < n_buckets(filter); i++)
		filter->first[i] = filter->first[i + 1];
	filter->first[n_buckets(filter)] = filter->n_entries;
	mem_resize(filter->alloc, filter->entries, filter->cap_entries * sizeof(*sorted), 0);
	filter->entries = sorted;
	return AWRY_OK;
}

static awry_status fill(struct builder *builder)
{
	struct filter *filter = builder->filter;

	filter->n_windows = builder->windows.count;
	filter->windows = zeroed(filter->alloc, (filter->n_windows + 1u) * sizeof(*filter->windows));
	if (!filter->windows)
		return AWRY_E_NOMEM;
	for (uint32_t i = 0; i < filter->n_windows; i++) {
		struct span text = builder->windows.strings[i];

		filter->windows[i].len = (uint8_t)text.len;
		memcpy(filter->windows[i].bytes, text.ptr, text.len);
		TRY(add_entries(filter, i));
	}
	return filter->n_entries > 0 ? sort_entries(filter) : AWRY_OK;
}

/* The quickest shape that finds what the last one finds, for windows `n_by_len` of each length. */
static struct filter_shape choose_shape(const uint32_t n_by_len[FILTER_MAX_WINDOW + 1])
{
	const struct filter_shape *last = &shapes[N_ELEMENTS(shapes) - 1];
	uint32_t total = 0;

	for (uint32_t len = 0; len <= FILTER_MAX_WINDOW; len++)
		total += n_by_len[len];
	for (const struct filter_shape *shape = shapes; shape < last; shape++) {
		uint32_t lost = 0, made_up = 0;

		for (uint32_t len = filter_window_len(*last) - 2; len < filter_window_len(*shape); len++) {
			if (len + 2 < filter_window_len(*shape))
				lost += n_by_len[len];
			else
				made_up += n_by_len[len];
		}
		if (lost == 0 && made_up * 100 <= total * MAX_MADE_UP)
			return *shape;
	}
	return *last;
}

awry_status filter_build(struct filter *filter, const struct kb *kb, const awry_alloc *alloc)
{
	struct builder builder = {.filter = filter};
	uint32_t n_by_len[FILTER_MAX_WINDOW + 1] = {0};
	awry_status status;

	*filter = (struct filter){.alloc = alloc, .shift = 64 - MIN_BITS, .has_bmi2 = has_bmi2()};
	arena_init(&builder.arena, alloc);
	intern_init(&builder.windows, alloc, &builder.arena);
	status = windows_count(kb, alloc, n_by_len);
	filter->shape = choose_shape(n_by_len);
	if (!status)
		status = windows_choose(kb, alloc, filter->shape, take_window, &builder);
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
	mem_resize(filter->alloc, filter->bits, bits_size(filter), 0);
	mem_resize(filter->alloc, filter->second, second_size(filter), 0);
	mem_resize(filter->alloc, filter->first, (n_buckets(filter) + 1) * sizeof(*filter->first), 0);
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
static bool has_window(const struct filter *filter, struct span text, uint32_t at, uint64_t gram)
{
	uint32_t bucket = hash_of(filter, gram) >> BUCKET_SHIFT;

	for (uint32_t i = filter->first[bucket]; i < filter->first[bucket + 1]; i++) {
		const struct filter_entry *entry = &filter->entries[i];

		if (entry->gram == gram &&
			is_window_at(&filter->windows[entry->window], text, (int64_t)at - entry->offset))
			return true;
	}
	return false;
}

static inline bool probe(const struct filter *filter, struct span text, uint32_t at, uint64_t word)
{
	uint64_t gram = keep(word, filter->shape.gram);

	return is_likely(filter, gram) && has_window(filter, text, at, gram);
}

/* Looks closer at N_PROBES probes from `at` on. */
static uint32_t look_closer(const struct filter *filter, struct span text, uint32_t at, uint32_t *hits)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < N_PROBES; i++, at += filter->shape.stride) {
		if (probe(filter, text, at, load(text.ptr + at)))
			hits[n++] = at;
	}
	return n;
}

#define ALWAYS_INLINE inline __attribute__((always_inline))

/* Probe number `i` of those from `here` on: its bit is the lowest. */
#define PROBE(i) bit_of(bits, product_in(load(here + (size_t)(i) * shape.stride), shape.gram) >> shift)

/* With constants for the shape, each probe is a load, a multiplication and a look into the table. */
static ALWAYS_INLINE uint32_t find(const struct filter *filter, struct span text, uint32_t *from, uint32_t to, uint32_t *hits,
				   const struct filter_shape shape)
{
	const uint64_t *bits = filter->bits;
	uint32_t at = *from, n = 0, shift = filter->shift;

	for (; at + N_PROBES * shape.stride <= to; at += N_PROBES * shape.stride) {
		const char *here = text.ptr + at;

		if ((PROBE(0) | PROBE(1) | PROBE(2) | PROBE(3) | PROBE(4) | PROBE(5) | PROBE(6) | PROBE(7)) & 1)
			n += look_closer(filter, text, at, hits + n);
	}
	*from = at;
	return n;
}

static ALWAYS_INLINE uint32_t find_in_shape(const struct filter *filter, struct span text, uint32_t *from, uint32_t to, uint32_t *hits)
{
	switch (filter->shape.stride * 10 + filter->shape.gram) {
	case 88:
		return find(filter, text, from, to, hits, (struct filter_shape){8, 8});
	case 87:
		return find(filter, text, from, to, hits, (struct filter_shape){8, 7});
	case 86:
		return find(filter, text, from, to, hits, (struct filter_shape){8, 6});
	case 76:
		return find(filter, text, from, to, hits, (struct filter_shape){7, 6});
	default:
		return find(filter, text, from, to, hits, (struct filter_shape){6, 6});
	}
}

/* The same machine code for processors whose shifts take any register, which is two instructions a probe less. */
#if defined(__x86_64__)
__attribute__((target("bmi2"))) static uint32_t find_bmi2(const struct filter *filter, struct span text, uint32_t *from, uint32_t to,
							  uint32_t *hits)
{
	return find_in_shape(filter, text, from, to, hits);
}
#else
#define find_bmi2 find_plain
#endif

static uint32_t find_plain(const struct filter *filter, struct span text, uint32_t *from, uint32_t to, uint32_t *hits)
{
	return find_in_shape(filter, text, from, to, hits);
}

/* A load that may end behind the text. */
static uint64_t load_end(struct span text, uint32_t at)
{
	char word[LOAD] = {0};

	memcpy(word, text.ptr + at, text.len - at < LOAD ? text.len - at : LOAD);
	return load(word);
}

uint32_t filter_find(const struct filter *filter, struct span text, uint32_t from, uint32_t to, uint32_t *hits)
{
	uint32_t whole = text.len < LOAD ? 0 : (uint32_t)text.len - LOAD + 1, n = 0;

	if (filter->n_entries == 0)
		return 0;
	to = to < text.len ? to : (uint32_t)text.len;
	n = (filter->has_bmi2 ? find_bmi2 : find_plain)(filter, text, &from, to < whole ? to : whole, hits);
	for (; from < to; from += filter->shape.stride) {
		if (probe(filter, text, from, load_end(text, from)))
			hits[n++] = from;
	}
	return n;
}
