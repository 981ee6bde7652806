/* SPDX-License-Identifier: MIT */
#include "report/serve.h"

#include <stdio.h>
#include <stdlib.h>

#include "report/json_parts.h"

/* Request: {"id", "op":"next", "text", "symptoms":[], "values":{}, "answers":[{"finding","value"}],
 * "evidence":[{"name","text"}], "explain":"why|how|why-not|what-if", "of", "mask":true|false}.
 * Reply: the result object, with id, rules_fired, transcript and, if asked for, explanation. */

enum { SERVE_RULES = 200 }; /* rules named in rules_fired */

struct call {
	awry_session *session;
	const json_t *request;
	const char *error;   /* what is wrong with the request, or NULL */
	const char *subject; /* the word of the request that is wrong, or NULL */
	json_error_t where;  /* of a request that is no JSON */
};

/* Says what is wrong; the first mistake stands. */
static awry_status refuse(struct call *call, const char *error, const char *subject)
{
	if (!call->error) {
		call->error = error;
		call->subject = subject;
	}
	return AWRY_E_INVALID;
}

static const char *string_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* ---- the request, told to a session ---- */

static awry_status tell_text(struct call *call, const json_t *text, const char *name)
{
	if (!text || json_is_null(text))
		return AWRY_OK;
	if (!json_is_string(text))
		return refuse(call, "text must be a string", NULL);
	return session_tell_text(call->session, name, (struct span){json_string_value(text), json_string_length(text)});
}

static awry_status tell_evidence(struct call *call)
{
	const json_t *evidence = json_object_get(call->request, "evidence");

	if (evidence && !json_is_array(evidence))
		return refuse(call, "evidence must be an array", NULL);
	for (size_t i = 0; i < json_array_size(evidence); i++) {
		const json_t *item = json_array_get(evidence, i);
		const char *name = string_of(item, "name");
		if (!name || !json_is_string(json_object_get(item, "text")))
			return refuse(call, "an item of evidence needs a name and a text", NULL);
		TRY(tell_text(call, json_object_get(item, "text"), name));
	}
	return AWRY_OK;
}

static awry_status tell_symptoms(struct call *call)
{
	const json_t *symptoms = json_object_get(call->request, "symptoms");

	if (symptoms && !json_is_array(symptoms))
		return refuse(call, "symptoms must be an array of ids", NULL);
	for (size_t i = 0; i < json_array_size(symptoms); i++) {
		const char *id = json_string_value(json_array_get(symptoms, i));
		awry_status status = id ? session_tell_symptom(call->session, id) : AWRY_E_UNKNOWN;
		if (status == AWRY_E_UNKNOWN)
			return refuse(call, "there is no symptom", id ? id : "(not a string)");
		TRY(status);
	}
	return AWRY_OK;
}

static awry_status tell_values(struct call *call)
{
	json_t *values = json_object_get(call->request, "values"), *value;
	const char *name;

	if (values && !json_is_object(values))
		return refuse(call, "values must be an object", NULL);
	json_object_foreach(values, name, value) {
		awry_status status = json_is_string(value)
			? session_tell_value(call->session, name, json_string_value(value)) : AWRY_E_UNKNOWN;
		if (status == AWRY_E_UNKNOWN)
			return refuse(call, "there is no value that is a string and named", name);
		TRY(status);
	}
	return AWRY_OK;
}

static awry_status tell_answers(struct call *call)
{
	const json_t *answers = json_object_get(call->request, "answers");

	if (answers && !json_is_array(answers))
		return refuse(call, "answers must be an array", NULL);
	for (size_t i = 0; i < json_array_size(answers); i++) {
		const json_t *answer = json_array_get(answers, i), *value = json_object_get(answer, "value");
		const char *finding = string_of(answer, "finding");
		if (!finding || (value && !json_is_null(value) && !json_is_string(value)))
			return refuse(call, "an answer needs a finding, and a value that is a string or null", NULL);
		awry_status status = session_answer(call->session, finding, json_string_value(value));
		if (status == AWRY_E_UNKNOWN)
			return refuse(call, "there is no such finding, or it has no such answer", finding);
		TRY(status);
	}
	return AWRY_OK;
}

static awry_status tell_all(struct call *call)
{
	const char *op = string_of(call->request, "op");
	const json_t *mask = json_object_get(call->request, "mask");

	if (op && strcmp(op, "next") != 0)
		return refuse(call, "op must be \"next\"", op);
	if (mask && !json_is_boolean(mask))
		return refuse(call, "mask must be true or false", NULL);
	TRY(tell_symptoms(call));
	TRY(tell_text(call, json_object_get(call->request, "text"), "-"));
	TRY(tell_evidence(call));
	TRY(tell_values(call));
	TRY(tell_answers(call));
	return session_set_masking(call->session, !json_is_false(mask));
}

/* ---- the reply ---- */

