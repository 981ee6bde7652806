/* SPDX-License-Identifier: MIT */
#include "kb/yaml.h"

#include <yaml.h>

/* A container that is being filled. */
struct frame {
	struct node *node;
	struct node **end; /* where the next child is hung */
	struct node *key;  /* of a mapping: read, and waiting for its value */
};

/* libyaml counts characters, editors of messages count bytes: where both have got to. */
struct cursor {
	size_t index, offset;
};

struct reader {
	yaml_parser_t parser;
	const struct kb_source *source;
	uint32_t number;
	struct arena *arena;
	struct diags *diags;
	struct cursor cursor;
	bool is_ascii;
	bool is_finished; /* by the end of the file, or a mistake that makes going on useless */
	bool is_faulty;   /* such a mistake */
	uint32_t n_nodes, n_documents, depth;
	struct frame frames[YAML_MAX_DEPTH];
	struct node *root;
};

static bool text_is_ascii(const char *text, size_t len)
{
	unsigned char bits = 0;
	for (size_t i = 0; i < len; i++)
		bits |= (unsigned char)text[i];
	return bits < 0x80;
}

static bool is_continuation(const char *text, size_t offset)
{
	return ((unsigned char)text[offset] & 0xc0) == 0x80;
}

/* The byte offset of character `index`.  Marks come nearly in order, so the walk is short. */
static uint32_t offset_of(struct reader *reader, size_t index)
{
	const char *text = reader->source->text;
	size_t len = reader->source->len;
	struct cursor *at = &reader->cursor;
	if (reader->is_ascii)
		return (uint32_t)(index < len ? index : len);
	while (at->index < index && at->offset < len) {
		at->offset++;
		while (at->offset < len && is_continuation(text, at->offset))
			at->offset++;
		at->index++;
	}
	while (at->index > index && at->offset > 0) {
		at->offset--;
		while (at->offset > 0 && is_continuation(text, at->offset))
			at->offset--;
		at->index--;
	}
	return (uint32_t)at->offset;
}

static struct diag_place place_between(struct reader *reader, yaml_mark_t start, yaml_mark_t end)
{
	uint32_t offset = offset_of(reader, start.index);
	uint32_t after = end.index > start.index ? offset_of(reader, end.index) : offset;
	return (struct diag_place){reader->number, offset, after - offset};
}

static struct diag_place event_place(struct reader *reader, const yaml_event_t *event)
{
	return place_between(reader, event->start_mark, event->end_mark);
}

static void give_up(struct reader *reader)
{
	reader->is_finished = true;
	reader->is_faulty = true;
}

static awry_status report_problem(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	if (parser->error == YAML_MEMORY_ERROR)
		return AWRY_E_NOMEM;
	const char *problem = parser->problem ? parser->problem : "unknown problem";
	if (parser->error == YAML_READER_ERROR) {
		size_t offset = parser->problem_offset;
		if (offset > reader->source->len)
			offset = reader->source->len;
		diag_add(reader->diags, DIAG_BAD_BYTES,
			 (struct diag_place){reader->number, (uint32_t)offset, 1},
			 "the file must be UTF-8 without control characters: %s", problem);
	} else {
		struct diag_place place =
			place_between(reader, parser->problem_mark, parser->problem_mark);
		struct diag *diag = diag_add(
			reader->diags, DIAG_NOT_YAML, place, "not YAML: %s%s%s", problem,
			parser->context ? " " : "", parser->context ? parser->context : "");
		if (strstr(problem, "mapping values are not allowed"))
			diag_hint(diag, "put quotes around a text that contains ': '");
		else if (strstr(problem, "cannot start any token"))
			diag_hint(diag, "put quotes around a text that starts with @, ` or %%; "
					"indent with blanks, not tabs");
		else if (strstr(problem, "did not find expected"))
			diag_hint(diag, "look for missing quotes, brackets or indentation; "
					"quote texts with , [ ] { } # or ': '");
	}
	give_up(reader);
	return AWRY_OK;
}

static awry_status new_node(struct reader *reader, const yaml_event_t *event, enum node_kind kind,
			    struct node **out)
{
	*out = NULL;
	struct diag_place place = event_place(reader, event);
	if (++reader->n_nodes > YAML_MAX_NODES) {
		diag_add(reader->diags, DIAG_TOO_LARGE, place, "a file may hold at most %d values",
			 YAML_MAX_NODES);
		give_up(reader);
		return AWRY_OK;
	}
	struct node *node = arena_alloc(reader->arena, 1, sizeof(*node));
	if (!node)
		return AWRY_E_NOMEM;
	node->kind = kind;
	node->source = place.source;
	node->offset = place.offset;
	node->length = place.length;
	*out = node;
	return AWRY_OK;
}

