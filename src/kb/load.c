/* SPDX-License-Identifier: MIT */
#include "kb/draft.h"

#include <stdlib.h>

/* ---- the draft's services ---- */

void *draft_grow(struct loader *loader, void *items, uint32_t *count, uint32_t *cap, size_t size)
{
	if (mem_grow(loader->alloc, items, cap, (size_t)*count + 1, size)) {
		loader->failed = true;
		return loader->sink;
	}
	char *start;
	memcpy(&start, items, sizeof(start));
	return memset(start + (*count)++ * size, 0, size);
}

enum { STRETCH = 64 }; /* bytes of the strings section, a few strings */

void *loader_alloc(struct loader *loader, size_t n, size_t size)
{
	void *memory = arena_alloc(&loader->arena, n, size);
	if (!memory)
		loader->failed = true;
	return memory;
}

/* The stretches that string `number` covers the start of, but those known. */
static void mark_stretches(struct loader *loader, uint32_t number)
{
	uint32_t n = (loader->strings_size + STRETCH - 1) / STRETCH;
	if (mem_grow(loader->alloc, &loader->string_in, &loader->string_in_cap, n,
		     sizeof(*loader->string_in))) {
		loader->failed = true;
		return;
	}
	while (loader->n_stretches < n)
		loader->string_in[loader->n_stretches++] = number;
}

kb_str loader_string(struct loader *loader, struct span text)
{
	uint32_t known = loader->strings.count;
	uint32_t number = intern_add(&loader->strings, text);
	if (number == UINT32_MAX || text.len >= UINT32_MAX - loader->strings_size ||
	    mem_grow(loader->alloc, &loader->string_at, &loader->string_at_cap, (size_t)number + 1,
		     sizeof(kb_str))) {
		loader->failed = true;
		return 0;
	}
	if (number == known) {
		loader->string_at[number] = loader->strings_size;
		loader->strings_size += (uint32_t)text.len + 1;
		mark_stretches(loader, number);
	}
	return loader->string_at[number];
}

struct span loader_text(const struct loader *loader, kb_str str)
{
	if (str / STRETCH >= loader->n_stretches)
		return (struct span){"", 0};
	uint32_t number = loader->string_in[str / STRETCH];
	while (number + 1 < loader->strings.count && loader->string_at[number] < str)
		number++;
	return loader->strings.strings[number];
}

struct kb_place loader_place(struct loader *loader, const struct node *node)
{
	struct line_cursor *cursor = &loader->cursors[node->source];
	line_seek(cursor, &loader->sources[node->source], node->offset);
	return (struct kb_place){
		.file = loader->files[node->source],
		.line = cursor->line,
		.column = (uint32_t)(node->offset - cursor->start) + 1,
	};
}

/* ---- sources ---- */

static int compare_sources(const void *a, const void *b)
{
	const struct kb_source *left = a, *right = b;
	if (left->layer != right->layer)
		return left->layer < right->layer ? -1 : 1;
	return strcmp(left->name, right->name);
}

static awry_status sort_sources(struct loader *loader, const struct kb_source *sources, size_t n)
{
	struct kb_source *sorted = loader_alloc(loader, n, sizeof(*sorted));
	loader->cursors = loader_alloc(loader, n, sizeof(*loader->cursors));
	loader->files = loader_alloc(loader, n, sizeof(*loader->files));
	if (loader->failed)
		return AWRY_E_NOMEM;
	if (n) {
		memcpy(sorted, sources, n * sizeof(*sorted));
		qsort(sorted, n, sizeof(*sorted), compare_sources);
	}
	loader->sources = sorted;
	loader->n_sources = (uint32_t)n;
	diags_init(&loader->diags, sorted, n);
	loader_string(loader, (struct span){"", 0}); /* kb_str 0 */
	for (size_t i = 0; i < n; i++)
		loader->files[i] = loader_string(loader, span_of(sorted[i].name));
	return loader->failed ? AWRY_E_NOMEM : AWRY_OK;
}

static awry_status read_source(struct loader *loader, uint32_t number, struct node **root)
{
	const struct kb_source *source = &loader->sources[number];
	*root = NULL;
	uint32_t n_before = loader->diags.count;
	if (source->len > KB_MAX_FILE_BYTES)
		diag_add(&loader->diags, DIAG_TOO_LARGE, (struct diag_place){number, 0, 1},
			 "a rule file has at most %d bytes", KB_MAX_FILE_BYTES);
	else
		TRY(yaml_read(source, number, &loader->arena, &loader->diags, root));
	if (!*root && loader->diags.count > n_before)
		loader->is_partial = true;
	return AWRY_OK;
}

