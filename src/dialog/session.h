/* SPDX-License-Identifier: MIT */
#ifndef AWRY_DIALOG_SESSION_H
#define AWRY_DIALOG_SESSION_H

/* One conversation: what was pasted and answered, what it comes to, and what to ask next. */

#include "dialog/mask.h"
#include "infer/weigh.h"
#include "match/recognise.h"

/* A symptom or diagnosis that was recognised in a text, or named by the user. */
struct seen {
	uint32_t slot;
	uint32_t strength, n_literal;
	const char *file;    /* NULL: the user said so */
	uint32_t line, count;
	const char *excerpt; /* the original text, untrusted; NULL without a text */
};

/* A text of others' that looks like one of ours. */
struct seen_lookalike {
	uint32_t lookalike;
	const char *file;
	uint32_t line;
};

struct known_value {
	uint32_t value;      /* a kb_value */
	uint32_t owner;      /* the slot whose message captured it, or KB_NONE */
	uint32_t rank;       /* 3 told by the user, 2 captured by a message, 1 found in the text */
	struct span text;    /* NUL-terminated */
};

/* What a finding was told, in the order of telling. */
struct given {
	uint32_t finding;
	enum fact_source by; /* FACT_BY_ANSWER or FACT_BY_MESSAGE */
	struct fact_value value;
	uint32_t seen_line;  /* by message: where */
	const char *file;
};

/* What a restored session was when it was saved; in the session's arena. */
struct restored {
	bool is_other_kb;
	const char **dropped;
	uint32_t n_dropped;
	const char *led;
	uint32_t led_per_cent;
};

struct awry_session {
	const struct kb *kb;
	const awry_alloc *alloc;
	struct arena arena;   /* what was told */
	struct arena scratch; /* what the last call returned */
	struct facts facts;
	struct matcher *matcher; /* made on the first text */
	struct seen *seen;
	uint32_t n_seen, seen_cap;
	struct seen_lookalike *lookalikes;
	uint32_t n_lookalikes, lookalikes_cap;
	struct known_value *values;
	uint32_t n_values, values_cap;
	struct given *given;
	uint32_t n_given, given_cap;
	unsigned limits;      /* enum match_limit, of all texts */
	struct restored restored;
	struct mask *mask;    /* stand-ins given so far; NULL before the first */
	bool is_short;        /* a masked text found no memory: the report that wanted it fails */
	bool is_masking;      /* account ids, addresses and host names are replaced in what is read out */
	/* What session_weigh and session_think found. */
	struct differential differential;
	uint32_t question;    /* a finding, or KB_NONE */
	double question_gain; /* expected drop in entropy, bits */
	struct doubt doubt;   /* what single answers carry */
	awry_state state;
	bool is_weighed;      /* differential, doubt and state are up to date */
	bool is_thought;      /* so is the question */
};

enum { SESSION_QUESTIONS = 10 }; /* after so many the user is asked whether to go on */

awry_status session_open(const struct kb *kb, const awry_alloc *alloc, awry_session **out);
void session_close(awry_session *session);
awry_status session_clear(awry_session *session);

awry_status session_tell_text(awry_session *session, const char *name, struct span text);
awry_status session_tell_symptom(awry_session *session, const char *id);
awry_status session_tell_value(awry_session *session, const char *name, const char *value);
awry_status session_answer(awry_session *session, const char *id, const char *text);
awry_status session_retract(awry_session *session, const char *id);

/* Brings differential, doubt and state up to date. */
awry_status session_weigh(awry_session *session);
/* The same, and chooses the question. */
awry_status session_think(awry_session *session);
/* The same as the public outcome, in the session's scratch. */
awry_status session_next(awry_session *session, awry_outcome *out);
/* What was seen as number `index`; AWRY_E_UNKNOWN past the last. */
awry_status session_sighting(awry_session *session, size_t index, awry_sighting *out);

/* The question that the user answered as number `index`, and the answer; AWRY_E_UNKNOWN past the last. */
awry_status session_answered(awry_session *session, size_t index, const awry_question **question, const char **value);

/* The answers the user gave, "don't know" included. */
uint32_t session_n_asked(const awry_session *session);
/* What finding `index` was told, or NULL. */
const struct given *session_given(const awry_session *session, uint32_t finding);
/* The recognised text of a slot, or NULL. */
const struct seen *session_seen(const awry_session *session, uint32_t slot);
/* "running", "42", a text, or "don't know": in `scratch`. */
const char *session_given_text(awry_session *session, const struct given *given);
/* The same in words: what the answer says. */
const char *session_given_says(awry_session *session, const struct given *given);

/* Account ids, addresses and host names replaced, or not, in all values and excerpts read out from now on. */
awry_status session_set_masking(awry_session *session, bool is_masking);
/* `text`, masked if the session is masking; in `scratch`; NULL without memory. */
const char *session_masked(awry_session *session, const char *text);

/* ---- fill.c ---- */

/* How a value is put into a text. */
enum fill_as {
	FILL_PROSE,  /* as it is */
	FILL_COMMAND /* quoted for a POSIX shell, in whatever quotes it stands */
};

/* `text` with {names} replaced by values, or by <names> where they are not known; in `arena`, NULL without memory.
 * What the message of slot `owner` captured goes before what was found elsewhere (KB_NONE: no preference).
 * A value that could change what a command does (it starts with "-", or holds control bytes) counts as unknown. */
const char *session_fill(awry_session *session, struct arena *arena, uint32_t owner, const char *text,
	enum fill_as as);
/* The best value of that name; {NULL, 0} where it is not known. */
struct span session_value(awry_session *session, uint32_t owner, struct span name);

/* ---- question.c ---- */

/* The finding whose answer is expected to lower the entropy of the differential most for its cost, or KB_NONE. */
awry_status question_choose(awry_session *session, uint32_t *out, double *gain_bits);
/* What each answer of `finding` would do: probabilities of the suspects (rows: answers, columns: suspects). */
awry_status question_effects(awry_session *session, uint32_t finding, double *probabilities, double *none);

/* ---- explain.c ---- */

awry_status session_explain(awry_session *session, awry_explain what, const char *of, const char **out);

#endif
