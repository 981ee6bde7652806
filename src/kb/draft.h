/* SPDX-License-Identifier: MIT */
#ifndef AWRY_KB_DRAFT_H
#define AWRY_KB_DRAFT_H

/* The knowledge base while it is made: sections that grow, and what is known of the sources.
 *
 * Want of memory is remembered in `failed` and looked at between the steps; until then additions go
 * to a sink. Mistakes go to `diags` and loading goes on, so that a run tells all of them. */

#include "kb/yaml.h"

enum entry_kind {
	ENTRY_SYMPTOM,
	ENTRY_FINDING,
	ENTRY_DIAGNOSIS,
	ENTRY_LOOKALIKE,
	ENTRY_RULE,
	N_ENTRY_KINDS
};

/* One thing that a rule file defines. */
struct entry {
	enum entry_kind kind;
	struct span id;          /* of a rule, its name */
	const struct node *body; /* a mapping or a mistake */
	const struct node *key;  /* where the id stands; NULL for a rule without a name */
	uint32_t number;         /* in its section: by id; of a rule, KB_NONE */
	bool is_replaced;        /* by a higher layer */
};

/* What has a message text: at most one of each kind. */
struct message_owners {
	struct {
		const struct node *node; /* NULL: none */
		uint32_t target, answer, strength;
	} of[KB_OF_LOOKALIKE + 1]; /* by enum kb_target */
};

struct draft {
#define X(name, type)                \
	struct {                     \
		type *items;         \
		uint32_t count, cap; \
	} name;
	KB_SECTIONS(X)
#undef X
};

struct loader {
	const struct kb_load_options *options;
	const awry_alloc *alloc;
	const struct kb_source *sources; /* by layer, then name */
	uint32_t n_sources;
	struct arena arena;   /* nodes, strings, all that lives as long as the run */
	struct arena scratch; /* of one message */
	struct diags diags;
	struct draft draft;
	bool failed;     /* no memory */
	bool is_partial; /* a file gave no tree: unknown ids may be in it */

	struct line_cursor *cursors; /* by source */
	kb_str *files;               /* by source */

	struct entry *entries; /* in the order of the files */
	uint32_t n_entries, entries_cap;
	struct intern ids; /* of all but rules; a finding's has no slash, so they cannot clash */
	uint32_t *entry_of_id; /* by number in `ids` */
	uint32_t entry_of_id_cap;
	struct intern names; /* of rules */
	uint32_t *entry_of_name;
	uint32_t entry_of_name_cap;
	struct intern areas; /* the parts of ids before the slash */

	struct intern strings; /* in this order they make the strings section */
	kb_str *string_at;     /* by number in `strings` */
	uint32_t string_at_cap;
	uint32_t strings_size;
	uint32_t *string_in; /* by stretch of the strings section: the string that its first byte is of */
	uint32_t n_stretches, string_in_cap;

	const struct node **answers_of; /* by finding: the mapping, or NULL */
	uint32_t *told_in_rule; /* by diagnosis: the last rule that concluded about it, + 1 */
	struct intern texts;    /* keys of messages */
	struct message_owners *owners; /* by number in `texts` */
	uint32_t owners_cap;

	uint64_t sink[16]; /* takes a record when there is no memory for it */
};

/* A zeroed record at the end of a section, good until the next is added; the sink without memory.
 */
void *draft_grow(struct loader *loader, void *items, uint32_t *count, uint32_t *cap, size_t size);

