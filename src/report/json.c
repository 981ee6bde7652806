/* SPDX-License-Identifier: MIT */
#include "report/json_parts.h"

#include <math.h>
#include <stdlib.h>

/* awry-result/1. */

json_t *json_clean(const awry_alloc *alloc, const char *text)
{
	struct buf buf;
	json_t *string;

	if (!text)
		return json_null();
	buf_init(&buf, alloc);
	clean_add(&buf, text, strlen(text));
	string = buf.failed ? NULL : json_stringn(buf.ptr ? buf.ptr : "", buf.len);
	buf_release(&buf);
	return string;
}

void json_set(json_t **object, const char *key, json_t *value)
{
	if (*object && (!value || json_object_set_new(*object, key, value))) {
		json_decref(*object);
		*object = NULL;
	} else if (!*object) {
		json_decref(value);
	}
}

void json_append(json_t **array, json_t *value)
{
	if (*array && (!value || json_array_append_new(*array, value))) {
		json_decref(*array);
		*array = NULL;
	} else if (!*array) {
		json_decref(value);
	}
}

static int add_to_buf(const char *bytes, size_t len, void *buf)
{
	buf_add(buf, bytes, len);
	return 0;
}

bool json_add(struct buf *out, const json_t *object, size_t flags)
{
	if (!object || json_dump_callback(object, add_to_buf, out, JSON_COMPACT | flags))
		out->failed = true;
	return !out->failed;
}

awry_status json_write_with(json_t *object, size_t flags, awry_write_fn write, void *user)
{
	struct buf text;
	awry_status status = AWRY_E_NOMEM;

	buf_init(&text, mem_default());
	if (json_add(&text, object, flags)) {
		buf_char(&text, '\n');
		status = buf_status(&text);
	}
	if (!status && write(user, text.ptr, text.len))
		status = AWRY_E_IO;
	json_decref(object);
	buf_release(&text);
	return status;
}

awry_status json_write(json_t *object, awry_write_fn write, void *user)
{
	return json_write_with(object, JSON_REAL_PRECISION(4), write, user);
}

static struct span after_blanks(struct span text)
{
	while (text.len > 0 && (*text.ptr == ' ' || *text.ptr == '\t' || *text.ptr == '\r' || *text.ptr == '\n'))
		text = (struct span){text.ptr + 1, text.len - 1};
	return text;
}

/* jansson's words for a text that begins neither an object nor an array. */
static void expect_bracket(struct span text, json_error_t *error)
{
	size_t len = 0;

	while (len < text.len && ((text.ptr[len] | 0x20) >= 'a' && (text.ptr[len] | 0x20) <= 'z'))
		len++;
	if (text.len == 0)
		snprintf(error->text, sizeof(error->text), "'[' or '{' expected near end of file");
	else if (len > 0 && len <= 20)
		snprintf(error->text, sizeof(error->text), "'[' or '{' expected near '%.*s'", (int)len, text.ptr);
	else
		snprintf(error->text, sizeof(error->text), "'[' or '{' expected");
}

/* Up to the bracket that closes the first; of any kind, which jansson looks at. */
static size_t value_length(struct span text)
{
	size_t depth = 0;
	bool is_quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (c == '"')
			is_quoted = !is_quoted;
		else if (is_quoted)
			i += c == '\\';
		else if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && --depth == 0)
			return i + 1;
	}
	return text.len;
}

/* The author of the text knows nothing of the bracket behind it. */
static void hide_bracket(json_error_t *error)
{
	char *near = strstr(error->text, " near ']'");

	if (near)
		memcpy(near, " near end of file", sizeof(" near end of file"));
}

/* The reader of jansson 2.14 goes on without the byte for which its buffer could not grow: a string would change, and
 * without its closing quote be read past its end.  So the first string in the buffer is one longer than the text, of
 * which no byte matters; its closing quote lies where a buffer of a power of two bytes does not grow.  The line feed
 * ends a string that the text does not. */
static awry_status parse_behind_long_string(struct span text, size_t flags, json_t **out, json_error_t *error)
{
	size_t longest = 16;
	json_t *array;
	struct buf buf;

	while (longest < text.len + 8)
		longest *= 2;
	buf_init(&buf, mem_default());
	buf_text(&buf, "[\"");
	for (size_t i = 0; i < longest - 3; i++)
		buf_char(&buf, 'x');
	buf_text(&buf, "\",");
	buf_add(&buf, text.ptr, text.len);
	buf_text(&buf, "\n]");
	array = buf.failed ? NULL : json_loadb(buf.ptr, buf.len, flags, error);
	if (json_array_size(array) == 2)
		*out = json_incref(json_array_get(array, 1));
	else if (!buf.failed && error->position == (int)buf.len)
		hide_bracket(error);
	json_decref(array);
	awry_status status = buf_status(&buf);
	buf_release(&buf);
	return status || *out ? status : AWRY_E_INVALID;
}

