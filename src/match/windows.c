/* SPDX-License-Identifier: MIT */
#include "match/windows.h"

#include "match/glyph.h"
#include "match/ordinary.h"

enum {
	MODEL_BITS = 16,
	MODEL_GRAM = 4,
	MODEL_LONG = 8,
	COST_SEEN = 65536,   /* of a long gram in ordinary logs: it will be seen again, */
	COST_ORDINARY = 16,  /* of a short one, beside 1 of a short one in a message */
	COST_ESCAPED = 4096, /* of a byte that may be written as an escape, so that JSON and HTML are seen through */
	COST_SIGN = 200,     /* of one that may be missing where the same is said in JSON, YAML or a table */
	COST_BLANK = 16,     /* of a blank, where a text may be wrapped */
	COST_SECOND = 2000,  /* at most, of a second window */
	SECOND_FROM = 24,    /* symbols of a message that gets a second one: it may be broken inside the first */
	MAX_RUNS = 64,       /* of one message */
	MAX_RUN = 256        /* bytes of one that are looked at */
};

struct chooser {
	const struct kb *kb;
	uint32_t window; /* bytes */
	uint32_t *cost; /* by hash of a gram, case aside: what it costs a window */
	uint32_t *n_by_len; /* or NULL: they are only counted */
	window_fn take;
	void *user;
	struct span runs[MAX_RUNS]; /* of the message at hand */
	size_t n_runs;
	char bytes[MAX_RUNS * MAX_RUN]; /* of runs that do not stand in the message as they are */
};

/* ---- the model ---- */

/* Where in `cost` a run of 4 bytes is counted, and one of MODEL_LONG: case aside. */
static uint32_t short_hash(const char *bytes)
{
	uint32_t gram;

	memcpy(&gram, bytes, sizeof(gram));
	return ((gram | UINT32_C(0x20202020)) * UINT32_C(2654435761)) >> (32 - MODEL_BITS);
}

static uint32_t long_hash(const char *bytes)
{
	uint64_t gram;

	memcpy(&gram, bytes, sizeof(gram));
	gram = (gram | UINT64_C(0x2020202020202020)) * UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(gram >> (64 - MODEL_BITS)) + (1u << MODEL_BITS);
}

static void make_model(struct chooser *chooser)
{
	const struct kb *kb = chooser->kb;

	for (size_t n = 0; ordinary_lines[n]; n++) {
		const char *text = ordinary_lines[n];
		size_t len = strlen(text);

		for (size_t i = 0; i + MODEL_GRAM <= len; i++)
			chooser->cost[short_hash(text + i)] += COST_ORDINARY;
		for (size_t i = 0; i + MODEL_LONG <= len; i++)
			chooser->cost[long_hash(text + i)] += COST_SEEN;
	}
	for (uint32_t n = 0; n < kb->messages.count; n++) {
		const char *text = kb_text(kb, kb_messages(kb)[n].text);
		size_t len = strlen(text);

		for (size_t i = 0; i + MODEL_GRAM <= len; i++)
			chooser->cost[short_hash(text + i)]++;
	}
}

static uint32_t byte_cost(char c)
{
	if (is_alnum(c))
		return 0;
	if (c == ' ')
		return COST_BLANK;
	return is_one_of(c, "\"'\\<>&/") || (unsigned char)c >= 0x80 ? COST_ESCAPED : COST_SIGN;
}

/* ---- runs of raw bytes that stand in each text with the message ---- */

static void add_run(struct chooser *chooser, const char *ptr, size_t len)
{
	if (len >= WINDOW_MIN && chooser->n_runs < MAX_RUNS)
		chooser->runs[chooser->n_runs++] = (struct span){ptr, len < MAX_RUN ? len : MAX_RUN};
}

/* Behind the placeholder at `text`, or `text` if there is none. */
static const char *placeholder_end(const char *text)
{
	const char *end = text + 1;

	if (*text != '{')
		return text;
	while (is_alnum(*end) || *end == '-' || *end == '_' || *end == '*')
		end++;
	return *end == '}' && end > text + 1 ? end + 1 : text;
}

/* What stands between placeholders, on one line. */
static void add_template(struct chooser *chooser, const char *text)
{
	const char *from = text;

	while (*text) {
		const char *end = placeholder_end(text);

		if (end == text && *text != '\n' && *text != '\t') {
			text++;
			continue;
		}
		add_run(chooser, from, (size_t)(text - from));
		from = text = end > text ? end : text + 1;
	}
	add_run(chooser, from, (size_t)(text - from));
}

