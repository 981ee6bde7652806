/* SPDX-License-Identifier: MIT */
#include "kb/words.h"

enum { MIN_STEM = 4 }; /* letters that two forms of a word share */

/* What a sentence says the same without; in alphabetical order, as all tables here. */
static const char *const loose_words[] = {
	"a", "all", "already", "also", "am", "an", "and", "any", "are", "as", "at", "be",
	"because", "been", "but", "by", "can", "chosen", "could", "current", "currently", "did",
	"do", "does", "following", "for", "given", "had", "has", "have", "here", "if", "in",
	"included", "is", "it", "its", "just", "may", "might", "must", "now", "of", "on", "or",
	"our", "please", "present", "provided", "rather", "requested", "selected", "shall",
	"should", "since", "so", "specified", "still", "supplied", "than", "that", "the", "their",
	"them", "then", "there", "these", "they", "this", "those", "was", "way", "we", "were",
	"when", "which", "will", "with", "would", "yet", "you", "your",
};

/* What turns a sentence round. */
static const char *const turning_words[] = {
	"able", "above", "accept", "accepted", "active", "add", "added", "after", "allow",
	"allowed", "another", "associate", "associated", "attach", "attached", "bad", "before",
	"behind", "below", "between", "big", "bigger", "both", "cannot", "closed", "connect",
	"connected", "correct", "create", "created", "creating", "delete", "deleted", "deleting",
	"deregistered", "detach", "detached", "different", "disable", "disabled", "disassociated",
	"disconnect", "disconnected", "down", "download", "duplicate", "during", "each", "either",
	"empty", "enable", "enabled", "encrypted", "enter", "every", "exceed", "exceeded",
	"exceeds", "expired", "export", "external", "failed", "fast", "few", "fewer", "first",
	"from", "full", "good", "greater", "healthy", "hibernate", "high", "import", "impossible",
	"inactive", "inbound", "incorrect", "inside", "internal", "invalid", "known", "large",
	"larger", "last", "launch", "launched", "launching", "leave", "less", "local", "lock",
	"locked", "long", "longer", "low", "lower", "many", "max", "maximum", "min", "minimum",
	"missing", "more", "mount", "multiple", "neither", "never", "new", "no", "none", "not",
	"nothing", "off", "old", "only", "open", "other", "outbound", "outside", "over", "passed",
	"pending", "possible", "private", "public", "pull", "push", "read", "reboot", "refused",
	"register", "registered", "reject", "rejected", "remote", "remove", "removed", "removing",
	"resolved", "resume", "running", "same", "shared", "short", "shorter", "single", "slow",
	"small", "smaller", "start", "started", "starting", "stop", "stopped", "stopping",
	"succeed", "succeeded", "success", "successful", "successfully", "suspend", "suspended",
	"terminate", "terminated", "terminating", "too", "unable", "unavailable", "under",
	"unencrypted", "unhealthy", "unknown", "unlock", "unlocked", "unsupported", "until", "up",
	"upload", "upper", "valid", "without", "write",
};

/* What a sentence is about, in the singular where that only lacks an ending: of another thing, it is another message. */
static const char *const subjects[] = {
	"account", "acl", "address", "agent", "alarm", "algorithm", "ami", "architecture",
	"argument", "attribute", "authority", "availability", "backend", "balancer", "bandwidth",
	"bucket", "capacity", "certificate", "channel", "cipher", "client", "cluster", "command",
	"configuration", "connection", "console", "container", "cookie", "credential", "cycle",
	"database", "device", "directory", "disk", "document", "domain", "driver", "endpoint", "engine", "file",
	"fleet", "function", "gateway", "group", "guest", "header", "health", "hook", "host",
	"hostname", "hypervisor", "identity", "image", "index", "instance", "interface", "iops",
	"job", "kernel", "key", "keyspace", "lifecycle", "listener", "machine", "manager",
	"marketplace", "memory", "metadata", "metric", "model", "namespace", "network", "node",
	"notebook", "object", "pair", "parameter", "partition", "passphrase", "password", "peer",
	"permission", "pipeline", "placement", "plugin", "policies", "policy", "pool", "port", "price",
	"process", "processor", "product", "profile", "project", "protocol", "provider", "proxies", "proxy",
	"queue", "record", "region", "registry", "replica", "repository", "reservation", "role",
	"route", "rule", "scaling", "schedule", "schema", "script", "secret", "security", "sensor",
	"server", "service", "session", "shard", "shell", "signature", "site", "snapshot",
	"socket", "source", "spot", "stack", "stickiness", "storage", "stream", "subnet",
	"subscription", "switch", "table", "tag", "target", "task", "template", "tenancy", "tenant",
	"throughput", "token", "topic", "trail", "tunnel", "type", "unit", "user", "username",
	"version", "virtualization", "volume", "vpc", "webhook", "website", "zone",
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

static bool is_about(const struct word *word)
{
	struct word singular = *word;

	for (size_t i = 0; i < 3; i++, singular.len--) { /* "zones", "addresses" */
		if (is_among(&singular, subjects, N_ELEMENTS(subjects)))
			return true;
		if (singular.len < MIN_STEM || singular.folded[singular.len - 1] != "se"[i > 0])
			return false;
	}
	return false;
}

static bool is_masked(const struct word *word)
{
	for (size_t i = 1; i < word->len; i++) {
		if (word->folded[i] != word->folded[0])
			return false;
	}
	return word->len > 2 && !is_digit(word->folded[0]);
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
	word->is_mask = is_masked(word);
	word->is_name = !word->is_mask && (digits > 0 || capitals > 1 || (capitals == 1 && !is_upper(text.ptr[begin]) && letters > 1) ||
			(begin > 1 && is_tied(text, begin - 1, begin - 2)) || (end < text.len && is_tied(text, end, end + 1)));
	word->is_loose = is_among(word, loose_words, N_ELEMENTS(loose_words));
	word->is_subject = is_about(word);
	word->is_telling = word->is_contracted || word->is_subject || (word->is_name && !word->is_loose) ||
			   is_among(word, turning_words, N_ELEMENTS(turning_words));
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

bool word_is_vendor(const struct word *word)
{
	return is(word, "aws") || is(word, "amazon") || is(word, "ec2");
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
