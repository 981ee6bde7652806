/* SPDX-License-Identifier: MIT */

/* Every AWRY_API function, nothing else. */

#include "awry/awry.h"

#include "dialog/examples.h"
#include "kb/load.h"
#include "kb/shipped.h"
#include "match/scan.h"
#include "report/dot.h"
#include "report/report.h"
#include "report/save.h"
#include "report/serve.h"
#include "report/simulation.h"
#include "report/stats.h"

#define TEXT_OF(x)  #x
#define VERSION_OF(major, minor, patch) TEXT_OF(major) "." TEXT_OF(minor) "." TEXT_OF(patch)

struct awry_kb {
	const struct kb *image;
	struct kb *owned; /* NULL: the shipped one */
	const awry_alloc *alloc;
};

const char *awry_version(void)
{
	return VERSION_OF(AWRY_VERSION_MAJOR, AWRY_VERSION_MINOR, AWRY_VERSION_PATCH);
}

int awry_version_number(void)
{
	return AWRY_VERSION_NUMBER;
}

const char *awry_status_text(awry_status status)
{
	switch (status) {
	case AWRY_OK:
		return "all is well";
	case AWRY_E_NOMEM:
		return "there is no memory left";
	case AWRY_E_RULES:
		return "the rules are faulty";
	case AWRY_E_IO:
		return "reading or writing failed";
	case AWRY_E_UNKNOWN:
		return "there is nothing of that name";
	case AWRY_E_INVALID:
		return "that makes no sense here";
	case AWRY_E_LIMIT:
		return "that is larger than the limits allow";
	}
	return "an unknown status";
}

/* ---- knowledge base ---- */

static awry_status load(const awry_kb_options *options, const awry_alloc *alloc, struct kb **out)
{
	struct kb_load_options load_options = {.alloc = alloc, .pattern = pattern_literals, .on_diag = options->on_diag,
		.diag_user = options->diag_user};
	int attacks = 1;
	struct kb_source *sources = NULL;
	size_t n_shipped = 0, n_own = 0;
	struct kb_source *own, *shipped = NULL;
	struct arena arena;
	awry_status status;

	if (options->attack_patterns)
		load_options.pattern_user = &attacks;
	arena_init(&arena, alloc);
	status = kb_read_dir(&arena, options->rules_dir, 1, &load_options, &own, &n_own);
	if (!status && !options->without_shipped)
		status = kb_unpack_sources(&arena, kb_shipped_sources(), &shipped, &n_shipped);
	if (!status) {
		sources = arena_alloc(&arena, n_shipped + n_own + 1, sizeof(*sources));
		status = sources ? AWRY_OK : AWRY_E_NOMEM;
	}
	if (!status) {
		if (n_shipped > 0)
			memcpy(sources, shipped, n_shipped * sizeof(*sources));
		if (n_own > 0)
			memcpy(sources + n_shipped, own, n_own * sizeof(*sources));
		status = kb_load(sources, n_shipped + n_own, &load_options, out);
	}
	arena_release(&arena);
	return status;
}

awry_status awry_kb_open(const awry_kb_options *options, awry_kb **out)
{
	const awry_alloc *alloc = options && options->alloc ? options->alloc : mem_default();
	struct kb *owned = NULL;
	awry_kb *kb;

	*out = NULL;
	if (options && options->rules_dir)
		TRY(load(options, alloc, &owned));
	kb = mem_resize(alloc, NULL, 0, sizeof(*kb));
	if (!kb) {
		if (owned)
			mem_resize(alloc, owned, owned->size, 0);
		return AWRY_E_NOMEM;
	}
	*kb = (awry_kb){.image = owned ? owned : kb_shipped(), .owned = owned, .alloc = alloc};
	*out = kb;
	return AWRY_OK;
}

void awry_kb_close(awry_kb *kb)
{
	if (!kb)
		return;
	if (kb->owned)
		mem_resize(kb->alloc, kb->owned, kb->owned->size, 0);
	mem_resize(kb->alloc, kb, sizeof(*kb), 0);
}

size_t awry_kb_count(const awry_kb *kb, awry_kind kind)
{
	switch (kind) {
	case AWRY_SYMPTOM:
		return kb->image->symptoms.count;
	case AWRY_DIAGNOSIS:
		return kb->image->diagnoses.count;
	case AWRY_FINDING:
		return kb->image->findings.count;
	case AWRY_LOOKALIKE:
		return kb->image->lookalikes.count;
	}
	return 0;
}

const char *awry_kb_id(const awry_kb *kb, awry_kind kind, size_t index)
{
	if (index >= awry_kb_count(kb, kind))
		return NULL;
	switch (kind) {
	case AWRY_SYMPTOM:
		return kb_text(kb->image, kb_symptoms(kb->image)[index].id);
	case AWRY_DIAGNOSIS:
		return kb_text(kb->image, kb_diagnoses(kb->image)[index].id);
	case AWRY_FINDING:
		return kb_text(kb->image, kb_findings(kb->image)[index].id);
	case AWRY_LOOKALIKE:
		return kb_text(kb->image, kb_lookalikes(kb->image)[index].id);
	}
	return NULL;
}

