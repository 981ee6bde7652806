/* SPDX-License-Identifier: MIT */
#include "findings.h"
#include "kbase.h"

#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 6, SHOWN_GROUPS = 40 };

struct place {
	const char *file;
	uint64_t line;
};

struct group {
	const char *id, *title; /* the knowledge base's */
	uint64_t count;
	struct place first, last;
	struct bytes values; /* "name text" of the first match that had some: the sample */
};

void findings_init(struct findings *findings, enum findings_form form, const char *area)
{
	*findings = (struct findings){.form = form, .area = area};
}

static void release_groups(struct findings *findings)
{
	for (size_t i = 0; i < findings->n_groups; i++)
		bytes_release(&findings->groups[i].values);
	free(findings->groups);
	findings->groups = NULL;
	findings->n_groups = findings->cap = 0;
}

void findings_release(struct findings *findings)
{
	release_groups(findings);
	bytes_release(&findings->text);
	bytes_release(&findings->quoted);
}

/* ---- lines ---- */

/* `text` is clean: besides quotes and backslashes it holds no bytes that JSON forbids but tabs and line feeds. */
static void add_json_string(struct bytes *out, const char *text)
{
	bytes_add(out, "\"", 1);
	while (*text) {
		size_t n = strcspn(text, "\"\\\n\t");

		bytes_add(out, text, n);
		text += n;
		if (*text == '\n' || *text == '\t')
			bytes_add(out, *text == '\n' ? "\\n" : "\\t", 2);
		else if (*text)
			bytes_add(out, (char[]){'\\', *text}, 2);
		text += *text != '\0';
	}
	bytes_add(out, "\"", 1);
}

static void add_number(struct bytes *out, uint64_t number)
{
	char digits[24];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	bytes_add(out, digits + at, sizeof(digits) - at);
}

/* A name is cleaned and quoted once for all its lines. */
static void add_json_file(struct findings *findings)
{
	struct bytes clean = {0}, *quoted = &findings->quoted;

	if (findings->quoted_file != findings->file) {
		quoted->len = 0;
		awry_status status = awry_clean(findings->file, strlen(findings->file), bytes_write, &clean);
		add_json_string(quoted, clean.ptr ? clean.ptr : "");
		findings->text.failed |= status || quoted->failed;
		bytes_release(&clean);
		findings->quoted_file = findings->file;
	}
	bytes_add(&findings->text, quoted->ptr ? quoted->ptr : "", quoted->len);
}

static void add_json(struct findings *findings, const awry_scan_match *match)
{
	struct bytes *out = &findings->text;

	bytes_text(out, "{\"file\":");
	add_json_file(findings);
	bytes_text(out, ",\"line\":");
	add_number(out, match->line);
	bytes_text(out, ",\"id\":");
	add_json_string(out, match->id);
	bytes_text(out, match->kind == AWRY_SYMPTOM ? ",\"kind\":\"symptom\",\"title\":" : ",\"kind\":\"diagnosis\",\"title\":");
	add_json_string(out, match->title);
	bytes_text(out, ",\"values\":{");
	for (size_t i = 0; i < match->n_values; i++) {
		if (i > 0)
			bytes_add(out, ",", 1);
		add_json_string(out, match->values[i].name);
		bytes_add(out, ":", 1);
		add_json_string(out, match->values[i].text);
	}
	bytes_text(out, "}}\n");
}

static void add_line(struct findings *findings, const awry_scan_match *match)
{
	struct bytes *out = &findings->text;

	if (awry_clean(findings->file, strlen(findings->file), bytes_write, out))
		out->failed = true;
	bytes_fmt(out, ":%llu: %s (%s)\n", (unsigned long long)match->line, match->title, match->id);
}

/* ---- groups ---- */

