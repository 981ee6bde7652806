/* SPDX-License-Identifier: MIT */
#include "kb/keys.h"

#include <stdlib.h>

enum { ID_MAX = 80 };

static const struct key root_keys[] = {
	[ENTRY_SYMPTOM] = {"symptoms", WANT_MAPPING, false},
	[ENTRY_FINDING] = {"findings", WANT_MAPPING, false},
	[ENTRY_DIAGNOSIS] = {"diagnoses", WANT_MAPPING, false},
	[ENTRY_LOOKALIKE] = {"lookalikes", WANT_MAPPING, false},
	[ENTRY_RULE] = {"rules", WANT_LIST, false},
};

static const char *const kind_words[] = {
	[ENTRY_SYMPTOM] = "symptom",     [ENTRY_FINDING] = "finding",
	[ENTRY_DIAGNOSIS] = "diagnosis", [ENTRY_LOOKALIKE] = "look-alike",
	[ENTRY_RULE] = "rule",
};

/* ---- the shape of ids ---- */

static bool is_slug(struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (c != '-' && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
			return false;
	}
	return text.len > 0 && text.len <= ID_MAX;
}

/* The part before the slash; all of it where there is none. */
static struct span area_of(struct span id)
{
	const char *slash = id.len ? memchr(id.ptr, '/', id.len) : NULL;
	return (struct span){id.ptr, slash ? (size_t)(slash - id.ptr) : id.len};
}

static bool check_shape(struct loader *loader, enum entry_kind kind, const struct node *key)
{
	struct span id = key->text, area = area_of(id), slug = {"", 0};
	if (area.len < id.len)
		slug = (struct span){id.ptr + area.len + 1, id.len - area.len - 1};
	if (kind == ENTRY_RULE) {
		if (id.len > 0 && id.len <= TEXT_TITLE)
			return true;
		diag_add(&loader->diags, DIAG_BAD_ID, node_place(key),
			 "a rule's name has 1 to %d bytes", TEXT_TITLE);
		return false;
	}
	if (kind == ENTRY_FINDING) {
		if (is_slug(id))
			return true;
		diag_add(&loader->diags, DIAG_BAD_ID, node_place(key),
			 "the id of a finding is made of a-z, 0-9 and '-', without a slash, at "
			 "most %d of them",
			 ID_MAX);
		return false;
	}
	if (is_slug(area) && is_slug(slug))
		return true;
	diag_add(&loader->diags, DIAG_BAD_ID, node_place(key),
		 "the id of a %s is area/slug, both made of a-z, 0-9 and '-'", kind_words[kind]);
	return false;
}

/* ---- finding entries ---- */

static uint32_t layer_of(const struct loader *loader, const struct entry *entry)
{
	return loader->sources[entry->body->source].layer;
}

static void report_double(struct loader *loader, const struct entry *entry,
			  const struct entry *earlier)
{
	/* Twice in one mapping was noted when the file was read. */
	if (entry->kind != ENTRY_RULE && entry->kind == earlier->kind &&
	    entry->key->source == earlier->key->source)
		return;
	struct line_cursor cursor = {0};
	const struct kb_source *source = &loader->sources[earlier->key->source];
	line_seek(&cursor, source, earlier->key->offset);
	diag_add(&loader->diags, DIAG_DEFINED_TWICE, node_place(entry->key),
		 "'%.*s' is defined already, as a %s in %s:%u", (int)entry->id.len, entry->id.ptr,
		 kind_words[earlier->kind], source->name, cursor.line);
}

/* Makes entry `at` the one of its id, unless one of the same layer has it. */
static void claim(struct loader *loader, uint32_t at, struct intern *intern, uint32_t **entry_of,
		  uint32_t *cap)
{
	struct entry *entry = &loader->entries[at];
	uint32_t known = intern->count;
	uint32_t number = intern_add(intern, entry->id);
	if (number == UINT32_MAX ||
	    mem_grow(loader->alloc, entry_of, cap, (size_t)number + 1, sizeof(**entry_of))) {
		loader->failed = true;
		return;
	}
	if (number == known) {
		(*entry_of)[number] = at;
		return;
	}
	struct entry *earlier = &loader->entries[(*entry_of)[number]];
	if (layer_of(loader, entry) == layer_of(loader, earlier)) {
		report_double(loader, entry, earlier);
		entry->is_replaced = true;
		return;
	}
	earlier->is_replaced = true;
	(*entry_of)[number] = at;
}