const char *awry_kb_title(const awry_kb *kb, awry_kind kind, size_t index)
{
	if (index >= awry_kb_count(kb, kind))
		return NULL;
	switch (kind) {
	case AWRY_SYMPTOM:
		return kb_text(kb->image, kb_symptoms(kb->image)[index].title);
	case AWRY_DIAGNOSIS:
		return kb_text(kb->image, kb_diagnoses(kb->image)[index].title);
	case AWRY_FINDING:
		return kb_text(kb->image, kb_findings(kb->image)[index].ask);
	case AWRY_LOOKALIKE:
		return kb_text(kb->image, kb_lookalikes(kb->image)[index].title);
	}
	return NULL;
}

const char *awry_kb_sha256(const awry_kb *kb)
{
	return kb->image->sha256;
}

struct nearest {
	const char **out;
	unsigned *distance;
	size_t n, max;
};

enum { NEAREST_MAX = 8 };

static void add_nearest(struct nearest *nearest, const char *id, unsigned distance)
{
	size_t at = nearest->n;

	while (at > 0 && distance < nearest->distance[at - 1])
		at--;
	if (at == nearest->max)
		return;
	if (nearest->n < nearest->max)
		nearest->n++;
	for (size_t i = nearest->n - 1; i > at; i--) {
		nearest->out[i] = nearest->out[i - 1];
		nearest->distance[i] = nearest->distance[i - 1];
	}
	nearest->out[at] = id;
	nearest->distance[at] = distance;
}

size_t awry_kb_nearest(const awry_kb *kb, const char *text, const char **out, size_t max)
{
	unsigned distance[NEAREST_MAX] = {0};
	struct nearest nearest = {.out = out, .distance = distance, .max = max < NEAREST_MAX ? max : NEAREST_MAX};
	unsigned limit = (unsigned)(strlen(text) < 48 ? strlen(text) / 3 + 2 : 18);

	for (int kind = AWRY_SYMPTOM; kind <= AWRY_LOOKALIKE; kind++) {
		const char *id;
		for (size_t i = 0; (id = awry_kb_id(kb, (awry_kind)kind, i)); i++) {
			const char *slug = strchr(id, '/');
			unsigned d = edit_distance(span_of(text), span_of(id), limit);
			unsigned d_slug = slug ? edit_distance(span_of(text), span_of(slug + 1), limit) : limit + 1;
			if (strstr(id, text) && d > 1)
				d = 1; /* a part of the id was typed */
			d = d_slug < d ? d_slug : d;
			if (d <= limit)
				add_nearest(&nearest, id, d);
		}
	}
	return nearest.n;
}

/* ---- session ---- */

awry_status awry_session_open(const awry_kb *kb, const awry_alloc *alloc, awry_session **out)
{
	return session_open(kb->image, alloc, out);
}

void awry_session_close(awry_session *session)
{
	session_close(session);
}

awry_status awry_session_clear(awry_session *session)
{
	return session_clear(session);
}

awry_status awry_session_tell_text(awry_session *session, const char *name, const char *text, size_t len)
{
	return session_tell_text(session, name, (struct span){text, len});
}

awry_status awry_session_tell_symptom(awry_session *session, const char *id)
{
	return session_tell_symptom(session, id);
}

awry_status awry_session_tell_value(awry_session *session, const char *name, const char *value)
{
	return session_tell_value(session, name, value);
}

awry_status awry_session_answer(awry_session *session, const char *finding, const char *value)
{
	return session_answer(session, finding, value);
}

awry_status awry_session_retract(awry_session *session, const char *finding)
{
	return session_retract(session, finding);
}

awry_status awry_session_save(awry_session *session, awry_write_fn write, void *user)
{
	return save_write(session, write, user);
}

awry_status awry_session_restore(const awry_kb *kb, const awry_alloc *alloc, const char *bytes, size_t len,
	awry_session **out, size_t *n_dropped)
{
	size_t n;
	awry_status status = save_read(kb->image, alloc, (struct span){bytes, len}, out, &n);

	if (n_dropped)
		*n_dropped = n;
	return status;
}

void awry_session_restored(const awry_session *session, awry_restored *out)
{
	const struct restored *restored = &session->restored;

	*out = (awry_restored){restored->is_other_kb, restored->dropped, restored->n_dropped, restored->led,
		restored->led_per_cent};
}

awry_status awry_session_next(awry_session *session, awry_outcome *out)
{
	return session_next(session, out);
}

