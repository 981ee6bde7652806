/* SPDX-License-Identifier: MIT */
#include "kb/archive.h"

void archive_begin(struct buf *archive)
{
	buf_text(archive, ARCHIVE_MAGIC);
}

void archive_add(struct buf *archive, const struct kb_source *source)
{
	buf_fmt(archive, "%s%c%zu%c", source->name, '\0', source->len, '\0');
	buf_add(archive, source->text, source->len);
	buf_char(archive, '\0');
}

/* The NUL-terminated text at the start of `rest`, which is moved behind it; NULL if there is none.
 */
static const char *take_text(struct span *rest)
{
	const char *text = rest->ptr;
	const char *end = rest->len ? memchr(text, '\0', rest->len) : NULL;
	if (!end)
		return NULL;
	size_t len = (size_t)(end - text) + 1;
	*rest = (struct span){text + len, rest->len - len};
	return text;
}

static bool take_length(struct span *rest, size_t *out)
{
	const char *text = take_text(rest);
	*out = 0;
	for (const char *p = text; p && *p; p++) {
		if (*p < '0' || *p > '9' || *out > KB_MAX_FILE_BYTES)
			return false;
		*out = *out * 10 + (size_t)(*p - '0');
	}
	return text && text[0];
}

static bool take_source(struct span *rest, struct kb_source *out)
{
	*out = (struct kb_source){.name = take_text(rest)};
	if (!out->name || !take_length(rest, &out->len) || out->len >= rest->len ||
	    rest->ptr[out->len] != '\0')
		return false;
	out->text = rest->ptr;
	*rest = (struct span){rest->ptr + out->len + 1, rest->len - out->len - 1};
	return true;
}

awry_status kb_unpack_sources(struct arena *arena, struct span archive, struct kb_source **out,
			      size_t *n_out)
{
	const size_t magic_len = sizeof(ARCHIVE_MAGIC) - 1;
	*out = NULL;
	*n_out = 0;
	if (archive.len < magic_len || memcmp(archive.ptr, ARCHIVE_MAGIC, magic_len) != 0)
		return AWRY_E_INVALID;
	struct span start = {archive.ptr + magic_len, archive.len - magic_len}, rest = start;
	size_t n = 0;
	struct kb_source source;
	for (; rest.len; n++) {
		if (!take_source(&rest, &source))
			return AWRY_E_INVALID;
	}
	struct kb_source *sources = arena_alloc(arena, n, sizeof(*sources));
	if (!sources)
		return AWRY_E_NOMEM;
	rest = start;
	for (size_t i = 0; i < n; i++)
		take_source(&rest, &sources[i]);
	*out = sources;
	*n_out = n;
	return AWRY_OK;
}