/* One element of a pattern, as far as it is plain. */
struct element {
	char byte;     /* 0: not one plain byte */
	bool optional; /* it may be missing */
	size_t len;    /* bytes of the pattern */
};

/* "[Ss]" and "[.]" are plain too, case aside. */
static size_t class_of(const char *pattern, char *byte)
{
	bool is_one = pattern[1] && pattern[2] == ']';

	if (!is_one && !(is_alpha(pattern[1]) && (pattern[1] ^ 0x20) == pattern[2] && pattern[3] == ']'))
		return 0;
	*byte = pattern[1];
	return pattern[2] == ']' ? 3 : 4;
}

static struct element element_at(const char *pattern)
{
	struct element element = {.byte = *pattern, .len = 1};

	if (*pattern == '\\' && pattern[1]) {
		element.len = 2;
		element.byte = is_alnum(pattern[1]) ? '\0' : pattern[1];
	} else if (*pattern == '[' && class_of(pattern, &element.byte)) {
		element.len = class_of(pattern, &element.byte);
	} else if (strchr("^$.|?*+()[]{}", *pattern)) {
		element.byte = '\0';
	}
	if (pattern[element.len] == '?') {
		element.optional = true;
		element.len++;
	} else if (pattern[element.len] == '*' || pattern[element.len] == '{') {
		element.byte = '\0';
	}
	return element;
}

/* Whether `run`, folded, is part of `literal`. */
static bool is_part(struct span run, struct span literal)
{
	char folded[MAX_RUN];
	size_t n = 0;

	for (size_t i = 0; i < run.len; i++) {
		uint8_t symbol = fold_table[(unsigned char)run.ptr[i]];

		if (symbol != FOLD_DROP)
			folded[n++] = (char)(symbol < 10 ? symbol + '0' : symbol - 10 + 'a');
	}
	return n > 0 && span_find(literal, (struct span){folded, n}) < literal.len;
}

/* Where the alternatives of the group at `pattern` begin. */
static const char *group_inside(const char *pattern)
{
	if (pattern[1] != '?')
		return pattern + 1;
	return pattern[2] == ':' ? pattern + 3 : NULL;
}

/* Adds that alternative of the group at *pattern which goes on with the run [from, to) as `literal` says, and puts *pattern behind
 * the group.  Returns the new end of the run; `to` if there is none. */
static char *add_alternative(const char **pattern, char *from, char *to, const char *end, struct span literal)
{
	const char *at = group_inside(*pattern);
	char *next = to;

	for (; at && *at; at += *at == '|') {
		next = to;
		for (struct element element; next < end && *at && !strchr("|)", *at); at += element.len) {
			element = element_at(at);
			if (!element.byte || element.optional)
				return to;
			*next++ = element.byte;
		}
		if (next > to && is_part((struct span){from, (size_t)(next - from)}, literal))
			break;
		if (*at != '|')
			return to;
	}
	if (!at)
		return to;
	at += strcspn(at, "()");
	if (*at != ')' || strchr("?*{", at[1]))
		return to;
	*pattern = at + 1;
	return next;
}

/* A pattern's literals are folded: the plain bytes of the pattern that are part of one, with or without those that may
 * be missing. */
static void add_literal(struct chooser *chooser, const char *pattern, struct span literal, bool with_optional)
{
	char *from = chooser->bytes, *to = from;
	const char *end = chooser->bytes + sizeof(chooser->bytes), *limit;

	while (*pattern && to < end) {
		struct element element = element_at(pattern);
		char *next = to;

		limit = from + MAX_RUN < end ? from + MAX_RUN : end;
		if (*pattern == '(' && to > from)
			next = add_alternative(&pattern, from, to, limit, literal);
		if (next > to) {
			to = next;
			continue;
		}
		bool is_plain = element.byte && to < limit;

		if (is_plain && (!element.optional || with_optional))
			*to++ = element.byte;
		pattern += element.len;
		if (*pattern && is_plain)
			continue;
		if (is_part((struct span){from, (size_t)(to - from)}, literal))
			add_run(chooser, from, (size_t)(to - from));
		from = to;
	}
	if (to > from && is_part((struct span){from, (size_t)(to - from)}, literal))
		add_run(chooser, from, (size_t)(to - from));
}

