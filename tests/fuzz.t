#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The seeds of each fuzz target, every past crash among them, run without a crash.  make fuzz looks for more.

set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build/plain}

targets=()
for source in tests/fuzz/*.c; do
	target=$(basename "$source" .c)
	[ "$target" = replay ] || targets+=("$target")
done
echo "1..${#targets[@]}"
n=0
failed=0
for target in "${targets[@]}"; do
	n=$((n + 1))
	seeds=(tests/fuzz/seeds/"$target"/*)
	if output=$(timeout 120 "$BUILD/tests/fuzz/$target" "${seeds[@]}" 2>&1 >/dev/null); then
		echo "ok $n - $target: ${#seeds[@]} seeds"
	else
		failed=1
		echo "not ok $n - $target"
		tail -n 20 <<<"$output" | sed 's/^/# /'
	fi
done
exit $failed
