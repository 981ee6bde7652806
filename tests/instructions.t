#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Three fixed pieces of work take as many instructions as recorded, give or take 5 %: a slip is seen where seconds would hide it.
# UPDATE=1 records anew, after a change of the rules, the compiler or the code that is meant to cost something.

set -u
here=$(cd "$(dirname "$0")" && pwd)
AWRY=${AWRY:-$here/../build/plain/awry}
record=$here/bench/instructions.txt

if ! command -v valgrind >/dev/null 2>&1; then
	echo "1..0 # SKIP valgrind is missing"
	exit 0
fi
if [ -n "${SANITIZE:-}" ]; then
	echo "1..0 # SKIP sanitizers add instructions of their own"
	exit 0
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export XDG_CONFIG_HOME=$work HOME=$work

cc -O1 -D_POSIX_C_SOURCE=200809L -std=c11 -o "$work/genlog" "$here/bench/genlog.c" || exit 1
echo 'ssh: connect to host ec2-203-0-113-45.compute-1.amazonaws.com port 22: Connection timed out' >"$work/lookup"
"$work/genlog" 1000000 0.01 1 "$work/lookup" >"$work/scan"
for ((i = 0; i < 100; i++)); do
	echo '{"id":'$i',"op":"next","text":"ssh: connect to host 203.0.113.45 port 22: Connection timed out","answers":[{"finding":"instance-state","value":"running"}]}'
done >"$work/sessions"

count() { # NAME COMMAND...
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "${@:2}" 2>&1 >/dev/null <"$work/$1" | sed -n 's/.*Collected : //p'
}

echo 1..3
n=0
failed=0
: >"$work/record"
for name in lookup scan sessions; do
	case $name in
	lookup) got=$(count lookup "$AWRY" --json) ;;
	scan) got=$(count scan "$AWRY" scan --json) ;;
	sessions) got=$(count sessions "$AWRY" serve --stdio) ;;
	esac
	echo "$name ${got:-0}" >>"$work/record"
	want=$(sed -n "s/^$name //p" "$record" 2>/dev/null)
	n=$((n + 1))
	if [ "${UPDATE:-}" = 1 ] || awk -v g="${got:-0}" -v w="${want:-0}" 'BEGIN {exit !(g > 0 && w > 0 && g <= w * 1.05 && g >= w * 0.95)}'; then
		echo "ok $n - $name: $got instructions, recorded $want"
	else
		echo "not ok $n - $name: $got instructions, recorded ${want:-nothing} (UPDATE=1 tests/instructions.t records)"
		failed=1
	fi
done
[ "${UPDATE:-}" != 1 ] || cp "$work/record" "$record"
exit $failed