/* Rules that hold and were made to hold by something told, in the order of the rules. */
static json_t *rules_array(const awry_session *session)
{
	const struct kb *kb = session->kb;
	json_t *array = json_array();
	uint32_t n = 0;

	for (uint32_t i = 0; i < kb->rules.count && n < SERVE_RULES; i++) {
		if (kb_unmet(kb)[i] == 0 || !facts_rule_holds(&session->facts, i))
			continue;
		json_append(&array, json_string(kb_text(kb, kb_rules(kb)[i].name)));
		n++;
	}
	return array;
}

static int collect(void *user, const char *bytes, size_t len)
{
	struct buf *buf = user;

	buf_add(buf, bytes, len);
	return buf->failed;
}

static json_t *transcript_string(awry_session *session, const awry_report_options *options)
{
	struct buf buf;
	json_t *string = NULL;

	buf_init(&buf, session->alloc);
	if (!report_markdown(session, options, collect, &buf))
		string = json_stringn(buf.ptr, buf.len);
	buf_release(&buf);
	return string;
}

static awry_status explain(struct call *call, json_t **reply)
{
	static const struct { const char *word; awry_explain what; } words[] = {
		{"why", AWRY_WHY}, {"how", AWRY_HOW}, {"why-not", AWRY_WHY_NOT}, {"what-if", AWRY_WHAT_IF},
	};
	const char *word = string_of(call->request, "explain"), *text;
	size_t i = 0;

	if (!word)
		return AWRY_OK;
	while (i < N_ELEMENTS(words) && strcmp(words[i].word, word) != 0)
		i++;
	if (i == N_ELEMENTS(words))
		return refuse(call, "explain must be why, how, why-not or what-if", word);
	awry_status status = session_explain(call->session, words[i].what, string_of(call->request, "of"), &text);
	if (status == AWRY_E_UNKNOWN)
		return refuse(call, "there is nothing to explain of that name", string_of(call->request, "of"));
	TRY(status);
	json_set(reply, "explanation", json_clean(call->session->alloc, session_masked(call->session, text)));
	return AWRY_OK;
}

static awry_status fill_reply(struct call *call, json_t **reply)
{
	static const awry_report_options options = AWRY_REPORT_OPTIONS_INIT;

	*reply = json_result(call->session, &options);
	json_set(reply, "rules_fired", rules_array(call->session));
	json_set(reply, "transcript", transcript_string(call->session, &options));
	TRY(explain(call, reply));
	return call->session->is_short ? AWRY_E_NOMEM : AWRY_OK;
}

static json_t *error_object(const struct call *call, awry_status status)
{
	json_t *object = json_object(), *error = json_object();
	struct buf buf;

	buf_init(&buf, mem_default());
	buf_text(&buf, call->error ? call->error : awry_status_text(status));
	if (call->subject)
		buf_fmt(&buf, ": %.100s", call->subject);
	json_set(&error, "status", json_integer(status));
	json_set(&error, "message", buf.failed ? NULL : json_clean(mem_default(), buf.ptr));
	json_set(&object, "schema", json_string("awry-error/1"));
	json_set(&object, "error", error);
	buf_release(&buf);
	return object;
}

static json_t *parse(struct call *call, struct span line)
{
	json_t *request;

	if (line.len > SERVE_MAX) {
		refuse(call, "the request is longer than 1 MiB", NULL);
		return NULL;
	}
	json_parse(line, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &request, &call->where);
	if (!json_is_object(request)) {
		refuse(call, "the request is no JSON object", request ? NULL : call->where.text);
		json_decref(request);
		return NULL;
	}
	return request;
}

/* A reply says nothing that is not clean, its id neither. */
static awry_status check_id(const json_t *id, bool *is_echoed)
{
	struct span text = {json_string_value(id), json_string_length(id)};
	struct buf clean;
	awry_status status;

	*is_echoed = json_is_integer(id);
	if (!json_is_string(id) || text.len > 200)
		return AWRY_OK;
	buf_init(&clean, mem_default());
	clean_add(&clean, text.ptr, text.len);
	status = buf_status(&clean);
	*is_echoed = !status && span_equal((struct span){clean.ptr, clean.len}, text);
	buf_release(&clean);
	return status;
}

awry_status serve_line(const struct kb *kb, const awry_alloc *alloc, struct span line, awry_write_fn write, void *user)
{
	struct call call = {0};
	json_t *request, *reply = NULL, *id;
	awry_status status = AWRY_E_INVALID;
	bool is_echoed = false;

	request = parse(&call, line);
	call.request = request;
	id = json_object_get(request, "id");
	if (request)
		status = check_id(id, &is_echoed);
	if (!status)
		status = session_open(kb, alloc, &call.session);
	if (!status)
		status = tell_all(&call);
	if (!status)
		status = fill_reply(&call, &reply);
	if (status) {
		json_decref(reply);
		reply = error_object(&call, status);
	}
	if (is_echoed)
		json_set(&reply, "id", json_incref(id));
	status = json_write(reply, write, user);
	session_close(call.session);
	json_decref(request);
	return status;
}
