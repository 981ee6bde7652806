/* SPDX-License-Identifier: MIT */
#include "dialog/session.h"

#include "dialog/tell.h"

#include <stdlib.h>

awry_status session_open(const struct kb *kb, const awry_alloc *alloc, awry_session **out)
{
	awry_session *session;
	awry_status status;

	*out = NULL;
	if (!alloc)
		alloc = mem_default();
	session = mem_resize(alloc, NULL, 0, sizeof(*session));
	if (!session)
		return AWRY_E_NOMEM;
	*session = (awry_session){.kb = kb, .alloc = alloc, .question = KB_NONE};
	arena_init(&session->arena, alloc);
	arena_init(&session->scratch, alloc);
	differential_init(&session->differential, alloc);
	status = facts_init(&session->facts, kb, alloc);
	if (status) {
		mem_resize(alloc, session, sizeof(*session), 0);
		return status;
	}
	*out = session;
	return AWRY_OK;
}

void session_close(awry_session *session)
{
	const awry_alloc *alloc;

	if (!session)
		return;
	alloc = session->alloc;
	matcher_free(session->matcher);
	facts_release(&session->facts);
	differential_release(&session->differential);
	mask_free(session->mask);
	mem_resize(alloc, session->seen, session->seen_cap * sizeof(*session->seen), 0);
	mem_resize(alloc, session->lookalikes, session->lookalikes_cap * sizeof(*session->lookalikes), 0);
	mem_resize(alloc, session->values, session->values_cap * sizeof(*session->values), 0);
	mem_resize(alloc, session->given, session->given_cap * sizeof(*session->given), 0);
	arena_release(&session->arena);
	arena_release(&session->scratch);
	mem_resize(alloc, session, sizeof(*session), 0);
}

awry_status session_clear(awry_session *session)
{
	session->n_seen = session->n_lookalikes = session->n_values = session->n_given = 0;
	session->limits = 0;
	session->restored = (struct restored){0};
	session->is_weighed = session->is_thought = false;
	arena_clear(&session->arena);
	arena_clear(&session->scratch);
	mask_free(session->mask);
	session->mask = NULL;
	session->is_masking = false;
	return facts_clear(&session->facts);
}

awry_status session_set_masking(awry_session *session, bool is_masking)
{
	session->is_masking = is_masking;
	session->is_short = false;
	return is_masking && !session->mask ? mask_new(session->alloc, &session->mask) : AWRY_OK;
}

const char *session_masked(awry_session *session, const char *text)
{
	struct buf buf;
	const char *masked;

	if (!session->is_masking || !text)
		return text;
	buf_init(&buf, session->alloc);
	mask_add(session->mask, &buf, text, strlen(text));
	masked = buf.failed ? NULL : arena_copy(&session->scratch, buf.ptr ? buf.ptr : "", buf.len);
	buf_release(&buf);
	session->is_short |= !masked;
	return masked;
}

/* ---- answers ---- */

static awry_status parse_answer(const awry_session *session, uint32_t finding, const char *text, struct fact_value *out)
{
	char *end;

	*out = (struct fact_value){.kind = FACT_UNKNOWN};
	if (!text)
		return AWRY_OK;
	switch ((enum kb_finding_kind)kb_findings(session->kb)[finding].kind) {
	case KB_CHOICE:
		out->kind = FACT_ANSWER;
		out->answer = kb_find_answer(session->kb, finding, text);
		return out->answer == KB_NONE ? AWRY_E_UNKNOWN : AWRY_OK;
	case KB_NUMBER:
		out->kind = FACT_NUMBER;
		out->number = strtod(text, &end);
		return end == text || *end || !(out->number > -1e300 && out->number < 1e300) ? AWRY_E_UNKNOWN : AWRY_OK;
	case KB_TEXT:
		out->kind = FACT_TEXT;
		out->text = span_of(text);
		return out->text.len > 0 ? AWRY_OK : AWRY_E_UNKNOWN;
	}
	return AWRY_E_UNKNOWN;
}

