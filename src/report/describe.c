/* SPDX-License-Identifier: MIT */
#include "report/json_parts.h"

/* All that the rules say of one id, for `awry explain`. */

static void add_list(struct page *page, const struct kb *kb, const char *heading, struct kb_range refs)
{
	if (refs.count == 0)
		return;
	buf_char(&page->buf, '\n');
	page_line(page, "", heading, STYLE_BOLD);
	for (uint32_t i = 0; i < refs.count; i++)
		buf_fmt(&page->buf, "  %s\n", kb_slot_id(kb, kb_refs(kb)[refs.first + i].slot));
}

static void add_messages(struct page *page, const struct kb *kb, enum kb_target kind, uint32_t target)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < kb->messages.count; i++) {
		const struct kb_message *message = kb_messages(kb) + i;
		if (message->target_kind != kind || message->target != target)
			continue;
		if (n++ == 0) {
			buf_char(&page->buf, '\n');
			page_line(page, "", "Recognised by", STYLE_BOLD);
		}
		page_wrap(page, message->shape == KB_CODE ? "  code" : "  ", message->shape == KB_CODE ? 7 : 4,
			kb_text(kb, message->text));
	}
}

static void add_steps(struct page *page, const struct kb *kb, struct kb_range fixes)
{
	buf_char(&page->buf, '\n');
	page_line(page, "", "Fix", STYLE_BOLD);
	for (uint32_t i = 0; i < fixes.count; i++) {
		const struct kb_fix *fix = kb_fixes(kb) + fixes.first + i;
		const char *risk = view_risk(fix->risk);
		page_wrap(page, "  -", 4, kb_text(kb, fix->act));
		if (fix->run)
			page_line(page, "       ", kb_text(kb, fix->run), STYLE_RUN);
		if (fix->run && risk && fix->risk != KB_RISK_READ)
			buf_fmt(&page->buf, "       (risk: %s)\n", risk);
		if (fix->verify)
			page_line(page, "       then check: ", kb_text(kb, fix->verify), STYLE_RUN);
	}
}

static void describe_diagnosis(struct page *page, const struct kb *kb, uint32_t index)
{
	const struct kb_diagnosis *diagnosis = kb_diagnoses(kb) + index;

	page_line(page, "", kb_text(kb, diagnosis->title), STYLE_BOLD);
	buf_fmt(&page->buf, "%s, a diagnosis\n\n", kb_text(kb, diagnosis->id));
	page_line(page, "", "Why", STYLE_BOLD);
	page_wrap(page, "  ", 2, kb_text(kb, diagnosis->cause));
	if (diagnosis->note)
		page_wrap(page, "  Note: ", 2, kb_text(kb, diagnosis->note));
	add_steps(page, kb, diagnosis->fixes);
	if (diagnosis->docs.count > 0) {
		buf_char(&page->buf, '\n');
		page_line(page, "", "Read", STYLE_BOLD);
	}
	for (uint32_t i = 0; i < diagnosis->docs.count; i++) {
		const struct kb_doc *doc = kb_docs(kb) + diagnosis->docs.first + i;
		page_wrap(page, "  ", 2, kb_text(kb, doc->title));
		page_line(page, "  ", kb_text(kb, doc->url), STYLE_DIM);
	}
	add_messages(page, kb, KB_OF_DIAGNOSIS, index);
	add_list(page, kb, "Suspected when this is seen", diagnosis->suspected_by);
	add_list(page, kb, "Explains", diagnosis->explains);
	add_list(page, kb, "See also", diagnosis->see);
}

