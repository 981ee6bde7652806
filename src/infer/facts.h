/* SPDX-License-Identifier: MIT */
#ifndef AWRY_INFER_FACTS_H
#define AWRY_INFER_FACTS_H

/* Working memory: what is known, and what follows from it.
 *
 * A slot is told a value or concluded one.  Its value is the told one, else that of the first rule
 * (in the order of the rules) whose conditions all hold, else unknown.  Conclusions never form a
 * cycle (the loader refuses that), so the value of every slot is a function of what was told: the
 * order of arrival cannot matter, nothing supports itself, and a withdrawn premise withdraws
 * exactly what rested on it.
 *
 * Each rule carries a counter of the conditions that hold (Dowling and Gallier, "Linear-time
 * algorithms for testing the satisfiability of propositional Horn formulae", 1984); a change
 * touches only the rules that mention the changed slot and value.  Slots are settled in order of
 * their rank, each at most once for one change. */

#include "kb/model.h"

enum fact_kind {
	FACT_UNKNOWN = 0,
	FACT_ANSWER, /* data: an answer, local to the finding; 0 for "seen" */
	FACT_NUMBER, /* data: into facts.datums */
	FACT_TEXT    /* data: into facts.datums */
};

enum fact_source {
	FACT_BY_NOBODY = 0,
	FACT_BY_ANSWER,  /* the user said so; origin is the caller's */
	FACT_BY_MESSAGE, /* a message said so; origin is the caller's */
	FACT_BY_RULE     /* origin is the conclusion */
};

struct fact {
	uint8_t kind;      /* enum fact_kind, of the value in force */
	uint8_t source;    /* enum fact_source, of the value in force */
	uint8_t told;      /* enum fact_source of what was told; FACT_UNKNOWN told is "don't know" */
	uint8_t is_queued;
	uint32_t data;
	uint32_t origin;
	uint32_t slot;
};

struct fact_datum {
	double number;
	struct span text;
};

struct facts {
	const struct kb *kb;
	const awry_alloc *alloc;
	struct arena arena;       /* texts */
	struct fact *facts;       /* number 0 is of no slot, and blank; then those touched since the start */
	uint32_t n_facts, facts_cap;
	uint32_t n_certain;       /* of them, those that were there before supposing */
	uint32_t *fact_of;        /* by slot: number in `facts` */
	uint8_t *unmet;           /* by rule: conditions that do not hold */
	struct fact_datum *datums;
	uint32_t n_datums, datums_cap;
	struct fact *trail;       /* what the facts were before each change: written only while supposing */
	uint32_t n_trail, trail_cap;
	uint32_t *turned;         /* rules that came to hold or ceased to, while supposing */
	uint32_t n_turned, turned_cap;
	uint32_t *queue;          /* findings to settle: a heap by rank, then number */
	uint32_t n_queue, queue_cap;
	bool is_supposing, is_restoring;
	bool failed;              /* an array did not grow: answers AWRY_E_NOMEM until cleared */
};

struct fact_value {
	enum fact_kind kind;
	uint32_t answer;
	double number;
	struct span text;
};

/* kb is borrowed. */
awry_status facts_init(struct facts *facts, const struct kb *kb, const awry_alloc *alloc);
void facts_release(struct facts *facts);
/* As after facts_init; costs what was touched. */
awry_status facts_clear(struct facts *facts);

/* Tells `slot` a value (FACT_UNKNOWN: "don't know"), replacing what it was told before, and
 * draws all conclusions.  `origin` is kept for the justification.  The text of a value is copied. */
awry_status facts_tell(struct facts *facts, uint32_t slot, struct fact_value value, enum fact_source by, uint32_t origin);
/* Forgets what `slot` was told. */
awry_status facts_retract(struct facts *facts, uint32_t slot);

/* Tells until facts_take_back; suppositions do not nest, and no other change may come between.  Until the next of them
 * `facts->turned` lists the rules that hold now and did not before, or the reverse; one may be there twice. */
awry_status facts_suppose(struct facts *facts, uint32_t slot, uint32_t answer);
/* Supposes that `slot` was never told. */
awry_status facts_suppose_untold(struct facts *facts, uint32_t slot);
void facts_take_back(struct facts *facts);
/* Cheap looks ahead, that spare most suppositions: false where no rule would come to hold or cease to if `slot`, of which
 * nothing is known, had `answer`; and if it were untold. */
bool facts_would_turn(const struct facts *facts, uint32_t slot, uint32_t answer);
bool facts_is_premise(const struct facts *facts, uint32_t slot);

/* What is known of a slot, and whence; good until the next change. */
static inline const struct fact *facts_of(const struct facts *facts, uint32_t slot)
{
	return &facts->facts[facts->fact_of[slot]];
}

static inline bool facts_is_known(const struct facts *facts, uint32_t slot)
{
	return facts_of(facts, slot)->kind != FACT_UNKNOWN;
}

/* The user was asked, though he may not know. */
static inline bool facts_is_told(const struct facts *facts, uint32_t slot)
{
	return facts_of(facts, slot)->told != FACT_BY_NOBODY;
}

static inline bool facts_rule_holds(const struct facts *facts, uint32_t rule)
{
	return facts->unmet[rule] == 0;
}

/* The value in force. */
struct fact_value facts_value(const struct facts *facts, uint32_t slot);
/* Whether one condition holds: for explanations. */
bool facts_condition_holds(const struct facts *facts, const struct kb_condition *condition);

#endif
