/* SPDX-License-Identifier: MIT */
#include "kb/keys.h"
#include "kb/values.h"

#include <stdio.h>

enum { FINDING_MAX_COST = 10, FINDING_MIN_ANSWERS = 2, FINDING_MAX_ANSWERS = 7 };
enum { ANSWER_MAX_USUAL = 10, ANSWER_USUAL = 5 };

enum {
	FINDING_ASK,
	FINDING_CHECK,
	FINDING_HELP,
	FINDING_COST,
	FINDING_KIND,
	FINDING_UNIT,
	FINDING_VALUE,
	FINDING_ANSWERS,
	N_FINDING_KEYS
};

static const struct key finding_keys[] = {
	[FINDING_ASK] = {"ask", WANT_TEXT, false},
	[FINDING_CHECK] = {"check", WANT_TEXT, false},
	[FINDING_HELP] = {"help", WANT_TEXT, false},
	[FINDING_COST] = {"cost", WANT_TEXT, false},
	[FINDING_KIND] = {"kind", WANT_TEXT, false},
	[FINDING_UNIT] = {"unit", WANT_TEXT, false},
	[FINDING_VALUE] = {"value", WANT_TEXT, false},
	[FINDING_ANSWERS] = {"answers", WANT_MAPPING, false},
};

static const char *const kind_words[] = {
	[KB_CHOICE] = "choice", [KB_NUMBER] = "number", [KB_TEXT] = "text"};

enum {
	ANSWER_EVIDENCE, /* the words, from KB_PROVES on */
	ANSWER_SAYS = ANSWER_EVIDENCE + KB_RULES_OUT,
	ANSWER_THEN,
	ANSWER_BASE_RATE,
	ANSWER_MESSAGES,
	N_ANSWER_KEYS
};

static const struct key answer_keys[] = {
#define X(name, word) [ANSWER_EVIDENCE + KB_##name - KB_PROVES] = {word, WANT_LIST, false},
	KB_STRENGTHS(X)
#undef X
		[ANSWER_SAYS] = {"says", WANT_TEXT, true},
	[ANSWER_THEN] = {"then", WANT_MAPPING, false},
	[ANSWER_BASE_RATE] = {"usual", WANT_TEXT, false},
	[ANSWER_MESSAGES] = {"messages", WANT_LIST, false},
};

/* ---- the question ---- */

static void refuse_key(struct loader *loader, const struct node *value, const char *why)
{
	if (value)
		diag_add(&loader->diags, DIAG_UNKNOWN_KEY, node_place(value->key), "%s", why);
}

static void require_key(struct loader *loader, const struct entry *entry, const struct node *value,
			const char *why)
{
	if (!value)
		diag_add(&loader->diags, DIAG_MISSING_KEY, node_place(entry->key), "%s", why);
}

static void check_kind(struct loader *loader, const struct entry *entry, uint32_t kind,
		       const struct node **at)
{
	if (kind == KB_CHOICE)
		require_key(loader, entry, at[FINDING_ANSWERS],
			    "a finding needs `answers`, or `kind: number` or `kind: text`");
	else
		refuse_key(loader, at[FINDING_ANSWERS], "a number or text has no `answers`");
	if (kind == KB_TEXT)
		require_key(loader, entry, at[FINDING_VALUE],
			    "`kind: text` needs `value`: what the answer fills in");
	else
		refuse_key(loader, at[FINDING_VALUE], "only `kind: text` has `value`");
	if (kind != KB_NUMBER)
		refuse_key(loader, at[FINDING_UNIT], "only `kind: number` has `unit`");
}

static uint32_t load_value_name(struct loader *loader, const struct node *node)
{
	if (!node)
		return KB_NONE;
	uint32_t value = value_find(node->text);
	if (value != UINT32_MAX)
		return value;
	struct nearest nearest = nearest_to(node->text);
	for (uint32_t i = 0; i < values_count(); i++)
		nearest_try(&nearest, span_of(value_at(i)->name));
	struct diag *diag = diag_add(&loader->diags, DIAG_UNKNOWN_VALUE, node_place(node),
				     "'%.*s' is not a standard value name", (int)node->text.len,
				     node->text.ptr);
	diag_suggest(diag, &nearest);
	return KB_NONE;
}

static bool is_answer_id(struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (c != '-' && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
			return false;
	}
	return text.len > 0;
}

static void add_answer(struct loader *loader, const struct node *answer)
{
	const struct node *at[N_ANSWER_KEYS];
	keys_read(loader, answer, "an answer", answer_keys, N_ANSWER_KEYS, at);
	if (!is_answer_id(answer->key->text))
		diag_add(&loader->diags, DIAG_BAD_ID, node_place(answer->key),
			 "the name of an answer is made of a-z, 0-9 and '-'");
	struct kb_answer record = {
		.value = loader_string(loader, answer->key->text),
		.says = load_phrase(loader, at[ANSWER_SAYS], TEXT_SAYS),
		.usual =
			load_count(loader, at[ANSWER_BASE_RATE], 1, ANSWER_MAX_USUAL, ANSWER_USUAL),
	};
	*draft_add_answers(loader) = record;
}

