/* SPDX-License-Identifier: MIT */
#ifndef AWRY_H
#define AWRY_H

/* awry: an expert system that tells what went awry on AWS.
 *
 * A knowledge base (awry_kb) is immutable and may be read by any number of threads at once.
 * A session (awry_session) is one conversation on it and belongs to one thread at a time.
 *
 * The library never prints, never exits, never aborts, reads no environment, no clock and no
 * locale, keeps no global state and reads no file but the rules folder it is told to load.
 * All strings that it returns are NUL-terminated UTF-8.  Text that it is given may hold any
 * bytes, is passed with its length, and is never kept after the call.  Names and ids that it is
 * given are NUL-terminated and not kept either.
 *
 * Any call that returns a status may return AWRY_E_NOMEM; the comments name the others.  After
 * that a session can be cleared or closed, and of a text that was being told a part may have
 * arrived; after any other failure it is as before the call.  No pointer may be NULL unless it
 * says so. */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define AWRY_VERSION_MAJOR  0
#define AWRY_VERSION_MINOR  1
#define AWRY_VERSION_PATCH  0
#define AWRY_VERSION_NUMBER (AWRY_VERSION_MAJOR * 10000 + AWRY_VERSION_MINOR * 100 + AWRY_VERSION_PATCH)

#if defined(__GNUC__)
#define AWRY_API __attribute__((visibility("default")))
#else
#define AWRY_API
#endif

/* What a call came to.  0 is success; the numbers never change their meaning. */
typedef enum awry_status {
	AWRY_OK = 0,
	AWRY_E_NOMEM = 1,   /* the allocator said no */
	AWRY_E_RULES = 2,   /* the rules are faulty; each fault went to on_diag */
	AWRY_E_IO = 3,      /* a file or folder could not be read, or a write callback failed */
	AWRY_E_UNKNOWN = 4, /* no such finding, answer or id */
	AWRY_E_INVALID = 5, /* an argument or a saved session makes no sense */
	AWRY_E_LIMIT = 6    /* an input is larger than the limits allow */
} awry_status;

/* Memory.  `resize(user, NULL, 0, n)` allocates, `resize(user, p, old, n)` resizes,
 * `resize(user, p, old, 0)` frees and returns NULL.  Returning NULL for n > 0 means "no memory".
 * Must be safe to call from each thread that uses an object opened with it. */
typedef struct awry_alloc {
	void *(*resize)(void *user, void *ptr, size_t old_size, size_t new_size);
	void *user;
} awry_alloc;

/* One mistake in a rule file.  Borrowed strings, valid until the callback returns. */
typedef struct awry_diag {
	const char *code;    /* "AW012": keeps its meaning for ever */
	const char *file;    /* path as it was given, below the folder */
	unsigned line;       /* from 1; 0 where no place is known */
	unsigned column;     /* from 1, in bytes */
	unsigned length;     /* bytes to underline, at least 1 */
	const char *message; /* one sentence */
	const char *source;  /* the line of the file, or NULL */
	const char *hint;    /* "did you mean ...", or NULL */
} awry_diag;

typedef void (*awry_diag_fn)(void *user, const awry_diag *diag);

/* Takes `len` bytes of a report.  Returns 0, or anything else to stop (AWRY_E_IO). */
typedef int (*awry_write_fn)(void *user, const char *bytes, size_t len);

/* The version of the library in use: "0.1.0".  Static. */
AWRY_API const char *awry_version(void);
AWRY_API int awry_version_number(void);

/* A plain sentence for a status.  Static, never NULL. */
AWRY_API const char *awry_status_text(awry_status status);

/* ---- Knowledge base ------------------------------------------------------------------- */

typedef struct awry_kb awry_kb;

typedef struct awry_kb_options {
	size_t size;            /* sizeof(awry_kb_options) */
	const awry_alloc *alloc; /* NULL: malloc */
	const char *rules_dir;  /* a folder of rule files (*.yaml, any depth), or NULL */
	int without_shipped;    /* non-zero: only rules_dir; else it adds to or overrides the shipped rules */
	awry_diag_fn on_diag;   /* told of each mistake; may be NULL */
	void *diag_user;
	int attack_patterns;    /* non-zero: each pattern runs on texts made to keep it busy; a slow one is a mistake */
} awry_kb_options;

#define AWRY_KB_OPTIONS_INIT { sizeof(awry_kb_options), 0, 0, 0, 0, 0, 0 }

