/* SPDX-License-Identifier: MIT */
#include "kbase.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- mistakes ---- */

enum { SOURCE_MAX = 100 }; /* bytes of a source line that are shown around the mistake */

/* The part of the line around the mistake, and where in it the mistake begins. */
static void show_source(struct out *out, const awry_diag *diag)
{
	size_t len = strcspn(diag->source, "\r\n"), column = diag->column > 0 ? diag->column - 1 : 0;
	size_t from = column > SOURCE_MAX / 2 && len > SOURCE_MAX ? column - SOURCE_MAX / 2 : 0;
	struct bytes before = {0};

	if (column > len)
		column = len;
	if (len - from > SOURCE_MAX)
		len = from + SOURCE_MAX;
	out_fmt(out, "%6u | ", diag->line);
	out_clean_bytes(out, diag->source + from, len - from);
	out_text(out, "\n       | ");
	/* Tabs stay tabs, and what cleaning made longer stays longer, so that the caret stands below its place. */
	awry_clean(diag->source + from, column - from, bytes_write, &before);
	for (size_t i = 0; i < before.len; i++)
		if ((before.ptr[i] & 0xc0) != 0x80)
			out_text(out, before.ptr[i] == '\t' ? "\t" : " ");
	bytes_release(&before);
	size_t mark = diag->length > 0 && column + diag->length <= len ? diag->length : 1;
	for (size_t i = 0; i < mark; i++)
		out_text(out, "^");
	out_text(out, "\n");
}

/* A path that opens from here; shipped files have none and keep their name. */
static void show_file(struct out *out, const char *dir, const char *file)
{
	struct bytes path = {0};

	if (dir && *file) {
		bytes_text(&path, dir);
		bytes_text(&path, dir[0] && dir[strlen(dir) - 1] == '/' ? "" : "/");
		bytes_text(&path, file);
	}
	if (path.len > 0 && access(path.ptr, F_OK) == 0)
		out_clean(out, path.ptr);
	else
		out_clean(out, *file ? file : dir ? dir : "the shipped rules");
	bytes_release(&path);
}

void mistakes_show(void *user, const awry_diag *diag)
{
	struct mistakes *mistakes = user;
	struct out *out = mistakes->out;

	mistakes->n++;
	show_file(out, mistakes->dir, diag->file ? diag->file : "");
	if (diag->line > 0)
		out_fmt(out, ":%u:%u", diag->line, diag->column);
	out_text(out, ": ");
	out_styled(out, STYLE_ERROR, "error");
	out_fmt(out, "[%s]: ", diag->code ? diag->code : "AW000");
	out_styled(out, STYLE_STRONG, diag->message);
	out_text(out, "\n");
	if (diag->source && diag->line > 0)
		show_source(out, diag);
	if (diag->hint) {
		out_text(out, "       = hint: ");
		out_clean(out, diag->hint);
		out_text(out, "\n");
	}
}

/* ---- opening ---- */

enum exit_code kbase_user_rules(char *path, size_t size, const char **dir)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	struct stat status;
	int len;

	*dir = NULL;
	if (config && *config == '/')
		len = snprintf(path, size, "%s/awry/rules", config);
	else if (home && *home)
		len = snprintf(path, size, "%s/.config/awry/rules", home);
	else
		return CODE_OK;
	if (len < 0 || (size_t)len >= size) {
		complain("the name of the folder of your own rules is too long");
		return CODE_IO;
	}
	if (stat(path, &status) == 0) {
		*dir = S_ISDIR(status.st_mode) ? path : NULL;
		return CODE_OK;
	}
	if (errno == ENOENT || errno == ENOTDIR)
		return CODE_OK;
	/* Under sudo the home may be another's; it is no reason to refuse, but to say so. */
	complain("cannot look for your own rules in %s: %s%s", path, strerror(errno),
		errno == EACCES ? "; those of the program are used" : "");
	return errno == EACCES ? CODE_OK : CODE_IO;
}

static awry_status load(const char *dir, bool without_shipped, bool attacks, struct out *out, size_t *n_mistakes, awry_kb **kb)
{
	awry_kb_options options = AWRY_KB_OPTIONS_INIT;
	struct mistakes mistakes = {.out = out, .dir = dir};
	awry_status status;

	options.rules_dir = dir;
	options.without_shipped = without_shipped;
	options.on_diag = mistakes_show;
	options.diag_user = &mistakes;
	options.attack_patterns = attacks;
	status = awry_kb_open(&options, kb);
	*n_mistakes = mistakes.n;
	return status;
}

awry_status kbase_load(const char *dir, bool without_shipped, struct out *out, size_t *n_mistakes, awry_kb **kb)
{
	return load(dir, without_shipped, false, out, n_mistakes, kb);
}

