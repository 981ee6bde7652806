/* SPDX-License-Identifier: MIT */
#include "kb/keys.h"

enum { MESSAGE_MIN_RUN = 4 };           /* folded symbols: the prefilter looks for four */
enum { MESSAGE_MAX_ALTERNATIVES = 16 }; /* literals of a pattern, one of which any match contains */

enum {
	MESSAGE_TEXT,
	MESSAGE_CODE,
	MESSAGE_OPERATION,
	MESSAGE_SERVICE,
	MESSAGE_EVIDENCE,
	N_MESSAGE_KEYS
};

static const struct key message_keys[] = {
	[MESSAGE_TEXT] = {"text", WANT_TEXT, false},
	[MESSAGE_CODE] = {"code", WANT_TEXT, false},
	[MESSAGE_OPERATION] = {"operation", WANT_TEXT, false},
	[MESSAGE_SERVICE] = {"service", WANT_TEXT, false},
	[MESSAGE_EVIDENCE] = {"evidence", WANT_TEXT, false},
};

/* From KB_PROVES on: what a text can say. */
static const char *const evidence_words[] = {"proves", "confirms", "supports"};

/* Codes that AWS services give for many unrelated reasons, folded. */
static const char *const generic_codes[] = {
	"accessdenied",
	"accessdeniedexception",
	"authfailure",
	"badrequest",
	"clienterror",
	"conflictexception",
	"forbidden",
	"incorrectstate",
	"internalerror",
	"internalfailure",
	"internalservererror",
	"internalserviceerror",
	"invalidaction",
	"invalidinput",
	"invalidparameter",
	"invalidparametercombination",
	"invalidparameterexception",
	"invalidparametervalue",
	"invalidrequest",
	"invalidrequestexception",
	"limitexceeded",
	"limitexceededexception",
	"missingparameter",
	"notfound",
	"operationnotpermitted",
	"optinrequired",
	"resourceinuse",
	"resourceinuseexception",
	"resourcenotfoundexception",
	"serviceunavailable",
	"serviceunavailableexception",
	"throttling",
	"throttlingexception",
	"unauthorizedoperation",
	"unavailable",
	"unsupported",
	"unsupportedoperation",
	"validationerror",
	"validationexception",
};

/* Codes that several services use, and programs that are none of AWS's. */
static const char *const shared_codes[] = {
	"listenernotfound",
	"listenernotfoundexception",
	"rulenotfound",
	"rulenotfoundexception",
	"serviceunavailable",
};

static bool is_shared(struct span folded)
{
	for (size_t i = 0; i < N_ELEMENTS(shared_codes); i++) {
		if (span_equal(folded, span_of(shared_codes[i])))
			return true;
	}
	return false;
}

static bool is_listed(struct span folded)
{
	for (size_t i = 0; i < N_ELEMENTS(generic_codes); i++) {
		if (span_equal(folded, span_of(generic_codes[i])))
			return true;
	}
	return false;
}

/* EC2 writes "Client.InvalidParameterValue" in CloudTrail and in state reasons. */
static bool is_generic(struct span folded)
{
	enum { SIDE = sizeof("client") - 1 };
	if (is_listed(folded))
		return true;
	return folded.len > SIDE &&
	       (memcmp(folded.ptr, "client", SIDE) == 0 ||
		memcmp(folded.ptr, "server", SIDE) == 0) &&
	       is_listed((struct span){folded.ptr + SIDE, folded.len - SIDE});
}

/* ---- the same message twice ---- */

/* All that recognition looks at: folded parts with the gaps between them, and the constraints. */
static void write_key(struct loader *loader, const struct kb_message *message, struct buf *key)
{
	if (message->target_kind == KB_OF_ANSWER)
		buf_fmt(key, "?%u ", message->target); /* one text may answer several questions */
	if (message->shape == KB_PATTERN) {
		struct span text = loader_text(loader, message->text);
		buf_char(key, '/');
		buf_add(key, text.ptr, text.len);
	}
	for (uint32_t i = 0; i < message->parts.count && message->shape == KB_TEMPLATE; i++) {
		const struct kb_part *part = &loader->draft.parts.items[message->parts.first + i];
		struct span literal = loader_text(loader, part->literal);
		buf_text(key, i > 0 && part->gap ? "*" : "");
		buf_add(key, literal.ptr, literal.len);
	}
	const kb_str limits[] = {message->code, message->operation, message->service};
	for (size_t i = 0; i < N_ELEMENTS(limits); i++) {
		struct span text = loader_text(loader, limits[i]);
		buf_char(key, ' ');
		buf_add(key, text.ptr, text.len);
	}
}