/* Opens the shipped rules (options NULL: nothing is parsed and nothing read), or loads a folder.
 * On success the caller owns `*out` (awry_kb_close) and it must outlive every session on it.
 * On failure `*out` is NULL: AWRY_E_RULES (all mistakes went to on_diag), AWRY_E_IO, AWRY_E_NOMEM. */
AWRY_API awry_status awry_kb_open(const awry_kb_options *options, awry_kb **out);
/* No session, scan or call on `kb` may be left.  NULL is accepted. */
AWRY_API void awry_kb_close(awry_kb *kb);

/* Entries of a knowledge base, in the order of their ids. */
typedef enum awry_kind {
	AWRY_SYMPTOM = 1,
	AWRY_DIAGNOSIS = 2,
	AWRY_FINDING = 3,
	AWRY_LOOKALIKE = 4
} awry_kind;

/* How many entries of `kind` there are, and the id and title (for a finding: its question) of
 * entry `index`.  Strings are owned by the kb; NULL where index is out of range. */
AWRY_API size_t awry_kb_count(const awry_kb *kb, awry_kind kind);
AWRY_API const char *awry_kb_id(const awry_kb *kb, awry_kind kind, size_t index);
AWRY_API const char *awry_kb_title(const awry_kb *kb, awry_kind kind, size_t index);
/* The SHA-256 of the compiled rules, 64 hexadecimal digits, owned by the kb. */
AWRY_API const char *awry_kb_sha256(const awry_kb *kb);
/* The ids most like `text`, best first, at most `max` and at most 8, in `out`; returns how many.  The strings are owned by
 * the kb, the array by the caller. */
AWRY_API size_t awry_kb_nearest(const awry_kb *kb, const char *text, const char **out, size_t max);

/* ---- Session -------------------------------------------------------------------------- */

typedef struct awry_session awry_session;

/* Opens a conversation on `kb`, which is borrowed until awry_session_close.  `alloc` may be NULL.
 * On success the caller owns `*out`.  On failure `*out` is NULL: AWRY_E_NOMEM. */
AWRY_API awry_status awry_session_open(const awry_kb *kb, const awry_alloc *alloc, awry_session **out);
/* Frees it and all strings it gave.  NULL is accepted. */
AWRY_API void awry_session_close(awry_session *session);
/* Forgets everything: as newly opened, memory kept.  Strings it gave hold no longer. */
AWRY_API awry_status awry_session_clear(awry_session *session);

/* Reads `len` bytes of pasted text named `name` ("-" for standard input) and recognises what is
 * in it.  Neither is kept, but for the recognised excerpts.  May be called several times. */
AWRY_API awry_status awry_session_tell_text(awry_session *session, const char *name, const char *text, size_t len);
/* Says that the user sees symptom `id`.  AWRY_E_UNKNOWN if there is none. */
AWRY_API awry_status awry_session_tell_symptom(awry_session *session, const char *id);
/* Gives a value for the placeholders of commands ("instance-id", "i-0abc"); it stands above those read from texts.
 * AWRY_E_UNKNOWN if the rules have no such name. */
AWRY_API awry_status awry_session_tell_value(awry_session *session, const char *name, const char *value);
/* Answers finding `id`: `value` is one of its answers, a number, a text, or NULL for "don't know".
 * An earlier answer is replaced.  AWRY_E_UNKNOWN: no such finding or answer; nothing changed. */
AWRY_API awry_status awry_session_answer(awry_session *session, const char *finding, const char *value);
/* Withdraws the answer to `finding`, and exactly what rested on it.  AWRY_E_UNKNOWN if not answered. */
AWRY_API awry_status awry_session_retract(awry_session *session, const char *finding);

/* Writes all that the session was told as one line of JSON, with a checksum; secrets are left out, texts but for their
 * recognised excerpts, too.  AWRY_E_IO if `write` stopped it. */
AWRY_API awry_status awry_session_save(awry_session *session, awry_write_fn write, void *user);
/* Opens a session of what awry_session_save wrote, on the same or another knowledge base; `alloc` may be NULL.
 * Entries that the kb does not have are left out; `n_dropped` (may be NULL) counts them.  AWRY_E_INVALID: the bytes are
 * not whole; AWRY_E_LIMIT: more than 1 MiB.  On failure `*out` is NULL. */
