/* SPDX-License-Identifier: MIT */
#include "loading.h"

static void the_block_can_be_moved(void **state)
{
	(void)state;
	struct kb_source source = source_of("a.yaml", sound, 0);
	struct kb *kb = load_sound(&source, 1);
	size_t size = kb->size;
	struct kb *moved = mem_resize(mem_default(), NULL, 0, size);
	memcpy(moved, kb, size);
	memset(kb, 0xee, size);
	mem_resize(mem_default(), kb, size, 0);
	uint32_t router = kb_find_diagnosis(moved, "net/router");
	assert_string_equal(kb_slot_id(moved, kb_slot_diagnosis(moved, router)), "net/router");
	mem_resize(mem_default(), moved, size, 0);
}

static void the_same_files_make_the_same_block(void **state)
{
	(void)state;
	static const char more[] = "diagnoses:\n  b/c: " DIAGNOSIS "\n";
	const struct kb_source forth[] = {source_of("a.yaml", sound, 0),
					  source_of("b.yaml", more, 0)};
	const struct kb_source back[] = {forth[1], forth[0]};
	struct kb *first = load_sound(forth, 2), *second = load_sound(back, 2),
		  *other = load_sound(forth, 1);
	assert_int_equal(first->size, second->size);
	assert_memory_equal(first, second, first->size);
	assert_int_equal(strlen(first->sha256), 64);
	assert_string_not_equal(first->sha256, other->sha256);
	free_kb(first);
	free_kb(second);
	free_kb(other);
}

static void the_digest_is_of_the_rest(void **state)
{
	(void)state;
	struct kb_source source = source_of("a.yaml", sound, 0);
	struct kb *kb = load_sound(&source, 1);
	char told[65], found[65];
	uint8_t digest[32];
	memcpy(told, kb->sha256, sizeof(told));
	memset(kb->sha256, 0, sizeof(kb->sha256));
	sha256(kb, kb->size, digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(found + 2 * i, 3, "%02x", digest[i]);
	assert_string_equal(told, found);
	free_kb(kb);
}

static void sections_are_aligned_and_inside(void **state)
{
	(void)state;
	struct kb_source source = source_of("a.yaml", sound, 0);
	struct kb *kb = load_sound(&source, 1);
#define X(name, type)                             \
	assert_int_equal(kb->name.offset % 8, 0); \
	assert_true(kb->name.offset + kb->name.count * sizeof(type) <= kb->size);
	KB_SECTIONS(X)
#undef X
	assert_memory_equal(kb->magic, KB_MAGIC, sizeof(KB_MAGIC));
	free_kb(kb);
}

/* ---- want of memory ---- */

struct budget {
	long calls_left;
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

static void every_allocation_may_fail(void **state)
{
	(void)state;
	static const char messages[] =
		"symptoms:\n"
		"  a/b:\n"
		"    title: T\n"
		"    candidates: { net/cable: 1 }\n"
		"    messages: [ 'Lost {host}', { code: SomeCode }, '/lost+/' ]\n"
		"    examples: { match: [ x ] }\n";
	const struct kb_source sources[] = {source_of("a.yaml", sound, 0),
					    source_of("b.yaml", messages, 0)};
	awry_status status = AWRY_E_NOMEM;
	for (long calls = 0; status == AWRY_E_NOMEM; calls++) {
		struct budget budget = {.calls_left = calls};
		awry_alloc alloc = {resize_on_budget, &budget};
		struct told told;
		struct kb *kb;
		status = load_with(&alloc, sources, 2, &told, &kb);
		assert_int_equal(told.count, 0);
		assert_true(status == AWRY_E_NOMEM ? kb == NULL : status == AWRY_OK);
		if (kb)
			mem_resize(&alloc, kb, kb->size, 0);
		assert_int_equal(budget.held, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_block_can_be_moved),
		cmocka_unit_test(the_same_files_make_the_same_block),
		cmocka_unit_test(the_digest_is_of_the_rest),
		cmocka_unit_test(sections_are_aligned_and_inside),
		cmocka_unit_test(every_allocation_may_fail),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
