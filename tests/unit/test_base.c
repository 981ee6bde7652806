/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/base.h"

/* An allocator with a budget of calls, that knows what is still held. */
struct budget {
	int calls_left;
	size_t held;
};

static void *resize_on_budget(void *user, void *ptr, size_t old_size, size_t new_size)
{
	struct budget *budget = user;
	if (new_size > 0 && budget->calls_left-- <= 0)
		return NULL;
	budget->held += new_size - old_size;
	const awry_alloc *alloc = mem_default();
	return alloc->resize(alloc->user, ptr, old_size, new_size);
}

static void arrays_grow_by_doubling(void **state)
{
	(void)state;
	struct budget budget = {.calls_left = 2};
	awry_alloc alloc = {resize_on_budget, &budget};
	int *numbers = NULL;
	uint32_t cap = 0;
	assert_int_equal(mem_grow(&alloc, &numbers, &cap, 1, sizeof(*numbers)), AWRY_OK);
	numbers[0] = 42;
	assert_int_equal(mem_grow(&alloc, &numbers, &cap, 1000, sizeof(*numbers)), AWRY_OK);
	assert_true(cap >= 1000);
	assert_int_equal(numbers[0], 42);
	uint32_t before = cap;
	assert_int_equal(mem_grow(&alloc, &numbers, &cap, 100000, sizeof(*numbers)), AWRY_E_NOMEM);
	assert_int_equal(cap, before);
	assert_int_equal(numbers[0], 42);
	assert_int_equal(mem_grow(&alloc, &numbers, &cap, SIZE_MAX, sizeof(*numbers)),
			 AWRY_E_NOMEM);
	mem_resize(&alloc, numbers, cap * sizeof(*numbers), 0);
	assert_int_equal(budget.held, 0);
}

static void arena_gives_zeroed_aligned_pieces(void **state)
{
	(void)state;
	struct budget budget = {.calls_left = 1000};
	awry_alloc alloc = {resize_on_budget, &budget};
	struct arena arena;
	arena_init(&arena, &alloc);
	for (size_t size = 0; size < 3000; size++) {
		unsigned char *piece = arena_alloc(&arena, size, 1);
		assert_non_null(piece);
		assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(piece[i], 0);
		memset(piece, 0xff, size);
	}
	assert_null(arena_alloc(&arena, SIZE_MAX, 2));
	assert_null(arena_alloc(&arena, SIZE_MAX / 2, 2));
	assert_string_equal(arena_copy(&arena, "abcdef", 3), "abc");
	arena_clear(&arena);
	unsigned char *again = arena_alloc(&arena, 64, 1);
	for (size_t i = 0; i < 64; i++)
		assert_int_equal(again[i], 0);
	arena_release(&arena);
	assert_int_equal(budget.held, 0);
}

static void buf_remembers_its_first_failure(void **state)
{
	(void)state;
	struct budget budget = {.calls_left = 1};
	awry_alloc alloc = {resize_on_budget, &budget};
	struct buf buf;
	buf_init(&buf, &alloc);
	buf_text(&buf, "");
	assert_string_equal(buf.ptr, "");
	buf_fmt(&buf, "%s-%d", "x", 7);
	buf_char(&buf, '!');
	assert_string_equal(buf.ptr, "x-7!");
	assert_int_equal(buf_status(&buf), AWRY_OK);
	buf_fmt(&buf, "%1000d", 1);
	assert_int_equal(buf_status(&buf), AWRY_E_NOMEM);
	buf_text(&buf, "lost");
	assert_string_equal(buf.ptr, "x-7!");
	buf_clear(&buf);
	buf_text(&buf, "again");
	assert_string_equal(buf.ptr, "again");
	assert_int_equal(buf_status(&buf), AWRY_OK);
	buf_release(&buf);
	assert_int_equal(budget.held, 0);
}

static void long_formats_grow_the_buf(void **state)
{
	(void)state;
	struct buf buf;
	buf_init(&buf, mem_default());
	buf_fmt(&buf, "%0500d", 1);
	assert_int_equal(buf.len, 500);
	assert_int_equal(strlen(buf.ptr), 500);
	buf_release(&buf);
}

