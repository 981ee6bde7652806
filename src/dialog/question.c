/* SPDX-License-Identifier: MIT */
#include "dialog/session.h"

#include <math.h>

/* The choice of the next question: expected information for its cost.
 *
 * What an answer would do is found by supposing it in the engine and taking it back, so that all
 * that follows from it counts.  How likely each answer is under a suspect follows from the same
 * weights: P(answer | suspect) is proportional to base rate times exp(weight).  The gain of a
 * question is the entropy of the differential less its expected entropy after the answer.  The best
 * few are looked at again, with the best question that could follow each of their answers (partial
 * two-step look-ahead: Jensen et al., "The SACSO methodology for troubleshooting complex systems", 2001). */

static const double least_gain = 0.02;  /* nats: below it no answer would change anything */
static const double close_enough = 0.92; /* of the best score */
static const double cost_step = 0.12;   /* each point of cost above 1 asks for so much more gain */

/* A question that could be asked. */
struct option {
	uint32_t finding, n_answers;
	double cost;    /* the gain is divided by it */
	double *odds;   /* answers x compared: what an answer multiplies a suspect's share by */
	double *spread; /* answers x compared: how likely the suspect makes the answer */
	double gain;    /* nats, one step ahead */
};

struct chooser {
	awry_session *session;
	uint32_t n;            /* suspects compared: those that are live, then "none of these" */
	uint32_t *diagnosis;
	double *share;         /* probabilities, normalised over the compared */
	double *weight;        /* evidence so far */
	double *after;         /* shares after an answer */
	uint8_t *is_visited;   /* by finding, a bit */
	uint32_t *visited;     /* findings that may tell the compared apart */
	uint32_t n_visited, visited_cap;
	struct option *options; /* worth asking, the best first */
	uint32_t n_options;
};

enum {
	CHOICE_MAX_ANSWERS = 16,
	CHOICE_SECOND_LOOK = 4, /* questions that are looked at again */
	CHOICE_FOLLOWING = 12,  /* questions that may follow them */
	VISITED_FIRST = 32      /* findings for which there is room at first */
};

static bool is_open(const awry_session *session, uint32_t finding)
{
	const struct kb_finding *entry = kb_findings(session->kb) + finding;

	return entry->askable && entry->kind == KB_CHOICE && entry->answers.count <= CHOICE_MAX_ANSWERS &&
		!facts_is_known(&session->facts, finding) && !facts_is_told(&session->facts, finding);
}

static awry_status visit_finding(struct chooser *chooser, uint32_t finding)
{
	uint8_t bit = (uint8_t)(1u << finding % 8), *bits = &chooser->is_visited[finding / 8];

	if (*bits & bit)
		return AWRY_OK;
	*bits |= bit;
	if (chooser->n_visited == chooser->visited_cap) {
		uint32_t cap = chooser->visited_cap ? 2 * chooser->visited_cap : VISITED_FIRST;
		uint32_t *visited = arena_alloc(&chooser->session->scratch, cap, sizeof(*visited));
		if (!visited)
			return AWRY_E_NOMEM;
		if (chooser->n_visited > 0)
			memcpy(visited, chooser->visited, chooser->n_visited * sizeof(*visited));
		chooser->visited = visited;
		chooser->visited_cap = cap;
	}
	chooser->visited[chooser->n_visited++] = finding;
	return AWRY_OK;
}

static awry_status visit_rule(struct chooser *chooser, uint32_t rule)
{
	const struct kb *kb = chooser->session->kb;
	struct kb_range range = kb_rules(kb)[rule].conditions;

	for (uint32_t i = 0; i < range.count; i++) {
		uint32_t slot = kb_conditions(kb)[range.first + i].slot;
		if (slot < kb->findings.count)
			TRY(visit_finding(chooser, slot));
	}
	return AWRY_OK;
}

