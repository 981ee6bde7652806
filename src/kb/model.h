/* SPDX-License-Identifier: MIT */
#ifndef AWRY_KB_MODEL_H
#define AWRY_KB_MODEL_H

/* The knowledge base as one immutable, relocatable block: a header, then sections of
 * fixed-size records that name each other by index, then strings.  No pointers, so that the block
 * can lie in read-only data, be shared by all threads, and cost nothing to open. */

#include "base/base.h"

typedef uint32_t kb_str; /* offset into the strings section; 0 is "" and means none */

#define KB_NONE UINT32_MAX

struct kb_range {
	uint32_t first, count;
};

struct kb_place {
	kb_str file;
	uint32_t line, column;
};

/* Evidence words, and what they weigh: see weights.h. */
#define KB_STRENGTHS(X)                                                                            \
	X(PROVES, "proves")                                                                        \
	X(CONFIRMS, "confirms")                                                                    \
	X(SUPPORTS, "supports")                                                                    \
	X(OPPOSES, "opposes")                                                                      \
	X(RULES_OUT, "rules-out")

enum kb_strength {
	KB_STRENGTH_NONE = 0,
#define X(name, word) KB_##name,
	KB_STRENGTHS(X)
#undef X
};

enum kb_risk { KB_RISK_NONE = 0, KB_RISK_READ, KB_RISK_CHANGE, KB_RISK_DESTROY };

enum kb_finding_kind { KB_CHOICE = 0, KB_NUMBER, KB_TEXT };

/* A slot is one thing that can be known: first the findings, then "symptom i was seen", then
 * "diagnosis i was named by a message", then the captured values. */

struct kb_symptom {
	kb_str id, title;
	struct kb_range candidates;
};

struct kb_candidate {
	uint32_t diagnosis;
	uint32_t weight; /* 1..10 */
};

struct kb_finding {
	kb_str id, ask, check, help, unit;
	kb_str file;
	struct kb_range answers;    /* of a choice */
	struct kb_range derived_by; /* in `derivers`: rules that conclude it, in rule order */
	uint32_t value;             /* KB_TEXT: the captured value it fills, else KB_NONE */
	uint32_t rank;              /* 0: not derived; else above all findings that it is derived from */
	uint8_t kind;               /* enum kb_finding_kind */
	uint8_t cost;               /* 1..10 */
	uint8_t askable;            /* has a question */
};

struct kb_answer {
	kb_str value, says;
	uint32_t usual; /* base rate, 1..10; 5 unless told */
};

struct kb_diagnosis {
	kb_str id, title, cause, note;
	struct kb_range fixes, docs;
	struct kb_range explains, see, also; /* in `refs` */
	struct kb_range evidence;            /* in `evidence`: conclusions that speak about it, in rule order */
	struct kb_range suspected_by;        /* in `refs`: symptoms that have it as a candidate */
};

/* A symptom or a diagnosis, by its slot. */
struct kb_ref {
	uint32_t slot;
};

struct kb_fix {
	kb_str act, run, verify; /* act: the `do` of the rule file */
	uint32_t risk;           /* enum kb_risk */
};

struct kb_doc {
	kb_str title, url;
};

struct kb_rule {
	kb_str name, because;
	kb_str file;
	struct kb_range conditions, conclusions;
	uint32_t is_answer; /* made from the short form under `answers` */
};

enum kb_op {
	KB_IS = 0,   /* the value is among `operands` (answers: numbers local to the finding) */
	KB_IS_NOT,   /* known, and not among them */
	KB_UNKNOWN,  /* not known */
	KB_WITHIN,   /* a number, low <= value < high */
	KB_TEXT_IS,  /* the rest compare a captured value with `text`, case-sensitive */
	KB_STARTS,
	KB_ENDS,
	KB_CONTAINS,
	KB_EMPTY     /* captured, and nothing stood there */
};

struct kb_condition {
	uint32_t slot;
	uint32_t at;        /* KB_IS, KB_IS_NOT: the first in `operands`; KB_WITHIN: in `bounds`; else the kb_str to compare with */
	uint8_t op;         /* enum kb_op */
	uint8_t n_operands;
};

struct kb_bounds {
	double low, high;
};

/* Conditions by what makes them true.  Sorted by (slot, answer, rule); answer is KB_ANY_ANSWER
 * for conditions that must be evaluated whenever the slot changes (all ops but KB_IS). */
struct kb_posting {
	uint32_t rule;
	uint8_t answer, condition; /* the latter within the rule */
};

enum { KB_ANY_ANSWER = UINT8_MAX };

enum kb_conclusion_kind { KB_DERIVES = 0, KB_EVIDENCE };

