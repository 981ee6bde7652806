/* SPDX-License-Identifier: MIT */
#include "dialog/session.h"

#include <stdlib.h>

/* Explanations are read off the justifications and the weights that made the result; nothing is
 * worked out anew.  At most EXPLAIN_LINES lines, so that they fit above the next prompt. */

enum { EXPLAIN_LINES = 15, EXPLAIN_EVIDENCE = 10, EXPLAIN_NAMES = 3 };

struct lines {
	awry_session *session;
	struct buf buf;
	uint32_t n;
};

static const char *title_of(const awry_session *session, uint32_t diagnosis)
{
	return kb_text(session->kb, kb_diagnoses(session->kb)[diagnosis].title);
}

static bool has_room(const struct lines *lines)
{
	return lines->n + 1 < EXPLAIN_LINES;
}

static void end_line(struct lines *lines)
{
	buf_char(&lines->buf, '\n');
	lines->n++;
}

static const struct suspect *find_suspect(const awry_session *session, uint32_t diagnosis)
{
	for (uint32_t i = 0; i < session->differential.n; i++)
		if (session->differential.suspects[i].diagnosis == diagnosis)
			return &session->differential.suspects[i];
	return NULL;
}

/* ---- facts in words ---- */

static void add_answer_words(struct lines *lines, uint32_t finding, uint32_t answer)
{
	const struct kb *kb = lines->session->kb;
	const struct kb_finding *entry = kb_findings(kb) + finding;
	const struct kb_answer *words = kb_answers(kb) + entry->answers.first + answer;

	buf_fmt(&lines->buf, "%s = %s (%s)", kb_text(kb, entry->id), kb_text(kb, words->value), kb_text(kb, words->says));
}

static void add_source(struct lines *lines, const struct fact *fact, uint32_t slot)
{
	awry_session *session = lines->session;
	const struct seen *seen = session_seen(session, slot);
	const struct given *given = slot < session->kb->findings.count ? session_given(session, slot) : NULL;

	if (fact->source == FACT_BY_RULE) {
		const struct kb_rule *rule = kb_rules(session->kb) + kb_conclusions(session->kb)[fact->origin].rule;
		buf_fmt(&lines->buf, ", concluded: %s", kb_text(session->kb, rule->because ? rule->because : rule->name));
	} else if (seen && seen->file) {
		buf_fmt(&lines->buf, ", read in %s line %u", strcmp(seen->file, "-") ? seen->file : "the text", seen->line);
	} else if (given && given->by == FACT_BY_MESSAGE) {
		buf_fmt(&lines->buf, ", read in %s line %u", strcmp(given->file, "-") ? given->file : "the text", given->seen_line);
	} else if (fact->source == FACT_BY_ANSWER) {
		buf_text(&lines->buf, ", you said");
	}
}

static void add_fact(struct lines *lines, uint32_t slot)
{
	awry_session *session = lines->session;
	const struct fact *fact = facts_of(&session->facts, slot);
	struct fact_value value = facts_value(&session->facts, slot);
	uint32_t index;

	switch (kb_slot_kind(session->kb, slot, &index)) {
	case KB_SLOT_FINDING:
	case KB_SLOT_VALUE:
		if (value.kind == FACT_ANSWER)
			add_answer_words(lines, slot, value.answer);
		else if (value.kind == FACT_NUMBER)
			buf_fmt(&lines->buf, "%s = %.15g", kb_slot_id(session->kb, slot), value.number);
		else if (value.kind == FACT_TEXT)
			buf_fmt(&lines->buf, "%s is \"%.*s\"", kb_slot_id(session->kb, slot),
				(int)(value.text.len < 60 ? value.text.len : 60), value.text.ptr ? value.text.ptr : "");
		else
			buf_fmt(&lines->buf, "%s is not known", kb_slot_id(session->kb, slot));
		break;
	case KB_SLOT_SYMPTOM:
	case KB_SLOT_DIAGNOSIS:
		buf_fmt(&lines->buf, "%s was seen", kb_slot_id(session->kb, slot));
		break;
	}
	add_source(lines, fact, slot);
}

