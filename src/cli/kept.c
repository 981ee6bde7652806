/* SPDX-License-Identifier: MIT */
#include "kept.h"

#include <stdlib.h>
#include <string.h>

void question_release(struct question *question)
{
	pool_release(&question->pool);
	*question = (struct question){0};
}

bool question_init(struct question *to, const awry_question *from)
{
	struct pool *pool = &to->pool;

	*to = (struct question){.n_answers = from->n_answers};
	to->id = pool_keep(pool, from->id);
	to->ask = pool_keep(pool, from->ask);
	to->check = pool_keep(pool, from->check);
	to->help = pool_keep(pool, from->help);
	to->unit = pool_keep(pool, from->unit);
	to->answers = pool_alloc(pool, from->n_answers, sizeof(*to->answers));
	for (size_t i = 0; i < from->n_answers && to->answers; i++) {
		to->answers[i].value = pool_keep(pool, from->answers[i].value);
		to->answers[i].says = pool_keep(pool, from->answers[i].says);
	}
	return !pool->failed;
}

/* The library's form of a kept question, so that there is one way to copy. */
bool question_copy(struct question *to, const struct question *from)
{
	awry_question view = {.id = from->id, .ask = from->ask, .check = from->check, .help = from->help,
		.unit = from->unit};
	awry_answer *answers = calloc(from->n_answers + 1, sizeof(*answers));
	bool is_copied;

	*to = (struct question){0};
	if (!answers)
		return false;
	for (size_t i = 0; i < from->n_answers; i++)
		answers[i] = (awry_answer){from->answers[i].value, from->answers[i].says};
	view.answers = answers;
	view.n_answers = from->n_answers;
	is_copied = question_init(to, &view);
	free(answers);
	return is_copied;
}

void standing_release(struct standing *standing)
{
	pool_release(&standing->pool);
	*standing = (struct standing){0};
}

bool standing_init(struct standing *to, const awry_outcome *from)
{
	struct pool *pool = &to->pool;

	*to = (struct standing){.state = from->state, .n_live = from->n_live, .none = from->none};
	to->reconsider = pool_keep(pool, from->reconsider);
	to->reconsider_for = pool_keep(pool, from->reconsider_for);
	to->candidates = pool_alloc(pool, from->n_diagnoses, sizeof(*to->candidates));
	for (size_t i = 0; i < from->n_diagnoses && to->candidates; i++) {
		const awry_diagnosis *diagnosis = &from->diagnoses[i];
		to->candidates[to->n++] = (struct candidate){
			.id = pool_keep(pool, diagnosis->id),
			.title = pool_keep(pool, diagnosis->title),
			.certainty = pool_keep(pool, diagnosis->certainty),
			.probability = diagnosis->probability,
			.proved = diagnosis->proved != 0,
		};
	}
	return !pool->failed;
}


bool standing_equal(const struct standing *a, const struct standing *b)
{
	if (a->state != b->state || a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->candidates[i].id, b->candidates[i].id) != 0 ||
			a->candidates[i].probability < b->candidates[i].probability ||
			a->candidates[i].probability > b->candidates[i].probability)
			return false;
	return true;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool question_equal(const struct question *a, const struct question *b)
{
	return same_text(a->id, b->id) && same_text(a->ask, b->ask) && same_text(a->check, b->check);
}
