/* SPDX-License-Identifier: MIT */
#include "kb/draft.h"
#include "kb/values.h"

#include <stdlib.h>

/* Sections that are found from others: who derives, who speaks about, what is looked at when
 * something changes. */

bool deal(struct loader *loader, const uint32_t *keys, uint32_t n, uint32_t n_keys,
	  struct deal *out)
{
	out->first = loader_alloc(loader, (size_t)n_keys + 1, sizeof(*out->first));
	out->order = loader_alloc(loader, n, sizeof(*out->order));
	out->count = 0;
	if (loader->failed)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		if (keys[i] != KB_NONE)
			out->first[keys[i]]++;
	}
	/* first[k] becomes the end of k's share; dealing from behind then moves it to the start. */
	for (uint32_t k = 0; k < n_keys; k++) {
		out->count += out->first[k];
		out->first[k] = out->count;
	}
	out->first[n_keys] = out->count;
	for (uint32_t i = n; i-- > 0;) {
		if (keys[i] != KB_NONE)
			out->order[--out->first[keys[i]]] = i;
	}
	return true;
}

static struct kb_range share(const struct deal *dealt, uint32_t key, uint32_t base)
{
	return (struct kb_range){base + dealt->first[key],
				 dealt->first[key + 1] - dealt->first[key]};
}

/* ---- conclusions by what they are about ---- */

static void index_conclusions(struct loader *loader)
{
	struct draft *draft = &loader->draft;
	uint32_t n = draft->conclusions.count;
	uint32_t *derives = loader_alloc(loader, n, sizeof(*derives));
	uint32_t *speaks = loader_alloc(loader, n, sizeof(*speaks));
	struct deal derivers, evidence;
	if (loader->failed)
		return;
	for (uint32_t i = 0; i < n; i++) {
		const struct kb_conclusion *conclusion = &draft->conclusions.items[i];
		derives[i] = conclusion->kind == KB_DERIVES ? conclusion->target : KB_NONE;
		speaks[i] = conclusion->kind == KB_EVIDENCE ? conclusion->target : KB_NONE;
	}
	if (!deal(loader, derives, n, draft->findings.count, &derivers) ||
	    !deal(loader, speaks, n, draft->diagnoses.count, &evidence))
		return;
	for (uint32_t i = 0; i < draft->findings.count; i++)
		draft->findings.items[i].derived_by = share(&derivers, i, 0);
	for (uint32_t i = 0; i < draft->diagnoses.count; i++)
		draft->diagnoses.items[i].evidence = share(&evidence, i, 0);
	for (uint32_t i = 0; i < derivers.count; i++)
		draft_add_derivers(loader)->at = derivers.order[i];
	for (uint32_t i = 0; i < evidence.count; i++)
		draft_add_evidence(loader)->at = evidence.order[i];
}

/* ---- symptoms by their candidates ---- */

static void index_suspicions(struct loader *loader)
{
	struct draft *draft = &loader->draft;
	uint32_t n = draft->candidates.count;
	uint32_t *keys = loader_alloc(loader, n, sizeof(*keys));
	uint32_t *symptoms = loader_alloc(loader, n, sizeof(*symptoms));
	struct deal suspicions;
	if (loader->failed)
		return;
	/* In the order of the symptoms, though their candidates lie in the order of the files. */
	uint32_t at = 0;
	for (uint32_t i = 0; i < draft->symptoms.count; i++) {
		struct kb_range range = draft->symptoms.items[i].candidates;
		for (uint32_t j = 0; j < range.count; j++, at++) {
			symptoms[at] = i;
			keys[at] = draft->candidates.items[range.first + j].diagnosis;
		}
	}
	if (!deal(loader, keys, at, draft->diagnoses.count, &suspicions))
		return;
	for (uint32_t i = 0; i < draft->diagnoses.count; i++)
		draft->diagnoses.items[i].suspected_by = share(&suspicions, i, draft->refs.count);
	for (uint32_t i = 0; i < suspicions.count; i++)
		draft_add_refs(loader)->slot =
			draft_slot_symptom(loader, symptoms[suspicions.order[i]]);
}

/* ---- conditions by what makes them true ---- */

/* Postings of one slot lie by answer, those that no answer decides last. */
enum { POSTING_CLASSES = 8, POSTING_ANY = POSTING_CLASSES - 1 };

static uint32_t count_postings(const struct draft *draft)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < draft->conditions.count; i++) {
		const struct kb_condition *condition = &draft->conditions.items[i];
		n += condition->op == KB_IS ? condition->operands.count : 1;
	}
	return n;
}

