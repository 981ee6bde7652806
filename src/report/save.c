/* SPDX-License-Identifier: MIT */
#include "report/save.h"

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

enum { CHECK_LEN = 64 };

/* SHA-256 in hexadecimal. */
static void checksum(const struct buf *text, char out[CHECK_LEN])
{
	static const char digits[] = "0123456789abcdef";
	uint8_t hash[CHECK_LEN / 2];

	sha256(text->ptr, text->len, hash);
	for (size_t i = 0; i < sizeof(hash); i++) {
		out[2 * i] = digits[hash[i] >> 4];
		out[2 * i + 1] = digits[hash[i] & 15];
	}
}

/* The last member is the checksum of the text without it. */
static void add_check(struct buf *text)
{
	char check[CHECK_LEN];

	checksum(text, check);
	text->len--; /* the brace */
	buf_fmt(text, ",\"check\":\"%.*s\"}\n", CHECK_LEN, check);
}

/* Who led, so that whoever restores it under other rules can say what they changed. */
static void add_leader(json_t **object, const awry_session *session)
{
	const struct suspect *first = session->differential.n > 0 ? &session->differential.suspects[0] : NULL;

	json_set(object, "led", first
		? json_string(kb_text(session->kb, kb_diagnoses(session->kb)[first->diagnosis].id)) : json_null());
	json_set(object, "led_per_cent", json_integer(first ? weigh_per_cent(first->probability) : 0));
}

awry_status save_write(awry_session *session, awry_write_fn write, void *user)
{
	json_t *object;
	struct buf text;
	awry_status status;

	TRY(session_weigh(session));
	object = json_object();
	json_set(&object, "schema", json_string(SAVE_SCHEMA));
	json_set(&object, "awry", json_string(awry_version()));
	json_set(&object, "kb", json_string(session->kb->sha256));
	json_set(&object, "seen", seen_array(session));
	json_set(&object, "lookalikes", lookalikes_array(session));
	json_set(&object, "values", values_array(session));
	json_set(&object, "answers", answers_array(session));
	json_set(&object, "limits", json_integer(session->limits));
	add_leader(&object, session);
	buf_init(&text, session->alloc);
	if (json_add(&text, object, 0))
		add_check(&text);
	json_decref(object);
	status = buf_status(&text);
	if (!status && write(user, text.ptr, text.len))
		status = AWRY_E_IO;
	buf_release(&text);
	return status;
}

/* ---- reading: every member is checked, as whoever can write a file can write its checksum ---- */

struct reader {
	awry_session *session;
	uint32_t dropped_cap;
};

/* `value` may be NULL. */
static awry_status drop(struct reader *reader, const char *id, const char *value)
{
	struct restored *restored = &reader->session->restored;
	struct buf text;

	if (restored->n_dropped == reader->dropped_cap) {
		uint32_t cap = reader->dropped_cap ? 2 * reader->dropped_cap : 8;
		const char **grown = arena_alloc(&reader->session->arena, cap, sizeof(*grown));
		if (!grown)
			return AWRY_E_NOMEM;
		if (restored->n_dropped > 0)
			memcpy(grown, restored->dropped, restored->n_dropped * sizeof(*grown));
		restored->dropped = grown;
		reader->dropped_cap = cap;
	}
	buf_init(&text, reader->session->alloc);
	buf_fmt(&text, value ? "%s=%s" : "%s", id, value);
	id = text.failed ? NULL : tell_keep(reader->session, (struct span){text.ptr, text.len});
	buf_release(&text);
	if (!id)
		return AWRY_E_NOMEM;
	restored->dropped[restored->n_dropped++] = id;
	return AWRY_OK;
}

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
	return seen.slot == KB_NONE ? drop(reader, id, NULL) : tell_seen(reader->session, &seen);
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
	return index == KB_NONE ? drop(reader, id, NULL) : tell_lookalike(reader->session, index, file, line);
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
	if (index == KB_NONE)
		return drop(reader, name, NULL);
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
		return status == AWRY_E_UNKNOWN ? drop(reader, finding, value ? value : "?") : status;
	}
	index = kb_find_finding(reader->session->kb, finding);
	answer = index == KB_NONE || !value ? KB_NONE : kb_find_answer(reader->session->kb, index, value);
	if (answer == KB_NONE)
		return drop(reader, finding, value);
	return !file ? AWRY_OK : tell_read(reader->session, index, answer, file, line);
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

