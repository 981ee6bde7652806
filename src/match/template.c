/* SPDX-License-Identifier: MIT */
#include "match/template.h"

#include "match/edge.h"
#include "match/format.h"
#include "match/glyph.h"

enum {
	SHORT_LITERAL = 8, /* is also found inside words; then a place of its own is preferred */
	MIN_CUT_PIECE = 3, /* symbols of a literal that is cut off behind (before) a placeholder:
			      fewer may be the value's */
	MIN_GLUED = 24, /* symbols of literal text of a template that may stand against the word before it */
	SYMBOLS_A_STEP =
		16 /* symbols of a gap that cost as much to look through as a literal to compare */
};

struct fitting {
	const struct view *view;
	const struct kb_part *parts;
	const char *strings;
	uint32_t n_parts;
	uint32_t *work;
	struct fit *fit;
};

static const char *literal_of(const struct fitting *fitting, uint32_t part)
{
	return fitting->strings + fitting->parts[part].literal;
}

static bool spend(struct fitting *fitting, uint32_t n)
{
	if (*fitting->work < n) {
		*fitting->work = 0;
		return false;
	}
	*fitting->work -= n;
	return true;
}

static void put(struct fitting *fitting, uint32_t part, uint32_t begin, uint32_t end)
{
	fitting->fit->at[part] = (struct kb_range){begin, end - begin};
}

static bool fit_right(struct fitting *fitting, uint32_t part, uint32_t from);
static bool fit_left(struct fitting *fitting, uint32_t part, uint32_t to);

/* ---- to the right ---- */

enum outcome { MISSED, FITS, CUT_OFF };

static enum outcome try_right(struct fitting *fitting, uint32_t part, uint32_t at)
{
	const struct kb_part *p = &fitting->parts[part];
	uint32_t end,
		n = edge_fit_forward(fitting->view, literal_of(fitting, part), p->len, at, &end);

	if (n == p->len && fit_right(fitting, part + 1, end)) {
		put(fitting, part, at, end);
		return FITS;
	}
	if (n < p->len && n >= MIN_CUT_PIECE && edge_before(fitting->view, at) &&
	    edge_cut_behind(fitting->view, end)) {
		put(fitting, part, at, end);
		fitting->fit->n_literal -= p->len - n;
		return CUT_OFF;
	}
	return MISSED;
}

/* The text ends before part `from`: what stands from there on was not seen. */
static void leave_out_behind(struct fitting *fitting, uint32_t from)
{
	for (uint32_t i = from; i < fitting->n_parts; i++)
		fitting->fit->n_literal -= fitting->parts[i].len;
	fitting->fit->behind = from;
}

/* The literal of `part` at the nearest place from `from` on that lets the rest fit too. */
static bool search_right(struct fitting *fitting, uint32_t part, uint32_t from, bool at_edges)
{
	const struct view *view = fitting->view;
	const struct kb_part *p = &fitting->parts[part];
	char first = *literal_of(fitting, part);
	uint32_t last = view->n_folded - from > p->gap ? from + p->gap : view->n_folded;

	if (!spend(fitting, p->gap / SYMBOLS_A_STEP))
		return false;
	for (uint32_t at = from; at <= last && at < view->n_folded; at++) {
		enum outcome outcome;

		if (view->folded[at] != first)
			continue;
		if (!spend(fitting, 1))
			return false;
		if (at_edges && !edge_before(view, at))
			continue;
		outcome = try_right(fitting, part, at);
		if (outcome == MISSED)
			continue;
		if (outcome == CUT_OFF)
			leave_out_behind(fitting, part + 1);
		return true;
	}
	return false;
}

/* Nothing more of the template stands behind `from`, because the text ends there. */
static bool give_up_right(struct fitting *fitting, uint32_t part, uint32_t from)
{
	if (!edge_omits_behind(fitting->view, from, fitting->parts[part].gap))
		return false;
	leave_out_behind(fitting, part);
	return true;
}

static bool fit_right(struct fitting *fitting, uint32_t part, uint32_t from)
{
	uint32_t n_literal = fitting->fit->n_literal;

	if (part == fitting->n_parts)
		return true;
	if (fitting->parts[part].len == 0) {
		put(fitting, part, from, from);
		return fit_right(fitting, part + 1, from);
	}
	if (fitting->parts[part].len < SHORT_LITERAL && search_right(fitting, part, from, true))
		return true;
	if (search_right(fitting, part, from, false))
		return true;
	fitting->fit->n_literal = n_literal;
	fitting->fit->behind = fitting->n_parts;
	return give_up_right(fitting, part, from);
}

