/* SPDX-License-Identifier: MIT */
#include "loading.h"

#define BIG "1234567890123456789012345678901234567890"

static const struct {
	const char *name, *text, *code;
	unsigned line, column, length;
	const char *message, *hint;
} mistakes[] = {
	{"an unknown section", "symptons: {}\n", "AW010", 1, 1, 8,
	 "'symptons' is not a key of a rule file", "did you mean 'symptoms'?"},
	{"a list for a file", "[ x ]\n", "AW012", 1, 1, 1, "a mapping is expected here, not a list",
	 ""},
	{"an unknown key",
	 "diagnoses:\n  a/b: { title: T, cause: C, fixx: [], fix: [ x ], docs: { D: https://e.org "
	 "} }\n",
	 "AW010", 2, 30, 4, "'fixx' is not a key of a diagnosis", "did you mean 'fix'?"},
	{"a key unlike any",
	 "findings:\n  f: { ask: x, answers: { a: { says: a }, b: { says: b, xyzzy: 1 } } }\n",
	 "AW010", 2, 57, 5, "'xyzzy' is not a key of an answer",
	 "its keys: proves, confirms, supports, opposes, rules-out, says, then, usual, messages"},
	{"missing keys", "diagnoses:\n  a/b: { title: T, fix: [ x ] }\n", "AW011", 2, 3, 3,
	 "a diagnosis needs 'cause', 'docs'", ""},
	{"text for a list",
	 "diagnoses:\n  a/b: { title: T, cause: C, fix: x, docs: { D: https://e.org } }\n", "AW012",
	 2, 35, 1, "a list is expected here, not a text", "write [ ... ] around a single item"},
	{"nothing for a mapping", "symptoms:\n  a/b:\n", "AW012", 2, 3, 3,
	 "a mapping is expected here, not nothing", ""},
	{"a mapping for a text",
	 "symptoms:\n  a/b: { title: { x: y }, candidates: { net/cable: 1 } }\n", "AW012", 2, 17, 1,
	 "a text is expected here, not a mapping",
	 "put quotes around a text that contains ': ' or starts with {"},
	{"an unknown word",
	 "diagnoses:\n  a/b: { title: T, cause: C, fix: [ { do: x, run: y, risk: chnage, verify: z "
	 "} ], docs: { D: https://e.org } }\n",
	 "AW013", 2, 60, 6, "'chnage' is not one of: read, change, destroy",
	 "did you mean 'change'?"},
	{"a weight out of range", "symptoms:\n  a/b: { title: T, candidates: { net/cable: 11 } }\n",
	 "AW014", 2, 45, 2, "a whole number from 1 to 10 is expected here", ""},
	{"a weight that is a word",
	 "symptoms:\n  a/b: { title: T, candidates: { net/cable: often } }\n", "AW014", 2, 45, 5,
	 "a whole number from 1 to 10 is expected here", ""},
	{"an empty text", "symptoms:\n  a/b: { title: '', candidates: { net/cable: 1 } }\n",
	 "AW015", 2, 10, 5, "this text is empty", ""},
	{"an answer too long to read",
	 "findings:\n  f: { ask: x, answers: { a: { says: " BIG BIG " }, b: { says: b } } }\n",
	 "AW015", 2, 38, 80, "this text has 80 bytes; at most 75 are allowed here", ""},
	{"a control character in a title",
	 "symptoms:\n  a/b: { title: \"a\\e[31mb\", candidates: { net/cable: 1 } }\n", "AW015", 2,
	 17, 10, "this text contains control characters, or hidden ones", ""},
	{"a hidden character in a title",
	 "symptoms:\n  a/b: { title: \"a\\u202eb\", candidates: { net/cable: 1 } }\n", "AW015", 2,
	 17, 10, "this text contains control characters, or hidden ones", ""},
	{"a diagnosis that explains itself",
	 "diagnoses:\n  a/b: { title: T, cause: C, fix: [ x ], docs: { D: https://e.org }, explains: [ a/b ] }\n",
	 "AW023", 2, 82, 3, "'a/b' refers to itself", ""},
	{"diagnoses that explain each other",
	 "diagnoses:\n"
	 "  a/b: { title: T, cause: C, fix: [ x ], docs: { D: https://e.org }, explains: [ a/c ] }\n"
	 "  a/c: { title: T, cause: C, fix: [ x ], docs: { D: https://e.org }, explains: [ net/lost, a/d ] }\n"
	 "  a/d: { title: T, cause: C, fix: [ x ], docs: { D: https://e.org }, explains: [ a/b ] }\n",
	 "AW023", 2, 3, 3, "diagnoses explain each other in a circle: a/b -> a/c -> a/d -> a/b", ""},
	{"an id without an area", "symptoms:\n  lost: { title: T, candidates: { net/cable: 1 } }\n",
	 "AW016", 2, 3, 4, "the id of a symptom is area/slug, both made of a-z, 0-9 and '-'", ""},
	{"an id with capitals", "diagnoses:\n  net/Cable2: " DIAGNOSIS "\n", "AW016", 2, 3, 10,
	 "the id of a diagnosis is area/slug, both made of a-z, 0-9 and '-'", ""},
	{"a finding with an area", "findings:\n  net/f: { ask: x, kind: number }\n", "AW016", 2, 3,
	 5, "the id of a finding is made of a-z, 0-9 and '-', without a slash, at most 80 of them",
	 ""},
	{"an id in two files", "diagnoses:\n  net/cable: " DIAGNOSIS "\n", "AW017", 2, 3, 9,
	 "'net/cable' is defined already, as a diagnosis in a.yaml:14", ""},
	{"an id of two kinds",
	 "symptoms:\n  net/cable: { title: T, candidates: { net/router: 1 } }\n", "AW017", 2, 3, 9,
	 "'net/cable' is defined already, as a diagnosis in a.yaml:14", ""},
	{"a rule name twice",
	 "rules:\n"
	 "- { name: r, when: { lamp: red }, confirms: [ net/cable ], because: B }\n"
	 "- { name: r, when: { lamp: off }, confirms: [ net/cable ], because: B }\n",
	 "AW017", 3, 11, 1, "'r' is defined already, as a rule in b.yaml:2", ""},
	{"an unknown diagnosis", "symptoms:\n  a/b: { title: T, candidates: { net/cabel: 1 } }\n",
	 "AW018", 2, 34, 9, "there is no diagnosis 'net/cabel'", "did you mean 'net/cable'?"},
	{"a symptom for a diagnosis",
	 "symptoms:\n  a/b: { title: T, candidates: { net/lost: 1 } }\n", "AW018", 2, 34, 8,
	 "there is no diagnosis 'net/lost'", "'net/lost' is a symptom"},
	{"an unknown area",
	 "lookalikes:\n  a/b: { title: O, messages: [ some text ], hides: [ nat/* ], examples: { "
	 "match: [ x ] } }\n",
	 "AW018", 2, 54, 5, "there is no area 'nat'", ""},
	{"an unknown finding",
	 "rules:\n- { name: r, when: { lmap: red }, confirms: [ net/cable ], because: B }\n",
	 "AW019", 2, 22, 4, "there is no finding 'lmap'", "did you mean 'lamp'?"},
	{"an unknown answer",
	 "rules:\n- { name: r, when: { lamp: rde }, confirms: [ net/cable ], because: B }\n",
	 "AW020", 2, 28, 3, "the finding has no answer 'rde'", "did you mean 'red'?"},
	{"an unknown answer concluded",
	 "rules:\n- { name: r, when: { lamp: red }, then: { power: maybe }, because: B }\n",
	 "AW020", 2, 50, 5, "the finding has no answer 'maybe'", ""},
	{"an unknown value in a condition",
	 "rules:\n- { name: r, when: { value.keyname: x }, confirms: [ net/cable ], because: B }\n",
	 "AW021", 2, 22, 13, "'keyname' is not a standard value name", "did you mean 'key-name'?"},
	{"an unknown value in a command",
	 "findings:\n  f: { ask: x, check: 'ping {instnace-id}', kind: number }\n", "AW021", 2, 29,
	 13, "{instnace-id} is not one of the standard {values}", "did you mean 'instance-id'?"},
	{"a diagnosis under two words",
	 "rules:\n- { name: r, when: { lamp: red }, confirms: [ net/cable ], opposes: [ net/cable "
	 "], because: B }\n",
	 "AW022", 2, 71, 9,
	 "'net/cable' stands here twice: one answer or rule says one thing about a diagnosis", ""},
	{"an answer twice",
	 "rules:\n- { name: r, when: { lamp: [ red, red ] }, confirms: [ net/cable ], because: B "
	 "}\n",
	 "AW022", 2, 35, 3, "'red' stands here twice", ""},
	{"a circle of one",
	 "rules:\n- { name: r, when: { power: yes }, then: { power: no }, because: B }\n", "AW023",
	 0, 0, 0, "findings are derived in a circle: power -> power", ""},
	{"a circle",
	 "findings:\n"
	 "  f: { answers: { a: { says: a, then: { g: a } }, b: { says: b } } }\n"
	 "  g: { answers: { a: { says: a, then: { h: a } }, b: { says: b } } }\n"
	 "  h: { answers: { a: { says: a, then: { f: b } }, b: { says: b } } }\n",
	 "AW023", 2, 3, 1, "findings are derived in a circle: f -> g -> h -> f", ""},
	{"no number is in it",
	 "rules:\n- { name: r, when: { hops: { at-least: 5, below: 5 } }, confirms: [ net/cable ], "
	 "because: B }\n",
	 "AW024", 2, 50, 1, "no number is at least 5 and below 5", ""},
	{"nothing is left",
	 "rules:\n- { name: r, when: { lamp: { not: [ red, green, off ] } }, confirms: [ net/cable "
	 "], because: B }\n",
	 "AW024", 2, 35, 1, "this can never hold: all answers of the finding are excluded", ""},
	{"unknown and known",
	 "rules:\n- { name: r, when: { lamp: { not: red, unknown: yes } }, confirms: [ net/cable "
	 "], because: B }\n",
	 "AW024", 2, 40, 7, "this can never hold together with the other conditions beside it", ""},
	{"an operator of numbers",
	 "rules:\n- { name: r, when: { lamp: { below: 3 } }, confirms: [ net/cable ], because: B "
	 "}\n",
	 "AW010", 2, 30, 5, "'below' has no meaning for a finding with answers", ""},
	{"equality of numbers",
	 "rules:\n- { name: r, when: { hops: 3 }, confirms: [ net/cable ], because: B }\n", "AW012",
	 2, 28, 1, "a condition on a number is an interval",
	 "write { at-least: 5 }, { below: 6 }, or both"},
	{"a condition on a text",
	 "rules:\n- { name: r, when: { host-name: x }, confirms: [ net/cable ], because: B }\n",
	 "AW012", 2, 22, 9,
	 "a finding of `kind: text` fills in a value; a condition is on that value",
	 "write value.host"},
	{"a symptom that is not seen",
	 "rules:\n- { name: r, when: { net/lost: yes }, confirms: [ net/cable ], because: B }\n",
	 "AW013", 2, 32, 3, "'yes' is not one of: seen", ""},
	{"one answer", "findings:\n  f: { ask: x, answers: { a: { says: a } } }\n", "AW025", 2, 16,
	 7, "a question has 2 to 7 answers, not 1 (\"don't know\" is added by the program)", ""},
	{"a finding nobody can know",
	 "findings:\n  f: { answers: { a: { says: a }, b: { says: b } } }\n", "AW026", 2, 3, 1,
	 "nothing can tell this finding: it is not asked, no rule derives it, no message gives it",
	 "give it `ask`, or a rule with then: { f: ... }"},
	{"a rule without an end", "rules:\n- { name: r, when: { lamp: red }, because: B }\n",
	 "AW027", 2, 11, 1, "this rule concludes nothing",
	 "give it then: { finding: answer }, or confirms: [ id ]"},
	{"a rule without a start",
	 "rules:\n- { name: r, when: {}, confirms: [ net/cable ], because: B }\n", "AW027", 2, 11,
	 1, "a rule needs at least one condition in `when`", ""},
	{"a generic code",
	 "symptoms:\n  a/b: { title: T, candidates: { net/cable: 1 }, messages: [ { code: "
	 "UnauthorizedOperation } ], examples: { match: [ x ] } }\n",
	 "AW028", 2, 70, 21, "AWS gives the code UnauthorizedOperation for many reasons",
	 "add the text beside it: { code: ..., text: \"...\" }, or the operation"},
	{"a bare template",
	 "symptoms:\n  a/b: { title: T, candidates: { net/cable: 1 }, messages: [ 'a {host} b' ], "
	 "examples: { match: [ x ] } }\n",
	 "AW029", 2, 62, 12,
	 "a message needs a run of at least 4 letters or digits between its placeholders", ""},
	{"a faulty pattern",
	 "symptoms:\n  a/b: { title: T, candidates: { net/cable: 1 }, messages: [ /lost(/ ], "
	 "examples: { match: [ x ] } }\n",
	 "AW030", 2, 62, 7, "at byte 5 of the pattern: missing closing parenthesis", ""},
	{"a pattern without a literal",
	 "symptoms:\n  a/b: { title: T, candidates: { net/cable: 1 }, messages: [ /a+/ ], "
	 "examples: { match: [ x ] } }\n",
	 "AW030", 2, 62, 4,
	 "at byte 2 of the pattern: no literal of 4 letters or digits that every match contains",
	 ""},
	{"the same message elsewhere",
	 "symptoms:\n"
	 "  a/b: { title: T, candidates: { net/cable: 1 }, messages: [ 'Lost: {host}!' ], "
	 "examples: { match: [ x ] } }\n"
	 "  a/c: { title: T, candidates: { net/cable: 1 }, messages: [ 'lost {port}' ], examples: "
	 "{ match: [ x ] } }\n",
	 "AW031", 3, 62, 13, "this message is also in b.yaml:2 (only letters and digits count)",
	 "a text with several causes belongs to a symptom"},
	{"a symptom's message in a diagnosis",
	 "symptoms:\n"
	 "  a/b: { title: T, candidates: { net/cable: 1 }, messages: [ the line is lost ], "
	 "examples: { match: [ x ] } }\n"
	 "diagnoses:\n"
	 "  a/c:\n"
	 "    { title: T, cause: C, fix: [ x ], docs: { D: https://e.org },\n"
	 "      messages: [ The line is lost. ], examples: { match: [ x, y ], no-match: [ z ] } "
	 "}\n",
	 "AW031", 6, 19, 17, "this message is also in b.yaml:2 (only letters and digits count)",
	 "a text of a symptom may be in one diagnosis too, with evidence: supports (the first "
	 "guess)"},
	{"a look-alike's message",
	 "symptoms:\n  a/b: { title: T, candidates: { net/cable: 1 }, messages: [ somebody else's "
	 "text ], examples: { match: [ x ] } }\n",
	 "AW031", 2, 62, 20, "this message is also in a.yaml:17 (only letters and digits count)",
	 "a look-alike needs a text of its own: its host, or what surrounds the message"},
	{"no examples",
	 "symptoms:\n  a/b: { title: T, candidates: { net/cable: 1 }, messages: [ the line is lost "
	 "] }\n",
	 "AW032", 2, 3, 3,
	 "messages need at least 1 `match` and 0 `no-match` examples, not 0 and 0",
	 "examples: { match: [ ... ], no-match: [ ... ] } hold whole texts as people paste them"},
	{"no verify",
	 "diagnoses:\n  a/b: { title: T, cause: C, fix: [ { do: x, run: y, risk: change } ], docs: "
	 "{ D: https://e.org } }\n",
	 "AW033", 2, 60, 6, "a step that may change something needs `verify`",
	 "a command or a short sentence that shows that the step worked"},
	{"no risk",
	 "diagnoses:\n  a/b: { title: T, cause: C, fix: [ { do: x, run: y } ], docs: { D: "
	 "https://e.org } }\n",
	 "AW011", 2, 46, 3, "a step with `run` needs `risk`", "risk: read, change or destroy"},
	{"another spelling of a value",
	 "findings:\n  f: { ask: 'Is {InstanceId} up?', kind: number }\n", "AW034", 2, 17, 12,
	 "write {instance-id} for {InstanceId}", ""},
	{"a page that is none",
	 "diagnoses:\n  a/b: { title: T, cause: C, fix: [ x ], docs: { D: see the manual } }\n",
	 "AW035", 2, 53, 14, "a page is given as https://...", ""},
	{"a message without anything to look for",
	 "symptoms:\n  a/b: { title: T, candidates: { net/cable: 1 }, messages: [ { service: ec2 } "
	 "], examples: { match: [ x ] } }\n",
	 "AW011", 2, 62, 1, "a message needs `text` or `code`", ""},
	{"a unit of answers",
	 "findings:\n  f: { ask: x, unit: h, answers: { a: { says: a }, b: { says: b } } }\n",
	 "AW010", 2, 16, 4, "only `kind: number` has `unit`",
	 ""},
	{"a text for no value",
	 "findings:\n  f: { ask: x, kind: text }\n",
	 "AW011", 2, 3, 1, "`kind: text` needs `value`: what the answer fills in",
	 ""},
	{"a text for an unknown value",
	 "findings:\n  f: { ask: x, kind: text, value: keyname }\n",
	 "AW021", 2, 35, 7, "'keyname' is not a standard value name",
	 "did you mean 'key-name'?"},
	{"an answer with capitals",
	 "findings:\n  f: { ask: x, answers: { Aa: { says: a }, b: { says: b } } }\n",
	 "AW016", 2, 27, 2, "the name of an answer is made of a-z, 0-9 and '-'",
	 ""},
	{"no candidates",
	 "symptoms:\n  a/b: { title: T, candidates: {} }\n",
	 "AW011", 2, 20, 10, "a symptom needs at least one candidate",
	 ""},
	{"no steps",
	 "diagnoses:\n  a/b: { title: T, cause: C, fix: [], docs: { D: https://e.org } }\n",
	 "AW011", 2, 30, 3, "`fix` needs at least one step",
	 ""},
	{"no pages",
	 "diagnoses:\n  a/b: { title: T, cause: C, fix: [ x ], docs: {} }\n",
	 "AW011", 2, 42, 4, "`docs` needs at least one page",
	 ""},
	{"an explanation of nothing known",
	 "diagnoses:\n  a/b: { title: T, cause: C, fix: [ x ], docs: { D: https://e.org }, explains: [ net/lots ] }\n",
	 "AW018", 2, 82, 8, "there is no symptom or diagnosis 'net/lots'",
	 "did you mean 'net/lost'?"},
	{"an interval of answers",
	 "rules:\n- { name: r, when: { lamp: { below: 3 } }, confirms: [ net/cable ], because: B }\n",
	 "AW010", 2, 30, 5, "'below' has no meaning for a finding with answers",
	 ""},
	{"a start of a number",
	 "rules:\n- { name: r, when: { hops: { starts: x } }, confirms: [ net/cable ], because: B }\n",
	 "AW010", 2, 30, 6, "'starts' has no meaning for a number",
	 ""},
	{"a start of a symptom",
	 "rules:\n- { name: r, when: { net/lost: { starts: x } }, confirms: [ net/cable ], because: B }\n",
	 "AW010", 2, 34, 6, "'starts' has no meaning for a symptom or diagnosis",
	 ""},
	{"an interval of a text",
	 "rules:\n- { name: r, when: { value.host: { below: 3 } }, confirms: [ net/cable ], because: B }\n",
	 "AW010", 2, 36, 5, "'below' has no meaning for a captured value",
	 ""},
	{"an empty list of answers",
	 "rules:\n- { name: r, when: { lamp: [] }, confirms: [ net/cable ], because: B }\n",
	 "AW024", 2, 28, 1, "an empty list says nothing",
	 ""},
	{"an empty condition",
	 "rules:\n- { name: r, when: { lamp: {} }, confirms: [ net/cable ], because: B }\n",
	 "AW024", 2, 28, 1, "an empty condition says nothing",
	 ""},
	{"a list of numbers",
	 "rules:\n- { name: r, when: { hops: [ 1 ] }, confirms: [ net/cable ], because: B }\n",
	 "AW012", 2, 28, 1, "a text is expected here, not a list",
	 "put quotes around a text that starts with ["},
	{"a bound that is no number",
	 "rules:\n- { name: r, when: { hops: { at-least: many } }, confirms: [ net/cable ], because: B }\n",
	 "AW014", 2, 40, 4, "a number is expected here, as 3 or 0.5",
	 ""},
	{"an upper bound that is no number",
	 "rules:\n- { name: r, when: { hops: { below: 1. } }, confirms: [ net/cable ], because: B }\n",
	 "AW014", 2, 37, 2, "a number is expected here, as 3 or 0.5",
	 ""},
	{"a negative interval with nothing in it",
	 "rules:\n- { name: r, when: { hops: { at-least: -0.5, below: -0.75 } }, confirms: [ net/cable ], because: B }\n",
	 "AW024", 2, 53, 5, "no number is at least -0.5 and below -0.75",
	 ""},
	{"a number concluded",
	 "rules:\n- { name: r, when: { lamp: red }, then: { hops: 3 }, because: B }\n",
	 "AW012", 2, 43, 4, "only findings with `answers` can be concluded",
	 ""},
	{"an empty example",
	 "lookalikes:\n  a/b: { title: O, messages: [ some text ], hides: [ net/* ], examples: { match: [ '' ] } }\n",
	 "AW015", 2, 84, 2, "this text is empty",
	 ""},
	{"an example with a NUL",
	 "lookalikes:\n  a/b: { title: O, messages: [ some text ], hides: [ net/* ], examples: { match: [ \"a\\0b\" ] } }\n",
	 "AW015", 2, 84, 6, "an example cannot hold a NUL",
	 ""},
};

