/* SPDX-License-Identifier: MIT */
#include "match/pattern.h"

#include "match/glyph.h"

#include "match/attack.h"

enum {
	MATCH_LIMIT = 100000,  /* steps from one start: `(a+)+$` on 30 bytes gives up after 2 ms */
	HEAP_LIMIT = 20 << 10, /* KiB */
	DEPTH_LIMIT = 10000,
	WINDOW = 2048,       /* bytes round the literal, with JIT or without: ATTACK_TEXT is as long */
	MAX_TO_BREAK = 200,  /* bytes from the literal to a line break that may be none */
	MAX_ATTEMPTS = 16,   /* matches passed over until one covers the literal */
	USES_BEFORE_JIT = 8, /* JIT costs as much as that many matches */
	MAX_PATTERN = 4096,  /* bytes */
	MAX_GROUPS = 32      /* whose places are kept */
};

struct pattern {
	pcre2_code *code;
	uint32_t n_uses;
};

/* ---- PCRE2's memory comes from our allocator, which wants to be told the sizes ---- */

union header {
	size_t size;
	max_align_t align;
};

static void *allocate(PCRE2_SIZE size, void *user)
{
	const awry_alloc *alloc = user;
	union header *header;

	if (size > SIZE_MAX - sizeof(*header))
		return NULL;
	header = mem_resize(alloc, NULL, 0, size + sizeof(*header));
	if (!header)
		return NULL;
	header->size = size + sizeof(*header);
	return header + 1;
}

static void release(void *ptr, void *user)
{
	union header *header = ptr;

	if (ptr)
		mem_resize(user, header - 1, header[-1].size, 0);
}

/* ---- compiling ---- */

static uint32_t base_options(void)
{
	return PCRE2_MULTILINE | PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_UTF_CHECK;
}

static pcre2_code *compile(struct span pattern, uint32_t options, pcre2_compile_context *context,
			   int *error, size_t *error_offset)
{
	return pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len, options, error, error_offset,
			     context);
}

static bool open_contexts(struct pattern_cache *cache)
{
	if (cache->match)
		return true;
	cache->hook = *cache->alloc;
	cache->general = pcre2_general_context_create(allocate, release, &cache->hook);
	if (!cache->general)
		return false;
	cache->compile = pcre2_compile_context_create(cache->general);
	cache->data = pcre2_match_data_create(MAX_GROUPS, cache->general);
	cache->match = pcre2_match_context_create(cache->general);
	if (!cache->compile || !cache->data || !cache->match)
		return false;
	pcre2_set_newline(cache->compile, PCRE2_NEWLINE_LF);
	pcre2_set_match_limit(cache->match, MATCH_LIMIT);
	pcre2_set_depth_limit(cache->match, DEPTH_LIMIT);
	pcre2_set_heap_limit(cache->match, HEAP_LIMIT);
	return true;
}

void pattern_cache_init(struct pattern_cache *cache, const struct kb *kb, const awry_alloc *alloc)
{
	*cache = (struct pattern_cache){.kb = kb, .alloc = alloc};
}

static size_t index_size(const struct pattern_cache *cache)
{
	return cache->kb->messages.count * sizeof(*cache->pattern_of);
}

void pattern_cache_release(struct pattern_cache *cache)
{
	for (uint32_t i = 0; i < cache->n_patterns; i++)
		pcre2_code_free(cache->patterns[i].code);
	mem_resize(cache->alloc, cache->patterns, cache->cap_patterns * sizeof(*cache->patterns),
		   0);
	mem_resize(cache->alloc, cache->pattern_of, index_size(cache), 0);
	pcre2_match_data_free(cache->data);
	pcre2_match_context_free(cache->match);
	pcre2_compile_context_free(cache->compile);
	pcre2_general_context_free(cache->general);
	pattern_cache_init(cache, cache->kb, cache->alloc);
}

