/* SPDX-License-Identifier: MIT */
#include "inquiry.h"
#include "read.h"

#include <string.h>

/* ---- what the command line says ---- */

bool is_dont_know(const char *word)
{
	static const char *const words[] = {"?", "dk", "unknown", "don't know", "dont know"};

	for (size_t i = 0; i < N_ELEMENTS(words); i++)
		if (same_word(word, words[i]))
			return true;
	return false;
}

static enum exit_code refuse_id(const struct inquiry *inquiry, const char *what, const char *id, awry_kind kind)
{
	struct bytes suggestion = {0};

	kbase_suggest(inquiry->kb, id, 1u << kind, &suggestion);
	complain("there is no %s %s%s", what, id, suggestion.len > 0 ? suggestion.ptr : "");
	bytes_release(&suggestion);
	return CODE_USAGE;
}

static enum exit_code tell_symptom(struct inquiry *inquiry, const char *id)
{
	awry_status status = awry_session_tell_symptom(inquiry->session, id);

	if (status == AWRY_E_UNKNOWN)
		return refuse_id(inquiry, "symptom", id, AWRY_SYMPTOM);
	return status ? complain_status(status) : CODE_OK;
}

static enum exit_code tell_value(struct inquiry *inquiry, const char *name, const char *value)
{
	awry_status status = awry_session_tell_value(inquiry->session, name, value);

	if (status == AWRY_E_UNKNOWN) {
		complain("no command of the rules has a value %s in it", name);
		return CODE_USAGE;
	}
	return status ? complain_status(status) : CODE_OK;
}

static enum exit_code tell_answer(struct inquiry *inquiry, const char *finding, const char *value)
{
	awry_status status = awry_session_answer(inquiry->session, finding, is_dont_know(value) ? NULL : value);

	if (status == AWRY_E_UNKNOWN && !kbase_has(inquiry->kb, AWRY_FINDING, finding))
		return refuse_id(inquiry, "finding", finding, AWRY_FINDING);
	if (status == AWRY_E_UNKNOWN) {
		complain("%s has no answer %s; awry explain %s shows its answers", finding, value, finding);
		return CODE_USAGE;
	}
	return status ? complain_status(status) : CODE_OK;
}

/* Calls `tell` with both sides of each NAME=VALUE. */
static enum exit_code tell_pairs(struct inquiry *inquiry, const struct words *pairs,
	enum exit_code (*tell)(struct inquiry *, const char *, const char *))
{
	enum exit_code code = CODE_OK;

	for (size_t i = 0; i < pairs->n && !code; i++) {
		struct bytes name = {0};
		const char *equals = strchr(pairs->items[i], '=');
		bytes_add(&name, pairs->items[i], (size_t)(equals - pairs->items[i]));
		code = name.failed ? complain_status(AWRY_E_NOMEM) : tell(inquiry, name.ptr, equals + 1);
		bytes_release(&name);
	}
	return code;
}

/* A text that cannot be read is told, and the others are read all the same. */
static enum exit_code tell_file(struct inquiry *inquiry, const char *path)
{
	struct bytes text = {0};
	awry_status status;

	if (read_text(path, &text)) {
		inquiry->has_failed = true;
		return CODE_OK;
	}
	inquiry->n_read++;
	inquiry->has_stdin |= strcmp(path, "-") == 0;
	inquiry->is_empty &= text.len == 0;
	status = awry_session_tell_text(inquiry->session, path, text.ptr, text.len);
	bytes_release(&text);
	return status ? complain_status(status) : CODE_OK;
}

static enum exit_code tell_words(struct inquiry *inquiry)
{
	const struct options *options = inquiry->options;
	enum exit_code code = CODE_OK;

	for (size_t i = 0; i < options->symptoms.n && !code; i++)
		code = tell_symptom(inquiry, options->symptoms.items[i]);
	if (!code)
		code = tell_pairs(inquiry, &options->values, tell_value);
	return code ? code : tell_pairs(inquiry, &options->answers, tell_answer);
}

static enum exit_code tell_files(struct inquiry *inquiry, bool reads_stdin)
{
	const struct words *operands = &inquiry->options->operands;
	enum exit_code code = CODE_OK;

	for (size_t i = 0; i < operands->n && !code; i++)
		code = tell_file(inquiry, operands->items[i]);
	return operands->n == 0 && reads_stdin ? tell_file(inquiry, "-") : code;
}

enum exit_code inquiry_restart(struct inquiry *inquiry)
{
	awry_status status = awry_session_clear(inquiry->session);

	return status ? complain_status(status) : tell_words(inquiry);
}

static enum exit_code check_area(const struct inquiry *inquiry)
{
	const char *area = inquiry->options->area, *nearest;
	enum exit_code code = CODE_OK;
	struct areas areas;

	if (!area)
		return CODE_OK;
	if (!areas_init(&areas, inquiry->kb)) {
		code = complain_status(AWRY_E_NOMEM);
	} else if (!areas_find(&areas, area)) {
		nearest = nearest_word(area, area_name_at, &areas);
		complain("no area %s%s%s%s", area, nearest ? "; did you mean " : "; awry list shows them", nearest ? nearest : "",
			nearest ? "?" : "");
		code = CODE_USAGE;
	}
	areas_release(&areas);
	return code;
}

static enum exit_code open_session(struct inquiry *inquiry)
{
	awry_status status;

	if (inquiry->options->resume)
		return saved_open(inquiry->kb, inquiry->options->resume, &inquiry->session);
	status = awry_session_open(inquiry->kb, NULL, &inquiry->session);
	return status ? complain_status(status) : CODE_OK;
}

enum exit_code inquiry_open(struct inquiry *inquiry, const struct options *options, bool reads_stdin)
{
	enum exit_code code;

	*inquiry = (struct inquiry){.options = options, .is_empty = true};
	code = kbase_open(options, &inquiry->kb);
	if (!code)
		code = check_area(inquiry);
	if (code)
		return code;
	code = open_session(inquiry);
	if (!code)
		code = tell_words(inquiry);
	return code ? code : tell_files(inquiry, reads_stdin);
}

void inquiry_close(struct inquiry *inquiry)
{
	awry_session_close(inquiry->session);
	awry_kb_close(inquiry->kb);
}

/* ---- report ---- */

/* As the library counts it. */
static int mask_of(enum when when)
{
	return when == WHEN_AUTO ? 0 : when == WHEN_ALWAYS ? 1 : -1;
}

static enum exit_code write_transcript(struct inquiry *inquiry)
{
	awry_report_options report = AWRY_REPORT_OPTIONS_INIT;

	report.mask = mask_of(inquiry->options->mask);
	report.all = inquiry->options->all;
	report.area = inquiry->options->area;
	return transcript_write(inquiry->session, &report, inquiry->options->transcript);
}

enum exit_code inquiry_report(struct inquiry *inquiry, struct out *out, bool is_final)
{
	const struct options *options = inquiry->options;
	awry_report_options report = out_report_options(out);
	awry_status status;

	report.all = options->all;
	report.area = options->area;
	report.is_final = is_final;
	report.mask = mask_of(options->mask);
	status = awry_session_report(inquiry->session, options->json ? AWRY_JSON : AWRY_TEXT, &report, out_write, out);
	if (status && status != AWRY_E_IO) /* a failed write is told by out_close */
		return complain_status(status);
	return options->transcript ? write_transcript(inquiry) : CODE_OK;
}