struct kb_conclusion {
	uint32_t rule;
	uint32_t target;  /* a finding, or a diagnosis */
	uint8_t kind;     /* enum kb_conclusion_kind */
	uint8_t answer;   /* KB_DERIVES: the answer, local to the finding */
	uint8_t strength; /* KB_EVIDENCE: enum kb_strength */
};

enum kb_target { KB_OF_SYMPTOM = 0, KB_OF_DIAGNOSIS, KB_OF_ANSWER, KB_OF_LOOKALIKE };
enum kb_shape { KB_TEMPLATE = 0, KB_PATTERN, KB_CODE };

struct kb_message {
	uint32_t target;      /* symptom, diagnosis, finding or look-alike */
	uint32_t n_literal;   /* folded symbols of literal text: its specificity */
	uint32_t is_shared;   /* of a code that others than one AWS service use too: only where AWS is told */
	kb_str text;          /* as written in the rule file; of a pattern, without the slashes */
	kb_str code, operation, service; /* folded; "" where not asked for */
	struct kb_range parts;
	uint8_t target_kind;  /* enum kb_target */
	uint8_t answer;       /* KB_OF_ANSWER: local to the finding */
	uint8_t shape;        /* enum kb_shape */
	uint8_t strength;     /* enum kb_strength: KB_PROVES, KB_CONFIRMS or KB_SUPPORTS */
	uint8_t in_coat;      /* only inside a parsed AWS error */
	uint8_t is_generic;   /* of a code that says nothing without the operation or service beside it */
};

/* One literal of a template and the gap before it; or one of a pattern's alternative literals. */
struct kb_part {
	kb_str literal;          /* folded: only a-z and 0-9; "" for a placeholder at the end */
	uint16_t len;            /* of the literal */
	uint16_t gap;            /* at most so many folded symbols lie between this and the part before; 0 is none */
	struct kb_range values;  /* in `refs`: slots of the captured values in the gap, in order; KB_NONE for {*} */
};

/* The literal prefilter: 4 folded symbols of a message.  Sorted by (bucket, gram, message). */
struct kb_anchor {
	uint32_t gram;    /* 4 folded symbols as they lie in memory: kb_gram */
	uint32_t message;
	uint32_t part;    /* number within the message */
	uint32_t offset;  /* of the gram in that part's literal */
	char before[4];   /* the literal's symbols before the gram, the last next to it, and NULs for those that it has not, */
	char behind[4];   /* and behind it */
};

enum { KB_GRAM = 4, KB_BUCKET_BITS = 14, KB_SIEVE_BITS = 17 };

static inline uint32_t kb_gram(const char *symbols)
{
	uint32_t gram;

	memcpy(&gram, symbols, sizeof(gram));
	return gram;
}

static inline uint32_t kb_gram_hash(uint32_t gram)
{
	return gram * UINT32_C(0x9e3779b1);
}

/* The anchors bucket of a gram, and its bit in `anchor_bits`. */
static inline uint32_t kb_bucket(uint32_t gram)
{
	return kb_gram_hash(gram) >> (32 - KB_BUCKET_BITS);
}

static inline uint32_t kb_sieve_bit(uint32_t gram)
{
	return kb_gram_hash(gram) >> (32 - KB_SIEVE_BITS);
}

/* A word of a long template that few others have: where two of them stand, the template may stand in other words.  Sorted by
 * (hash, message). */
struct kb_telling {
	uint32_t hash; /* word_hash of its symbols */
	uint32_t message;
	uint16_t part, offset; /* of the word in the template's literals */
	uint16_t nth, of;      /* its number among the template's telling words, of so many */
};

enum { KB_TELLING_BITS = 12 };

static inline uint32_t kb_telling_bucket(uint32_t hash)
{
	return hash >> (32 - KB_TELLING_BITS);
}

struct kb_lookalike {
	kb_str id, title;
	struct kb_range hides; /* in `hides` */
};

struct kb_hide {
	uint32_t slot; /* of a symptom or diagnosis, or KB_NONE: */
	kb_str area;   /* all of this area ("ssh") */
};

struct kb_value {
	kb_str name;
};

struct kb_example {
	uint32_t target;
	kb_str text;
	struct kb_place place;
	uint8_t target_kind; /* KB_OF_SYMPTOM, KB_OF_DIAGNOSIS or KB_OF_LOOKALIKE */
	uint8_t must_match;
};

struct kb_index {
	uint32_t at;
};

