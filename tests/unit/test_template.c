/* SPDX-License-Identifier: MIT */
#include "loading.h"

#include "kb/values.h"

/* A base whose one symptom has these messages (a flow sequence). */
static struct kb *load_messages_of(const char *messages)
{
	struct buf text;
	buf_init(&text, mem_default());
	buf_fmt(&text,
		"symptoms:\n  a/b:\n    title: T\n    candidates: { a/c: 1 }\n    messages: %s\n   "
		" examples: { match: [ x ] }\n"
		"diagnoses:\n  a/c: " DIAGNOSIS "\n",
		messages);
	struct kb_source source = source_of("t.yaml", text.ptr, 0);
	struct kb *kb = load_sound(&source, 1);
	buf_release(&text);
	return kb;
}

/* "literal", and before it "<gap:value,value>". */
static void put_parts(struct buf *out, const struct kb *kb, const struct kb_message *message)
{
	buf_text(out, "");
	for (uint32_t i = 0; i < message->parts.count; i++) {
		const struct kb_part *part = &kb_parts(kb)[message->parts.first + i];
		if (part->gap)
			buf_fmt(out, "<%u", part->gap);
		for (uint32_t j = 0; j < part->values.count; j++) {
			uint32_t slot = kb_refs(kb)[part->values.first + j].slot;
			buf_fmt(out, "%s%s", j ? "," : ":",
				slot == KB_NONE ? "*" : kb_slot_id(kb, slot));
		}
		buf_fmt(out, "%s%s", part->gap ? ">" : "", kb_text(kb, part->literal));
		assert_int_equal(strlen(kb_text(kb, part->literal)), part->len);
	}
}

static void templates_are_split_at_their_placeholders(void **state)
{
	(void)state;
	static const struct {
		const char *name, *messages, *parts;
		uint32_t n_literal;
	} rows[] = {
		{"literal alone", "[ \"It's lost (12)!\" ]", "itslost12", 9},
		{"gaps by value", "[ 'connect to host {host} port {port}: timed out' ]",
		 "connecttohost<80:host>port<12:port>timedout", 25},
		{"at both ends", "[ '{reason}: the line {arn}' ]", "<300:reason>theline<160:arn>",
		 7},
		{"side by side", "[ 'lost ({host})/{*} here' ]", "lost<380:host,*>here", 8},
		{"nothing but blanks between", "[ 'lost {zone}, {zones}' ]", "lost<240:zone,zones>",
		 4},
		{"braces that are none", "[ 'lost {\"a\": {}} ${x} {b c}' ]", "lostaxbc", 8},
		{"letters that are dropped", "[ 'lo\xc3\xa4st' ]", "lost", 4},
		{"folded YAML", "[ 'the\n      line\n      is lost' ]", "thelineislost", 13},
		{"a code", "[ { code: Invalid.Lost } ]", "invalidlost", 11},
		{"a pattern", "[ '/lost[0-9]/' ]", "lost", 4},
	};
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct kb *kb = load_messages_of(rows[i].messages);
		struct buf parts;
		buf_init(&parts, mem_default());
		put_parts(&parts, kb, kb_messages(kb));
		if (strcmp(parts.ptr, rows[i].parts) != 0 ||
		    kb_messages(kb)->n_literal != rows[i].n_literal)
			fail_msg("%s: %s (%u)", rows[i].name, parts.ptr,
				 kb_messages(kb)->n_literal);
		buf_release(&parts);
		free_kb(kb);
	}
}

static void constraints_are_folded(void **state)
{
	(void)state;
	struct kb *kb = load_messages_of("[ { text: it is lost, code: Auth.Failure, operation: "
					 "RunInstances, service: EC2, evidence: proves },"
					 " { code: AuthFailure, operation: RunInstances }, { code: "
					 "Zebra }, { code: Apple }, plain text ]");
	const struct kb_message *messages = kb_messages(kb);
	assert_int_equal(kb->messages.count, 5);
	assert_int_equal(messages[0].shape, KB_TEMPLATE);
	assert_string_equal(kb_text(kb, messages[0].code), "authfailure");
	assert_string_equal(kb_text(kb, messages[0].operation), "runinstances");
	assert_string_equal(kb_text(kb, messages[0].service), "ec2");
	assert_int_equal(messages[0].strength, KB_PROVES);
	assert_int_equal(messages[0].in_coat, 1);
	assert_int_equal(messages[1].shape, KB_CODE);
	assert_int_equal(messages[1].in_coat, 1);
	assert_int_equal(messages[2].in_coat, 0);
	assert_int_equal(messages[4].in_coat, 0);
	assert_int_equal(messages[4].strength, KB_CONFIRMS);
	/* By text: apple, authfailure, zebra. */
	assert_int_equal(kb->codes.count, 3);
	assert_int_equal(kb_codes(kb)[0].at, 3);
	assert_int_equal(kb_codes(kb)[1].at, 1);
	assert_int_equal(kb_codes(kb)[2].at, 2);
	free_kb(kb);
}

static void one_text_of_one_target_is_one_message(void **state)
{
	(void)state;
	struct kb *kb = load_messages_of("[ 'It is lost.', 'it-is-LOST', 'it is {host} lost' ]");
	assert_int_equal(kb->messages.count, 2);
	free_kb(kb);
}

