/* SPDX-License-Identifier: MIT */
#include "match/coat_scan.h"

#include "match/glyph.h"
#include "match/service.h"

enum {
	SENTENCE_START = 12, /* bytes of a message by which its sentence has begun, also when it was
				wrapped there */
	MIN_SENTENCE = 16,   /* symbols */
	N_SPELLINGS = 4      /* of a code: see spelling() */
};

static uint32_t line_end(const struct coat_scan *scan, uint32_t at)
{
	uint32_t to = at + COAT_SENTENCE;

	return scan_find(scan, at, to, SPAN("\n"));
}

/* ---- keeping coats ---- */

static void fill_name(struct coat_name *into, const struct coat_name *from)
{
	if (into->len == 0)
		*into = *from;
}

/* Two shapes often read the same error: its code stands at one place. */
static bool merge(struct coat_scan *scan, const struct coat *coat)
{
	for (uint32_t i = scan->list->count, tries = 0; i > 0 && tries < 16; i--, tries++) {
		struct coat *other = &scan->list->items[i - 1];

		if (coat->code.len == 0 || other->code.plain.ptr != coat->code.plain.ptr)
			continue;
		fill_name(&other->operation, &coat->operation);
		fill_name(&other->service, &coat->service);
		other->is_plain = other->is_plain && coat->is_plain;
		other->begin = coat->begin < other->begin ? coat->begin : other->begin;
		other->end = coat->end > other->end ? coat->end : other->end;
		return true;
	}
	return false;
}

void scan_add(struct coat_scan *scan, struct coat *coat)
{
	struct coat_list *list = scan->list;
	uint32_t least = coat->message + SENTENCE_START;

	if (coat->end == 0)
		coat->end = line_end(scan, coat->message);
	if (coat->message < coat->end && coat->end < least)
		coat->end = least < scan->view->n_plain ? least : scan->view->n_plain;
	if (merge(scan, coat))
		return;
	if (list->count == COAT_MAX) {
		list->is_full = true;
		return;
	}
	if (mem_grow(scan->alloc, &list->items, &list->cap, list->count + 1, sizeof(*list->items)))
		scan->failed = true;
	else
		list->items[list->count++] = *coat;
}

static struct span folded_name(const struct coat_name *name)
{
	return (struct span){name->folded, name->len};
}

/* ---- what they belong to ---- */

/* What a CloudTrail record says of the error in it. */
static void read_record(struct coat_scan *scan, struct coat *coat)
{
	const struct {
		struct span key;
		struct coat_name *name;
	} keys[] = {{SPAN("eventName"), &coat->operation}, {SPAN("eventSource"), &coat->service}};
	uint32_t from = coat->begin > COAT_RECORD ? coat->begin - COAT_RECORD : 0,
		 to = coat->begin + COAT_RECORD;

	for (size_t i = 0; i < N_ELEMENTS(keys); i++) {
		uint32_t found = scan_find(scan, from, to, keys[i].key);

		if (found < to && found < scan->view->n_plain)
			scan_set_name(scan, keys[i].name,
				      scan_word(scan, found + (uint32_t)keys[i].key.len, '\0'));
	}
}

static bool is_cloudtrail(const struct coat_scan *scan, const struct coat *coat)
{
	return coat->begin >= 5 &&
	       scan_find(scan, coat->begin - 5, coat->begin, SPAN("error")) == coat->begin - 5 &&
	       coat->operation.len == 0 && coat->service.len == 0;
}

/* What stands before the coat on its line, where wrappers say what they were doing. */
static struct span context_of(const struct coat_scan *scan, const struct coat *coat)
{
	const struct view *view = scan->view;
	uint32_t from = coat->begin > COAT_NEAR ? coat->begin - COAT_NEAR : 0, begin, end;

	for (uint32_t i = coat->begin; i > from; i--) {
		if (scan_char(scan, i - 1) == '\n')
			from = i;
	}
	begin = view_folded_of(view, from);
	end = view_folded_of(view, coat->begin);
	return (struct span){view->folded + begin, end - begin};
}

static void settle_service(struct coat_scan *scan, struct coat *coat)
{
	struct span service, operation;

	if (is_cloudtrail(scan, coat))
		read_record(scan, coat);
	service = service_name(folded_name(&coat->service));
	operation = folded_name(&coat->operation);
	coat->owner = service.len > 0 ? service : service_of_operation(operation);
	if (service.len > 0)
		coat->is_foreign = !service_is_ours(service);
	else if (operation.len > 0)
		coat->is_foreign = operation_is_foreign(operation);
	else
		coat->is_foreign = context_is_foreign(context_of(scan, coat));
}

/* Shell sort by place: needs no memory.  Coats are nearly in order. */
static void sort_coats(struct coat_list *list)
{
	static const uint32_t gaps[] = {701, 301, 132, 57, 23, 10, 4, 1};

	for (size_t g = 0; g < N_ELEMENTS(gaps); g++) {
		for (uint32_t i = gaps[g]; i < list->count; i++) {
			struct coat coat = list->items[i];
			uint32_t j = i;

			for (; j >= gaps[g] && list->items[j - gaps[g]].begin > coat.begin;
			     j -= gaps[g])
				list->items[j] = list->items[j - gaps[g]];
			list->items[j] = coat;
		}
	}
}