static void add_conditions(struct lines *lines, uint32_t rule)
{
	const struct kb *kb = lines->session->kb;
	struct kb_range range = kb_rules(kb)[rule].conditions;

	for (uint32_t i = 0; i < range.count; i++) {
		if (i > 0)
			buf_text(&lines->buf, "; ");
		add_fact(lines, kb_conditions(kb)[range.first + i].slot);
	}
}

static const char *speaks(uint32_t strength)
{
	switch (strength) {
	case KB_PROVES:
		return "proves it";
	case KB_CONFIRMS:
		return "strongly for it";
	case KB_SUPPORTS:
		return "for it";
	case KB_OPPOSES:
		return "against it";
	default:
		return "strongly against it";
	}
}

/* ---- why ---- */

static void sort_by_shift(uint32_t *order, const double *after, const struct differential *differential)
{
	for (uint32_t i = 0; i < differential->n; i++) {
		uint32_t at = i;
		double shift = after[i] - differential->suspects[i].probability;
		while (at > 0 && after[order[at - 1]] - differential->suspects[order[at - 1]].probability < shift) {
			order[at] = order[at - 1];
			at--;
		}
		order[at] = i;
	}
}

/* "running -> A 41 % (was 12 %), B 20 % (was 9 %)": whom an answer lifts most. */
static void add_effect(struct lines *lines, uint32_t finding, uint32_t answer, const double *after, uint32_t *order)
{
	awry_session *session = lines->session;
	const struct kb_finding *entry = kb_findings(session->kb) + finding;
	const struct kb_answer *words = kb_answers(session->kb) + entry->answers.first + answer;
	uint32_t n = 0;

	sort_by_shift(order, after, &session->differential);
	buf_fmt(&lines->buf, "  %s:", kb_text(session->kb, words->says));
	for (uint32_t i = 0; i < session->differential.n && n < EXPLAIN_NAMES; i++) {
		const struct suspect *suspect = &session->differential.suspects[order[i]];
		if (after[order[i]] - suspect->probability < 0.005)
			break;
		buf_fmt(&lines->buf, "%s %s %u %% (now %u %%)", n++ ? "," : "",
			kb_text(session->kb, kb_diagnoses(session->kb)[suspect->diagnosis].id), weigh_per_cent(after[order[i]]),
			weigh_per_cent(suspect->probability));
	}
	if (n == 0)
		buf_text(&lines->buf, " none of the suspects gains; \"none of these\" does");
	end_line(lines);
}

static awry_status explain_effects(struct lines *lines, uint32_t finding, uint32_t only)
{
	awry_session *session = lines->session;
	uint32_t n_answers = kb_findings(session->kb)[finding].answers.count, n = session->differential.n;
	double *after = arena_alloc(&session->scratch, (size_t)n * n_answers + 1, sizeof(*after));
	double *none = arena_alloc(&session->scratch, n_answers + 1, sizeof(*none));
	uint32_t *order = arena_alloc(&session->scratch, n + 1, sizeof(*order));

	if (!after || !none || !order)
		return AWRY_E_NOMEM;
	TRY(question_effects(session, finding, after, none));
	for (uint32_t a = 0; a < n_answers && has_room(lines); a++)
		if (only == KB_NONE || only == a)
			add_effect(lines, finding, a, after + (size_t)a * n, order);
	return AWRY_OK;
}

static awry_status explain_why(struct lines *lines, const char *of)
{
	awry_session *session = lines->session;
	uint32_t finding = of ? kb_find_finding(session->kb, of) : session->question;

	if (finding == KB_NONE)
		return AWRY_E_UNKNOWN;
	if (session->differential.n == 0) {
		buf_text(&lines->buf, "Nobody is suspected yet: choose a symptom or paste a message first.");
		end_line(lines);
		return AWRY_OK;
	}
	if (finding == session->question)
		buf_fmt(&lines->buf, "Of all open questions this one is expected to tell most (%.1f bits). What each answer would do:",
			session->question_gain);
	else
		buf_fmt(&lines->buf, "What each answer to %s would do:", kb_slot_id(session->kb, finding));
	end_line(lines);
	return explain_effects(lines, finding, KB_NONE);
}