awry_status json_parse(struct span text, size_t flags, json_t **out, json_error_t *error)
{
	json_error_t unused;

	*out = NULL;
	if (!error)
		error = &unused;
	error->text[0] = '\0';
	text = after_blanks(text);
	if (text.len == 0 || (*text.ptr != '{' && *text.ptr != '[')) {
		expect_bracket(text, error);
		return AWRY_E_INVALID;
	}
	size_t len = value_length(text);
	if (after_blanks((struct span){text.ptr + len, text.len - len}).len > 0) {
		snprintf(error->text, sizeof(error->text), "end of file expected");
		return AWRY_E_INVALID;
	}
	return parse_behind_long_string(text, flags, out, error);
}

static json_t *clean_string(const awry_session *session, const char *text)
{
	return json_clean(session->alloc, text);
}

/* Prose with values filled in; NULL without memory. */
static json_t *prose_string(awry_session *session, uint32_t owner, kb_str text)
{
	const char *prose = view_prose(session, owner, text);

	return prose ? json_string(prose) : NULL;
}

/* An untrusted text, masked where the session masks; null for NULL. */
static json_t *masked_string(awry_session *session, const char *text)
{
	const char *masked = session_masked(session, text);

	return masked || !text ? clean_string(session, masked) : NULL;
}

static json_t *kb_string(const struct kb *kb, kb_str text)
{
	return text ? json_string(kb_text(kb, text)) : json_null();
}

static json_t *rounded(double value)
{
	return json_real(round(value * 10000) / 10000);
}

/* ---- parts ---- */

static json_t *seen_object(awry_session *session, const struct seen *seen)
{
	uint32_t symptom;
	json_t *object = json_object();

	kb_slot_kind(session->kb, seen->slot, &symptom);
	json_set(&object, "id", json_string(kb_slot_id(session->kb, seen->slot)));
	json_set(&object, "title", kb_string(session->kb, kb_symptoms(session->kb)[symptom].title));
	json_set(&object, "file", masked_string(session, seen->file));
	json_set(&object, "line", seen->file ? json_integer(seen->line) : json_null());
	json_set(&object, "count", json_integer(seen->count));
	json_set(&object, "text", masked_string(session, seen->excerpt));
	return object;
}

static json_t *symptoms_array(awry_session *session, const awry_report_options *options)
{
	json_t *array = json_array();

	for (uint32_t i = 0; i < session->n_seen; i++) {
		uint32_t symptom;
		if (kb_slot_kind(session->kb, session->seen[i].slot, &symptom) == KB_SLOT_SYMPTOM &&
			kb_in_area(kb_slot_id(session->kb, session->seen[i].slot), options->area))
			json_append(&array, seen_object(session, &session->seen[i]));
	}
	return array;
}

static json_t *values_object(awry_session *session, uint32_t owner)
{
	json_t *object = json_object();

	for (uint32_t i = 0; i < session->n_values; i++) {
		const char *name = kb_text(session->kb, kb_values(session->kb)[session->values[i].value].name);
		struct span value = session_value(session, owner, span_of(name));
		if (value.len > 0 && object && !json_object_get(object, name))
			json_set(&object, name, clean_string(session, value.ptr));
	}
	return object;
}

static json_t *fix_array(awry_session *session, uint32_t diagnosis)
{
	struct view_step *steps;
	uint32_t n;
	json_t *array = json_array();

	if (view_steps(session, diagnosis, &steps, &n)) {
		json_decref(array);
		return NULL;
	}
	for (uint32_t i = 0; i < n; i++) {
		json_t *step = json_object();
		json_set(&step, "do", json_string(steps[i].act));
		json_set(&step, "run", steps[i].run ? json_string(steps[i].run) : json_null());
		json_set(&step, "risk", steps[i].risk ? json_string(steps[i].risk) : json_null());
		json_set(&step, "verify", steps[i].verify ? json_string(steps[i].verify) : json_null());
		json_append(&array, step);
	}
	return array;
}

static json_t *docs_array(const struct kb *kb, uint32_t diagnosis)
{
	struct kb_range range = kb_diagnoses(kb)[diagnosis].docs;
	json_t *array = json_array();

	for (uint32_t i = 0; i < range.count; i++) {
		json_t *doc = json_object();
		json_set(&doc, "title", kb_string(kb, kb_docs(kb)[range.first + i].title));
		json_set(&doc, "url", kb_string(kb, kb_docs(kb)[range.first + i].url));
		json_append(&array, doc);
	}
	return array;
}

