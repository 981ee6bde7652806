/* SPDX-License-Identifier: MIT */
#include "infer/facts.h"

static bool text_holds(const struct kb *kb, const struct kb_condition *condition, struct span text)
{
	struct span want = span_of(kb_text(kb, condition->text));

	switch ((enum kb_op)condition->op) {
	case KB_TEXT_IS:
		return span_equal(text, want);
	case KB_STARTS:
		return text.len >= want.len && memcmp(text.ptr, want.ptr, want.len) == 0;
	case KB_ENDS:
		return text.len >= want.len &&
			memcmp(text.ptr + text.len - want.len, want.ptr, want.len) == 0;
	case KB_CONTAINS:
		for (size_t i = 0; i + want.len <= text.len; i++)
			if (memcmp(text.ptr + i, want.ptr, want.len) == 0)
				return true;
		return false;
	case KB_EMPTY:
		return text.len == 0;
	default:
		return false;
	}
}

static bool is_operand(const struct kb *kb, const struct kb_condition *condition, uint32_t answer)
{
	const struct kb_index *operands = kb_operands(kb) + condition->operands.first;

	for (uint32_t i = 0; i < condition->operands.count; i++)
		if (operands[i].at == answer)
			return true;
	return false;
}

static bool condition_holds(const struct facts *facts, const struct kb_condition *condition, const struct fact *fact)
{
	switch ((enum kb_op)condition->op) {
	case KB_IS:
		return fact->kind == FACT_ANSWER && is_operand(facts->kb, condition, fact->data);
	case KB_IS_NOT:
		return fact->kind == FACT_ANSWER && !is_operand(facts->kb, condition, fact->data);
	case KB_UNKNOWN:
		return fact->kind == FACT_UNKNOWN;
	case KB_WITHIN: {
		if (fact->kind != FACT_NUMBER)
			return false;
		double number = facts->datums[fact->data].number;
		return number >= condition->low && number < condition->high;
	}
	default:
		return fact->kind == FACT_TEXT &&
			text_holds(facts->kb, condition, facts->datums[fact->data].text);
	}
}

bool facts_condition_holds(const struct facts *facts, const struct kb_condition *condition)
{
	return condition_holds(facts, condition, &facts->facts[condition->slot]);
}

/* ---- the queue of findings to settle: a binary heap by (rank, number) ---- */

static bool settles_before(const struct kb *kb, uint32_t a, uint32_t b)
{
	uint32_t rank_a = kb_findings(kb)[a].rank, rank_b = kb_findings(kb)[b].rank;

	return rank_a != rank_b ? rank_a < rank_b : a < b;
}

static void queue_push(struct facts *facts, uint32_t finding)
{
	if (facts->facts[finding].is_queued)
		return;
	if (mem_grow(facts->alloc, &facts->queue, &facts->queue_cap, facts->n_queue + 1, sizeof(*facts->queue))) {
		facts->failed = true;
		return;
	}
	facts->facts[finding].is_queued = 1;
	uint32_t at = facts->n_queue++;
	while (at > 0) {
		uint32_t up = (at - 1) / 2;
		if (!settles_before(facts->kb, finding, facts->queue[up]))
			break;
		facts->queue[at] = facts->queue[up];
		at = up;
	}
	facts->queue[at] = finding;
}

static uint32_t queue_pop(struct facts *facts)
{
	uint32_t top = facts->queue[0], last = facts->queue[--facts->n_queue], at = 0;

	for (;;) {
		uint32_t down = 2 * at + 1;
		if (down >= facts->n_queue)
			break;
		if (down + 1 < facts->n_queue &&
			settles_before(facts->kb, facts->queue[down + 1], facts->queue[down]))
			down++;
		if (!settles_before(facts->kb, facts->queue[down], last))
			break;
		facts->queue[at] = facts->queue[down];
		at = down;
	}
	facts->queue[at] = last;
	facts->facts[top].is_queued = 0;
	return top;
}

