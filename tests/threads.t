#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Builds tests/api/threads.c on the library and runs it: with SANITIZE=thread it looks for races.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
BUILD=${BUILD:-$here/../build/plain}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
calls=100000
[ -z "${SANITIZE:-}" ] || calls=5000

"${CC:-cc}" -std=c11 -O1 -g -Wall -Wextra -Werror ${SANITIZE:+-fsanitize=$SANITIZE} -I"$here/../include" "$here/api/threads.c" \
	"$BUILD/libawry.a" -lpcre2-8 -lyaml -ljansson -lm -pthread -o "$work/threads"
"$work/threads" "$calls" "$here/golden/rules"
