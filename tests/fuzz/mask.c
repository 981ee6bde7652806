/* SPDX-License-Identifier: MIT */

/* A masked text holds neither an access key nor an account id, and is masked the same way again. */

#include "fuzz.h"

#include "dialog/mask.h"

static bool is_alnum_byte(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static void require_no_key(const struct buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i <= out->len; i++) {
		char c = i < out->len ? out->ptr[i] : ' ';
		if (is_alnum_byte(c)) {
			n++;
			continue;
		}
		bool is_key = n == 20 && memcmp(out->ptr + i - n, "AKIA", 4) == 0;
		for (size_t at = i - n; is_key && at < i; at++)
			is_key = !(out->ptr[at] >= 'a');
		REQUIRE(!is_key);
		n = 0;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_span(data, size);
	struct buf first, second, secrets;
	struct mask *mask;

	REQUIRE(mask_new(mem_default(), &mask) == AWRY_OK);
	buf_init(&first, mem_default());
	buf_init(&second, mem_default());
	buf_init(&secrets, mem_default());
	mask_add(mask, &first, text.ptr, text.len);
	mask_add(mask, &second, text.ptr, text.len);
	REQUIRE(first.len == second.len && (first.len == 0 || memcmp(first.ptr, second.ptr, first.len) == 0));
	mask_add(NULL, &secrets, text.ptr, text.len);
	require_no_key(&first);
	require_no_key(&secrets);
	buf_release(&first);
	buf_release(&second);
	buf_release(&secrets);
	mask_free(mask);
	return 0;
}
