/* SPDX-License-Identifier: MIT */
#include "report/simulation.h"

#include "report/json_parts.h"

enum { PAIRS_SHOWN = 40 };

struct table {
	struct buf buf;
	const struct kb *kb;
	const struct simulation *simulation;
};

static double share(double part, double whole)
{
	return whole > 0 ? part / whole : 0;
}

static const char *diagnosis_id(const struct table *table, uint32_t diagnosis)
{
	return kb_text(table->kb, kb_diagnoses(table->kb)[diagnosis].id);
}

static const char *symptom_id(const struct table *table, uint32_t symptom)
{
	return kb_text(table->kb, kb_symptoms(table->kb)[symptom].id);
}

static void add_row(struct table *table, const char *name, const struct simulation_score *score)
{
	buf_fmt(&table->buf, "%-40s %6u %6.2f %6.2f %5u %5u %7.1f %7.1f %7.1f\n", name, score->n_games, score->entropy,
		share(score->questions, score->weight), simulation_quantile(score, 0.95), score->longest,
		100 * share(score->first, score->weight), 100 * share(score->among_three, score->weight),
		100 * share(score->confident_wrong, score->weight));
}

static void add_scores(struct table *table)
{
	buf_fmt(&table->buf, "%-40s %6s %6s %6s %5s %5s %7s %7s %7s\n", "symptom", "games", "bound", "mean", "p95", "max",
		"first %", "three %", "wrong %");
	for (uint32_t i = 0; i < table->simulation->n_symptoms; i++)
		add_row(table, symptom_id(table, table->simulation->symptoms[i].symptom), &table->simulation->symptoms[i].score);
	add_row(table, "all", &table->simulation->total);
}

static void add_calibration(struct table *table)
{
	const struct simulation *simulation = table->simulation;

	buf_text(&table->buf, "\ncalibration: probability said, share that was right, games\n");
	for (uint32_t i = 0; i < SIMULATION_BANDS; i++) {
		if (simulation->band_n[i] == 0)
			continue;
		buf_fmt(&table->buf, "  %3u-%3u %%  %5.1f %%  %u\n", i * 10, i * 10 + 10,
			100 * share(simulation->band_right[i], simulation->band_weight[i]), simulation->band_n[i]);
	}
}

static void add_gaps(struct table *table)
{
	const struct simulation *simulation = table->simulation;

	buf_fmt(&table->buf, "\n%u pairs of candidates that no question tells apart\n", simulation->n_pairs);
	for (uint32_t i = 0; i < simulation->n_pairs && i < PAIRS_SHOWN; i++)
		buf_fmt(&table->buf, "  %s: %s, %s\n", symptom_id(table, simulation->pairs[i].symptom),
			diagnosis_id(table, simulation->pairs[i].one), diagnosis_id(table, simulation->pairs[i].other));
	if (simulation->n_pairs > PAIRS_SHOWN)
		buf_fmt(&table->buf, "  and %u more\n", simulation->n_pairs - PAIRS_SHOWN);
	buf_fmt(&table->buf, "\n%u candidates that mostly do not come first\n", simulation->n_misses);
	for (uint32_t i = 0; i < simulation->n_misses; i++)
		buf_fmt(&table->buf, "  %s: %s (%.0f %%)\n", symptom_id(table, simulation->misses[i].symptom),
			diagnosis_id(table, simulation->misses[i].diagnosis), 100 * simulation->misses[i].first);
}

static void add_never_asked(struct table *table)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < table->kb->findings.count; i++)
		n += kb_findings(table->kb)[i].askable && !table->simulation->is_asked[i];
	buf_fmt(&table->buf, "\n%u questions never asked\n", n);
	for (uint32_t i = 0; i < table->kb->findings.count; i++)
		if (kb_findings(table->kb)[i].askable && !table->simulation->is_asked[i])
			buf_fmt(&table->buf, "  %s\n", kb_text(table->kb, kb_findings(table->kb)[i].id));
}

awry_status simulation_text(const struct kb *kb, const struct simulation *simulation, awry_write_fn write, void *user)
{
	struct table table = {.kb = kb, .simulation = simulation};
	awry_status status;

	buf_init(&table.buf, simulation->alloc);
	add_scores(&table);
	add_calibration(&table);
	add_gaps(&table);
	add_never_asked(&table);
	status = buf_status(&table.buf);
	if (!status && write(user, table.buf.ptr, table.buf.len))
		status = AWRY_E_IO;
	buf_release(&table.buf);
	return status;
}

static json_t *score_object(const char *id, const struct simulation_score *score)
{
	return json_pack("{s:s, s:i, s:f, s:f, s:i, s:i, s:f, s:f, s:f}", "id", id, "games", (int)score->n_games, "bound",
		score->entropy, "mean", share(score->questions, score->weight), "p95", (int)simulation_quantile(score, 0.95),
		"max", (int)score->longest, "first", share(score->first, score->weight), "three",
		share(score->among_three, score->weight), "confident_wrong", share(score->confident_wrong, score->weight));
}

awry_status simulation_json(const struct kb *kb, const struct simulation *simulation, awry_write_fn write, void *user)
{
	json_t *rows = json_array(), *object;

	for (uint32_t i = 0; rows && i < simulation->n_symptoms; i++) {
		if (json_array_append_new(rows, score_object(
			kb_text(kb, kb_symptoms(kb)[simulation->symptoms[i].symptom].id), &simulation->symptoms[i].score))) {
			json_decref(rows);
			rows = NULL;
		}
	}
	object = rows ? json_pack("{s:s, s:o, s:o, s:i, s:i}", "schema", "awry-simulation/1", "all",
		score_object("all", &simulation->total), "symptoms", rows, "pairs", (int)simulation->n_pairs, "misses",
		(int)simulation->n_misses) : NULL;
	return json_write_with(object, JSON_REAL_PRECISION(5), write, user);
}