AWRY_API awry_status awry_session_restore(const awry_kb *kb, const awry_alloc *alloc, const char *bytes, size_t len,
	awry_session **out, size_t *n_dropped);

/* What differs from the time of saving. */
typedef struct awry_restored {
	int is_other_kb;            /* the rules are others than those it was saved with */
	const char *const *dropped; /* ids, and answers as "finding=value", that the rules do not have any more */
	size_t n_dropped;
	const char *led;            /* the diagnosis that led; NULL: none did */
	unsigned led_per_cent;      /* its probability */
} awry_restored;

/* Puts it in `*out`: all zero for a session that was not restored.  Strings belong to the session. */
AWRY_API void awry_session_restored(const awry_session *session, awry_restored *out);

typedef enum awry_state {
	AWRY_UNRECOGNISED = 0, /* nothing to reason from */
	AWRY_CANDIDATES = 1,   /* several causes are possible */
	AWRY_DIAGNOSED = 2     /* one is proved, or at least 90 % */
} awry_state;

typedef struct awry_answer {
	const char *value;
	const char *says;
} awry_answer;

typedef struct awry_question {
	const char *id;       /* the finding */
	const char *ask;      /* values filled in */
	const char *check;    /* a read-only command that shows it, values filled in; NULL if none */
	const char *help;     /* how to read its output; NULL if none */
	const awry_answer *answers;
	size_t n_answers;     /* 0: a number or a text is wanted */
	const char *unit;     /* of a number; NULL if none */
} awry_question;

typedef struct awry_diagnosis {
	const char *id;
	const char *title;
	double probability;   /* 0..1 */
	const char *certainty; /* "proved", "very likely", "likely", "possible", "unlikely" */
	int proved;
} awry_diagnosis;

/* What the session has come to.  Owned by the session, valid until its next call. */
typedef struct awry_outcome {
	awry_state state;
	const awry_question *question; /* what to ask next; NULL when nothing more would help */
	const awry_diagnosis *diagnoses; /* best first, root before consequence */
	size_t n_diagnoses;
	double none;                  /* probability of "none of these" */
	unsigned n_live;              /* candidates not yet unlikely */
	unsigned n_asked;             /* questions answered, "don't know" included */
	const char *reconsider;       /* when "none of these" leads: the answered finding whose change would help most; else NULL */
	const char *reconsider_for;   /* the diagnosis that would then lead */
} awry_outcome;

/* Thinks until something must be asked or told, and puts that in `*out`, whose strings and arrays belong to the session
 * and hold until its next call. */
AWRY_API awry_status awry_session_next(awry_session *session, awry_outcome *out);

/* One thing that was recognised in a text, or told as a symptom. */
typedef struct awry_sighting {
	awry_kind kind;    /* AWRY_FINDING: the text gave this answer away */
	const char *id;
	const char *title; /* values filled in; of a finding: what the answer says */
	const char *file;  /* as it was named to awry_session_tell_text; NULL: told as a symptom */
	unsigned line;     /* of the first; 0 without a text */
	unsigned count;    /* how often */
} awry_sighting;

/* Puts what was seen as number `index`, from 0, in `*out`: symptoms and diagnoses, then look-alikes, then answers,
 * each in the order of telling.  Strings belong to the session and hold until its next call.
 * AWRY_E_UNKNOWN past the last; AWRY_E_NOMEM. */
AWRY_API awry_status awry_session_seen(awry_session *session, size_t index, awry_sighting *out);

/* Puts the question that was answered as number `index`, from 0 in the order of answering, in `*question`, and the
 * answer in `*value` (NULL: "don't know").  What a text gave away is no answer.  Strings belong to the session and hold
 * until its next call.  AWRY_E_UNKNOWN past the last; AWRY_E_NOMEM. */
AWRY_API awry_status awry_session_answered(awry_session *session, size_t index, const awry_question **question,
	const char **value);

/* Why a question is asked, how a diagnosis was concluded, why another was not, what an answer
 * would change: plain text of at most 15 lines, owned by the session until its next call.
 * `of`: a finding (why; NULL for the question on the table), a diagnosis (how, why-not),
 * or "finding=value" (what-if).  AWRY_E_UNKNOWN: there is nothing of that name to explain. */
typedef enum awry_explain {
	AWRY_WHY = 1,
	AWRY_HOW = 2,
	AWRY_WHY_NOT = 3,
	AWRY_WHAT_IF = 4
} awry_explain;

