#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The manual pages are well formed, say all that the program knows, and every example in them works.

# Functions are called by their names, and what other shells expand stands in single quotes.
# shellcheck disable=SC2016,SC2317
set -u
here=$(cd "$(dirname "$0")" && pwd)
BUILD=${BUILD:-$here/../build/plain}
AWRY=${AWRY:-$BUILD/awry}
share=$here/../src/share
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
n=0
failed=0

# check NAME COMMAND...: what the command prints is shown where it fails.
check() {
	local name=$1
	shift
	n=$((n + 1))
	if "$@" >"$work/log" 2>&1; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		head -20 "$work/log" | sed 's/^/# /'
		failed=1
	fi
}

# Our own pages are not where mandoc looks for those that are referred to.
lint() { ! mandoc -T lint "$share/$1" 2>&1 | grep -v 'referenced manual not found\|outdated mandoc.db'; }

# The literal blocks of a page: $work/block.1, ...
blocks() {
	rm -f "$work"/block.*
	awk -v to="$work/block." '/^\.Bd -literal/ {n++; inside = 1; next} /^\.Ed/ {inside = 0} inside {print >to n}' "$share/$1"
	sed -i 's/\\e/\\/g; s/\\-/-/g' "$work"/block.*
}

for page in awry.1 awry.3 awry-json.5 awry-rules.5; do
	if command -v mandoc >/dev/null; then
		check "$page is well formed" lint $page
	else
		n=$((n + 1))
		echo "ok $n - $page is well formed # SKIP mandoc is not installed"
	fi
done

# ---- awry(1) ----

mkdir "$work/bin" "$work/home"
ln -s "$(realpath "$AWRY")" "$work/bin/awry"
cat >"$work/bin/terraform" <<'END'
#!/bin/sh
echo "Error: An error occurred (InsufficientInstanceCapacity) when calling the RunInstances operation" >&2
exit 1
END
chmod +x "$work/bin/terraform"
"$work/bin/terraform" 2>"$work/home/error.txt"
works() {
	(cd "$work/home" && env -i HOME="$work/home" PATH="$work/bin:/usr/bin:/bin" ${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} \
		bash -c "$1" >"$work/out" 2>&1 </dev/null)
	[ $? -le 1 ] && [ "$(wc -c <"$work/out")" -gt 100 ] && return
	cat "$work/out"
	return 1
}
while read -r line; do
	check "awry(1): $line" works "$line"
done < <(sed -n 's/^\(\.Dl \)\{0,1\}\$ //p' "$share/awry.1" | sed 's/\\-/-/g')

says() { grep -Fqe "$1" "$share/awry.1"; }
while read -r option; do
	check "awry(1) knows --$option" grep -Eq "Fl (. , )?-$option" "$share/awry.1"
done < <("$AWRY" --help | sed -n 's/^  \(-.,\|   \) --\([a-z-]*\).*/\2/p')
"$AWRY" --help | awk '/^Commands/ {on = 1; next} /^$/ {on = 0} on && /^  [a-z]/' | while read -r word rest; do
	[ "$word" = rules ] && word=${rest%% *}
	says "$word" || echo "$word"
done >"$work/unsaid"
check 'awry(1) knows all commands' test ! -s "$work/unsaid"

# ---- awry-rules(5) ----

blocks awry-rules.5
mkdir "$work/rules"
for block in "$work"/block.*; do mv "$block" "$work/rules/printer-${block##*.}.yaml"; done
check 'awry-rules(5): the examples are without mistakes' "$AWRY" rules check --without-shipped "$work/rules"
check 'awry-rules(5): their own examples match' "$AWRY" rules test --without-shipped "$work/rules"
says_key() { grep -Eq "Ic .*\\b$1\\b" "$share/awry-rules.5"; }
while read -r key; do
	check "awry-rules(5) knows $key" says_key "$key"
done < <(sed -n 's/.*{"\([a-z-]*\)", WANT_.*/\1/p' "$here"/../src/kb/load_*.c | sort -u)

# ---- awry-json(5) ----

blocks awry-json.5
"$AWRY" serve --stdio <"$work/block.1" >"$work/replies.json"
perl -MJSON::PP -0777 -ne 'print JSON::PP->new->encode(JSON::PP->new->decode($_)), "\n"' "$work/block.2" >"$work/result.json"
validate() { perl "$here/schema/validate.pl" "$share/awry-result.schema.json" "$@"; }
check 'awry-json(5): the requests get results' grep -c '^{"schema":"awry-result/1"' "$work/replies.json"
check 'awry-json(5): the replies are as the schema says' validate "$work/replies.json"
check 'awry-json(5): so is the result' validate "$work/result.json"
check 'awry-json(5): so is the error' validate "$work/block.3"
check 'awry-json(5): the error is what awry says' cmp "$work/block.3" <(echo '{"id":1,"text":7}' | "$AWRY" serve --stdio)

# ---- awry(3) ----

blocks awry.3
mv "$work/block.1" "$work/example.c"
runs() {
	"${CC:-cc}" -std=c11 -Wall -Wextra -Werror ${SANITIZE:+-fsanitize=$SANITIZE} -I"$here/../include" "$work/example.c" \
		-L"$BUILD" -lawry -Wl,-rpath,"$BUILD" -o "$work/example" && ln -sf "$BUILD/libawry.so" "$work/libawry.so.0" &&
		LD_LIBRARY_PATH=$work "$work/example" | grep -q '^# awry transcript'
}
check 'awry(3): the example builds and runs' runs
for function in $(grep -o 'awry_[a-z0-9_]*(' "$here/../include/awry/awry.h" | tr -d '(' | sort -u); do
	check "awry(3) knows $function" grep -q "$function" "$share/awry.3"
done

# ---- README ----

mkdir -p "$work/home/my/app"
awk '/^```yaml$/ {on = 1; next} /^```$/ {on = 0} on' "$here/../README.md" >"$work/home/my/app/slow.yaml"
check 'README: its rules are without mistakes' "$AWRY" rules check "$work/home/my"
while read -r line; do
	check "README: $line" works "$line"
done < <(sed -n 's/^\(terraform.*\|build.*run.*\|echo .*\)/\1/p; s/^`build\(.*\)`:$/build\1/p' "$here/../README.md" |
	sed 's/ *#.*//; s|build/plain/||')
echo "1..$n"
exit $failed