/* Compiles the pattern of a message. */
static awry_status add_pattern(struct pattern_cache *cache, uint32_t message)
{
	struct span text = span_of(kb_text(cache->kb, kb_messages(cache->kb)[message].text));
	struct pattern pattern = {.n_uses = 0};
	size_t error_offset;
	int error;

	if (!open_contexts(cache))
		return AWRY_E_NOMEM;
	if (!cache->pattern_of) {
		cache->pattern_of = mem_resize(cache->alloc, NULL, 0, index_size(cache));
		if (!cache->pattern_of)
			return AWRY_E_NOMEM;
		memset(cache->pattern_of, 0, index_size(cache));
	}
	TRY(mem_grow(cache->alloc, &cache->patterns, &cache->cap_patterns, cache->n_patterns + 1,
		     sizeof(*cache->patterns)));
	/* The loader has compiled it before: only memory can be wanting. */
	pattern.code = compile(text, base_options(), cache->compile, &error, &error_offset);
	if (!pattern.code)
		return AWRY_E_NOMEM;
	cache->patterns[cache->n_patterns++] = pattern;
	cache->pattern_of[message] = cache->n_patterns;
	return AWRY_OK;
}

/* The compiled pattern of a message; NULL without memory. */
static struct pattern *get_pattern(struct pattern_cache *cache, uint32_t message)
{
	struct pattern *pattern;

	if ((!cache->pattern_of || !cache->pattern_of[message]) && add_pattern(cache, message))
		return NULL;
	pattern = &cache->patterns[cache->pattern_of[message] - 1];
	/* A refusal of JIT (no executable memory) is no fault: the interpreter does it too. */
	if (++pattern->n_uses == USES_BEFORE_JIT)
		(void)pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);
	return pattern;
}

/* ---- matching ---- */

/* The window of the plain text round `at`. */
static struct span window_round(const struct view *view, uint32_t at, uint32_t reach)
{
	uint32_t begin = at > reach ? at - reach : 0;
	uint32_t end = view->n_plain - at > reach ? at + reach : view->n_plain;

	return (struct span){view->plain + begin, end - begin};
}

/* Looks for the pattern in the cache's window, over its place `at`; [*begin, *end) is within the window. */
static enum pattern_outcome run(struct pattern_cache *cache, const struct pattern *pattern, size_t at, uint32_t options, size_t *begin,
				size_t *end)
{
	struct span window = cache->window;
	size_t from = 0;

	for (int i = 0; i < MAX_ATTEMPTS && from <= at; i++) {
		int n = pcre2_match(pattern->code, (PCRE2_SPTR)window.ptr, window.len, from, options, cache->data, cache->match);
		const size_t *places = pcre2_get_ovector_pointer(cache->data);

		if (n == PCRE2_ERROR_NOMATCH)
			return PATTERN_MISSES;
		if (n < 0)
			return n == PCRE2_ERROR_NOMEMORY ? PATTERN_NO_MEMORY : PATTERN_GAVE_UP;
		*begin = places[0];
		*end = places[1];
		if (places[0] <= at && at < places[1])
			return PATTERN_MATCHES;
		if (places[0] > at)
			return PATTERN_MISSES;
		from = places[1] > from ? places[1] : from + 1;
	}
	return PATTERN_MISSES;
}

/* ---- over a line break ---- */

/* A line may have been broken before the candidate's place and behind it: each break stood inside a word, or at a blank. */
struct breaks {
	uint32_t at[2]; /* plain places, or KB_NONE */
	bool is_dropped[2];
};

/* Whether the line that begins behind the plain place `feed` may go on with the one before: it has no time stamp of its own. */
static bool may_go_on(const struct view *view, uint32_t feed)
{
	uint32_t at = view_original_of(view, feed) + 1;

	if (!view_is_joined(view, feed + 1))
		return true;
	while (at < view->original.len && is_blank(view->original.ptr[at]))
		at++;
	return at < view->original.len && !is_alnum(view->original.ptr[at]) && view->original.ptr[at] != '[';
}