#define X(name, type)                                                                         \
	static inline type *draft_add_##name(struct loader *loader)                           \
	{                                                                                     \
		_Static_assert(sizeof(type) <= sizeof(loader->sink), #name " fit the sink");  \
		return (type *)draft_grow(loader, &loader->draft.name.items,                  \
					  &loader->draft.name.count, &loader->draft.name.cap, \
					  sizeof(type));                                      \
	}
KB_SECTIONS(X)
#undef X

/* Items by key: order[first[k]] up to order[first[k + 1]] are those of key k, in their old order.
 */
struct deal {
	uint32_t *first; /* one more than keys */
	uint32_t *order;
	uint32_t count; /* of items dealt */
};

/* Deals n items to n_keys keys by keys[item]; KB_NONE leaves an item out.  False without memory. */
bool deal(struct loader *loader, const uint32_t *keys, uint32_t n, uint32_t n_keys,
	  struct deal *out);

/* Memory of the run; NULL with `failed` set. */
void *loader_alloc(struct loader *loader, size_t n, size_t size);
kb_str loader_string(struct loader *loader, struct span text);
/* The text again. */
struct span loader_text(const struct loader *loader, kb_str str);
struct kb_place loader_place(struct loader *loader, const struct node *node);

/* The slots of a draft: see model.h. */
static inline uint32_t draft_slot_symptom(const struct loader *loader, uint32_t symptom)
{
	return loader->draft.findings.count + symptom;
}

static inline uint32_t draft_slot_diagnosis(const struct loader *loader, uint32_t diagnosis)
{
	return loader->draft.findings.count + loader->draft.symptoms.count + diagnosis;
}

static inline uint32_t draft_slot_value(const struct loader *loader, uint32_t value)
{
	return draft_slot_diagnosis(loader, loader->draft.diagnoses.count) + value;
}

/* ---- collect.c: ids ---- */

/* Finds all entries, settles layers and doubles, and numbers them by id. */
awry_status collect_entries(struct loader *loader, struct node *const *roots);
/* The entry with this id that no other replaces, or NULL. */
const struct entry *find_entry(const struct loader *loader, struct span id);
/* Numbers; KB_NONE after noting a mistake. */
uint32_t resolve_diagnosis(struct loader *loader, const struct node *id);
uint32_t resolve_finding(struct loader *loader, const struct node *id);
uint32_t resolve_answer(struct loader *loader, uint32_t finding, const struct node *value);
/* The slot of a symptom or diagnosis. */
uint32_t resolve_slot(struct loader *loader, const struct node *id);
bool is_area(const struct loader *loader, struct span area);

/* ---- load_*.c: entries to records ---- */

void load_symptom(struct loader *loader, const struct entry *entry);
/* The question and its answers; what the answers conclude comes once all findings are known. */
void load_finding(struct loader *loader, const struct entry *entry);
void load_answers(struct loader *loader, const struct entry *entry);
void load_diagnosis(struct loader *loader, const struct entry *entry);
void load_lookalike(struct loader *loader, const struct entry *entry);
void load_rule(struct loader *loader, const struct entry *entry);

/* Conclusions of the last rule added.  `words` has the lists of ids of all evidence words, from
 * KB_PROVES on; NULL for what is not there. */
void conclude_evidence(struct loader *loader, const struct node *const *words);
void conclude_findings(struct loader *loader, const struct node *then);

/* load_condition.c: one of the conditions of the last rule added. */
void load_condition(struct loader *loader, const struct node *value);

struct message_target {
	enum kb_target kind;
	uint32_t target, answer;
};

/* A list of messages; returns how many. */
uint32_t load_messages(struct loader *loader, const struct node *messages,
		       struct message_target target);
/* What is under `examples`; with how many of each the entry must have. */
void load_examples(struct loader *loader, const struct node *examples, struct message_target target,
		   const struct node *entry, uint32_t min_match, uint32_t min_no_match);

/* ---- template.c ---- */

/* Splits the text of a message at its placeholders into `message->parts`. */
void template_parse(struct loader *loader, const struct node *node, struct span text,
		    struct kb_message *message);
/* Only its letters and digits, the letters small; "" without memory. */
struct span text_fold(struct loader *loader, struct span text);
/* Notes placeholders that name no value, in a text that is shown and has them filled in. */
void check_placeholders(struct loader *loader, const struct node *node);

/* ---- after all entries ---- */

/* anchor.c: what the prefilter looks for. */
void make_anchors(struct loader *loader);
/* telling.c: by which words a template is known in other words. */
void make_tellings(struct loader *loader);
/* check.c: what only the whole can tell. */
awry_status check_all(struct loader *loader);
/* index.c: the sections that are found from others. */
awry_status make_indexes(struct loader *loader);
/* image.c: one block of all sections; owned by the caller. */
awry_status make_image(struct loader *loader, struct kb **out);

#endif
