/* SPDX-License-Identifier: MIT */
#ifndef AWRY_DIALOG_SIMULATE_H
#define AWRY_DIALOG_SIMULATE_H

/* Plays interviews against the rules' own knowledge: how many questions they take, how often they
 * end right, and where the rules cannot tell causes apart. */

#include "dialog/session.h"

struct simulation_options {
	double unknown;  /* the share of questions answered "don't know" */
	unsigned wrong;  /* answers of each game that are wrong */
	unsigned runs;   /* games for each symptom and candidate */
	uint64_t seed;
	const char *area; /* only symptoms of this area; NULL: all */
};

/* Sums over games, each weighted by the candidate's share of its symptom. */
struct simulation_score {
	double weight, questions, first, among_three, confident_wrong;
	double entropy;          /* of the symptom's candidates, bits; of a total: the mean over symptoms */
	uint32_t n_games, longest;
	uint32_t lengths[32];    /* games by number of questions */
};

struct simulation_symptom {
	uint32_t symptom;
	struct simulation_score score;
};

struct simulation_pair {
	uint32_t symptom, one, other; /* candidates that no question tells apart */
};

struct simulation_miss {
	uint32_t symptom, diagnosis;
	double first;            /* the share of its games that ended with it first, where below one half */
};

enum { SIMULATION_BANDS = 10 };

struct simulation {
	struct arena arena;
	struct simulation_symptom *symptoms;
	uint32_t n_symptoms;
	struct simulation_score total;
	struct simulation_pair *pairs;
	uint32_t n_pairs, pairs_cap;
	struct simulation_miss *misses;
	uint32_t n_misses, misses_cap;
	uint8_t *is_asked;       /* by finding */
	double band_weight[SIMULATION_BANDS], band_right[SIMULATION_BANDS]; /* calibration, by probability said */
	uint32_t band_n[SIMULATION_BANDS];
	const awry_alloc *alloc;
};

awry_status simulate(const struct kb *kb, const awry_alloc *alloc, const struct simulation_options *options,
	struct simulation *out);
void simulation_release(struct simulation *simulation);
/* The number of questions that `share` of the games do not exceed. */
uint32_t simulation_quantile(const struct simulation_score *score, double share);

#endif