static void a_first_guess_may_share_a_symptoms_text(void **state)
{
	(void)state;
	static const char text[] =
		"symptoms:\n"
		"  a/b: { title: T, candidates: { a/c: 1 }, messages: [ it is lost ], examples: { "
		"match: [ x ] } }\n"
		"diagnoses:\n"
		"  a/c:\n"
		"    { title: T, cause: C, fix: [ x ], docs: { D: https://e.org },\n"
		"      messages: [ { text: it is lost, evidence: supports } ], examples: { match: "
		"[ x, y ], no-match: [ z ] } }\n"
		"findings:\n"
		"  f: { ask: x, answers: { a: { says: a, messages: [ it is lost ] }, b: { says: b "
		"} } }\n"
		"  g: { ask: x, answers: { a: { says: a, messages: [ it is lost ] }, b: { says: b "
		"} } }\n";
	struct kb_source source = source_of("t.yaml", text, 0);
	struct kb *kb = load_sound(&source, 1);
	assert_int_equal(kb->messages.count, 4);
	free_kb(kb);
}

/* An anchor's gram stands where it says, and its bucket's share holds it. */
static void check_anchor(const struct kb *kb, const struct kb_anchor *anchor)
{
	const struct kb_message *message = &kb_messages(kb)[anchor->message];
	assert_true(anchor->part < message->parts.count);
	const struct kb_part *part = &kb_parts(kb)[message->parts.first + anchor->part];
	assert_true(anchor->offset + 4 <= part->len);
	const char *literal = kb_text(kb, part->literal);
	uint32_t gram = kb_gram(literal + anchor->offset), bit = kb_sieve_bit(gram);
	assert_int_equal(gram, anchor->gram);
	assert_true(kb_anchor_bits(kb)[bit / 32].at >> bit % 32 & 1);
	for (uint32_t i = 0; i < 4; i++) {
		uint32_t behind = anchor->offset + 4 + i;
		assert_int_equal(anchor->before[3 - i], i < anchor->offset ? literal[anchor->offset - 1 - i] : '\0');
		assert_int_equal(anchor->behind[i], behind < part->len ? literal[behind] : '\0');
	}
	uint32_t at = (uint32_t)(anchor - kb_anchors(kb)), bucket = kb_bucket(gram);
	assert_true(at >= kb_anchor_of(kb)[bucket].at && at < kb_anchor_of(kb)[bucket + 1].at);
}

static void anchors_are_where_they_say(void **state)
{
	(void)state;
	struct kb *kb =
		load_messages_of("[ 'The quick brown fox {host} jumps over the lazy dog near the "
				 "bank', 'lost', { code: InvalidLost }, /lost+/ ]");
	uint32_t counts[4] = {0};
	for (uint32_t i = 0; i < kb->anchors.count; i++) {
		check_anchor(kb, &kb_anchors(kb)[i]);
		counts[kb_anchors(kb)[i].message]++;
	}
	assert_int_equal(counts[0], 3);
	assert_int_equal(counts[1], 1);
	assert_int_equal(counts[2], 1);
	assert_int_equal(counts[3], 1);
	assert_int_equal(kb_anchor_of(kb)[1 << KB_BUCKET_BITS].at, kb->anchors.count);
	free_kb(kb);
}

static void anchors_avoid_common_words(void **state)
{
	(void)state;
	struct kb *kb =
		load_messages_of("[ 'the instances of the quizmaster are in the instances' ]");
	assert_int_equal(kb->anchors.count, 1);
	uint32_t offset = kb_anchors(kb)->offset;
	assert_true(offset >= 16 && offset <= 22); /* "the instances of the " is 17 symbols */
	free_kb(kb);
}

static void anchors_are_spread(void **state)
{
	(void)state;
	struct kb *kb = load_messages_of("[ 'jovial wizards said in the instances of quiz kids' ]");
	uint32_t first = UINT32_MAX, last = 0;
	for (uint32_t i = 0; i < kb->anchors.count; i++) {
		uint32_t offset = kb_anchors(kb)[i].offset;
		first = offset < first ? offset : first;
		last = offset > last ? offset : last;
	}
	assert_true(first < 12 && last > 30);
	free_kb(kb);
}

static void value_names_are_found(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < values_count(); i++) {
		assert_int_equal(value_find(span_of(value_at(i)->name)), i);
		if (i > 0)
			assert_true(strcmp(value_at(i - 1)->name, value_at(i)->name) < 0);
	}
	assert_int_equal(value_find(SPAN("zon")), UINT32_MAX);
	assert_int_equal(value_find(SPAN("")), UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(templates_are_split_at_their_placeholders),
		cmocka_unit_test(constraints_are_folded),
		cmocka_unit_test(one_text_of_one_target_is_one_message),
		cmocka_unit_test(a_first_guess_may_share_a_symptoms_text),
		cmocka_unit_test(anchors_are_where_they_say),
		cmocka_unit_test(anchors_avoid_common_words),
		cmocka_unit_test(anchors_are_spread),
		cmocka_unit_test(value_names_are_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
