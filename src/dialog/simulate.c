/* SPDX-License-Identifier: MIT */
#include "dialog/simulate.h"

#include <math.h>

enum { GAME_MAX_QUESTIONS = 15, MAX_ANSWERS = 16 };

struct game {
	struct simulation *simulation;
	awry_session *session;
	const struct simulation_options *options;
	uint64_t random;       /* splitmix64 (Steele, Lea, Flood 2014) */
	uint32_t symptom, truth;
	uint32_t n_questions;
};

static uint64_t next_random(struct game *game)
{
	uint64_t z = (game->random += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static double chance(struct game *game)
{
	return (double)(next_random(game) >> 11) / 9007199254740992.0;
}

/* ---- answers ---- */

/* What each answer of `finding` adds to the weight of `diagnosis`. */
static awry_status answer_weights(awry_session *session, uint32_t finding, uint32_t diagnosis, double *out)
{
	struct kb_range answers = kb_findings(session->kb)[finding].answers;
	bool proved;
	double base = weigh_diagnosis(&session->facts, diagnosis, &proved);

	for (uint32_t a = 0; a < answers.count && a < MAX_ANSWERS; a++) {
		awry_status status = facts_suppose(&session->facts, finding, a);
		out[a] = weigh_diagnosis(&session->facts, diagnosis, &proved) - base;
		facts_take_back(&session->facts);
		TRY(status);
	}
	return AWRY_OK;
}

/* The answers that a user with this cause would give: those that say most for it beside what they say
 * for any other suspect.  So a cause that a question does not bear on gets the answer that bears on
 * nobody, as in life, and never one that strongly confirms another. */
static awry_status true_answers(struct game *game, uint32_t finding, uint32_t n, uint32_t *out)
{
	const struct differential *differential = &game->session->differential;
	double own[MAX_ANSWERS] = {0}, most[MAX_ANSWERS] = {0}, best = -1e9;

	for (uint32_t i = 0; i < differential->n; i++) {
		double shift[MAX_ANSWERS] = {0};
		uint32_t diagnosis = differential->suspects[i].diagnosis;
		TRY(answer_weights(game->session, finding, diagnosis, shift));
		for (uint32_t a = 0; a < n; a++) {
			most[a] = shift[a] > most[a] ? shift[a] : most[a];
			if (diagnosis == game->truth)
				own[a] = shift[a];
		}
	}
	*out = 0;
	for (uint32_t a = 0; a < n; a++)
		best = own[a] - most[a] > best ? own[a] - most[a] : best;
	for (uint32_t a = 0; a < n; a++)
		if (own[a] - most[a] >= best - 1e-9)
			*out |= 1U << a;
	return AWRY_OK;
}

static uint32_t draw(struct game *game, uint32_t finding, uint32_t set)
{
	struct kb_range answers = kb_findings(game->session->kb)[finding].answers;
	double sum = 0, at;
	uint32_t last = 0;

	for (uint32_t a = 0; a < answers.count; a++)
		sum += set >> a & 1 ? kb_answers(game->session->kb)[answers.first + a].usual : 0;
	at = chance(game) * sum;
	for (uint32_t a = 0; a < answers.count; a++) {
		if (!(set >> a & 1))
			continue;
		last = a;
		at -= kb_answers(game->session->kb)[answers.first + a].usual;
		if (at < 0)
			break;
	}
	return last;
}

static awry_status give_answer(struct game *game, uint32_t finding, bool is_wrong)
{
	const struct kb *kb = game->session->kb;
	const struct kb_finding *entry = kb_findings(kb) + finding;
	uint32_t n = entry->answers.count < MAX_ANSWERS ? entry->answers.count : MAX_ANSWERS;
	uint32_t set;

	if (chance(game) < game->options->unknown)
		return session_answer(game->session, kb_text(kb, entry->id), NULL);
	TRY(true_answers(game, finding, n, &set));
	if (is_wrong && set != (1U << n) - 1)
		set = ~set & ((1U << n) - 1);
	return session_answer(game->session, kb_text(kb, entry->id),
		kb_text(kb, kb_answers(kb)[entry->answers.first + draw(game, finding, set)].value));
}

/* ---- games ---- */

/* Plays one game; `wrong` has a bit for each question that gets a wrong answer. */
static awry_status play(struct game *game, uint32_t wrong)
{
	awry_session *session = game->session;

	TRY(session_clear(session));
	TRY(session_tell_symptom(session, kb_text(session->kb, kb_symptoms(session->kb)[game->symptom].id)));
	for (game->n_questions = 0; game->n_questions < GAME_MAX_QUESTIONS; game->n_questions++) {
		TRY(session_think(session));
		if (session->question == KB_NONE)
			break;
		game->simulation->is_asked[session->question] = 1;
		TRY(give_answer(game, session->question, wrong >> game->n_questions & 1));
	}
	return session_think(session);
}

/* Wrong answers fall on questions that a clean game asks. */
static awry_status choose_wrong(struct game *game, uint32_t *out)
{
	uint32_t wrong = 0, n = 0;

	*out = 0;
	if (game->options->wrong == 0)
		return AWRY_OK;
	TRY(play(game, 0));
	while (n < game->options->wrong && n < game->n_questions) {
		uint32_t bit = 1U << next_random(game) % game->n_questions;
		n += !(wrong & bit);
		wrong |= bit;
	}
	*out = wrong;
	return AWRY_OK;
}

static uint32_t place_of(const struct differential *differential, uint32_t diagnosis)
{
	uint32_t i = 0;

	while (i < differential->n && differential->suspects[i].diagnosis != diagnosis)
		i++;
	return i;
}

static void add_calibration(struct game *game, double weight, bool is_right)
{
	struct simulation *simulation = game->simulation;
	double said = game->session->differential.suspects[0].probability;
	uint32_t band = (uint32_t)(said * SIMULATION_BANDS);

	band = band < SIMULATION_BANDS ? band : SIMULATION_BANDS - 1;
	simulation->band_n[band]++;
	simulation->band_weight[band] += weight;
	simulation->band_right[band] += weight * is_right;
}

static void add_game(struct game *game, struct simulation_score *score, double weight, double *first)
{
	const struct differential *differential = &game->session->differential;
	uint32_t place = place_of(differential, game->truth);

	score->n_games++;
	score->weight += weight;
	score->questions += weight * game->n_questions;
	score->first += weight * (place == 0);
	score->among_three += weight * (place < 3);
	score->confident_wrong += weight * (place != 0 && game->session->state == AWRY_DIAGNOSED);
	score->lengths[game->n_questions]++;
	if (game->n_questions > score->longest)
		score->longest = game->n_questions;
	*first += place == 0;
	add_calibration(game, weight, place == 0);
}

static awry_status add_miss(struct game *game, double share)
{
	struct simulation *simulation = game->simulation;

	if (share >= 0.5)
		return AWRY_OK;
	TRY(mem_grow(simulation->alloc, &simulation->misses, &simulation->misses_cap, simulation->n_misses + 1,
		sizeof(*simulation->misses)));
	simulation->misses[simulation->n_misses++] = (struct simulation_miss){game->symptom, game->truth, share};
	return AWRY_OK;
}

static awry_status play_candidate(struct game *game, struct simulation_score *score, double share)
{
	double first = 0;

	for (unsigned run = 0; run < game->options->runs; run++) {
		uint32_t wrong;
		TRY(choose_wrong(game, &wrong));
		TRY(play(game, wrong));
		add_game(game, score, share / game->options->runs, &first);
	}
	return add_miss(game, first / game->options->runs);
}

/* ---- what no question tells apart ---- */

/* Has some answer to `slot`, if it is a question with choices, another weight for `one` than for `other`? */
static awry_status finding_tells_apart(awry_session *session, uint32_t slot, uint32_t one, uint32_t other, bool *out)
{
	const struct kb_finding *finding = kb_findings(session->kb) + slot;
	double shift_one[MAX_ANSWERS] = {0}, shift_other[MAX_ANSWERS] = {0};

	if (slot >= session->kb->findings.count || finding->kind != KB_CHOICE || !finding->askable)
		return AWRY_OK;
	TRY(answer_weights(session, slot, one, shift_one));
	TRY(answer_weights(session, slot, other, shift_other));
	for (uint32_t a = 0; a < finding->answers.count && a < MAX_ANSWERS; a++)
		*out |= fabs(shift_one[a] - shift_other[a]) > 0.1;
	return AWRY_OK;
}

static awry_status is_told_apart(awry_session *session, uint32_t one, uint32_t other, bool *out)
{
	const struct kb *kb = session->kb;

	*out = false;
	for (int side = 0; side < 2; side++) {
		struct kb_range range = kb_diagnoses(kb)[side ? other : one].evidence;
		for (uint32_t i = 0; i < range.count; i++) {
			const struct kb_conclusion *conclusion = kb_conclusions(kb) + kb_evidence(kb)[range.first + i].at;
			struct kb_range conditions = kb_rules(kb)[conclusion->rule].conditions;
			for (uint32_t j = 0; j < conditions.count && !*out; j++)
				TRY(finding_tells_apart(session, kb_conditions(kb)[conditions.first + j].slot, one, other, out));
		}
	}
	return AWRY_OK;
}

static awry_status find_pairs(struct game *game)
{
	const struct kb *kb = game->session->kb;
	struct simulation *simulation = game->simulation;
	struct kb_range range = kb_symptoms(kb)[game->symptom].candidates;
	const struct kb_candidate *candidates = kb_candidates(kb) + range.first;

	TRY(session_clear(game->session));
	for (uint32_t i = 0; i < range.count; i++) {
		for (uint32_t j = i + 1; j < range.count; j++) {
			bool apart;
			TRY(is_told_apart(game->session, candidates[i].diagnosis, candidates[j].diagnosis, &apart));
			if (apart)
				continue;
			TRY(mem_grow(simulation->alloc, &simulation->pairs, &simulation->pairs_cap,
				simulation->n_pairs + 1, sizeof(*simulation->pairs)));
			simulation->pairs[simulation->n_pairs++] = (struct simulation_pair){
				game->symptom, candidates[i].diagnosis, candidates[j].diagnosis};
		}
	}
	return AWRY_OK;
}

/* ---- all symptoms ---- */

static void add_score(struct simulation_score *total, const struct simulation_score *score)
{
	total->weight += score->weight;
	total->questions += score->questions;
	total->first += score->first;
	total->among_three += score->among_three;
	total->confident_wrong += score->confident_wrong;
	total->entropy += score->entropy;
	total->n_games += score->n_games;
	if (score->longest > total->longest)
		total->longest = score->longest;
	for (size_t i = 0; i < N_ELEMENTS(score->lengths); i++)
		total->lengths[i] += score->lengths[i];
}

static awry_status simulate_symptom(struct game *game, struct simulation_score *score)
{
	const struct kb *kb = game->session->kb;
	struct kb_range range = kb_symptoms(kb)[game->symptom].candidates;
	const struct kb_candidate *candidates = kb_candidates(kb) + range.first;
	double total = 0;

	for (uint32_t i = 0; i < range.count; i++)
		total += candidates[i].weight;
	for (uint32_t i = 0; i < range.count; i++) {
		double share = candidates[i].weight / total;
		game->truth = candidates[i].diagnosis;
		score->entropy -= share * log2(share);
		TRY(play_candidate(game, score, share));
	}
	return find_pairs(game);
}

static awry_status simulate_all(struct game *game)
{
	struct simulation *simulation = game->simulation;
	const struct kb *kb = game->session->kb;

	for (uint32_t i = 0; i < kb->symptoms.count; i++) {
		struct simulation_symptom *row = &simulation->symptoms[simulation->n_symptoms];
		if (kb_symptoms(kb)[i].candidates.count < 2 ||
			!kb_in_area(kb_text(kb, kb_symptoms(kb)[i].id), game->options->area))
			continue;
		simulation->n_symptoms++;
		row->symptom = game->symptom = i;
		TRY(simulate_symptom(game, &row->score));
		add_score(&simulation->total, &row->score);
	}
	if (simulation->n_symptoms > 0)
		simulation->total.entropy /= simulation->n_symptoms;
	return AWRY_OK;
}

awry_status simulate(const struct kb *kb, const awry_alloc *alloc, const struct simulation_options *options,
	struct simulation *out)
{
	struct game game = {.simulation = out, .options = options, .random = options->seed};
	awry_status status = AWRY_E_NOMEM;

	*out = (struct simulation){.alloc = alloc};
	arena_init(&out->arena, alloc);
	out->symptoms = arena_alloc(&out->arena, kb->symptoms.count + 1, sizeof(*out->symptoms));
	out->is_asked = arena_alloc(&out->arena, kb->findings.count + 1, 1);
	if (out->symptoms && out->is_asked)
		status = session_open(kb, alloc, &game.session);
	if (!status)
		status = simulate_all(&game);
	session_close(game.session);
	if (status)
		simulation_release(out);
	return status;
}

void simulation_release(struct simulation *simulation)
{
	if (!simulation->alloc)
		return;
	mem_resize(simulation->alloc, simulation->pairs, simulation->pairs_cap * sizeof(*simulation->pairs), 0);
	mem_resize(simulation->alloc, simulation->misses, simulation->misses_cap * sizeof(*simulation->misses), 0);
	arena_release(&simulation->arena);
	*simulation = (struct simulation){0};
}

uint32_t simulation_quantile(const struct simulation_score *score, double share)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < N_ELEMENTS(score->lengths); i++) {
		n += score->lengths[i];
		if (n >= share * score->n_games)
			return i;
	}
	return score->longest;
}
