/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700 /* pseudo-terminals; NOLINT(bugprone-reserved-identifier) */

/* The program on a real (pseudo-)terminal: what only shows there.  AWRY names the program, RULES a folder of rules;
 * without RULES those of the golden tests are used. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { WAIT_MS = 10000, OUTPUT_MAX = 1 << 20 };

/* One run of the program on its own terminal. */
struct run {
	int master;
	int slave; /* kept open, so that the modes can be read after the program has ended */
	pid_t pid;
	struct termios before;
	char output[OUTPUT_MAX];
	size_t len, seen; /* bytes that expect() has passed */
};

static char home[] = "/tmp/awry-pty-XXXXXX";
static const char *program, *rules;

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void wait_ms(long ms)
{
	struct timespec time = {ms / 1000, ms % 1000 * 1000000};

	nanosleep(&time, NULL);
}

/* ---- a run ---- */

static void become_program(int slave, const char *term, const char *command)
{
	setsid();
	ioctl(slave, TIOCSCTTY, 0);
	dup2(slave, STDIN_FILENO);
	dup2(slave, STDOUT_FILENO);
	dup2(slave, STDERR_FILENO);
	setenv("TERM", term, 1);
	setenv("HOME", home, 1);
	setenv("XDG_STATE_HOME", home, 1);
	setenv("XDG_CONFIG_HOME", home, 1);
	setenv("AWRY", program, 1);
	setenv("RULES", rules, 1);
	setenv("INPUTRC", "/dev/null", 1);
	setenv("AWRY_PAGER", "", 1);
	unsetenv("COLUMNS");
	unsetenv("NO_COLOR");
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

static void start(struct run *run, const char *term, unsigned short columns, const char *command)
{
	struct winsize size = {.ws_col = columns, .ws_row = 50};

	memset(run, 0, sizeof(*run));
	run->master = posix_openpt(O_RDWR | O_NOCTTY);
	assert_true(run->master >= 0);
	assert_int_equal(grantpt(run->master), 0);
	assert_int_equal(unlockpt(run->master), 0);
	run->slave = open(ptsname(run->master), O_RDWR | O_NOCTTY);
	assert_true(run->slave >= 0);
	ioctl(run->slave, TIOCSWINSZ, &size);
	assert_int_equal(tcgetattr(run->slave, &run->before), 0);
	run->pid = fork();
	assert_true(run->pid >= 0);
	if (run->pid == 0)
		become_program(run->slave, term, command);
}

static void start_interview(struct run *run)
{
	start(run, "xterm", 80, "exec \"$AWRY\" --without-shipped --rules \"$RULES\"");
}

/* Takes what the program wrote meanwhile; false when nothing comes for `ms`. */
static bool take_output(struct run *run, int ms)
{
	struct pollfd master = {.fd = run->master, .events = POLLIN};

	if (run->len + 1 >= OUTPUT_MAX || poll(&master, 1, ms) <= 0)
		return false;
	ssize_t n = read(run->master, run->output + run->len, OUTPUT_MAX - run->len - 1);
	if (n <= 0)
		return false;
	run->len += (size_t)n;
	run->output[run->len] = '\0';
	return true;
}

/* Waits until the program writes `text`, after what was expected before. */
static void expect(struct run *run, const char *text)
{
	long end = now_ms() + WAIT_MS;

	for (;;) {
		const char *found = strstr(run->output + run->seen, text);
		if (found) {
			run->seen = (size_t)(found - run->output) + strlen(text);
			return;
		}
		if (now_ms() > end) {
			kill(run->pid, SIGKILL);
			fail_msg("no \"%s\" in what came after byte %zu:\n%s", text, run->seen, run->output + run->seen);
		}
		take_output(run, 100);
	}
}

static void type(struct run *run, const char *keys)
{
	size_t len = strlen(keys);

	assert_int_equal(write(run->master, keys, len), (ssize_t)len);
}

/* Types when the prompt is there, for what is typed before it is not readline's to edit. */
static void answer(struct run *run, const char *keys)
{
	expect(run, "> ");
	type(run, keys);
}

/* Ends the dialogue, unless the program has enough and did so itself. */
static void quit(struct run *run)
{
	static const char ending[] = "The same without questions";
	long end = now_ms() + WAIT_MS;

	while (now_ms() < end && !strstr(run->output + run->seen, ending)) {
		if (strstr(run->output + run->seen, "> ")) {
			answer(run, "quit\r");
			return;
		}
		take_output(run, 100);
	}
}

/* The exit status; the terminal must be as it was. */
static int finish(struct run *run)
{
	struct termios after;
	int status;
	long end = now_ms() + WAIT_MS;

	while (waitpid(run->pid, &status, WNOHANG) == 0) {
		if (now_ms() > end) {
			kill(run->pid, SIGKILL);
			fail_msg("it did not end; so far:\n%s", run->output);
		}
		take_output(run, 20);
	}
	while (take_output(run, 0))
		continue;
	assert_int_equal(tcgetattr(run->slave, &after), 0);
	assert_int_equal(after.c_lflag, run->before.c_lflag);
	assert_int_equal(after.c_iflag, run->before.c_iflag);
	assert_int_equal(after.c_oflag, run->before.c_oflag);
	close(run->slave);
	close(run->master);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* ---- tests ---- */

static struct run run;

static void to_first_question(void)
{
	start_interview(&run);
	answer(&run, "door\r");
	answer(&run, "stays-shut\r");
	expect(&run, "Question 1");
	expect(&run, "don't know");
}

static void an_interview_ends_with_the_cause(void **user)
{
	(void)user;
	to_first_question();
	answer(&run, "1\r");
	quit(&run);
	expect(&run, "The door is locked");
	expect(&run, "The same without questions");
	expect(&run, "--symptom door/stays-shut -a bolt=shot");
	assert_int_equal(finish(&run), 0);
}

static void tab_completes_areas_symptoms_answers_and_commands(void **user)
{
	(void)user;
	start_interview(&run);
	answer(&run, "do\t");
	expect(&run, "door");
	type(&run, "\r");
	answer(&run, "st\t");
	expect(&run, "stays-shut ");
	type(&run, "\025door/st\t");
	expect(&run, "door/stays-shut ");
	type(&run, "\r");
	expect(&run, "Question 1");
	answer(&run, "ans\t\r");
	expect(&run, "answers ");
	expect(&run, "Nothing was answered yet.");
	answer(&run, "how door/ja\t\r");
	expect(&run, "how door/jammed");
	expect(&run, "The door is jammed in its frame: possible");
	answer(&run, "what-if dr\t\r");
	expect(&run, "what-if drawn ");
	expect(&run, "it is drawn:");
	answer(&run, "sh\t\r");
	expect(&run, "shot ");
	quit(&run);
	expect(&run, "The door is locked");
	assert_int_equal(finish(&run), 0);
}

static void back_and_history(void **user)
{
	(void)user;
	to_first_question();
	answer(&run, "drawn\r");
	expect(&run, "Question 2");
	answer(&run, "back\r");
	expect(&run, "Question 1");
	answer(&run, "\033[A\033[A\r"); /* up twice: the answer before "back" */
	expect(&run, "drawn");
	expect(&run, "Question 2");
	answer(&run, "\004");
	expect(&run, "As good as ruled out");
	assert_int_equal(finish(&run), 1);
}

static void the_history_is_private_and_holds_no_free_text(void **user)
{
	char path[256], text[4096] = "";
	struct stat status;
	FILE *file;

	(void)user;
	to_first_question();
	answer(&run, "the password is hunter2\r");
	expect(&run, "Nothing new");
	answer(&run, "why\r");
	answer(&run, "quit\r");
	assert_int_equal(finish(&run), 1);
	snprintf(path, sizeof(path), "%s/awry/history", home);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	file = fopen(path, "r");
	assert_non_null(file);
	size_t n = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[n] = '\0';
	assert_non_null(strstr(text, "why\n"));
	assert_null(strstr(text, "hunter2"));
}

static void a_pasted_log_is_evidence_and_answers_nothing(void **user)
{
	(void)user;
	to_first_question();
	answer(&run, "\033[200~1\n2\n1\nyes\n\033[201~");
	expect(&run, "(4 lines)");
	expect(&run, "Nothing new is recognised");
	expect(&run, "Question 1");
	answer(&run, "\033[200~INFO x\nwindow a: it does not open when pushed\r\nend\033[201~");
	expect(&run, "Not of AWS: A window's message");
	answer(&run, "quit\r");
	assert_int_equal(finish(&run), 1);
}

static void one_pasted_line_waits_for_enter(void **user)
{
	(void)user;
	to_first_question();
	answer(&run, "\033[200~shot\n\033[201~");
	expect(&run, "shot");
	while (take_output(&run, 200))
		continue;
	assert_null(strstr(run.output + run.seen, "The door is locked"));
	type(&run, "\r");
	quit(&run);
	expect(&run, "The door is locked");
	assert_int_equal(finish(&run), 0);
}

static void a_paste_on_a_dumb_terminal_answers_nothing(void **user)
{
	(void)user;
	start(&run, "dumb", 80, "exec \"$AWRY\" diagnose --without-shipped --rules \"$RULES\" -s door/stays-shut");
	answer(&run, "1\r1\r1\r");
	expect(&run, "Nothing new is recognised");
	expect(&run, "Question 1");
	assert_null(strchr(run.output, '\033'));
	answer(&run, "quit\r");
	assert_int_equal(finish(&run), 1);
}

static void ctrl_c_cancels_the_line_and_twice_leaves(void **user)
{
	(void)user;
	to_first_question();
	answer(&run, "sho\003");
	expect(&run, "Ctrl-C once more");
	wait_ms(1200);
	answer(&run, "frame\025\003");
	expect(&run, "Ctrl-C once more");
	answer(&run, "\003");
	assert_int_equal(finish(&run), 130);
	assert_null(strstr(run.output, "The door is locked"));
}

static void the_end_of_input_reports_what_is_known(void **user)
{
	(void)user;
	to_first_question();
	answer(&run, "3\r");
	answer(&run, "\004");
	expect(&run, "It is the wrong door");
	expect(&run, "Asked and answered");
	assert_int_equal(finish(&run), 1);
}

static void a_piped_text_is_followed_by_questions_on_the_terminal(void **user)
{
	(void)user;
	start(&run, "xterm", 80, "echo 'door front: it does not open when pushed' | \"$AWRY\" --without-shipped "
		"--rules \"$RULES\" -i >\"$HOME/report\"; echo status $?; cat \"$HOME/report\"");
	expect(&run, "Question 1");
	expect(&run, "aws door describe-bolt --name front");
	answer(&run, "1\r");
	quit(&run);
	expect(&run, "status 0");
	expect(&run, "The door stays shut");
	expect(&run, "aws door draw-bolt --name front");
	assert_int_equal(finish(&run), 0);
}

static void strangers_text_cannot_act_on_the_terminal(void **user)
{
	(void)user;
	start(&run, "dumb", 80, "\"$AWRY\" \"$(printf '\\033]0;title\\a')\" \"--\\$(printf '\\033[2J')\"; "
		"printf '\\033[2Jdoor \\033]0;x\\a: it does not open when pushed' | "
		"\"$AWRY\" --without-shipped --rules \"$RULES\"; \"$AWRY\" explain \"$(printf '\\302\\233')\"; exit 5");
	assert_int_equal(finish(&run), 5);
	assert_null(strchr(run.output, '\033'));
	assert_null(strchr(run.output, '\a'));
	assert_null(strstr(run.output, "\302\233"));
	assert_non_null(strstr(run.output, "The door stays shut"));
}

static size_t longest_line(const char *text)
{
	size_t longest = 0;

	for (const char *line = text; *line;) {
		size_t len = strcspn(line, "\r\n");
		longest = len > longest ? len : longest;
		line += len + (line[len] != '\0');
	}
	return longest;
}

static void the_width_is_the_terminals(void **user)
{
	static const unsigned short widths[] = {20, 40, 60, 200};
	static const size_t most[] = {47, 47, 60, 100}; /* an address is never broken */

	(void)user;
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		start(&run, "dumb", widths[i], "exec \"$AWRY\" --without-shipped --rules \"$RULES\" explain door/dry-hinge");
		assert_int_equal(finish(&run), 0);
		if (longest_line(run.output) > most[i])
			fail_msg("%zu columns at %u:\n%s", longest_line(run.output), widths[i], run.output);
	}
}

static void what_is_longer_than_the_screen_goes_to_the_pager(void **user)
{
	(void)user;
	start(&run, "dumb", 80, "stty rows 6; AWRY_PAGER='sed s/^/paged:/' exec \"$AWRY\" help");
	expect(&run, "paged:Use");
	assert_int_equal(finish(&run), 0);
	start(&run, "dumb", 80, "AWRY_PAGER='sed s/^/paged:/' exec \"$AWRY\" --version");
	assert_int_equal(finish(&run), 0);
	assert_null(strstr(run.output, "paged:"));
	start(&run, "dumb", 80, "stty rows 6; AWRY_PAGER='exit 127' exec \"$AWRY\" help");
	expect(&run, "awry COMMAND --help");
	assert_int_equal(finish(&run), 0);
	start(&run, "dumb", 80, "stty rows 6; AWRY_PAGER='head -1' exec \"$AWRY\" help");
	assert_int_equal(finish(&run), 0);
}

static void colours_obey_the_environment(void **user)
{
	static const struct { const char *command; bool colours; } rows[] = {
		{"exec \"$AWRY\" help", true},
		{"NO_COLOR=1 exec \"$AWRY\" help", false},
		{"NO_COLOR=1 exec \"$AWRY\" help --color=always", true},
		{"exec \"$AWRY\" help --color=never", false},
		{"TERM=dumb exec \"$AWRY\" help", false},
		{"\"$AWRY\" help | cat", false},
		{"CLICOLOR_FORCE=1 \"$AWRY\" help | cat", true},
		{"CLICOLOR_FORCE=0 \"$AWRY\" help | cat", false},
	};

	(void)user;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		start(&run, "xterm", 80, rows[i].command);
		finish(&run);
		if ((strstr(run.output, "\033[1m") != NULL) != rows[i].colours)
			fail_msg("%s: colours are %s", rows[i].command, rows[i].colours ? "missing" : "there");
	}
}

