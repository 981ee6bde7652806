/* SPDX-License-Identifier: MIT */
#include "kb/words.h"

enum { MIN_STEM = 4 }; /* letters that two forms of a word share */

static const char *const loose_words[] = {
	"a",         "all",     "already",  "also",    "am",       "an",       "and",       "any",     "are",
	"as",        "at",       "be",      "because",  "been",      "but",      "by",        "can",     "chosen",
	"could",     "current", "currently", "did",    "do",       "does",      "following", "for",
	"given",     "had",     "has",      "have",    "here",     "if",        "in",       "included",  "is",      "it",
	"its",       "just",    "may",      "might",   "must",     "now",       "of",       "on",        "or",      "our",
	"please",    "present", "provided", "rather",  "requested", "selected", "shall",    "should",    "since",   "so",
	"specified", "still",   "supplied", "than",    "that",     "the",       "their",    "them",      "then",    "there",
	"these",     "they",    "this",     "those",   "was",       "way",      "we",        "were",    "when",
	"which",     "will",    "with",     "would",   "yet",      "you",       "your",
};

/* What turns a sentence round. */
static const char *const turning_words[] = {
	"above",      "active",    "after",    "allow",     "allowed",   "attached",   "before",  "below",    "cannot",    "disable",
	"disabled",   "enable",    "enabled",  "exceed",    "exceeded",  "exceeds",   "failed",   "fewer",   "from",    "greater",  "healthy",   "high",
	"inactive",   "larger",    "less",     "low",       "max",       "maximum",    "min",     "minimum",  "more",      "never",
	"no",         "none",      "not",      "nothing",   "off",       "only",       "passed",    "resolved", "smaller", "succeed",   "succeeded",
	"success",    "successful", "successfully", "too",  "unhealthy", "without",
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_symbol(char c)
{
	return fold_table[(unsigned char)c] != FOLD_DROP;
}

static bool is_letter(char c)
{
	return is_symbol(c) && !is_digit(c);
}

static bool is_among(const struct word *word, const char *const *words, size_t n)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strncmp(word->folded, words[middle], word->len);

		if (order == 0 && words[middle][word->len] == '\0')
			return true;
		if (order > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* Whether a sign ties the word to what stands beyond it, as in an address, a path or a setting. */
static bool is_tied(struct span text, size_t sign, size_t beyond)
{
	char c = text.ptr[sign];

	return (c == '.' || c == '/' || c == ':' || c == '@' || c == '_' || c == '=' || c == '-') && beyond < text.len &&
	       (is_symbol(text.ptr[beyond]) || text.ptr[beyond] == '/' || text.ptr[beyond] == '{');
}

void word_look(struct word *word, struct span text, size_t begin, size_t end)
{
	size_t capitals = 0, digits = 0, letters = 0;

	for (size_t i = begin; i < end; i++) {
		capitals += is_upper(text.ptr[i]);
		digits += is_digit(text.ptr[i]);
		letters += is_letter(text.ptr[i]);
		word->is_contracted |= text.ptr[i] == '\'';
	}
	word->is_name = digits > 0 || capitals > 1 || (capitals == 1 && !is_upper(text.ptr[begin]) && letters > 1) ||
			(begin > 1 && is_tied(text, begin - 1, begin - 2)) || (end < text.len && is_tied(text, end, end + 1));
}

bool word_equal(const struct word *a, const struct word *b)
{
	return a->len == b->len && memcmp(a->folded, b->folded, a->len) == 0;
}

static bool is(const struct word *word, const char *text)
{
	return word->len == strlen(text) && memcmp(word->folded, text, word->len) == 0;
}

/* "isn't" is "is" and "not". */
static bool negates(const struct word *one, const struct word *first)
{
	if (is(one, "cant"))
		return is(first, "can");
	return one->len == first->len + 2 && memcmp(one->folded, first->folded, first->len) == 0 &&
	       memcmp(one->folded + first->len, "nt", 2) == 0;
}

bool word_joins(const struct word *one, const struct word *first, const struct word *second)
{
	if (one->is_contracted && is(second, "not"))
		return negates(one, first);
	return one->len == first->len + second->len && memcmp(one->folded, first->folded, first->len) == 0 &&
	       memcmp(one->folded + first->len, second->folded, second->len) == 0;
}

static bool ends_as_form(const struct word *word, size_t stem)
{
	static const char *const ends[] = {"", "s", "es", "d", "ed", "ing", "e", "y", "ies", "ly"};
	struct span rest = {word->folded + stem, word->len - stem};

	for (size_t i = 0; i < N_ELEMENTS(ends); i++) {
		if (span_equal(rest, span_of(ends[i])))
			return true;
	}
	return false;
}

bool word_is_form(const struct word *a, const struct word *b)
{
	size_t stem = 0;

	if ((is(a, "cannot") && is(b, "cant")) || (is(a, "cant") && is(b, "cannot")))
		return true;
	while (stem < a->len && stem < b->len && a->folded[stem] == b->folded[stem])
		stem++;
	return stem >= MIN_STEM && !is_digit(a->folded[stem - 1]) && ends_as_form(a, stem) && ends_as_form(b, stem);
}

bool word_is_loose(const struct word *word)
{
	return is_among(word, loose_words, N_ELEMENTS(loose_words));
}

bool word_is_vendor(const struct word *word)
{
	return is(word, "aws") || is(word, "amazon") || is(word, "ec2");
}

bool word_is_telling(const struct word *word)
{
	if (word->is_contracted || is_among(word, turning_words, N_ELEMENTS(turning_words)))
		return true;
	return word->is_name && !word_is_loose(word);
}

/* ---- the words of a template ---- */

size_t word_placeholder(struct span text, size_t at)
{
	size_t i = at + 1;

	if (text.ptr[at] != '{' || (at > 0 && (text.ptr[at - 1] == '$' || text.ptr[at - 1] == '%' || text.ptr[at - 1] == '#')))
		return 0;
	while (i < text.len && (is_symbol(text.ptr[i]) || text.ptr[i] == '-' || text.ptr[i] == '_' || text.ptr[i] == '*'))
		i++;
	return i > at + 1 && i < text.len && text.ptr[i] == '}' ? i + 1 - at : 0;
}

/* Where the word at `at` ends: "isn't" is one. */
static size_t word_end(struct span text, size_t at)
{
	while (at < text.len && (is_symbol(text.ptr[at]) ||
				 (text.ptr[at] == '\'' && at + 1 < text.len && is_letter(text.ptr[at + 1]) && is_letter(text.ptr[at - 1]))))
		at++;
	return at;
}

static void step_over(struct word_walk *walk, size_t end, struct word_step *out)
{
	*out = (struct word_step){.text = {walk->text.ptr + walk->at, end - walk->at}, .part = walk->part, .offset = walk->offset};
	for (size_t i = walk->at; i < end; i++)
		out->len = (uint16_t)(out->len + is_symbol(walk->text.ptr[i]));
	walk->offset += out->len;
	walk->at = end;
}

bool word_walk_next(struct word_walk *walk, struct word_step *out)
{
	for (; walk->at < walk->text.len; walk->at++) {
		size_t len = word_placeholder(walk->text, walk->at);

		if (len > 0) {
			walk->part += walk->offset > 0;
			walk->offset = 0;
			*out = (struct word_step){.text = {walk->text.ptr + walk->at, len}, .part = walk->part};
			walk->at += len;
			return true;
		}
		if (is_symbol(walk->text.ptr[walk->at])) {
			step_over(walk, word_end(walk->text, walk->at), out);
			return true;
		}
	}
	return false;
}