awry_status awry_session_seen(awry_session *session, size_t index, awry_sighting *out)
{
	return session_sighting(session, index, out);
}

awry_status awry_session_answered(awry_session *session, size_t index, const awry_question **question,
	const char **value)
{
	*question = NULL;
	*value = NULL;
	return session_answered(session, index, question, value);
}

awry_status awry_session_explain(awry_session *session, awry_explain what, const char *of, const char **out)
{
	const char *text;
	struct buf buf;

	TRY(session_explain(session, what, of, &text));
	buf_init(&buf, session->alloc);
	clean_add(&buf, text, strlen(text));
	*out = buf.failed ? NULL : arena_copy(&session->scratch, buf.ptr ? buf.ptr : "", buf.len);
	buf_release(&buf);
	return *out ? AWRY_OK : AWRY_E_NOMEM;
}

/* ---- reports ---- */

awry_status awry_session_report(awry_session *session, awry_format format, const awry_report_options *options,
	awry_write_fn write, void *user)
{
	static const awry_report_options defaults = AWRY_REPORT_OPTIONS_INIT;

	if (!options)
		options = &defaults;
	TRY(session_set_masking(session, options->mask > 0 || (options->mask == 0 && format == AWRY_MARKDOWN)));
	switch (format) {
	case AWRY_TEXT:
		return report_text(session, options, write, user);
	case AWRY_JSON:
		return report_json(session, options, write, user);
	case AWRY_MARKDOWN:
		return report_markdown(session, options, write, user);
	}
	return AWRY_E_INVALID;
}

awry_status awry_kb_describe(const awry_kb *kb, const char *id, awry_format format, const awry_report_options *options,
	awry_write_fn write, void *user)
{
	static const awry_report_options defaults = AWRY_REPORT_OPTIONS_INIT;
	struct buf buf;

	buf_init(&buf, kb->alloc);
	awry_status status = report_describe(kb->image, id, format, options ? options : &defaults, &buf);
	if (!status && write(user, buf.ptr, buf.len))
		status = AWRY_E_IO;
	buf_release(&buf);
	return status;
}

awry_status awry_kb_serve(const awry_kb *kb, const char *line, size_t len, awry_write_fn write, void *user)
{
	return serve_line(kb->image, kb->alloc, (struct span){line, len}, write, user);
}

awry_status awry_kb_test(const awry_kb *kb, awry_diag_fn on_diag, void *user, size_t *n_passed, size_t *n_failed)
{
	size_t passed, failed;
	awry_status status = examples_run(kb->image, kb->alloc, on_diag, user, &passed, &failed);

	if (n_passed)
		*n_passed = passed;
	if (n_failed)
		*n_failed = failed;
	return status;
}

awry_status awry_kb_simulate(const awry_kb *kb, const awry_simulation_options *options, awry_format format,
	awry_write_fn write, void *user)
{
	static const awry_simulation_options defaults = AWRY_SIMULATION_OPTIONS_INIT;
	struct simulation simulation;
	awry_status status;

	if (!options)
		options = &defaults;
	if (!(options->unknown >= 0 && options->unknown <= 1))
		return AWRY_E_INVALID;
	struct simulation_options own = {options->unknown, options->wrong, options->runs ? options->runs : 1,
		options->seed, options->area};
	TRY(simulate(kb->image, kb->alloc, &own, &simulation));
	status = format == AWRY_JSON ? simulation_json(kb->image, &simulation, write, user)
		: simulation_text(kb->image, &simulation, write, user);
	simulation_release(&simulation);
	return status;
}

awry_status awry_kb_stats(const awry_kb *kb, awry_format format, awry_write_fn write, void *user)
{
	return stats_write(kb->image, kb->alloc, format, write, user);
}

awry_status awry_kb_graph(const awry_kb *kb, const char *id, awry_write_fn write, void *user)
{
	return dot_write(kb->image, id, kb->alloc, write, user);
}

/* ---- scanning ---- */

enum { SCAN_MAX_VALUES = 64 };

struct awry_scan {
	const awry_kb *kb;
	awry_alloc alloc;
	struct filter filter; /* owned, where it was built */
	struct scan *scan;
	awry_match_fn on_match;
	void *user;
	struct buf values; /* the names and texts of one match */
};

static size_t scan_values(awry_scan *scan, const struct scan_match *match, awry_scan_value *out)
{
	size_t at[SCAN_MAX_VALUES]; /* in scan->values, whose bytes move as it grows */
	size_t n = 0;

	for (uint32_t i = 0; i < match->match->values.count && n < SCAN_MAX_VALUES; i++) {
		const struct match_value *value = &match->values[i];
		const char *name = kb_text(match->kb, kb_values(match->kb)[value->value].name);
		size_t j = 0;

		while (j < n && out[j].name != name)
			j++;
		if (j < n || value->text.len == 0)
			continue;
		out[n].name = name;
		at[n++] = scan->values.len;
		clean_add(&scan->values, value->text.ptr, value->text.len);
		buf_char(&scan->values, '\0');
	}
	for (size_t i = 0; i < n && !scan->values.failed; i++)
		out[i].text = scan->values.ptr + at[i];
	return n;
}

