/* SPDX-License-Identifier: MIT
 *
 * yaml2json FILE...: each file as one line of JSON, scalars typed as editors type them (the core schema of YAML 1.2). */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

static json_t *plain_value(const char *text)
{
	char *end;

	if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
		return json_boolean(*text == 't');
	if (*text == '\0' || strcmp(text, "null") == 0 || strcmp(text, "~") == 0)
		return json_null();
	if (strspn(text, "+-.eE0123456789") != strlen(text) || !strpbrk(text, "0123456789"))
		return json_string(text);
	long long integer = strtoll(text, &end, 10);
	if (*end == '\0')
		return json_integer(integer);
	double real = strtod(text, &end);
	return *end == '\0' ? json_real(real) : json_string(text);
}

static json_t *value_of(yaml_document_t *document, int index)
{
	yaml_node_t *node = yaml_document_get_node(document, index);
	json_t *value = NULL;

	switch (node->type) {
	case YAML_SCALAR_NODE:
		return node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE ? plain_value((char *)node->data.scalar.value)
			: json_string((char *)node->data.scalar.value);
	case YAML_SEQUENCE_NODE:
		value = json_array();
		for (yaml_node_item_t *i = node->data.sequence.items.start; i < node->data.sequence.items.top; i++)
			json_array_append_new(value, value_of(document, *i));
		return value;
	case YAML_MAPPING_NODE:
		value = json_object();
		for (yaml_node_pair_t *i = node->data.mapping.pairs.start; i < node->data.mapping.pairs.top; i++)
			json_object_set_new(value, (char *)yaml_document_get_node(document, i->key)->data.scalar.value,
				value_of(document, i->value));
		return value;
	case YAML_NO_NODE:
		break;
	}
	return json_null();
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		FILE *file = fopen(argv[i], "r");
		yaml_parser_t parser;
		yaml_document_t document;

		if (!file || !yaml_parser_initialize(&parser))
			return 1;
		yaml_parser_set_input_file(&parser, file);
		if (!yaml_parser_load(&parser, &document) || !yaml_document_get_root_node(&document)) {
			fprintf(stderr, "%s is not YAML\n", argv[i]);
			return 1;
		}
		json_t *value = value_of(&document, 1);
		json_dumpf(value, stdout, JSON_COMPACT);
		putchar('\n');
		json_decref(value);
		yaml_document_delete(&document);
		yaml_parser_delete(&parser);
		fclose(file);
	}
	return 0;
}