/* Ids are the knowledge base's: the same id is the same pointer. */
static struct group *group_of(struct findings *findings, const char *id)
{
	for (size_t i = 0; i < findings->n_groups; i++)
		if (findings->groups[i].id == id)
			return &findings->groups[i];
	if (findings->n_groups == findings->cap) {
		size_t cap = findings->cap ? findings->cap * 2 : 32;
		struct group *groups = realloc(findings->groups, cap * sizeof(*groups));

		if (!groups) {
			findings->failed = true;
			return NULL;
		}
		findings->groups = groups;
		findings->cap = cap;
	}
	findings->groups[findings->n_groups] = (struct group){.id = id};
	return &findings->groups[findings->n_groups++];
}

static void add_sample(struct bytes *out, const awry_scan_match *match)
{
	for (size_t i = 0; i < match->n_values && i < SAMPLES; i++)
		bytes_fmt(out, "%s%s %.80s", i > 0 ? ", " : "", match->values[i].name, match->values[i].text);
}

static void add_to_group(struct findings *findings, const awry_scan_match *match)
{
	struct place place = {findings->file, match->line};
	struct group *group = group_of(findings, match->id);

	if (!group)
		return;
	if (group->count++ == 0) {
		group->title = match->title;
		group->first = place;
	}
	group->last = place;
	if (group->values.len == 0)
		add_sample(&group->values, match);
	findings->failed |= group->values.failed;
}

int findings_add(void *user, const awry_scan_match *match)
{
	struct findings *findings = user;

	if (!in_area(match->id, findings->area))
		return 0;
	findings->n++;
	switch (findings->form) {
	case FINDINGS_JSON:
		add_json(findings, match);
		break;
	case FINDINGS_LINES:
		add_line(findings, match);
		break;
	default:
		add_to_group(findings, match);
	}
	findings->failed |= findings->text.failed;
	return findings->failed;
}

void findings_move(struct findings *to, struct findings *from)
{
	bytes_add(&to->text, from->text.ptr ? from->text.ptr : "", from->text.len);
	from->text.len = 0;
	for (size_t i = 0; i < from->n_groups; i++) {
		struct group *part = &from->groups[i], *group = group_of(to, part->id);

		if (!group)
			break;
		if (group->count == 0) {
			group->title = part->title;
			group->first = part->first;
		}
		group->count += part->count;
		group->last = part->last;
		if (group->values.len == 0) {
			bytes_release(&group->values);
			group->values = part->values;
			part->values = (struct bytes){0};
		}
	}
	release_groups(from);
	to->n += from->n;
	to->failed |= from->failed | to->text.failed;
	from->n = 0;
}

/* ---- showing ---- */

static int by_count(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return strcmp(x->id, y->id);
}

static void show_place(struct out *out, const struct place *place)
{
	out_clean(out, strcmp(place->file, "-") == 0 ? "line" : place->file);
	out_fmt(out, "%s%llu", strcmp(place->file, "-") == 0 ? " " : ":", (unsigned long long)place->line);
}

static void show_group(struct out *out, const struct group *group)
{
	out_fmt(out, "%7llu  ", (unsigned long long)group->count);
	out_styled(out, STYLE_STRONG, group->title);
	out_text(out, "\n         ");
	out_styled(out, STYLE_DIM, group->id);
	out_text(out, "  ");
	show_place(out, &group->first);
	if (group->count > 1) {
		out_text(out, group->count > 2 ? " ... " : ", ");
		show_place(out, &group->last);
	}
	out_text(out, "\n");
	if (group->values.len > 0) {
		out_text(out, "         ");
		out_wrapped(out, 9, 9, group->values.ptr);
		out_text(out, "\n");
	}
}

void findings_show(struct findings *findings, struct out *out, bool all)
{
	size_t n = findings->n_groups;

	if (n > 1)
		qsort(findings->groups, n, sizeof(*findings->groups), by_count);
	if (!all && n > SHOWN_GROUPS)
		n = SHOWN_GROUPS;
	for (size_t i = 0; i < n; i++)
		show_group(out, &findings->groups[i]);
	if (n < findings->n_groups)
		out_fmt(out, "%zu more kinds of failure; --all shows them.\n", findings->n_groups - n);
}