static awry_status set_given(awry_session *session, uint32_t finding, struct fact_value value)
{
	struct given given = {.finding = finding, .by = FACT_BY_ANSWER, .value = value};

	if (value.kind == FACT_TEXT) {
		given.value.text.ptr = tell_keep(session, value.text);
		if (!given.value.text.ptr)
			return AWRY_E_NOMEM;
	}
	for (uint32_t i = 0; i < session->n_given && facts_is_told(&session->facts, finding); i++) {
		if (session->given[i].finding == finding && session->given[i].by == FACT_BY_ANSWER) {
			session->given[i] = given;
			return AWRY_OK;
		}
	}
	return tell_given(session, given);
}

awry_status session_answer(awry_session *session, const char *id, const char *text)
{
	uint32_t finding = kb_find_finding(session->kb, id);
	struct fact_value value;

	if (finding == KB_NONE)
		return AWRY_E_UNKNOWN;
	TRY(parse_answer(session, finding, text, &value));
	session->is_weighed = session->is_thought = false;
	TRY(set_given(session, finding, value));
	if (value.kind == FACT_TEXT)
		TRY(tell_value(session, kb_findings(session->kb)[finding].value, value.text, 3, KB_NONE));
	return facts_tell(&session->facts, finding, value, FACT_BY_ANSWER, finding);
}

awry_status session_retract(awry_session *session, const char *id)
{
	uint32_t finding = kb_find_finding(session->kb, id);
	const struct given *given = finding == KB_NONE ? NULL : given_by(session, finding, FACT_BY_ANSWER);

	if (!given)
		return AWRY_E_UNKNOWN;
	session->is_weighed = session->is_thought = false;
	size_t at = (size_t)(given - session->given);
	memmove(session->given + at, session->given + at + 1, (session->n_given - at - 1) * sizeof(*session->given));
	session->n_given--;
	given = given_by(session, finding, FACT_BY_MESSAGE);
	if (given)
		return facts_tell(&session->facts, finding, given->value, FACT_BY_MESSAGE, finding);
	return facts_retract(&session->facts, finding);
}

/* ---- reading ---- */

uint32_t session_n_asked(const awry_session *session)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < session->n_given; i++)
		n += session->given[i].by == FACT_BY_ANSWER;
	return n;
}

const struct given *session_given(const awry_session *session, uint32_t finding)
{
	const struct given *given = given_by(session, finding, FACT_BY_ANSWER);

	return given ? given : given_by(session, finding, FACT_BY_MESSAGE);
}

const struct seen *session_seen(const awry_session *session, uint32_t slot)
{
	for (uint32_t i = 0; i < session->n_seen; i++)
		if (session->seen[i].slot == slot)
			return &session->seen[i];
	return NULL;
}

static const char *number_text(awry_session *session, double number)
{
	struct buf buf;
	const char *text;

	buf_init(&buf, session->alloc);
	buf_fmt(&buf, "%.15g", number);
	text = buf.failed ? NULL : arena_copy(&session->scratch, buf.ptr, buf.len);
	buf_release(&buf);
	return text ? text : "";
}

const char *session_given_text(awry_session *session, const struct given *given)
{
	const struct kb_finding *finding = kb_findings(session->kb) + given->finding;

	switch (given->value.kind) {
	case FACT_ANSWER:
		return kb_text(session->kb, kb_answers(session->kb)[finding->answers.first + given->value.answer].value);
	case FACT_NUMBER:
		return number_text(session, given->value.number);
	case FACT_TEXT:
		return given->value.text.ptr;
	case FACT_UNKNOWN:
		break;
	}
	return "don't know";
}

const char *session_given_says(awry_session *session, const struct given *given)
{
	const struct kb_finding *finding = kb_findings(session->kb) + given->finding;

	if (given->value.kind != FACT_ANSWER)
		return session_given_text(session, given);
	return kb_text(session->kb, kb_answers(session->kb)[finding->answers.first + given->value.answer].says);
}

/* ---- thinking ---- */

static awry_status list_suspects(awry_session *session)
{
	struct sighting *sightings = arena_alloc(&session->scratch, session->n_seen + 1, sizeof(*sightings));

	if (!sightings)
		return AWRY_E_NOMEM;
	for (uint32_t i = 0; i < session->n_seen; i++)
		sightings[i] = (struct sighting){session->seen[i].slot, session->seen[i].strength, session->seen[i].n_literal};
	return differential_suspect(&session->differential, session->kb, sightings, session->n_seen);
}