static void interned_strings_are_numbered_by_first_sight(void **state)
{
	(void)state;
	struct arena arena;
	struct intern intern;
	arena_init(&arena, mem_default());
	intern_init(&intern, mem_default(), &arena);
	assert_int_equal(intern_find(&intern, SPAN("a")), UINT32_MAX);
	for (uint32_t round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < 5000; i++) {
			char text[16];
			int len = snprintf(text, sizeof(text), "text %u", i);
			assert_int_equal(intern_add(&intern, (struct span){text, (size_t)len}), i);
		}
	}
	assert_int_equal(intern.count, 5000);
	assert_int_equal(intern_find(&intern, SPAN("text 77")), 77);
	assert_int_equal(intern_find(&intern, SPAN("text")), UINT32_MAX);
	assert_int_equal(intern_add(&intern, SPAN("")), 5000);
	assert_int_equal(intern_find(&intern, SPAN("")), 5000);
	intern_release(&intern);
	arena_release(&arena);
}

static void intern_survives_want_of_memory(void **state)
{
	(void)state;
	for (int calls = 0; calls < 6; calls++) {
		struct budget budget = {.calls_left = calls};
		awry_alloc alloc = {resize_on_budget, &budget};
		struct arena arena;
		struct intern intern;
		arena_init(&arena, &alloc);
		intern_init(&intern, &alloc, &arena);
		for (unsigned i = 0; i < 40; i++) {
			char c = (char)('a' + i);
			uint32_t number = intern_add(&intern, (struct span){&c, 1});
			assert_true(number == UINT32_MAX || number == i);
		}
		intern_release(&intern);
		arena_release(&arena);
		assert_int_equal(budget.held, 0);
	}
}

static void sha256_agrees_with_fips_180_4(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text, *digest;
	} rows[] = {
		{"nothing", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"one block", "abc",
		 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{"two blocks", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
		{"64 bytes and more",
		 "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqk"
		 "lmnopqrlmnopqrsmnopqrstnopqrstu",
		 "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
	};
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		uint8_t digest[32], portable[32];
		char text[65];
		sha256(rows[i].text, strlen(rows[i].text), digest);
		sha256_portable(rows[i].text, strlen(rows[i].text), portable);
		assert_memory_equal(digest, portable, sizeof(digest));
		for (size_t j = 0; j < 32; j++)
			snprintf(text + 2 * j, 3, "%02x", digest[j]);
		if (strcmp(text, rows[i].digest) != 0)
			fail_msg("%s: %s", rows[i].name, text);
	}
}

static void edit_distance_counts_to_its_limit(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		unsigned limit, distance;
	} rows[] = {
		{"", "", 2, 0},
		{"abc", "abc", 0, 0},
		{"abc", "", 3, 3},
		{"kitten", "sitting", 5, 3},
		{"kitten", "sitting", 2, 3},
		{"messages", "mesages", 2, 1},
		{"suports", "supports", 2, 1},
		{"candidtaes", "candidates", 2, 1},
		{"ba", "ab", 1, 1},
		{"abcdef", "badcfe", 3, 3},
		{"abcdefgh", "stuvwxyz", 2, 3},
	};
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		unsigned there =
			edit_distance(span_of(rows[i].a), span_of(rows[i].b), rows[i].limit);
		unsigned back =
			edit_distance(span_of(rows[i].b), span_of(rows[i].a), rows[i].limit);
		if (there != rows[i].distance || back != there)
			fail_msg("%s to %s: %u, back %u", rows[i].a, rows[i].b, there, back);
	}
	char longest[300];
	memset(longest, 'x', sizeof(longest));
	struct span text = {longest, sizeof(longest)};
	assert_int_equal(edit_distance(text, text, 1), 0);
	assert_int_equal(edit_distance(text, (struct span){longest, 299}, 1), 2);
}

static void folding_keeps_letters_and_digits(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		uint8_t want = FOLD_DROP;
		if (c >= '0' && c <= '9')
			want = (uint8_t)(c - '0');
		else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
			want = (uint8_t)((c | 0x20) - 'a' + 10);
		assert_int_equal(fold_table[c], want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arrays_grow_by_doubling),
		cmocka_unit_test(arena_gives_zeroed_aligned_pieces),
		cmocka_unit_test(buf_remembers_its_first_failure),
		cmocka_unit_test(long_formats_grow_the_buf),
		cmocka_unit_test(interned_strings_are_numbered_by_first_sight),
		cmocka_unit_test(intern_survives_want_of_memory),
		cmocka_unit_test(sha256_agrees_with_fips_180_4),
		cmocka_unit_test(edit_distance_counts_to_its_limit),
		cmocka_unit_test(folding_keeps_letters_and_digits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
