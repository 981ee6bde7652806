/* SPDX-License-Identifier: MIT */

/* hyperscan LITERALS LOG: counts the places of the literals, as the library does it best: all at once, in blocks. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <hs/hs.h>

enum { MAX = 20000, BLOCK = 256 * 1024 };

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *count)
{
	(void)id;
	(void)from;
	(void)to;
	(void)flags;
	++*(unsigned long long *)count;
	return 0;
}

int main(int argc, char **argv)
{
	static const char *texts[MAX];
	static size_t lens[MAX];
	static unsigned flags[MAX], ids[MAX];
	static char block[BLOCK];
	unsigned long long count = 0;
	hs_compile_error_t *error;
	hs_database_t *database;
	hs_scratch_t *scratch = NULL;
	char *line = NULL;
	size_t cap = 0;
	unsigned n = 0;
	ssize_t len;
	FILE *file = argc == 3 ? fopen(argv[1], "r") : NULL;
	int fd = argc == 3 ? open(argv[2], O_RDONLY) : -1;

	if (!file || fd < 0)
		return 2;
	while (n < MAX && (len = getline(&line, &cap, file)) > 1) {
		line[len - 1] = '\0';
		texts[n] = strdup(line);
		lens[n] = (size_t)len - 1;
		flags[n] = HS_FLAG_CASELESS;
		ids[n] = n;
		n++;
	}
	if (hs_compile_lit_multi(texts, flags, ids, lens, n, HS_MODE_BLOCK, NULL, &database, &error) ||
		hs_alloc_scratch(database, &scratch))
		return 1;
	while ((len = read(fd, block, sizeof(block))) > 0)
		hs_scan(database, block, (unsigned)len, 0, scratch, on_match, &count);
	printf("%llu\n", count);
	return 0;
}