static awry_state state_of(const struct differential *differential)
{
	if (differential->n == 0)
		return AWRY_UNRECOGNISED;
	for (uint32_t i = 0; i < differential->n; i++)
		if (differential->suspects[i].proved || differential->suspects[i].probability >= weights.enough)
			return AWRY_DIAGNOSED;
	return AWRY_CANDIDATES;
}

static awry_status doubt_answers(awry_session *session)
{
	uint32_t *findings = arena_alloc(&session->scratch, session->n_given + 1, sizeof(*findings));
	uint32_t n = 0;

	if (!findings)
		return AWRY_E_NOMEM;
	for (uint32_t i = 0; i < session->n_given; i++)
		if (session->given[i].by == FACT_BY_ANSWER && session->given[i].value.kind != FACT_UNKNOWN)
			findings[n++] = session->given[i].finding;
	return differential_doubt(&session->differential, &session->facts, findings, n, &session->doubt);
}

awry_status session_weigh(awry_session *session)
{
	if (session->is_weighed)
		return AWRY_OK;
	arena_clear(&session->scratch);
	TRY(list_suspects(session));
	differential_weigh(&session->differential, &session->facts);
	TRY(doubt_answers(session));
	differential_rank(&session->differential, session->kb);
	session->state = state_of(&session->differential);
	session->is_weighed = true;
	return AWRY_OK;
}

/* A probable end that hangs on one answer is worth a few more questions, not many: no more in all than
 * the suspects were uncertain at the start, in bits, and two. */
static bool wants_confirmation(const awry_session *session)
{
	return session->state == AWRY_DIAGNOSED && !session->doubt.stands &&
		!session->differential.suspects[0].proved &&
		session_n_asked(session) < differential_prior_entropy(&session->differential) + 2;
}

awry_status session_think(awry_session *session)
{
	if (session->is_thought)
		return AWRY_OK;
	TRY(session_weigh(session));
	session->question = KB_NONE;
	session->question_gain = 0;
	if (session->state == AWRY_CANDIDATES || wants_confirmation(session))
		TRY(question_choose(session, &session->question, &session->question_gain));
	session->is_thought = true;
	return AWRY_OK;
}

static awry_status fill_question(awry_session *session, uint32_t index, const awry_question **out)
{
	const struct kb *kb = session->kb;
	const struct kb_finding *finding = kb_findings(kb) + index;
	awry_question *question = arena_alloc(&session->scratch, 1, sizeof(*question));
	awry_answer *answers = arena_alloc(&session->scratch, finding->answers.count + 1, sizeof(*answers));

	if (!question || !answers)
		return AWRY_E_NOMEM;
	question->id = kb_text(kb, finding->id);
	question->ask = session_fill(session, &session->scratch, KB_NONE, kb_text(kb, finding->ask), FILL_PROSE);
	question->check = finding->check
		? session_fill(session, &session->scratch, KB_NONE, kb_text(kb, finding->check), FILL_COMMAND) : NULL;
	question->help = finding->help ? kb_text(kb, finding->help) : NULL;
	question->unit = finding->unit ? kb_text(kb, finding->unit) : NULL;
	for (uint32_t i = 0; i < finding->answers.count; i++) {
		const struct kb_answer *answer = kb_answers(kb) + finding->answers.first + i;
		answers[i] = (awry_answer){kb_text(kb, answer->value), kb_text(kb, answer->says)};
	}
	question->answers = answers;
	question->n_answers = finding->answers.count;
	*out = question;
	return question->ask && (question->check || !finding->check) ? AWRY_OK : AWRY_E_NOMEM;
}