static void describe_symptom(struct page *page, const struct kb *kb, uint32_t index)
{
	const struct kb_symptom *symptom = kb_symptoms(kb) + index;

	page_line(page, "", kb_text(kb, symptom->title), STYLE_BOLD);
	buf_fmt(&page->buf, "%s, a symptom\n\n", kb_text(kb, symptom->id));
	page_line(page, "", "Usual causes, the most usual first (1 to 10)", STYLE_BOLD);
	for (uint32_t weight = 10; weight > 0; weight--) {
		for (uint32_t i = 0; i < symptom->candidates.count; i++) {
			const struct kb_candidate *candidate = kb_candidates(kb) + symptom->candidates.first + i;
			if (candidate->weight == weight)
				buf_fmt(&page->buf, "  %2u  %s\n      %s\n", weight,
					kb_text(kb, kb_diagnoses(kb)[candidate->diagnosis].title),
					kb_text(kb, kb_diagnoses(kb)[candidate->diagnosis].id));
		}
	}
	add_messages(page, kb, KB_OF_SYMPTOM, index);
	buf_fmt(&page->buf, "\nTo find the cause: awry diagnose --symptom %s\n", kb_text(kb, symptom->id));
}

static void describe_finding(struct page *page, const struct kb *kb, uint32_t index)
{
	const struct kb_finding *finding = kb_findings(kb) + index;

	page_line(page, "", kb_text(kb, finding->ask), STYLE_BOLD);
	buf_fmt(&page->buf, "%s, a finding\n", kb_text(kb, finding->id));
	if (finding->check)
		page_line(page, "       ", kb_text(kb, finding->check), STYLE_RUN);
	if (finding->help)
		page_wrap(page, "  ", 2, kb_text(kb, finding->help));
	buf_char(&page->buf, '\n');
	for (uint32_t i = 0; i < finding->answers.count; i++) {
		const struct kb_answer *answer = kb_answers(kb) + finding->answers.first + i;
		buf_fmt(&page->buf, "  %s: ", kb_text(kb, answer->value));
		page_wrap(page, "", 4, kb_text(kb, answer->says));
	}
}

static void describe_lookalike(struct page *page, const struct kb *kb, uint32_t index)
{
	const struct kb_lookalike *lookalike = kb_lookalikes(kb) + index;

	page_line(page, "", kb_text(kb, lookalike->title), STYLE_BOLD);
	buf_fmt(&page->buf, "%s, a look-alike: a text of others' that gets no diagnosis\n", kb_text(kb, lookalike->id));
	add_messages(page, kb, KB_OF_LOOKALIKE, index);
}

static void add_json(const char *kind, const char *id, const struct page *page, struct buf *out)
{
	json_t *object = json_pack("{s:s, s:s, s:s, s:s%}", "schema", "awry-explain/1", "kind", kind, "id", id, "text",
		page->buf.ptr, page->buf.len);

	json_add(out, object, 0);
	buf_char(out, '\n');
	json_decref(object);
}

/* Fills the page and names the kind; NULL where nothing has that id. */
static const char *describe(struct page *page, const struct kb *kb, const char *id)
{
	uint32_t index;

	if ((index = kb_find_diagnosis(kb, id)) != KB_NONE) {
		describe_diagnosis(page, kb, index);
		return "diagnosis";
	}
	if ((index = kb_find_symptom(kb, id)) != KB_NONE) {
		describe_symptom(page, kb, index);
		return "symptom";
	}
	if ((index = kb_find_finding(kb, id)) != KB_NONE) {
		describe_finding(page, kb, index);
		return "finding";
	}
	if ((index = kb_find_lookalike(kb, id)) != KB_NONE) {
		describe_lookalike(page, kb, index);
		return "lookalike";
	}
	return NULL;
}

awry_status report_describe(const struct kb *kb, const char *id, awry_format format, const awry_report_options *options,
	struct buf *out)
{
	struct page page = {.width = options->width ? options->width : 76,
		.colour = options->colour != 0 && format == AWRY_TEXT};

	buf_init(&page.buf, out->alloc);
	const char *kind = describe(&page, kb, id);
	if (!kind)
		return AWRY_E_UNKNOWN;
	awry_status status = buf_status(&page.buf);
	if (!status && format == AWRY_JSON)
		add_json(kind, id, &page, out);
	else if (!status)
		buf_add(out, page.buf.ptr, page.buf.len);
	buf_release(&page.buf);
	return status ? status : buf_status(out);
}
