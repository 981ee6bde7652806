/* SPDX-License-Identifier: MIT */
#include "report/save.h"

#include <jansson.h>
#include <stdlib.h>

#include "dialog/tell.h"
#include "report/json_parts.h"

#define SAVE_SCHEMA "awry-session/1"

enum { SAVE_MAX = 1 << 20 }; /* bytes of a saved session that are read */

/* ---- writing ---- */

static json_t *seen_array(const awry_session *session)
{
	json_t *array = json_array();

	for (uint32_t i = 0; i < session->n_seen; i++) {
		const struct seen *seen = &session->seen[i];
		json_t *object = json_object();
		json_set(&object, "id", json_string(kb_slot_id(session->kb, seen->slot)));
		json_set(&object, "strength", json_integer(seen->strength));
		json_set(&object, "literal", json_integer(seen->n_literal));
		json_set(&object, "file", json_clean(session->alloc, seen->file));
		json_set(&object, "line", json_integer(seen->line));
		json_set(&object, "count", json_integer(seen->count));
		json_set(&object, "text", json_clean(session->alloc, seen->excerpt));
		json_append(&array, object);
	}
	return array;
}

static json_t *values_array(const awry_session *session)
{
	json_t *array = json_array();

	for (uint32_t i = 0; i < session->n_values; i++) {
		const struct known_value *value = &session->values[i];
		json_t *object = json_object();
		json_set(&object, "name", json_string(kb_text(session->kb, kb_values(session->kb)[value->value].name)));
		json_set(&object, "owner", value->owner == KB_NONE ? json_null()
			: json_string(kb_slot_id(session->kb, value->owner)));
		json_set(&object, "rank", json_integer(value->rank));
		json_set(&object, "text", json_clean(session->alloc, value->text.ptr));
		json_append(&array, object);
	}
	return array;
}

static json_t *answers_array(awry_session *session)
{
	json_t *array = json_array();

	for (uint32_t i = 0; i < session->n_given; i++) {
		const struct given *given = &session->given[i];
		json_t *object = json_object();
		json_set(&object, "finding", json_string(kb_text(session->kb, kb_findings(session->kb)[given->finding].id)));
		json_set(&object, "value", given->value.kind == FACT_UNKNOWN ? json_null()
			: json_clean(session->alloc, session_given_text(session, given)));
		json_set(&object, "read", json_boolean(given->by == FACT_BY_MESSAGE));
		json_set(&object, "file", json_clean(session->alloc, given->file));
		json_set(&object, "line", json_integer(given->seen_line));
		json_append(&array, object);
	}
	return array;
}

static json_t *lookalikes_array(const awry_session *session)
{
	json_t *array = json_array();

	for (uint32_t i = 0; i < session->n_lookalikes; i++) {
		const struct seen_lookalike *seen = &session->lookalikes[i];
		json_t *object = json_object();
		json_set(&object, "id", json_string(kb_text(session->kb, kb_lookalikes(session->kb)[seen->lookalike].id)));
		json_set(&object, "file", json_clean(session->alloc, seen->file));
		json_set(&object, "line", json_integer(seen->line));
		json_append(&array, object);
	}
	return array;
}

/* SHA-256 over the compact text of all other members, in hexadecimal. */
static bool checksum(const json_t *object, char out[65])
{
	static const char digits[] = "0123456789abcdef";
	char *text = json_dumps(object, JSON_COMPACT);
	uint8_t hash[32];

	if (!text)
		return false;
	sha256(text, strlen(text), hash);
	free(text);
	for (size_t i = 0; i < sizeof(hash); i++) {
		out[2 * i] = digits[hash[i] >> 4];
		out[2 * i + 1] = digits[hash[i] & 15];
	}
	out[64] = '\0';
	return true;
}

awry_status save_write(awry_session *session, awry_write_fn write, void *user)
{
	json_t *object = json_object();
	char check[65];

	json_set(&object, "schema", json_string(SAVE_SCHEMA));
	json_set(&object, "awry", json_string(awry_version()));
	json_set(&object, "kb", json_string(session->kb->sha256));
	json_set(&object, "seen", seen_array(session));
	json_set(&object, "lookalikes", lookalikes_array(session));
	json_set(&object, "values", values_array(session));
	json_set(&object, "answers", answers_array(session));
	json_set(&object, "limits", json_integer(session->limits));
	if (!object || !checksum(object, check)) {
		json_decref(object);
		return AWRY_E_NOMEM;
	}
	json_set(&object, "check", json_string(check));
	return json_write(object, write, user);
}

/* ---- reading: every member is checked, as whoever can write a file can write its checksum ---- */

struct reader {
	awry_session *session;
	size_t n_dropped;
};

static bool get_number(const json_t *object, const char *key, uint32_t max, uint32_t *out)
{
	const json_t *number = json_object_get(object, key);

	if (!json_is_integer(number) || json_integer_value(number) < 0 || json_integer_value(number) > max)
		return false;
	*out = (uint32_t)json_integer_value(number);
	return true;
}

/* A string or null; *out is kept for the session's life. */
static awry_status get_text(struct reader *reader, const json_t *object, const char *key, const char **out)
{
	const json_t *text = json_object_get(object, key);

	*out = NULL;
	if (json_is_null(text))
		return AWRY_OK;
	if (!json_is_string(text))
		return AWRY_E_INVALID;
	*out = tell_keep(reader->session, (struct span){json_string_value(text), json_string_length(text)});
	return *out ? AWRY_OK : AWRY_E_NOMEM;
}

