/* SPDX-License-Identifier: MIT */
#include "dialog/tell.h"

const char *tell_keep(awry_session *session, struct span text)
{
	return arena_copy(&session->arena, text.ptr, text.len);
}

awry_status tell_seen(awry_session *session, const struct seen *seen)
{
	uint32_t slot = seen->slot;

	for (uint32_t i = 0; i < session->n_seen; i++) {
		struct seen *known = &session->seen[i];
		if (known->slot != slot)
			continue;
		known->count++;
		if (seen->strength < known->strength)
			known->strength = seen->strength;
		if (seen->n_literal > known->n_literal)
			known->n_literal = seen->n_literal;
		return AWRY_OK;
	}
	TRY(mem_grow(session->alloc, &session->seen, &session->seen_cap, session->n_seen + 1, sizeof(*session->seen)));
	session->seen[session->n_seen++] = *seen;
	return facts_tell(&session->facts, slot, (struct fact_value){.kind = FACT_ANSWER},
		seen->file ? FACT_BY_MESSAGE : FACT_BY_ANSWER, session->n_seen - 1);
}

/* The working memory holds the best value of a name: told, then captured, then found; first in the text among equals. */
static bool is_best_value(const awry_session *session, uint32_t value, uint32_t rank)
{
	for (uint32_t i = 0; i < session->n_values; i++)
		if (session->values[i].value == value && session->values[i].text.len > 0 && session->values[i].rank >= rank)
			return rank == 3;
	return true;
}

static struct known_value *find_value(awry_session *session, uint32_t value, uint32_t rank, uint32_t owner)
{
	for (uint32_t i = 0; i < session->n_values; i++) {
		struct known_value *known = &session->values[i];
		if (known->value == value && known->rank == rank && known->owner == owner)
			return known;
	}
	return NULL;
}

/* An equal source does not replace a value, but the user's: the first place that named it stands. */
awry_status tell_value(awry_session *session, uint32_t value, struct span text, uint32_t rank, uint32_t owner)
{
	if (value == KB_NONE)
		return AWRY_OK;
	bool is_best = is_best_value(session, value, rank);
	struct known_value *known = find_value(session, value, rank, owner);
	if (known && known->text.len > 0 && rank < 3)
		return AWRY_OK;
	const char *copy = tell_keep(session, text);
	if (!copy)
		return AWRY_E_NOMEM;
	if (!known) {
		TRY(mem_grow(session->alloc, &session->values, &session->values_cap, session->n_values + 1,
			sizeof(*session->values)));
		known = &session->values[session->n_values++];
	}
	*known = (struct known_value){value, owner, rank, {copy, text.len}};
	if (!is_best)
		return AWRY_OK;
	return facts_tell(&session->facts, kb_slot_value(session->kb, value),
		(struct fact_value){.kind = FACT_TEXT, .text = text}, FACT_BY_MESSAGE, value);
}

awry_status tell_given(awry_session *session, struct given given)
{
	TRY(mem_grow(session->alloc, &session->given, &session->given_cap, session->n_given + 1, sizeof(*session->given)));
	session->given[session->n_given++] = given;
	return AWRY_OK;
}

const struct given *given_by(const awry_session *session, uint32_t finding, enum fact_source by)
{
	for (uint32_t i = 0; i < session->n_given; i++)
		if (session->given[i].finding == finding && session->given[i].by == by)
			return &session->given[i];
	return NULL;
}

/* The first message that answers a finding stands; the user's answer stands above it. */
awry_status tell_read(awry_session *session, uint32_t finding, uint32_t answer, const char *file, uint32_t line)
{
	struct given given = {.finding = finding, .by = FACT_BY_MESSAGE, .seen_line = line, .file = file,
		.value = {.kind = FACT_ANSWER, .answer = answer}};

	if (given_by(session, finding, FACT_BY_MESSAGE))
		return AWRY_OK;
	TRY(tell_given(session, given));
	if (given_by(session, finding, FACT_BY_ANSWER))
		return AWRY_OK;
	return facts_tell(&session->facts, finding, given.value, FACT_BY_MESSAGE, session->n_given - 1);
}

awry_status tell_lookalike(awry_session *session, uint32_t lookalike, const char *file, uint32_t line)
{
	for (uint32_t i = 0; i < session->n_lookalikes; i++)
		if (session->lookalikes[i].lookalike == lookalike)
			return AWRY_OK;
	TRY(mem_grow(session->alloc, &session->lookalikes, &session->lookalikes_cap, session->n_lookalikes + 1,
		sizeof(*session->lookalikes)));
	session->lookalikes[session->n_lookalikes++] = (struct seen_lookalike){lookalike, file, line};
	return AWRY_OK;
}