static void add_entry(struct loader *loader, enum entry_kind kind, const struct node *key,
		      const struct node *body)
{
	if (mem_grow(loader->alloc, &loader->entries, &loader->entries_cap,
		     (size_t)loader->n_entries + 1, sizeof(*loader->entries))) {
		loader->failed = true;
		return;
	}
	struct span id = key ? key->text : (struct span){"", 0};
	loader->entries[loader->n_entries++] =
		(struct entry){.kind = kind, .id = id, .body = body, .key = key, .number = KB_NONE};
	if (!key || !check_shape(loader, kind, key))
		return;
	uint32_t at = loader->n_entries - 1;
	if (kind == ENTRY_RULE) {
		claim(loader, at, &loader->names, &loader->entry_of_name,
		      &loader->entry_of_name_cap);
		return;
	}
	claim(loader, at, &loader->ids, &loader->entry_of_id, &loader->entry_of_id_cap);
	if (kind != ENTRY_FINDING && intern_add(&loader->areas, area_of(id)) == UINT32_MAX)
		loader->failed = true;
}

static const struct node *name_of_rule(const struct node *rule)
{
	if (rule->kind != NODE_MAPPING)
		return NULL;
	for (NODE_EACH(value, rule)) {
		if (span_equal(value->key->text, SPAN("name")) && value->kind == NODE_SCALAR)
			return value;
	}
	return NULL;
}

static void add_entries(struct loader *loader, const struct node *root)
{
	const struct node *at[N_ENTRY_KINDS];
	keys_read(loader, root, "a rule file", root_keys, N_ENTRY_KINDS, at);
	if (root->kind != NODE_MAPPING)
		return;
	for (NODE_EACH(section, root)) {
		enum entry_kind kind = 0;
		while (kind < N_ENTRY_KINDS && at[kind] != section)
			kind++;
		if (kind == N_ENTRY_KINDS)
			continue;
		for (NODE_EACH(body, section))
			add_entry(loader, kind, kind == ENTRY_RULE ? name_of_rule(body) : body->key,
				  body);
	}
}

/* ---- numbers ---- */

static int compare_spans(struct span a, struct span b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len ? memcmp(a.ptr, b.ptr, len) : 0;
	return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *const *left = a, *const *right = b;
	if ((*left)->kind != (*right)->kind)
		return (*left)->kind < (*right)->kind ? -1 : 1;
	return compare_spans((*left)->id, (*right)->id);
}

static uint32_t add_record(struct loader *loader, enum entry_kind kind)
{
	struct draft *draft = &loader->draft;
	switch (kind) {
	case ENTRY_SYMPTOM:
		draft_add_symptoms(loader);
		return draft->symptoms.count - 1;
	case ENTRY_FINDING:
		draft_add_findings(loader);
		return draft->findings.count - 1;
	case ENTRY_DIAGNOSIS:
		draft_add_diagnoses(loader);
		return draft->diagnoses.count - 1;
	default:
		draft_add_lookalikes(loader);
		return draft->lookalikes.count - 1;
	}
}

/* Entries with a mistake in their id get a number too, so that the rest of them is read. */
static awry_status number_entries(struct loader *loader)
{
	struct entry **sorted = loader_alloc(loader, loader->n_entries, sizeof(struct entry *));
	if (!sorted)
		return AWRY_E_NOMEM;
	uint32_t n = 0;
	for (uint32_t i = 0; i < loader->n_entries; i++) {
		if (loader->entries[i].kind != ENTRY_RULE && !loader->entries[i].is_replaced)
			sorted[n++] = &loader->entries[i];
	}
	qsort(sorted, n, sizeof(struct entry *), compare_entries);
	for (uint32_t i = 0; i < n && !loader->failed; i++)
		sorted[i]->number = add_record(loader, sorted[i]->kind);
	return loader->failed ? AWRY_E_NOMEM : AWRY_OK;
}

awry_status collect_entries(struct loader *loader, struct node *const *roots)
{
	for (uint32_t i = 0; i < loader->n_sources && !loader->failed; i++) {
		if (roots[i])
			add_entries(loader, roots[i]);
	}
	if (loader->failed)
		return AWRY_E_NOMEM;
	return number_entries(loader);
}

