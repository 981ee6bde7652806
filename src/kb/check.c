/* SPDX-License-Identifier: MIT */
#include "kb/draft.h"

/* What only all entries together can tell. */

/* ---- findings nobody can know ---- */

static void check_knowable(struct loader *loader)
{
	const struct draft *draft = &loader->draft;
	bool *is_known = loader_alloc(loader, draft->findings.count, sizeof(*is_known));
	if (!is_known)
		return;
	for (uint32_t i = 0; i < draft->conclusions.count; i++) {
		if (draft->conclusions.items[i].kind == KB_DERIVES)
			is_known[draft->conclusions.items[i].target] = true;
	}
	for (uint32_t i = 0; i < draft->messages.count; i++) {
		if (draft->messages.items[i].target_kind == KB_OF_ANSWER)
			is_known[draft->messages.items[i].target] = true;
	}
	for (uint32_t i = 0; i < loader->n_entries; i++) {
		const struct entry *entry = &loader->entries[i];
		if (entry->kind != ENTRY_FINDING || entry->is_replaced || is_known[entry->number] ||
		    draft->findings.items[entry->number].askable)
			continue;
		struct diag *diag =
			diag_add(&loader->diags, DIAG_UNKNOWABLE, node_place(entry->key),
				 "nothing can tell this finding: it is not asked, no rule derives "
				 "it, no message gives it");
		diag_hint(diag, "give it `ask`, or a rule with then: { %.*s: ... }",
			  (int)entry->id.len, entry->id.ptr);
	}
}

/* ---- ranks, and circles ---- */

enum visit { NOT_VISITED = 0, ON_PATH, VISITED };

/* A finding whose derivations are being followed.  A stack of these stands for recursion: a chain
 * of findings may be as long as there are rules. */
struct step {
	uint32_t finding;
	uint32_t deriver;   /* next to look at */
	uint32_t condition; /* within that deriver's rule */
};

struct ranker {
	struct loader *loader;
	struct deal derivers; /* conclusions by the finding that they derive */
	uint8_t *visits;
	struct step *path;
	uint32_t depth;
};

static const struct kb_rule *rule_of(const struct ranker *ranker, uint32_t deriver)
{
	const struct draft *draft = &ranker->loader->draft;
	return &draft->rules.items[draft->conclusions.items[ranker->derivers.order[deriver]].rule];
}

static struct span finding_id(const struct ranker *ranker, uint32_t finding)
{
	return loader_text(ranker->loader, ranker->loader->draft.findings.items[finding].id);
}

enum { CIRCLE_SHOWN = 8 }; /* findings of a longer circle that are named */

static void add_id(const struct ranker *ranker, struct buf *text, uint32_t finding)
{
	struct span id = finding_id(ranker, finding);
	buf_add(text, id.ptr, id.len);
}

/* The circle is the end of the path, from `finding` on, and closes with it.  The path goes from
 * what is derived to what it is derived from: backwards it reads as rules do. */
static void write_circle(const struct ranker *ranker, uint32_t finding, struct buf *text)
{
	uint32_t start = ranker->depth - 1, shown = 0;
	while (ranker->path[start].finding != finding)
		start--;
	add_id(ranker, text, finding);
	for (uint32_t i = ranker->depth; --i > start && shown < CIRCLE_SHOWN; shown++) {
		buf_text(text, " -> ");
		add_id(ranker, text, ranker->path[i].finding);
	}
	buf_text(text, ranker->depth - start - 1 > shown ? " -> ... -> " : " -> ");
	add_id(ranker, text, finding);
}

static void report_circle(struct ranker *ranker, uint32_t finding)
{
	struct loader *loader = ranker->loader;
	const struct entry *entry = find_entry(loader, finding_id(ranker, finding));
	struct buf text;
	buf_init(&text, loader->alloc);
	write_circle(ranker, finding, &text);
	if (text.failed)
		loader->failed = true;
	else
		diag_add(&loader->diags, DIAG_CYCLE, node_place(entry->key),
			 "findings are derived in a circle: %s", text.ptr);
	buf_release(&text);
}

/* The next finding that the top of the path is derived from, or KB_NONE. */
static uint32_t next_premise(struct ranker *ranker, struct step *step)
{
	const struct draft *draft = &ranker->loader->draft;
	for (; step->deriver < ranker->derivers.first[step->finding + 1];
	     step->deriver++, step->condition = 0) {
		const struct kb_rule *rule = rule_of(ranker, step->deriver);
		while (step->condition < rule->conditions.count) {
			uint32_t slot =
				draft->conditions.items[rule->conditions.first + step->condition++]
					.slot;
			if (slot < draft->findings.count)
				return slot;
		}
	}
	return KB_NONE;
}

static void raise_rank(struct ranker *ranker, uint32_t finding, uint32_t premise)
{
	struct kb_finding *findings = ranker->loader->draft.findings.items;
	if (findings[finding].rank <= findings[premise].rank)
		findings[finding].rank = findings[premise].rank + 1;
}

static void enter(struct ranker *ranker, uint32_t finding)
{
	bool is_derived = ranker->derivers.first[finding] < ranker->derivers.first[finding + 1];
	ranker->visits[finding] = ON_PATH;
	ranker->loader->draft.findings.items[finding].rank = is_derived;
	ranker->path[ranker->depth++] =
		(struct step){.finding = finding, .deriver = ranker->derivers.first[finding]};
}

