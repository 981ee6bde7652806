#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The program and the library carry the hardening that the Makefile asks for, as far as this compiler knows it.

set -u
here=$(cd "$(dirname "$0")" && pwd)
BUILD=${BUILD:-$here/../build/plain}
AWRY=${AWRY:-$BUILD/awry}
library=$BUILD/libawry.so
export LC_ALL=C

if ! command -v readelf >/dev/null; then
	echo "1..0 # SKIP no readelf"
	exit 0
fi

n=0
failed=0
check() { # NAME COMMAND...
	n=$((n + 1))
	if "${@:2}"; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		failed=1
	fi
}

# The output is taken first: a reader that leaves early would fail readelf.
# shellcheck disable=SC2317 # check calls it
has() { # FILE READELF-OPTION PATTERN
	local text
	text=$(readelf -W "$2" "$1")
	grep -qE "$3" <<<"$text"
}
# shellcheck disable=SC2317 # check calls it
lacks() {
	! has "$@"
}
knows() {
	"${CC:-cc}" -Werror "$1" -x c -c /dev/null -o /dev/null 2>/dev/null
}

check 'the program can lie at any address' has "$AWRY" -h 'Type: +DYN'
for file in "$AWRY" "$library"; do
	name=$(basename "$file")
	check "$name: its tables are read-only once it has started" has "$file" -l GNU_RELRO
	check "$name: all of them, as nothing is bound later" has "$file" -d 'BIND_NOW|FLAGS.* NOW'
	check "$name: no stack is executable" has "$file" -l 'GNU_STACK.* RW '
	check "$name: nothing is writable and executable" lacks "$file" -l 'LOAD.* RWE '
	if [ -n "${SANITIZE:-}" ]; then
		continue
	fi
	check "$name: the stack is guarded" has "$file" --dyn-syms __stack_chk_fail
	check "$name: copies are checked" has "$file" --dyn-syms '__[a-z_]+_chk'
done
# The mark of the whole would be there if the C library of the distribution had it, too.
if [ -z "${SANITIZE:-}" ] && knows -fcf-protection; then
	check "our own code marks where jumps may land" has "$BUILD/src/api.o" -n 'IBT'
fi
echo "1..$n"
exit $failed
