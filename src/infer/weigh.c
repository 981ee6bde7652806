/* SPDX-License-Identifier: MIT */
#include "infer/weigh.h"

#include <math.h>
#include <stdlib.h>

/* Confirms and rules-out are about 30 to 1, so that one wrong answer leaves a few per cent: enough
 * for two right ones to bring the truth back.  Proves is certain for what people do with it. */
const struct weights weights = {
	.of = {
		[KB_PROVES] = 12.0,
		[KB_CONFIRMS] = 3.4,
		[KB_SUPPORTS] = 1.4,
		[KB_OPPOSES] = -1.4,
		[KB_RULES_OUT] = -3.4,
	},
	.none_prior = 0.05,
	.enough = 0.9,
	.stands = 0.55,
	.live = 0.02,
};

enum { EVIDENCE_MAX = 64 }; /* counted for one diagnosis; the weaker rest is left out */

/* ---- evidence ---- */

static double strength_of(const struct kb *kb, uint32_t conclusion)
{
	return weights.of[kb_conclusions(kb)[conclusion].strength];
}

static bool is_stronger(const struct kb *kb, uint32_t a, uint32_t b)
{
	double weight_a = fabs(strength_of(kb, a)), weight_b = fabs(strength_of(kb, b));

	return weight_a > weight_b || (weight_a >= weight_b && a < b);
}

/* That a symptom was seen is no finding: it only says under what a rule is meant. */
static bool shares_finding(const struct kb *kb, uint32_t a, uint32_t b)
{
	struct kb_range of_a = kb_rules(kb)[kb_conclusions(kb)[a].rule].conditions;
	struct kb_range of_b = kb_rules(kb)[kb_conclusions(kb)[b].rule].conditions;

	for (uint32_t i = 0; i < of_a.count; i++)
		for (uint32_t j = 0; j < of_b.count; j++)
			if (kb_conditions(kb)[of_a.first + i].slot < kb->findings.count &&
				kb_conditions(kb)[of_a.first + i].slot == kb_conditions(kb)[of_b.first + j].slot)
				return true;
	return false;
}

/* Keeps the list sorted, strongest first; where it is full the weakest falls off. */
static uint32_t insert(const struct kb *kb, uint32_t *list, uint32_t n, uint32_t max, uint32_t conclusion)
{
	uint32_t at = n;

	while (at > 0 && is_stronger(kb, conclusion, list[at - 1]))
		at--;
	if (at == max)
		return n;
	uint32_t n_after = n < max ? n + 1 : max;
	memmove(list + at + 1, list + at, (n_after - at - 1) * sizeof(*list));
	list[at] = conclusion;
	return n_after;
}

/* Drops what shares a finding with something stronger. */
static uint32_t count_once(const struct kb *kb, uint32_t *list, uint32_t n)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t j = 0;
		while (j < kept && !shares_finding(kb, list[j], list[i]))
			j++;
		if (j == kept)
			list[kept++] = list[i];
	}
	return kept;
}

uint32_t weigh_evidence(const struct facts *facts, uint32_t diagnosis, uint32_t *conclusions, uint32_t max)
{
	const struct kb *kb = facts->kb;
	struct kb_range range = kb_diagnoses(kb)[diagnosis].evidence;
	const struct kb_index *evidence = kb_evidence(kb) + range.first;
	uint32_t n = 0;

	for (uint32_t i = 0; i < range.count; i++)
		if (facts_rule_holds(facts, kb_conclusions(kb)[evidence[i].at].rule))
			n = insert(kb, conclusions, n, max, evidence[i].at);
	return count_once(kb, conclusions, n);
}

double weigh_diagnosis(const struct facts *facts, uint32_t diagnosis, bool *proved)
{
	uint32_t list[EVIDENCE_MAX];
	uint32_t n = weigh_evidence(facts, diagnosis, list, EVIDENCE_MAX);
	double sum = 0;

	*proved = n > 0 && kb_conclusions(facts->kb)[list[0]].strength == KB_PROVES;
	for (uint32_t i = 0; i < n; i++)
		sum += strength_of(facts->kb, list[i]);
	return sum;
}

