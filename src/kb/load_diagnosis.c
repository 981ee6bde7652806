/* SPDX-License-Identifier: MIT */
#include "kb/keys.h"

enum {
	DIAGNOSIS_TITLE,
	DIAGNOSIS_CAUSE,
	DIAGNOSIS_NOTE,
	DIAGNOSIS_MESSAGES,
	DIAGNOSIS_FIX,
	DIAGNOSIS_DOCS,
	DIAGNOSIS_EXPLAINS,
	DIAGNOSIS_SEE,
	DIAGNOSIS_ALSO,
	DIAGNOSIS_EXAMPLES,
	N_DIAGNOSIS_KEYS
};

static const struct key diagnosis_keys[] = {
	[DIAGNOSIS_TITLE] = {"title", WANT_TEXT, true},
	[DIAGNOSIS_CAUSE] = {"cause", WANT_TEXT, true},
	[DIAGNOSIS_NOTE] = {"note", WANT_TEXT, false},
	[DIAGNOSIS_MESSAGES] = {"messages", WANT_LIST, false},
	[DIAGNOSIS_FIX] = {"fix", WANT_LIST, true},
	[DIAGNOSIS_DOCS] = {"docs", WANT_MAPPING, true},
	[DIAGNOSIS_EXPLAINS] = {"explains", WANT_LIST, false},
	[DIAGNOSIS_SEE] = {"see", WANT_LIST, false},
	[DIAGNOSIS_ALSO] = {"also", WANT_LIST, false},
	[DIAGNOSIS_EXAMPLES] = {"examples", WANT_MAPPING, false},
};

/* ---- fix ---- */

enum { FIX_DO, FIX_RUN, FIX_RISK, FIX_VERIFY, N_FIX_KEYS };

static const struct key fix_keys[] = {
	[FIX_DO] = {"do", WANT_TEXT, true},
	[FIX_RUN] = {"run", WANT_TEXT, false},
	[FIX_RISK] = {"risk", WANT_TEXT, false},
	[FIX_VERIFY] = {"verify", WANT_TEXT, false},
};

static const char *const risk_words[] = {"read", "change", "destroy"}; /* from KB_RISK_READ on */

static void add_step(struct loader *loader, const struct node *step)
{
	const struct node *at[N_FIX_KEYS];
	if (!keys_read(loader, step, "a step of `fix`", fix_keys, N_FIX_KEYS, at))
		return;
	struct kb_fix fix = {
		.act = load_phrase(loader, at[FIX_DO], TEXT_SENTENCES),
		.run = load_phrase(loader, at[FIX_RUN], TEXT_COMMAND),
		.verify = load_phrase(loader, at[FIX_VERIFY], TEXT_COMMAND),
	};
	uint32_t risk = load_word(loader, at[FIX_RISK], risk_words, N_ELEMENTS(risk_words));
	if (risk != KB_NONE)
		fix.risk = KB_RISK_READ + risk;
	if (at[FIX_RUN] && !at[FIX_RISK]) {
		struct diag *diag =
			diag_add(&loader->diags, DIAG_MISSING_KEY, node_place(at[FIX_RUN]->key),
				 "a step with `run` needs `risk`");
		diag_hint(diag, "risk: read, change or destroy");
	}
	if (at[FIX_RISK] && fix.risk >= KB_RISK_CHANGE && !at[FIX_VERIFY]) {
		struct diag *diag =
			diag_add(&loader->diags, DIAG_NO_VERIFY, node_place(at[FIX_RISK]),
				 "a step that may %s something needs `verify`",
				 risk_words[fix.risk - KB_RISK_READ]);
		diag_hint(diag, "a command or a short sentence that shows that the step worked");
	}
	*draft_add_fixes(loader) = fix;
}