AWRY_API awry_status awry_session_explain(awry_session *session, awry_explain what, const char *of, const char **out);

/* ---- Reports -------------------------------------------------------------------------- */

typedef enum awry_format {
	AWRY_TEXT = 1,     /* for a person */
	AWRY_JSON = 2,     /* awry-result/1, one line */
	AWRY_MARKDOWN = 3  /* a transcript for a ticket */
} awry_format;

typedef struct awry_report_options {
	size_t size;
	unsigned width;  /* columns to wrap text at; 0: 76 */
	int colour;      /* non-zero: ANSI colours */
	int all;         /* non-zero: all candidates, not the best three */
	const char *area; /* only symptoms and diagnoses of this area; NULL: all */
	int is_final;    /* non-zero: AWRY_TEXT leaves out what to ask next and how to go on */
	int mask;        /* account ids, addresses and host names replaced by stand-ins: positive yes,
	                  * negative no, 0 as the format goes (AWRY_MARKDOWN yes, the others no) */
} awry_report_options;

#define AWRY_REPORT_OPTIONS_INIT { sizeof(awry_report_options), 0, 0, 0, 0, 0, 0 }

/* Writes what the session knows as `format`.  Secrets (keys, tokens, passwords) that stood in a text never
 * appear in it.  `options` may be NULL.  AWRY_E_INVALID: no such format; AWRY_E_IO if `write` stopped it. */
AWRY_API awry_status awry_session_report(awry_session *session, awry_format format,
	const awry_report_options *options, awry_write_fn write, void *user);

/* Writes all that is known of the symptom, diagnosis or finding `id`, as AWRY_TEXT or AWRY_JSON.  `options` may be NULL.
 * AWRY_E_UNKNOWN if there is none; AWRY_E_IO if `write` stopped it. */
AWRY_API awry_status awry_kb_describe(const awry_kb *kb, const char *id, awry_format format,
	const awry_report_options *options, awry_write_fn write, void *user);

/* Answers one line of the protocol (a JSON object of at most 1 MiB, see awry-json(5)) with one line of JSON.  Keeps no
 * state: the same request gets the same bytes.  A request that makes no sense gets an error object and
 * AWRY_OK.  Account ids, addresses and host names are masked unless the request says "mask": false.
 * May be called by many threads at once.  AWRY_E_IO if `write` stopped it. */
AWRY_API awry_status awry_kb_serve(const awry_kb *kb, const char *line, size_t len, awry_write_fn write, void *user);

/* ---- Rule authors --------------------------------------------------------------------- */

/* Runs every example of every rule of `kb`; each failure goes to on_diag.  Counts go to the out
 * parameters, which may be NULL.  AWRY_E_RULES if any failed. */
AWRY_API awry_status awry_kb_test(const awry_kb *kb, awry_diag_fn on_diag, void *user, size_t *n_passed, size_t *n_failed);

typedef struct awry_simulation_options {
	size_t size;
	double unknown;   /* share of questions answered "don't know", 0..1 */
	unsigned wrong;   /* wrong answers in each game */
	unsigned runs;    /* games for each symptom and candidate; 0: 1 */
	uint64_t seed;
	const char *area; /* only symptoms of this area; NULL: all */
} awry_simulation_options;

#define AWRY_SIMULATION_OPTIONS_INIT { sizeof(awry_simulation_options), 0, 0, 0, 1, 0 }

/* Plays interviews to every candidate of every symptom, answers drawn from the rules' own knowledge of
 * it, and writes the scores as AWRY_TEXT or AWRY_JSON.  `options` may be NULL.  The same options and rules give the same
 * bytes.  AWRY_E_INVALID: a share that is none; AWRY_E_IO if `write` stopped it. */
AWRY_API awry_status awry_kb_simulate(const awry_kb *kb, const awry_simulation_options *options,
	awry_format format, awry_write_fn write, void *user);

/* Writes how much the rules hold, by area, and the diagnoses that nothing leads to, as AWRY_TEXT or AWRY_JSON.
 * AWRY_E_IO if `write` stopped it. */
AWRY_API awry_status awry_kb_stats(const awry_kb *kb, awry_format format, awry_write_fn write, void *user);

/* Writes the rules about diagnosis or symptom `id` (NULL: all symptoms and their candidates) in Graphviz's DOT.
 * AWRY_E_UNKNOWN if there is none; AWRY_E_IO if `write` stopped it. */