static struct kb_range add_answers(struct loader *loader, const struct node *answers)
{
	struct kb_range range = {loader->draft.answers.count, 0};
	if (!answers)
		return range;
	if (answers->items.count < FINDING_MIN_ANSWERS ||
	    answers->items.count > FINDING_MAX_ANSWERS)
		diag_add(&loader->diags, DIAG_ANSWER_COUNT, node_place(answers->key),
			 "a question has %d to %d answers, not %u (\"don't know\" is added by the "
			 "program)",
			 FINDING_MIN_ANSWERS, FINDING_MAX_ANSWERS, answers->items.count);
	for (NODE_EACH(answer, answers)) {
		if (range.count == FINDING_MAX_ANSWERS)
			break;
		add_answer(loader, answer);
		range.count++;
	}
	return range;
}

void load_finding(struct loader *loader, const struct entry *entry)
{
	const struct node *at[N_FINDING_KEYS];
	if (!keys_read(loader, entry->body, "a finding", finding_keys, N_FINDING_KEYS, at))
		return;
	struct kb_finding *finding = &loader->draft.findings.items[entry->number];
	uint32_t kind = load_word(loader, at[FINDING_KIND], kind_words, N_ELEMENTS(kind_words));
	finding->kind = kind == KB_NONE ? KB_CHOICE : (uint8_t)kind;
	check_kind(loader, entry, finding->kind, at);
	finding->id = loader_string(loader, entry->id);
	finding->ask = load_phrase(loader, at[FINDING_ASK], TEXT_ASK);
	finding->check = load_phrase(loader, at[FINDING_CHECK], TEXT_COMMAND);
	finding->help = load_phrase(loader, at[FINDING_HELP], TEXT_SENTENCES);
	finding->unit = load_text(loader, at[FINDING_UNIT], TEXT_SAYS);
	finding->file = loader->files[entry->key->source];
	finding->value = load_value_name(loader, at[FINDING_VALUE]);
	finding->cost = (uint8_t)load_count(loader, at[FINDING_COST], 1, FINDING_MAX_COST,
					    at[FINDING_CHECK] ? 2 : 1);
	finding->askable = finding->ask != 0;
	finding->answers = add_answers(loader, at[FINDING_ANSWERS]);
	loader->answers_of[entry->number] = at[FINDING_ANSWERS];
}

/* ---- what the answers conclude ---- */

static bool concludes(const struct node *const *at)
{
	bool any = at[ANSWER_THEN] != NULL;
	for (size_t i = ANSWER_EVIDENCE; i < ANSWER_SAYS; i++)
		any = any || at[i];
	return any;
}

/* "finding = answer", for those who look at a single rule. */
static kb_str name_rule(struct loader *loader, const struct entry *entry, const struct node *answer)
{
	char name[256];
	int len = snprintf(name, sizeof(name), "%.*s = %.*s", (int)entry->id.len, entry->id.ptr,
			   (int)answer->key->text.len, answer->key->text.ptr);
	if (len < 0)
		return 0;
	size_t size = (size_t)len < sizeof(name) ? (size_t)len : sizeof(name) - 1;
	return loader_string(loader, (struct span){name, size});
}

/* The rule of one answer: a single condition, and all that the answer says. */
static void add_rule(struct loader *loader, const struct entry *entry, const struct node *answer,
		     uint32_t number, const struct node *const *at)
{
	struct draft *draft = &loader->draft;
	struct kb_rule rule = {
		.name = name_rule(loader, entry, answer),
		.file = loader->files[answer->key->source],
		.conditions = {draft->conditions.count, 1},
		.conclusions = {draft->conclusions.count, 0},
		.is_answer = 1,
	};
	*draft_add_rules(loader) = rule;
	*draft_add_conditions(loader) = (struct kb_condition){
		.slot = entry->number,
		.op = KB_IS,
		.at = draft->operands.count,
		.n_operands = 1,
	};
	*draft_add_operands(loader) = (uint8_t)number;
	conclude_evidence(loader, at + ANSWER_EVIDENCE);
	conclude_findings(loader, at[ANSWER_THEN]);
}

void load_answers(struct loader *loader, const struct entry *entry)
{
	const struct node *answers = loader->answers_of[entry->number];
	uint32_t n = loader->draft.findings.items[entry->number].answers.count, number = 0;
	if (!answers)
		return;
	for (const struct node *answer = answers->items.first; number < n;
	     answer = answer->next, number++) {
		const struct node *at[N_ANSWER_KEYS];
		if (!keys_read(loader, answer, "an answer", answer_keys, N_ANSWER_KEYS, at))
			continue;
		if (concludes(at))
			add_rule(loader, entry, answer, number, at);
		load_messages(loader, at[ANSWER_MESSAGES],
			      (struct message_target){KB_OF_ANSWER, entry->number, number});
	}
}
