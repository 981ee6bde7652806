#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# A scan finds the same however the log comes, with and without its prefilter, in little memory.

set -u
here=$(cd "$(dirname "$0")" && pwd)
AWRY=${AWRY:-$here/../build/plain/awry}
AWRY=$(realpath "$AWRY")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
scan=("$AWRY" scan --json --without-shipped --rules "$here/golden/rules")

echo 1..9
n=0

# check NAME EXPECTED GOT: two files.
check() {
	n=$((n + 1))
	if cmp -s "$2" "$3"; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		diff "$2" "$3" | head -5 | sed 's/^/# /'
	fi
}

cc -O1 -D_POSIX_C_SOURCE=200809L -std=c11 -o genlog "$here/bench/genlog.c" || exit 1
cat >hits <<'EOF'
the bolt of barn is shot and the key is gone
door front: it does not open when pushed
EOF
./genlog 3000000 0.02 1 hits >log
./genlog 30000 0.1 2 hits >small

"${scan[@]}" log >expected
if [ "$(wc -l <expected)" -gt 100 ]; then echo "ok $((++n)) - a generated log has its hits"; else echo "not ok $((++n)) - few hits"; fi
"${scan[@]}" --no-prefilter log >got
check "the prefilter loses nothing" expected got
# shellcheck disable=SC2002
cat log | "${scan[@]}" | sed 's/"file":"-"/"file":"log"/' >got
check "a pipe is as a file" expected got
"${scan[@]}" -j 3 log >got
check "so are three threads" expected got
gzip -c log >log.gz
"${scan[@]}" log.gz | sed 's/log\.gz/log/' >got
check "so is what gzip packed" expected got
"${scan[@]}" small >expected
dd bs=1 if=small 2>/dev/null | "${scan[@]}" | sed 's/"file":"-"/"file":"small"/' >got
check "so are bytes one by one" expected got

# One line of 200 MB, and bytes of no text; ulimit -v would count PCRE2's and the sanitizers' maps.
{
	head -c 100000000 /dev/zero | tr '\0' x
	printf ' the bolt of barn is shot and the key is gone '
	head -c 100000000 /dev/zero
} >long
echo '{"file":"long","line":1,' >expected
"${scan[@]}" long | cut -c 1-24 >got
check "a line of 200 MB is read in pieces" expected got
if [ -x /usr/bin/time ] && [ -z "${SANITIZE:-}" ]; then
	n=$((n + 1))
	kb=$(/usr/bin/time -f %M "${scan[@]}" long 2>&1 >/dev/null | tail -1)
	if [ "$kb" -le 65536 ]; then echo "ok $n - in $kb KiB"; else echo "not ok $n - in $kb KiB"; fi
else
	echo "ok $((++n)) - memory # SKIP no time(1), or a sanitizer"
fi

: >growing
timeout 20 "${scan[@]}" --follow growing >got &
pid=$!
sleep 0.5
echo 'the bolt of barn is shot and the key is gone' >>growing
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ -s got ] && break
	sleep 0.25
done
kill "$pid" 2>/dev/null
wait "$pid" 2>/dev/null
n=$((n + 1))
if grep -q '"line":1' got; then echo "ok $n - --follow tells at once"; else echo "not ok $n - --follow"; fi