static awry_status read_leader(struct reader *reader, const json_t *object)
{
	struct restored *restored = &reader->session->restored;
	const char *kb = json_string_value(json_object_get(object, "kb"));

	if (!kb || !get_number(object, "led_per_cent", 100, &restored->led_per_cent))
		return AWRY_E_INVALID;
	restored->is_other_kb = strcmp(kb, reader->session->kb->sha256) != 0;
	return get_text(reader, object, "led", &restored->led);
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
	return read_leader(reader, object);
}

/* Is it what save_write wrote?  `text` becomes what the checksum is of; AWRY_E_INVALID if not. */
static awry_status read_check(struct span bytes, struct buf *text)
{
	static const char key[] = ",\"check\":\"", end[] = "\"}";
	enum { TAIL = sizeof(key) - 1 + CHECK_LEN + sizeof(end) - 1 };
	char wanted[CHECK_LEN];

	if (bytes.len > 0 && bytes.ptr[bytes.len - 1] == '\n')
		bytes.len--;
	if (bytes.len < TAIL)
		return AWRY_E_INVALID;
	const char *tail = bytes.ptr + bytes.len - TAIL, *check = tail + sizeof(key) - 1;
	if (memcmp(tail, key, sizeof(key) - 1) != 0 || memcmp(check + CHECK_LEN, end, sizeof(end) - 1) != 0)
		return AWRY_E_INVALID;
	buf_add(text, bytes.ptr, bytes.len - TAIL);
	buf_char(text, '}');
	TRY(buf_status(text));
	checksum(text, wanted);
	return memcmp(check, wanted, CHECK_LEN) == 0 ? AWRY_OK : AWRY_E_INVALID;
}

/* Parses `text`, whose checksum was right.  If it does not come out as it went in there was no memory, or somebody
 * wrote it by hand: in either case nothing is damaged. */
static awry_status parse(const struct buf *text, json_t **out)
{
	struct buf again;
	awry_status status = json_parse((struct span){text->ptr, text->len}, JSON_REJECT_DUPLICATES, out, NULL);

	if (status)
		return AWRY_E_NOMEM;
	buf_init(&again, text->alloc);
	if (!json_add(&again, *out, 0) || again.len != text->len || memcmp(again.ptr, text->ptr, text->len) != 0)
		status = AWRY_E_NOMEM;
	buf_release(&again);
	return status;
}

static awry_status read_whole(struct span bytes, const awry_alloc *alloc, json_t **out)
{
	struct buf text;
	awry_status status;
	const char *schema;

	buf_init(&text, alloc);
	status = read_check(bytes, &text);
	if (!status)
		status = parse(&text, out);
	buf_release(&text);
	schema = json_string_value(json_object_get(*out, "schema"));
	return status || (schema && strcmp(schema, SAVE_SCHEMA) == 0) ? status : AWRY_E_INVALID;
}

awry_status save_read(const struct kb *kb, const awry_alloc *alloc, struct span bytes, awry_session **out, size_t *n_dropped)
{
	struct reader reader = {0};
	json_t *object = NULL;
	awry_status status;

	*out = NULL;
	*n_dropped = 0;
	if (bytes.len > SAVE_MAX)
		return AWRY_E_LIMIT;
	status = read_whole(bytes, alloc ? alloc : mem_default(), &object);
	if (!status)
		status = session_open(kb, alloc, &reader.session);
	if (!status)
		status = read_all(&reader, object);
	json_decref(object);
	if (status) {
		session_close(reader.session);
		return status;
	}
	*n_dropped = reader.session->restored.n_dropped;
	*out = reader.session;
	return AWRY_OK;
}
