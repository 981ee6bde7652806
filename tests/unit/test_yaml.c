/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "kb/yaml.h"

/* One text, read. */
struct reading {
	struct kb_source source;
	struct arena arena;
	struct diags diags;
	struct node *root;
	awry_status status;
};

static void read_text(struct reading *reading, const char *text, size_t len)
{
	reading->source = (struct kb_source){.name = "t.yaml", .text = text, .len = len};
	arena_init(&reading->arena, mem_default());
	diags_init(&reading->diags, &reading->source, 1);
	reading->status =
		yaml_read(&reading->source, 0, &reading->arena, &reading->diags, &reading->root);
}

static void put_node(struct buf *out, const struct node *node)
{
	if (node->kind == NODE_SCALAR) {
		buf_char(out, '\'');
		buf_add(out, node->text.ptr, node->text.len);
		buf_char(out, '\'');
	} else {
		buf_char(out, node->kind == NODE_SEQUENCE ? '[' : '{');
		for (NODE_EACH(child, node)) {
			if (child->key) {
				buf_add(out, child->key->text.ptr, child->key->text.len);
				buf_char(out, '=');
			}
			put_node(out, child);
		}
		buf_char(out, node->kind == NODE_SEQUENCE ? ']' : '}');
	}
	buf_fmt(out, "@%u+%u", node->offset, node->length);
}

static void trees_are_read_with_their_places(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text, *tree;
	} rows[] = {
		{"nothing", "", ""},
		{"a comment alone", "# nothing\n", ""},
		{"scalars are text", "[no, ~, 1.50, \"a\\tb\"]",
		 "['no'@1+2'~'@5+1'1.50'@8+4'a\tb'@14+6]@0+1"},
		{"block mapping", "a: x\nb:\n  - y\n", "{a='x'@3+1b=['y'@12+1]@10+0}@0+0"},
		{"empty value", "a:\n", "{a=''@2+0}@0+0"},
		{"columns are bytes", "\xc3\xa4: [\xe2\x82\xac, z]",
		 "{\xc3\xa4=['\xe2\x82\xac'@5+3'z'@10+1]@4+1}@0+0"},
		{"a byte order mark", "\xef\xbb\xbf" "a: x\n", "{a='x'@6+1}@3+0"},
		{"a hidden character that is seen", "a: \"\\u202e\"\n", "{a='\xe2\x80\xae'@3+8}@0+0"},
		{"folded scalars", "a: >-\n  one\n  two\n", "{a='one two'@3+15}@0+0"},
	};
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct reading reading;
		struct buf tree;
		buf_init(&tree, mem_default());
		buf_text(&tree, "");
		read_text(&reading, rows[i].text, strlen(rows[i].text));
		assert_int_equal(reading.status, AWRY_OK);
		assert_int_equal(reading.diags.count, 0);
		if (reading.root)
			put_node(&tree, reading.root);
		if (strcmp(tree.ptr, rows[i].tree) != 0)
			fail_msg("%s: %s", rows[i].name, tree.ptr);
		buf_release(&tree);
		arena_release(&reading.arena);
	}
}

struct told {
	unsigned count, line, column, length;
	char code[8];
};

static void take_first(void *user, const awry_diag *diag)
{
	struct told *told = user;
	if (told->count++ > 0)
		return;
	told->line = diag->line;
	told->column = diag->column;
	told->length = diag->length;
	snprintf(told->code, sizeof(told->code), "%s", diag->code);
}

static void what_is_not_in_the_subset_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text, *code;
		unsigned line, column, length;
	} rows[] = {
		{"a tab is not indentation", "a:\n\t- x\n", "AW001", 2, 1, 1},
		{"a missing bracket", "a: [x\nb: y\n", "AW001", 2, 2, 1},
		{"a colon in a plain text", "a: b: c\n", "AW001", 1, 5, 1},
		{"invalid UTF-8", "a: ok\nb: \xff\n", "AW002", 2, 4, 1},
		{"overlong UTF-8", "a: \xc0\xaf\n", "AW002", 1, 4, 1},
		{"a control character", "a: x\x01\n", "AW002", 1, 5, 1},
		{"a surrogate", "a: \xed\xa0\x80\n", "AW002", 1, 4, 1},
		{"a bidirectional override", "a: x \xe2\x80\xae y\n", "AW036", 1, 6, 3},
		{"an isolate in a comment", "a: x # \xe2\x81\xa6\n", "AW036", 1, 8, 3},
		{"a zero-width blank", "a\xe2\x80\x8b: x\n", "AW036", 1, 2, 3},
		{"a tag character", "a: \xf3\xa0\x81\x81\n", "AW036", 1, 4, 4},
		{"a control character of C1", "a: x\xc2\x85\n", "AW036", 1, 5, 2},
		{"a line separator", "a: x\xe2\x80\xa8\n", "AW036", 1, 5, 3},
		{"an anchor", "a: &x y\n", "AW003", 1, 4, 4},
		{"an anchor on a list", "a: &x [y]\n", "AW003", 1, 4, 4},
		{"an alias", "a: x\nb: *a\n", "AW003", 2, 4, 2},
		{"a merge key", "<<: {a: b}\n", "AW003", 1, 1, 2},
		{"a tag", "a: !!str x\n", "AW004", 1, 4, 7},
		{"a tag on a mapping", "a: !x {b: c}\n", "AW004", 1, 4, 4},
		{"a second document", "a: x\n---\nb: y\n", "AW005", 2, 1, 3},
		{"a duplicate key", "a: x\nb: y\na: z\n", "AW006", 3, 1, 1},
		{"a duplicate among many",
		 "{a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1, i: 1, j: 1, k: 1, l: 1, m: 1, "
		 "c: 2}",
		 "AW006", 1, 80, 1},
		{"a list as a key", "? [a]\n: b\n", "AW012", 1, 3, 1},
		{"deep nesting",
		 "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
		 "[[[[[[[",
		 "AW007", 1, 33, 1},
	};
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct reading reading;
		struct told told = {.count = 0};
		read_text(&reading, rows[i].text, strlen(rows[i].text));
		assert_int_equal(reading.status, AWRY_OK);
		diags_deliver(&reading.diags, take_first, &told);
		if (told.count != 1 || strcmp(told.code, rows[i].code) != 0 ||
		    told.line != rows[i].line || told.column != rows[i].column ||
		    told.length != rows[i].length)
			fail_msg("%s: %u mistakes, %s at %u:%u, %u long", rows[i].name, told.count,
				 told.code, told.line, told.column, told.length);
		arena_release(&reading.arena);
	}
}

