/* SPDX-License-Identifier: MIT */
#include "prompt.h"
#include "read.h"
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

enum {
	HISTORY_LINES = 500,
	PASTE_GAP_MS = 50, /* a person's next line takes longer; a paste's does not */
	QUIT_GAP_MS = 1000 /* two Ctrl-C within it quit */
};

/* Readline keeps its state in globals and calls back without a user pointer; so the one prompt that
 * uses it is named here. */
static struct prompt *reading;
static volatile sig_atomic_t was_interrupted;
static struct {
	struct bytes text;   /* pasted, when it has several lines */
	bool is_text;
	bool is_cancelled;
	bool has_brackets;   /* the terminal marks what is pasted */
	struct bytes before; /* of the completion */
	struct sigaction old_action;
	char history[4096];  /* path; "" where there is none */
} state;

/* ---- Ctrl-C ---- */

static void on_interrupt(int signal_number)
{
	(void)signal_number;
	was_interrupted = 1;
}

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long)(now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

/* Readline's rl_getc_function, but that an interrupt ends the line. */
static int get_byte(FILE *in)
{
	unsigned char byte;

	for (;;) {
		if (was_interrupted) {
			was_interrupted = 0;
			state.is_cancelled = true;
			rl_replace_line("", 1);
			return '\n';
		}
		ssize_t n = read(fileno(in), &byte, 1);
		if (n == 1)
			return byte;
		if (n == 0 || errno != EINTR)
			return EOF;
		rl_check_signals(); /* passes the signal on to on_interrupt */
	}
}

/* ---- pasting ---- */

static const char paste_begin[] = "\033[200~", paste_end[] = "\033[201~";

static void read_paste(struct bytes *out)
{
	size_t end_len = sizeof(paste_end) - 1;

	while (out->len < READ_MAX && !out->failed) {
		int c = rl_read_key();
		if (c == EOF || state.is_cancelled)
			return;
		char byte = (char)c;
		if (byte == '\r')
			byte = '\n';
		bytes_add(out, &byte, 1);
		if (out->len >= end_len && memcmp(out->ptr + out->len - end_len, paste_end, end_len) == 0) {
			out->len -= end_len;
			out->ptr[out->len] = '\0';
			return;
		}
	}
}

/* One line goes to where the cursor is, to be edited.  Several end the input at once and are not
 * shown: they are a log, and nothing of it should act on the terminal or answer a question. */
static int on_paste(int count, int key)
{
	struct bytes *text = &state.text;

	(void)count;
	(void)key;
	text->len = 0;
	read_paste(text);
	while (text->len > 0 && text->ptr[text->len - 1] == '\n')
		text->ptr[--text->len] = '\0';
	if (text->len == 0 || text->failed)
		return 0;
	if (memchr(text->ptr, '\n', text->len)) {
		state.is_text = true;
		rl_done = 1;
	} else {
		rl_insert_text(text->ptr);
	}
	return 0;
}

/* Where the terminal does not mark pastes, lines that follow at once were not typed. */
static void gather_paste(struct prompt *prompt)
{
	struct pollfd input = {.fd = fileno(prompt->in), .events = POLLIN};
	char more[4096];

	while (prompt->line.len < READ_MAX && poll(&input, 1, PASTE_GAP_MS) > 0) {
		ssize_t n = read(input.fd, more, sizeof(more));
		if (n <= 0)
			break;
		bytes_add(&prompt->line, "\n", state.is_text ? 0 : 1);
		bytes_add(&prompt->line, more, (size_t)n);
		state.is_text = true;
	}
}

/* ---- completion ---- */

static char *next_completion(const char *text, int is_again)
{
	static size_t index;
	const char *before = state.before.ptr ? state.before.ptr : "", *word;

	if (!is_again)
		index = 0;
	while ((word = reading->word(reading->word_user, before, text, index++)) != NULL)
		if (begins_with(word, text, strlen(text)))
			return strdup(word);
	return NULL;
}

static char **complete(const char *text, int start, int end)
{
	(void)end;
	state.before.len = 0;
	bytes_add(&state.before, rl_line_buffer, (size_t)start);
	rl_attempted_completion_over = 1; /* never file names */
	return rl_completion_matches(text, next_completion);
}

/* ---- history ---- */

/* A history that cannot be kept is no reason to stop, so failures are passed over. */
void prompt_remember(struct prompt *prompt, const char *line)
{
	int fd;

	if (!prompt->is_terminal || !*line)
		return;
	HIST_ENTRY *last = history_length > 0 ? history_get(history_base + history_length - 1) : NULL;
	if (last && strcmp(last->line, line) == 0)
		return;
	add_history(line);
	if (!state.history[0])
		return;
	state_make_folders(state.history);
	fd = open(state.history, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
	if (fd < 0)
		return;
	close(fd);
	append_history(1, state.history);
}

/* ---- readline ---- */

static void set_up_readline(struct prompt *prompt)
{
	const char *term = getenv("TERM");
	struct sigaction action = {.sa_handler = on_interrupt};

	setlocale(LC_CTYPE, ""); /* readline edits characters, not bytes */
	rl_readline_name = "awry";
	rl_instream = prompt->in;
	rl_outstream = fdopen(dup(prompt->out->fd), "w");
	rl_getc_function = get_byte;
	rl_attempted_completion_function = complete;
	rl_completer_word_break_characters = " \t";
	rl_initialize();
	state.has_brackets = term && *term && strcmp(term, "dumb") != 0;
	if (state.has_brackets) {
		rl_variable_bind("enable-bracketed-paste", "on");
		rl_bind_keyseq_in_map(paste_begin, on_paste, emacs_standard_keymap);
		rl_bind_keyseq_in_map(paste_begin, on_paste, vi_insertion_keymap);
	}
	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, &state.old_action);
	using_history();
	stifle_history(HISTORY_LINES);
	if (!state_path(state.history, sizeof(state.history), "history"))
		state.history[0] = '\0';
	if (state.history[0])
		read_history(state.history);
}

/* One line; false at the end of input. */
static bool read_edited(struct prompt *prompt, const char *label)
{
	char *line;

	state.is_text = state.is_cancelled = false;
	prompt->line.len = 0;
	out_flush(prompt->out);
	line = readline(label);
	if (!line && !state.is_cancelled)
		return false;
	if (state.is_text)
		bytes_add(&prompt->line, state.text.ptr, state.text.len);
	else
		bytes_text(&prompt->line, line ? line : "");
	free(line);
	if (!state.has_brackets && !state.is_cancelled)
		gather_paste(prompt);
	return true;
}

static enum prompt_result read_terminal(struct prompt *prompt, const char *label)
{
	long cancelled_at = now_ms() - QUIT_GAP_MS;

	for (;;) {
		if (!read_edited(prompt, label)) {
			out_text(prompt->out, "\n");
			return PROMPT_END;
		}
		if (!state.is_cancelled)
			return state.is_text ? PROMPT_TEXT : PROMPT_LINE;
		if (now_ms() - cancelled_at < QUIT_GAP_MS)
			return PROMPT_INTERRUPTED;
		cancelled_at = now_ms();
		out_text(prompt->out, "(Ctrl-C once more to leave, Ctrl-D to end with what is known)\n");
	}
}

/* ---- lines ---- */

/* getc(3) that a signal does not fail. */
static int next_byte(FILE *in)
{
	int c;

	while ((c = getc(in)) == EOF && ferror(in) && errno == EINTR)
		clearerr(in);
	return c;
}

static enum prompt_result read_line(struct prompt *prompt, const char *label)
{
	int c;

	prompt->line.len = 0;
	out_text(prompt->out, label);
	out_flush(prompt->out);
	while ((c = next_byte(prompt->in)) != EOF && c != '\n') {
		char byte = (char)c;
		bytes_add(&prompt->line, &byte, 1);
		if (prompt->line.len >= READ_MAX || prompt->line.failed)
			break;
	}
	if (ferror(prompt->in)) {
		complain("cannot read standard input: %s", strerror(errno));
		return PROMPT_FAILED;
	}
	bytes_add(&prompt->line, "", 0);
	if (c == EOF && prompt->line.len == 0) {
		out_text(prompt->out, "\n");
		return PROMPT_END;
	}
	if (prompt->line.ptr)
		out_clean_bytes(prompt->out, prompt->line.ptr, prompt->line.len);
	out_text(prompt->out, "\n");
	return PROMPT_LINE;
}

/* ---- both ---- */

void prompt_open(struct prompt *prompt, FILE *in, struct out *out, prompt_word_fn word, void *word_user)
{
	*prompt = (struct prompt){.out = out, .in = in, .word = word, .word_user = word_user};
	prompt->is_terminal = isatty(fileno(in)) == 1 && out->is_terminal;
	reading = prompt;
	if (prompt->is_terminal)
		set_up_readline(prompt);
}

void prompt_close(struct prompt *prompt)
{
	if (prompt->is_terminal) {
		if (state.history[0])
			history_truncate_file(state.history, HISTORY_LINES);
		rl_clear_history();
		sigaction(SIGINT, &state.old_action, NULL);
		if (rl_outstream)
			fclose(rl_outstream);
		rl_outstream = NULL;
		bytes_release(&state.text);
		bytes_release(&state.before);
	}
	bytes_release(&prompt->line);
	reading = NULL;
}

enum prompt_result prompt_read(struct prompt *prompt, const char *label)
{
	enum prompt_result result = prompt->is_terminal ? read_terminal(prompt, label) : read_line(prompt, label);

	if (result == PROMPT_LINE && prompt->out->error == EPIPE)
		complain("nobody reads the questions any more");
	if (result == PROMPT_LINE && (prompt->out->error || prompt->out->held.failed))
		return PROMPT_FAILED; /* what else it is, out_close tells */
	if (!prompt->line.failed)
		return result;
	complain_status(AWRY_E_NOMEM);
	return PROMPT_FAILED;
}

enum prompt_result prompt_read_text(struct prompt *prompt)
{
	struct bytes text = {0};
	enum prompt_result result = PROMPT_LINE;

	while (text.len < READ_MAX) {
		result = prompt_read(prompt, "| ");
		bool is_end = result == PROMPT_LINE && prompt->line.len == 1 && prompt->line.ptr[0] == '.';
		if (is_end || (result != PROMPT_LINE && result != PROMPT_TEXT))
			break;
		bytes_add(&text, prompt->line.ptr, prompt->line.len);
		bytes_text(&text, "\n");
	}
	if (result == PROMPT_INTERRUPTED || result == PROMPT_FAILED) {
		bytes_release(&text);
		return result;
	}
	bytes_release(&prompt->line);
	prompt->line = text;
	return PROMPT_TEXT; /* the end of input ends the text; the next read says so again */
}