static bool holds(struct span text, struct span part)
{
	for (size_t i = 0; part.len > 0 && i + part.len <= text.len; i++)
		if (memcmp(text.ptr + i, part.ptr, part.len) == 0)
			return true;
	return false;
}

/* Whether a captured value is a secret, or part of one, by what stands round it: alone, a password looks like any word. */
static bool is_secret(const struct match *match, struct span hidden, struct span value)
{
	return holds(match->excerpt, value) && !holds(hidden, value);
}

static awry_status tell_values(awry_session *session, const struct recognition *recognition, const struct match *match,
	uint32_t owner)
{
	awry_status status = AWRY_OK;
	struct buf hidden;

	buf_init(&hidden, session->alloc);
	mask_add(NULL, &hidden, match->excerpt.ptr, match->excerpt.len);
	if (hidden.failed)
		status = AWRY_E_NOMEM;
	for (uint32_t i = 0; i < match->values.count && !status; i++) {
		const struct match_value *value = &recognition->values[match->values.first + i];
		struct span text = value->text;
		if (is_secret(match, (struct span){hidden.ptr, hidden.len}, text))
			text = SPAN("[secret]");
		status = tell_value(session, value->value, text, 2, owner);
	}
	buf_release(&hidden);
	return status;
}

static awry_status tell_match(awry_session *session, const struct recognition *recognition, const struct match *match,
	const char *file)
{
	struct seen seen = {.strength = match->strength, .n_literal = match->n_literal, .file = file,
		.line = match->line, .count = 1};

	switch ((enum kb_target)match->target_kind) {
	case KB_OF_SYMPTOM:
		seen.slot = kb_slot_symptom(session->kb, match->target);
		break;
	case KB_OF_DIAGNOSIS:
		seen.slot = kb_slot_diagnosis(session->kb, match->target);
		break;
	case KB_OF_ANSWER:
		TRY(tell_values(session, recognition, match, KB_NONE));
		return tell_read(session, match->target, match->answer, file, match->line);
	case KB_OF_LOOKALIKE:
		return tell_lookalike(session, match->target, file, match->line);
	}
	seen.excerpt = tell_keep(session, match->excerpt);
	if (!seen.excerpt)
		return AWRY_E_NOMEM;
	TRY(tell_values(session, recognition, match, seen.slot));
	return tell_seen(session, &seen);
}

static awry_status tell_recognition(awry_session *session, const struct recognition *recognition, const char *file)
{
	for (uint32_t i = 0; i < recognition->n_matches; i++)
		TRY(tell_match(session, recognition, &recognition->matches[i], file));
	for (uint32_t i = recognition->first_sniffed; i < recognition->n_values; i++)
		TRY(tell_value(session, recognition->values[i].value, recognition->values[i].text, 1, KB_NONE));
	session->limits |= recognition->limits;
	return AWRY_OK;
}

awry_status session_tell_text(awry_session *session, const char *name, struct span text)
{
	struct recognition recognition;
	const char *file = tell_keep(session, span_of(name));
	awry_status status;

	if (!file)
		return AWRY_E_NOMEM;
	session->is_weighed = session->is_thought = false;
	if (!session->matcher)
		TRY(matcher_new(session->kb, session->alloc, &session->matcher));
	TRY(matcher_recognise(session->matcher, text, &recognition));
	status = tell_recognition(session, &recognition, file);
	recognition_release(&recognition);
	return status;
}

awry_status session_tell_symptom(awry_session *session, const char *id)
{
	uint32_t symptom = kb_find_symptom(session->kb, id);
	struct seen seen = {.count = 1};

	if (symptom == KB_NONE)
		return AWRY_E_UNKNOWN;
	session->is_weighed = session->is_thought = false;
	seen.slot = kb_slot_symptom(session->kb, symptom);
	return tell_seen(session, &seen);
}

awry_status session_tell_value(awry_session *session, const char *name, const char *value)
{
	uint32_t index = kb_find_value(session->kb, name);

	if (index == KB_NONE)
		return AWRY_E_UNKNOWN;
	session->is_weighed = session->is_thought = false;
	return tell_value(session, index, span_of(value), 3, KB_NONE);
}
