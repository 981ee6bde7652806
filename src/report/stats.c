/* SPDX-License-Identifier: MIT */
#include "report/stats.h"

#include "report/json_parts.h"

#define COUNTS(X)                                                                                  \
	X(symptoms)                                                                                \
	X(diagnoses)                                                                               \
	X(findings)                                                                                \
	X(rules)                                                                                   \
	X(messages)                                                                                \
	X(examples)                                                                                \
	X(unreached)

enum {
#define X(name) COUNT_##name,
	COUNTS(X)
#undef X
	N_COUNTS
};

static const char *const count_names[] = {
#define X(name) #name,
	COUNTS(X)
#undef X
};

struct row {
	uint32_t counts[N_COUNTS];
};

struct stats {
	const struct kb *kb;
	struct arena arena;
	struct intern areas;
	struct row *rows;       /* by number in areas */
	struct row total;
	uint8_t *is_reached;    /* by diagnosis: a message names it, or a symptom suspects it */
};

/* ---- counting ---- */

/* "ssh" of "ssh/timed-out" or of "ssh/reach.yaml", "door" of "door.yaml". */
static struct span area_of(const char *name)
{
	return (struct span){name, strcspn(name, "/.")};
}

static const char *target_id(const struct stats *stats, uint32_t kind, uint32_t target)
{
	const struct kb *kb = stats->kb;

	switch (kind) {
	case KB_OF_SYMPTOM:
		return kb_text(kb, kb_symptoms(kb)[target].id);
	case KB_OF_DIAGNOSIS:
		return kb_text(kb, kb_diagnoses(kb)[target].id);
	case KB_OF_ANSWER:
		return kb_text(kb, kb_findings(kb)[target].file);
	case KB_OF_LOOKALIKE:
		return kb_text(kb, kb_lookalikes(kb)[target].id);
	default:
		return "coats"; /* of no area: how errors are wrapped */
	}
}

static awry_status count(struct stats *stats, unsigned what, const char *name)
{
	uint32_t area = intern_add(&stats->areas, area_of(name));

	if (area == UINT32_MAX)
		return AWRY_E_NOMEM;
	stats->rows[area].counts[what]++;
	stats->total.counts[what]++;
	return AWRY_OK;
}

static awry_status count_diagnoses(struct stats *stats)
{
	const struct kb *kb = stats->kb;

	for (uint32_t i = 0; i < kb->messages.count; i++)
		if (kb_messages(kb)[i].target_kind == KB_OF_DIAGNOSIS)
			stats->is_reached[kb_messages(kb)[i].target] = 1;
	for (uint32_t i = 0; i < kb->diagnoses.count; i++) {
		const struct kb_diagnosis *diagnosis = kb_diagnoses(kb) + i;
		stats->is_reached[i] |= diagnosis->suspected_by.count > 0;
		TRY(count(stats, COUNT_diagnoses, kb_text(kb, diagnosis->id)));
		if (!stats->is_reached[i])
			TRY(count(stats, COUNT_unreached, kb_text(kb, diagnosis->id)));
	}
	return AWRY_OK;
}

static awry_status count_all(struct stats *stats)
{
	const struct kb *kb = stats->kb;

	for (uint32_t i = 0; i < kb->symptoms.count; i++)
		TRY(count(stats, COUNT_symptoms, kb_text(kb, kb_symptoms(kb)[i].id)));
	TRY(count_diagnoses(stats));
	for (uint32_t i = 0; i < kb->findings.count; i++)
		TRY(count(stats, COUNT_findings, kb_text(kb, kb_findings(kb)[i].file)));
	for (uint32_t i = 0; i < kb->rules.count; i++)
		TRY(count(stats, COUNT_rules, kb_text(kb, kb_rules(kb)[i].file)));
	for (uint32_t i = 0; i < kb->messages.count; i++)
		TRY(count(stats, COUNT_messages,
			target_id(stats, kb_messages(kb)[i].target_kind, kb_messages(kb)[i].target)));
	for (uint32_t i = 0; i < kb->examples.count; i++)
		TRY(count(stats, COUNT_examples,
			target_id(stats, kb_examples(kb)[i].target_kind, kb_examples(kb)[i].target)));
	return AWRY_OK;
}

/* ---- showing ---- */

static void add_counts(struct buf *buf, const char *name, const struct row *row)
{
	buf_fmt(buf, "%-14s", name);
	for (unsigned i = 0; i < N_COUNTS; i++)
		buf_fmt(buf, "%10u", row->counts[i]);
	buf_char(buf, '\n');
}