/* ---- counters ---- */

static void queue_conclusions(struct facts *facts, uint32_t rule)
{
	struct kb_range range = kb_rules(facts->kb)[rule].conclusions;
	const struct kb_conclusion *conclusion = kb_conclusions(facts->kb) + range.first;

	for (uint32_t i = 0; i < range.count; i++)
		if (conclusion[i].kind == KB_DERIVES)
			queue_push(facts, conclusion[i].target);
}

static void count_condition(struct facts *facts, const struct kb_condition *condition, int step)
{
	uint32_t rule = condition->rule;
	bool held = facts_rule_holds(facts, rule);

	facts->met[rule] = (int16_t)(facts->met[rule] + step);
	if (held != facts_rule_holds(facts, rule))
		queue_conclusions(facts, rule);
}

/* The postings of `slot` under `answer`: those that this very answer makes true, or KB_NONE. */
static struct kb_range postings_of(const struct kb *kb, uint32_t slot, uint32_t answer)
{
	uint32_t low = kb_posting_of(kb)[slot].at, end = kb_posting_of(kb)[slot + 1].at, high = end;
	const struct kb_posting *postings = kb_postings(kb);

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (postings[middle].answer < answer)
			low = middle + 1;
		else
			high = middle;
	}
	for (high = low; high < end && postings[high].answer == answer;)
		high++;
	return (struct kb_range){low, high - low};
}

static void count_answer(struct facts *facts, uint32_t slot, uint32_t answer, int step)
{
	struct kb_range range = postings_of(facts->kb, slot, answer);
	const struct kb_posting *posting = kb_postings(facts->kb) + range.first;

	for (uint32_t i = 0; i < range.count; i++)
		count_condition(facts, kb_conditions(facts->kb) + posting[i].condition, step);
}

/* Moves the counters from what `slot` was to what it is. */
static void count_change(struct facts *facts, uint32_t slot, const struct fact *before, const struct fact *after)
{
	if (before->kind == FACT_ANSWER)
		count_answer(facts, slot, before->data, -1);
	if (after->kind == FACT_ANSWER)
		count_answer(facts, slot, after->data, +1);
	struct kb_range range = postings_of(facts->kb, slot, KB_NONE);
	for (uint32_t i = 0; i < range.count; i++) {
		const struct kb_condition *condition =
			kb_conditions(facts->kb) + kb_postings(facts->kb)[range.first + i].condition;
		int step = (int)condition_holds(facts, condition, after) -
			(int)condition_holds(facts, condition, before);
		if (step != 0)
			count_condition(facts, condition, step);
	}
}

/* ---- changes ---- */

static void remember_change(struct facts *facts, uint32_t slot)
{
	if (facts->is_supposing) {
		if (mem_grow(facts->alloc, &facts->trail, &facts->trail_cap, facts->n_trail + 1, sizeof(*facts->trail))) {
			facts->failed = true;
			return;
		}
		facts->trail[facts->n_trail++] = (struct fact_change){slot, facts->facts[slot]};
		return;
	}
	if (mem_grow(facts->alloc, &facts->touched, &facts->touched_cap, facts->n_touched + 1, sizeof(*facts->touched))) {
		facts->failed = true;
		return;
	}
	facts->touched[facts->n_touched++] = slot;
}

static bool is_blank(const struct fact *fact)
{
	return fact->kind == FACT_UNKNOWN && fact->told == FACT_BY_NOBODY;
}

static void set_fact(struct facts *facts, uint32_t slot, struct fact after)
{
	struct fact before = facts->facts[slot];

	if (facts->is_supposing || is_blank(&before))
		remember_change(facts, slot);
	if (facts->failed)
		return;
	after.is_queued = before.is_queued;
	facts->facts[slot] = after;
	if (before.kind != after.kind || (after.kind != FACT_UNKNOWN && before.data != after.data))
		count_change(facts, slot, &before, &after);
}

