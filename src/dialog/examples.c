/* SPDX-License-Identifier: MIT */
#include "dialog/examples.h"

static const char *target_id(const struct kb *kb, const struct kb_example *example)
{
	switch (example->target_kind) {
	case KB_OF_SYMPTOM:
		return kb_text(kb, kb_symptoms(kb)[example->target].id);
	case KB_OF_DIAGNOSIS:
		return kb_text(kb, kb_diagnoses(kb)[example->target].id);
	default:
		return kb_text(kb, kb_lookalikes(kb)[example->target].id);
	}
}

static bool has_lookalike(const awry_session *session, uint32_t lookalike)
{
	for (uint32_t i = 0; i < session->n_lookalikes; i++)
		if (session->lookalikes[i].lookalike == lookalike)
			return true;
	return false;
}

static bool is_there(const awry_session *session, const struct kb_example *example)
{
	switch (example->target_kind) {
	case KB_OF_SYMPTOM:
		return session_seen(session, kb_slot_symptom(session->kb, example->target)) != NULL;
	case KB_OF_DIAGNOSIS:
		return session_seen(session, kb_slot_diagnosis(session->kb, example->target)) != NULL;
	default:
		return has_lookalike(session, example->target);
	}
}

/* A look-alike must leave nothing of what it hides; a diagnosis must stand first. */
static bool is_first(const awry_session *session, const struct kb_example *example)
{
	if (!is_there(session, example))
		return false;
	return example->target_kind != KB_OF_DIAGNOSIS || session->differential.suspects[0].diagnosis == example->target;
}

static const char *what_came(const awry_session *session)
{
	if (session->differential.n > 0 && session->differential.suspects[0].strength)
		return kb_text(session->kb, kb_diagnoses(session->kb)[session->differential.suspects[0].diagnosis].id);
	if (session->n_seen > 0)
		return kb_slot_id(session->kb, session->seen[0].slot);
	if (session->n_lookalikes > 0)
		return kb_text(session->kb, kb_lookalikes(session->kb)[session->lookalikes[0].lookalike].id);
	return "nothing";
}

static bool is_declared(const struct kb *kb, struct kb_range refs, uint32_t slot)
{
	for (uint32_t i = 0; i < refs.count; i++)
		if (kb_refs(kb)[refs.first + i].slot == slot)
			return true;
	return false;
}

/* A diagnosis that the text names beside the one it is an example of, and that this one does not declare; or KB_NONE. */
static uint32_t find_undeclared(const awry_session *session, const struct kb_example *example)
{
	const struct kb *kb = session->kb;
	const struct kb_diagnosis *diagnosis = kb_diagnoses(kb) + example->target;

	for (uint32_t i = 0; i < session->n_seen; i++) {
		const struct seen *seen = &session->seen[i];
		uint32_t index;
		if (kb_slot_kind(kb, seen->slot, &index) != KB_SLOT_DIAGNOSIS || index == example->target ||
			seen->strength == KB_SUPPORTS || is_declared(kb, diagnosis->also, seen->slot) ||
			is_declared(kb, diagnosis->explains, seen->slot))
			continue;
		return seen->slot;
	}
	return KB_NONE;
}

static void report_failure(const awry_session *session, const struct kb_example *example, struct buf *buf,
	awry_diag_fn on_diag, void *user)
{
	const struct kb *kb = session->kb;
	awry_diag diag = {.code = "AW100", .file = kb_text(kb, example->place.file), .line = example->place.line,
		.column = example->place.column, .length = 1};

	buf_clear(buf);
	if (example->must_match && is_first(session, example))
		buf_fmt(buf, "this example of %s also gives %s; if that is right, say so under also", target_id(kb, example),
			kb_slot_id(kb, find_undeclared(session, example)));
	else if (example->must_match)
		buf_fmt(buf, "this example of %s gives %s first", target_id(kb, example), what_came(session));
	else
		buf_fmt(buf, "this look-alike of %s is taken for it", target_id(kb, example));
	diag.message = buf->failed ? "an example fails" : buf->ptr;
	if (on_diag)
		on_diag(user, &diag);
}

static awry_status run_example(awry_session *session, const struct kb_example *example, bool *passed)
{
	TRY(session_clear(session));
	TRY(session_tell_text(session, "-", span_of(kb_text(session->kb, example->text))));
	TRY(session_weigh(session));
	*passed = example->must_match ? is_first(session, example) : !is_there(session, example);
	if (*passed && example->must_match && example->target_kind == KB_OF_DIAGNOSIS)
		*passed = find_undeclared(session, example) == KB_NONE;
	return AWRY_OK;
}

awry_status examples_run(const struct kb *kb, const awry_alloc *alloc, awry_diag_fn on_diag, void *user,
	size_t *n_passed, size_t *n_failed)
{
	awry_session *session;
	awry_status status;
	struct buf buf;

	*n_passed = *n_failed = 0;
	TRY(session_open(kb, alloc, &session));
	buf_init(&buf, session->alloc);
	status = AWRY_OK;
	for (uint32_t i = 0; i < kb->examples.count && !status; i++) {
		bool passed = false;
		status = run_example(session, kb_examples(kb) + i, &passed);
		if (status)
			break;
		if (passed) {
			++*n_passed;
		} else {
			++*n_failed;
			report_failure(session, kb_examples(kb) + i, &buf, on_diag, user);
		}
	}
	buf_release(&buf);
	session_close(session);
	if (!status && *n_failed > 0)
		status = AWRY_E_RULES;
	return status;
}
