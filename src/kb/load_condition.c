/* SPDX-License-Identifier: MIT */
#include "kb/keys.h"
#include "kb/values.h"

#include <math.h>

/* What a condition is about. */
enum { OF_CHOICE = 1 << 0, OF_NUMBER = 1 << 1, OF_SEEN = 1 << 2, OF_VALUE = 1 << 3 };

struct subject {
	const struct node *key;
	unsigned kind;
	uint32_t slot; /* of a finding, its number too */
};

enum {
	WHEN_UNKNOWN,
	WHEN_NOT,
	WHEN_AT_LEAST,
	WHEN_BELOW,
	WHEN_STARTS,
	WHEN_ENDS,
	WHEN_CONTAINS,
	WHEN_EMPTY,
	N_WHEN_KEYS
};

static const struct key when_keys[] = {
	[WHEN_UNKNOWN] = {"unknown", WANT_TEXT, false},
	[WHEN_NOT] = {"not", WANT_ANY, false},
	[WHEN_AT_LEAST] = {"at-least", WANT_TEXT, false},
	[WHEN_BELOW] = {"below", WANT_TEXT, false},
	[WHEN_STARTS] = {"starts", WANT_TEXT, false},
	[WHEN_ENDS] = {"ends", WANT_TEXT, false},
	[WHEN_CONTAINS] = {"contains", WANT_TEXT, false},
	[WHEN_EMPTY] = {"empty", WANT_TEXT, false},
};

static const struct {
	unsigned of;
	enum kb_op op;
} operators[] = {
	[WHEN_UNKNOWN] = {OF_CHOICE | OF_NUMBER | OF_SEEN | OF_VALUE, KB_UNKNOWN},
	[WHEN_NOT] = {OF_CHOICE, KB_IS_NOT},
	[WHEN_AT_LEAST] = {OF_NUMBER, KB_WITHIN},
	[WHEN_BELOW] = {OF_NUMBER, KB_WITHIN},
	[WHEN_STARTS] = {OF_VALUE, KB_STARTS},
	[WHEN_ENDS] = {OF_VALUE, KB_ENDS},
	[WHEN_CONTAINS] = {OF_VALUE, KB_CONTAINS},
	[WHEN_EMPTY] = {OF_VALUE, KB_EMPTY},
};

static const char *subject_word(unsigned kind)
{
	switch (kind) {
	case OF_CHOICE:
		return "a finding with answers";
	case OF_NUMBER:
		return "a number";
	case OF_SEEN:
		return "a symptom or diagnosis";
	default:
		return "a captured value";
	}
}

static void add_condition(struct loader *loader, struct kb_condition condition)
{
	*draft_add_conditions(loader) = condition;
	if (!loader->failed)
		loader->draft.rules.items[loader->draft.rules.count - 1].conditions.count++;
}

static bool has_operand(const struct loader *loader, const struct kb_condition *condition,
			uint32_t answer)
{
	for (uint32_t i = 0; i < condition->n_operands; i++) {
		if (loader->draft.operands.items[condition->at + i] == answer)
			return true;
	}
	return false;
}

static void add_operand(struct loader *loader, struct kb_condition *condition,
			const struct node *value)
{
	uint32_t answer = resolve_answer(loader, condition->slot, value);
	if (answer == KB_NONE || loader->failed)
		return;
	if (has_operand(loader, condition, answer)) {
		diag_add(&loader->diags, DIAG_LISTED_TWICE, node_place(value),
			 "'%.*s' stands here twice", (int)value->text.len, value->text.ptr);
		return;
	}
	*draft_add_operands(loader) = (uint8_t)answer;
	condition->n_operands++;
}

/* One answer or a list of them. */
static void add_answer_condition(struct loader *loader, struct subject subject, enum kb_op op,
				 const struct node *value)
{
	struct kb_condition condition = {
		.slot = subject.slot, .op = (uint8_t)op, .at = loader->draft.operands.count};
	if (value->kind == NODE_SEQUENCE) {
		for (NODE_EACH(item, value))
			add_operand(loader, &condition, item);
	} else {
		add_operand(loader, &condition, value);
	}
	if (value->kind == NODE_SEQUENCE && value->items.count == 0)
		diag_add(&loader->diags, DIAG_NEVER_HOLDS, node_place(value),
			 "an empty list says nothing");
	uint32_t n_answers = loader->draft.findings.items[subject.slot].answers.count;
	if (op == KB_IS_NOT && condition.n_operands && condition.n_operands == n_answers)
		diag_add(&loader->diags, DIAG_NEVER_HOLDS, node_place(value),
			 "this can never hold: all answers of the finding are excluded");
	add_condition(loader, condition);
}

static void add_interval(struct loader *loader, struct subject subject, const struct node *at_least,
			 const struct node *below)
{
	struct kb_bounds bounds = {-INFINITY, INFINITY};
	if (at_least && !load_number(loader, at_least, &bounds.low))
		return;
	if (below && !load_number(loader, below, &bounds.high))
		return;
	if (at_least && below && bounds.low >= bounds.high)
		diag_add(&loader->diags, DIAG_NEVER_HOLDS, node_place(below),
			 "no number is at least %.*s and below %.*s", (int)at_least->text.len,
			 at_least->text.ptr, (int)below->text.len, below->text.ptr);
	add_condition(loader, (struct kb_condition){.slot = subject.slot,
						    .op = KB_WITHIN,
						    .at = loader->draft.bounds.count});
	*draft_add_bounds(loader) = bounds;
}

static void require_yes(struct loader *loader, const struct node *value)
{
	static const char *const yes[] = {"yes"};
	load_word(loader, value, yes, N_ELEMENTS(yes));
}

