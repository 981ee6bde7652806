/* SPDX-License-Identifier: MIT */
#ifndef AWRY_KB_YAML_H
#define AWRY_KB_YAML_H

/* A strict subset of YAML to nodes that know their place.  Every scalar is text.  Anchors, aliases,
 * tags, merge keys, second documents, duplicate keys and deep nesting are mistakes: they let a
 * small file become a large or surprising tree.
 *
 * libyaml takes its memory from malloc: it has no hook. */

#include "kb/diag.h"

enum {
	YAML_MAX_DEPTH = 32,         /* a rule file needs 8 */
	YAML_MAX_SCALAR = 64 * 1024, /* bytes; the longest example of the shipped rules is 4 KiB */
	YAML_MAX_NODES = 4 * 1024 * 1024 /* of one file; 100,000 rules have 2 million */
};

enum node_kind { NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING };

struct node {
	uint32_t kind; /* enum node_kind */
	uint32_t source;
	uint32_t offset, length; /* bytes in the source */
	union {
		struct span text; /* NODE_SCALAR */
		struct {
			struct node *first; /* items, or values with their keys */
			uint32_t count;
		} items;
	};
	struct node *key;  /* of a value in a mapping: the scalar before the colon */
	struct node *next; /* sibling */
};

#define NODE_EACH(child, parent)                          \
	const struct node *child = (parent)->items.first; \
	child;                                            \
	child = child->next

/* The tree of source number `number`, in `arena`; it borrows from the source.  *out is NULL for an
 * empty file and for one whose mistakes left no tree; they are in `diags`.  AWRY_E_NOMEM. */
awry_status yaml_read(const struct kb_source *source, uint32_t number, struct arena *arena,
		      struct diags *diags, struct node **out);

/* For messages: where a node is. */
static inline struct diag_place node_place(const struct node *node)
{
	return (struct diag_place){node->source, node->offset, node->length};
}

#endif