static json_t *diagnosis_object(awry_session *session, const struct suspect *suspect)
{
	const struct kb *kb = session->kb;
	const struct kb_diagnosis *diagnosis = kb_diagnoses(kb) + suspect->diagnosis;
	uint32_t slot = kb_slot_diagnosis(kb, suspect->diagnosis);
	const struct seen *seen = session_seen(session, slot);
	json_t *object = json_object();

	json_set(&object, "id", kb_string(kb, diagnosis->id));
	json_set(&object, "title", prose_string(session, slot, diagnosis->title));
	json_set(&object, "probability", rounded(suspect->probability));
	json_set(&object, "certainty", json_string(weigh_word(suspect->probability, suspect->proved)));
	json_set(&object, "proved", json_boolean(suspect->proved));
	json_set(&object, "values", values_object(session, slot));
	json_set(&object, "file", seen ? masked_string(session, seen->file) : json_null());
	json_set(&object, "line", seen && seen->file ? json_integer(seen->line) : json_null());
	json_set(&object, "cause", prose_string(session, slot, diagnosis->cause));
	json_set(&object, "note", kb_string(kb, diagnosis->note));
	json_set(&object, "fix", fix_array(session, suspect->diagnosis));
	json_set(&object, "docs", docs_array(kb, suspect->diagnosis));
	return object;
}

static json_t *diagnoses_array(awry_session *session, const awry_report_options *options)
{
	json_t *array = json_array();

	for (uint32_t i = 0; i < session->differential.n; i++)
		if (view_shows(session, &session->differential.suspects[i], options))
			json_append(&array, diagnosis_object(session, &session->differential.suspects[i]));
	return array;
}

static json_t *question_object(awry_session *session, const awry_question *question)
{
	json_t *object, *answers;

	if (!question)
		return json_null();
	object = json_object();
	answers = json_array();
	for (size_t i = 0; i < question->n_answers; i++) {
		json_t *answer = json_object();
		json_set(&answer, "value", json_string(question->answers[i].value));
		json_set(&answer, "says", json_string(question->answers[i].says));
		json_append(&answers, answer);
	}
	json_set(&object, "id", json_string(question->id));
	json_set(&object, "ask", clean_string(session, question->ask));
	json_set(&object, "check", clean_string(session, question->check));
	json_set(&object, "help", question->help ? json_string(question->help) : json_null());
	json_set(&object, "answers", answers);
	json_set(&object, "unknown", json_true());
	return object;
}

static json_t *limits_array(const awry_session *session)
{
	json_t *array = json_array();

	for (unsigned i = 0; view_limit(i); i++)
		if (session->limits & 1U << i)
			json_append(&array, json_string(view_limit(i)));
	return array;
}

static json_t *lookalikes_array(awry_session *session)
{
	json_t *array = json_array();

	for (uint32_t i = 0; i < session->n_lookalikes; i++) {
		const struct kb_lookalike *lookalike = kb_lookalikes(session->kb) + session->lookalikes[i].lookalike;
		json_t *object = json_object();
		json_set(&object, "id", kb_string(session->kb, lookalike->id));
		json_set(&object, "title", kb_string(session->kb, lookalike->title));
		json_set(&object, "file", masked_string(session, session->lookalikes[i].file));
		json_set(&object, "line", json_integer(session->lookalikes[i].line));
		json_append(&array, object);
	}
	return array;
}

static json_t *kb_object(const struct kb *kb)
{
	json_t *object = json_object();

	json_set(&object, "sha256", json_string(kb->sha256));
	json_set(&object, "diagnoses", json_integer(kb->diagnoses.count));
	return object;
}

static const char *state_word(awry_state state)
{
	switch (state) {
	case AWRY_DIAGNOSED:
		return "diagnosed";
	case AWRY_CANDIDATES:
		return "candidates";
	case AWRY_UNRECOGNISED:
		break;
	}
	return "unrecognised";
}

static json_t *result_object(awry_session *session, const awry_report_options *options, const awry_outcome *outcome)
{
	json_t *object = json_object();

	json_set(&object, "schema", json_string("awry-result/1"));
	json_set(&object, "awry", json_string(awry_version()));
	json_set(&object, "kb", kb_object(session->kb));
	json_set(&object, "status", json_string(state_word(outcome->state)));
	json_set(&object, "symptoms", symptoms_array(session, options));
	json_set(&object, "diagnoses", diagnoses_array(session, options));
	json_set(&object, "none", rounded(outcome->none));
	json_set(&object, "question", question_object(session, outcome->question));
	json_set(&object, "lookalikes", lookalikes_array(session));
	json_set(&object, "limits", limits_array(session));
	return object;
}

json_t *json_result(awry_session *session, const awry_report_options *options)
{
	awry_outcome outcome;

	return session_next(session, &outcome) ? NULL : result_object(session, options, &outcome);
}

awry_status report_json(awry_session *session, const awry_report_options *options, awry_write_fn write, void *user)
{
	return json_write(json_result(session, options), write, user);
}