static uint32_t find_slot(const struct kb *kb, const char *id)
{
	uint32_t index = kb_find_symptom(kb, id);

	if (index != KB_NONE)
		return kb_slot_symptom(kb, index);
	index = kb_find_diagnosis(kb, id);
	return index == KB_NONE ? KB_NONE : kb_slot_diagnosis(kb, index);
}

static awry_status read_seen(struct reader *reader, const json_t *object)
{
	struct seen seen = {0};
	const char *id;

	TRY(get_text(reader, object, "id", &id));
	TRY(get_text(reader, object, "file", &seen.file));
	TRY(get_text(reader, object, "text", &seen.excerpt));
	if (!id || !get_number(object, "strength", KB_SUPPORTS, &seen.strength) ||
		!get_number(object, "literal", UINT32_MAX, &seen.n_literal) ||
		!get_number(object, "line", UINT32_MAX, &seen.line) || !get_number(object, "count", UINT32_MAX, &seen.count))
		return AWRY_E_INVALID;
	seen.slot = find_slot(reader->session->kb, id);
	if (seen.slot == KB_NONE) {
		reader->n_dropped++;
		return AWRY_OK;
	}
	return tell_seen(reader->session, &seen);
}

static awry_status read_lookalike(struct reader *reader, const json_t *object)
{
	const char *id, *file;
	uint32_t line, index;

	TRY(get_text(reader, object, "id", &id));
	TRY(get_text(reader, object, "file", &file));
	if (!id || !file || !get_number(object, "line", UINT32_MAX, &line))
		return AWRY_E_INVALID;
	index = kb_find_lookalike(reader->session->kb, id);
	reader->n_dropped += index == KB_NONE;
	return index == KB_NONE ? AWRY_OK : tell_lookalike(reader->session, index, file, line);
}

static awry_status read_value(struct reader *reader, const json_t *object)
{
	const struct kb *kb = reader->session->kb;
	const char *name, *owner, *text;
	uint32_t rank, index;

	TRY(get_text(reader, object, "name", &name));
	TRY(get_text(reader, object, "owner", &owner));
	TRY(get_text(reader, object, "text", &text));
	if (!name || !text || !get_number(object, "rank", 3, &rank))
		return AWRY_E_INVALID;
	index = kb_find_value(kb, name);
	reader->n_dropped += index == KB_NONE;
	return tell_value(reader->session, index, span_of(text), rank, owner ? find_slot(kb, owner) : KB_NONE);
}

static awry_status read_answer(struct reader *reader, const json_t *object)
{
	const char *finding, *value, *file;
	uint32_t line, index, answer;
	awry_status status;

	TRY(get_text(reader, object, "finding", &finding));
	TRY(get_text(reader, object, "value", &value));
	TRY(get_text(reader, object, "file", &file));
	if (!finding || !get_number(object, "line", UINT32_MAX, &line) || !json_is_boolean(json_object_get(object, "read")))
		return AWRY_E_INVALID;
	if (!json_is_true(json_object_get(object, "read"))) {
		status = session_answer(reader->session, finding, value);
		reader->n_dropped += status == AWRY_E_UNKNOWN;
		return status == AWRY_E_UNKNOWN ? AWRY_OK : status;
	}
	index = kb_find_finding(reader->session->kb, finding);
	answer = index == KB_NONE || !value ? KB_NONE : kb_find_answer(reader->session->kb, index, value);
	reader->n_dropped += answer == KB_NONE;
	return answer == KB_NONE || !file ? AWRY_OK : tell_read(reader->session, index, answer, file, line);
}

static awry_status read_array(struct reader *reader, const json_t *object, const char *key,
	awry_status (*read)(struct reader *, const json_t *))
{
	const json_t *array = json_object_get(object, key);

	if (!json_is_array(array))
		return AWRY_E_INVALID;
	for (size_t i = 0; i < json_array_size(array); i++)
		TRY(read(reader, json_array_get(array, i)));
	return AWRY_OK;
}

static awry_status read_all(struct reader *reader, const json_t *object)
{
	uint32_t limits;

	TRY(read_array(reader, object, "seen", read_seen));
	TRY(read_array(reader, object, "lookalikes", read_lookalike));
	TRY(read_array(reader, object, "values", read_value));
	TRY(read_array(reader, object, "answers", read_answer));
	if (!get_number(object, "limits", UINT32_MAX, &limits))
		return AWRY_E_INVALID;
	reader->session->limits = limits;
	return AWRY_OK;
}

static bool is_whole(json_t *object)
{
	const char *schema = json_string_value(json_object_get(object, "schema"));
	const json_t *check = json_object_get(object, "check");
	char said[65], wanted[65];

	if (!schema || strcmp(schema, SAVE_SCHEMA) != 0 || json_string_length(check) != 64)
		return false;
	memcpy(said, json_string_value(check), sizeof(said));
	json_object_del(object, "check");
	return checksum(object, wanted) && strcmp(said, wanted) == 0;
}

awry_status save_read(const struct kb *kb, const awry_alloc *alloc, struct span bytes, awry_session **out, size_t *n_dropped)
{
	struct reader reader = {0};
	awry_status status = AWRY_E_INVALID;
	json_t *object;

	*out = NULL;
	*n_dropped = 0;
	if (bytes.len > SAVE_MAX)
		return AWRY_E_LIMIT;
	object = json_loadb(bytes.ptr, bytes.len, JSON_REJECT_DUPLICATES, NULL);
	if (object && is_whole(object))
		status = session_open(kb, alloc, &reader.session);
	if (!status)
		status = read_all(&reader, object);
	json_decref(object);
	if (status) {
		session_close(reader.session);
		return status;
	}
	*n_dropped = reader.n_dropped;
	*out = reader.session;
	return AWRY_OK;
}
