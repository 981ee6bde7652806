/* SPDX-License-Identifier: MIT */
#include "report/report.h"

/* The first line says what it is; then why, then how to fix it; then what else may be.  Nothing
 * that a person needs is said by colour alone. */

enum { TEXT_WIDTH = 76, TEXT_CANDIDATES = 5, TEXT_EXCERPT = 160 };

struct text {
	struct page page;
	awry_session *session;
	const awry_report_options *options;
};

static const char *id_of(const struct text *text, uint32_t diagnosis)
{
	return kb_text(text->session->kb, kb_diagnoses(text->session->kb)[diagnosis].id);
}

/* Without memory the whole report fails, whatever it still adds. */
static const char *prose(struct text *text, uint32_t owner, kb_str words)
{
	const char *filled = view_prose(text->session, owner, words);

	text->page.buf.failed |= !filled;
	return filled ? filled : "";
}

static const char *clean(struct text *text, const char *words)
{
	const char *cleaned = view_clean(text->session, words);

	text->page.buf.failed |= !cleaned;
	return cleaned ? cleaned : "";
}

static const char *title_of(struct text *text, uint32_t diagnosis)
{
	return prose(text, kb_slot_diagnosis(text->session->kb, diagnosis),
		kb_diagnoses(text->session->kb)[diagnosis].title);
}

static void add_certainty(struct text *text, const struct suspect *suspect)
{
	const char *word = weigh_word(suspect->probability, suspect->proved);

	if (suspect->proved)
		buf_text(&text->page.buf, word);
	else
		buf_fmt(&text->page.buf, "%s (%u %%)", word, weigh_per_cent(suspect->probability));
}

/* ---- where it was read ---- */

static void add_place(struct text *text, const struct seen *seen)
{
	struct buf *buf = &text->page.buf;

	if (!seen || !seen->file)
		return;
	buf_text(buf, ", ");
	if (strcmp(seen->file, "-") != 0) {
		clean_add_line(buf, seen->file, strlen(seen->file), TEXT_EXCERPT);
		buf_char(buf, ' ');
	}
	buf_fmt(buf, "line %u", seen->line);
	if (seen->count > 1)
		buf_fmt(buf, ", %u times", seen->count);
}

static void add_excerpt(struct text *text, const struct seen *seen)
{
	struct buf *buf = &text->page.buf;

	if (!seen || !seen->excerpt || !*seen->excerpt)
		return;
	buf_text(buf, "  | ");
	clean_add_line(buf, seen->excerpt, strlen(seen->excerpt), TEXT_EXCERPT);
	buf_char(buf, '\n');
}

/* ---- one diagnosis, whole ---- */

static void add_run(struct text *text, const struct view_step *step)
{
	struct page *page = &text->page;
	bool changes = step->risk && strcmp(step->risk, "read") != 0;
	bool destroys = step->risk && strcmp(step->risk, "destroy") == 0;

	page_line(page, "       ", step->run, STYLE_RUN);
	if (destroys)
		page_line(page, "       ", "(this destroys something: read it twice)", STYLE_LOSS);
	else if (changes)
		page_line(page, "       ", "(this changes something)", STYLE_RISK);
	if (step->verify)
		page_line(page, "       then check: ", step->verify, STYLE_RUN);
}

static awry_status add_fix(struct text *text, uint32_t diagnosis)
{
	struct view_step *steps;
	uint32_t n;

	TRY(view_steps(text->session, diagnosis, &steps, &n));
	if (n > 0) {
		buf_char(&text->page.buf, '\n');
		page_line(&text->page, "", "Fix", STYLE_BOLD);
	}
	for (uint32_t i = 0; i < n; i++) {
		buf_fmt(&text->page.buf, "  %u.", i + 1);
		page_wrap(&text->page, "", 5, steps[i].act);
		if (steps[i].run)
			add_run(text, &steps[i]);
	}
	return AWRY_OK;
}

