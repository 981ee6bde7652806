/* SPDX-License-Identifier: MIT */

/* Saved sessions of strangers.  The checksum is made right, as whoever writes a file can write its checksum, too; what is
 * restored can be used, and saves as what it was. */

#include "fuzz.h"

#include <jansson.h>

#include "dialog/session.h"
#include "report/report.h"
#include "report/save.h"

static char *with_checksum(struct span text)
{
	json_t *object = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
	char *body, *whole = NULL, hex[65];
	uint8_t digest[32];

	if (json_is_object(object)) {
		json_object_del(object, "check");
		body = json_dumps(object, JSON_COMPACT);
		REQUIRE(body);
		sha256(body, strlen(body), digest);
		for (size_t i = 0; i < sizeof(digest); i++)
			snprintf(hex + 2 * i, 3, "%02x", digest[i]);
		json_object_set_new(object, "check", json_string(hex));
		whole = json_dumps(object, JSON_COMPACT);
		free(body);
	}
	json_decref(object);
	return whole;
}

static void use(awry_session *session)
{
	static const awry_report_options options = AWRY_REPORT_OPTIONS_INIT;
	awry_outcome outcome;
	const char *why;
	struct buf out;

	buf_init(&out, mem_default());
	REQUIRE(session_next(session, &outcome) == AWRY_OK);
	REQUIRE(session_set_masking(session, true) == AWRY_OK);
	REQUIRE(report_markdown(session, &options, fuzz_collect, &out) == AWRY_OK);
	REQUIRE(report_json(session, &options, fuzz_collect, &out) == AWRY_OK);
	REQUIRE(report_text(session, &options, fuzz_collect, &out) == AWRY_OK);
	require_clean(out.ptr, out.len);
	session_explain(session, AWRY_HOW, NULL, &why);
	buf_release(&out);
}

/* Masking again may hide more of a text, so that the bytes may differ; what was told may not. */
static void save_again(awry_session *session)
{
	awry_outcome was, is;
	awry_session *restored;
	struct buf saved;
	size_t n_dropped;

	buf_init(&saved, mem_default());
	REQUIRE(save_write(session, fuzz_collect, &saved) == AWRY_OK);
	REQUIRE(save_read(session->kb, mem_default(), (struct span){saved.ptr, saved.len}, &restored, &n_dropped) == AWRY_OK);
	REQUIRE(n_dropped == 0);
	REQUIRE(restored->n_seen == session->n_seen && restored->n_given == session->n_given);
	REQUIRE(session_next(session, &was) == AWRY_OK && session_next(restored, &is) == AWRY_OK);
	REQUIRE(was.state == is.state && was.n_diagnoses == is.n_diagnoses && was.n_asked == is.n_asked);
	session_close(restored);
	buf_release(&saved);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	awry_session *session;
	size_t n_dropped;
	char *text = with_checksum(fuzz_span(data, size));
	struct span bytes = text ? span_of(text) : fuzz_span(data, size);

	if (save_read(fuzz_kb(), mem_default(), bytes, &session, &n_dropped) == AWRY_OK) {
		use(session);
		save_again(session);
		session_close(session);
	}
	free(text);
	return 0;
}