static struct breaks breaks_round(const struct view *view, uint32_t at)
{
	struct breaks breaks = {.at = {KB_NONE, KB_NONE}};
	uint32_t least = at > MAX_TO_BREAK ? at - MAX_TO_BREAK : 0, most = view->n_plain - at > MAX_TO_BREAK ? at + MAX_TO_BREAK : view->n_plain;

	for (uint32_t i = at; i > least && breaks.at[0] == KB_NONE; i--) {
		if (view->plain[i - 1] == '\n')
			breaks.at[0] = i - 1;
	}
	for (uint32_t i = at; i < most && breaks.at[1] == KB_NONE; i++) {
		if (view->plain[i] == '\n')
			breaks.at[1] = i;
	}
	for (int i = 0; i < 2; i++) {
		if (breaks.at[i] != KB_NONE && !may_go_on(view, breaks.at[i]))
			breaks.at[i] = KB_NONE;
	}
	return breaks;
}

/* Copies `window` without the breaks; returns where its place `at` is then. */
static uint32_t join(struct pattern_cache *cache, const struct view *view, struct span window, const struct breaks *breaks, uint32_t at)
{
	uint32_t first = (uint32_t)(window.ptr - view->plain), n = 0, place = 0;

	for (uint32_t i = first; i < first + window.len; i++) {
		bool is_first = i == breaks->at[0], is_break = is_first || i == breaks->at[1];

		if (i == at)
			place = n;
		if (!is_break || !breaks->is_dropped[!is_first])
			cache->joined[n++] = is_break ? ' ' : view->plain[i];
	}
	cache->window = (struct span){cache->joined, n};
	return place;
}

/* The plain place of the joined window's byte `at`; `first` is its first byte's. */
static uint32_t apart(const struct breaks *breaks, uint32_t first, size_t at)
{
	uint32_t place = first + (uint32_t)at;

	for (int i = 0; i < 2; i++)
		place += breaks->at[i] != KB_NONE && breaks->is_dropped[i] && place >= breaks->at[i];
	return place;
}

static enum pattern_outcome match_over_breaks(struct pattern_cache *cache, const struct pattern *pattern, const struct view *view, uint32_t at,
					      uint32_t *begin, uint32_t *end)
{
	struct span window = window_round(view, at, PATTERN_JOINED / 2);
	uint32_t first = (uint32_t)(window.ptr - view->plain), options = first > 0 && window.ptr[-1] != '\n' ? PCRE2_NOTBOL : 0;
	struct breaks breaks = breaks_round(view, at);
	enum pattern_outcome outcome = PATTERN_MISSES;

	for (unsigned way = 0; way < 4 && outcome == PATTERN_MISSES; way++) {
		size_t from = 0, to = 0;

		if ((breaks.at[0] == KB_NONE && (way & 1)) || (breaks.at[1] == KB_NONE && (way & 2)) ||
		    (breaks.at[0] == KB_NONE && breaks.at[1] == KB_NONE))
			continue;
		breaks.is_dropped[0] = way & 1;
		breaks.is_dropped[1] = way & 2;
		outcome = run(cache, pattern, join(cache, view, window, &breaks, at), options, &from, &to);
		if (outcome != PATTERN_MATCHES)
			continue;
		*begin = apart(&breaks, first, from);
		*end = apart(&breaks, first, to - 1) + 1;
	}
	return outcome;
}

enum pattern_outcome pattern_match(struct pattern_cache *cache, const struct view *view,
				   const struct candidate *candidate, uint32_t *begin,
				   uint32_t *end)
{
	uint32_t at = view_plain_of(view, candidate->at), options = 0;
	struct pattern *pattern = get_pattern(cache, candidate->message);
	enum pattern_outcome outcome;
	struct span window;
	size_t from = 0, to = 0;

	if (!pattern)
		return PATTERN_NO_MEMORY;
	window = window_round(view, at, WINDOW);
	cache->window = window;
	if (window.ptr > view->plain && window.ptr[-1] != '\n')
		options |= PCRE2_NOTBOL;
	outcome = run(cache, pattern, (size_t)(view->plain + at - window.ptr), options, &from, &to);
	*begin = (uint32_t)(window.ptr - view->plain) + (uint32_t)from;
	*end = (uint32_t)(window.ptr - view->plain) + (uint32_t)to;
	return outcome == PATTERN_MISSES && cache->joins ? match_over_breaks(cache, pattern, view, at, begin, end) : outcome;
}