static void report_same(struct loader *loader, const struct node *node, const struct node *other,
			const char *hint)
{
	struct line_cursor cursor = {0};
	const struct kb_source *source = &loader->sources[other->source];
	line_seek(&cursor, source, other->offset);
	struct diag *diag =
		diag_add(&loader->diags, DIAG_SAME_MESSAGE, node_place(node),
			 "this message is also in %s:%u (only letters and digits count)",
			 source->name, cursor.line);
	diag_hint(diag, "%s", hint);
}

/* A text may belong to a symptom and also, as a mere first guess, to one diagnosis. */
static void check_shared(struct loader *loader, const struct message_owners *owners,
			 uint32_t newest)
{
	const struct node *symptom = owners->of[KB_OF_SYMPTOM].node;
	const struct node *diagnosis = owners->of[KB_OF_DIAGNOSIS].node;
	const struct node *lookalike = owners->of[KB_OF_LOOKALIKE].node;
	const struct node *failure = symptom ? symptom : diagnosis;
	if (lookalike && failure)
		report_same(loader, owners->of[newest].node,
			    newest == KB_OF_LOOKALIKE ? failure : lookalike,
			    "a look-alike needs a text of its own: its host, or what surrounds the "
			    "message");
	else if (symptom && diagnosis && owners->of[KB_OF_DIAGNOSIS].strength != KB_SUPPORTS)
		report_same(loader, diagnosis, symptom,
			    "a text of a symptom may be in one diagnosis too, with evidence: "
			    "supports (the first guess)");
}

/* The owners of the text of `message`, none at first; NULL without memory. */
static struct message_owners *find_owners(struct loader *loader, const struct kb_message *message)
{
	struct buf key;
	buf_init(&key, loader->alloc);
	write_key(loader, message, &key);
	uint32_t known = loader->texts.count, number = UINT32_MAX;
	if (!key.failed)
		number = intern_add(&loader->texts, (struct span){key.ptr, key.len});
	buf_release(&key);
	if (number == UINT32_MAX || mem_grow(loader->alloc, &loader->owners, &loader->owners_cap,
					     (size_t)number + 1, sizeof(*loader->owners))) {
		loader->failed = true;
		return NULL;
	}
	if (number == known)
		loader->owners[number] = (struct message_owners){.of = {{.node = NULL}}};
	return &loader->owners[number];
}

/* Whether the message is new.  The same text twice for one target is one text, and no mistake. */
static bool claim_text(struct loader *loader, const struct node *node,
		       const struct kb_message *message)
{
	uint32_t kind = message->target_kind;
	struct message_owners *owners = find_owners(loader, message);
	if (!owners)
		return false;
	const struct node *other = owners->of[kind].node;
	if (other) {
		if (owners->of[kind].target != message->target ||
		    owners->of[kind].answer != message->answer)
			report_same(loader, node, other,
				    "a text with several causes belongs to a symptom");
		return false;
	}
	owners->of[kind].node = node;
	owners->of[kind].target = message->target;
	owners->of[kind].answer = message->answer;
	owners->of[kind].strength = message->strength;
	check_shared(loader, owners, kind);
	return true;
}

/* ---- the three shapes ---- */

static void load_pattern(struct loader *loader, const struct node *node, struct span pattern,
			 struct kb_message *message)
{
	struct span literals[MESSAGE_MAX_ALTERNATIVES];
	const char *error = NULL;
	size_t error_offset = 0;
	int n = 0;
	if (loader->options->pattern)
		n = loader->options->pattern(loader->options->pattern_user, &loader->scratch,
					     pattern, literals, MESSAGE_MAX_ALTERNATIVES, &error,
					     &error_offset);
	else
		error = "patterns are not supported here";
	if (n == -1) {
		loader->failed = true;
		return;
	}
	if (n < 0)
		diag_add(&loader->diags, DIAG_SLOW_PATTERN, node_place(node), "this pattern is slow: %s",
			 error);
	else if (n == 0)
		diag_add(&loader->diags, DIAG_BAD_PATTERN, node_place(node),
			 "at byte %zu of the pattern: %s", error_offset + 1,
			 error ? error
			       : "no literal of 4 letters or digits that every match contains");
	n = n < 0 ? 0 : n;
	message->shape = KB_PATTERN;
	message->text = loader_string(loader, pattern);
	message->parts = (struct kb_range){loader->draft.parts.count, (uint32_t)n};
	message->n_literal = n ? UINT32_MAX : 0;
	for (int i = 0; i < n; i++) {
		kb_str literal = loader_string(loader, literals[i]);
		uint32_t len = (uint32_t)literals[i].len;
		*draft_add_parts(loader) = (struct kb_part){.literal = literal, .len = (uint16_t)len};
		if (len < message->n_literal)
			message->n_literal = len;
	}
}

