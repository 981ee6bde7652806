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
		n += condition->op == KB_IS ? condition->n_operands : 1;
	}
	return n;
}

struct postings {
	uint32_t *keys;
	struct kb_posting *items;
	uint32_t count;
};

static void key_condition(const struct draft *draft, struct postings *postings, uint32_t rule,
			  uint32_t nth)
{
	const struct kb_condition *condition =
		&draft->conditions.items[draft->rules.items[rule].conditions.first + nth];
	uint32_t base = condition->slot * POSTING_CLASSES;
	struct kb_posting posting = {rule, KB_ANY_ANSWER, (uint8_t)nth};
	if (condition->op != KB_IS) {
		postings->keys[postings->count] = base + POSTING_ANY;
		postings->items[postings->count++] = posting;
		return;
	}
	for (uint32_t i = 0; i < condition->n_operands; i++) {
		posting.answer = draft->operands.items[condition->at + i];
		postings->keys[postings->count] = base + posting.answer;
		postings->items[postings->count++] = posting;
	}
}

static void key_postings(const struct draft *draft, struct postings *postings)
{
	for (uint32_t rule = 0; rule < draft->rules.count; rule++) {
		for (uint32_t i = 0; i < draft->rules.items[rule].conditions.count; i++)
			key_condition(draft, postings, rule, i);
	}
}

static void count_unmet(struct loader *loader)
{
	struct draft *draft = &loader->draft;
	for (uint32_t rule = 0; rule < draft->rules.count && !loader->failed; rule++) {
		struct kb_range range = draft->rules.items[rule].conditions;
		uint8_t n = 0;
		for (uint32_t i = 0; i < range.count; i++)
			n = (uint8_t)(n + (draft->conditions.items[range.first + i].op != KB_UNKNOWN));
		*draft_add_unmet(loader) = n;
		if (n == 0)
			draft_add_initial(loader)->at = rule;
	}
}

static void index_conditions(struct loader *loader)
{
	struct draft *draft = &loader->draft;
	uint32_t n = count_postings(draft), n_slots = draft_slot_value(loader, values_count());
	struct postings postings = {
		.keys = loader_alloc(loader, n, sizeof(*postings.keys)),
		.items = loader_alloc(loader, n, sizeof(*postings.items)),
	};
	struct deal dealt;
	if (loader->failed)
		return;
	key_postings(draft, &postings);
	if (!deal(loader, postings.keys, n, n_slots * POSTING_CLASSES, &dealt))
		return;
	for (uint32_t i = 0; i < n; i++)
		*draft_add_postings(loader) = postings.items[dealt.order[i]];
	for (size_t slot = 0; slot <= n_slots; slot++)
		draft_add_posting_of(loader)->at = dealt.first[slot * POSTING_CLASSES];
	count_unmet(loader);
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
	enum { N_BUCKETS = 1 << KB_BUCKET_BITS, N_WORDS = 1 << (KB_SIEVE_BITS - 5) };
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
	for (uint32_t i = 0; i < N_WORDS; i++)
		draft_add_anchor_bits(loader)->at = 0;
	for (uint32_t i = 0; i < n && !loader->failed; i++) {
		uint32_t bit = kb_sieve_bit(anchors[i].gram);
		draft->anchor_bits.items[bit / 32].at |= UINT32_C(1) << bit % 32;
	}
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

/* At most half full. */
static void index_findings(struct loader *loader)
{
	struct draft *draft = &loader->draft;
	uint32_t size = 2;
	while (size < 2 * draft->findings.count)
		size *= 2;
	for (uint32_t i = 0; i < size; i++)
		draft_add_finding_at(loader)->at = KB_NONE;
	for (uint32_t i = 0; i < draft->findings.count && !loader->failed; i++) {
		struct span id = loader_text(loader, draft->findings.items[i].id);
		uint32_t at = (uint32_t)hash_bytes(id.ptr, id.len) & (size - 1);
		while (draft->finding_at.items[at].at != KB_NONE)
			at = (at + 1) & (size - 1);
		draft->finding_at.items[at].at = i;
	}
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
	index_findings(loader);
	index_conclusions(loader);
	index_suspicions(loader);
	index_conditions(loader);
	index_anchors(loader);
	index_codes(loader);
	return loader->failed ? AWRY_E_NOMEM : AWRY_OK;
}
