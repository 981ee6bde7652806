/* SPDX-License-Identifier: MIT */
#include "report/dot.h"

#include "report/report.h"

enum { DOT_LABEL = 34 }; /* columns of a label's line */

struct graph {
	struct buf buf;
	const struct kb *kb;
	uint8_t *has_finding; /* by finding: its node is there */
	bool only_strong;     /* leave out what merely supports or opposes */
};

/* A label, broken at blanks, with what DOT reads specially escaped. */
static void add_label(struct graph *graph, const char *text)
{
	struct buf line;
	size_t at = 0;

	buf_init(&line, graph->buf.alloc);
	clean_add_line(&line, text, strlen(text), 200);
	for (size_t i = 0; i < line.len; i++, at++) {
		if (line.ptr[i] == ' ' && at >= DOT_LABEL) {
			buf_text(&graph->buf, "\\n");
			at = 0;
			continue;
		}
		if (line.ptr[i] == '"' || line.ptr[i] == '\\')
			buf_char(&graph->buf, '\\');
		buf_char(&graph->buf, line.ptr[i]);
	}
	graph->buf.failed |= line.failed;
	buf_release(&line);
}

static void add_node(struct graph *graph, const char *id, const char *text, const char *style)
{
	buf_fmt(&graph->buf, "  \"%s\" [%s, label=\"", id, style);
	add_label(graph, text);
	buf_text(&graph->buf, "\"];\n");
}

static void add_diagnosis(struct graph *graph, uint32_t diagnosis)
{
	const struct kb_diagnosis *entry = kb_diagnoses(graph->kb) + diagnosis;

	add_node(graph, kb_text(graph->kb, entry->id), kb_text(graph->kb, entry->title),
		"shape=box, style=\"rounded,filled\", fillcolor=\"#e8f0fe\"");
}

static void add_symptom(struct graph *graph, uint32_t symptom)
{
	const struct kb_symptom *entry = kb_symptoms(graph->kb) + symptom;

	add_node(graph, kb_text(graph->kb, entry->id), kb_text(graph->kb, entry->title),
		"shape=box, style=filled, fillcolor=\"#fce8e6\"");
}

static void add_rules_into(struct graph *graph, uint32_t finding);

/* A finding is drawn once, behind what it is concluded from. */
static void add_slot(struct graph *graph, uint32_t slot)
{
	uint32_t index;

	if (kb_slot_kind(graph->kb, slot, &index) != KB_SLOT_FINDING || graph->has_finding[index])
		return;
	graph->has_finding[index] = 1;
	const struct kb_finding *finding = kb_findings(graph->kb) + index;
	add_node(graph, kb_text(graph->kb, finding->id),
		kb_text(graph->kb, finding->ask ? finding->ask : finding->id), "shape=ellipse");
	add_rules_into(graph, index);
}

static const char *edge_style(uint32_t strength)
{
	switch (strength) {
	case KB_PROVES:
	case KB_CONFIRMS:
		return "color=\"#137333\", penwidth=2";
	case KB_SUPPORTS:
		return "color=\"#137333\"";
	case KB_OPPOSES:
		return "color=\"#c5221f\", style=dashed";
	case KB_RULES_OUT:
		return "color=\"#c5221f\", style=dashed, penwidth=2";
	default:
		return "color=black";
	}
}

static void add_condition_label(struct graph *graph, const struct kb_condition *condition)
{
	const struct kb *kb = graph->kb;

	if (condition->op == KB_IS_NOT)
		buf_text(&graph->buf, "not ");
	if (condition->op == KB_UNKNOWN)
		buf_text(&graph->buf, "unknown");
	if (condition->op == KB_WITHIN)
		buf_fmt(&graph->buf, "%.6g to %.6g", condition->low, condition->high);
	if (condition->slot >= kb->findings.count || condition->op > KB_IS_NOT)
		return;
	for (uint32_t i = 0; i < condition->operands.count; i++) {
		uint32_t answer = kb_operands(kb)[condition->operands.first + i].at;
		buf_fmt(&graph->buf, "%s%s", i ? ", " : "", kb_text(kb,
			kb_answers(kb)[kb_findings(kb)[condition->slot].answers.first + answer].value));
	}
}

/* The conditions of a rule as edges to what it concludes. */
static void add_rule(struct graph *graph, uint32_t rule, const char *to, uint32_t strength)
{
	struct kb_range range = kb_rules(graph->kb)[rule].conditions;

	for (uint32_t i = 0; i < range.count; i++) {
		const struct kb_condition *condition = kb_conditions(graph->kb) + range.first + i;
		add_slot(graph, condition->slot);
		buf_fmt(&graph->buf, "  \"%s\" -> \"%s\" [%s, label=\"", kb_slot_id(graph->kb, condition->slot), to,
			edge_style(strength));
		add_condition_label(graph, condition);
		buf_text(&graph->buf, "\"];\n");
	}
}

