#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Every read, write, open and the like, and every allocation, fails in turn round every command (tests/faults/drive.c).
# FAULTS=all tries every place; without it, of the many allocations of a command, every STRIDE-th (31).  And a saved
# session is damaged in 300 ways, or 10,000.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
BUILD=${BUILD:-$here/../build/plain}
AWRY=$(realpath "${AWRY:-$BUILD/awry}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compile() { "${CC:-cc}" -std=c11 -O1 -g -Wall -Wextra "$@"; }
compile -fPIC -shared -ftls-model=initial-exec "$here/faults/shim.c" -o "$work/shim.so" -ldl
compile "$here/faults/drive.c" -o "$work/drive"

cp -r "$here/golden/rules" "$here/golden/faulty" "$work"
mkdir -p "$work/folder/home/.config/awry" "$work/folder/in"
mv "$work/rules" "$work/faulty" "$work/folder"
cp -r "$work/folder/rules" "$work/folder/home/.config/awry"
cd "$work/folder"
unset XDG_CONFIG_HOME XDG_STATE_HOME
export HOME=$work/none LC_ALL=C.UTF-8 TERM=dumb ASAN_OPTIONS=verify_asan_link_order=0:exitcode=99
echo 'error: the bolt of cellar is shot and the key is gone' >error
for i in 1 2 3 4; do
	seq 2000 | sed 's/$/ all is well/'
	echo "the bolt of barn$i is shot and the key is gone"
done >log
gzip -nc log >log.gz
# Written by hand: there is no zstd(1) everywhere.
if command -v zstd >/dev/null; then zstd -q log; else cp log log.zst; fi
printf '#!/bin/sh\ncat\n' >./dot
chmod +x dot
echo 'an older ticket' >ticket
"$AWRY" diagnose --without-shipped --rules rules -s door/stays-shut -a bolt=drawn --save saved >/dev/null || [ $? -eq 1 ]
export STRIDE="${STRIDE:-31}" DAMAGED=300
[ -z "${SANITIZE:-}" ] || export STRIDE=211 DAMAGED=30
if [ "${FAULTS:-}" = all ]; then
	STRIDE=1 DAMAGED=10000
fi
"$work/drive" "$AWRY" "$work/shim.so" . \
	read getc write open close fsync rename fchmod mkstemp stat realpath readdir isatty poll pipe fcntl spawn thread bytewise alloc
