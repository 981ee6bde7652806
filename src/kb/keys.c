/* SPDX-License-Identifier: MIT */
#include "kb/keys.h"

#include <stdio.h>

static const char *const shape_words[] = {
	[NODE_SCALAR] = "a text",
	[NODE_SEQUENCE] = "a list",
	[NODE_MAPPING] = "a mapping",
};

bool node_is(struct loader *loader, const struct node *node, enum want want)
{
	static const enum node_kind wanted[] = {[WANT_TEXT] = NODE_SCALAR,
						[WANT_LIST] = NODE_SEQUENCE,
						[WANT_MAPPING] = NODE_MAPPING};
	if (want == WANT_ANY || node->kind == wanted[want])
		return true;
	bool is_empty = node->kind == NODE_SCALAR && node->text.len == 0;
	/* An empty value has no place of its own worth showing: its key has. */
	struct diag_place place = is_empty && node->key ? node_place(node->key) : node_place(node);
	struct diag *diag =
		diag_add(&loader->diags, DIAG_WRONG_SHAPE, place, "%s is expected here, not %s",
			 shape_words[wanted[want]], is_empty ? "nothing" : shape_words[node->kind]);
	if (want == WANT_LIST && node->kind == NODE_SCALAR && !is_empty)
		diag_hint(diag, "write [ ... ] around a single item");
	else if (want == WANT_TEXT && node->kind == NODE_MAPPING)
		diag_hint(diag, "put quotes around a text that contains ': ' or starts with {");
	else if (want == WANT_TEXT && node->kind == NODE_SEQUENCE)
		diag_hint(diag, "put quotes around a text that starts with [");
	return false;
}

static void report_unknown_key(struct loader *loader, const struct node *value, const char *what,
			       const struct key *keys, size_t n)
{
	struct span name = value->key->text;
	struct diag *diag = diag_add(&loader->diags, DIAG_UNKNOWN_KEY, node_place(value->key),
				     "'%.*s' is not a key of %s", (int)name.len, name.ptr, what);
	if (!diag)
		return;
	struct nearest nearest = nearest_to(name);
	char list[DIAG_HINT] = "";
	size_t len = 0;
	for (size_t i = 0; i < n; i++) {
		nearest_try(&nearest, span_of(keys[i].name));
		int more = snprintf(list + len, sizeof(list) - len, "%s%s", i ? ", " : "",
				    keys[i].name);
		if (more > 0 && (size_t)more < sizeof(list) - len)
			len += (size_t)more;
	}
	list[len] = '\0';
	if (nearest.best.ptr)
		diag_suggest(diag, &nearest);
	else
		diag_hint(diag, "its keys: %s", list);
}

static void report_missing_keys(struct loader *loader, const struct node *mapping, const char *what,
				const struct key *keys, size_t n, const struct node **at)
{
	const struct node *where = mapping->key ? mapping->key : mapping;
	char list[DIAG_HINT] = "";
	size_t len = 0;
	for (size_t i = 0; i < n; i++) {
		if (!keys[i].is_required || at[i])
			continue;
		int more = snprintf(list + len, sizeof(list) - len, "%s'%s'", len ? ", " : "",
				    keys[i].name);
		if (more > 0 && (size_t)more < sizeof(list) - len)
			len += (size_t)more;
	}
	list[len] = '\0';
	if (len)
		diag_add(&loader->diags, DIAG_MISSING_KEY, node_place(where), "%s needs %s", what,
			 list);
}

static size_t find_key(const struct key *keys, size_t n, struct span name)
{
	size_t i = 0;
	while (i < n && !span_equal(span_of(keys[i].name), name))
		i++;
	return i;
}

bool keys_read(struct loader *loader, const struct node *mapping, const char *what,
	       const struct key *keys, size_t n, const struct node **at)
{
	for (size_t i = 0; i < n; i++)
		at[i] = NULL;
	if (!node_is(loader, mapping, WANT_MAPPING))
		return false;
	for (NODE_EACH(value, mapping)) {
		size_t i = find_key(keys, n, value->key->text);
		if (i == n)
			report_unknown_key(loader, value, what, keys, n);
		else if (!at[i]) /* a second one was noted when the file was read */
			at[i] = value;
	}
	report_missing_keys(loader, mapping, what, keys, n, at);
	for (size_t i = 0; i < n; i++) {
		if (at[i] && !node_is(loader, at[i], keys[i].want))
			at[i] = NULL;
	}
	return true;
}