static void add_docs(struct text *text, uint32_t diagnosis)
{
	const struct kb *kb = text->session->kb;
	struct kb_range range = kb_diagnoses(kb)[diagnosis].docs;

	if (range.count > 0) {
		buf_char(&text->page.buf, '\n');
		page_line(&text->page, "", "Read", STYLE_BOLD);
	}
	for (uint32_t i = 0; i < range.count; i++) {
		const struct kb_doc *doc = kb_docs(kb) + range.first + i;
		page_wrap(&text->page, "  ", 2, kb_text(kb, doc->title));
		if (doc->url)
			page_line(&text->page, "  ", kb_text(kb, doc->url), STYLE_DIM);
	}
}

static awry_status add_diagnosis(struct text *text, const struct suspect *suspect)
{
	awry_session *session = text->session;
	const struct kb_diagnosis *diagnosis = kb_diagnoses(session->kb) + suspect->diagnosis;
	uint32_t slot = kb_slot_diagnosis(session->kb, suspect->diagnosis);
	const struct seen *seen = session_seen(session, slot);
	page_line(&text->page, "", title_of(text, suspect->diagnosis), STYLE_BOLD);
	buf_fmt(&text->page.buf, "%s, ", id_of(text, suspect->diagnosis));
	add_certainty(text, suspect);
	add_place(text, seen);
	buf_char(&text->page.buf, '\n');
	add_excerpt(text, seen);
	buf_char(&text->page.buf, '\n');
	page_line(&text->page, "", "Why", STYLE_BOLD);
	page_wrap(&text->page, "  ", 2, prose(text, slot, diagnosis->cause));
	if (diagnosis->note)
		page_wrap(&text->page, "  Note: ", 2, kb_text(session->kb, diagnosis->note));
	TRY(add_fix(text, suspect->diagnosis));
	add_docs(text, suspect->diagnosis);
	return AWRY_OK;
}

/* ---- lists ---- */

static void add_suspect_line(struct text *text, const struct suspect *suspect)
{
	buf_text(&text->page.buf, suspect->proved ? "  proved" : "  ");
	if (!suspect->proved)
		buf_fmt(&text->page.buf, "%3u %% ", weigh_per_cent(suspect->probability));
	buf_fmt(&text->page.buf, " %s\n        %s", title_of(text, suspect->diagnosis), id_of(text, suspect->diagnosis));
	add_place(text, session_seen(text->session, kb_slot_diagnosis(text->session->kb, suspect->diagnosis)));
	buf_char(&text->page.buf, '\n');
}

static void add_suspects(struct text *text, const char *heading, uint32_t from)
{
	const struct differential *differential = &text->session->differential;
	uint32_t n = 0, left = 0;

	for (uint32_t i = from; i < differential->n; i++) {
		const struct suspect *suspect = &differential->suspects[i];
		if (!view_shows(text->session, suspect, text->options))
			continue;
		if (n >= TEXT_CANDIDATES && !text->options->all) {
			left++;
			continue;
		}
		if (n++ == 0) {
			buf_char(&text->page.buf, '\n');
			page_line(&text->page, "", heading, STYLE_BOLD);
		}
		add_suspect_line(text, suspect);
	}
	if (left > 0)
		buf_fmt(&text->page.buf, "  and %u less likely (--all shows them)\n", left);
}

static void add_symptoms(struct text *text)
{
	awry_session *session = text->session;

	for (uint32_t i = 0; i < session->n_seen; i++) {
		const struct seen *seen = &session->seen[i];
		uint32_t symptom;
		if (kb_slot_kind(session->kb, seen->slot, &symptom) != KB_SLOT_SYMPTOM ||
			!kb_in_area(kb_slot_id(session->kb, seen->slot), text->options->area))
			continue;
		page_line(&text->page, "", prose(text, seen->slot, kb_symptoms(session->kb)[symptom].title), STYLE_BOLD);
		buf_text(&text->page.buf, kb_slot_id(session->kb, seen->slot));
		add_place(text, seen);
		buf_char(&text->page.buf, '\n');
		add_excerpt(text, seen);
	}
}

static void add_question(struct text *text, const awry_question *question)
{
	struct page *page = &text->page;

	buf_char(&page->buf, '\n');
	page_line(page, "", "To tell them apart", STYLE_BOLD);
	page_wrap(page, "  ", 2, clean(text, question->ask));
	if (question->check)
		page_line(page, "       ", clean(text, question->check), STYLE_RUN);
	for (size_t i = 0; i < question->n_answers; i++) {
		buf_fmt(&page->buf, "  -a %s=%s", question->id, question->answers[i].value);
		page_wrap(page, "  ", 6, question->answers[i].says);
	}
}