unsigned weigh_per_cent(double probability)
{
	return (unsigned)lround(probability * 100);
}

const char *weigh_word(double probability, bool proved)
{
	if (proved)
		return "proved";
	if (probability >= 0.8)
		return "very likely";
	if (probability >= 0.55)
		return "likely";
	return probability >= 0.2 ? "possible" : "unlikely";
}

/* ---- suspects ---- */

void differential_init(struct differential *differential, const awry_alloc *alloc)
{
	*differential = (struct differential){.alloc = alloc, .none = 1};
}

void differential_release(struct differential *differential)
{
	mem_resize(differential->alloc, differential->suspects, differential->cap * sizeof(*differential->suspects), 0);
	*differential = (struct differential){0};
}

static struct suspect *find_suspect(struct differential *differential, uint32_t diagnosis)
{
	for (uint32_t i = 0; i < differential->n; i++)
		if (differential->suspects[i].diagnosis == diagnosis)
			return &differential->suspects[i];
	return NULL;
}

static awry_status add_suspect(struct differential *differential, uint32_t diagnosis, struct suspect **out)
{
	*out = find_suspect(differential, diagnosis);
	if (*out)
		return AWRY_OK;
	TRY(mem_grow(differential->alloc, &differential->suspects, &differential->cap, differential->n + 1,
		sizeof(*differential->suspects)));
	*out = &differential->suspects[differential->n++];
	**out = (struct suspect){.diagnosis = diagnosis};
	return AWRY_OK;
}

/* Text that may have other causes only hints: that diagnosis stays among its rivals. */
static bool is_named(const struct suspect *suspect)
{
	return suspect->strength == KB_PROVES || suspect->strength == KB_CONFIRMS;
}

static awry_status add_named(struct differential *differential, const struct kb *kb,
	const struct sighting *sightings, uint32_t n_sightings)
{
	for (uint32_t i = 0; i < n_sightings; i++) {
		uint32_t index;
		struct suspect *suspect;
		if (kb_slot_kind(kb, sightings[i].slot, &index) != KB_SLOT_DIAGNOSIS)
			continue;
		TRY(add_suspect(differential, index, &suspect));
		if (suspect->strength == KB_STRENGTH_NONE || sightings[i].strength < suspect->strength) {
			suspect->strength = sightings[i].strength;
			suspect->prior = weights.of[suspect->strength];
			suspect->order = i;
		}
		if (suspect->n_literal < sightings[i].n_literal)
			suspect->n_literal = sightings[i].n_literal;
	}
	return AWRY_OK;
}

static bool refers_to(const struct kb *kb, struct kb_range refs, uint32_t slot)
{
	for (uint32_t i = 0; i < refs.count; i++)
		if (kb_refs(kb)[refs.first + i].slot == slot)
			return true;
	return false;
}

static bool is_candidate(const struct kb *kb, uint32_t symptom, uint32_t diagnosis)
{
	struct kb_range range = kb_symptoms(kb)[symptom].candidates;

	for (uint32_t i = 0; i < range.count; i++)
		if (kb_candidates(kb)[range.first + i].diagnosis == diagnosis)
			return true;
	return false;
}

/* A named diagnosis accounts for a symptom that it is a usual cause of, or says that it explains. */
static bool is_accounted_for(const struct differential *differential, const struct kb *kb, uint32_t symptom)
{
	for (uint32_t i = 0; i < differential->n; i++) {
		const struct suspect *suspect = &differential->suspects[i];
		if (is_named(suspect) && (is_candidate(kb, symptom, suspect->diagnosis) ||
			refers_to(kb, kb_diagnoses(kb)[suspect->diagnosis].explains, kb_slot_symptom(kb, symptom))))
			return true;
	}
	return false;
}

