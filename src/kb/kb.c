/* SPDX-License-Identifier: MIT */
#include "kb/model.h"

enum kb_slot_kind kb_slot_kind(const struct kb *kb, uint32_t slot, uint32_t *index)
{
	const uint32_t counts[] = {kb->findings.count, kb->symptoms.count, kb->diagnoses.count};
	enum kb_slot_kind kind = KB_SLOT_FINDING;
	while (kind < KB_SLOT_VALUE && slot >= counts[kind])
		slot -= counts[kind++];
	*index = slot;
	return kind;
}

const char *kb_slot_id(const struct kb *kb, uint32_t slot)
{
	uint32_t index;
	switch (kb_slot_kind(kb, slot, &index)) {
	case KB_SLOT_FINDING:
		return kb_text(kb, kb_findings(kb)[index].id);
	case KB_SLOT_SYMPTOM:
		return kb_text(kb, kb_symptoms(kb)[index].id);
	case KB_SLOT_DIAGNOSIS:
		return kb_text(kb, kb_diagnoses(kb)[index].id);
	default:
		return kb_text(kb, kb_values(kb)[index].name);
	}
}

/* The record whose id, its first field, is `id`, among `count` of `size` bytes that are sorted by
 * it. */
static uint32_t find_by_id(const struct kb *kb, const void *records, uint32_t count, size_t size,
			   const char *id)
{
	uint32_t low = 0, high = count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		kb_str str;
		memcpy(&str, (const char *)records + middle * size, sizeof(str));
		int order = strcmp(id, kb_text(kb, str));
		if (order == 0)
			return middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return KB_NONE;
}

_Static_assert(offsetof(struct kb_symptom, id) == 0 && offsetof(struct kb_diagnosis, id) == 0 &&
		       offsetof(struct kb_lookalike, id) == 0 &&
		       offsetof(struct kb_value, name) == 0,
	       "find_by_id reads the id at the start of a record");

uint32_t kb_find_symptom(const struct kb *kb, const char *id)
{
	return find_by_id(kb, kb_symptoms(kb), kb->symptoms.count, sizeof(struct kb_symptom), id);
}

uint32_t kb_find_diagnosis(const struct kb *kb, const char *id)
{
	return find_by_id(kb, kb_diagnoses(kb), kb->diagnoses.count, sizeof(struct kb_diagnosis),
			  id);
}

uint32_t kb_find_finding(const struct kb *kb, const char *id)
{
	const struct kb_index *table = kb_finding_at(kb);
	uint32_t mask = kb->finding_at.count - 1, at = (uint32_t)hash_bytes(id, strlen(id)) & mask;

	while (table[at].at != KB_NONE && strcmp(kb_text(kb, kb_findings(kb)[table[at].at].id), id) != 0)
		at = (at + 1) & mask;
	return table[at].at;
}

uint32_t kb_find_lookalike(const struct kb *kb, const char *id)
{
	return find_by_id(kb, kb_lookalikes(kb), kb->lookalikes.count, sizeof(struct kb_lookalike),
			  id);
}

uint32_t kb_find_value(const struct kb *kb, const char *name)
{
	return find_by_id(kb, kb_values(kb), kb->values.count, sizeof(struct kb_value), name);
}

uint32_t kb_find_answer(const struct kb *kb, uint32_t finding, const char *value)
{
	struct kb_range answers = kb_findings(kb)[finding].answers;
	for (uint32_t i = 0; i < answers.count; i++) {
		if (strcmp(kb_text(kb, kb_answers(kb)[answers.first + i].value), value) == 0)
			return i;
	}
	return KB_NONE;
}

bool kb_in_area(const char *id, const char *area)
{
	size_t len = area ? strlen(area) : 0;

	return !area || (strncmp(id, area, len) == 0 && id[len] == '/');
}

const char *kb_strength_word(uint32_t strength)
{
	static const char *const words[] = {[KB_STRENGTH_NONE] = "",
#define X(name, word) [KB_##name] = (word),
					    KB_STRENGTHS(X)
#undef X
	};
	return strength < N_ELEMENTS(words) ? words[strength] : "";
}