/* ---- choosing ---- */

struct choice {
	struct span text;
	uint32_t cost;
};

/* What the bytes of the run at hand, and the grams that begin before each place, cost together. */
struct sums {
	uint32_t bytes[MAX_RUN + 1], shorts[MAX_RUN + 1], longs[MAX_RUN + 1];
};

static void add_up(const struct chooser *chooser, struct span run, struct sums *sums)
{
	sums->bytes[0] = sums->shorts[0] = sums->longs[0] = 0;
	for (size_t i = 0; i < run.len; i++) {
		bool has_short = i + MODEL_GRAM <= run.len, has_long = i + MODEL_LONG <= run.len;

		sums->bytes[i + 1] = sums->bytes[i] + byte_cost(run.ptr[i]);
		sums->shorts[i + 1] = sums->shorts[i] + (has_short ? chooser->cost[short_hash(run.ptr + i)] : 0);
		sums->longs[i + 1] = sums->longs[i] + (has_long ? chooser->cost[long_hash(run.ptr + i)] : 0);
	}
}

static uint32_t window_cost(const struct sums *sums, size_t at, size_t len)
{
	uint32_t cost = sums->bytes[at + len] - sums->bytes[at];

	cost += sums->shorts[at + len - MODEL_GRAM + 1] - sums->shorts[at];
	if (len >= MODEL_LONG)
		cost += sums->longs[at + len - MODEL_LONG + 1] - sums->longs[at];
	return cost;
}

/* Whether what is told in another form (JSON, YAML, a table) may still hold a window. */
static bool is_free_of_signs(struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!is_alnum(text.ptr[i]) && text.ptr[i] != ' ')
			return false;
	}
	/* A sign may stand beside a blank. */
	return *text.ptr != ' ' && text.ptr[text.len - 1] != ' ';
}

/* The cheapest window, of those that do not touch `taken`; of short runs the longest. */
static struct choice cheapest(const struct chooser *chooser, struct span taken)
{
	struct choice best = {{NULL, 0}, UINT32_MAX};
	struct sums sums;

	for (size_t r = 0; r < chooser->n_runs; r++) {
		struct span run = chooser->runs[r];
		size_t len = run.len < chooser->window ? run.len : chooser->window;

		add_up(chooser, run, &sums);
		for (size_t i = 0; i + len <= run.len; i++) {
			const char *begin = run.ptr + i;
			uint32_t cost = window_cost(&sums, i, len);
			bool touches = taken.ptr && begin < taken.ptr + taken.len && taken.ptr < begin + len;

			if (!touches && (len > best.text.len || (len == best.text.len && cost < best.cost)))
				best = (struct choice){{begin, len}, cost};
		}
	}
	return best;
}

/* Adds what is free of signs, without the blanks beside them. */
static void add_trimmed(struct chooser *chooser, struct span text)
{
	while (text.len > 0 && *text.ptr == ' ') {
		text.ptr++;
		text.len--;
	}
	while (text.len > 0 && text.ptr[text.len - 1] == ' ')
		text.len--;
	add_run(chooser, text.ptr, text.len);
}

/* Cuts the runs at hand at signs. */
static void cut_at_signs(struct chooser *chooser)
{
	struct span runs[MAX_RUNS];
	size_t n = chooser->n_runs;

	memcpy(runs, chooser->runs, n * sizeof(*runs));
	chooser->n_runs = 0;
	for (size_t r = 0; r < n; r++) {
		size_t from = 0;

		for (size_t i = 0; i <= runs[r].len; i++) {
			if (i < runs[r].len && (is_alnum(runs[r].ptr[i]) || runs[r].ptr[i] == ' '))
				continue;
			add_trimmed(chooser, (struct span){runs[r].ptr + from, i - from});
			from = i + 1;
		}
	}
}

/* How long the window of the message at hand can be; with a second one as long as both, wherever the first is put. */
static void count_windows(struct chooser *chooser, bool may_be_second)
{
	size_t first = 0, second = 0;

	for (size_t r = 0; r < chooser->n_runs; r++) {
		size_t len = chooser->runs[r].len;

		second = len > first ? first : len > second ? len : second;
		first = len > first ? len : first;
	}
	if (second < (first + 1) / 3)
		second = (first + 1) / 3;
	if (may_be_second)
		first = second;
	if (first > 0)
		chooser->n_by_len[first < FILTER_MAX_WINDOW ? first : FILTER_MAX_WINDOW]++;
}

