/* SPDX-License-Identifier: MIT */
#include "report/report.h"

/* A transcript for a ticket: what was seen, asked and found, the result, and what it rests on. */

struct transcript {
	struct buf buf;
	awry_session *session;
	const awry_report_options *options;
};

enum { TRANSCRIPT_EXCERPT = 400, TRANSCRIPT_EVIDENCE = 32 };

static void add_prose(struct transcript *transcript, const char *text)
{
	if (text)
		clean_add_markdown(&transcript->buf, text, strlen(text));
	else
		transcript->buf.failed = true; /* texts are only missing where memory was */
}

/* Indented code cannot be ended by what stands in it, as a fence could. */
static void add_code(struct transcript *transcript, const char *indent, const char *text)
{
	transcript->buf.failed |= !text; /* texts are only missing where memory was */
	if (!text)
		return;
	buf_fmt(&transcript->buf, "\n%s    ", indent);
	clean_add_line(&transcript->buf, text, strlen(text), 4096);
	buf_text(&transcript->buf, "\n\n");
}

static void add_seen(struct transcript *transcript)
{
	awry_session *session = transcript->session;

	buf_text(&transcript->buf, "## Seen\n\n");
	for (uint32_t i = 0; i < session->n_seen; i++) {
		const struct seen *seen = &session->seen[i];
		buf_fmt(&transcript->buf, "- `%s`", kb_slot_id(session->kb, seen->slot));
		if (seen->file) {
			buf_text(&transcript->buf, ", ");
			add_prose(transcript, strcmp(seen->file, "-") ? session_masked(session, seen->file) : "pasted text");
			buf_fmt(&transcript->buf, " line %u", seen->line);
		} else {
			buf_text(&transcript->buf, ", said by the user");
		}
		buf_char(&transcript->buf, '\n');
		if (seen->excerpt && *seen->excerpt)
			add_code(transcript, "  ", session_masked(session, seen->excerpt));
	}
	if (session->n_seen == 0)
		buf_text(&transcript->buf, "Nothing that awry recognises.\n");
}

static void add_answers(struct transcript *transcript)
{
	awry_session *session = transcript->session;

	if (session->n_given == 0)
		return;
	buf_text(&transcript->buf, "\n## Asked\n\n");
	for (uint32_t i = 0; i < session->n_given; i++) {
		const struct given *given = &session->given[i];
		const struct kb_finding *finding = kb_findings(session->kb) + given->finding;
		buf_text(&transcript->buf, "- ");
		add_prose(transcript, view_prose(session, KB_NONE, finding->ask));
		buf_text(&transcript->buf, " **");
		add_prose(transcript, session_masked(session, session_given_says(session, given)));
		buf_fmt(&transcript->buf, "** (`%s`)%s\n", kb_text(session->kb, finding->id),
			given->by == FACT_BY_MESSAGE ? ", read in the text" : "");
	}
}

static awry_status add_diagnosis(struct transcript *transcript, const struct suspect *suspect)
{
	awry_session *session = transcript->session;
	const struct kb_diagnosis *diagnosis = kb_diagnoses(session->kb) + suspect->diagnosis;
	uint32_t slot = kb_slot_diagnosis(session->kb, suspect->diagnosis), n;
	struct view_step *steps;

	buf_text(&transcript->buf, "\n## ");
	add_prose(transcript, view_prose(session, slot, diagnosis->title));
	buf_fmt(&transcript->buf, "\n\n`%s`, %s (%u %%)\n\n", kb_text(session->kb, diagnosis->id),
		weigh_word(suspect->probability, suspect->proved), weigh_per_cent(suspect->probability));
	add_prose(transcript, view_prose(session, slot, diagnosis->cause));
	buf_text(&transcript->buf, "\n\n");
	TRY(view_steps(session, suspect->diagnosis, &steps, &n));
	for (uint32_t i = 0; i < n; i++) {
		buf_fmt(&transcript->buf, "%u. ", i + 1);
		add_prose(transcript, steps[i].act);
		if (steps[i].risk)
			buf_fmt(&transcript->buf, " (%s)", steps[i].risk);
		buf_char(&transcript->buf, '\n');
		if (steps[i].run)
			add_code(transcript, i < 9 ? "   " : "    ", steps[i].run);
	}
	return AWRY_OK;
}

static void add_others(struct transcript *transcript, uint32_t from)
{
	awry_session *session = transcript->session;
	const struct differential *differential = &session->differential;

	if (from < differential->n)
		buf_text(&transcript->buf, "\n## Other suspects\n\n");
	for (uint32_t i = from; i < differential->n; i++)
		if (view_shows(session, &differential->suspects[i], transcript->options))
			buf_fmt(&transcript->buf, "- %u %% `%s`\n", weigh_per_cent(differential->suspects[i].probability),
				kb_text(session->kb, kb_diagnoses(session->kb)[differential->suspects[i].diagnosis].id));
}

/* The rules that fired for the first suspect, strongest first. */
static void add_rules(struct transcript *transcript)
{
	awry_session *session = transcript->session;
	uint32_t list[TRANSCRIPT_EVIDENCE], n;

	if (session->differential.n == 0)
		return;
	n = weigh_evidence(&session->facts, session->differential.suspects[0].diagnosis, list, TRANSCRIPT_EVIDENCE);
	if (n > 0)
		buf_text(&transcript->buf, "\n## Rules fired\n\n");
	for (uint32_t i = 0; i < n; i++) {
		const struct kb_conclusion *conclusion = kb_conclusions(session->kb) + list[i];
		buf_text(&transcript->buf, "- ");
		add_prose(transcript, kb_text(session->kb, kb_rules(session->kb)[conclusion->rule].name));
		buf_fmt(&transcript->buf, ": %s\n", kb_strength_word(conclusion->strength));
	}
}

static awry_status add_all(struct transcript *transcript)
{
	awry_session *session = transcript->session;
	uint32_t first = 0;

	TRY(session_think(session));
	buf_text(&transcript->buf, "# awry transcript\n\n");
	add_seen(transcript);
	add_answers(transcript);
	if (session->state == AWRY_DIAGNOSED)
		TRY(add_diagnosis(transcript, &session->differential.suspects[first++]));
	add_others(transcript, first);
	add_rules(transcript);
	buf_fmt(&transcript->buf, "\nawry %s, knowledge base `%s`\n", awry_version(), session->kb->sha256);
	return AWRY_OK;
}

awry_status report_markdown(awry_session *session, const awry_report_options *options, awry_write_fn write, void *user)
{
	struct transcript transcript = {.session = session, .options = options};
	awry_status status;

	buf_init(&transcript.buf, session->alloc);
	status = add_all(&transcript);
	transcript.buf.failed |= session->is_short;
	if (!status)
		status = buf_status(&transcript.buf);
	if (!status && write(user, transcript.buf.ptr, transcript.buf.len))
		status = AWRY_E_IO;
	buf_release(&transcript.buf);
	return status;
}
