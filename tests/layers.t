#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The tree is the architecture: includes point one way, the program knows the public header alone, only awry_* leaves
# the library, and nothing below the program can be written to.

set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$here/..
BUILD=${BUILD:-$root/build/plain}
read -ra layers <<<"${LAYERS:-base kb match infer dialog report}"

cd "$root" || exit 1
echo 1..7
n=0

# check NAME COMMAND...: the command prints what is wrong, one line each; nothing is good.
check() {
	local name=$1 wrong
	shift
	n=$((n + 1))
	wrong=$("$@")
	if [ -z "$wrong" ]; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		printf '# %s\n' "${wrong//$'\n'/$'\n'# }"
	fi
}

# FILE: INCLUDED, for each include in quotes.
includes() {
	grep -Ho '^[[:space:]]*#[[:space:]]*include[[:space:]]*"[^"]*"' "$@" 2>/dev/null | sed 's/:.*"\(.*\)"/: \1/'
}

# Folders that layer $1 may include.
allowed_below() {
	for layer in "${layers[@]}"; do
		printf '%s\n' "$layer"
		[ "$layer" = "$1" ] && return
	done
}

wrong_in_layers() {
	local layer pattern
	for layer in "${layers[@]}"; do
		pattern=$(allowed_below "$layer" | paste -sd '|')
		includes "src/$layer"/*.[ch] | grep -Ev ": (awry/awry\.h|($pattern)/[a-z_]+\.h)$"
	done | grep -v '^src/kb/mkkb\.c:' # a program of the build, no part of its layer
}

wrong_in_api() {
	local pattern
	pattern=$(printf '%s\n' "${layers[@]}" | paste -sd '|')
	includes src/api.c | grep -Ev ": (awry/awry\.h|($pattern)/[a-z_]+\.h)$"
}

wrong_in_cli() {
	local file included
	includes src/cli/*.[ch] | while IFS=': ' read -r file included; do
		[ "$included" = awry/awry.h ] || [ -e "src/cli/$included" ] || echo "$file: $included"
	done
}

wrong_libraries() {
	local file library
	grep -rHoE '#[[:space:]]*include[[:space:]]*<(yaml|pcre2|jansson|readline|zlib|zstd)' src --include='*.[ch]' |
		sed 's/:.*</ /' | sort -u | while read -r file library; do
		case $library:$file in
		yaml:src/kb/* | pcre2:src/match/* | jansson:src/report/* | readline:src/cli/* | zlib:src/cli/* | zstd:src/cli/*) ;;
		*) echo "$file includes $library" ;;
		esac
	done
}

# What the compiler and the linker add begins with an underscore.
wrong_symbols() {
	nm --defined-only --extern-only "$@" | awk 'NF == 3 && $3 !~ /^(awry_|_)/ {print $3}'
}

is_instrumented() {
	nm "$BUILD/src/api.o" | grep -qE '__(asan|tsan|ubsan|msan)_|__gcov'
}

wrong_data() {
	local layer
	{
		for layer in "${layers[@]}"; do
			printf '%s\n' "$BUILD/src/$layer"/*.o
		done | grep -v '/mkkb\.o$'
		echo "$BUILD/src/api.o"
	} | xargs size -A |
		awk '/:$/ {file = $1} /^\.(data|bss|tdata|tbss)/ && $1 !~ /^\.data\.rel\.ro/ && $2 > 0 {print file, $1, $2}'
}

check "a layer includes itself and those below it" wrong_in_layers
check "api.c includes the public header and the layers" wrong_in_api
check "the program includes awry/awry.h and its own headers alone" wrong_in_cli
check "one foreign library, one folder" wrong_libraries
check "only awry_* leaves libawry.so" wrong_symbols -D "$BUILD/libawry.so"
check "only awry_* leaves libawry.a" wrong_symbols "$BUILD/libawry.a"
if is_instrumented; then
	echo "ok 7 - nothing below the program is writable # SKIP instrumented objects have data of their own"
else
	check "nothing below the program is writable" wrong_data
fi