/* ---- to the left: the same, mirrored ---- */

static enum outcome try_left(struct fitting *fitting, uint32_t part, uint32_t to)
{
	const struct kb_part *p = &fitting->parts[part];
	uint32_t begin,
		n = edge_fit_backward(fitting->view, literal_of(fitting, part), p->len, to, &begin);

	if (n == p->len && fit_left(fitting, part, begin)) {
		put(fitting, part, begin, to);
		return FITS;
	}
	if (n < p->len && n >= MIN_CUT_PIECE && edge_behind(fitting->view, to) &&
	    edge_cut_before(fitting->view, begin)) {
		put(fitting, part, begin, to);
		fitting->fit->n_literal -= p->len - n;
		return CUT_OFF;
	}
	return MISSED;
}

static void leave_out_before(struct fitting *fitting, uint32_t part)
{
	for (uint32_t i = 0; i < part; i++)
		fitting->fit->n_literal -= fitting->parts[i].len;
	fitting->fit->first = part;
}

static bool search_left(struct fitting *fitting, uint32_t part, uint32_t to, uint32_t gap,
			bool at_edges)
{
	const struct view *view = fitting->view;
	char last = literal_of(fitting, part)[fitting->parts[part].len - 1];
	uint32_t least = to > gap ? to - gap : 0;

	if (!spend(fitting, gap / SYMBOLS_A_STEP))
		return false;
	for (uint32_t at = to; at >= least && at > 0; at--) {
		enum outcome outcome;

		if (view->folded[at - 1] != last)
			continue;
		if (!spend(fitting, 1))
			return false;
		if (at_edges && !edge_behind(view, at))
			continue;
		outcome = try_left(fitting, part, at);
		if (outcome == MISSED)
			continue;
		if (outcome == CUT_OFF)
			leave_out_before(fitting, part);
		return true;
	}
	return false;
}

static bool give_up_left(struct fitting *fitting, uint32_t part, uint32_t to)
{
	if (!edge_omits_before(fitting->view, to, fitting->parts[part].gap))
		return false;
	leave_out_before(fitting, part);
	return true;
}

/* Puts the parts before `part`, whose literal begins at `to`. */
static bool fit_left(struct fitting *fitting, uint32_t part, uint32_t to)
{
	uint32_t n_literal = fitting->fit->n_literal, gap = fitting->parts[part].gap;

	if (part == 0)
		return true;
	if (fitting->parts[part - 1].len < SHORT_LITERAL &&
	    search_left(fitting, part - 1, to, gap, true))
		return true;
	if (search_left(fitting, part - 1, to, gap, false))
		return true;
	fitting->fit->n_literal = n_literal;
	fitting->fit->first = 0;
	return give_up_left(fitting, part, to);
}

/* ---- a candidate ---- */

/* Puts the literal that the anchor belongs to, of which an end may be cut off. */
static bool fit_anchor(struct fitting *fitting, const struct candidate *candidate)
{
	const struct view *view = fitting->view;
	uint32_t part = candidate->part, len = fitting->parts[part].len, begin, end;
	const char *literal = literal_of(fitting, part);
	uint32_t left, right;
	bool is_cut_left, is_cut_right;

	left = edge_fit_backward(view, literal, candidate->offset, candidate->at, &begin);
	right = edge_fit_forward(view, literal + candidate->offset, len - candidate->offset, candidate->at, &end);
	is_cut_left = left < candidate->offset;
	is_cut_right = candidate->offset + right < len;
	if ((is_cut_left && !edge_cut_before(view, begin)) ||
	    (is_cut_right && !edge_cut_behind(view, end)))
		return false;
	put(fitting, part, begin, end);
	if (is_cut_left) {
		leave_out_before(fitting, part);
		fitting->fit->n_literal -= candidate->offset - left;
	}
	if (is_cut_right) {
		leave_out_behind(fitting, part + 1);
		fitting->fit->n_literal -= len - candidate->offset - right;
	}
	return (is_cut_left || fit_left(fitting, part, begin)) &&
	       (is_cut_right || fit_right(fitting, part + 1, end));
}

static uint32_t count_literal(const struct fitting *fitting)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < fitting->n_parts; i++)
		n += fitting->parts[i].len;
	return n;
}