static void each_mistake_is_told_with_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(mistakes); i++) {
		const struct kb_source sources[] = {source_of("b.yaml", mistakes[i].text, 0),
						    source_of("a.yaml", sound, 0)};
		struct told told;
		struct kb *kb;
		assert_int_equal(load_with(mem_default(), sources, 2, &told, &kb), AWRY_E_RULES);
		assert_null(kb);
		/* Where no line is given, the place is in the sound file. */
		bool is_there =
			mistakes[i].line == 0 ||
			(told.line == mistakes[i].line && told.column == mistakes[i].column &&
			 told.length == mistakes[i].length && strcmp(told.file, "b.yaml") == 0);
		if (told.count != 1 || !is_there || strcmp(told.code, mistakes[i].code) != 0 ||
		    strcmp(told.message, mistakes[i].message) != 0 ||
		    strcmp(told.hint, mistakes[i].hint) != 0)
			fail_msg("%s: %u mistakes, %s:%u:%u+%u %s: %s (%s)", mistakes[i].name,
				 told.count, told.file, told.line, told.column, told.length,
				 told.code, told.message, told.hint);
	}
}

static void a_broken_file_hides_no_ids(void **state)
{
	(void)state;
	const struct kb_source sources[] = {
		source_of("a.yaml", "diagnoses: [\n", 0),
		source_of("b.yaml",
			  "symptoms:\n  a/b: { title: T, candidates: { in/the-broken-file: 1 } }\n",
			  0),
	};
	struct told told;
	struct kb *kb;
	assert_int_equal(load_with(mem_default(), sources, 2, &told, &kb), AWRY_E_RULES);
	assert_int_equal(told.count, 1);
	assert_string_equal(told.code, "AW001");
}

static void at_most_fifty_mistakes_are_told(void **state)
{
	(void)state;
	struct buf text;
	buf_init(&text, mem_default());
	buf_text(&text, "symptoms:\n");
	for (int i = 0; i < 500; i++)
		buf_fmt(&text, "  a/s%d: { title: T, candidates: { no/such: 1 } }\n", i);
	struct kb_source source = source_of("a.yaml", text.ptr, 0);
	struct told told;
	struct kb *kb;
	assert_int_equal(load_with(mem_default(), &source, 1, &told, &kb), AWRY_E_RULES);
	assert_int_equal(told.count, 50);
	assert_int_equal(told.line, 2);
	buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mistake_is_told_with_its_place),
		cmocka_unit_test(a_broken_file_hides_no_ids),
		cmocka_unit_test(at_most_fifty_mistakes_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