awry_status kbase_check(const char *dir, bool without_shipped, struct out *out, size_t *n_mistakes, awry_kb **kb)
{
	return load(dir, without_shipped, true, out, n_mistakes, kb);
}

enum exit_code kbase_open(const struct options *options, awry_kb **kb)
{
	const char *dir = options->rules;
	size_t n_mistakes;
	awry_status status;
	struct out err;
	char path[4096];

	*kb = NULL;
	if (!dir && !options->without_shipped) {
		enum exit_code code = kbase_user_rules(path, sizeof(path), &dir);
		if (code)
			return code;
	}
	if (options->without_shipped && !dir) {
		complain("--without-shipped leaves no rules; name a folder with --rules DIR");
		return CODE_USAGE;
	}
	out_init(&err, STDERR_FILENO, options->colour);
	status = kbase_load(dir, options->without_shipped, &err, &n_mistakes, kb);
	out_close(&err, CODE_OK);
	if (status == AWRY_OK)
		return CODE_OK;
	if (status == AWRY_E_RULES)
		complain("the rules in %s are faulty; nothing was loaded (%zu mistake%s)", dir, n_mistakes, n_mistakes == 1 ? "" : "s");
	else
		complain("cannot load the rules in %s: %s", dir ? dir : "the program", awry_status_text(status));
	return status == AWRY_E_RULES ? CODE_RULES : CODE_IO;
}

/* ---- ids ---- */

bool kbase_has(const awry_kb *kb, awry_kind kind, const char *id)
{
	size_t low = 0, high = awry_kb_count(kb, kind);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(awry_kb_id(kb, kind, middle), id);
		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

void kbase_suggest(const awry_kb *kb, const char *text, unsigned kinds, struct bytes *out)
{
	enum { ASKED = 8, SHOWN = 3 };
	const char *ids[ASKED];
	size_t n = awry_kb_nearest(kb, text, ids, ASKED), shown = 0;

	for (size_t i = 0; i < n && shown < SHOWN; i++) {
		for (int kind = AWRY_SYMPTOM; kind <= AWRY_LOOKALIKE; kind++) {
			if (!(kinds & 1u << kind) || !kbase_has(kb, (awry_kind)kind, ids[i]))
				continue;
			bytes_text(out, shown++ == 0 ? "; did you mean " : " or ");
			bytes_text(out, ids[i]);
			break;
		}
	}
	bytes_text(out, shown > 0 ? "?" : "");
}

/* ---- areas ---- */

size_t area_length(const char *id)
{
	const char *slash = strchr(id, '/');

	return slash ? (size_t)(slash - id) : 0;
}

bool in_area(const char *id, const char *area)
{
	return !area || (area_length(id) == strlen(area) && strncmp(id, area, area_length(id)) == 0);
}

const struct area *areas_find(const struct areas *areas, const char *name)
{
	for (size_t i = 0; i < areas->n; i++)
		if (strcmp(areas->items[i].name, name) == 0)
			return &areas->items[i];
	return NULL;
}

const char *area_name_at(const void *user, size_t index)
{
	const struct areas *areas = user;

	return index < areas->n ? areas->items[index].name : NULL;
}

static int compare_areas(const void *a, const void *b)
{
	const struct area *left = a, *right = b;

	return strcmp(left->name, right->name);
}

static struct area *add_area(struct areas *areas, const char *id)
{
	struct area *items = realloc(areas->items, (areas->n + 1) * sizeof(*items));

	if (!items)
		return NULL;
	areas->items = items;
	items[areas->n] = (struct area){.name = strndup(id, area_length(id))};
	return items[areas->n].name ? &items[areas->n++] : NULL;
}

static struct area *area_of(struct areas *areas, const char *id)
{
	for (size_t i = 0; i < areas->n; i++)
		if (in_area(id, areas->items[i].name))
			return &areas->items[i];
	return add_area(areas, id);
}

bool areas_init(struct areas *areas, const awry_kb *kb)
{
	static const awry_kind kinds[] = {AWRY_SYMPTOM, AWRY_DIAGNOSIS};

	*areas = (struct areas){0};
	for (size_t k = 0; k < N_ELEMENTS(kinds); k++) {
		for (size_t i = 0; i < awry_kb_count(kb, kinds[k]); i++) {
			struct area *area = area_of(areas, awry_kb_id(kb, kinds[k], i));
			if (!area)
				return false;
			area->n_symptoms += kinds[k] == AWRY_SYMPTOM;
			area->n_diagnoses += kinds[k] == AWRY_DIAGNOSIS;
		}
	}
	if (areas->n > 0)
		qsort(areas->items, areas->n, sizeof(*areas->items), compare_areas);
	return true;
}

void areas_release(struct areas *areas)
{
	for (size_t i = 0; i < areas->n; i++)
		free(areas->items[i].name);
	free(areas->items);
}