awry_status session_next(awry_session *session, awry_outcome *out)
{
	const struct kb *kb = session->kb;
	const struct differential *differential = &session->differential;

	*out = (awry_outcome){.state = AWRY_UNRECOGNISED};
	TRY(session_think(session));
	awry_diagnosis *list = arena_alloc(&session->scratch, differential->n + 1, sizeof(*list));
	if (!list)
		return AWRY_E_NOMEM;
	for (uint32_t i = 0; i < differential->n; i++) {
		const struct suspect *suspect = &differential->suspects[i];
		const struct kb_diagnosis *diagnosis = kb_diagnoses(kb) + suspect->diagnosis;
		const char *title = session_fill(session, &session->scratch, kb_slot_diagnosis(kb, suspect->diagnosis),
			kb_text(kb, diagnosis->title), FILL_PROSE);
		if (!title)
			return AWRY_E_NOMEM;
		list[i] = (awry_diagnosis){kb_text(kb, diagnosis->id), title, suspect->probability, weigh_word(suspect->probability, suspect->proved), suspect->proved};
		out->n_live += suspect->probability >= weights.live;
	}
	out->state = session->state;
	out->diagnoses = list;
	out->n_diagnoses = differential->n;
	out->none = differential->none;
	out->n_asked = session_n_asked(session);
	if (session->doubt.finding != KB_NONE && differential->suspects[0].probability < differential->none) {
		out->reconsider = kb_text(kb, kb_findings(kb)[session->doubt.finding].id);
		out->reconsider_for = kb_text(kb, kb_diagnoses(kb)[session->doubt.diagnosis].id);
	}
	return session->question == KB_NONE ? AWRY_OK : fill_question(session, session->question, &out->question);
}

/* ---- what was seen and answered ---- */

awry_status session_answered(awry_session *session, size_t index, const awry_question **question, const char **value)
{
	for (uint32_t i = 0; i < session->n_given; i++) {
		const struct given *given = &session->given[i];
		if (given->by != FACT_BY_ANSWER || index-- > 0)
			continue;
		*value = given->value.kind == FACT_UNKNOWN ? NULL : session_given_text(session, given);
		return fill_question(session, given->finding, question);
	}
	return AWRY_E_UNKNOWN;
}

static awry_status seen_sighting(awry_session *session, const struct seen *seen, awry_sighting *out)
{
	const struct kb *kb = session->kb;
	uint32_t index;
	bool is_symptom = kb_slot_kind(kb, seen->slot, &index) == KB_SLOT_SYMPTOM;
	kb_str title = is_symptom ? kb_symptoms(kb)[index].title : kb_diagnoses(kb)[index].title;

	*out = (awry_sighting){.kind = is_symptom ? AWRY_SYMPTOM : AWRY_DIAGNOSIS, .id = kb_slot_id(kb, seen->slot),
		.file = seen->file, .line = seen->line, .count = seen->count};
	out->title = session_fill(session, &session->scratch, seen->slot, kb_text(kb, title), FILL_PROSE);
	return out->title ? AWRY_OK : AWRY_E_NOMEM;
}

static void lookalike_sighting(const awry_session *session, const struct seen_lookalike *seen, awry_sighting *out)
{
	const struct kb_lookalike *lookalike = kb_lookalikes(session->kb) + seen->lookalike;

	*out = (awry_sighting){.kind = AWRY_LOOKALIKE, .id = kb_text(session->kb, lookalike->id),
		.title = kb_text(session->kb, lookalike->title), .file = seen->file, .line = seen->line, .count = 1};
}

static void answer_sighting(awry_session *session, const struct given *given, awry_sighting *out)
{
	const struct kb_finding *finding = kb_findings(session->kb) + given->finding;

	*out = (awry_sighting){.kind = AWRY_FINDING, .id = kb_text(session->kb, finding->id),
		.title = session_given_says(session, given), .file = given->file, .line = given->seen_line, .count = 1};
}

awry_status session_sighting(awry_session *session, size_t index, awry_sighting *out)
{
	*out = (awry_sighting){0};
	if (index < session->n_seen)
		return seen_sighting(session, &session->seen[index], out);
	index -= session->n_seen;
	if (index < session->n_lookalikes) {
		lookalike_sighting(session, &session->lookalikes[index], out);
		return AWRY_OK;
	}
	index -= session->n_lookalikes;
	for (uint32_t i = 0; i < session->n_given; i++) {
		if (session->given[i].by != FACT_BY_MESSAGE || index-- > 0)
			continue;
		answer_sighting(session, &session->given[i], out);
		return AWRY_OK;
	}
	return AWRY_E_UNKNOWN;
}