/* What the rules say of a finding that nobody told. */
static struct fact concluded(const struct facts *facts, uint32_t finding)
{
	struct fact fact = {.told = facts->facts[finding].told};
	struct kb_range range = kb_findings(facts->kb)[finding].derived_by;

	for (uint32_t i = 0; i < range.count; i++) {
		uint32_t at = kb_derivers(facts->kb)[range.first + i].at;
		const struct kb_conclusion *conclusion = kb_conclusions(facts->kb) + at;
		if (!facts_rule_holds(facts, conclusion->rule))
			continue;
		fact.kind = FACT_ANSWER;
		fact.source = FACT_BY_RULE;
		fact.data = conclusion->answer;
		fact.origin = at;
		break;
	}
	return fact;
}

static awry_status settle(struct facts *facts)
{
	while (facts->n_queue > 0 && !facts->failed) {
		uint32_t finding = queue_pop(facts);
		const struct fact *fact = &facts->facts[finding];
		if (fact->told != FACT_BY_NOBODY && fact->kind != FACT_UNKNOWN && fact->source != FACT_BY_RULE)
			continue;
		struct fact after = concluded(facts, finding);
		if (after.kind != fact->kind || after.data != fact->data || after.origin != fact->origin)
			set_fact(facts, finding, after);
	}
	return facts->failed ? AWRY_E_NOMEM : AWRY_OK;
}

static bool add_datum(struct facts *facts, struct fact_value value, uint32_t *out)
{
	struct fact_datum datum = {.number = value.number};

	if (value.kind == FACT_TEXT) {
		datum.text.ptr = arena_copy(&facts->arena, value.text.ptr, value.text.len);
		datum.text.len = value.text.len;
		if (!datum.text.ptr)
			return false;
	}
	if (mem_grow(facts->alloc, &facts->datums, &facts->datums_cap, facts->n_datums + 1, sizeof(*facts->datums)))
		return false;
	*out = facts->n_datums;
	facts->datums[facts->n_datums++] = datum;
	return true;
}

/* ---- the header's functions ---- */

static awry_status start(struct facts *facts)
{
	for (uint32_t i = 0; i < facts->kb->initial.count; i++)
		queue_conclusions(facts, kb_initial(facts->kb)[i].at);
	return settle(facts);
}

awry_status facts_init(struct facts *facts, const struct kb *kb, const awry_alloc *alloc)
{
	*facts = (struct facts){.kb = kb, .alloc = alloc};
	arena_init(&facts->arena, alloc);
	facts->facts = mem_resize(alloc, NULL, 0, (kb_n_slots(kb) + 1) * sizeof(*facts->facts));
	facts->met = mem_resize(alloc, NULL, 0, (kb->rules.count + 1) * sizeof(*facts->met));
	if (!facts->facts || !facts->met) {
		facts_release(facts);
		return AWRY_E_NOMEM;
	}
	memset(facts->facts, 0, (kb_n_slots(kb) + 1) * sizeof(*facts->facts));
	memset(facts->met, 0, (kb->rules.count + 1) * sizeof(*facts->met));
	awry_status status = start(facts);
	if (status)
		facts_release(facts);
	return status;
}

void facts_release(struct facts *facts)
{
	const awry_alloc *alloc = facts->alloc;

	if (!facts->kb)
		return;
	mem_resize(alloc, facts->facts, (kb_n_slots(facts->kb) + 1) * sizeof(*facts->facts), 0);
	mem_resize(alloc, facts->met, (facts->kb->rules.count + 1) * sizeof(*facts->met), 0);
	mem_resize(alloc, facts->touched, facts->touched_cap * sizeof(*facts->touched), 0);
	mem_resize(alloc, facts->datums, facts->datums_cap * sizeof(*facts->datums), 0);
	mem_resize(alloc, facts->trail, facts->trail_cap * sizeof(*facts->trail), 0);
	mem_resize(alloc, facts->queue, facts->queue_cap * sizeof(*facts->queue), 0);
	arena_release(&facts->arena);
	*facts = (struct facts){0};
}