/* Two outputs run together, as in "exit status 255Received disconnect"; "%sReceived" is a format. */
static bool is_glued(const struct fitting *fitting)
{
	uint32_t place = view_plain_of(fitting->view, fitting->fit->begin);
	char before;

	if (place < 2 || fitting->fit->n_literal < MIN_GLUED || !is_upper(view_char(fitting->view, place)))
		return false;
	before = view_char(fitting->view, place - 1);
	return is_alnum(before) && !is_upper(before) && is_alnum(view_char(fitting->view, place - 2));
}

/* Whether the first literal begins where a word does, unless a placeholder touches it
 * ("{count}GB"). */
static bool begins_well(const struct fitting *fitting, struct span format)
{
	struct span gap = format_gap(format, 0);

	return (gap.len > 0 && gap.ptr[gap.len - 1] == '}') ||
	       edge_before(fitting->view, fitting->fit->begin) || is_glued(fitting);
}

static bool ends_well(const struct fitting *fitting, struct span format)
{
	struct span tail = format_tail(format);

	return (tail.len > 0 && tail.ptr[0] == '{') || edge_behind(fitting->view, fitting->fit->end);
}

/* Whether an '@' behind a literal of the template stands there too: it tells "git@host" from "git pull".  Other
 * signs get lost on the way. */
static bool has_its_ats(const struct fitting *fitting, struct span format)
{
	const struct fit *fit = fitting->fit;

	if (span_find(format, SPAN("@")) == format.len)
		return true;
	for (uint32_t i = fit->first; i < fit->behind; i++) {
		struct span gap = i + 1 < fitting->n_parts ? format_gap(format, i + 1) : format_tail(format);
		uint32_t end = fit->at[i].first + fit->at[i].count, place;

		if (gap.len == 0 || *gap.ptr != '@' || fit->at[i].count == 0)
			continue;
		place = view_plain_of(fitting->view, end - 1) + 1;
		if (view_char(fitting->view, place) == ' ')
			return false;
	}
	return true;
}

/* Whether the outer literals stand as words of their own, or enough of a text that is cut off is
 * there. */
static bool is_whole(const struct fitting *fitting, uint32_t n_literal, struct span format)
{
	const struct fit *fit = fitting->fit;
	bool is_cut = fit->n_literal < n_literal;
	bool cut_left = is_cut && edge_cut_before(fitting->view, fit->begin);
	bool cut_right = is_cut && edge_cut_behind(fitting->view, fit->end);

	if (is_cut && (fit->n_literal < TEMPLATE_MIN_CUT ||
		       fit->n_literal * 100 < n_literal * TEMPLATE_MIN_CUT_SHARE))
		return false;
	/* Many a text begins where a longer one goes on: it must begin inside a word. */
	if (cut_left && !cut_right && !edge_omits_before(fitting->view, fit->begin, 0) &&
	    !format_is_inside_word(format, n_literal - fit->n_literal))
		return false;
	return (cut_left || begins_well(fitting, format)) &&
	       (cut_right || ends_well(fitting, format));
}

bool template_fit(const struct kb *kb, const struct view *view, const struct candidate *candidate,
		  uint32_t *work, struct fit *out)
{
	const struct kb_message *message = &kb_messages(kb)[candidate->message];
	struct fitting fitting = {
		.view = view,
		.parts = kb_parts(kb) + message->parts.first,
		.strings = kb_strings(kb),
		.n_parts = message->parts.count,
		.work = work,
		.fit = out,
	};
	uint32_t n_literal = count_literal(&fitting);

	if (fitting.n_parts > TEMPLATE_MAX_PARTS || !spend(&fitting, 1))
		return false;
	out->message = candidate->message;
	out->n_literal = n_literal;
	out->first = 0;
	out->behind = fitting.n_parts;
	if (!fit_anchor(&fitting, candidate) || out->behind <= out->first)
		return false;
	out->begin = out->at[out->first].first;
	out->end = out->at[out->behind - 1].first + out->at[out->behind - 1].count;
	/* A look-alike takes matches away: it must be there as a whole. */
	if (message->target_kind == KB_OF_LOOKALIKE && out->n_literal < n_literal)
		return false;
	return is_whole(&fitting, n_literal, span_of(kb_text(kb, message->text))) &&
	       has_its_ats(&fitting, span_of(kb_text(kb, message->text)));
}