static void a_text_may_not_be_huge(void **state)
{
	(void)state;
	struct buf text;
	buf_init(&text, mem_default());
	buf_text(&text, "a: ");
	for (size_t i = 0; i <= YAML_MAX_SCALAR; i++)
		buf_char(&text, 'x');
	struct reading reading;
	read_text(&reading, text.ptr, text.len);
	assert_int_equal(reading.diags.count, 1);
	assert_int_equal(reading.diags.sorted[0]->code, DIAG_TOO_LARGE);
	arena_release(&reading.arena);
	buf_release(&text);
}

/* In milliseconds: the first brackets tell enough. */
static void a_wall_of_brackets_is_refused_at_once(void **state)
{
	(void)state;
	enum { N = 100 * 1024 };
	static const struct {
		char bracket;
		enum diag_code code;
	} walls[] = {{'[', DIAG_TOO_DEEP}, {'{', DIAG_WRONG_SHAPE}, {'"', DIAG_NOT_YAML}};
	char *text = malloc(N);
	assert_non_null(text);
	for (size_t i = 0; i < N_ELEMENTS(walls); i++) {
		struct reading reading;
		memset(text, walls[i].bracket, N);
		clock_t start = clock();
		read_text(&reading, text, N);
		assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 0.1);
		assert_int_equal(reading.diags.count, 1);
		assert_int_equal(reading.diags.sorted[0]->code, walls[i].code);
		arena_release(&reading.arena);
	}
	free(text);
}

static void a_nul_byte_is_refused(void **state)
{
	(void)state;
	static const char text[] = "a: x\0y\n";
	struct reading reading;
	struct told told = {.count = 0};
	read_text(&reading, text, sizeof(text) - 1);
	diags_deliver(&reading.diags, take_first, &told);
	assert_string_equal(told.code, "AW002");
	assert_int_equal(told.column, 5);
	arena_release(&reading.arena);
}

static void mistakes_come_in_order_and_at_most_fifty(void **state)
{
	(void)state;
	struct kb_source source = {.name = "t.yaml", .text = "x", .len = 1};
	struct diags diags;
	diags_init(&diags, &source, 1);
	for (uint32_t i = 200; i-- > 0;)
		diag_hint(diag_add(&diags, DIAG_NOT_YAML, (struct diag_place){0, i, 1}, "number %u",
				   i),
			  "hint %u", i);
	assert_int_equal(diags.count, DIAG_MAX);
	for (uint32_t i = 0; i < DIAG_MAX; i++)
		assert_int_equal(diags.sorted[i]->place.offset, i);
	assert_string_equal(diags.sorted[7]->message, "number 7");
	assert_string_equal(diags.sorted[7]->hint, "hint 7");
}

static void one_place_is_told_once(void **state)
{
	(void)state;
	struct kb_source source = {.name = "t.yaml", .text = "x", .len = 1};
	struct diags diags;
	diags_init(&diags, &source, 1);
	assert_non_null(diag_add(&diags, DIAG_NOT_YAML, (struct diag_place){0, 0, 1}, "once"));
	assert_null(diag_add(&diags, DIAG_NOT_YAML, (struct diag_place){0, 0, 1}, "twice"));
	assert_non_null(diag_add(&diags, DIAG_BAD_TEXT, (struct diag_place){0, 0, 1}, "another"));
	assert_int_equal(diags.count, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trees_are_read_with_their_places),
		cmocka_unit_test(what_is_not_in_the_subset_is_refused),
		cmocka_unit_test(a_text_may_not_be_huge),
		cmocka_unit_test(a_wall_of_brackets_is_refused_at_once),
		cmocka_unit_test(a_nul_byte_is_refused),
		cmocka_unit_test(mistakes_come_in_order_and_at_most_fifty),
		cmocka_unit_test(one_place_is_told_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
