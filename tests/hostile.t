#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Bytes of any kind and number: lines without end, NULs, broken UTF-8, UTF-16 and streams that never stop.  Memory does not
# grow, and the answer is the same from a file, from a pipe and byte by byte.

set -u
here=$(cd "$(dirname "$0")" && pwd)
AWRY=${AWRY:-$here/../build/plain/awry}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
MEMORY=$((64 * 1024)) # KiB that a scan may hold
known='An error occurred (InvalidKeyPair.NotFound) when calling the RunInstances operation: The key pair k does not exist'

echo 1..10
n=0
check() { # NAME COMMAND...: the command prints what is wrong; nothing is good.
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

# Reads standard input one byte or a few at a time.
dribble() {
	perl -e 'binmode STDIN; binmode STDOUT; $| = 1; my $b; syswrite STDOUT, $b while sysread STDIN, $b, $ARGV[0]' "$1"
}

# Runs a command and says so if it held more than $1 KiB, or if a sanitizer makes that meaningless, nothing.
held() {
	local most=$1 status
	shift
	case ${SANITIZE:-} in ?*) "$@"; return ;; esac
	# shellcheck disable=SC2016
	perl -e '
		my $most = shift;
		my $pid = fork // die;
		if (!$pid) { exec @ARGV or exit 127 }
		my $peak = 0;
		require POSIX;
		while (waitpid($pid, POSIX::WNOHANG()) == 0) {
			if (open my $f, "<", "/proc/$pid/status") { while (<$f>) { $peak = $1 if /^VmHWM:\s+(\d+)/ && $1 > $peak } }
			select undef, undef, undef, 0.005;
		}
		print STDERR "held $peak KiB, more than $most\n" if $peak > $most;
		exit $? >> 8;
	' "$most" "$@"
	status=$?
	return $status
}

# A text in a way of its own, scanned from a file, a pipe, and in dribbles.
same_answer() { # FILE
	local whole pipe bytes
	whole=$("$AWRY" scan --json - <"$1" 2>&1)
	pipe=$(dribble 65536 <"$1" | "$AWRY" scan --json - 2>&1)
	bytes=$(dribble 1 <"$1" | "$AWRY" scan --json - 2>&1)
	[ "$whole" = "$pipe" ] || echo "$1: a pipe gives another answer: $pipe"
	[ "$whole" = "$bytes" ] || echo "$1: single bytes give another answer: $bytes"
	whole=$("$AWRY" diagnose --json - <"$1" 2>&1)
	bytes=$(dribble 7 <"$1" | "$AWRY" diagnose --json - 2>&1)
	[ "$whole" = "$bytes" ] || echo "$1: diagnose: dribbles give another answer"
	grep -q "${2:-InvalidKeyPair}" <<<"$whole" || echo "$1: not recognised: $(head -c 200 <<<"$whole")"
}

repeat() { # TEXT MIB: the text again and again
	perl -e 'my $t = $ARGV[0] x (65536 / length $ARGV[0]); for (1 .. $ARGV[1] * 16) { print $t or last }' "$1" "$2"
}

printf 'a\0b\0\n%s\n\0\n' "$known" >nul.log
printf '\xc0\xaf\xed\xa0\x80 %s \xff\xfe\n' "$known" >broken.log
printf '\xef\xbb\xbf%s\r\n' "$known" >bom.log
printf '%s\n' "$known" | iconv -f UTF-8 -t UTF-16LE >utf16le.log
{ printf '\xff\xfe' && cat utf16le.log; } >utf16.log
{ printf '\xfe\xff' && printf '%s\n' "$known" | iconv -f UTF-8 -t UTF-16BE; } >utf16be.log
printf '%s' "$known" | sed 's/ /\r\n/g' >wrapped.log

for kind in nul broken bom utf16 utf16be utf16le; do
	check "the same from a file, a pipe and single bytes: $kind" same_answer "$kind.log" key-pair
done

long_line() { # a line of 64 MiB, a message at its end
	{ repeat 'x y' 64 && echo " $known"; } | held $MEMORY "$AWRY" scan --json -j 1 - >out 2>err
	cat err
	grep -q 'keypair-not-found' out || echo "the message at its end was not found: $(head -c 300 out)"
}
check "a line of 64 MiB" long_line

no_line() { # NULs alone
	head -c $((64 << 20)) /dev/zero | held $MEMORY "$AWRY" scan -j 1 - >/dev/null 2>err
	cat err
}
check "64 MiB of NULs" no_line

endless() { # what never stops is read until it is stopped
	{ repeat "$known"$'\n' 64; } | held $MEMORY "$AWRY" scan -j 1 - >/dev/null 2>err
	grep '^held' err
	yes "$known" | timeout -s INT 3 "$AWRY" scan --json - >out 2>&1
	grep -q 'keypair-not-found' out || echo "a stream that was stopped gave nothing"
}
check "matches without end, and a stream that is stopped" endless

# A limit is told, and is not "nothing known": a pattern that gives up.
limits() {
	mkdir rules
	cat >rules/slow.yaml <<'END'
diagnoses:
  net/slow:
    title: T
    cause: C
    messages: [ '/anevilwordatlast(a+)+$/' ]
    fix: [ F ]
    docs: { D: https://example.org/d }
    examples: { match: [ anevilwordatlasta, anevilwordatlastaa ], no-match: [ x ] }
END
	printf 'anevilwordatlast%sb\n' "$(printf 'a%.0s' {1..60})" >slow.log
	"$AWRY" diagnose --rules rules --without-shipped --json slow.log >out 2>&1
	grep -q '"limits":\["' out || echo "JSON does not tell: $(cat out)"
	"$AWRY" lookup --rules rules --without-shipped slow.log >out 2>&1
	grep -q '^Note: ' out || echo "text does not tell: $(cat out)"
	"$AWRY" scan --rules rules --without-shipped slow.log >out 2>&1
	grep -qi 'limit\|given up\|not be read' out || echo "scan does not tell: $(cat out)"
	"$AWRY" rules check --without-shipped rules >out 2>&1 && echo "rules check lets it pass"
	grep -q 'AW037' out || echo "rules check does not tell: $(cat out)"
}
check "a limit that is hit is told" limits
