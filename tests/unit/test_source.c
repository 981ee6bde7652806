/* SPDX-License-Identifier: MIT */
#include "loading.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kb/archive.h"

/* A folder that is made for a test, below /tmp. */
struct folder {
	char path[64];
};

static char *path_of(const struct folder *folder, const char *name, char out[128])
{
	snprintf(out, 128, "%s/%s", folder->path, name);
	return out;
}

static void put_file(const struct folder *folder, const char *name, const char *text)
{
	char path[128];
	FILE *file = fopen(path_of(folder, name, path), "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int make_folder(void **state)
{
	static struct folder folder;
	char path[128];
	snprintf(folder.path, sizeof(folder.path), "/tmp/awry-test-XXXXXX");
	if (!mkdtemp(folder.path))
		return -1;
	mkdir(path_of(&folder, "b", path), 0700);
	mkdir(path_of(&folder, ".hidden", path), 0700);
	put_file(&folder, "b/two.yaml", "two");
	put_file(&folder, "a.yaml", "one");
	put_file(&folder, "c.yaml", "");
	put_file(&folder, "notes.txt", "no rules");
	put_file(&folder, ".x.yaml", "no rules");
	put_file(&folder, ".hidden/x.yaml", "no rules");
	if (symlink("a.yaml", path_of(&folder, "link.yaml", path)) ||
	    symlink("/", path_of(&folder, "root", path)) ||
	    mkfifo(path_of(&folder, "pipe.yaml", path), 0600))
		return -1;
	*state = &folder;
	return 0;
}

static int remove_folder(void **state)
{
	const struct folder *folder = *state;
	static const char *const names[] = {
		"b/two.yaml", "a.yaml", "c.yaml",    "notes.txt", ".x.yaml", ".hidden/x.yaml",
		"link.yaml",  "root",   "pipe.yaml", "b",         ".hidden", ""};
	char path[128];
	for (size_t i = 0; i < N_ELEMENTS(names); i++)
		remove(path_of(folder, names[i], path));
	return 0;
}

static void only_rule_files_are_read(void **state)
{
	const struct folder *folder = *state;
	struct kb_load_options options = {.alloc = mem_default()};
	struct arena arena;
	struct kb_source *sources;
	size_t n;
	arena_init(&arena, mem_default());
	assert_int_equal(kb_read_dir(&arena, folder->path, 3, &options, &sources, &n), AWRY_OK);
	assert_int_equal(n, 3);
	assert_string_equal(sources[0].name, "a.yaml");
	assert_string_equal(sources[1].name, "b/two.yaml");
	assert_string_equal(sources[2].name, "c.yaml");
	assert_int_equal(sources[1].len, 3);
	assert_memory_equal(sources[1].text, "two", 3);
	assert_int_equal(sources[2].len, 0);
	assert_int_equal(sources[0].layer, 3);
	arena_release(&arena);
}

static void a_folder_that_is_not_there_is_told(void **state)
{
	(void)state;
	struct told told = {.count = 0};
	struct kb_load_options options = {
		.alloc = mem_default(), .on_diag = take_first, .diag_user = &told};
	struct arena arena;
	struct kb_source *sources;
	size_t n;
	arena_init(&arena, mem_default());
	assert_int_equal(kb_read_dir(&arena, "/tmp/awry-no-such-folder", 0, &options, &sources, &n),
			 AWRY_E_IO);
	assert_int_equal(told.count, 1);
	assert_string_equal(told.code, "AW009");
	assert_int_equal(told.line, 0);
	arena_release(&arena);
}

static void folders_are_read_up_to_a_depth(void **state)
{
	const struct folder *folder = *state;
	struct told told = {.count = 0};
	struct kb_load_options options = {
		.alloc = mem_default(), .on_diag = take_first, .diag_user = &told};
	enum { DEPTH = KB_MAX_FOLDERS + 1 };
	char path[1024];
	struct arena arena;
	struct kb_source *sources;
	size_t n, end[DEPTH + 1];
	end[0] = (size_t)snprintf(path, sizeof(path), "%s", folder->path);
	arena_init(&arena, mem_default());
	for (size_t i = 1; i <= DEPTH; i++) {
		awry_status status = kb_read_dir(&arena, folder->path, 0, &options, &sources, &n);
		assert_int_equal(status, AWRY_OK);
		end[i] = end[i - 1] + (size_t)snprintf(path + end[i - 1], sizeof(path) - end[i - 1], "/d");
		assert_int_equal(mkdir(path, 0700), 0);
	}
	assert_int_equal(kb_read_dir(&arena, folder->path, 0, &options, &sources, &n), AWRY_E_IO);
	assert_int_equal(told.count, 1);
	assert_string_equal(told.message, "cannot be read: folders are nested too deeply");
	for (size_t i = DEPTH; i > 0; i--) {
		path[end[i]] = '\0';
		assert_int_equal(rmdir(path), 0);
	}
	arena_release(&arena);
}

/* Files with holes: nothing is written for them. */
static void folders_are_read_up_to_a_size(void **state)
{
	const struct folder *folder = *state;
	struct told told = {.count = 0};
	struct kb_load_options options = {
		.alloc = mem_default(), .on_diag = take_first, .diag_user = &told};
	static const char *const names[] = {"1.yaml", "2.yaml", "3.yaml", "4.yaml", "5.yaml"};
	struct arena arena;
	struct kb_source *sources;
	char path[128];
	size_t n;
	for (size_t i = 0; i < N_ELEMENTS(names); i++) {
		put_file(folder, names[i], "");
		assert_int_equal(truncate(path_of(folder, names[i], path), KB_MAX_ALL_BYTES / 4), 0);
	}
	arena_init(&arena, mem_default());
	assert_int_equal(kb_read_dir(&arena, folder->path, 0, &options, &sources, &n), AWRY_E_IO);
	assert_int_equal(told.count, 1);
	assert_string_equal(told.message, "cannot be read: the rules are too large together");
	arena_release(&arena);
	for (size_t i = 0; i < N_ELEMENTS(names); i++)
		remove(path_of(folder, names[i], path));
}

static void archives_give_back_what_was_put_in(void **state)
{
	(void)state;
	const struct kb_source sources[] = {
		source_of("a.yaml", "one", 0),
		source_of("b/two.yaml", "", 0),
		{.name = "c.yaml", .text = "x\0y\n", .len = 4},
	};
	struct buf archive;
	struct arena arena;
	struct kb_source *unpacked;
	size_t n;
	buf_init(&archive, mem_default());
	arena_init(&arena, mem_default());
	archive_begin(&archive);
	for (size_t i = 0; i < N_ELEMENTS(sources); i++)
		archive_add(&archive, &sources[i]);
	assert_int_equal(
		kb_unpack_sources(&arena, (struct span){archive.ptr, archive.len}, &unpacked, &n),
		AWRY_OK);
	assert_int_equal(n, N_ELEMENTS(sources));
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(unpacked[i].name, sources[i].name);
		assert_int_equal(unpacked[i].len, sources[i].len);
		assert_memory_equal(unpacked[i].text, sources[i].text, sources[i].len);
	}
	/* Cut anywhere but between two files it is no archive. */
	unsigned n_good = 0;
	for (size_t len = 0; len < archive.len; len++)
		n_good += kb_unpack_sources(&arena, (struct span){archive.ptr, len}, &unpacked,
					    &n) == AWRY_OK;
	assert_int_equal(n_good, N_ELEMENTS(sources));
	arena_release(&arena);
	buf_release(&archive);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(only_rule_files_are_read, make_folder,
						remove_folder),
		cmocka_unit_test(a_folder_that_is_not_there_is_told),
		cmocka_unit_test_setup_teardown(folders_are_read_up_to_a_depth, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(folders_are_read_up_to_a_size, make_folder,
						remove_folder),
		cmocka_unit_test(archives_give_back_what_was_put_in),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
