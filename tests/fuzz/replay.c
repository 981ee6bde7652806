/* SPDX-License-Identifier: MIT */

/* A fuzz target without libFuzzer: runs each file named once, in a block of its exact size. */

#include "fuzz.h"

static bool run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = NULL;
	long size = -1;

	if (file && fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0) {
		rewind(file);
		data = malloc(size > 0 ? (size_t)size : 1);
	}
	bool is_read = data && fread(data, 1, (size_t)size, file) == (size_t)size;
	if (is_read)
		LLVMFuzzerTestOneInput(data, (size_t)size);
	else
		fprintf(stderr, "cannot read %s\n", path);
	free(data);
	if (file)
		fclose(file);
	return is_read;
}

int main(int argc, char **argv)
{
	int status = 0;

	for (int i = 1; i < argc; i++) {
		fprintf(stderr, "%s\n", argv[i]); /* the last one named is the one that crashed */
		if (!run_file(argv[i]))
			status = 1;
	}
	return status;
}