static void add_unreached(struct buf *buf, const struct stats *stats)
{
	if (stats->total.counts[COUNT_unreached] == 0)
		return;
	buf_text(buf, "\nunreached: no message names it and no symptom suspects it\n");
	for (uint32_t i = 0; i < stats->kb->diagnoses.count; i++)
		if (!stats->is_reached[i])
			buf_fmt(buf, "  %s\n", kb_text(stats->kb, kb_diagnoses(stats->kb)[i].id));
}

static awry_status write_text(const struct stats *stats, const uint32_t *order, awry_write_fn write, void *user)
{
	struct buf buf;
	awry_status status;

	buf_init(&buf, stats->arena.alloc);
	buf_fmt(&buf, "%-14s", "area");
	for (unsigned i = 0; i < N_COUNTS; i++)
		buf_fmt(&buf, "%10s", count_names[i]);
	buf_char(&buf, '\n');
	for (uint32_t i = 0; i < stats->areas.count; i++)
		add_counts(&buf, stats->areas.strings[order[i]].ptr, &stats->rows[order[i]]);
	add_counts(&buf, "all", &stats->total);
	buf_fmt(&buf, "\n%u bytes compiled, %u of them text\n", stats->kb->size, stats->kb->strings.count);
	add_unreached(&buf, stats);
	status = buf_status(&buf);
	if (!status && write(user, buf.ptr, buf.len))
		status = AWRY_E_IO;
	buf_release(&buf);
	return status;
}

static json_t *row_object(const char *name, const struct row *row)
{
	json_t *object = json_object();

	json_set(&object, "area", json_string(name));
	for (unsigned i = 0; i < N_COUNTS; i++)
		json_set(&object, count_names[i], json_integer(row->counts[i]));
	return object;
}

static awry_status write_json(const struct stats *stats, const uint32_t *order, awry_write_fn write, void *user)
{
	json_t *object = json_object(), *areas = json_array(), *unreached = json_array();

	for (uint32_t i = 0; i < stats->areas.count; i++)
		json_append(&areas, row_object(stats->areas.strings[order[i]].ptr, &stats->rows[order[i]]));
	for (uint32_t i = 0; i < stats->kb->diagnoses.count; i++)
		if (!stats->is_reached[i])
			json_append(&unreached, json_string(kb_text(stats->kb, kb_diagnoses(stats->kb)[i].id)));
	json_set(&object, "schema", json_string("awry-stats/1"));
	json_set(&object, "all", row_object("all", &stats->total));
	json_set(&object, "areas", areas);
	json_set(&object, "unreached", unreached);
	json_set(&object, "bytes", json_integer(stats->kb->size));
	json_set(&object, "text_bytes", json_integer(stats->kb->strings.count));
	return json_write(object, write, user);
}

/* The areas by name: few, so that insertion will do. */
static void sort_areas(const struct stats *stats, uint32_t *order)
{
	for (uint32_t i = 0; i < stats->areas.count; i++) {
		uint32_t at = i;
		while (at > 0 && strcmp(stats->areas.strings[i].ptr, stats->areas.strings[order[at - 1]].ptr) < 0) {
			order[at] = order[at - 1];
			at--;
		}
		order[at] = i;
	}
}

awry_status stats_write(const struct kb *kb, const awry_alloc *alloc, awry_format format, awry_write_fn write, void *user)
{
	/* Every entry may have an area of its own. */
	size_t max = (size_t)kb->symptoms.count + kb->diagnoses.count + kb->findings.count + kb->rules.count +
		kb->lookalikes.count + 1;
	struct stats stats = {.kb = kb};
	awry_status status = AWRY_E_NOMEM;
	uint32_t *order;

	arena_init(&stats.arena, alloc);
	intern_init(&stats.areas, alloc, &stats.arena);
	stats.rows = arena_alloc(&stats.arena, max, sizeof(*stats.rows));
	stats.is_reached = arena_alloc(&stats.arena, (size_t)kb->diagnoses.count + 1, 1);
	order = arena_alloc(&stats.arena, max, sizeof(*order));
	if (stats.rows && stats.is_reached && order)
		status = count_all(&stats);
	if (!status) {
		sort_areas(&stats, order);
		status = format == AWRY_JSON ? write_json(&stats, order, write, user) : write_text(&stats, order, write, user);
	}
	intern_release(&stats.areas);
	arena_release(&stats.arena);
	return status;
}