static void rank_from(struct ranker *ranker, uint32_t finding)
{
	enter(ranker, finding);
	while (ranker->depth) {
		struct step *step = &ranker->path[ranker->depth - 1];
		uint32_t premise = next_premise(ranker, step);
		if (premise == KB_NONE) {
			ranker->visits[step->finding] = VISITED;
			ranker->depth--;
			if (ranker->depth)
				raise_rank(ranker, ranker->path[ranker->depth - 1].finding,
					   step->finding);
		} else if (ranker->visits[premise] == NOT_VISITED) {
			enter(ranker, premise);
		} else if (ranker->visits[premise] == ON_PATH) {
			report_circle(ranker, premise);
		} else {
			raise_rank(ranker, step->finding, premise);
		}
	}
}

static bool deal_derivers(struct loader *loader, struct deal *out)
{
	const struct draft *draft = &loader->draft;
	uint32_t *keys = loader_alloc(loader, draft->conclusions.count, sizeof(*keys));
	if (!keys)
		return false;
	for (uint32_t i = 0; i < draft->conclusions.count; i++) {
		const struct kb_conclusion *conclusion = &draft->conclusions.items[i];
		keys[i] = conclusion->kind == KB_DERIVES ? conclusion->target : KB_NONE;
	}
	return deal(loader, keys, draft->conclusions.count, draft->findings.count, out);
}

static void rank_findings(struct loader *loader)
{
	uint32_t n = loader->draft.findings.count;
	struct ranker ranker = {
		.loader = loader,
		.visits = loader_alloc(loader, n, 1),
		.path = loader_alloc(loader, n, sizeof(struct step)),
	};
	if (loader->failed || !deal_derivers(loader, &ranker.derivers))
		return;
	for (uint32_t i = 0; i < n; i++) {
		if (ranker.visits[i] == NOT_VISITED)
			rank_from(&ranker, i);
	}
}

/* ---- what explains what ---- */

struct trail {
	uint32_t diagnosis;
	uint32_t ref; /* next to look at */
};

/* Diagnoses whose explanations are being followed; a stack, as above. */
struct follower {
	struct loader *loader;
	uint8_t *visits;
	struct trail *path;
	uint32_t depth;
};

static void follow(struct follower *follower, uint32_t diagnosis)
{
	follower->visits[diagnosis] = ON_PATH;
	follower->path[follower->depth++] = (struct trail){
		diagnosis, follower->loader->draft.diagnoses.items[diagnosis].explains.first};
}

static void report_explained(struct follower *follower, uint32_t diagnosis)
{
	struct loader *loader = follower->loader;
	uint32_t start = follower->depth - 1, shown = 0;
	const struct kb_diagnosis *diagnoses = loader->draft.diagnoses.items;
	struct span id = loader_text(loader, diagnoses[diagnosis].id);
	while (follower->path[start].diagnosis != diagnosis)
		start--;
	struct buf text;
	buf_init(&text, loader->alloc);
	for (; start < follower->depth && shown < CIRCLE_SHOWN; start++, shown++) {
		struct span next = loader_text(loader, diagnoses[follower->path[start].diagnosis].id);
		buf_add(&text, next.ptr, next.len);
		buf_text(&text, " -> ");
	}
	buf_text(&text, start < follower->depth ? "... -> " : "");
	buf_add(&text, id.ptr, id.len);
	if (text.failed)
		loader->failed = true;
	else
		diag_add(&loader->diags, DIAG_CYCLE, node_place(find_entry(loader, id)->key),
			 "diagnoses explain each other in a circle: %s", text.ptr);
	buf_release(&text);
}

/* The next diagnosis that the top of the path explains, or KB_NONE. */
static uint32_t next_explained(const struct follower *follower, struct trail *trail)
{
	const struct draft *draft = &follower->loader->draft;
	uint32_t first = draft_slot_diagnosis(follower->loader, 0);
	struct kb_range explains = draft->diagnoses.items[trail->diagnosis].explains;
	while (trail->ref < explains.first + explains.count) {
		uint32_t slot = draft->refs.items[trail->ref++].slot;
		if (slot >= first)
			return slot - first;
	}
	return KB_NONE;
}

static void follow_from(struct follower *follower, uint32_t diagnosis)
{
	follow(follower, diagnosis);
	while (follower->depth) {
		struct trail *trail = &follower->path[follower->depth - 1];
		uint32_t next = next_explained(follower, trail);
		if (next == KB_NONE) {
			follower->visits[trail->diagnosis] = VISITED;
			follower->depth--;
		} else if (follower->visits[next] == NOT_VISITED) {
			follow(follower, next);
		} else if (follower->visits[next] == ON_PATH) {
			report_explained(follower, next);
		}
	}
}

static void check_explanations(struct loader *loader)
{
	uint32_t n = loader->draft.diagnoses.count;
	struct follower follower = {
		.loader = loader,
		.visits = loader_alloc(loader, n, 1),
		.path = loader_alloc(loader, n, sizeof(struct trail)),
	};
	for (uint32_t i = 0; i < n && !loader->failed; i++) {
		if (follower.visits[i] == NOT_VISITED)
			follow_from(&follower, i);
	}
}

awry_status check_all(struct loader *loader)
{
	/* A broken file may hold the rules that derive them. */
	if (!loader->is_partial)
		check_knowable(loader);
	rank_findings(loader);
	check_explanations(loader);
	return loader->failed ? AWRY_E_NOMEM : AWRY_OK;
}
