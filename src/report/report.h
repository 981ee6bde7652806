/* SPDX-License-Identifier: MIT */
#ifndef AWRY_REPORT_REPORT_H
#define AWRY_REPORT_REPORT_H

/* Results as bytes to a callback: for a person, for a program, for a ticket. */

#include "dialog/session.h"

/* ---- clean.c: the one way of untrusted text to an output ---- */

/* Appends `text` with all that a terminal could act on made visible: control bytes, escape
 * sequences, bidirectional and invisible characters, broken UTF-8.  Line feeds and tabs stay. */
void clean_add(struct buf *out, const char *text, size_t len);
/* The same on one line: runs of white space become one blank; at most `max` bytes, then "...". */
void clean_add_line(struct buf *out, const char *text, size_t len, size_t max);
/* The same, safe inside Markdown prose. */
void clean_add_markdown(struct buf *out, const char *text, size_t len);

/* ---- text.c, json.c, markdown.c, describe.c ---- */

awry_status report_text(awry_session *session, const awry_report_options *options, awry_write_fn write, void *user);
awry_status report_json(awry_session *session, const awry_report_options *options, awry_write_fn write, void *user);
awry_status report_markdown(awry_session *session, const awry_report_options *options, awry_write_fn write, void *user);
awry_status report_describe(const struct kb *kb, const char *id, awry_format format, const awry_report_options *options,
	struct buf *out);

/* ---- view.c: what all formats show ---- */

struct view_step {
	const char *act, *run, *verify; /* filled in and clean; run and verify may be NULL */
	const char *risk;               /* "read", "change", "destroy", or NULL */
};

/* The steps of a diagnosis with the session's values; in scratch. */
awry_status view_steps(awry_session *session, uint32_t diagnosis, struct view_step **out, uint32_t *n);
/* The suspects that options let through, best first. */
bool view_shows(const awry_session *session, const struct suspect *suspect, const awry_report_options *options);
/* The word for a risk: "change"; NULL for none. */
const char *view_risk(uint32_t risk);
/* One line about a limit that was hit, for bit 1 << index; NULL past the last. */
const char *view_limit(unsigned index);
/* `text`, clean; in scratch; NULL for NULL, and without memory. */
const char *view_clean(awry_session *session, const char *text);
/* Prose with values filled in, clean; in scratch; NULL without memory. */
const char *view_prose(awry_session *session, uint32_t owner, kb_str text);

/* ---- wrap.c ---- */

struct page {
	struct buf buf;
	unsigned width;
	bool colour;
};

/* Adds `first`, then `text` wrapped at the page's width, on the line begun; further lines begin with `indent` blanks.
 * Words longer than a line stay whole. */
void page_wrap(struct page *page, const char *first, unsigned indent, const char *text);
/* Adds text that must never be wrapped, on its own line. */
void page_line(struct page *page, const char *first, const char *text, const char *style);
void page_style(struct page *page, const char *style, const char *text);

#define STYLE_BOLD "1"
#define STYLE_DIM  "2"
#define STYLE_RUN  "36"
#define STYLE_RISK "33"
#define STYLE_LOSS "31"

#endif