/* An error inside the message of another: "…: EC2 Error Code: InvalidSubnetID.NotFound". */
static void inherit(struct coat_list *list)
{
	const struct coat *outer = NULL;

	for (uint32_t i = 0; i < list->count; i++) {
		struct coat *coat = &list->items[i];

		if (coat->operation.len > 0 || coat->service.len > 0) {
			outer = coat;
		} else if (outer && coat->begin < outer->end) {
			coat->operation = outer->operation;
			coat->service = outer->service;
		}
	}
}

static void settle(struct coat_scan *scan)
{
	struct coat_list *list = scan->list;
	uint32_t next = scan->view->n_plain;

	sort_coats(list);
	inherit(list);
	for (uint32_t i = list->count; i > 0; i--) {
		struct coat *coat = &list->items[i - 1];
		uint32_t reach = coat->message + COAT_SENTENCE;

		settle_service(scan, coat);
		coat->reach = reach < next ? reach : next;
		if (coat->reach < coat->end)
			coat->reach = coat->end;
		if (!coat->is_plain)
			next = coat->begin;
	}
}

awry_status coat_find(const struct view *view, const awry_alloc *alloc, struct coat_list *out)
{
	struct coat_scan scan = {.view = view, .alloc = alloc, .list = out};

	out->count = 0;
	out->is_full = false;
	scan_shapes(&scan);
	settle(&scan);
	return scan.failed ? AWRY_E_NOMEM : AWRY_OK;
}

/* ---- what messages ask of them ---- */

static struct span kb_span(const struct kb *kb, kb_str str)
{
	return span_of(kb_text(kb, str));
}

/* Spelling `n` of the coat's code; empty where there is none. */
static struct span spelling(const struct coat *coat, uint32_t n)
{
	struct span code = folded_name(&coat->code);
	bool has_side = code.len > 10 &&
			(memcmp(code.ptr, "client", 6) == 0 || memcmp(code.ptr, "server", 6) == 0);

	if (n & 1) {
		if (!has_side)
			return SPAN("");
		code.ptr += 6;
		code.len -= 6;
	}
	if (n & 2) {
		if (code.len < 14 || memcmp(code.ptr + code.len - 9, "exception", 9) != 0)
			return SPAN("");
		code.len -= 9;
	}
	return code;
}

static bool has_code(const struct coat *coat, struct span code)
{
	for (uint32_t n = 0; n < N_SPELLINGS; n++) {
		if (span_equal(spelling(coat, n), code))
			return true;
	}
	return false;
}

bool coat_suits(const struct coat *coat, const struct kb *kb, const struct kb_message *message)
{
	struct span code = kb_span(kb, message->code), operation = kb_span(kb, message->operation),
		    service = kb_span(kb, message->service);

	if (code.len > 0 && coat->code.len > 0 && !has_code(coat, code))
		return false;
	/* A word or two say nothing where the code is not told. */
	if (code.len > 0 && coat->code.len == 0 && message->shape == KB_TEMPLATE && message->n_literal < MIN_SENTENCE)
		return false;
	if (message->is_generic && (operation.len > 0 ? coat->operation.len == 0 : coat->owner.len == 0))
		return false;
	if (operation.len > 0 && coat->operation.len > 0 &&
	    !span_equal(folded_name(&coat->operation), operation))
		return false;
	if (message->is_shared && coat->is_plain && coat->owner.len == 0)
		return false;
	return service.len == 0 || coat->owner.len == 0 || span_equal(coat->owner, service_name(service));
}

bool coat_hides(const struct coat *coat, const struct kb *kb, const struct kb_message *message)
{
	struct span service = kb_span(kb, message->service);

	if (!coat->is_foreign || message->target_kind == KB_OF_LOOKALIKE)
		return false;
	return service.len == 0 || !coat_suits(coat, kb, message);
}

static int compare(struct span a, struct span b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = memcmp(a.ptr, b.ptr, n);

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

/* The first position in kb_codes whose code is not before `code` (`or_equal`: not behind). */
static uint32_t bound(const struct kb *kb, struct span code, bool or_equal)
{
	uint32_t low = 0, high = kb->codes.count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct kb_message *message = &kb_messages(kb)[kb_codes(kb)[middle].at];
		int order = compare(kb_span(kb, message->code), code);

		if (order < 0 || (or_equal && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool coat_code_range(const struct coat *coat, const struct kb *kb, uint32_t n, struct kb_range *out)
{
	struct span code = n < N_SPELLINGS ? spelling(coat, n) : SPAN("");

	*out = (struct kb_range){0};
	if (n >= N_SPELLINGS)
		return false;
	if (code.len > 0) {
		out->first = bound(kb, code, false);
		out->count = bound(kb, code, true) - out->first;
	}
	return true;
}

bool coat_code_is_claimed(const struct kb *kb, const struct kb_message *message)
{
	struct span code = kb_span(kb, message->code);
	uint32_t behind = bound(kb, code, true);

	for (uint32_t i = bound(kb, code, false); i < behind; i++) {
		const struct kb_message *other = &kb_messages(kb)[kb_codes(kb)[i].at];

		if (other->shape == KB_CODE && !other->operation && other->target_kind != KB_OF_LOOKALIKE &&
		    (other->target_kind != message->target_kind || other->target != message->target))
			return true;
	}
	return false;
}