static void key_postings(const struct draft *draft, uint32_t *keys, struct kb_posting *postings)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < draft->conditions.count; i++) {
		const struct kb_condition *condition = &draft->conditions.items[i];
		uint32_t base = condition->slot * POSTING_CLASSES;
		if (condition->op != KB_IS) {
			keys[n] = base + POSTING_ANY;
			postings[n++] = (struct kb_posting){KB_NONE, i};
			continue;
		}
		for (uint32_t j = 0; j < condition->operands.count; j++) {
			uint32_t answer = draft->operands.items[condition->operands.first + j].at;
			keys[n] = base + answer;
			postings[n++] = (struct kb_posting){answer, i};
		}
	}
}

static void index_conditions(struct loader *loader)
{
	struct draft *draft = &loader->draft;
	uint32_t n = count_postings(draft), n_slots = draft_slot_value(loader, values_count());
	uint32_t *keys = loader_alloc(loader, n, sizeof(*keys));
	struct kb_posting *postings = loader_alloc(loader, n, sizeof(*postings));
	struct deal dealt;
	if (loader->failed)
		return;
	key_postings(draft, keys, postings);
	if (!deal(loader, keys, n, n_slots * POSTING_CLASSES, &dealt))
		return;
	for (uint32_t i = 0; i < n; i++)
		*draft_add_postings(loader) = postings[dealt.order[i]];
	for (size_t slot = 0; slot <= n_slots; slot++)
		draft_add_posting_of(loader)->at = dealt.first[slot * POSTING_CLASSES];
	for (uint32_t i = 0; i < draft->rules.count; i++) {
		if (draft->rules.items[i].n_unmet == 0)
			draft_add_initial(loader)->at = i;
	}
}

/* ---- anchors by bucket, codes by text ---- */

static int compare_anchors(const void *a, const void *b)
{
	const struct kb_anchor *left = a, *right = b;
	if (left->gram != right->gram)
		return left->gram < right->gram ? -1 : 1;
	if (left->message != right->message)
		return left->message < right->message ? -1 : 1;
	if (left->part != right->part)
		return left->part < right->part ? -1 : 1;
	return left->offset < right->offset ? -1 : left->offset > right->offset;
}

static void index_anchors(struct loader *loader)
{
	struct draft *draft = &loader->draft;
	enum { N_BUCKETS = 1 << KB_BUCKET_BITS };
	uint32_t n = draft->anchors.count;
	uint32_t *keys = loader_alloc(loader, n, sizeof(*keys));
	struct kb_anchor *anchors = loader_alloc(loader, n, sizeof(*anchors));
	struct deal dealt;
	if (loader->failed)
		return;
	for (uint32_t i = 0; i < n; i++) {
		anchors[i] = draft->anchors.items[i];
		keys[i] = kb_bucket(anchors[i].gram);
	}
	if (!deal(loader, keys, n, N_BUCKETS, &dealt))
		return;
	for (uint32_t i = 0; i < n; i++)
		draft->anchors.items[i] = anchors[dealt.order[i]];
	for (uint32_t bucket = 0; bucket <= N_BUCKETS; bucket++)
		draft_add_anchor_of(loader)->at = dealt.first[bucket];
	for (uint32_t bucket = 0; bucket < N_BUCKETS; bucket++) {
		struct kb_range range = share(&dealt, bucket, 0);
		if (range.count > 1)
			qsort(draft->anchors.items + range.first, range.count,
			      sizeof(struct kb_anchor), compare_anchors);
	}
}

struct code {
	struct span text;
	uint32_t message;
};

static int compare_codes(const void *a, const void *b)
{
	const struct code *left = a, *right = b;
	int order = strcmp(left->text.ptr, right->text.ptr);
	return order ? order : left->message < right->message ? -1 : left->message > right->message;
}

static void index_codes(struct loader *loader)
{
	const struct draft *draft = &loader->draft;
	struct code *codes = loader_alloc(loader, draft->messages.count, sizeof(*codes));
	uint32_t n = 0;
	if (!codes)
		return;
	for (uint32_t i = 0; i < draft->messages.count; i++) {
		const struct kb_message *message = &draft->messages.items[i];
		if (message->shape == KB_CODE)
			codes[n++] = (struct code){loader_text(loader, message->code), i};
	}
	qsort(codes, n, sizeof(*codes), compare_codes);
	for (uint32_t i = 0; i < n; i++)
		draft_add_codes(loader)->at = codes[i].message;
}

static void list_values(struct loader *loader)
{
	for (uint32_t i = 0; i < values_count(); i++) {
		kb_str name = loader_string(loader, span_of(value_at(i)->name));
		draft_add_values(loader)->name = name;
	}
}

awry_status make_indexes(struct loader *loader)
{
	list_values(loader);
	index_conclusions(loader);
	index_suspicions(loader);
	index_conditions(loader);
	index_anchors(loader);
	index_codes(loader);
	return loader->failed ? AWRY_E_NOMEM : AWRY_OK;
}