/* Adds a symptom's share to its candidates' priors, not yet logarithms. */
static awry_status add_candidates(struct differential *differential, const struct kb *kb, uint32_t symptom)
{
	struct kb_range range = kb_symptoms(kb)[symptom].candidates;
	const struct kb_candidate *candidates = kb_candidates(kb) + range.first;
	double total = 0;

	for (uint32_t i = 0; i < range.count; i++)
		total += candidates[i].weight;
	for (uint32_t i = 0; i < range.count; i++) {
		struct suspect *suspect;
		TRY(add_suspect(differential, candidates[i].diagnosis, &suspect));
		if (!is_named(suspect))
			suspect->probability += candidates[i].weight / total;
	}
	return AWRY_OK;
}

/* Several symptoms: each says one thing of the cause, so their shares are averaged. */
static void set_priors(struct differential *differential, uint32_t n_symptoms)
{
	double even = weights.none_prior / (1 - weights.none_prior); /* with "none of these" */

	for (uint32_t i = 0; i < differential->n; i++) {
		struct suspect *suspect = &differential->suspects[i];
		if (is_named(suspect))
			continue;
		double share = n_symptoms > 0 ? suspect->probability / n_symptoms : 0;
		if (share <= 0)
			share = even; /* hinted at, though no symptom seen suspects it */
		suspect->prior += log((1 - weights.none_prior) * share);
	}
	differential->none_prior = log(weights.none_prior);
}

awry_status differential_suspect(struct differential *differential, const struct kb *kb,
	const struct sighting *sightings, uint32_t n_sightings)
{
	uint32_t n_symptoms = 0;

	differential->n = 0;
	TRY(add_named(differential, kb, sightings, n_sightings));
	for (uint32_t i = 0; i < n_sightings; i++) {
		uint32_t index;
		if (kb_slot_kind(kb, sightings[i].slot, &index) != KB_SLOT_SYMPTOM ||
			is_accounted_for(differential, kb, index))
			continue;
		TRY(add_candidates(differential, kb, index));
		n_symptoms++;
	}
	set_priors(differential, n_symptoms);
	differential->n_named = 0;
	for (uint32_t i = 0; i < differential->n; i++)
		differential->n_named += is_named(&differential->suspects[i]);
	return AWRY_OK;
}

/* ---- probabilities ---- */

void differential_weigh(struct differential *differential, const struct facts *facts)
{
	double top = differential->none_prior, sum;

	for (uint32_t i = 0; i < differential->n; i++) {
		struct suspect *suspect = &differential->suspects[i];
		suspect->weight = weigh_diagnosis(facts, suspect->diagnosis, &suspect->proved);
		suspect->proved |= suspect->strength == KB_PROVES;
		if (!is_named(suspect) && suspect->prior + suspect->weight > top)
			top = suspect->prior + suspect->weight;
	}
	sum = exp(differential->none_prior - top);
	for (uint32_t i = 0; i < differential->n; i++) {
		struct suspect *suspect = &differential->suspects[i];
		double log_odds = suspect->prior + suspect->weight;
		suspect->probability = is_named(suspect) ? 1 / (1 + exp(-log_odds)) : exp(log_odds - top);
		sum += is_named(suspect) ? 0 : suspect->probability;
	}
	differential->none = differential->n_named == differential->n && differential->n > 0
		? 0 : exp(differential->none_prior - top) / sum;
	for (uint32_t i = 0; i < differential->n; i++)
		if (!is_named(&differential->suspects[i]))
			differential->suspects[i].probability /= sum;
}

double differential_prior_entropy(const struct differential *differential)
{
	double sum = 0, entropy = 0;

	for (uint32_t i = 0; i < differential->n; i++)
		sum += is_named(&differential->suspects[i]) ? 0 : exp(differential->suspects[i].prior);
	for (uint32_t i = 0; i < differential->n; i++) {
		double share = is_named(&differential->suspects[i]) ? 0 : exp(differential->suspects[i].prior) / sum;
		entropy -= share > 0 ? share * log2(share) : 0;
	}
	return entropy;
}