AWRY_API awry_status awry_kb_graph(const awry_kb *kb, const char *id, awry_write_fn write, void *user);

/* ---- Scanning ------------------------------------------------------------------------- */

/* Finds known failures in a text of any length, in memory that does not grow.  One thread at a time. */
typedef struct awry_scan awry_scan;

typedef struct awry_scan_value {
	const char *name; /* "instance-id" */
	const char *text; /* as it stood in the text, cleaned */
} awry_scan_value;

/* One message that was recognised.  All of it is borrowed until the callback returns. */
typedef struct awry_scan_match {
	awry_kind kind; /* AWRY_SYMPTOM or AWRY_DIAGNOSIS */
	const char *id;
	const char *title;
	uint64_t line;   /* from 1 */
	uint64_t offset; /* bytes from the start of the text */
	const awry_scan_value *values; /* in the order of the message, each name once */
	size_t n_values;
} awry_scan_match;

/* Returns 0, or anything else to stop the scan (AWRY_E_IO). */
typedef int (*awry_match_fn)(void *user, const awry_scan_match *match);

typedef struct awry_scan_options {
	size_t size;
	const awry_alloc *alloc;  /* NULL: malloc */
	const awry_scan *share;   /* another scan on the same kb, whose tables are borrowed until awry_scan_close; may be NULL */
	int without_prefilter;    /* non-zero: every entry is read as a lookup would: slow, to check the prefilter by */
	awry_match_fn on_match;   /* told of each match, in the order of the text */
	void *user;
} awry_scan_options;

#define AWRY_SCAN_OPTIONS_INIT { sizeof(awry_scan_options), 0, 0, 0, 0, 0 }

/* What a scan has done since it was opened. */
typedef struct awry_scan_count {
	uint64_t bytes, lines, matches;
	uint64_t entries;  /* read closely, because they may hold a message */
	uint64_t pieces;   /* of entries too long to be read whole */
	uint64_t given_up; /* entries in which a limit stopped the search */
} awry_scan_count;

/* Opens a scan on `kb`, which is borrowed until awry_scan_close.  On success the caller owns `*out`; on failure it is NULL:
 * AWRY_E_INVALID without on_match, AWRY_E_NOMEM. */
AWRY_API awry_status awry_scan_open(const awry_kb *kb, const awry_scan_options *options, awry_scan **out);
AWRY_API void awry_scan_close(awry_scan *scan);

/* Where to put the next bytes of the text, and in `*room` how many fit (never less than 256 KiB); valid until the next call. */
AWRY_API char *awry_scan_room(awry_scan *scan, size_t *room);
/* Says that `len` bytes were put there, and looks for matches as far as is known what follows.  AWRY_E_IO if on_match
 * stopped it, AWRY_E_NOMEM; then the scan can only be closed. */
AWRY_API awry_status awry_scan_take(awry_scan *scan, size_t len);
/* The same for bytes that lie elsewhere. */
AWRY_API awry_status awry_scan_feed(awry_scan *scan, const char *text, size_t len);
/* Says that no more comes for now: lines that wait for the rest of their entry are read as they are. */
AWRY_API awry_status awry_scan_pause(awry_scan *scan);
/* Says that the text is over.  What is fed next is a new one. */
AWRY_API awry_status awry_scan_finish(awry_scan *scan);
AWRY_API void awry_scan_counted(const awry_scan *scan, awry_scan_count *out);

/* For several threads on one text: the last place in `text` where it can be cut without changing what is found; 0 if there
 * is none.  Of a part that does not begin the text awry_scan_part says so before it is fed, and from which line and byte
 * on it counts; awry_scan_finish_part ends one that does not end it. */
AWRY_API size_t awry_scan_cut(const char *text, size_t len);
AWRY_API void awry_scan_part(awry_scan *scan, uint64_t line, uint64_t offset);
AWRY_API awry_status awry_scan_finish_part(awry_scan *scan);

/* ---- Clean text ----------------------------------------------------------------------- */

/* Writes `len` untrusted bytes so that nothing but clean text reaches a terminal: control bytes,
 * escape sequences, bidirectional controls and broken UTF-8 are made visible, and secrets are hidden.  AWRY_E_IO if
 * `write` stopped it. */
AWRY_API awry_status awry_clean(const char *text, size_t len, awry_write_fn write, void *user);

#ifdef __cplusplus
}
#endif

#endif