/* The value that a group's name means, or KB_NONE. */
static uint32_t value_of_group(const struct kb *kb, const char *group)
{
	char name[64];
	size_t n = 0;

	for (; group[n] && n + 1 < sizeof(name); n++) {
		name[n] = group[n];
		if (name[n] == '_')
			name[n] = '-';
	}
	name[n] = '\0';
	return kb_find_value(kb, name);
}

void pattern_values(struct pattern_cache *cache, uint32_t message, struct value_list *list)
{
	const pcre2_code *code = cache->patterns[cache->pattern_of[message] - 1].code;
	const size_t *places = pcre2_get_ovector_pointer(cache->data);
	uint32_t n_names = 0, size = 0;
	PCRE2_SPTR names = NULL;

	pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &n_names);
	if (n_names == 0)
		return;
	pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &size);
	pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &names);
	for (uint32_t i = 0; i < n_names; i++, names += size) {
		size_t group = (size_t)names[0] << 8 | names[1];

		if (group >= MAX_GROUPS || places[2 * group] == PCRE2_UNSET)
			continue;
		value_add(list, value_of_group(cache->kb, (const char *)names + 2),
			  (struct span){cache->window.ptr + places[2 * group],
					places[2 * group + 1] - places[2 * group]});
	}
}

/* ---- for the loader ---- */

static const char *error_text(struct arena *arena, int error)
{
	char text[160] = "is no pattern";

	pcre2_get_error_message(error, (PCRE2_UCHAR *)text, sizeof(text));
	return arena_copy(arena, text, strlen(text));
}

/* The number of literals, or -2 for a pattern that is slow. */
static int attack(const pcre2_code *code, struct span pattern, pcre2_general_context *general, struct arena *arena,
		  const char **error)
{
	char why[ATTACK_SHOWN] = "";
	enum attack_outcome outcome = attack_pattern(code, pattern, base_options(), general, arena->alloc, why);

	if (outcome == ATTACK_BORNE)
		return 0;
	*error = outcome == ATTACK_SLOW ? arena_copy(arena, why, strlen(why)) : NULL;
	return *error ? -2 : -1;
}

/* NOLINTNEXTLINE(readability-function-size): the parameters of kb_pattern_fn */
int pattern_literals(void *user, struct arena *arena, struct span pattern, struct span *literals,
		     int max, const char **error, size_t *error_offset)
{
	awry_alloc hook = *arena->alloc;
	pcre2_general_context *general = pcre2_general_context_create(allocate, release, &hook);
	pcre2_compile_context *context = general ? pcre2_compile_context_create(general) : NULL;
	pcre2_code *code = NULL;
	int number = 0, n = -1;

	*error = "no literal of 4 letters or digits that every match contains";
	*error_offset = 0;
	if (context && pattern.len > MAX_PATTERN) {
		*error = "a pattern has at most 4096 bytes";
		n = 0;
	} else if (context) {
		pcre2_set_newline(context, PCRE2_NEWLINE_LF);
		code = compile(pattern, base_options() | PCRE2_AUTO_CALLOUT, context, &number,
			       error_offset);
		if (code) {
			n = literals_of(code, pattern, arena, literals, max);
			int fault = user && n > 0 ? attack(code, pattern, general, arena, error) : 0;
			n = fault ? fault : n;
		} else if (number != PCRE2_ERROR_NOMEMORY &&
			   number != 121) { /* 121: "failed to allocate heap memory" */
			*error = error_text(arena, number);
			n = *error ? 0 : -1;
		}
	}
	pcre2_code_free(code);
	pcre2_compile_context_free(context);
	pcre2_general_context_free(general);
	return n;
}
