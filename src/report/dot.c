/* SPDX-License-Identifier: MIT */
#include "report/dot.h"

#include "report/report.h"

enum { DOT_LABEL = 34 }; /* columns of a label's line */

struct graph {
	struct buf buf;
	const struct kb *kb;
	uint8_t *has_finding; /* by finding: its node is there */
	bool only_strong;     /* leave out what merely supports, and all that speaks against */
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
		if (line.ptr[i] == '&')
			buf_text(&graph->buf, "amp;"); /* Graphviz reads entities */
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
		buf_fmt(&graph->buf, "%.6g to %.6g", kb_bounds(kb)[condition->at].low,
			kb_bounds(kb)[condition->at].high);
	if (condition->slot >= kb->findings.count || condition->op > KB_IS_NOT)
		return;
	for (uint32_t i = 0; i < condition->n_operands; i++) {
		uint32_t answer = kb_operands(kb)[condition->at + i];
		buf_fmt(&graph->buf, "%s%s", i ? ", " : "", kb_text(kb,
			kb_answers(kb)[kb_findings(kb)[condition->slot].answers.first + answer].value));
	}
}

/* An edge whose label is to follow.  Symptoms stand to the left of their diagnoses, what speaks about these to the
 * right: no edge crosses the column of another, as it would with all of them on one side. */
static void begin_edge(struct graph *graph, uint32_t from, const char *to, uint32_t strength)
{
	buf_fmt(&graph->buf, "  \"%s\" -> \"%s\" [dir=back, %s, label=\"", to, kb_slot_id(graph->kb, from),
		edge_style(strength));
}

/* The conditions of a rule as edges to what it concludes. */
static void add_rule(struct graph *graph, uint32_t rule, const char *to, uint32_t strength)
{
	struct kb_range range = kb_rules(graph->kb)[rule].conditions;

	for (uint32_t i = 0; i < range.count; i++) {
		const struct kb_condition *condition = kb_conditions(graph->kb) + range.first + i;
		add_slot(graph, condition->slot);
		begin_edge(graph, condition->slot, to, strength);
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

/* The one condition of an answer's rule; NULL where the rule has several. */
static const struct kb_condition *only_condition(const struct graph *graph, const struct kb_conclusion *conclusion)
{
	const struct kb_rule *rule = kb_rules(graph->kb) + conclusion->rule;

	return rule->conditions.count == 1 ? kb_conditions(graph->kb) + rule->conditions.first : NULL;
}

static const struct kb_conclusion *evidence_at(const struct graph *graph, struct kb_range range, uint32_t i)
{
	return kb_conclusions(graph->kb) + kb_evidence(graph->kb)[range.first + i].at;
}

static bool is_alike(const struct graph *graph, const struct kb_conclusion *a, const struct kb_conclusion *b)
{
	const struct kb_condition *one = only_condition(graph, a), *other = only_condition(graph, b);

	return one && other && one->slot == other->slot && a->strength == b->strength;
}

/* Answers of one question that speak alike share one edge: from number `i` of the evidence on. */
static void add_answers(struct graph *graph, struct kb_range range, uint32_t i, const char *to)
{
	const struct kb_conclusion *first = evidence_at(graph, range, i);
	uint32_t n = 0;

	for (uint32_t k = 0; k < i; k++)
		if (is_alike(graph, evidence_at(graph, range, k), first))
			return; /* drawn */
	const struct kb_condition *condition = only_condition(graph, first);
	add_slot(graph, condition->slot);
	begin_edge(graph, condition->slot, to, first->strength);
	for (uint32_t k = i; k < range.count; k++) {
		if (!is_alike(graph, evidence_at(graph, range, k), first))
			continue;
		buf_text(&graph->buf, n == 0 ? "" : n % 2 ? ", " : ",\\n");
		add_condition_label(graph, only_condition(graph, evidence_at(graph, range, k)));
		n++;
	}
	buf_text(&graph->buf, "\"];\n");
}

/* What leads to the diagnosis, and what rules it out; that much more speaks weakly against it would hide both. */
static bool is_drawn(const struct graph *graph, uint32_t strength)
{
	if (graph->only_strong)
		return strength == KB_PROVES || strength == KB_CONFIRMS;
	return strength != KB_OPPOSES;
}

static void add_evidence(struct graph *graph, uint32_t diagnosis)
{
	struct kb_range range = kb_diagnoses(graph->kb)[diagnosis].evidence;
	const char *to = kb_text(graph->kb, kb_diagnoses(graph->kb)[diagnosis].id);

	for (uint32_t strength = KB_PROVES; strength <= KB_RULES_OUT; strength++) {
		for (uint32_t i = 0; i < range.count && is_drawn(graph, strength); i++) {
			const struct kb_conclusion *conclusion = evidence_at(graph, range, i);
			if (conclusion->strength != strength)
				continue;
			if (only_condition(graph, conclusion))
				add_answers(graph, range, i, to);
			else
				add_rule(graph, conclusion->rule, to, strength);
		}
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
	buf_text(&graph->buf, "digraph awry {\n  rankdir=LR;\n  ranksep=0.9;\n  nodesep=0.15;\n  node [fontname=\"Helvetica\", fontsize=11];\n"
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