/* ---- references ---- */

const struct entry *find_entry(const struct loader *loader, struct span id)
{
	uint32_t number = intern_find(&loader->ids, id);
	return number == UINT32_MAX ? NULL : &loader->entries[loader->entry_of_id[number]];
}

bool is_area(const struct loader *loader, struct span area)
{
	return intern_find(&loader->areas, area) != UINT32_MAX;
}

static void suggest_entry(const struct loader *loader, struct diag *diag, struct span id,
			  unsigned kinds)
{
	if (!diag)
		return;
	struct nearest nearest = nearest_to(id);
	for (uint32_t i = 0; i < loader->n_entries; i++) {
		const struct entry *entry = &loader->entries[i];
		if (kinds & 1u << entry->kind && !entry->is_replaced)
			nearest_try(&nearest, entry->id);
	}
	diag_suggest(diag, &nearest);
}

static void report_unknown(struct loader *loader, enum diag_code code, const struct node *id,
			   const char *what, unsigned kinds)
{
	const struct entry *other = find_entry(loader, id->text);
	/* Before a broken file is mended nobody can tell whether the id is in it. */
	if (!other && loader->is_partial)
		return;
	struct diag *diag = diag_add(&loader->diags, code, node_place(id), "there is no %s '%.*s'",
				     what, (int)id->text.len, id->text.ptr);
	if (other)
		diag_hint(diag, "'%.*s' is a %s", (int)id->text.len, id->text.ptr,
			  kind_words[other->kind]);
	else
		suggest_entry(loader, diag, id->text, kinds);
}

uint32_t resolve_diagnosis(struct loader *loader, const struct node *id)
{
	if (!node_is(loader, id, WANT_TEXT))
		return KB_NONE;
	const struct entry *entry = find_entry(loader, id->text);
	if (entry && entry->kind == ENTRY_DIAGNOSIS)
		return entry->number;
	report_unknown(loader, DIAG_UNKNOWN_ID, id, "diagnosis", 1u << ENTRY_DIAGNOSIS);
	return KB_NONE;
}

uint32_t resolve_slot(struct loader *loader, const struct node *id)
{
	if (!node_is(loader, id, WANT_TEXT))
		return KB_NONE;
	const struct entry *entry = find_entry(loader, id->text);
	if (entry && entry->kind == ENTRY_SYMPTOM)
		return draft_slot_symptom(loader, entry->number);
	if (entry && entry->kind == ENTRY_DIAGNOSIS)
		return draft_slot_diagnosis(loader, entry->number);
	report_unknown(loader, DIAG_UNKNOWN_ID, id, "symptom or diagnosis",
		       1u << ENTRY_SYMPTOM | 1u << ENTRY_DIAGNOSIS);
	return KB_NONE;
}

uint32_t resolve_finding(struct loader *loader, const struct node *id)
{
	const struct entry *entry = find_entry(loader, id->text);
	if (entry && entry->kind == ENTRY_FINDING)
		return entry->number;
	report_unknown(loader, DIAG_UNKNOWN_FINDING, id, "finding", 1u << ENTRY_FINDING);
	return KB_NONE;
}

static void report_unknown_answer(struct loader *loader, const struct node *answers,
				  const struct node *value)
{
	struct diag *diag =
		diag_add(&loader->diags, DIAG_UNKNOWN_ANSWER, node_place(value),
			 "the finding has no answer '%.*s'", (int)value->text.len, value->text.ptr);
	if (!diag)
		return;
	struct nearest nearest = nearest_to(value->text);
	for (NODE_EACH(answer, answers))
		nearest_try(&nearest, answer->key->text);
	diag_suggest(diag, &nearest);
}

uint32_t resolve_answer(struct loader *loader, uint32_t finding, const struct node *value)
{
	if (!node_is(loader, value, WANT_TEXT))
		return KB_NONE;
	const struct node *answers = loader->answers_of[finding];
	if (!answers)
		return KB_NONE; /* noted where the finding is defined */
	uint32_t n = loader->draft.findings.items[finding].answers.count, number = 0;
	for (const struct node *answer = answers->items.first; number < n;
	     answer = answer->next, number++) {
		if (span_equal(answer->key->text, value->text))
			return number;
	}
	report_unknown_answer(loader, answers, value);
	return KB_NONE;
}