/* Hangs `node` into the open container; as a key, it waits for its value. */
static void hang(struct reader *reader, struct node *node)
{
	if (reader->depth == 0) {
		reader->root = node;
		return;
	}
	struct frame *frame = &reader->frames[reader->depth - 1];
	if (frame->node->kind == NODE_MAPPING) {
		if (!frame->key) {
			frame->key = node;
			return;
		}
		node->key = frame->key;
		frame->key = NULL;
	}
	*frame->end = node;
	frame->end = &node->next;
	frame->node->items.count++;
}

static bool is_key_next(const struct reader *reader)
{
	if (reader->depth == 0)
		return false;
	const struct frame *frame = &reader->frames[reader->depth - 1];
	return frame->node->kind == NODE_MAPPING && !frame->key;
}

static void refuse_anchor_and_tag(struct reader *reader, const yaml_event_t *event,
				  const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor)
		diag_add(reader->diags, DIAG_ANCHOR, event_place(reader, event),
			 "anchors (&name) are not allowed in rule files");
	if (tag)
		diag_add(reader->diags, DIAG_TAG, event_place(reader, event),
			 "tags (!name) are not allowed in rule files: every scalar is text");
}

/* The text of a scalar lies in the source, unless quotes or folds changed it on the way. */
static awry_status keep_text(struct reader *reader, struct node *node, const char *text, size_t len)
{
	const struct kb_source *source = reader->source;
	for (size_t quote = 0; quote < 2; quote++) {
		size_t at = node->offset + quote;
		if (at <= source->len && len <= source->len - at &&
		    memcmp(source->text + at, text, len) == 0) {
			node->text = (struct span){source->text + at, len};
			return AWRY_OK;
		}
	}
	node->text = (struct span){arena_copy(reader->arena, text, len), len};
	return node->text.ptr ? AWRY_OK : AWRY_E_NOMEM;
}

static awry_status read_scalar(struct reader *reader, const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;
	size_t len = event->data.scalar.length;
	refuse_anchor_and_tag(reader, event, event->data.scalar.anchor, event->data.scalar.tag);
	if (is_key_next(reader) && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	    len == 2 && memcmp(text, "<<", 2) == 0)
		diag_add(reader->diags, DIAG_ANCHOR, event_place(reader, event),
			 "merge keys (<<) are not allowed in rule files");
	if (len > YAML_MAX_SCALAR) {
		diag_add(reader->diags, DIAG_TOO_LARGE, event_place(reader, event),
			 "a text may have at most %d bytes", YAML_MAX_SCALAR);
		len = 0;
	}
	struct node *node;
	TRY(new_node(reader, event, NODE_SCALAR, &node));
	if (!node)
		return AWRY_OK;
	TRY(keep_text(reader, node, text, len));
	hang(reader, node);
	return AWRY_OK;
}

static awry_status open_container(struct reader *reader, const yaml_event_t *event,
				  enum node_kind kind)
{
	if (is_key_next(reader)) {
		diag_add(reader->diags, DIAG_WRONG_SHAPE, event_place(reader, event),
			 "a key must be plain text");
		give_up(reader);
		return AWRY_OK;
	}
	if (reader->depth == YAML_MAX_DEPTH) {
		diag_add(reader->diags, DIAG_TOO_DEEP, event_place(reader, event),
			 "nested deeper than %d levels", YAML_MAX_DEPTH);
		give_up(reader);
		return AWRY_OK;
	}
	struct node *node;
	TRY(new_node(reader, event, kind, &node));
	if (!node)
		return AWRY_OK;
	hang(reader, node);
	reader->frames[reader->depth++] = (struct frame){.node = node, .end = &node->items.first};
	return AWRY_OK;
}

static void report_duplicate(struct reader *reader, const struct node *key,
			     const struct node *earlier)
{
	struct line_cursor cursor = {0};
	line_seek(&cursor, reader->source, earlier->offset);
	diag_add(reader->diags, DIAG_DUPLICATE_KEY, node_place(key),
		 "'%.*s' stands twice in this mapping, first on line %u", (int)key->text.len,
		 key->text.ptr, cursor.line);
}

static void compare_few_keys(struct reader *reader, const struct node *mapping)
{
	for (NODE_EACH(value, mapping)) {
		const struct node *earlier = mapping->items.first;
		while (earlier != value && !span_equal(earlier->key->text, value->key->text))
			earlier = earlier->next;
		if (earlier != value)
			report_duplicate(reader, value->key, earlier->key);
	}
}

