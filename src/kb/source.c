/* SPDX-License-Identifier: MIT */
#include "kb/diag.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- a folder of rule files ---- */

/* Relative names of the *.yaml files below a folder; files come to lie in `arena`. */
struct walk {
	struct arena *arena;
	const awry_alloc *alloc;
	const struct kb_load_options *options;
	const char *dir;
	uint32_t layer;
	struct kb_source *sources;
	uint32_t count, cap;
	size_t n_bytes;
};

static void tell(const struct walk *walk, const char *name, const char *what)
{
	char code[16], message[DIAG_MESSAGE];
	if (!walk->options->on_diag)
		return;
	snprintf(code, sizeof(code), "AW%03d", (int)DIAG_UNREADABLE);
	snprintf(message, sizeof(message), "cannot be read: %s", what);
	walk->options->on_diag(walk->options->diag_user, &(awry_diag){
								 .code = code,
								 .file = name[0] ? name : walk->dir,
								 .length = 1,
								 .message = message,
							 });
}

static awry_status fail_with_errno(const struct walk *walk, const char *name)
{
	char text[128] = "";
	int error = errno;
	if (error == ENOMEM)
		return AWRY_E_NOMEM;
	if (strerror_r(error, text, sizeof(text)))
		snprintf(text, sizeof(text), "error %d", error);
	tell(walk, name, text);
	return AWRY_E_IO;
}

/* "" + "a" is "a"; "ssh" + "a" is "ssh/a". */
static char *join(struct arena *arena, const char *folder, const char *name)
{
	size_t size = strlen(folder) + 1 + strlen(name) + 1;
	char *path = arena_alloc(arena, size, 1);
	if (path)
		snprintf(path, size, "%s%s%s", folder, folder[0] ? "/" : "", name);
	return path;
}

static bool is_rule_file(const char *name)
{
	static const char suffix[] = ".yaml";
	size_t len = strlen(name), suffix_len = sizeof(suffix) - 1;
	return len > suffix_len && memcmp(name + len - suffix_len, suffix, suffix_len) == 0;
}

static int open_at(int folder, const char *name, int flags)
{
	int fd;

	do
		fd = openat(folder, name, O_RDONLY | O_CLOEXEC | flags);
	while (fd < 0 && errno == EINTR);
	return fd;
}

/* Reads to the end, whatever the size was said to be. */
static awry_status read_whole(struct walk *walk, int fd, const char *name, struct buf *text)
{
	enum { CHUNK = 64 * 1024 };
	for (;;) {
		if (!buf_reserve(text, CHUNK))
			return AWRY_E_NOMEM;
		ssize_t n = read(fd, text->ptr + text->len, CHUNK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_with_errno(walk, name);
		if (n == 0)
			return AWRY_OK;
		text->len += (size_t)n;
		walk->n_bytes += (size_t)n;
		if (text->len > KB_MAX_FILE_BYTES || walk->n_bytes > KB_MAX_ALL_BYTES) {
			tell(walk, name, walk->n_bytes > KB_MAX_ALL_BYTES ? "the rules are too large together" :
									     "the file is too large");
			return AWRY_E_IO;
		}
	}
}

static awry_status add_source(struct walk *walk, const char *name, const struct buf *text)
{
	if (walk->count == KB_MAX_FILES) {
		tell(walk, name, "too many rule files");
		return AWRY_E_IO;
	}
	const char *copy = arena_copy(walk->arena, text->ptr, text->len);
	if (!copy)
		return AWRY_E_NOMEM;
	TRY(mem_grow(walk->alloc, &walk->sources, &walk->cap, (size_t)walk->count + 1,
		     sizeof(*walk->sources)));
	walk->sources[walk->count++] = (struct kb_source){
		.name = name, .text = copy, .len = text->len, .layer = walk->layer};
	return AWRY_OK;
}

/* Symbolic links, devices and pipes are passed over: neither followed nor waited for. */
static awry_status read_file(struct walk *walk, int folder, const char *entry, const char *name)
{
	struct stat status;
	int fd = open_at(folder, entry, O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return errno == ELOOP ? AWRY_OK : fail_with_errno(walk, name);
	awry_status result = AWRY_OK;
	struct buf text;
	buf_init(&text, walk->alloc);
	if (fstat(fd, &status) != 0) {
		result = fail_with_errno(walk, name);
	} else if (S_ISREG(status.st_mode)) {
		result = read_whole(walk, fd, name, &text);
		if (!result)
			result = add_source(walk, name, &text);
	}
	buf_release(&text);
	close(fd);
	return result;
}

static awry_status read_folder(struct walk *walk, int fd, const char *folder, unsigned depth);

static awry_status read_entry(struct walk *walk, int folder, const char *folder_name,
			      const char *entry, unsigned depth)
{
	struct stat status;
	char *name = join(walk->arena, folder_name, entry);
	if (!name)
		return AWRY_E_NOMEM;
	if (fstatat(folder, entry, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return fail_with_errno(walk, name);
	if (S_ISREG(status.st_mode))
		return is_rule_file(entry) ? read_file(walk, folder, entry, name) : AWRY_OK;
	if (!S_ISDIR(status.st_mode))
		return AWRY_OK;
	if (depth == KB_MAX_FOLDERS) {
		tell(walk, name, "folders are nested too deeply");
		return AWRY_E_IO;
	}
	int fd = open_at(folder, entry, O_DIRECTORY | O_NOFOLLOW);
	return fd < 0 ? fail_with_errno(walk, name) : read_folder(walk, fd, name, depth + 1);
}

/* Owns `fd`. */
static awry_status read_folder(struct walk *walk, int fd, const char *folder, unsigned depth)
{
	DIR *dir = fdopendir(fd);
	if (!dir) {
		awry_status status = fail_with_errno(walk, folder);
		close(fd);
		return status;
	}
	awry_status status = AWRY_OK;
	while (!status) {
		errno = 0;
		const struct dirent *entry = readdir(dir);
		if (!entry) {
			status = errno ? fail_with_errno(walk, folder) : AWRY_OK;
			break;
		}
		if (entry->d_name[0] != '.')
			status = read_entry(walk, dirfd(dir), folder, entry->d_name, depth);
	}
	closedir(dir);
	return status;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(((const struct kb_source *)a)->name, ((const struct kb_source *)b)->name);
}

awry_status kb_read_dir(struct arena *arena, const char *dir, uint32_t layer,
			const struct kb_load_options *options, struct kb_source **out,
			size_t *n_out)
{
	struct walk walk = {
		.arena = arena,
		.alloc = arena->alloc,
		.options = options,
		.dir = dir,
		.layer = layer,
	};
	*out = NULL;
	*n_out = 0;
	int fd = open_at(AT_FDCWD, dir, O_DIRECTORY);
	if (fd < 0)
		return fail_with_errno(&walk, "");
	awry_status status = read_folder(&walk, fd, "", 0);
	struct kb_source *sources = NULL;
	if (!status) {
		sources = arena_alloc(arena, walk.count, sizeof(*sources));
		status = sources ? AWRY_OK : AWRY_E_NOMEM;
	}
	if (!status && walk.count) {
		memcpy(sources, walk.sources, walk.count * sizeof(*sources));
		qsort(sources, walk.count, sizeof(*sources), compare_names);
	}
	mem_resize(walk.alloc, walk.sources, walk.cap * sizeof(*walk.sources), 0);
	if (!status) {
		*out = sources;
		*n_out = walk.count;
	}
	return status;
}