/* ---- how ---- */

static void add_seen(struct lines *lines, const struct seen *seen, const char *what)
{
	buf_fmt(&lines->buf, "  %s", what);
	if (seen->file)
		buf_fmt(&lines->buf, ", read in %s line %u", strcmp(seen->file, "-") ? seen->file : "the text", seen->line);
	else
		buf_text(&lines->buf, ", you said");
	end_line(lines);
}

static void add_priors(struct lines *lines, uint32_t diagnosis)
{
	awry_session *session = lines->session;
	const struct seen *named = session_seen(session, kb_slot_diagnosis(session->kb, diagnosis));

	if (named)
		add_seen(lines, named, named->strength == KB_SUPPORTS ? "its message hints at it" : "its own message");
	for (uint32_t i = 0; i < session->n_seen && has_room(lines); i++) {
		uint32_t symptom;
		if (kb_slot_kind(session->kb, session->seen[i].slot, &symptom) != KB_SLOT_SYMPTOM)
			continue;
		struct kb_range range = kb_symptoms(session->kb)[symptom].candidates;
		for (uint32_t j = 0; j < range.count; j++) {
			if (kb_candidates(session->kb)[range.first + j].diagnosis != diagnosis)
				continue;
			struct buf what;
			buf_init(&what, session->alloc);
			buf_fmt(&what, "a usual cause (%u of 10) of %s", kb_candidates(session->kb)[range.first + j].weight,
				kb_slot_id(session->kb, session->seen[i].slot));
			lines->buf.failed |= what.failed;
			add_seen(lines, &session->seen[i], what.failed ? "" : what.ptr);
			buf_release(&what);
		}
	}
}

static void add_evidence(struct lines *lines, uint32_t diagnosis)
{
	awry_session *session = lines->session;
	uint32_t list[EXPLAIN_EVIDENCE];
	uint32_t n = weigh_evidence(&session->facts, diagnosis, list, EXPLAIN_EVIDENCE);

	for (uint32_t i = 0; i < n && has_room(lines); i++) {
		const struct kb_conclusion *conclusion = kb_conclusions(session->kb) + list[i];
		buf_fmt(&lines->buf, "  %s: ", speaks(conclusion->strength));
		add_conditions(lines, conclusion->rule);
		end_line(lines);
	}
}

static void add_standing(struct lines *lines, uint32_t diagnosis)
{
	const struct suspect *suspect = find_suspect(lines->session, diagnosis);

	buf_fmt(&lines->buf, "%s: ", title_of(lines->session, diagnosis));
	if (!suspect)
		buf_text(&lines->buf, "not suspected");
	else
		buf_fmt(&lines->buf, "%s (%u %%)", weigh_word(suspect->probability, suspect->proved),
			weigh_per_cent(suspect->probability));
	end_line(lines);
}

static awry_status explain_how(struct lines *lines, const char *of)
{
	awry_session *session = lines->session;
	uint32_t diagnosis = KB_NONE;

	if (of)
		diagnosis = kb_find_diagnosis(session->kb, of);
	else if (session->differential.n > 0)
		diagnosis = session->differential.suspects[0].diagnosis;
	if (diagnosis == KB_NONE)
		return AWRY_E_UNKNOWN;
	add_standing(lines, diagnosis);
	add_priors(lines, diagnosis);
	add_evidence(lines, diagnosis);
	return AWRY_OK;
}

/* ---- why not ---- */

/* The first condition that a rule for the diagnosis still lacks. */
static bool add_missing(struct lines *lines, uint32_t diagnosis)
{
	awry_session *session = lines->session;
	const struct kb *kb = session->kb;
	struct kb_range range = kb_diagnoses(kb)[diagnosis].evidence;

	for (uint32_t i = 0; i < range.count; i++) {
		const struct kb_conclusion *conclusion = kb_conclusions(kb) + kb_evidence(kb)[range.first + i].at;
		struct kb_range conditions = kb_rules(kb)[conclusion->rule].conditions;
		if (conclusion->strength > KB_SUPPORTS || facts_rule_holds(&session->facts, conclusion->rule))
			continue;
		for (uint32_t j = 0; j < conditions.count; j++) {
			const struct kb_condition *condition = kb_conditions(kb) + conditions.first + j;
			if (facts_condition_holds(&session->facts, condition) || condition->op != KB_IS ||
				condition->slot >= kb->findings.count || facts_is_known(&session->facts, condition->slot))
				continue;
			buf_text(&lines->buf, "  nothing is known yet of what would speak for it: ");
			add_answer_words(lines, condition->slot, kb_operands(kb)[condition->at]);
			end_line(lines);
			return true;
		}
	}
	return false;
}

