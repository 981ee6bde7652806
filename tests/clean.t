#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Untrusted text has one way out.  In the source: nothing but a few files writes, and what they write has been cleaned.
# At the program: whatever is typed where an argument, a file name or a rule stands, what is printed is clean.

set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$here/..
AWRY=${AWRY:-$root/build/plain/awry}
cd "$root" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
echo 1..6
n=0

# check NAME COMMAND...: the command prints what is wrong; nothing is good.
check() {
	local name=$1 wrong
	shift
	n=$((n + 1))
	wrong=$("$@" 2>&1)
	if [ -z "$wrong" ]; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		head -n 20 <<<"$wrong" | sed 's/^/# /'
	fi
}

# Calls of the standard library that print.  mkkb is a tool of the build.
prints_below_cli() {
	grep -nE '\b(v?f?printf|v?dprintf|puts|fputs|putchar|putc|fputc|fwrite|perror|syslog)[[:space:]]*\(' \
		src/base/*.c src/kb/*.c src/match/*.c src/infer/*.c src/dialog/*.c src/report/*.c src/api.c |
		grep -v '^src/kb/mkkb\.c:'
}

# In the program bytes leave through term.c; file.c writes what a report made, process.c passes a command's own output on,
# and cmd_scan.c clears a line.
prints_in_cli() {
	grep -nE '\b(v?f?printf|v?dprintf|puts|fputs|putchar|putc|fputc|fwrite|perror|write|writev|pwrite|send)[[:space:]]*\(' \
		src/cli/*.c | grep -vE '^src/cli/(term|file|process)\.c:|[^_]write\(options, kb|write\(STDERR_FILENO, "\\r\\x1b\[K", 4\)'
}

# out_text and a format of out_fmt are the program's own words: a literal, or a table's.
others_words() {
	grep -nE 'out_text\([^,]+, *[a-z_]+(->|\[)' src/cli/*.c |
		grep -vE '\? +"|words\[|codes\[|->does|->name|->operands|->argument'
	grep -nE 'out_fmt\([^,]+, [^"]' src/cli/*.c | grep -v 'const char \*format'
}

# A name with a line feed in it does not make two lines of a message.
one_line() {
	local lines
	"$AWRY" lookup $'/nowhere/a\nawry: all is well' >"$work/out" 2>&1
	lines=$(grep -c '^awry: ' "$work/out")
	[ "$lines" = 1 ] || cat "$work/out"
}

# Nothing acts on a terminal, and no line begins a command of a build service.
dirt() { # WHAT FILE
	perl -e '
		my ($what, $file) = @ARGV;
		open my $in, "<:raw", $file or die;
		local $/; my $text = <$in>;
		my $bytes = $text;
		print "$what: not UTF-8\n" unless utf8::decode($text);
		print "$what: control character\n" if $text =~ /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;
		print "$what: hidden character\n" if $text =~ /[\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}\x{feff}\x{e0000}-\x{e0fff}]/;
		print "$what: command\n" if $text =~ /##vso\[|##\[|^\s*::[a-z-]+[ :]/m;
	' "$1" "$2"
}

payloads=(
	$'\e[31mred' $'\e]0;title\a' $'\e]52;c;eA==\a' $'\e]8;;http://evil\e\\x' $'\ePq\e\\' $'\x9b31m' $'\xc2\x9b31m' $'a\rb' $'a\b\bb'
	$'\xe2\x80\xae' $'\xe2\x81\xa6x' $'\xe2\x80\x8b' $'\xef\xbb\xbfx' $'\xf3\xa0\x81\x81' $'\xed\xa0\x80' $'\xc0\xaf' $'\xff'
	'::add-mask::e' '##vso[task.x]y' $'a\n::error::b' $'x\n##[error]y' $'\x7f'
)

arguments() {
	local p out=$work/out
	for p in "${payloads[@]}"; do
		"$AWRY" diagnose "/nowhere/$p" >"$out" 2>&1 </dev/null
		dirt "a file name" "$out"
		"$AWRY" diagnose --symptom "$p" -a "$p=x" --area "$p" >"$out" 2>&1 </dev/null
		dirt "a symptom" "$out"
		"$AWRY" explain "$p" >"$out" 2>&1
		dirt "an id" "$out"
		"$AWRY" "$p" "--$p" >"$out" 2>&1 </dev/null
		dirt "a command" "$out"
		"$AWRY" rules check "/nowhere/$p" >"$out" 2>&1
		dirt "a folder" "$out"
		"$AWRY" scan "/nowhere/$p" >"$out" 2>&1
		dirt "a file to scan" "$out"
		printf '%s\n%s\n' "$p" "$p" | "$AWRY" -i >"$out" 2>&1
		dirt "an answer" "$out"
		printf '{"id":"%s","symptoms":["%s"]}\n' "$p" "$p" | "$AWRY" serve --stdio >"$out" 2>&1
		dirt "a request" "$out"
	done
}

mistakes() {
	local p i=0 out=$work/out
	for p in "${payloads[@]}"; do
		i=$((i + 1))
		mkdir -p "$work/rules$i"
		printf 'symptoms:\n  a/b: { title: "%s", nonsense%s: 1 }\n' "$p" "$p" >"$work/rules$i/${p//\//_}.yaml"
		"$AWRY" rules check --without-shipped "$work/rules$i" >"$out" 2>&1
		dirt "a mistake" "$out"
	done
}

check "nothing below the program prints" prints_below_cli
check "the program prints through term.c" prints_in_cli
check "what is not the program's own goes through the cleaner" others_words
check "arguments, file names, answers and requests" arguments
check "mistakes in rules, and the names of their files" mistakes
check "a message is one line" one_line
