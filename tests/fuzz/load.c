/* SPDX-License-Identifier: MIT */

/* Rule files of strangers: up to a NUL one of the lower layer, behind it one of the upper.  What loads must carry a
 * conversation. */

#include "fuzz.h"

#include "dialog/session.h"

static void count_diag(void *user, const awry_diag *diag)
{
	unsigned *count = user;

	++*count;
	REQUIRE(strlen(diag->code) == 5 && diag->file && diag->message && diag->length > 0);
	REQUIRE(!diag->source || diag->column <= strlen(diag->source) + 1);
}

static void converse(const struct kb *kb)
{
	awry_session *session;
	awry_outcome outcome;

	REQUIRE(session_open(kb, mem_default(), &session) == AWRY_OK);
	if (kb->symptoms.count > 0)
		session_tell_symptom(session, kb_text(kb, kb_symptoms(kb)[0].id));
	for (int i = 0; i < 4; i++) {
		REQUIRE(session_next(session, &outcome) == AWRY_OK);
		if (!outcome.question)
			break;
		session_answer(session, outcome.question->id, i % 2 == 0 && outcome.question->n_answers > 0
			? outcome.question->answers[0].value : "7");
	}
	session_close(session);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_span(data, size);
	const char *nul = memchr(text.ptr ? text.ptr : "", '\0', size);
	size_t first = nul ? (size_t)(nul - text.ptr) : size, rest = nul ? size - first - 1 : 0;
	struct kb_source sources[] = {
		{.name = "a.yaml", .text = text.ptr, .len = first},
		{.name = "b.yaml", .text = nul ? nul + 1 : "", .len = rest, .layer = 1},
	};
	unsigned n_diags = 0;
	struct kb_load_options options = {
		.alloc = mem_default(), .pattern = pattern_literals, .on_diag = count_diag, .diag_user = &n_diags};
	struct kb *kb;
	awry_status status = kb_load(sources, nul ? 2 : 1, &options, &kb);

	REQUIRE(status == AWRY_OK ? kb && n_diags == 0 : status == AWRY_E_RULES && !kb && n_diags > 0);
	if (kb) {
		converse(kb);
		mem_resize(mem_default(), kb, kb->size, 0);
	}
	return 0;
}
