/* SPDX-License-Identifier: MIT */
#include "dialog/session.h"

#include <math.h>

/* The choice of the next question: expected information, one step ahead.
 *
 * What an answer would do is found by supposing it in the engine and taking it back, so that all
 * that follows from it counts.  How likely each answer is under a suspect follows from the same
 * weights: P(answer | suspect) is proportional to base rate times exp(weight).  The gain of a
 * question is the entropy of the differential less its expected entropy after the answer. */

static const double least_gain = 0.02;  /* nats: below it no answer would change anything */
static const double cost_step = 0.12;   /* each point of cost above 1 asks for so much more gain */

struct chooser {
	awry_session *session;
	uint32_t n;            /* suspects compared: those that are live, then "none of these" */
	uint32_t *diagnosis;
	double *share;         /* probabilities, normalised over the compared */
	double *weight;        /* evidence so far */
	double *shift;         /* answers x compared: what an answer adds to the weight */
	uint8_t *is_visited;   /* by finding */
	uint32_t *visited;     /* findings that may tell the compared apart */
	uint32_t n_visited;
};

enum { CHOICE_MAX_ANSWERS = 16 };

static bool is_open(const awry_session *session, uint32_t finding)
{
	const struct kb_finding *entry = kb_findings(session->kb) + finding;

	return entry->askable && entry->kind == KB_CHOICE && entry->answers.count <= CHOICE_MAX_ANSWERS &&
		!facts_is_known(&session->facts, finding) && !facts_is_told(&session->facts, finding);
}

static void visit_finding(struct chooser *chooser, uint32_t finding)
{
	if (!chooser->is_visited[finding]) {
		chooser->is_visited[finding] = 1;
		chooser->visited[chooser->n_visited++] = finding;
	}
}

static void visit_rule(struct chooser *chooser, uint32_t rule)
{
	const struct kb *kb = chooser->session->kb;
	struct kb_range range = kb_rules(kb)[rule].conditions;

	for (uint32_t i = 0; i < range.count; i++) {
		uint32_t slot = kb_conditions(kb)[range.first + i].slot;
		if (slot < kb->findings.count)
			visit_finding(chooser, slot);
	}
}

/* Findings that bear on a live suspect, and unless they are known those that they could be concluded from. */
static void visit_suspects(struct chooser *chooser)
{
	const struct kb *kb = chooser->session->kb;

	for (uint32_t i = 0; i + 1 < chooser->n; i++) {
		struct kb_range range = kb_diagnoses(kb)[chooser->diagnosis[i]].evidence;
		for (uint32_t j = 0; j < range.count; j++)
			visit_rule(chooser, kb_conclusions(kb)[kb_evidence(kb)[range.first + j].at].rule);
	}
	for (uint32_t i = 0; i < chooser->n_visited; i++) {
		struct kb_range derived_by = kb_findings(kb)[chooser->visited[i]].derived_by;
		if (facts_is_known(&chooser->session->facts, chooser->visited[i]))
			continue;
		for (uint32_t j = 0; j < derived_by.count; j++)
			visit_rule(chooser, kb_conclusions(kb)[kb_derivers(kb)[derived_by.first + j].at].rule);
	}
}

static awry_status chooser_init(struct chooser *chooser, awry_session *session)
{
	const struct differential *differential = &session->differential;
	struct arena *arena = &session->scratch;
	double sum = differential->none_doubted;

	*chooser = (struct chooser){.session = session};
	chooser->diagnosis = arena_alloc(arena, differential->n + 1, sizeof(*chooser->diagnosis));
	chooser->share = arena_alloc(arena, differential->n + 1, sizeof(*chooser->share));
	chooser->weight = arena_alloc(arena, differential->n + 1, sizeof(*chooser->weight));
	chooser->shift = arena_alloc(arena, ((size_t)differential->n + 1) * CHOICE_MAX_ANSWERS, sizeof(*chooser->shift));
	chooser->is_visited = arena_alloc(arena, session->kb->findings.count + 1, 1);
	chooser->visited = arena_alloc(arena, session->kb->findings.count + 1, sizeof(*chooser->visited));
	if (!chooser->diagnosis || !chooser->share || !chooser->weight || !chooser->shift || !chooser->is_visited ||
		!chooser->visited)
		return AWRY_E_NOMEM;
	for (uint32_t i = 0; i < differential->n; i++) {
		const struct suspect *suspect = &differential->suspects[i];
		if (suspect->doubted < weights.live)
			continue;
		chooser->diagnosis[chooser->n] = suspect->diagnosis;
		chooser->weight[chooser->n] = suspect->weight;
		chooser->share[chooser->n++] = suspect->doubted;
		sum += suspect->doubted;
	}
	chooser->share[chooser->n++] = differential->none_doubted;
	for (uint32_t i = 0; i < chooser->n; i++)
		chooser->share[i] /= sum;
	return AWRY_OK;
}

