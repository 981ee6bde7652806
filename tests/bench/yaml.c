/* SPDX-License-Identifier: MIT */

/* yaml FILE...: microseconds that libyaml alone takes to read the events of the files: no loader of theirs can be faster. */

#include <stdio.h>
#include <time.h>
#include <yaml.h>

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec * 1e-3;
}

static int read_events(FILE *file)
{
	yaml_parser_t parser;
	yaml_event_t event;
	int is_end = 0;

	if (!yaml_parser_initialize(&parser))
		return 0;
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_file(&parser, file);
	while (!is_end && yaml_parser_parse(&parser, &event)) {
		is_end = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return is_end;
}

int main(int argc, char **argv)
{
	double start = now();

	for (int i = 1; i < argc; i++) {
		FILE *file = fopen(argv[i], "r");
		if (!file || !read_events(file))
			return 1;
		fclose(file);
	}
	printf("%.0f\n", now() - start);
	return 0;
}
