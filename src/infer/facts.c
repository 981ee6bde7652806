/* SPDX-License-Identifier: MIT */
#include "infer/facts.h"

static bool text_holds(const struct kb *kb, const struct kb_condition *condition, struct span text)
{
	struct span want = span_of(kb_text(kb, condition->at));

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
	const uint8_t *operands = kb_operands(kb) + condition->at;

	for (uint32_t i = 0; i < condition->n_operands; i++)
		if (operands[i] == answer)
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
		const struct kb_bounds *bounds = kb_bounds(facts->kb) + condition->at;
		return number >= bounds->low && number < bounds->high;
	}
	default:
		return fact->kind == FACT_TEXT &&
			text_holds(facts->kb, condition, facts->datums[fact->data].text);
	}
}

bool facts_condition_holds(const struct facts *facts, const struct kb_condition *condition)
{
	return condition_holds(facts, condition, facts_of(facts, condition->slot));
}

/* The fact of a slot that is about to change; NULL without memory. */
static struct fact *touch(struct facts *facts, uint32_t slot)
{
	if (facts->fact_of[slot])
		return &facts->facts[facts->fact_of[slot]];
	if (mem_grow(facts->alloc, &facts->facts, &facts->facts_cap, facts->n_facts + 1, sizeof(*facts->facts))) {
		facts->failed = true;
		return NULL;
	}
	facts->fact_of[slot] = facts->n_facts;
	facts->facts[facts->n_facts] = (struct fact){.slot = slot};
	return &facts->facts[facts->n_facts++];
}

/* ---- the queue of findings to settle: a binary heap by (rank, number) ---- */

static bool settles_before(const struct kb *kb, uint32_t a, uint32_t b)
{
	uint32_t rank_a = kb_findings(kb)[a].rank, rank_b = kb_findings(kb)[b].rank;

	return rank_a != rank_b ? rank_a < rank_b : a < b;
}

static void queue_push(struct facts *facts, uint32_t finding)
{
	struct fact *fact = touch(facts, finding);

	if (!fact || fact->is_queued)
		return;
	if (mem_grow(facts->alloc, &facts->queue, &facts->queue_cap, facts->n_queue + 1, sizeof(*facts->queue))) {
		facts->failed = true;
		return;
	}
	fact->is_queued = 1;
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
	facts->facts[facts->fact_of[top]].is_queued = 0;
	return top;
}

