/* SPDX-License-Identifier: MIT */
#include "kb/keys.h"
#include "kb/values.h"

enum { PLACEHOLDER_MAX = 40 };

static const char fold_letters[] = "0123456789abcdefghijklmnopqrstuvwxyz";

static size_t fold_into(char *out, struct span text)
{
	size_t len = 0;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t symbol = fold_table[(unsigned char)text.ptr[i]];
		if (symbol != FOLD_DROP)
			out[len++] = fold_letters[symbol];
	}
	return len;
}

struct span text_fold(struct loader *loader, struct span text)
{
	char *folded = arena_alloc(&loader->scratch, text.len, 1);
	if (!folded) {
		loader->failed = true;
		return (struct span){"", 0};
	}
	return (struct span){folded, fold_into(folded, text)};
}

/* ---- placeholders ---- */

static bool is_name_char(char c)
{
	return fold_table[(unsigned char)c] != FOLD_DROP || c == '-' || c == '_' || c == '*';
}

/* "{name}" at the start of `text`: its length, or 0.  What a shell, curl or a load balancer expands
 * itself (${x}, %{x},
 * #{x}) is no placeholder: `before` is the byte before the brace. */
static size_t placeholder_at(struct span text, char before, struct span *name)
{
	if (text.len < 3 || text.ptr[0] != '{' || before == '$' || before == '%' || before == '#')
		return 0;
	size_t end = 1;
	while (end < text.len && end <= PLACEHOLDER_MAX && is_name_char(text.ptr[end]))
		end++;
	if (end == 1 || end == text.len || text.ptr[end] != '}')
		return 0;
	*name = (struct span){text.ptr + 1, end - 1};
	return end + 1;
}

static size_t next_placeholder(struct span text, size_t from, struct span *name, size_t *len)
{
	char before = '\0';
	if (from > 0)
		before = text.ptr[from - 1];
	for (size_t at = from; at < text.len; at++) {
		struct span rest = {text.ptr + at, text.len - at};
		*len = placeholder_at(rest, before, name);
		before = text.ptr[at];
		if (*len)
			return at;
	}
	*len = 0;
	return text.len;
}

/* The value that a name means in another spelling (InstanceId, instance_id), or UINT32_MAX. */
static uint32_t respelt(struct span name)
{
	char kebab[2 * PLACEHOLDER_MAX];
	size_t len = 0;
	for (size_t i = 0; i < name.len && len + 2 < sizeof(kebab); i++) {
		char c = name.ptr[i];
		if (c >= 'A' && c <= 'Z' && i > 0)
			kebab[len++] = '-';
		uint8_t symbol = fold_table[(unsigned char)c];
		kebab[len++] = '-';
		if (symbol != FOLD_DROP)
			kebab[len - 1] = fold_letters[symbol];
	}
	return value_find((struct span){kebab, len});
}

/* Where a name is in the source, when the scalar is written there as it is. */
static struct diag_place placeholder_place(struct loader *loader, const struct node *node,
					   struct span name)
{
	const struct kb_source *source = &loader->sources[node->source];
	struct diag_place place = node_place(node);
	const char *start = source->text + node->offset;
	for (size_t i = 0; i + name.len + 2 <= node->length; i++) {
		if (start[i] == '{' && memcmp(start + i + 1, name.ptr, name.len) == 0 &&
		    start[i + 1 + name.len] == '}')
			return (struct diag_place){place.source, place.offset + (uint32_t)i,
						   (uint32_t)name.len + 2};
	}
	return place;
}

static void report_placeholder(struct loader *loader, const struct node *node, struct span name)
{
	struct diag_place place = placeholder_place(loader, node, name);
	uint32_t meant = respelt(name);
	if (meant != UINT32_MAX) {
		diag_add(&loader->diags, DIAG_BAD_PLACEHOLDER, place, "write {%s} for {%.*s}",
			 value_at(meant)->name, (int)name.len, name.ptr);
		return;
	}
	struct nearest nearest = nearest_to(name);
	for (uint32_t i = 0; i < values_count(); i++)
		nearest_try(&nearest, span_of(value_at(i)->name));
	struct diag *diag =
		diag_add(&loader->diags, DIAG_UNKNOWN_VALUE, place,
			 "{%.*s} is not one of the standard {values}", (int)name.len, name.ptr);
	if (nearest.best.ptr)
		diag_suggest(diag, &nearest);
	else
		diag_hint(diag, "{*} stands for any text that need not be kept");
}

/* Commands have braces of their own, as in awk '{print}': only what can be meant as a value is a
 * mistake. */
static bool may_mean_value(struct span name)
{
	if (memchr(name.ptr, '-', name.len) || respelt(name) != UINT32_MAX)
		return true;
	for (uint32_t i = 0; i < values_count() && name.len > 3; i++) {
		if (edit_distance(name, span_of(value_at(i)->name), 1) <= 1)
			return true;
	}
	return false;
}

void check_placeholders(struct loader *loader, const struct node *node)
{
	struct span text = node->text, name;
	size_t len;
	for (size_t at = next_placeholder(text, 0, &name, &len); len;
	     at = next_placeholder(text, at + len, &name, &len)) {
		if (value_find(name) == UINT32_MAX && may_mean_value(name))
			report_placeholder(loader, node, name);
	}
}

/* ---- templates ---- */

/* The part that is being read: placeholders, then a literal. */
struct piece {
	char *literal;
	size_t len;
	uint32_t gap;
	struct kb_range values;
};

static void flush_piece(struct loader *loader, struct piece *piece, struct kb_message *message)
{
	if (piece->len == 0 && piece->gap == 0)
		return;
	kb_str literal = loader_string(loader, (struct span){piece->literal, piece->len});
	*draft_add_parts(loader) = (struct kb_part){
		.literal = literal,
		.len = (uint16_t)piece->len,
		.gap = (uint16_t)(piece->gap < UINT16_MAX ? piece->gap : UINT16_MAX),
		.values = piece->values,
	};
	message->parts.count++;
	message->n_literal += (uint32_t)piece->len;
	piece->len = 0;
	piece->gap = 0;
	piece->values = (struct kb_range){loader->draft.refs.count, 0};
}

static void add_placeholder(struct loader *loader, const struct node *node, struct span name,
			    struct piece *piece)
{
	uint32_t slot = KB_NONE, gap = VALUE_GAP_ANY;
	if (!span_equal(name, SPAN("*"))) {
		uint32_t value = value_find(name);
		if (value == UINT32_MAX) {
			report_placeholder(loader, node, name);
			return;
		}
		slot = draft_slot_value(loader, value);
		gap = value_at(value)->gap;
	}
	piece->gap += gap;
	piece->values.count++;
	draft_add_refs(loader)->slot = slot;
}

void template_parse(struct loader *loader, const struct node *node, struct span text,
		    struct kb_message *message)
{
	struct piece piece = {.literal = arena_alloc(&loader->scratch, text.len, 1)};
	if (!piece.literal) {
		loader->failed = true;
		return;
	}
	piece.values.first = loader->draft.refs.count;
	message->parts.first = loader->draft.parts.count;
	for (size_t at = 0; at < text.len;) {
		struct span name;
		size_t len, next = next_placeholder(text, at, &name, &len);
		struct span literal = {text.ptr + at, next - at};
		piece.len += fold_into(piece.literal + piece.len, literal);
		if (len) {
			if (piece.len)
				flush_piece(loader, &piece, message);
			add_placeholder(loader, node, name, &piece);
		}
		at = next + len;
	}
	flush_piece(loader, &piece, message);
}
