/* SPDX-License-Identifier: MIT */
#include "report/report.h"

const char *view_risk(uint32_t risk)
{
	static const char *const words[] = {
		[KB_RISK_READ] = "read", [KB_RISK_CHANGE] = "change", [KB_RISK_DESTROY] = "destroy",
	};

	return risk < N_ELEMENTS(words) ? words[risk] : NULL;
}

const char *view_limit(unsigned index)
{
	static const char *const words[] = {
		"a pattern was given up on this text: it may be missed",
		"more matches than are kept: the first are shown",
		"the text is too long: its end was not read",
		"too many near matches: some were not tried",
	};

	return index < N_ELEMENTS(words) ? words[index] : NULL;
}

bool view_shows(const awry_session *session, const struct suspect *suspect, const awry_report_options *options)
{
	const char *id = kb_text(session->kb, kb_diagnoses(session->kb)[suspect->diagnosis].id);

	return kb_in_area(id, options->area) && (options->all || suspect->probability >= weights.live);
}

/* Values are strangers' text, so the whole is cleaned after they are filled in. */
const char *view_clean(awry_session *session, const char *text)
{
	struct buf buf;
	const char *clean;

	if (!text)
		return NULL;
	buf_init(&buf, session->alloc);
	clean_add(&buf, text, strlen(text));
	clean = buf.failed ? NULL : arena_copy(&session->scratch, buf.ptr ? buf.ptr : "", buf.len);
	buf_release(&buf);
	return clean;
}

const char *view_prose(awry_session *session, uint32_t owner, kb_str text)
{
	return view_clean(session, session_fill(session, &session->scratch, owner, kb_text(session->kb, text), FILL_PROSE));
}

static const char *view_command(awry_session *session, uint32_t owner, kb_str text)
{
	return view_clean(session, session_fill(session, &session->scratch, owner, kb_text(session->kb, text), FILL_COMMAND));
}

awry_status view_steps(awry_session *session, uint32_t diagnosis, struct view_step **out, uint32_t *n)
{
	const struct kb *kb = session->kb;
	struct kb_range range = kb_diagnoses(kb)[diagnosis].fixes;
	uint32_t owner = kb_slot_diagnosis(kb, diagnosis);
	struct view_step *steps = arena_alloc(&session->scratch, range.count + 1, sizeof(*steps));

	if (!steps)
		return AWRY_E_NOMEM;
	for (uint32_t i = 0; i < range.count; i++) {
		const struct kb_fix *fix = kb_fixes(kb) + range.first + i;
		steps[i].act = view_prose(session, owner, fix->act);
		steps[i].run = fix->run ? view_command(session, owner, fix->run) : NULL;
		steps[i].verify = fix->verify ? view_command(session, owner, fix->verify) : NULL;
		steps[i].risk = view_risk(fix->risk);
		if (!steps[i].act || (fix->run && !steps[i].run) || (fix->verify && !steps[i].verify))
			return AWRY_E_NOMEM;
	}
	*out = steps;
	*n = range.count;
	return AWRY_OK;
}
