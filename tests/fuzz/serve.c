/* SPDX-License-Identifier: MIT */

/* A line of the protocol gets one clean line of JSON, and the same one again. */

#include "fuzz.h"

#include <jansson.h>

#include "report/serve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf reply, again;
	json_t *object;

	buf_init(&reply, mem_default());
	buf_init(&again, mem_default());
	REQUIRE(serve_line(fuzz_kb(), mem_default(), fuzz_span(data, size), fuzz_collect, &reply) == AWRY_OK);
	REQUIRE(serve_line(fuzz_kb(), mem_default(), fuzz_span(data, size), fuzz_collect, &again) == AWRY_OK);
	REQUIRE(reply.len > 1 && reply.ptr[reply.len - 1] == '\n');
	REQUIRE(memchr(reply.ptr, '\n', reply.len - 1) == NULL);
	REQUIRE(reply.len == again.len && memcmp(reply.ptr, again.ptr, reply.len) == 0);
	require_clean(reply.ptr, reply.len);
	object = json_loadb(reply.ptr, reply.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
	REQUIRE(json_is_object(object));
	json_decref(object);
	buf_release(&reply);
	buf_release(&again);
	return 0;
}