static void add_rules_into(struct graph *graph, uint32_t finding)
{
	struct kb_range range = kb_findings(graph->kb)[finding].derived_by;

	for (uint32_t i = 0; i < range.count; i++)
		add_rule(graph, kb_conclusions(graph->kb)[kb_derivers(graph->kb)[range.first + i].at].rule,
			kb_text(graph->kb, kb_findings(graph->kb)[finding].id), KB_STRENGTH_NONE);
}

static void add_evidence(struct graph *graph, uint32_t diagnosis)
{
	struct kb_range range = kb_diagnoses(graph->kb)[diagnosis].evidence;

	for (uint32_t i = 0; i < range.count; i++) {
		const struct kb_conclusion *conclusion =
			kb_conclusions(graph->kb) + kb_evidence(graph->kb)[range.first + i].at;
		bool is_strong = conclusion->strength == KB_PROVES || conclusion->strength == KB_CONFIRMS;
		if (is_strong || !graph->only_strong)
			add_rule(graph, conclusion->rule, kb_text(graph->kb, kb_diagnoses(graph->kb)[diagnosis].id),
				conclusion->strength);
	}
}

static void add_suspicion(struct graph *graph, uint32_t symptom, uint32_t only)
{
	const struct kb_symptom *entry = kb_symptoms(graph->kb) + symptom;

	for (uint32_t i = 0; i < entry->candidates.count; i++) {
		const struct kb_candidate *candidate = kb_candidates(graph->kb) + entry->candidates.first + i;
		if (only == KB_NONE || only == candidate->diagnosis)
			buf_fmt(&graph->buf, "  \"%s\" -> \"%s\" [color=gray, label=\"%u\"];\n", kb_text(graph->kb, entry->id),
				kb_text(graph->kb, kb_diagnoses(graph->kb)[candidate->diagnosis].id), candidate->weight);
	}
}

static void draw_diagnosis(struct graph *graph, uint32_t diagnosis)
{
	struct kb_range range = kb_diagnoses(graph->kb)[diagnosis].suspected_by;

	add_diagnosis(graph, diagnosis);
	for (uint32_t i = 0; i < range.count; i++) {
		uint32_t symptom;
		kb_slot_kind(graph->kb, kb_refs(graph->kb)[range.first + i].slot, &symptom);
		add_symptom(graph, symptom);
		add_suspicion(graph, symptom, diagnosis);
	}
	add_evidence(graph, diagnosis);
}

static void draw_symptom(struct graph *graph, uint32_t symptom)
{
	const struct kb_symptom *entry = kb_symptoms(graph->kb) + symptom;

	graph->only_strong = true;
	add_symptom(graph, symptom);
	add_suspicion(graph, symptom, KB_NONE);
	for (uint32_t i = 0; i < entry->candidates.count; i++) {
		uint32_t diagnosis = kb_candidates(graph->kb)[entry->candidates.first + i].diagnosis;
		add_diagnosis(graph, diagnosis);
		add_evidence(graph, diagnosis);
	}
}

static void draw_all(struct graph *graph)
{
	for (uint32_t i = 0; i < graph->kb->symptoms.count; i++) {
		add_symptom(graph, i);
		add_suspicion(graph, i, KB_NONE);
	}
	for (uint32_t i = 0; i < graph->kb->diagnoses.count; i++)
		if (kb_diagnoses(graph->kb)[i].suspected_by.count > 0)
			add_diagnosis(graph, i);
}

static awry_status draw(struct graph *graph, const char *id)
{
	uint32_t diagnosis = id ? kb_find_diagnosis(graph->kb, id) : KB_NONE;
	uint32_t symptom = id ? kb_find_symptom(graph->kb, id) : KB_NONE;

	if (id && diagnosis == KB_NONE && symptom == KB_NONE)
		return AWRY_E_UNKNOWN;
	buf_text(&graph->buf, "digraph awry {\n  rankdir=LR;\n  node [fontname=\"Helvetica\", fontsize=11];\n"
		"  edge [fontname=\"Helvetica\", fontsize=9];\n");
	if (diagnosis != KB_NONE)
		draw_diagnosis(graph, diagnosis);
	else if (symptom != KB_NONE)
		draw_symptom(graph, symptom);
	else
		draw_all(graph);
	buf_text(&graph->buf, "}\n");
	return buf_status(&graph->buf);
}

awry_status dot_write(const struct kb *kb, const char *id, const awry_alloc *alloc, awry_write_fn write, void *user)
{
	struct graph graph = {.kb = kb};
	awry_status status = AWRY_E_NOMEM;
	struct arena arena;

	arena_init(&arena, alloc);
	buf_init(&graph.buf, alloc);
	graph.has_finding = arena_alloc(&arena, kb->findings.count + 1, 1);
	if (graph.has_finding)
		status = draw(&graph, id);
	if (!status && write(user, graph.buf.ptr, graph.buf.len))
		status = AWRY_E_IO;
	buf_release(&graph.buf);
	arena_release(&arena);
	return status;
}