/* Findings that bear on a live suspect, and unless they are known those that they could be concluded from. */
static awry_status visit_suspects(struct chooser *chooser)
{
	const struct kb *kb = chooser->session->kb;

	for (uint32_t i = 0; i + 1 < chooser->n; i++) {
		struct kb_range range = kb_diagnoses(kb)[chooser->diagnosis[i]].evidence;
		for (uint32_t j = 0; j < range.count; j++)
			TRY(visit_rule(chooser, kb_conclusions(kb)[kb_evidence(kb)[range.first + j].at].rule));
	}
	for (uint32_t i = 0; i < chooser->n_visited; i++) {
		struct kb_range derived_by = kb_findings(kb)[chooser->visited[i]].derived_by;
		if (facts_is_known(&chooser->session->facts, chooser->visited[i]))
			continue;
		for (uint32_t j = 0; j < derived_by.count; j++)
			TRY(visit_rule(chooser, kb_conclusions(kb)[kb_derivers(kb)[derived_by.first + j].at].rule));
	}
	return AWRY_OK;
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
	chooser->after = arena_alloc(arena, differential->n + 1, sizeof(*chooser->after));
	chooser->is_visited = arena_alloc(arena, session->kb->findings.count / 8 + 1, 1);
	if (!chooser->diagnosis || !chooser->share || !chooser->weight || !chooser->after || !chooser->is_visited)
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

/* ---- what the answers of one question do ---- */

/* Weighs the compared suspects that a rule speaks about anew: the others weigh what they weighed. */
static void shift_weights(const struct chooser *chooser, uint32_t rule, double *shift)
{
	const struct facts *facts = &chooser->session->facts;
	struct kb_range range = kb_rules(facts->kb)[rule].conclusions;
	bool proved;

	for (uint32_t j = 0; j < range.count; j++) {
		const struct kb_conclusion *conclusion = kb_conclusions(facts->kb) + range.first + j;
		if (conclusion->kind != KB_EVIDENCE)
			continue;
		for (uint32_t i = 0; i + 1 < chooser->n; i++)
			if (chooser->diagnosis[i] == conclusion->target)
				shift[i] = weigh_diagnosis(facts, conclusion->target, &proved) - chooser->weight[i];
	}
}

/* Fills option->odds, zeroed, with the weights that each answer adds. */
static awry_status suppose_answers(struct chooser *chooser, struct option *option)
{
	struct facts *facts = &chooser->session->facts;

	for (uint32_t a = 0; a < option->n_answers; a++) {
		if (!facts_would_turn(facts, option->finding, a))
			continue;
		awry_status status = facts_suppose(facts, option->finding, a);
		for (uint32_t i = 0; i < facts->n_turned && !status; i++)
			shift_weights(chooser, facts->turned[i], option->odds + (size_t)a * chooser->n);
		facts_take_back(facts);
		TRY(status);
	}
	return AWRY_OK;
}

/* Weights to odds, and to how likely each suspect makes each answer.  An answer that speaks strongly for
 * somebody is rare with everybody else: the base rate that the rules tell is divided by the most that the
 * answer does for any suspect. */
static void spread_answers(const struct chooser *chooser, struct option *option)
{
	const struct kb *kb = chooser->session->kb;
	const struct kb_answer *answers = kb_answers(kb) + kb_findings(kb)[option->finding].answers.first;

	for (uint32_t a = 0; a < option->n_answers; a++) {
		double *odds = option->odds + (size_t)a * chooser->n, *spread = option->spread + (size_t)a * chooser->n;
		double most = 1;
		for (uint32_t i = 0; i < chooser->n; i++) {
			odds[i] = exp(odds[i]);
			most = odds[i] > most ? odds[i] : most;
		}
		for (uint32_t i = 0; i < chooser->n; i++)
			spread[i] = answers[a].usual * odds[i] / most;
	}
	for (uint32_t i = 0; i < chooser->n; i++) {
		double sum = 0;
		for (uint32_t a = 0; a < option->n_answers; a++)
			sum += option->spread[(size_t)a * chooser->n + i];
		for (uint32_t a = 0; a < option->n_answers; a++)
			option->spread[(size_t)a * chooser->n + i] /= sum;
	}
}

static double entropy_of(const double *share, uint32_t n)
{
	double entropy = 0;

	for (uint32_t i = 0; i < n; i++)
		entropy -= share[i] > 1e-12 ? share[i] * log(share[i]) : 0;
	return entropy;
}

/* P(answer) under `share`, and in `after` the shares that follow from it. */
static double answer(const struct chooser *chooser, const struct option *option, uint32_t a, const double *share,
	double *after)
{
	const double *odds = option->odds + (size_t)a * chooser->n, *spread = option->spread + (size_t)a * chooser->n;
	double probability = 0, sum = 0;

	for (uint32_t i = 0; i < chooser->n; i++) {
		probability += share[i] * spread[i];
		after[i] = share[i] * odds[i];
		sum += after[i];
	}
	for (uint32_t i = 0; i < chooser->n; i++)
		after[i] /= sum;
	return probability;
}

static double gain_of(const struct chooser *chooser, const struct option *option, const double *share, double *after)
{
	double gain = entropy_of(share, chooser->n);

	for (uint32_t a = 0; a < option->n_answers; a++) {
		double probability = answer(chooser, option, a, share, after);
		gain -= probability * entropy_of(after, chooser->n);
	}
	return gain;
}

/* ---- the options ---- */

static bool is_better(const struct option *a, const struct option *b)
{
	double score_a = a->gain / a->cost, score_b = b->gain / b->cost;

	return score_a > score_b || (score_a >= score_b && a->finding < b->finding);
}

/* The share of the suspects that some answer speaks of.  The others would give some answer too, which the rules do
 * not tell: what a question seems to gain on them is not to be trusted. */
static double coverage_of(const struct chooser *chooser, const struct option *option)
{
	double spoken = 0, sum = 0;

	for (uint32_t i = 0; i + 1 < chooser->n; i++) {
		bool is_spoken_of = false;
		for (uint32_t a = 0; a < option->n_answers; a++)
			is_spoken_of |= fabs(option->odds[(size_t)a * chooser->n + i] - 1) > 1e-9;
		spoken += is_spoken_of ? chooser->share[i] : 0;
		sum += chooser->share[i];
	}
	return sum > 0 ? spoken / sum : 0;
}

static awry_status add_option(struct chooser *chooser, uint32_t finding)
{
	const struct kb_finding *entry = kb_findings(chooser->session->kb) + finding;
	struct option option = {.finding = finding, .n_answers = entry->answers.count,
		.cost = 1 + cost_step * (entry->cost - 1)};
	size_t n = (size_t)option.n_answers * chooser->n;

	option.odds = arena_alloc(&chooser->session->scratch, n, sizeof(*option.odds));
	option.spread = arena_alloc(&chooser->session->scratch, n, sizeof(*option.spread));
	if (!option.odds || !option.spread)
		return AWRY_E_NOMEM;
	TRY(suppose_answers(chooser, &option));
	spread_answers(chooser, &option);
	option.gain = gain_of(chooser, &option, chooser->share, chooser->after);
	if (option.gain < least_gain)
		return AWRY_OK;
	option.cost /= coverage_of(chooser, &option);
	uint32_t at = chooser->n_options++;
	for (; at > 0 && is_better(&option, &chooser->options[at - 1]); at--)
		chooser->options[at] = chooser->options[at - 1];
	chooser->options[at] = option;
	return AWRY_OK;
}

/* What an option and the best question after it are worth together.  `after` and `last` are room for shares. */
static double second_look(const struct chooser *chooser, uint32_t first, double *after, double *last)
{
	const struct option *option = &chooser->options[first];
	double worth = option->gain / option->cost;

	for (uint32_t a = 0; a < option->n_answers; a++) {
		double probability = answer(chooser, option, a, chooser->share, after), best = 0;
		for (uint32_t next = 0; next < chooser->n_options && next < CHOICE_FOLLOWING; next++) {
			if (next == first)
				continue;
			double gain = gain_of(chooser, &chooser->options[next], after, last) / chooser->options[next].cost;
			best = gain > best ? gain : best;
		}
		worth += probability * best;
	}
	return worth;
}

/* Only what is about as good at the first look gets a second. */
static bool is_close(const struct chooser *chooser, uint32_t i)
{
	const struct option *option = &chooser->options[i], *best = &chooser->options[0];

	return option->gain / option->cost >= close_enough * best->gain / best->cost;
}

awry_status question_choose(awry_session *session, uint32_t *out, double *gain_bits)
{
	struct chooser chooser;
	double best = -1, *last;

	*out = KB_NONE;
	*gain_bits = 0;
	TRY(chooser_init(&chooser, session));
	last = arena_alloc(&session->scratch, chooser.n, sizeof(*last));
	if (!last)
		return AWRY_E_NOMEM;
	TRY(visit_suspects(&chooser));
	chooser.options = arena_alloc(&session->scratch, chooser.n_visited, sizeof(*chooser.options));
	if (!chooser.options)
		return AWRY_E_NOMEM;
	for (uint32_t i = 0; i < chooser.n_visited; i++)
		if (is_open(session, chooser.visited[i]))
			TRY(add_option(&chooser, chooser.visited[i]));
	for (uint32_t i = 0; i < chooser.n_options && i < CHOICE_SECOND_LOOK && is_close(&chooser, i); i++) {
		double worth = second_look(&chooser, i, chooser.after, last);
		if (worth <= best)
			continue;
		best = worth;
		*out = chooser.options[i].finding;
		*gain_bits = chooser.options[i].gain / log(2);
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