/* The counters of the rules that a slot's change may have moved go back to their start. */
static void reset_counters(struct facts *facts, uint32_t slot)
{
	const struct kb_index *of = kb_posting_of(facts->kb) + slot;

	for (uint32_t i = of[0].at; i < of[1].at; i++)
		facts->met[kb_conditions(facts->kb)[kb_postings(facts->kb)[i].condition].rule] = 0;
}

awry_status facts_clear(struct facts *facts)
{
	for (uint32_t i = 0; i < facts->n_touched; i++) {
		uint32_t slot = facts->touched[i];
		facts->facts[slot] = (struct fact){0};
		reset_counters(facts, slot);
	}
	for (uint32_t i = 0; i < facts->n_queue; i++)
		facts->facts[facts->queue[i]].is_queued = 0;
	facts->n_touched = facts->n_datums = facts->n_trail = facts->n_queue = 0;
	facts->failed = false;
	arena_clear(&facts->arena);
	return start(facts);
}

awry_status facts_tell(struct facts *facts, uint32_t slot, struct fact_value value, enum fact_source by, uint32_t origin)
{
	struct fact after = {.kind = (uint8_t)value.kind, .source = (uint8_t)by, .told = (uint8_t)by,
		.data = value.answer, .origin = origin};

	if (value.kind == FACT_NUMBER || value.kind == FACT_TEXT) {
		if (!add_datum(facts, value, &after.data))
			return AWRY_E_NOMEM;
	} else if (value.kind == FACT_UNKNOWN) {
		after.data = 0;
	}
	set_fact(facts, slot, after);
	if (value.kind == FACT_UNKNOWN && slot < facts->kb->findings.count)
		queue_push(facts, slot);
	return settle(facts);
}

awry_status facts_retract(struct facts *facts, uint32_t slot)
{
	set_fact(facts, slot, (struct fact){0});
	if (slot < facts->kb->findings.count)
		queue_push(facts, slot);
	return settle(facts);
}

awry_status facts_suppose(struct facts *facts, uint32_t slot, uint32_t answer)
{
	facts->is_supposing = true;
	facts->n_trail = 0;
	return facts_tell(facts, slot, (struct fact_value){.kind = FACT_ANSWER, .answer = answer}, FACT_BY_ANSWER, KB_NONE);
}

awry_status facts_suppose_untold(struct facts *facts, uint32_t slot)
{
	facts->is_supposing = true;
	facts->n_trail = 0;
	return facts_retract(facts, slot);
}

/* Newest first: each slot goes back through the same counters, so they end where they began. */
void facts_take_back(struct facts *facts)
{
	while (facts->n_trail > 0) {
		struct fact_change change = facts->trail[--facts->n_trail];
		struct fact after = facts->facts[change.slot];
		facts->facts[change.slot] = change.before;
		if (after.kind != change.before.kind || after.data != change.before.data)
			count_change(facts, change.slot, &after, &change.before);
	}
	for (uint32_t i = 0; i < facts->n_queue; i++)
		facts->facts[facts->queue[i]].is_queued = 0;
	facts->n_queue = 0;
	facts->is_supposing = false;
}

struct fact_value facts_value(const struct facts *facts, uint32_t slot)
{
	const struct fact *fact = &facts->facts[slot];
	struct fact_value value = {.kind = (enum fact_kind)fact->kind};

	if (fact->kind == FACT_ANSWER) {
		value.answer = fact->data;
	} else if (fact->kind != FACT_UNKNOWN) {
		value.number = facts->datums[fact->data].number;
		value.text = facts->datums[fact->data].text;
	}
	return value;
}