static bool add_against(struct lines *lines, uint32_t diagnosis)
{
	awry_session *session = lines->session;
	uint32_t list[EXPLAIN_EVIDENCE];
	uint32_t n = weigh_evidence(&session->facts, diagnosis, list, EXPLAIN_EVIDENCE);

	for (uint32_t i = 0; i < n; i++) {
		const struct kb_conclusion *conclusion = kb_conclusions(session->kb) + list[i];
		if (conclusion->strength < KB_OPPOSES)
			continue;
		buf_fmt(&lines->buf, "  %s: ", speaks(conclusion->strength));
		add_conditions(lines, conclusion->rule);
		end_line(lines);
		return true;
	}
	return false;
}

static awry_status explain_why_not(struct lines *lines, const char *of)
{
	awry_session *session = lines->session;
	uint32_t diagnosis = of ? kb_find_diagnosis(session->kb, of) : KB_NONE;

	if (diagnosis == KB_NONE)
		return AWRY_E_UNKNOWN;
	add_standing(lines, diagnosis);
	if (!find_suspect(session, diagnosis)) {
		buf_text(&lines->buf, "  no symptom that was seen suspects it, and no message named it");
		end_line(lines);
		return AWRY_OK;
	}
	if (!add_against(lines, diagnosis) && !add_missing(lines, diagnosis)) {
		buf_text(&lines->buf, "  nothing speaks against it; others have more that speaks for them");
		end_line(lines);
	}
	if (session->differential.n > 0 && session->differential.suspects[0].diagnosis != diagnosis) {
		buf_text(&lines->buf, "Ahead of it: ");
		add_standing(lines, session->differential.suspects[0].diagnosis);
	}
	return AWRY_OK;
}

/* ---- what if ---- */

static awry_status explain_what_if(struct lines *lines, const char *of)
{
	awry_session *session = lines->session;
	const char *equals = of ? strchr(of, '=') : NULL;
	uint32_t finding, answer;

	if (!equals)
		return AWRY_E_UNKNOWN;
	const char *id = arena_copy(&session->scratch, of, (size_t)(equals - of));
	if (!id)
		return AWRY_E_NOMEM;
	finding = kb_find_finding(session->kb, id);
	answer = finding == KB_NONE ? KB_NONE : kb_find_answer(session->kb, finding, equals + 1);
	if (answer == KB_NONE)
		return AWRY_E_UNKNOWN;
	buf_text(&lines->buf, "Whom that answer would lift:");
	end_line(lines);
	return explain_effects(lines, finding, answer);
}

awry_status session_explain(awry_session *session, awry_explain what, const char *of, const char **out)
{
	struct lines lines = {.session = session};
	awry_status status;

	*out = NULL;
	TRY(session_think(session));
	buf_init(&lines.buf, session->alloc);
	switch (what) {
	case AWRY_WHY:
		status = explain_why(&lines, of);
		break;
	case AWRY_HOW:
		status = explain_how(&lines, of);
		break;
	case AWRY_WHY_NOT:
		status = explain_why_not(&lines, of);
		break;
	case AWRY_WHAT_IF:
		status = explain_what_if(&lines, of);
		break;
	default:
		status = AWRY_E_INVALID;
	}
	if (!status)
		status = buf_status(&lines.buf);
	if (!status) {
		*out = arena_copy(&session->scratch, lines.buf.ptr ? lines.buf.ptr : "", lines.buf.len);
		if (!*out)
			status = AWRY_E_NOMEM;
	}
	buf_release(&lines.buf);
	return status;
}