/* Fills chooser->shift for one finding. */
static awry_status suppose_answers(struct chooser *chooser, uint32_t finding)
{
	struct facts *facts = &chooser->session->facts;
	uint32_t n_answers = kb_findings(chooser->session->kb)[finding].answers.count;
	bool proved;

	for (uint32_t a = 0; a < n_answers; a++) {
		double *shift = chooser->shift + (size_t)a * chooser->n;
		awry_status status = facts_suppose(facts, finding, a);
		for (uint32_t i = 0; i + 1 < chooser->n && !status; i++)
			shift[i] = weigh_diagnosis(facts, chooser->diagnosis[i], &proved) - chooser->weight[i];
		shift[chooser->n - 1] = 0;
		facts_take_back(facts);
		TRY(status);
	}
	return AWRY_OK;
}

static double entropy_part(double p)
{
	return p > 1e-12 ? -p * log(p) : 0;
}

/* An answer that speaks strongly for somebody is rare with everybody else: the base rate that the rules
 * tell is divided by the most that the answer does for any suspect. */
static double base_rate(const struct chooser *chooser, uint32_t finding, uint32_t answer)
{
	const struct kb *kb = chooser->session->kb;
	const double *shift = chooser->shift + (size_t)answer * chooser->n;
	double most = 0;

	for (uint32_t i = 0; i < chooser->n; i++)
		most = shift[i] > most ? shift[i] : most;
	return kb_answers(kb)[kb_findings(kb)[finding].answers.first + answer].usual * exp(-most);
}

/* P(answer) over all suspects: each suspect spreads its share over the answers by its weights. */
static void answer_shares(const struct chooser *chooser, uint32_t finding, double *out)
{
	const struct kb *kb = chooser->session->kb;
	struct kb_range answers = kb_findings(kb)[finding].answers;
	double base[CHOICE_MAX_ANSWERS];

	for (uint32_t a = 0; a < answers.count; a++) {
		base[a] = base_rate(chooser, finding, a);
		out[a] = 0;
	}
	for (uint32_t i = 0; i < chooser->n; i++) {
		double spread[CHOICE_MAX_ANSWERS], sum = 0;
		for (uint32_t a = 0; a < answers.count; a++) {
			spread[a] = base[a] * exp(chooser->shift[a * chooser->n + i]);
			sum += spread[a];
		}
		for (uint32_t a = 0; a < answers.count; a++)
			out[a] += chooser->share[i] * spread[a] / sum;
	}
}

static double entropy_after(const struct chooser *chooser, uint32_t answer)
{
	const double *shift = chooser->shift + (size_t)answer * chooser->n;
	double sum = 0, entropy = 0;

	for (uint32_t i = 0; i < chooser->n; i++)
		sum += chooser->share[i] * exp(shift[i]);
	for (uint32_t i = 0; i < chooser->n; i++)
		entropy += entropy_part(chooser->share[i] * exp(shift[i]) / sum);
	return entropy;
}

static double expected_gain(const struct chooser *chooser, uint32_t finding)
{
	uint32_t n_answers = kb_findings(chooser->session->kb)[finding].answers.count;
	double shares[CHOICE_MAX_ANSWERS], gain = 0;

	for (uint32_t i = 0; i < chooser->n; i++)
		gain += entropy_part(chooser->share[i]);
	answer_shares(chooser, finding, shares);
	for (uint32_t a = 0; a < n_answers; a++)
		gain -= shares[a] * entropy_after(chooser, a);
	return gain;
}

awry_status question_choose(awry_session *session, uint32_t *out, double *gain_bits)
{
	struct chooser chooser;
	double best = 0;

	*out = KB_NONE;
	*gain_bits = 0;
	TRY(chooser_init(&chooser, session));
	visit_suspects(&chooser);
	for (uint32_t i = 0; i < chooser.n_visited; i++) {
		uint32_t finding = chooser.visited[i];
		if (!is_open(session, finding))
			continue;
		TRY(suppose_answers(&chooser, finding));
		double gain = expected_gain(&chooser, finding);
		double score = gain / (1 + cost_step * (kb_findings(session->kb)[finding].cost - 1));
		if (gain < least_gain || score < best || (score <= best && finding > *out))
			continue;
		best = score;
		*out = finding;
		*gain_bits = gain / log(2);
	}
	return AWRY_OK;
}

awry_status question_effects(awry_session *session, uint32_t finding, double *probabilities, double *none)
{
	struct differential *differential = &session->differential;
	uint32_t n_answers = kb_findings(session->kb)[finding].answers.count;
	awry_status status = AWRY_OK;

	for (uint32_t a = 0; a < n_answers && !status; a++) {
		status = facts_suppose(&session->facts, finding, a);
		differential_weigh(differential, &session->facts);
		for (uint32_t i = 0; i < differential->n; i++)
			probabilities[a * differential->n + i] = differential->suspects[i].probability;
		none[a] = differential->none;
		facts_take_back(&session->facts);
	}
	differential_weigh(differential, &session->facts);
	return status;
}