/* A window without signs, if there is one that ordinary logs do not hold. */
static bool take_free(struct chooser *chooser)
{
	struct choice choice;

	cut_at_signs(chooser);
	choice = cheapest(chooser, (struct span){NULL, 0});
	return !choice.text.ptr || choice.text.len + 2 < chooser->window || choice.cost >= COST_SEEN ||
	       chooser->take(chooser->user, choice.text);
}

static bool take_best(struct chooser *chooser, bool may_be_second)
{
	struct choice first, second;
	bool is_free;

	if (chooser->n_by_len) {
		count_windows(chooser, may_be_second);
		return true;
	}
	first = cheapest(chooser, (struct span){NULL, 0});
	if (!first.text.ptr)
		return true;
	if (!chooser->take(chooser->user, first.text))
		return false;
	is_free = is_free_of_signs(first.text);
	if (may_be_second) {
		second = cheapest(chooser, first.text);
		if (second.text.len >= chooser->window && second.cost <= COST_SECOND) {
			if (!chooser->take(chooser->user, second.text))
				return false;
			is_free |= is_free_of_signs(second.text);
		}
	}
	return is_free || take_free(chooser);
}

static bool take_literal(struct chooser *chooser, const char *pattern, struct span literal, bool with_optional)
{
	chooser->n_runs = 0;
	add_literal(chooser, pattern, literal, with_optional);
	if (chooser->n_runs == 0)
		add_run(chooser, literal.ptr, literal.len);
	return take_best(chooser, false);
}

static bool choose(struct chooser *chooser, const struct kb_message *message)
{
	const struct kb *kb = chooser->kb;
	const char *text = kb_text(kb, message->text);

	chooser->n_runs = 0;
	if (message->shape != KB_PATTERN) {
		add_template(chooser, text);
		return take_best(chooser, message->n_literal >= SECOND_FROM);
	}
	for (uint32_t i = 0; i < message->parts.count; i++) {
		const struct kb_part *part = &kb_parts(kb)[message->parts.first + i];
		struct span literal = {kb_text(kb, part->literal), part->len};

		if (!take_literal(chooser, text, literal, false) || !take_literal(chooser, text, literal, true))
			return false;
	}
	return true;
}

/* Whether a match is told of: the others only say more, or less, of what else stands there. */
static bool is_told(const struct kb_message *message)
{
	return message->target_kind == KB_OF_SYMPTOM || message->target_kind == KB_OF_DIAGNOSIS;
}

static bool choose_all(struct chooser *chooser)
{
	const struct kb *kb = chooser->kb;

	for (uint32_t i = 0; i < kb->messages.count; i++) {
		if (is_told(&kb_messages(kb)[i]) && !choose(chooser, &kb_messages(kb)[i]))
			return false;
	}
	return true;
}

awry_status windows_count(const struct kb *kb, const awry_alloc *alloc, uint32_t n_by_len[FILTER_MAX_WINDOW + 1])
{
	struct chooser *chooser = mem_resize(alloc, NULL, 0, sizeof(*chooser));

	if (!chooser)
		return AWRY_E_NOMEM;
	*chooser = (struct chooser){.kb = kb, .n_by_len = n_by_len};
	choose_all(chooser);
	mem_resize(alloc, chooser, sizeof(*chooser), 0);
	return AWRY_OK;
}

awry_status windows_choose(const struct kb *kb, const awry_alloc *alloc, struct filter_shape shape, window_fn take, void *user)
{
	size_t size = 2 * (sizeof(uint32_t) << MODEL_BITS);
	struct chooser *chooser = mem_resize(alloc, NULL, 0, sizeof(*chooser));
	bool is_done = false;

	if (!chooser)
		return AWRY_E_NOMEM;
	*chooser = (struct chooser){.kb = kb, .window = filter_window_len(shape), .take = take, .user = user};
	chooser->cost = mem_resize(alloc, NULL, 0, size);
	if (chooser->cost) {
		memset(chooser->cost, 0, size);
		make_model(chooser);
		is_done = choose_all(chooser);
		mem_resize(alloc, chooser->cost, size, 0);
	}
	mem_resize(alloc, chooser, sizeof(*chooser), 0);
	return is_done ? AWRY_OK : AWRY_E_NOMEM;
}