static awry_status read_sources(struct loader *loader, struct node ***out)
{
	struct node **roots = *out = loader_alloc(loader, loader->n_sources, sizeof(struct node *));
	if (!roots)
		return AWRY_E_NOMEM;
	for (uint32_t i = 0; i < loader->n_sources; i++)
		TRY(read_source(loader, i, &roots[i]));
	return AWRY_OK;
}

/* ---- entries ---- */

static void load_entry(struct loader *loader, const struct entry *entry)
{
	switch (entry->kind) {
	case ENTRY_SYMPTOM:
		load_symptom(loader, entry);
		break;
	case ENTRY_FINDING:
		load_answers(loader, entry);
		break;
	case ENTRY_DIAGNOSIS:
		load_diagnosis(loader, entry);
		break;
	case ENTRY_LOOKALIKE:
		load_lookalike(loader, entry);
		break;
	default:
		load_rule(loader, entry);
		break;
	}
}

/* Questions first: rules name their answers.  All else in the order of the files, which is that of
 * the rules. */
static awry_status load_entries(struct loader *loader)
{
	loader->answers_of =
		loader_alloc(loader, loader->draft.findings.count, sizeof(struct node *));
	loader->told_in_rule =
		loader_alloc(loader, loader->draft.diagnoses.count, sizeof(uint32_t));
	for (uint32_t i = 0; i < loader->n_entries && !loader->failed; i++) {
		const struct entry *entry = &loader->entries[i];
		if (entry->kind == ENTRY_FINDING && !entry->is_replaced)
			load_finding(loader, entry);
	}
	for (uint32_t i = 0; i < loader->n_entries && !loader->failed; i++) {
		if (!loader->entries[i].is_replaced)
			load_entry(loader, &loader->entries[i]);
	}
	return loader->failed ? AWRY_E_NOMEM : AWRY_OK;
}

static awry_status load_all(struct loader *loader, const struct kb_source *sources,
			    size_t n_sources, struct kb **out)
{
	if (n_sources > KB_MAX_FILES)
		return AWRY_E_LIMIT;
	TRY(sort_sources(loader, sources, n_sources));
	struct node **roots;
	TRY(read_sources(loader, &roots));
	TRY(collect_entries(loader, roots));
	TRY(load_entries(loader));
	TRY(check_all(loader));
	if (diags_any(&loader->diags))
		return AWRY_E_RULES;
	make_anchors(loader);
	make_tellings(loader);
	TRY(make_indexes(loader));
	return make_image(loader, out);
}

static void start(struct loader *loader, const struct kb_load_options *options)
{
	memset(loader, 0, sizeof(*loader));
	loader->options = options;
	loader->alloc = options->alloc ? options->alloc : mem_default();
	arena_init(&loader->arena, loader->alloc);
	arena_init(&loader->scratch, loader->alloc);
	intern_init(&loader->ids, loader->alloc, &loader->arena);
	intern_init(&loader->names, loader->alloc, &loader->arena);
	intern_init(&loader->areas, loader->alloc, &loader->arena);
	intern_init(&loader->strings, loader->alloc, &loader->arena);
	intern_init(&loader->texts, loader->alloc, &loader->arena);
}

static void release(struct loader *loader)
{
	const awry_alloc *alloc = loader->alloc;
#define X(name, type) \
	mem_resize(alloc, loader->draft.name.items, loader->draft.name.cap * sizeof(type), 0);
	KB_SECTIONS(X)
#undef X
	mem_resize(alloc, loader->entries, loader->entries_cap * sizeof(*loader->entries), 0);
	mem_resize(alloc, loader->entry_of_id, loader->entry_of_id_cap * sizeof(uint32_t), 0);
	mem_resize(alloc, loader->entry_of_name, loader->entry_of_name_cap * sizeof(uint32_t), 0);
	mem_resize(alloc, loader->string_at, loader->string_at_cap * sizeof(kb_str), 0);
	mem_resize(alloc, loader->string_in, loader->string_in_cap * sizeof(uint32_t), 0);
	mem_resize(alloc, loader->owners, loader->owners_cap * sizeof(*loader->owners), 0);
	intern_release(&loader->ids);
	intern_release(&loader->names);
	intern_release(&loader->areas);
	intern_release(&loader->strings);
	intern_release(&loader->texts);
	arena_release(&loader->scratch);
	arena_release(&loader->arena);
}

awry_status kb_load(const struct kb_source *sources, size_t n_sources,
		    const struct kb_load_options *options, struct kb **out)
{
	struct loader loader;
	*out = NULL;
	start(&loader, options);
	awry_status status = load_all(&loader, sources, n_sources, out);
	if (status == AWRY_E_RULES)
		diags_deliver(&loader.diags, options->on_diag, options->diag_user);
	release(&loader);
	return status;
}