/* A mapping may have as many keys as there are rules: they go into a table. */
static awry_status compare_many_keys(struct reader *reader, const struct node *mapping)
{
	struct arena arena;
	struct intern texts;
	arena_init(&arena, reader->arena->alloc);
	intern_init(&texts, reader->arena->alloc, &arena);
	awry_status status = AWRY_E_NOMEM;
	const struct node **firsts =
		arena_alloc(&arena, mapping->items.count, sizeof(struct node *));
	if (!firsts)
		goto out;
	for (NODE_EACH(value, mapping)) {
		uint32_t number = intern_add(&texts, value->key->text);
		if (number == UINT32_MAX)
			goto out;
		if (firsts[number])
			report_duplicate(reader, value->key, firsts[number]);
		else
			firsts[number] = value->key;
	}
	status = AWRY_OK;
out:
	intern_release(&texts);
	arena_release(&arena);
	return status;
}

static awry_status close_container(struct reader *reader)
{
	const struct node *node = reader->frames[--reader->depth].node;
	enum { FEW = 12 };
	if (node->kind != NODE_MAPPING)
		return AWRY_OK;
	if (node->items.count > FEW)
		return compare_many_keys(reader, node);
	compare_few_keys(reader, node);
	return AWRY_OK;
}

static awry_status start_document(struct reader *reader, const yaml_event_t *event)
{
	if (++reader->n_documents == 1)
		return AWRY_OK;
	diag_add(reader->diags, DIAG_SECOND_DOCUMENT, event_place(reader, event),
		 "a rule file holds one document: remove the '---'");
	give_up(reader);
	return AWRY_OK;
}

static awry_status read_event(struct reader *reader, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		return start_document(reader, event);
	case YAML_SCALAR_EVENT:
		return read_scalar(reader, event);
	case YAML_SEQUENCE_START_EVENT:
		refuse_anchor_and_tag(reader, event, event->data.sequence_start.anchor,
				      event->data.sequence_start.tag);
		return open_container(reader, event, NODE_SEQUENCE);
	case YAML_MAPPING_START_EVENT:
		refuse_anchor_and_tag(reader, event, event->data.mapping_start.anchor,
				      event->data.mapping_start.tag);
		return open_container(reader, event, NODE_MAPPING);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return close_container(reader);
	case YAML_ALIAS_EVENT:
		diag_add(reader->diags, DIAG_ANCHOR, event_place(reader, event),
			 "aliases (*name) are not allowed in rule files");
		give_up(reader);
		return AWRY_OK;
	case YAML_STREAM_END_EVENT:
		reader->is_finished = true;
		return AWRY_OK;
	default:
		return AWRY_OK;
	}
}

/* What a reviewer does not see must not stand in a file: "\u202e" in quotes says the same and is seen.  A byte order
 * mark may begin it. */
static void report_hidden(struct reader *reader)
{
	const struct kb_source *source = reader->source;
	uint32_t c;

	for (size_t i = 0, n; i < source->len; i += n ? n : 1) {
		n = utf8_decode(source->text + i, source->len - i, &c);
		if (n == 0 || !utf8_is_hidden(c) || (c == 0xfeff && i == 0))
			continue;
		struct diag *diag = diag_add(reader->diags, DIAG_HIDDEN,
					     (struct diag_place){reader->number, (uint32_t)i, (uint32_t)n},
					     "U+%04X is not seen but changes what is seen", (unsigned)c);
		diag_hint(diag, "write it as \"\\u%04X\" in double quotes, or leave it out", (unsigned)c);
		reader->is_faulty = true;
	}
}

static awry_status read_events(struct reader *reader)
{
	while (!reader->is_finished) {
		yaml_event_t event;
		if (!yaml_parser_parse(&reader->parser, &event))
			return report_problem(reader);
		awry_status status = read_event(reader, &event);
		yaml_event_delete(&event);
		TRY(status);
	}
	return AWRY_OK;
}

awry_status yaml_read(const struct kb_source *source, uint32_t number, struct arena *arena,
		      struct diags *diags, struct node **out)
{
	*out = NULL;
	struct reader reader = {
		.source = source,
		.number = number,
		.arena = arena,
		.diags = diags,
		.is_ascii = text_is_ascii(source->text, source->len),
	};
	if (!yaml_parser_initialize(&reader.parser))
		return AWRY_E_NOMEM;
	/* Set, so that libyaml does not guess UTF-16 from the first bytes. */
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)source->text,
				     source->len);
	if (!reader.is_ascii)
		report_hidden(&reader);
	awry_status status = read_events(&reader);
	yaml_parser_delete(&reader.parser);
	if (!status && !reader.is_faulty)
		*out = reader.root;
	return status;
}
