/* SPDX-License-Identifier: MIT */
#include "kbase.h"
#include "process.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The rules as a whole: how well they ask, what leads where, how much there is. */

static enum exit_code refuse_operands(const struct options *options, size_t max)
{
	if (options->operands.n <= max)
		return CODE_OK;
	complain("awry %s takes %s", command_name(options->command), max == 0 ? "no operands" : "one id");
	return CODE_USAGE;
}

/* A failed write is told by out_close. */
static enum exit_code code_of(awry_status status)
{
	return status == AWRY_OK || status == AWRY_E_IO ? CODE_OK : complain_status(status);
}

/* Opens the rules, lets `write` write, and closes both. */
static enum exit_code show(const struct options *options, size_t max_operands,
	enum exit_code (*write)(const struct options *, const awry_kb *, struct out *))
{
	enum exit_code code = refuse_operands(options, max_operands);
	struct out out;
	awry_kb *kb;

	if (!code)
		code = kbase_open(options, &kb);
	if (code)
		return code;
	out_init(&out, STDOUT_FILENO, options->colour);
	out.is_paged = !options->svg;
	code = write(options, kb, &out);
	awry_kb_close(kb);
	return out_close(&out, code);
}

static enum exit_code write_simulation(const struct options *options, const awry_kb *kb, struct out *out)
{
	awry_simulation_options simulation = AWRY_SIMULATION_OPTIONS_INIT;
	struct areas areas;
	enum exit_code code = CODE_OK;

	simulation.unknown = options->unknown;
	simulation.wrong = (unsigned)options->wrong;
	simulation.runs = (unsigned)options->runs;
	simulation.seed = options->seed;
	simulation.area = options->area;
	if (!areas_init(&areas, kb)) {
		code = complain_status(AWRY_E_NOMEM);
	} else if (options->area && !areas_find(&areas, options->area)) {
		complain("no area %s; awry list shows them", options->area);
		code = CODE_USAGE;
	}
	areas_release(&areas);
	if (code)
		return code;
	return code_of(awry_kb_simulate(kb, &simulation, options->json ? AWRY_JSON : AWRY_TEXT, out_write, out));
}

static enum exit_code write_stats(const struct options *options, const awry_kb *kb, struct out *out)
{
	return code_of(awry_kb_stats(kb, options->json ? AWRY_JSON : AWRY_TEXT, out_write, out));
}

static enum exit_code say_unknown(const awry_kb *kb, const char *id)
{
	struct bytes suggestion = {0};

	kbase_suggest(kb, id, 1u << AWRY_SYMPTOM | 1u << AWRY_DIAGNOSIS, &suggestion);
	complain("there is no symptom or diagnosis %s%s", id,
		suggestion.len > 0 ? suggestion.ptr : "; awry list names the ids");
	bytes_release(&suggestion);
	return CODE_NOTHING;
}

static enum exit_code draw(const struct bytes *graph)
{
	char name[] = "dot", format[] = "-Tsvg", *const argv[] = {name, format, NULL};
	int status, error = process_feed(argv, graph, &status);

	if (error == ENOENT)
		complain("--svg wants the program dot of Graphviz (Debian: graphviz), which is not installed; "
			"without --svg awry prints what dot reads");
	else if (error)
		complain("cannot run dot: %s", strerror(error));
	else if (status != 0)
		complain("dot failed with exit status %d", status);
	return error || status != 0 ? CODE_IO : CODE_OK;
}

static enum exit_code write_graph(const struct options *options, const awry_kb *kb, struct out *out)
{
	const char *id = options->operands.n > 0 ? options->operands.items[0] : NULL;
	struct bytes graph = {0};
	awry_status status = awry_kb_graph(kb, id, bytes_write, &graph);
	enum exit_code code = CODE_OK;

	if (status == AWRY_E_UNKNOWN)
		code = say_unknown(kb, id);
	else if (status || graph.failed)
		code = complain_status(status ? status : AWRY_E_NOMEM);
	else if (options->svg)
		code = draw(&graph);
	else
		out_write(out, graph.ptr, graph.len);
	bytes_release(&graph);
	return code;
}

enum exit_code cmd_simulate(const struct options *options)
{
	return show(options, 0, write_simulation);
}

enum exit_code cmd_graph(const struct options *options)
{
	return show(options, 1, write_graph);
}

enum exit_code cmd_stats(const struct options *options)
{
	return show(options, 0, write_stats);
}
