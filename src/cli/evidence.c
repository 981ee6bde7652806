/* SPDX-License-Identifier: MIT */
#include "interview.h"

#include <string.h>

/* A text in the middle of a dialogue: what it added. */

/* True if anything differs that the user would see. */
static bool differs(const struct interview *a, const struct interview *b)
{
	return !standing_equal(&a->standing, &b->standing) || !question_equal(&a->now, &b->now);
}

/* The ids of all that was seen so far, then NULL.  NULL without memory. */
static const char **seen_ids(struct interview *interview, struct pool *pool)
{
	awry_session *session = interview->inquiry->session;
	awry_sighting sighting;
	const char **ids;
	awry_status status;
	size_t n = 0;

	while (!(status = awry_session_seen(session, n, &sighting)))
		n++;
	if (status != AWRY_E_UNKNOWN)
		return NULL;
	ids = pool_alloc(pool, n + 1, sizeof(*ids));
	for (size_t i = 0; ids && i < n; i++) {
		if (awry_session_seen(session, i, &sighting))
			return NULL;
		ids[i] = pool_keep(pool, sighting.id);
	}
	return pool->failed ? NULL : ids;
}

static bool is_among(const char *const *ids, const char *id)
{
	for (; *ids; ids++)
		if (strcmp(*ids, id) == 0)
			return true;
	return false;
}

static void show_sighting(struct out *out, const awry_sighting *sighting)
{
	out_text(out, sighting->kind == AWRY_LOOKALIKE ? "Not of AWS: " : "Recognised: ");
	out_wrapped(out, 12, 12, sighting->title);
	out_text(out, " (");
	out_clean(out, sighting->id);
	out_fmt(out, "%s), line %u\n", sighting->kind == AWRY_FINDING ? ", an answer" : "", sighting->line);
}

/* Shows what was not seen `before`; `*n`: how much. */
static awry_status show_new(struct interview *interview, const char *const *before, size_t *n)
{
	awry_sighting sighting;
	awry_status status;

	for (size_t i = 0; !(status = awry_session_seen(interview->inquiry->session, i, &sighting)); i++) {
		if (is_among(before, sighting.id))
			continue;
		show_sighting(interview->out, &sighting);
		++*n;
	}
	return status == AWRY_E_UNKNOWN ? AWRY_OK : status;
}

enum step interview_tell_text(struct interview *interview, const char *text, size_t len)
{
	struct interview before = *interview;
	struct pool pool = {0};
	const char **ids = seen_ids(interview, &pool);
	enum step step = interview_check(ids ? awry_session_tell_text(interview->inquiry->session, "-", text, len)
		: AWRY_E_NOMEM);
	size_t n_new = 0;

	if (ids && step == STEP_THINK)
		step = interview_check(show_new(interview, ids, &n_new));
	pool_release(&pool);
	if (step == STEP_FAILED)
		return step;
	interview->standing = (struct standing){0};
	interview->now = (struct question){0};
	step = interview_think(interview);
	if (step == STEP_THINK && n_new == 0) {
		step = differs(&before, interview) ? STEP_THINK : STEP_SHOW;
		out_text(interview->out, step == STEP_THINK ? "Noted.\n" : "Nothing new is recognised in that text.\n");
	}
	interview->has_pasted |= step == STEP_THINK;
	standing_release(&before.standing);
	question_release(&before.now);
	return step;
}
