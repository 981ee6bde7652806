#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# memcheck.sh UNIT-TEST...: runs them, and commands of the program, under valgrind's memcheck.  No leak, no byte that
# was never written, nothing outside its block.

set -u
here=$(cd "$(dirname "$0")" && pwd)
awry=$(realpath "${BUILD:-$here/../build/plain}/awry")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
door=(--without-shipped --rules "$here/golden/rules")
n=0
failed=0

memcheck() { # NAME COMMAND...: of status 99 where valgrind found something
	n=$((n + 1))
	valgrind --quiet --leak-check=full --show-leak-kinds=definite,indirect,possible --errors-for-leak-kinds=definite,indirect,possible \
		--error-exitcode=99 --log-file="$work/log" "${@:2}" >"$work/out" 2>&1
	if [ $? -ne 99 ]; then
		echo "ok $n - $1"
		return
	fi
	echo "not ok $n - $1"
	head -40 "$work/log" | sed 's/^/# /'
	failed=1
}

export HOME=$work
unset XDG_CONFIG_HOME XDG_STATE_HOME
# Each alone takes minutes under valgrind; the address sanitizer runs them.
for test in "$@"; do
	case $test in
	*/test_faults | */test_breakage | */test_fit) continue ;;
	esac
	memcheck "$(basename "$test")" timeout 900 "$test"
done
text=$here/golden/lookup.in
memcheck 'lookup' "$awry" "$text"
memcheck 'lookup as JSON' "$awry" --json "$text"
memcheck 'transcript' "$awry" --transcript "$work/ticket" "${door[@]}" "$text"
memcheck 'diagnose' "$awry" diagnose "${door[@]}" -s door/stays-shut -a bolt=drawn --save "$work/saved"
memcheck 'resume' "$awry" resume "${door[@]}" --json "$work/saved"
memcheck 'interview' "$awry" diagnose "${door[@]}" <"$here/golden/interview.in"
memcheck 'run' "$awry" run "${door[@]}" -- sh -c 'echo the bolt of barn is shot and the key is gone; exit 3'
memcheck 'scan' "$awry" scan "${door[@]}" "$text"
memcheck 'scan with threads' "$awry" scan -j 2 --json "$text"
memcheck 'serve' "$awry" serve --stdio "${door[@]}" <"$here/golden/serve.in"
memcheck 'rules check' "$awry" rules check --without-shipped "$here/golden/faulty"
memcheck 'rules test' "$awry" rules test --without-shipped "$here/golden/rules"
memcheck 'rules graph' "$awry" rules graph "${door[@]}"
memcheck 'rules simulate' "$awry" rules simulate --runs 2 "${door[@]}"
memcheck 'explain' "$awry" explain ssh/timed-out
memcheck 'completion' "$awry" completion bash
echo "1..$n"
exit $failed