static int scan_tell(void *user, const struct scan_match *match)
{
	awry_scan *scan = user;
	const struct kb *kb = match->kb;
	bool is_symptom = match->match->target_kind == KB_OF_SYMPTOM;
	uint32_t target = match->match->target;
	awry_scan_value values[SCAN_MAX_VALUES];
	awry_scan_match out = {
		.kind = is_symptom ? AWRY_SYMPTOM : AWRY_DIAGNOSIS,
		.id = kb_text(kb, is_symptom ? kb_symptoms(kb)[target].id : kb_diagnoses(kb)[target].id),
		.title = kb_text(kb, is_symptom ? kb_symptoms(kb)[target].title : kb_diagnoses(kb)[target].title),
		.line = match->line,
		.offset = match->offset,
		.values = values,
	};

	buf_clear(&scan->values);
	out.n_values = scan_values(scan, match, values);
	if (scan->values.failed)
		return AWRY_E_NOMEM;
	return scan->on_match(scan->user, &out) ? AWRY_E_IO : AWRY_OK;
}

awry_status awry_scan_open(const awry_kb *kb, const awry_scan_options *options, awry_scan **out)
{
	const awry_alloc *alloc = options->alloc ? options->alloc : mem_default();
	const struct filter *filter = options->share ? options->share->filter.alloc ? &options->share->filter : NULL : NULL;
	awry_status status = AWRY_OK;
	awry_scan *scan;

	*out = NULL;
	if (!options->on_match)
		return AWRY_E_INVALID;
	scan = mem_resize(alloc, NULL, 0, sizeof(*scan));
	if (!scan)
		return AWRY_E_NOMEM;
	*scan = (awry_scan){.kb = kb, .alloc = *alloc, .on_match = options->on_match, .user = options->user};
	buf_init(&scan->values, &scan->alloc);
	if (!options->without_prefilter && !filter) {
		status = filter_build(&scan->filter, kb->image, &scan->alloc);
		filter = &scan->filter;
	}
	if (!status)
		status = scan_new(kb->image, options->without_prefilter ? NULL : filter, &scan->alloc, scan_tell, scan, &scan->scan);
	if (status)
		awry_scan_close(scan);
	else
		*out = scan;
	return status;
}

void awry_scan_close(awry_scan *scan)
{
	awry_alloc alloc;

	if (!scan)
		return;
	alloc = scan->alloc;
	scan_free(scan->scan);
	filter_release(&scan->filter);
	buf_release(&scan->values);
	mem_resize(&alloc, scan, sizeof(*scan), 0);
}

char *awry_scan_room(awry_scan *scan, size_t *room)
{
	return scan_room(scan->scan, room);
}

awry_status awry_scan_take(awry_scan *scan, size_t len)
{
	return scan_take(scan->scan, len);
}

awry_status awry_scan_feed(awry_scan *scan, const char *text, size_t len)
{
	while (len > 0) {
		size_t room;
		char *to = scan_room(scan->scan, &room);
		size_t n = len < room ? len : room;

		memcpy(to, text, n);
		TRY(scan_take(scan->scan, n));
		text += n;
		len -= n;
	}
	return AWRY_OK;
}

awry_status awry_scan_pause(awry_scan *scan)
{
	return scan_pause(scan->scan);
}

awry_status awry_scan_finish(awry_scan *scan)
{
	return scan_finish(scan->scan, true);
}

void awry_scan_counted(const awry_scan *scan, awry_scan_count *out)
{
	const struct scan_count *count = scan_count(scan->scan);

	*out = (awry_scan_count){.bytes = count->bytes, .lines = count->lines, .matches = count->matches,
		.entries = count->entries, .pieces = count->pieces, .given_up = count->given_up};
}

size_t awry_scan_cut(const char *text, size_t len)
{
	return scan_cut((struct span){text, len});
}

void awry_scan_part(awry_scan *scan, uint64_t line, uint64_t offset)
{
	scan_go_on(scan->scan, line, offset);
}

awry_status awry_scan_finish_part(awry_scan *scan)
{
	return scan_finish(scan->scan, false);
}

awry_status awry_clean(const char *text, size_t len, awry_write_fn write, void *user)
{
	struct buf buf;
	awry_status status;

	buf_init(&buf, mem_default());
	clean_add(&buf, text, len);
	status = buf_status(&buf);
	if (!status && buf.len > 0 && write(user, buf.ptr, buf.len))
		status = AWRY_E_IO;
	buf_release(&buf);
	return status;
}