static struct kb_range add_fix(struct loader *loader, const struct node *steps)
{
	struct kb_range range = {loader->draft.fixes.count, 0};
	if (!steps)
		return range;
	for (NODE_EACH(step, steps)) {
		if (step->kind == NODE_SCALAR) {
			kb_str act = load_phrase(loader, step, TEXT_SENTENCES);
			draft_add_fixes(loader)->act = act;
		} else {
			add_step(loader, step);
		}
	}
	if (steps->items.count == 0)
		diag_add(&loader->diags, DIAG_MISSING_KEY, node_place(steps->key),
			 "`fix` needs at least one step");
	range.count = loader->draft.fixes.count - range.first;
	return range;
}

/* ---- docs and references ---- */

static struct kb_range add_docs(struct loader *loader, const struct node *docs)
{
	struct kb_range range = {loader->draft.docs.count, 0};
	if (!docs)
		return range;
	for (NODE_EACH(url, docs)) {
		struct kb_doc doc = {
			.title = load_text(loader, url->key, TEXT_TITLE),
			.url = load_text(loader, url, TEXT_MESSAGE),
		};
		static const char scheme[] = "https://";
		bool is_url = url->kind == NODE_SCALAR && url->text.len > sizeof(scheme) &&
			      memcmp(url->text.ptr, scheme, sizeof(scheme) - 1) == 0 &&
			      !memchr(url->text.ptr, ' ', url->text.len);
		if (doc.url && !is_url)
			diag_add(&loader->diags, DIAG_BAD_URL, node_place(url),
				 "a page is given as https://...");
		*draft_add_docs(loader) = doc;
	}
	if (docs->items.count == 0)
		diag_add(&loader->diags, DIAG_MISSING_KEY, node_place(docs->key),
			 "`docs` needs at least one page");
	range.count = loader->draft.docs.count - range.first;
	return range;
}

static struct kb_range add_refs(struct loader *loader, const struct node *ids, uint32_t own_slot)
{
	struct kb_range range = {loader->draft.refs.count, 0};
	if (!ids)
		return range;
	for (NODE_EACH(id, ids)) {
		uint32_t slot = resolve_slot(loader, id);
		if (slot == own_slot)
			diag_add(&loader->diags, DIAG_CYCLE, node_place(id),
				 "'%.*s' refers to itself", (int)id->text.len, id->text.ptr);
		else if (slot != KB_NONE)
			draft_add_refs(loader)->slot = slot;
	}
	range.count = loader->draft.refs.count - range.first;
	return range;
}

void load_diagnosis(struct loader *loader, const struct entry *entry)
{
	const struct node *at[N_DIAGNOSIS_KEYS];
	if (!keys_read(loader, entry->body, "a diagnosis", diagnosis_keys, N_DIAGNOSIS_KEYS, at))
		return;
	struct message_target target = {KB_OF_DIAGNOSIS, entry->number, 0};
	struct kb_diagnosis *diagnosis = &loader->draft.diagnoses.items[entry->number];
	diagnosis->id = loader_string(loader, entry->id);
	diagnosis->title = load_phrase(loader, at[DIAGNOSIS_TITLE], TEXT_TITLE);
	diagnosis->cause = load_phrase(loader, at[DIAGNOSIS_CAUSE], TEXT_SENTENCES);
	diagnosis->note = load_phrase(loader, at[DIAGNOSIS_NOTE], TEXT_SENTENCES);
	diagnosis->fixes = add_fix(loader, at[DIAGNOSIS_FIX]);
	diagnosis->docs = add_docs(loader, at[DIAGNOSIS_DOCS]);
	uint32_t own_slot = draft_slot_diagnosis(loader, entry->number);
	diagnosis->explains = add_refs(loader, at[DIAGNOSIS_EXPLAINS], own_slot);
	diagnosis->see = add_refs(loader, at[DIAGNOSIS_SEE], own_slot);
	diagnosis->also = add_refs(loader, at[DIAGNOSIS_ALSO], own_slot);
	uint32_t n_messages = load_messages(loader, at[DIAGNOSIS_MESSAGES], target);
	load_examples(loader, at[DIAGNOSIS_EXAMPLES], target, entry->body, n_messages ? 2 : 0,
		      n_messages ? 1 : 0);
}