static void add_text_condition(struct loader *loader, struct subject subject, enum kb_op op,
			       const struct node *value)
{
	kb_str text = 0;
	if (op == KB_EMPTY || op == KB_UNKNOWN)
		require_yes(loader, value);
	else
		text = load_text(loader, value, TEXT_SAYS);
	add_condition(loader, (struct kb_condition){.slot = subject.slot, .op = (uint8_t)op, .at = text});
}

/* "Unknown" and "empty" leave nothing that a second operator could say. */
static void refuse_company(struct loader *loader, const struct node *const *at)
{
	size_t n = 0;
	for (size_t i = 0; i < N_WHEN_KEYS; i++)
		n += at[i] != NULL;
	const struct node *lonely = at[WHEN_UNKNOWN] ? at[WHEN_UNKNOWN] : at[WHEN_EMPTY];
	if (lonely && n > 1)
		diag_add(&loader->diags, DIAG_NEVER_HOLDS, node_place(lonely->key),
			 "this can never hold together with the other conditions beside it");
}

static void add_operator_conditions(struct loader *loader, struct subject subject,
				    const struct node *mapping)
{
	const struct node *at[N_WHEN_KEYS];
	keys_read(loader, mapping, "a condition", when_keys, N_WHEN_KEYS, at);
	refuse_company(loader, at);
	if (mapping->items.count == 0)
		diag_add(&loader->diags, DIAG_NEVER_HOLDS, node_place(mapping),
			 "an empty condition says nothing");
	for (size_t i = 0; i < N_WHEN_KEYS; i++) {
		if (!at[i])
			continue;
		if (!(operators[i].of & subject.kind))
			diag_add(&loader->diags, DIAG_UNKNOWN_KEY, node_place(at[i]->key),
				 "'%s' has no meaning for %s", when_keys[i].name,
				 subject_word(subject.kind));
		else if (i == WHEN_NOT)
			add_answer_condition(loader, subject, KB_IS_NOT, at[i]);
		else if (operators[i].op != KB_WITHIN)
			add_text_condition(loader, subject, operators[i].op, at[i]);
	}
	if (subject.kind == OF_NUMBER && (at[WHEN_AT_LEAST] || at[WHEN_BELOW]))
		add_interval(loader, subject, at[WHEN_AT_LEAST], at[WHEN_BELOW]);
}

static void add_seen(struct loader *loader, struct subject subject, const struct node *value)
{
	static const char *const seen[] = {"seen"};
	load_word(loader, value, seen, N_ELEMENTS(seen));
	add_condition(loader, (struct kb_condition){.slot = subject.slot,
						    .op = KB_IS,
						    .at = loader->draft.operands.count,
						    .n_operands = 1});
	*draft_add_operands(loader) = 0;
}

static bool find_value_subject(struct loader *loader, const struct node *key,
			       struct subject *subject)
{
	static const char prefix[] = "value.";
	size_t len = sizeof(prefix) - 1;
	struct span name = {key->text.ptr + len, key->text.len - len};
	uint32_t value = value_find(name);
	subject->kind = OF_VALUE;
	subject->slot = draft_slot_value(loader, value);
	if (value != UINT32_MAX)
		return true;
	struct nearest nearest = nearest_to(name);
	for (uint32_t i = 0; i < values_count(); i++)
		nearest_try(&nearest, span_of(value_at(i)->name));
	struct diag *diag =
		diag_add(&loader->diags, DIAG_UNKNOWN_VALUE, node_place(key),
			 "'%.*s' is not a standard value name", (int)name.len, name.ptr);
	diag_suggest(diag, &nearest);
	return false;
}

static bool find_finding_subject(struct loader *loader, const struct node *key,
				 struct subject *subject)
{
	subject->slot = resolve_finding(loader, key);
	if (subject->slot == KB_NONE)
		return false;
	const struct kb_finding *finding = &loader->draft.findings.items[subject->slot];
	subject->kind = finding->kind == KB_NUMBER ? OF_NUMBER : OF_CHOICE;
	if (finding->kind != KB_TEXT)
		return true;
	struct diag *diag = diag_add(
		&loader->diags, DIAG_WRONG_SHAPE, node_place(key),
		"a finding of `kind: text` fills in a value; a condition is on that value");
	if (finding->value != KB_NONE)
		diag_hint(diag, "write value.%s", value_at(finding->value)->name);
	return false;
}

static bool find_subject(struct loader *loader, const struct node *key, struct subject *subject)
{
	subject->key = key;
	if (key->text.len > 6 && memcmp(key->text.ptr, "value.", 6) == 0)
		return find_value_subject(loader, key, subject);
	if (!memchr(key->text.ptr, '/', key->text.len))
		return find_finding_subject(loader, key, subject);
	subject->kind = OF_SEEN;
	subject->slot = resolve_slot(loader, key);
	return subject->slot != KB_NONE;
}

void load_condition(struct loader *loader, const struct node *value)
{
	struct subject subject;
	if (!find_subject(loader, value->key, &subject))
		return;
	if (value->kind == NODE_MAPPING) {
		add_operator_conditions(loader, subject, value);
	} else if (subject.kind == OF_CHOICE) {
		add_answer_condition(loader, subject, KB_IS, value);
	} else if (!node_is(loader, value, WANT_TEXT)) {
		return;
	} else if (subject.kind == OF_SEEN) {
		add_seen(loader, subject, value);
	} else if (subject.kind == OF_VALUE) {
		add_text_condition(loader, subject, KB_TEXT_IS, value);
	} else {
		struct diag *diag = diag_add(&loader->diags, DIAG_WRONG_SHAPE, node_place(value),
					     "a condition on a number is an interval");
		diag_hint(diag, "write { at-least: 5 }, { below: 6 }, or both");
	}
}