/* ---- */

static int set_up(void **user)
{
	static char golden[4096];
	const char *source = __FILE__, *slash = strstr(source, "pty/");

	(void)user;
	program = getenv("AWRY");
	rules = getenv("RULES");
	if (!rules) {
		snprintf(golden, sizeof(golden), "%.*sgolden/rules", slash ? (int)(slash - source) : 0, source);
		rules = realpath(golden, NULL);
	}
	return program && rules && mkdtemp(home) ? 0 : -1;
}

static int tear_down(void **user)
{
	char command[64];

	(void)user;
	snprintf(command, sizeof(command), "rm -rf %s", home);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_interview_ends_with_the_cause),
		cmocka_unit_test(tab_completes_areas_symptoms_answers_and_commands),
		cmocka_unit_test(back_and_history),
		cmocka_unit_test(the_history_is_private_and_holds_no_free_text),
		cmocka_unit_test(a_pasted_log_is_evidence_and_answers_nothing),
		cmocka_unit_test(one_pasted_line_waits_for_enter),
		cmocka_unit_test(a_paste_on_a_dumb_terminal_answers_nothing),
		cmocka_unit_test(ctrl_c_cancels_the_line_and_twice_leaves),
		cmocka_unit_test(the_end_of_input_reports_what_is_known),
		cmocka_unit_test(a_piped_text_is_followed_by_questions_on_the_terminal),
		cmocka_unit_test(strangers_text_cannot_act_on_the_terminal),
		cmocka_unit_test(the_width_is_the_terminals),
		cmocka_unit_test(what_is_longer_than_the_screen_goes_to_the_pager),
		cmocka_unit_test(colours_obey_the_environment),
	};

	return cmocka_run_group_tests_name("pty", tests, set_up, tear_down);
}
