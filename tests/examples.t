#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The examples in tests/api: the same conversation with a help desk in C, on the installed library, and in Python and Node, over the
# line protocol, ends with the same ticket.

set -u
here=$(cd "$(dirname "$0")" && pwd)
BUILD=${BUILD:-$here/../build/plain}
AWRY=${AWRY:-$BUILD/awry}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
n=0
failed=0

check() { # NAME STATUS
	n=$((n + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		sed 's/^/# /' "$work/log"
		failed=1
	fi
}

skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2 is not installed"
}

cd "$here/.." || exit 1
make --no-print-directory PREFIX=/usr DESTDIR="$work/root" ${SANITIZE:+"SANITIZE=$SANITIZE"} "B=${BUILD#"$PWD"/}" install >"$work/log" 2>&1
export PKG_CONFIG_PATH=$work/root/usr/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$work/root LD_LIBRARY_PATH=$work/root/usr/lib
read -ra flags <<<"$(pkg-config --cflags --libs awry) ${SANITIZE:+-fsanitize=$SANITIZE}"
"${CC:-cc}" -std=c11 -Wall -Wextra -Werror "$here/api/helpdesk.c" -o "$work/helpdesk" "${flags[@]}" 2>"$work/log"
check 'the help desk in C builds on the installed library' $?
[ "$(wc -l <"$here/api/helpdesk.c")" -lt 100 ]
check 'in less than 100 lines' $?

# A message, then nonsense, don't know, and first answers.
printf '%s\n' 'ssh: connect to host 203.0.113.7 port 22: Connection timed out' '' 'certainly not' '?' 1 1 1 1 1 1 1 1 1 1 >"$work/in"
ticket() { sed -n '/^# awry transcript/,$p' "$1"; }
"$work/helpdesk" <"$work/in" >"$work/c" 2>"$work/log"
check 'it talks' $?
ticket "$work/c" >"$work/ticket"
grep -q 'timed-out' "$work/ticket" && grep -q '^## Asked' "$work/ticket" && ! grep -q '203\.0\.113\.7' "$work/ticket"
check 'its ticket says what was seen and asked, and no address' $?

for example in python3:helpdesk.py node:helpdesk.mjs; do
	program=${example%%:*} file=${example#*:}
	if ! command -v "$program" >/dev/null || ! "$program" --version >/dev/null 2>&1; then
		skip "$file" "$program"
		continue
	fi
	LD_LIBRARY_PATH='' "$program" "$here/api/$file" "$AWRY" <"$work/in" >"$work/out" 2>"$work/log"
	check "$file talks" $?
	ticket "$work/out" | diff "$work/ticket" - >"$work/log"
	check "$file ends with the same ticket" $?
done
echo "1..$n"
exit $failed
