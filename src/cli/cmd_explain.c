/* SPDX-License-Identifier: MIT */
#include "kbase.h"

#include <string.h>
#include <unistd.h>

static enum exit_code say_unknown(const awry_kb *kb, const char *id)
{
	struct bytes suggestion = {0};
	struct areas areas;

	if (areas_init(&areas, kb) && areas_find(&areas, id)) {
		complain("%s is an area, not an id: awry list %s names what is in it", id, id);
	} else {
		kbase_suggest(kb, id, ~0u, &suggestion);
		complain("there is no %s%s", id, suggestion.len > 0 ? suggestion.ptr : "; awry list names the ids");
	}
	areas_release(&areas);
	bytes_release(&suggestion);
	return CODE_NOTHING;
}

static enum exit_code explain(struct out *out, const awry_kb *kb, const char *id, bool json)
{
	awry_report_options report = out_report_options(out);
	awry_status status = awry_kb_describe(kb, id, json ? AWRY_JSON : AWRY_TEXT, &report, out_write, out);

	if (status == AWRY_E_UNKNOWN)
		return say_unknown(kb, id);
	/* A failed write is told by out_close. */
	return status == AWRY_OK || status == AWRY_E_IO ? CODE_OK : complain_status(status);
}

enum exit_code cmd_explain(const struct options *options)
{
	const struct words *operands = &options->operands;
	enum exit_code code, first = CODE_OK;
	struct out out;
	awry_kb *kb;

	if (operands->n == 0) {
		complain("explain what? awry explain ID; awry list names the ids");
		return CODE_USAGE;
	}
	code = kbase_open(options, &kb);
	if (code)
		return code;
	out_init(&out, STDOUT_FILENO, options->colour);
	out.is_paged = true;
	for (size_t i = 0; i < operands->n; i++) {
		if (i > 0 && !options->json)
			out_text(&out, "\n");
		code = explain(&out, kb, operands->items[i], options->json);
		first = first ? first : code;
	}
	awry_kb_close(kb);
	return out_close(&out, first);
}
