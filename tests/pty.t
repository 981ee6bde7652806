#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Builds tests/pty/test_pty.c, which drives the program on a pseudo-terminal, and runs it.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
BUILD=${BUILD:-$here/../build/plain}
export AWRY=${AWRY:-$BUILD/awry} RULES=$here/golden/rules CMOCKA_MESSAGE_OUTPUT=TAP

mkdir -p "$BUILD/tests/pty"
"${CC:-cc}" -std=c11 -D_POSIX_C_SOURCE=200809L -O1 -g -Wall -Wextra "$here/pty/test_pty.c" -lcmocka -o "$BUILD/tests/pty/test_pty"
exec "$BUILD/tests/pty/test_pty"