static void add_hint(struct text *text)
{
	awry_session *session = text->session;
	const char *slot_id = NULL;

	for (uint32_t i = 0; i < session->n_seen && !slot_id; i++) {
		uint32_t symptom;
		if (kb_slot_kind(session->kb, session->seen[i].slot, &symptom) == KB_SLOT_SYMPTOM)
			slot_id = kb_slot_id(session->kb, session->seen[i].slot);
	}
	buf_text(&text->page.buf, "\nTo be asked: pipe the same text into awry -i");
	if (slot_id)
		buf_fmt(&text->page.buf, ", or run: awry diagnose --symptom %s", slot_id);
	buf_char(&text->page.buf, '\n');
}

/* ---- the whole ---- */

static awry_status add_diagnosed(struct text *text, const struct suspect *first)
{
	const struct differential *differential = &text->session->differential;
	uint32_t at = (uint32_t)(first - differential->suspects);
	bool is_named = first->strength == KB_PROVES || first->strength == KB_CONFIRMS;

	TRY(add_diagnosis(text, first));
	add_suspects(text, is_named ? "Also in this text" : "Also possible", at + 1);
	return AWRY_OK;
}

static awry_status add_candidates(struct text *text, const awry_outcome *outcome)
{
	add_symptoms(text);
	add_suspects(text, "Possible causes", 0);
	if (outcome->none >= weights.live)
		buf_fmt(&text->page.buf, "  %3u %%  none of these\n", weigh_per_cent(outcome->none));
	if (outcome->question && !text->options->is_final) {
		add_question(text, outcome->question);
		add_hint(text);
	} else if (!outcome->question) {
		buf_text(&text->page.buf, "\nNo question is left that would tell them apart.\n");
	}
	return AWRY_OK;
}

static void add_unrecognised(struct text *text)
{
	awry_session *session = text->session;
	struct page *page = &text->page;

	if (session->n_lookalikes > 0) {
		const struct seen_lookalike *seen = &session->lookalikes[0];
		page_line(page, "", "This is not a failure of AWS that awry knows.", STYLE_BOLD);
		buf_fmt(&page->buf, "Line %u looks like this: ", seen->line);
		page_wrap(page, "", 0, kb_text(session->kb, kb_lookalikes(session->kb)[seen->lookalike].title));
		return;
	}
	page_line(page, "", "Nothing here that awry recognises.", STYLE_BOLD);
	page_wrap(page, "", 0, "That does not mean that nothing is wrong. Paste more of the output (the whole error, with the lines "
		"around it), or describe what you see: run awry on a terminal to be asked, awry list for all that it knows.");
}

static void add_limits(struct text *text)
{
	for (unsigned i = 0; view_limit(i); i++)
		if (text->session->limits & 1U << i)
			buf_fmt(&text->page.buf, "\nNote: %s.\n", view_limit(i));
}

static awry_status add_outcome(struct text *text)
{
	awry_session *session = text->session;
	const struct suspect *first = NULL;
	awry_outcome outcome;

	TRY(session_next(session, &outcome));
	for (uint32_t i = 0; i < session->differential.n && !first; i++)
		if (view_shows(session, &session->differential.suspects[i], text->options))
			first = &session->differential.suspects[i];
	if (!first)
		add_unrecognised(text);
	else if (first->proved || first->probability >= weights.enough)
		TRY(add_diagnosed(text, first));
	else
		TRY(add_candidates(text, &outcome));
	add_limits(text);
	return AWRY_OK;
}

awry_status report_text(awry_session *session, const awry_report_options *options, awry_write_fn write, void *user)
{
	struct text text = {.session = session, .options = options,
		.page = {.width = options->width ? options->width : TEXT_WIDTH, .colour = options->colour != 0}};
	awry_status status;

	buf_init(&text.page.buf, session->alloc);
	status = add_outcome(&text);
	if (!status)
		status = buf_status(&text.page.buf);
	if (!status && write(user, text.page.buf.ptr, text.page.buf.len))
		status = AWRY_E_IO;
	buf_release(&text.page.buf);
	return status;
}