static void queue_clear(struct facts *facts)
{
	for (uint32_t i = 0; i < facts->n_queue; i++)
		facts->facts[facts->fact_of[facts->queue[i]]].is_queued = 0;
	facts->n_queue = 0;
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

static void note_turned(struct facts *facts, uint32_t rule)
{
	if (mem_grow(facts->alloc, &facts->turned, &facts->turned_cap, facts->n_turned + 1, sizeof(*facts->turned)))
		facts->failed = true;
	else
		facts->turned[facts->n_turned++] = rule;
}

/* The rule came to hold, or ceased to. */
static void turn(struct facts *facts, uint32_t rule)
{
	if (facts->is_restoring)
		return;
	if (facts->is_supposing)
		note_turned(facts, rule);
	queue_conclusions(facts, rule);
}

static void count_met(struct facts *facts, uint32_t rule)
{
	if (--facts->unmet[rule] == 0)
		turn(facts, rule);
}

static void count_unmet(struct facts *facts, uint32_t rule)
{
	if (facts->unmet[rule]++ == 0)
		turn(facts, rule);
}

struct postings {
	const struct kb_posting *at, *end;
};

/* The postings of `slot` from the first that is not before `answer` on. */
static struct postings postings_of(const struct facts *facts, uint32_t slot, uint32_t answer)
{
	const struct kb_posting *low = kb_postings(facts->kb) + kb_posting_of(facts->kb)[slot].at;
	const struct kb_posting *end = kb_postings(facts->kb) + kb_posting_of(facts->kb)[slot + 1].at;

	for (size_t n = (size_t)(end - low); n > 0;) {
		const struct kb_posting *middle = low + n / 2;
		low = middle->answer < answer ? middle + 1 : low;
		n = middle + 1 == low ? n - n / 2 - 1 : n / 2;
	}
	return (struct postings){low, end};
}

/* The next one for `answer`, or NULL. */
static const struct kb_posting *postings_next(struct postings *postings, uint32_t answer)
{
	return postings->at < postings->end && postings->at->answer == answer ? postings->at++ : NULL;
}

static void count_answer(struct facts *facts, uint32_t slot, uint32_t answer, void (*count)(struct facts *, uint32_t))
{
	struct postings postings = postings_of(facts, slot, answer);

	for (const struct kb_posting *posting; (posting = postings_next(&postings, answer));)
		count(facts, posting->rule);
}

/* Whether conditions on `slot` have to be evaluated. */
static bool has_others(const struct facts *facts, uint32_t slot)
{
	const struct kb_index *of = kb_posting_of(facts->kb) + slot;

	return of[0].at < of[1].at && kb_postings(facts->kb)[of[1].at - 1].answer == KB_ANY_ANSWER;
}

/* Conditions that no one answer makes true. */
static void count_others(struct facts *facts, uint32_t slot, const struct fact *before, const struct fact *after)
{
	struct postings others = postings_of(facts, slot, KB_ANY_ANSWER);

	for (const struct kb_posting *posting; (posting = postings_next(&others, KB_ANY_ANSWER));) {
		const struct kb_condition *condition =
			kb_conditions(facts->kb) + kb_rules(facts->kb)[posting->rule].conditions.first + posting->condition;
		bool held = condition_holds(facts, condition, before), holds = condition_holds(facts, condition, after);
		if (holds && !held)
			count_met(facts, posting->rule);
		else if (held && !holds)
			count_unmet(facts, posting->rule);
	}
}

/* Moves the counters from what `slot` was to what it is. */
static void count_change(struct facts *facts, uint32_t slot, const struct fact *before, const struct fact *after)
{
	if (before->kind == FACT_ANSWER)
		count_answer(facts, slot, before->data, count_unmet);
	if (after->kind == FACT_ANSWER)
		count_answer(facts, slot, after->data, count_met);
	if (has_others(facts, slot))
		count_others(facts, slot, before, after);
}

/* ---- changes ---- */

static void remember_change(struct facts *facts, struct fact before)
{
	if (mem_grow(facts->alloc, &facts->trail, &facts->trail_cap, facts->n_trail + 1, sizeof(*facts->trail)))
		facts->failed = true;
	else
		facts->trail[facts->n_trail++] = before;
}

static void set_fact(struct facts *facts, uint32_t slot, const struct fact *after)
{
	struct fact *fact = touch(facts, slot);
	struct fact before;

	if (!fact)
		return;
	before = *fact;
	if (facts->is_supposing)
		remember_change(facts, before);
	if (facts->failed)
		return;
	/* Field by field: *after was written so just now, and to read it as a whole would wait for that. */
	fact->kind = after->kind;
	fact->source = after->source;
	fact->told = after->told;
	fact->data = after->data;
	fact->origin = after->origin;
	if (before.kind != after->kind || (after->kind != FACT_UNKNOWN && before.data != after->data))
		count_change(facts, slot, &before, after);
}

/* What the rules say of a finding that nobody told. */
static struct fact concluded(const struct facts *facts, uint32_t finding)
{
	struct fact fact = {.told = facts_of(facts, finding)->told};
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
		const struct fact *fact = facts_of(facts, finding);
		if (fact->told != FACT_BY_NOBODY && fact->kind != FACT_UNKNOWN && fact->source != FACT_BY_RULE)
			continue;
		struct fact after = concluded(facts, finding);
		if (after.kind != fact->kind || after.data != fact->data || after.origin != fact->origin)
			set_fact(facts, finding, &after);
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
	awry_status status = mem_grow(alloc, &facts->facts, &facts->facts_cap, 1, sizeof(*facts->facts));
	facts->fact_of = mem_resize(alloc, NULL, 0, (kb_n_slots(kb) + 1) * sizeof(*facts->fact_of));
	facts->unmet = mem_resize(alloc, NULL, 0, kb->rules.count + 1);
	if (status || !facts->fact_of || !facts->unmet) {
		facts_release(facts);
		return AWRY_E_NOMEM;
	}
	facts->facts[facts->n_facts++] = (struct fact){0};
	memset(facts->fact_of, 0, (kb_n_slots(kb) + 1) * sizeof(*facts->fact_of));
	memcpy(facts->unmet, kb_unmet(kb), kb->rules.count);
	status = start(facts);
	if (status)
		facts_release(facts);
	return status;
}

void facts_release(struct facts *facts)
{
	const awry_alloc *alloc = facts->alloc;

	if (!facts->kb)
		return;
	mem_resize(alloc, facts->facts, facts->facts_cap * sizeof(*facts->facts), 0);
	mem_resize(alloc, facts->fact_of, (kb_n_slots(facts->kb) + 1) * sizeof(*facts->fact_of), 0);
	mem_resize(alloc, facts->unmet, facts->kb->rules.count + 1, 0);
	mem_resize(alloc, facts->datums, facts->datums_cap * sizeof(*facts->datums), 0);
	mem_resize(alloc, facts->trail, facts->trail_cap * sizeof(*facts->trail), 0);
	mem_resize(alloc, facts->turned, facts->turned_cap * sizeof(*facts->turned), 0);
	mem_resize(alloc, facts->queue, facts->queue_cap * sizeof(*facts->queue), 0);
	arena_release(&facts->arena);
	*facts = (struct facts){0};
}

static void reset_postings(struct facts *facts, uint32_t slot, uint32_t answer)
{
	const uint8_t *unmet = kb_unmet(facts->kb);
	struct postings postings = postings_of(facts, slot, answer);

	for (const struct kb_posting *posting; (posting = postings_next(&postings, answer));)
		facts->unmet[posting->rule] = unmet[posting->rule];
}

/* The counters that differ from the start because of what a slot is go back to it. */
static void reset_counters(struct facts *facts, const struct fact *fact)
{
	if (fact->kind == FACT_ANSWER)
		reset_postings(facts, fact->slot, fact->data);
	if (has_others(facts, fact->slot))
		reset_postings(facts, fact->slot, KB_ANY_ANSWER);
}

awry_status facts_clear(struct facts *facts)
{
	for (uint32_t i = 1; i < facts->n_facts; i++) {
		facts->fact_of[facts->facts[i].slot] = 0;
		reset_counters(facts, &facts->facts[i]);
	}
	if (facts->failed) /* perhaps between a fact and its counters */
		memcpy(facts->unmet, kb_unmet(facts->kb), facts->kb->rules.count);
	facts->n_facts = 1;
	facts->n_datums = facts->n_trail = facts->n_queue = facts->n_turned = 0;
	facts->is_supposing = facts->failed = false;
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
	set_fact(facts, slot, &after);
	if (value.kind == FACT_UNKNOWN && slot < facts->kb->findings.count)
		queue_push(facts, slot);
	return settle(facts);
}

awry_status facts_retract(struct facts *facts, uint32_t slot)
{
	set_fact(facts, slot, &(struct fact){0});
	if (slot < facts->kb->findings.count)
		queue_push(facts, slot);
	return settle(facts);
}

static bool has_posting(const struct facts *facts, uint32_t slot, uint32_t answer, uint8_t unmet)
{
	struct postings postings = postings_of(facts, slot, answer);

	for (const struct kb_posting *posting; (posting = postings_next(&postings, answer));)
		if (facts->unmet[posting->rule] == unmet)
			return true;
	return false;
}

bool facts_would_turn(const struct facts *facts, uint32_t slot, uint32_t answer)
{
	return has_others(facts, slot) || has_posting(facts, slot, answer, 1);
}

bool facts_is_premise(const struct facts *facts, uint32_t slot)
{
	const struct fact *fact = facts_of(facts, slot);

	return has_others(facts, slot) || (slot < facts->kb->findings.count && kb_findings(facts->kb)[slot].rank > 0) ||
		(fact->kind == FACT_ANSWER && has_posting(facts, slot, fact->data, 0));
}

static void begin_supposing(struct facts *facts)
{
	facts->is_supposing = true;
	facts->n_trail = facts->n_turned = 0;
	facts->n_certain = facts->n_facts;
}

awry_status facts_suppose(struct facts *facts, uint32_t slot, uint32_t answer)
{
	begin_supposing(facts);
	return facts_tell(facts, slot, (struct fact_value){.kind = FACT_ANSWER, .answer = answer}, FACT_BY_ANSWER, KB_NONE);
}

awry_status facts_suppose_untold(struct facts *facts, uint32_t slot)
{
	begin_supposing(facts);
	return facts_retract(facts, slot);
}

/* Newest first: each slot goes back through the same counters, so they end where they began. */
void facts_take_back(struct facts *facts)
{
	facts->is_restoring = true;
	while (facts->n_trail > 0) {
		const struct fact *before = &facts->trail[--facts->n_trail];
		struct fact *fact = &facts->facts[facts->fact_of[before->slot]], after = *fact;
		*fact = *before;
		if (after.kind != before->kind || after.data != before->data)
			count_change(facts, before->slot, &after, before);
	}
	queue_clear(facts);
	while (facts->n_facts > facts->n_certain)
		facts->fact_of[facts->facts[--facts->n_facts].slot] = 0;
	facts->is_restoring = facts->is_supposing = false;
}

struct fact_value facts_value(const struct facts *facts, uint32_t slot)
{
	const struct fact *fact = facts_of(facts, slot);
	struct fact_value value = {.kind = (enum fact_kind)fact->kind};

	if (fact->kind == FACT_ANSWER) {
		value.answer = fact->data;
	} else if (fact->kind != FACT_UNKNOWN) {
		value.number = facts->datums[fact->data].number;
		value.text = facts->datums[fact->data].text;
	}
	return value;
}