#define KB_SECTIONS(X)                                                                             \
	X(symptoms, struct kb_symptom)       /* by id */                                           \
	X(candidates, struct kb_candidate)                                                         \
	X(findings, struct kb_finding)       /* by id */                                           \
	X(finding_at, struct kb_index)       /* by hash of the id: a finding, or KB_NONE; open addressing, a power of two */ \
	X(answers, struct kb_answer)                                                               \
	X(diagnoses, struct kb_diagnosis)    /* by id */                                           \
	X(fixes, struct kb_fix)                                                                    \
	X(docs, struct kb_doc)                                                                     \
	X(refs, struct kb_ref)                                                                     \
	X(rules, struct kb_rule)             /* by file, then line */                              \
	X(unmet, uint8_t)                    /* by rule: conditions that do not hold while nothing is known */ \
	X(conditions, struct kb_condition)                                                         \
	X(operands, uint8_t)                 /* answers, local to the finding */                   \
	X(bounds, struct kb_bounds)                                                                \
	X(conclusions, struct kb_conclusion)                                                       \
	X(postings, struct kb_posting)                                                             \
	X(posting_of, struct kb_index)       /* by slot, one more than slots: first posting */     \
	X(derivers, struct kb_index)         /* conclusions */                                     \
	X(evidence, struct kb_index)         /* conclusions */                                     \
	X(initial, struct kb_index)          /* rules whose `unmet` is 0 */                        \
	X(messages, struct kb_message)                                                             \
	X(parts, struct kb_part)                                                                   \
	X(anchors, struct kb_anchor)                                                               \
	X(anchor_of, struct kb_index)        /* by bucket, one more than buckets: first anchor */  \
	X(anchor_bits, struct kb_index)      /* a bit for the grams of a hash: whether one is an anchor's */ \
	X(tellings, struct kb_telling)                                                             \
	X(telling_of, struct kb_index)       /* by bucket, one more than buckets: first telling */ \
	X(codes, struct kb_index)            /* KB_CODE messages sorted by code text */            \
	X(lookalikes, struct kb_lookalike)   /* by id */                                           \
	X(hides, struct kb_hide)                                                                   \
	X(values, struct kb_value)           /* by name */                                         \
	X(examples, struct kb_example)                                                             \
	X(strings, char)

struct kb_section {
	uint32_t offset; /* bytes from the start of the block, a multiple of 8 */
	uint32_t count;  /* records */
};

struct kb {
	char magic[8];   /* KB_MAGIC */
	uint32_t abi;    /* KB_ABI */
	uint32_t size;   /* bytes of the whole block */
	char sha256[72]; /* hexadecimal, of the block with this field zeroed; NUL-terminated */
#define X(name, type) struct kb_section name;
	KB_SECTIONS(X)
#undef X
};

#define KB_MAGIC "awry-kb"
enum { KB_ABI = 1 };

#define X(name, type)                                                                              \
	static inline const type *kb_##name(const struct kb *kb)                                   \
	{                                                                                          \
		return (const type *)(const void *)((const char *)kb + kb->name.offset);           \
	}
KB_SECTIONS(X)
#undef X

static inline const char *kb_text(const struct kb *kb, kb_str str)
{
	return kb_strings(kb) + str;
}

/* Slots. */
static inline uint32_t kb_slot_symptom(const struct kb *kb, uint32_t symptom)
{
	return kb->findings.count + symptom;
}

static inline uint32_t kb_slot_diagnosis(const struct kb *kb, uint32_t diagnosis)
{
	return kb->findings.count + kb->symptoms.count + diagnosis;
}

static inline uint32_t kb_slot_value(const struct kb *kb, uint32_t value)
{
	return kb->findings.count + kb->symptoms.count + kb->diagnoses.count + value;
}

static inline uint32_t kb_n_slots(const struct kb *kb)
{
	return kb_slot_value(kb, kb->values.count);
}

enum kb_slot_kind { KB_SLOT_FINDING, KB_SLOT_SYMPTOM, KB_SLOT_DIAGNOSIS, KB_SLOT_VALUE };

/* What a slot is of, and its number there. */
enum kb_slot_kind kb_slot_kind(const struct kb *kb, uint32_t slot, uint32_t *index);
/* The id of what a slot is of; a value's name is written as "value.NAME" nowhere but in rule files. */
const char *kb_slot_id(const struct kb *kb, uint32_t slot);

/* Numbers by id, by binary search, of findings by hash; KB_NONE where there is none. */
uint32_t kb_find_symptom(const struct kb *kb, const char *id);
uint32_t kb_find_diagnosis(const struct kb *kb, const char *id);
uint32_t kb_find_finding(const struct kb *kb, const char *id);
uint32_t kb_find_lookalike(const struct kb *kb, const char *id);
uint32_t kb_find_value(const struct kb *kb, const char *name);
/* The answer of `finding` whose value is `value`, local to it. */
uint32_t kb_find_answer(const struct kb *kb, uint32_t finding, const char *value);
/* Whether an id is of `area` ("ssh"); all are of NULL. */
bool kb_in_area(const char *id, const char *area);
/* The word for a strength: "confirms". */
const char *kb_strength_word(uint32_t strength);

#endif
