/* SPDX-License-Identifier: MIT */

/* mkkb RULESDIR OUT.kb OUT.src: compiles the rules that the library ships.  A tool of the build,
 * not part of the library; exits 1 when the rules have mistakes, 2 when anything else fails. */

#include "kb/archive.h"
#include "match/recognise.h"

#include <stdio.h>

enum { EXIT_MISTAKES = 1, EXIT_TROUBLE = 2 };

static void print_diag(void *user, const awry_diag *diag)
{
	const char *dir = user;
	if (diag->line)
		fprintf(stderr, "%s/%s:%u:%u: error[%s]: %s\n", dir, diag->file, diag->line,
			diag->column, diag->code, diag->message);
	else
		fprintf(stderr, "%s: error[%s]: %s\n", diag->file, diag->code, diag->message);
	if (diag->source) {
		fprintf(stderr, "  %s\n  ", diag->source);
		/* Tabs stay tabs, and a character is one column, so that the caret stands below its
		 * place. */
		for (unsigned i = 0; i + 1 < diag->column; i++) {
			unsigned char c = (unsigned char)diag->source[i];
			if ((c & 0xc0) != 0x80)
				putc(c == '\t' ? '\t' : ' ', stderr);
		}
		putc('^', stderr);
		for (unsigned i = 1; i < diag->length; i++) {
			if (((unsigned char)diag->source[diag->column - 1 + i] & 0xc0) != 0x80)
				putc('~', stderr);
		}
		putc('\n', stderr);
	}
	if (diag->hint)
		fprintf(stderr, "  hint: %s\n", diag->hint);
}

static bool write_file(const char *path, const void *bytes, size_t len)
{
	FILE *file = fopen(path, "wb");
	bool is_written = file && fwrite(bytes, 1, len, file) == len;
	if (file && fclose(file) != 0)
		is_written = false;
	if (!is_written) {
		perror(path);
		remove(path);
	}
	return is_written;
}

static bool write_archive(const char *path, const struct kb_source *sources, size_t n)
{
	struct buf archive;
	buf_init(&archive, mem_default());
	archive_begin(&archive);
	for (size_t i = 0; i < n; i++)
		archive_add(&archive, &sources[i]);
	bool is_written = !archive.failed && write_file(path, archive.ptr, archive.len);
	buf_release(&archive);
	return is_written;
}

static awry_status compile(struct arena *arena, char **args)
{
	struct kb_load_options options = {
		.alloc = mem_default(),
		.pattern = pattern_literals,
		.on_diag = print_diag,
		.diag_user = args[0],
	};
	struct kb_source *sources;
	size_t n;
	struct kb *kb;
	TRY(kb_read_dir(arena, args[0], 0, &options, &sources, &n));
	TRY(kb_load(sources, n, &options, &kb));
	bool is_written = write_file(args[1], kb, kb->size) && write_archive(args[2], sources, n);
	mem_resize(options.alloc, kb, kb->size, 0);
	return is_written ? AWRY_OK : AWRY_E_IO;
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: mkkb RULESDIR OUT.kb OUT.src\n");
		return EXIT_TROUBLE;
	}
	struct arena arena;
	arena_init(&arena, mem_default());
	awry_status status = compile(&arena, argv + 1);
	arena_release(&arena);
	if (status == AWRY_E_NOMEM || status == AWRY_E_LIMIT)
		fprintf(stderr, "mkkb: the rules are too large\n");
	return status == AWRY_OK ? 0 : status == AWRY_E_RULES ? EXIT_MISTAKES : EXIT_TROUBLE;
}
