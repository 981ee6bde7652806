#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# For each tests/golden/NAME.cmd: runs it with NAME.in as standard input and compares standard output, standard
# error and exit status with NAME.out.  UPDATE=1 writes NAME.out instead; review the difference like code.
#
# A .cmd is run by bash in an empty folder, `awry` being the program under test; $RULES is a small knowledge base
# ($DOOR are the options that use it alone), so that no change of the shipped rules moves a line.

set -u
here=$(cd "$(dirname "$0")" && pwd)
golden=$here/golden
AWRY=${AWRY:-$here/../build/plain/awry}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/bin"
ln -s "$(realpath "$AWRY")" "$work/bin/awry"

# Runs one command, and shows what it wrote and returned.
run_case() {
	local cmd=$1 in=${1%.cmd}.in dir=$work/run status
	rm -rf "$dir"
	mkdir -p "$dir/home"
	[ -e "$in" ] || in=/dev/null
	(
		cd "$dir" || exit 99
		env -i PATH="$work/bin:/usr/bin:/bin" HOME="$dir/home" LC_ALL=C.UTF-8 TERM=dumb RULES="$golden/rules" \
			DOOR="--without-shipped --rules $golden/rules" GOLDEN="$golden" TMPDIR="$work" \
			${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} \
			timeout 60 bash "$cmd" <"$in" >"$work/stdout" 2>"$work/stderr"
	)
	status=$?
	# Where the repository lies is no part of the result.
	sed "s|$golden|GOLDEN|g" "$work/stdout"
	echo "--- stderr"
	sed "s|$golden|GOLDEN|g" "$work/stderr"
	echo "--- exit $status"
}

shopt -s nullglob
cases=("$golden"/*.cmd)
echo "1..${#cases[@]}"
n=0
failed=0
for cmd in "${cases[@]}"; do
	n=$((n + 1))
	name=$(basename "$cmd" .cmd)
	run_case "$cmd" >"$work/out"
	if [ "${UPDATE:-}" = 1 ]; then
		cp "$work/out" "$golden/$name.out"
	fi
	if diff -u --label "$name, expected" --label "$name" "$golden/$name.out" "$work/out" >"$work/diff" 2>&1; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		sed 's/^/# /' "$work/diff"
		failed=1
	fi
done
exit $failed
