/* SPDX-License-Identifier: MIT */
#include "kb/keys.h"

/* Symptoms and look-alikes: what is recognised before anything is known of its cause. */

/* ---- examples ---- */

enum { EXAMPLES_MATCH, EXAMPLES_NO_MATCH, N_EXAMPLES_KEYS };

static const struct key examples_keys[] = {
	[EXAMPLES_MATCH] = {"match", WANT_LIST, false},
	[EXAMPLES_NO_MATCH] = {"no-match", WANT_LIST, false},
};

/* Examples may hold the escape sequences and odd bytes of real pastes. */
static uint32_t add_examples(struct loader *loader, const struct node *list,
			     struct message_target target, bool must_match)
{
	uint32_t count = 0;
	if (!list)
		return 0;
	for (NODE_EACH(item, list)) {
		if (!node_is(loader, item, WANT_TEXT))
			continue;
		count++;
		if (item->text.len == 0)
			diag_add(&loader->diags, DIAG_BAD_TEXT, node_place(item),
				 "this text is empty");
		else if (memchr(item->text.ptr, '\0', item->text.len))
			diag_add(&loader->diags, DIAG_BAD_TEXT, node_place(item),
				 "an example cannot hold a NUL");
		kb_str text = loader_string(loader, item->text);
		struct kb_place place = loader_place(loader, item);
		*draft_add_examples(loader) = (struct kb_example){
			.target_kind = (uint8_t)target.kind,
			.target = target.target,
			.must_match = must_match,
			.text = text,
			.place = place,
		};
	}
	return count;
}

void load_examples(struct loader *loader, const struct node *examples, struct message_target target,
		   const struct node *entry, uint32_t min_match, uint32_t min_no_match)
{
	const struct node *at[N_EXAMPLES_KEYS] = {NULL};
	if (examples)
		keys_read(loader, examples, "examples", examples_keys, N_EXAMPLES_KEYS, at);
	uint32_t n_match = add_examples(loader, at[EXAMPLES_MATCH], target, true);
	uint32_t n_no_match = add_examples(loader, at[EXAMPLES_NO_MATCH], target, false);
	if (n_match >= min_match && n_no_match >= min_no_match)
		return;
	struct diag *diag = diag_add(
		&loader->diags, DIAG_NO_EXAMPLES, node_place(examples ? examples->key : entry->key),
		"messages need at least %u `match` and %u `no-match` examples, not %u and %u",
		min_match, min_no_match, n_match, n_no_match);
	diag_hint(diag, "examples: { match: [ ... ], no-match: [ ... ] } hold whole texts as "
			"people paste them");
}

/* ---- symptoms ---- */

enum { SYMPTOM_TITLE, SYMPTOM_MESSAGES, SYMPTOM_CANDIDATES, SYMPTOM_EXAMPLES, N_SYMPTOM_KEYS };

static const struct key symptom_keys[] = {
	[SYMPTOM_TITLE] = {"title", WANT_TEXT, true},
	[SYMPTOM_MESSAGES] = {"messages", WANT_LIST, false},
	[SYMPTOM_CANDIDATES] = {"candidates", WANT_MAPPING, true},
	[SYMPTOM_EXAMPLES] = {"examples", WANT_MAPPING, false},
};

enum { CANDIDATE_MAX_WEIGHT = 10 };

static struct kb_range add_candidates(struct loader *loader, const struct node *candidates)
{
	struct kb_range range = {loader->draft.candidates.count, 0};
	if (!candidates)
		return range;
	for (NODE_EACH(weight, candidates)) {
		uint32_t diagnosis = resolve_diagnosis(loader, weight->key);
		uint32_t number = load_count(loader, weight, 1, CANDIDATE_MAX_WEIGHT, 1);
		if (diagnosis == KB_NONE)
			continue;
		*draft_add_candidates(loader) = (struct kb_candidate){diagnosis, number};
		range.count++;
	}
	if (candidates->items.count == 0)
		diag_add(&loader->diags, DIAG_MISSING_KEY, node_place(candidates->key),
			 "a symptom needs at least one candidate");
	return range;
}

void load_symptom(struct loader *loader, const struct entry *entry)
{
	const struct node *at[N_SYMPTOM_KEYS];
	if (!keys_read(loader, entry->body, "a symptom", symptom_keys, N_SYMPTOM_KEYS, at))
		return;
	struct message_target target = {KB_OF_SYMPTOM, entry->number, 0};
	struct kb_symptom *symptom = &loader->draft.symptoms.items[entry->number];
	symptom->id = loader_string(loader, entry->id);
	symptom->title = load_phrase(loader, at[SYMPTOM_TITLE], TEXT_TITLE);
	symptom->candidates = add_candidates(loader, at[SYMPTOM_CANDIDATES]);
	uint32_t n_messages = load_messages(loader, at[SYMPTOM_MESSAGES], target);
	load_examples(loader, at[SYMPTOM_EXAMPLES], target, entry->body, n_messages ? 1 : 0, 0);
}

/* ---- look-alikes ---- */

enum { LOOKALIKE_TITLE, LOOKALIKE_MESSAGES, LOOKALIKE_HIDES, LOOKALIKE_EXAMPLES, N_LOOKALIKE_KEYS };

static const struct key lookalike_keys[] = {
	[LOOKALIKE_TITLE] = {"title", WANT_TEXT, true},
	[LOOKALIKE_MESSAGES] = {"messages", WANT_LIST, true},
	[LOOKALIKE_HIDES] = {"hides", WANT_LIST, true},
	[LOOKALIKE_EXAMPLES] = {"examples", WANT_MAPPING, true},
};

/* An id, or an area with all that is in it. */
static void add_hide(struct loader *loader, const struct node *item)
{
	struct span text = item->text;
	bool is_whole_area = text.len > 2 && memcmp(text.ptr + text.len - 2, "/*", 2) == 0;
	if (!is_whole_area) {
		uint32_t slot = resolve_slot(loader, item);
		*draft_add_hides(loader) = (struct kb_hide){slot, 0};
		return;
	}
	struct span area = {text.ptr, text.len - 2};
	if (!is_area(loader, area) && !loader->is_partial)
		diag_add(&loader->diags, DIAG_UNKNOWN_ID, node_place(item),
			 "there is no area '%.*s'", (int)area.len, area.ptr);
	kb_str name = loader_string(loader, area);
	*draft_add_hides(loader) = (struct kb_hide){KB_NONE, name};
}

void load_lookalike(struct loader *loader, const struct entry *entry)
{
	const struct node *at[N_LOOKALIKE_KEYS];
	if (!keys_read(loader, entry->body, "a look-alike", lookalike_keys, N_LOOKALIKE_KEYS, at))
		return;
	struct message_target target = {KB_OF_LOOKALIKE, entry->number, 0};
	struct kb_lookalike *lookalike = &loader->draft.lookalikes.items[entry->number];
	lookalike->id = loader_string(loader, entry->id);
	lookalike->title = load_text(loader, at[LOOKALIKE_TITLE], TEXT_TITLE);
	lookalike->hides.first = loader->draft.hides.count;
	if (at[LOOKALIKE_HIDES]) {
		for (NODE_EACH(item, at[LOOKALIKE_HIDES])) {
			if (node_is(loader, item, WANT_TEXT))
				add_hide(loader, item);
		}
	}
	lookalike->hides.count = loader->draft.hides.count - lookalike->hides.first;
	load_messages(loader, at[LOOKALIKE_MESSAGES], target);
	load_examples(loader, at[LOOKALIKE_EXAMPLES], target, entry->body, 1, 0);
}
