/* SPDX-License-Identifier: MIT */
#ifndef AWRY_CLI_KEPT_H
#define AWRY_CLI_KEPT_H

/* What the session said, kept beyond its next call. */

#include "text.h"

struct answer {
	const char *value, *says;
};

/* A question as it was put. */
struct question {
	const char *id, *ask, *check, *help, *unit; /* the last three may be NULL; id is NULL while there is none */
	struct answer *answers;
	size_t n_answers;
	struct pool pool; /* of all that */
};

struct candidate {
	const char *id, *title, *certainty;
	double probability;
	bool proved;
};

/* What the session has come to. */
struct standing {
	awry_state state;
	struct candidate *candidates; /* best first */
	size_t n;
	unsigned n_live;
	double none;
	const char *reconsider, *reconsider_for; /* a finding and a diagnosis, or NULL */
	struct pool pool;
};

/* False without memory; release in any case. */
bool question_init(struct question *to, const awry_question *from);
bool question_copy(struct question *to, const struct question *from);
void question_release(struct question *question);
/* The same to the eye of the user. */
bool question_equal(const struct question *a, const struct question *b);

bool standing_init(struct standing *to, const awry_outcome *from);
void standing_release(struct standing *standing);
bool standing_equal(const struct standing *a, const struct standing *b);

#endif
