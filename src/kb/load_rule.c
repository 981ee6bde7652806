/* SPDX-License-Identifier: MIT */
#include "kb/keys.h"

enum { RULE_MAX_CONDITIONS = 64 };

/* ---- conclusions ---- */

static void add_conclusion(struct loader *loader, struct kb_conclusion conclusion)
{
	conclusion.rule = loader->draft.rules.count - 1;
	*draft_add_conclusions(loader) = conclusion;
	if (!loader->failed)
		loader->draft.rules.items[conclusion.rule].conclusions.count++;
}

static void conclude_word(struct loader *loader, enum kb_strength strength, const struct node *ids)
{
	uint32_t rule = loader->draft.rules.count;
	for (NODE_EACH(id, ids)) {
		uint32_t diagnosis = resolve_diagnosis(loader, id);
		if (diagnosis == KB_NONE)
			continue;
		if (loader->told_in_rule[diagnosis] == rule) {
			diag_add(&loader->diags, DIAG_LISTED_TWICE, node_place(id),
				 "'%.*s' stands here twice: one answer or rule says one thing "
				 "about a diagnosis",
				 (int)id->text.len, id->text.ptr);
			continue;
		}
		loader->told_in_rule[diagnosis] = rule;
		add_conclusion(loader, (struct kb_conclusion){
					       .kind = KB_EVIDENCE,
					       .target = diagnosis,
					       .strength = (uint8_t)strength,
				       });
	}
}

void conclude_evidence(struct loader *loader, const struct node *const *words)
{
	if (loader->failed)
		return;
	for (enum kb_strength strength = KB_PROVES; strength <= KB_RULES_OUT; strength++) {
		if (words[strength - KB_PROVES])
			conclude_word(loader, strength, words[strength - KB_PROVES]);
	}
}

static enum kb_strength strength_of(struct span word)
{
	for (enum kb_strength strength = KB_PROVES; strength <= KB_RULES_OUT; strength++) {
		if (span_equal(word, span_of(kb_strength_word(strength))))
			return strength;
	}
	return KB_STRENGTH_NONE;
}

static void conclude_finding(struct loader *loader, const struct node *value)
{
	uint32_t finding = resolve_finding(loader, value->key);
	if (finding == KB_NONE)
		return;
	if (loader->draft.findings.items[finding].kind != KB_CHOICE) {
		diag_add(&loader->diags, DIAG_WRONG_SHAPE, node_place(value->key),
			 "only findings with `answers` can be concluded");
		return;
	}
	uint32_t answer = resolve_answer(loader, finding, value);
	if (answer != KB_NONE)
		add_conclusion(loader, (struct kb_conclusion){
					       .kind = KB_DERIVES,
					       .target = finding,
					       .answer = (uint8_t)answer,
				       });
}

void conclude_findings(struct loader *loader, const struct node *then)
{
	if (!then || loader->failed)
		return;
	for (NODE_EACH(value, then)) {
		enum kb_strength strength = strength_of(value->key->text);
		if (strength == KB_STRENGTH_NONE)
			conclude_finding(loader, value);
		else if (node_is(loader, value, WANT_LIST))
			conclude_word(loader, strength, value);
	}
}

/* ---- rules ---- */

enum {
	RULE_EVIDENCE, /* the words, from KB_PROVES on */
	RULE_NAME = RULE_EVIDENCE + KB_RULES_OUT,
	RULE_WHEN,
	RULE_THEN,
	RULE_BECAUSE,
	N_RULE_KEYS
};

static const struct key rule_keys[] = {
#define X(name, word) [RULE_EVIDENCE + KB_##name - KB_PROVES] = {word, WANT_LIST, false},
	KB_STRENGTHS(X)
#undef X
		[RULE_NAME] = {"name", WANT_TEXT, true},
	[RULE_WHEN] = {"when", WANT_MAPPING, true},
	[RULE_THEN] = {"then", WANT_MAPPING, false},
	[RULE_BECAUSE] = {"because", WANT_TEXT, true},
};

static bool has_conclusion_key(const struct node *const *at)
{
	bool any = at[RULE_THEN] && at[RULE_THEN]->items.count;
	for (size_t i = RULE_EVIDENCE; i < RULE_NAME; i++)
		any = any || (at[i] && at[i]->items.count);
	return any;
}

static void check_rule(struct loader *loader, const struct entry *entry,
		       const struct node *const *at)
{
	struct diag_place place = node_place(entry->key ? entry->key : entry->body);
	if (at[RULE_WHEN] && at[RULE_WHEN]->items.count == 0)
		diag_add(&loader->diags, DIAG_CONCLUDES_NOTHING, place,
			 "a rule needs at least one condition in `when`");
	else if (at[RULE_WHEN] && at[RULE_WHEN]->items.count > RULE_MAX_CONDITIONS)
		diag_add(&loader->diags, DIAG_TOO_LARGE, place,
			 "a rule may have at most %d conditions", RULE_MAX_CONDITIONS);
	if (!has_conclusion_key(at)) {
		struct diag *diag = diag_add(&loader->diags, DIAG_CONCLUDES_NOTHING, place,
					     "this rule concludes nothing");
		diag_hint(diag, "give it then: { finding: answer }, or confirms: [ id ]");
	}
}

void load_rule(struct loader *loader, const struct entry *entry)
{
	const struct node *at[N_RULE_KEYS];
	if (!keys_read(loader, entry->body, "a rule", rule_keys, N_RULE_KEYS, at))
		return;
	check_rule(loader, entry, at);
	struct draft *draft = &loader->draft;
	struct kb_rule rule = {
		.name = load_text(loader, at[RULE_NAME], TEXT_TITLE),
		.because = load_phrase(loader, at[RULE_BECAUSE], TEXT_SENTENCES),
		.file = loader->files[entry->body->source],
		.conditions = {draft->conditions.count, 0},
		.conclusions = {draft->conclusions.count, 0},
	};
	*draft_add_rules(loader) = rule;
	if (loader->failed)
		return;
	if (at[RULE_WHEN]) {
		for (NODE_EACH(value, at[RULE_WHEN]))
			load_condition(loader, value);
	}
	conclude_evidence(loader, at + RULE_EVIDENCE);
	conclude_findings(loader, at[RULE_THEN]);
}
