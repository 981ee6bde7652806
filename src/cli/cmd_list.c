/* SPDX-License-Identifier: MIT */
#include "kbase.h"

#include <string.h>
#include <unistd.h>

static void list_areas(struct out *out, const struct areas *areas)
{
	out_styled(out, STYLE_STRONG, "Area          Symptoms  Causes");
	out_text(out, "\n");
	for (size_t i = 0; i < areas->n; i++) {
		const struct area *area = &areas->items[i];
		size_t len = strlen(area->name);
		out_clean(out, area->name);
		out_spaces(out, len < 14 ? 14 - len : 1);
		out_fmt(out, "%8zu%8zu\n", area->n_symptoms, area->n_diagnoses);
	}
	if (out->is_terminal)
		out_text(out, "\nawry list AREA names them; awry explain ID tells all of one.\n");
}

static size_t longest_id(const awry_kb *kb, awry_kind kind, const char *area)
{
	size_t longest = 0;

	for (size_t i = 0; i < awry_kb_count(kb, kind); i++) {
		const char *id = awry_kb_id(kb, kind, i);
		if (in_area(id, area) && strlen(id) > longest)
			longest = strlen(id);
	}
	return longest;
}

static void list_kind(struct out *out, const awry_kb *kb, awry_kind kind, const char *heading, const char *area, size_t column)
{
	bool is_first = true;

	for (size_t i = 0; i < awry_kb_count(kb, kind); i++) {
		const char *id = awry_kb_id(kb, kind, i);
		if (!in_area(id, area))
			continue;
		if (is_first) {
			out_styled(out, STYLE_STRONG, heading);
			out_text(out, "\n");
		}
		is_first = false;
		out_text(out, "  ");
		out_clean(out, id);
		out_spaces(out, column - strlen(id) - 2);
		/* One line each for grep; wrapped only for eyes. */
		if (out->is_terminal)
			out_wrapped(out, column, column + 24 < out->width ? column : 4, awry_kb_title(kb, kind, i));
		else
			out_clean(out, awry_kb_title(kb, kind, i));
		out_text(out, "\n");
	}
}

static void list_area(struct out *out, const awry_kb *kb, const char *area)
{
	size_t symptom = longest_id(kb, AWRY_SYMPTOM, area), diagnosis = longest_id(kb, AWRY_DIAGNOSIS, area);
	size_t column = (symptom > diagnosis ? symptom : diagnosis) + 4;

	list_kind(out, kb, AWRY_SYMPTOM, "Symptoms", area, column);
	if (symptom > 0 && diagnosis > 0)
		out_text(out, "\n");
	list_kind(out, kb, AWRY_DIAGNOSIS, "Causes", area, column);
}

static enum exit_code show(struct out *out, const awry_kb *kb, const struct areas *areas, const char *area)
{
	const char *nearest;

	if (!area) {
		list_areas(out, areas);
		return CODE_OK;
	}
	if (areas_find(areas, area)) {
		list_area(out, kb, area);
		return CODE_OK;
	}
	nearest = nearest_word(area, area_name_at, areas);
	if (nearest)
		complain("no area %s; did you mean %s?", area, nearest);
	else
		complain("no area %s; awry list shows them", area);
	return CODE_NOTHING;
}

enum exit_code cmd_list(const struct options *options)
{
	const struct words *operands = &options->operands;
	struct areas areas = {0};
	struct out out;
	awry_kb *kb;
	enum exit_code code = kbase_open(options, &kb);

	if (code)
		return code;
	out_init(&out, STDOUT_FILENO, options->colour);
	out.is_paged = true;
	if (operands->n > 1) {
		complain("awry list takes one area");
		code = CODE_USAGE;
	} else if (!areas_init(&areas, kb)) {
		code = complain_status(AWRY_E_NOMEM);
	} else {
		code = show(&out, kb, &areas, operands->n > 0 ? operands->items[0] : NULL);
	}
	areas_release(&areas);
	awry_kb_close(kb);
	return out_close(&out, code);
}
