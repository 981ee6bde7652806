#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Installs what the build and the tests need and what is missing, on Debian and its kin.  Says what it does.
set -eu

missing=
want() { # FILE-OR-COMMAND PACKAGE
	case $1 in
	/*) for f in $1; do [ -e "$f" ] && return; done ;;
	*) command -v "$1" >/dev/null 2>&1 && return ;;
	esac
	missing="$missing $2"
}

want cc gcc
want pkg-config pkg-config
want prove perl
want '/usr/include/pcre2.h /usr/include/*/pcre2.h' libpcre2-dev
want '/usr/include/yaml.h /usr/include/*/yaml.h' libyaml-dev
want '/usr/include/jansson.h /usr/include/*/jansson.h' libjansson-dev
want '/usr/include/readline/readline.h' libreadline-dev
want /usr/include/zlib.h zlib1g-dev
want /usr/include/zstd.h libzstd-dev
want '/usr/include/cmocka.h /usr/include/*/cmocka.h' libcmocka-dev

if [ -n "${WITH_FUZZER:-}" ]; then # libFuzzer and clang's sanitizers
	want clang clang
	want '/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a /usr/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a' \
		libclang-rt-dev
fi

if [ -n "${WITH_LINT:-}" ]; then
	want clang-tidy clang-tidy
	want cppcheck cppcheck
	want shellcheck shellcheck
	want mandoc mandoc
fi

[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
	echo "make deps: these are missing (by Debian's names):$missing" >&2
	echo "make deps: install them with your system's package manager, then run make again." >&2
	exit 1
fi
sudo=
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null 2>&1 || {
		echo "make deps: not root and no sudo; as root run: apt-get install -y$missing" >&2
		exit 1
	}
	sudo=sudo
fi
echo "make deps: installing$missing"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
$sudo apt-get install -y --no-install-recommends $missing >/dev/null 2>&1 || {
	$sudo apt-get update >/dev/null
	$sudo apt-get install -y --no-install-recommends $missing >/dev/null
}
