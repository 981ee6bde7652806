/* SPDX-License-Identifier: MIT */
#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>

enum { BUF_FIRST = 128 };

void buf_init(struct buf *buf, const awry_alloc *alloc)
{
	*buf = (struct buf){.alloc = alloc};
}

void buf_release(struct buf *buf)
{
	mem_resize(buf->alloc, buf->ptr, buf->cap, 0);
	buf_init(buf, buf->alloc);
}

void buf_clear(struct buf *buf)
{
	buf->len = 0;
	buf->failed = false;
	if (buf->ptr)
		buf->ptr[0] = '\0';
}

/* Room for `more` bytes and a NUL after them. */
bool buf_reserve(struct buf *buf, size_t more)
{
	if (buf->failed)
		return false;
	if (buf->cap - buf->len > more)
		return true;
	if (more > SIZE_MAX / 4 || buf->len > SIZE_MAX / 4) {
		buf->failed = true;
		return false;
	}
	size_t cap = buf->cap ? buf->cap : BUF_FIRST;
	while (cap - buf->len <= more)
		cap *= 2;
	char *ptr = mem_resize(buf->alloc, buf->ptr, buf->cap, cap);
	if (!ptr) {
		buf->failed = true;
		return false;
	}
	buf->ptr = ptr;
	buf->cap = cap;
	return true;
}

void buf_add(struct buf *buf, const char *bytes, size_t len)
{
	if (!buf_reserve(buf, len))
		return;
	if (len)
		memcpy(buf->ptr + buf->len, bytes, len);
	buf->len += len;
	buf->ptr[buf->len] = '\0';
}

void buf_text(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_char(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

static int format_into(struct buf *buf, const char *format, va_list args)
{
	size_t room = buf->cap - buf->len;
	return vsnprintf(buf->ptr + buf->len, room, format, args);
}

void buf_fmt(struct buf *buf, const char *format, ...)
{
	if (!buf_reserve(buf, 0))
		return;
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int n = format_into(buf, format, args);
	if (n < 0)
		buf->failed = true;
	else if (buf_reserve(buf, (size_t)n))
		buf->len += (size_t)format_into(buf, format, again);
	if (buf->ptr)
		buf->ptr[buf->len] = '\0';
	va_end(again);
	va_end(args);
}

awry_status buf_status(const struct buf *buf)
{
	return buf->failed ? AWRY_E_NOMEM : AWRY_OK;
}