/* ---- doubt ---- */

static uint32_t most_probable(const struct differential *differential)
{
	uint32_t best = 0;

	for (uint32_t i = 1; i < differential->n; i++)
		if (differential->suspects[i].probability > differential->suspects[best].probability)
			best = i;
	return best;
}

static void add_doubted(struct differential *differential, double share)
{
	for (uint32_t i = 0; i < differential->n; i++)
		differential->suspects[i].doubted += differential->suspects[i].probability * share;
	differential->none_doubted += differential->none * share;
}

/* People err: an end that hangs on one answer is not one yet.  What is asked next is chosen by the
 * mean of the differentials with each answer left out, so that it tests what the end hangs on. */
awry_status differential_doubt(struct differential *differential, struct facts *facts, const uint32_t *findings,
	uint32_t n_findings, struct doubt *out)
{
	uint32_t best = most_probable(differential);
	double share = 1.0 / (n_findings + 1);
	bool is_weighed_as_told = true;
	awry_status status = AWRY_OK;

	*out = (struct doubt){.stands = true, .finding = KB_NONE, .diagnosis = KB_NONE};
	for (uint32_t i = 0; i < differential->n; i++)
		differential->suspects[i].doubted = 0;
	differential->none_doubted = 0;
	add_doubted(differential, share);
	for (uint32_t f = 0; f < n_findings && differential->n > 0 && !status; f++) {
		bool is_premise = facts_is_premise(facts, findings[f]);
		if (is_premise)
			status = facts_suppose_untold(facts, findings[f]);
		if (is_premise || !is_weighed_as_told)
			differential_weigh(differential, facts);
		if (is_premise)
			facts_take_back(facts);
		is_weighed_as_told = !is_premise;
		add_doubted(differential, share);
		out->stands = out->stands && differential->suspects[best].probability >= weights.stands;
		const struct suspect *now = &differential->suspects[most_probable(differential)];
		if (now->probability > out->probability)
			*out = (struct doubt){out->stands, findings[f], now->diagnosis, now->probability};
	}
	if (!is_weighed_as_told)
		differential_weigh(differential, facts);
	return status;
}

/* ---- order ---- */

static void mark_consequences(struct differential *differential, const struct kb *kb)
{
	for (uint32_t i = 0; i < differential->n; i++) {
		struct suspect *suspect = &differential->suspects[i];
		suspect->is_consequence = false;
		for (uint32_t j = 0; j < differential->n && !suspect->is_consequence; j++) {
			const struct suspect *other = &differential->suspects[j];
			suspect->is_consequence = j != i && is_named(other) && is_named(suspect) &&
				other->probability >= 0.5 &&
				refers_to(kb, kb_diagnoses(kb)[other->diagnosis].explains,
					kb_slot_diagnosis(kb, suspect->diagnosis));
		}
	}
}

static int compare_suspects(const void *a, const void *b)
{
	const struct suspect *x = a, *y = b;

	long long parts_x = llround(x->probability * 1e9), parts_y = llround(y->probability * 1e9);

	if (x->is_consequence != y->is_consequence)
		return x->is_consequence ? 1 : -1;
	if (x->proved != y->proved)
		return x->proved ? -1 : 1;
	if (parts_x != parts_y)
		return parts_x > parts_y ? -1 : 1;
	if (x->n_literal != y->n_literal)
		return x->n_literal > y->n_literal ? -1 : 1;
	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return x->diagnosis < y->diagnosis ? -1 : 1;
}

void differential_rank(struct differential *differential, const struct kb *kb)
{
	mark_consequences(differential, kb);
	if (differential->n > 1)
		qsort(differential->suspects, differential->n, sizeof(*differential->suspects), compare_suspects);
}