struct span node_text(const struct node *node)
{
	struct span text = node->text;
	while (text.len && (text.ptr[text.len - 1] == '\n' || text.ptr[text.len - 1] == ' '))
		text.len--;
	return text;
}

/* Line feeds and tabs aside, text is clean as it stands: what is printed of it needs no second thought. */
static bool is_clean(struct span text)
{
	for (size_t i = 0, n; i < text.len; i += n + 1) {
		for (n = 0; i + n < text.len && text.ptr[i + n] != '\n' && text.ptr[i + n] != '\t'; n++)
			;
		if (!utf8_is_clean(text.ptr + i, n))
			return false;
	}
	return true;
}

kb_str load_text(struct loader *loader, const struct node *node, size_t max)
{
	if (!node || !node_is(loader, node, WANT_TEXT))
		return 0;
	struct span text = node_text(node);
	struct diag_place place = node_place(node);
	if (text.len == 0 && node->key)
		place = node_place(node->key);
	if (text.len == 0)
		diag_add(&loader->diags, DIAG_BAD_TEXT, place, "this text is empty");
	else if (text.len > max)
		diag_add(&loader->diags, DIAG_BAD_TEXT, place,
			 "this text has %zu bytes; at most %zu are allowed here", text.len, max);
	else if (!is_clean(text))
		diag_add(&loader->diags, DIAG_BAD_TEXT, place,
			 "this text contains control characters, or hidden ones");
	else
		return loader_string(loader, text);
	return 0;
}

kb_str load_phrase(struct loader *loader, const struct node *node, size_t max)
{
	kb_str str = load_text(loader, node, max);
	if (str)
		check_placeholders(loader, node);
	return str;
}

uint32_t load_count(struct loader *loader, const struct node *node, uint32_t low, uint32_t high,
		    uint32_t fallback)
{
	if (!node || !node_is(loader, node, WANT_TEXT))
		return fallback;
	uint64_t number = 0;
	bool is_number = node->text.len > 0 && node->text.len < 10;
	for (size_t i = 0; i < node->text.len && is_number; i++) {
		is_number = node->text.ptr[i] >= '0' && node->text.ptr[i] <= '9';
		number = number * 10 + (uint64_t)(node->text.ptr[i] - '0');
	}
	if (is_number && number >= low && number <= high)
		return (uint32_t)number;
	diag_add(&loader->diags, DIAG_BAD_NUMBER, node_place(node),
		 "a whole number from %u to %u is expected here", low, high);
	return fallback;
}

uint32_t load_word(struct loader *loader, const struct node *node, const char *const *words,
		   size_t n)
{
	if (!node || !node_is(loader, node, WANT_TEXT))
		return KB_NONE;
	struct nearest nearest = nearest_to(node->text);
	char list[DIAG_HINT] = "";
	size_t len = 0;
	for (size_t i = 0; i < n; i++) {
		if (span_equal(span_of(words[i]), node->text))
			return (uint32_t)i;
		nearest_try(&nearest, span_of(words[i]));
		int more =
			snprintf(list + len, sizeof(list) - len, "%s%s", i ? ", " : "", words[i]);
		if (more > 0 && (size_t)more < sizeof(list) - len)
			len += (size_t)more;
	}
	struct diag *diag =
		diag_add(&loader->diags, DIAG_UNKNOWN_WORD, node_place(node),
			 "'%.*s' is not one of: %s", (int)node->text.len, node->text.ptr, list);
	diag_suggest(diag, &nearest);
	return KB_NONE;
}

static size_t digits(struct span text, size_t at, double *number)
{
	size_t start = at;
	for (; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9'; at++)
		*number = *number * 10 + (text.ptr[at] - '0');
	return at - start;
}

bool load_number(struct loader *loader, const struct node *node, double *out)
{
	*out = 0;
	if (!node || !node_is(loader, node, WANT_TEXT))
		return false;
	struct span text = node->text;
	size_t at = text.len && text.ptr[0] == '-' ? 1 : 0;
	size_t whole = digits(text, at, out), fraction = 0;
	at += whole;
	if (whole && at < text.len && text.ptr[at] == '.') {
		double tail = 0, scale = 1;
		fraction = digits(text, at + 1, &tail);
		for (size_t i = 0; i < fraction; i++)
			scale *= 10;
		*out += tail / scale;
		at += 1 + fraction;
		whole = fraction;
	}
	if (whole && at == text.len && text.len <= 18) {
		if (text.ptr[0] == '-')
			*out = -*out;
		return true;
	}
	diag_add(&loader->diags, DIAG_BAD_NUMBER, node_place(node),
		 "a number is expected here, as 3 or 0.5");
	return false;
}