static void load_template(struct loader *loader, const struct node *node,
			  struct kb_message *message)
{
	struct span text = node_text(node);
	message->text = load_text(loader, node, TEXT_MESSAGE);
	if (!message->text)
		return;
	if (text.len > 2 && text.ptr[0] == '/' && text.ptr[text.len - 1] == '/') {
		load_pattern(loader, node, (struct span){text.ptr + 1, text.len - 2}, message);
		return;
	}
	message->shape = KB_TEMPLATE;
	template_parse(loader, node, text, message);
	uint32_t longest = 0;
	for (uint32_t i = 0; i < message->parts.count && !loader->failed; i++) {
		uint32_t len = loader->draft.parts.items[message->parts.first + i].len;
		longest = len > longest ? len : longest;
	}
	if (longest < MESSAGE_MIN_RUN)
		diag_add(&loader->diags, DIAG_TOO_BARE, node_place(node),
			 "a message needs a run of at least %d letters or digits between its "
			 "placeholders",
			 MESSAGE_MIN_RUN);
}

static void load_code(struct loader *loader, const struct node *code, struct kb_message *message)
{
	struct span folded = loader_text(loader, message->code);
	message->shape = KB_CODE;
	message->text = load_text(loader, code, TEXT_SAYS);
	message->parts = (struct kb_range){loader->draft.parts.count, 1};
	message->n_literal = (uint32_t)folded.len;
	*draft_add_parts(loader) =
		(struct kb_part){.literal = message->code, .len = (uint16_t)folded.len};
	if (message->code && folded.len < MESSAGE_MIN_RUN)
		diag_add(&loader->diags, DIAG_TOO_BARE, node_place(code),
			 "a code has at least %d letters or digits", MESSAGE_MIN_RUN);
	if (is_generic(folded) && !message->operation) {
		struct diag *diag = diag_add(&loader->diags, DIAG_GENERIC_CODE, node_place(code),
					     "AWS gives the code %.*s for many reasons",
					     (int)code->text.len, code->text.ptr);
		diag_hint(diag,
			  "add the text beside it: { code: ..., text: \"...\" }, or the operation");
	}
}

static kb_str load_folded(struct loader *loader, const struct node *node)
{
	if (!load_text(loader, node, TEXT_TITLE))
		return 0;
	return loader_string(loader, text_fold(loader, node->text));
}

/* The mapping form; false when there is nothing to recognise. */
static bool load_fields(struct loader *loader, const struct node *node, struct kb_message *message)
{
	const struct node *at[N_MESSAGE_KEYS];
	keys_read(loader, node, "a message", message_keys, N_MESSAGE_KEYS, at);
	uint32_t evidence =
		load_word(loader, at[MESSAGE_EVIDENCE], evidence_words, N_ELEMENTS(evidence_words));
	if (evidence != KB_NONE)
		message->strength = (uint8_t)(KB_PROVES + evidence);
	message->code = load_folded(loader, at[MESSAGE_CODE]);
	message->operation = load_folded(loader, at[MESSAGE_OPERATION]);
	message->service = load_folded(loader, at[MESSAGE_SERVICE]);
	if (at[MESSAGE_TEXT]) {
		load_template(loader, at[MESSAGE_TEXT], message);
		message->in_coat = message->code || message->operation || message->service;
		return true;
	}
	if (at[MESSAGE_CODE]) {
		load_code(loader, at[MESSAGE_CODE], message);
		message->in_coat = message->operation || message->service;
		message->is_generic = is_generic(loader_text(loader, message->code));
		message->is_shared = is_shared(loader_text(loader, message->code));
		return true;
	}
	if (node->kind == NODE_MAPPING)
		diag_add(&loader->diags, DIAG_MISSING_KEY, node_place(node),
			 "a message needs `text` or `code`");
	return false;
}

static bool load_message(struct loader *loader, const struct node *node,
			 struct message_target target)
{
	struct kb_message message = {
		.target_kind = (uint8_t)target.kind,
		.target = target.target,
		.answer = (uint8_t)target.answer,
		.strength = KB_CONFIRMS,
	};
	bool is_there = true;
	if (node->kind == NODE_SCALAR)
		load_template(loader, node, &message);
	else
		is_there = load_fields(loader, node, &message);
	arena_clear(&loader->scratch);
	if (!is_there || loader->failed || !claim_text(loader, node, &message))
		return false;
	*draft_add_messages(loader) = message;
	return true;
}

uint32_t load_messages(struct loader *loader, const struct node *messages,
		       struct message_target target)
{
	uint32_t count = 0;
	if (!messages)
		return 0;
	for (NODE_EACH(node, messages))
		count += load_message(loader, node, target);
	return count;
}
