#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The shipped rules are checked, and every example in them is run, by the program as an author runs it.

cd "$(dirname "$0")/.." || exit 1
n=0
failed=0

check() { # NAME COMMAND...
	local name=$1 output
	shift
	n=$((n + 1))
	if output=$("$@" 2>&1); then
		echo "ok $n - $name: $(tail -n 1 <<<"$output")"
	else
		failed=1
		echo "not ok $n - $name"
		head -n 40 <<<"$output" | sed 's/^/# /'
	fi
}

check 'the rules have no mistakes' "$AWRY" rules check --without-shipped rules
check 'every example gives its id first, every look-alike none' "$AWRY" rules test --without-shipped rules
check 'the shipped rules are these' cmp <("$AWRY" list) <("$AWRY" list --without-shipped --rules rules)
echo "1..$n"
exit $failed
