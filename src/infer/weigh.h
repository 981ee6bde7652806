/* SPDX-License-Identifier: MIT */
#ifndef AWRY_INFER_WEIGH_H
#define AWRY_INFER_WEIGH_H

/* The differential: who is suspected, and how strongly.
 *
 * Weights of evidence are log-odds in nats that add up (I. J. Good, "Probability and the Weighing
 * of Evidence", 1950).  A diagnosis gets its prior from the symptoms seen, then the weights of the
 * rules that hold, of which each finding counts once, at its strongest.
 *
 * Two kinds of suspects:
 *   - named: a message said this very thing happened.  Several may have happened, so each is
 *     weighed against "it did not" alone, from even odds.
 *   - the candidates of the symptoms seen that no named diagnosis accounts for.  One of them is
 *     the cause, or none of these: they are normalised together. */

#include "infer/facts.h"

/* One table for all numbers that the words stand for. */
struct weights {
	double of[KB_RULES_OUT + 1]; /* by enum kb_strength, nats */
	double none_prior;           /* share of "none of these" before any evidence */
	double enough;               /* a diagnosis this probable ends the interview, */
	double stands;               /* if without any one of the answers it were still this probable */
	double live;                 /* below it a candidate is unlikely */
};

extern const struct weights weights;

struct suspect {
	uint32_t diagnosis;
	uint32_t strength;     /* how a message named it; KB_STRENGTH_NONE: only a candidate */
	uint32_t n_literal;    /* of the message that named it */
	uint32_t order;        /* of that message in the text */
	double prior;          /* log of its prior; of a named one, its log-odds from the message */
	double weight;         /* sum of the evidence that counts */
	double probability;
	double doubted;        /* mean probability if any one of the answers were left out */
	bool proved;
	bool is_consequence;   /* another suspect that is likely explains it */
};

struct differential {
	struct suspect *suspects; /* after differential_rank: best first */
	uint32_t n, cap;
	uint32_t n_named;
	double none;              /* probability of "none of these"; 1 when nobody is suspected */
	double none_doubted;
	double none_prior;        /* its log prior among the candidates */
	const awry_alloc *alloc;
};

/* A symptom or diagnosis that was seen, in the order of the text. */
struct sighting {
	uint32_t slot;
	uint32_t strength;  /* of a diagnosis: how the message names it */
	uint32_t n_literal;
};

void differential_init(struct differential *differential, const awry_alloc *alloc);
void differential_release(struct differential *differential);

/* Draws up the list of suspects from what was seen, without weighing. */
awry_status differential_suspect(struct differential *differential, const struct kb *kb,
	const struct sighting *sightings, uint32_t n_sightings);
/* Weighs them by the facts and normalises; the order of suspects stays. */
void differential_weigh(struct differential *differential, const struct facts *facts);
/* The entropy of the candidates' priors, bits: how many yes-or-no questions a perfect interviewer would need. */
double differential_prior_entropy(const struct differential *differential);

/* What leaving out single answers shows. */
struct doubt {
	bool stands;         /* the most probable suspect would stand without any one of them */
	uint32_t finding;    /* the answer without which some suspect would be most probable; KB_NONE without answers */
	uint32_t diagnosis;  /* that suspect */
	double probability;  /* what it would have */
};

/* Leaves out each answer to `findings` in turn; fills `doubted`.  The facts are as they were afterwards. */
awry_status differential_doubt(struct differential *differential, struct facts *facts, const uint32_t *findings,
	uint32_t n_findings, struct doubt *out);
/* Puts the best first: proved, roots before consequences, probability, specificity, text, id. */
void differential_rank(struct differential *differential, const struct kb *kb);

/* The evidence that counts for one diagnosis: conclusions whose rules hold, each finding once at its
 * strongest, strongest first.  Fills at most `max` and returns how many. */
uint32_t weigh_evidence(const struct facts *facts, uint32_t diagnosis, uint32_t *conclusions, uint32_t max);
/* Its sum; *proved where a rule that holds proves it. */
double weigh_diagnosis(const struct facts *facts, uint32_t diagnosis, bool *proved);

/* 0.974 as 97. */
unsigned weigh_per_cent(double probability);
/* "proved", "very likely", "likely", "possible", "unlikely" (bands: Wintle et al. 2019, PLOS ONE
 * 14(4) e0213522, on printing the number beside the word). */
const char *weigh_word(double probability, bool proved);

#endif
