#!/bin/bash
# SPDX-License-Identifier: MIT
#
# What `make install` puts in place is enough to build on: a C and a C++ program by pkg-config, README's sample
# among them; `make uninstall` leaves nothing.

cd "$(dirname "$0")/.." || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0
failed=0

check() { # NAME STATUS
	n=$((n + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $n - $1"
	else
		failed=1
		echo "not ok $n - $1"
	fi
}

make=(make --no-print-directory "PREFIX=/usr" "DESTDIR=$tmp/root" ${SANITIZE:+"SANITIZE=$SANITIZE"} ${BUILD:+"B=${BUILD#"$PWD"/}"})
"${make[@]}" install >"$tmp/log" 2>&1
check 'make install' $?
export PKG_CONFIG_PATH=$tmp/root/usr/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$tmp/root LD_LIBRARY_PATH=$tmp/root/usr/lib
# shellcheck disable=SC2207
flags=($(pkg-config --cflags --libs awry))
check 'pkg-config finds it' $?
sanitize=(${SANITIZE:+"-fsanitize=$SANITIZE"})

awk '/^```c$/ {inside = 1; next} /^```$/ {inside = 0} inside' README.md >"$tmp/readme.c"
cc -Wall -Wextra -Werror "${sanitize[@]}" "$tmp/readme.c" -o "$tmp/readme" "${flags[@]}" && "$tmp/readme" | grep -q '"id":"ssh/timed-out"'
check "README's program builds and recognises its text" $?

cc -std=c11 -Wall -Wextra -Werror "${sanitize[@]}" tests/api/conversation.c -o "$tmp/c" "${flags[@]}" && "$tmp/c" >"$tmp/c.out"
status=$?
grep -v '^ok\|^1\.\.' "$tmp/c.out" | sed 's/^/# /'
check 'a C program talks to it' $status

c++ -x c++ -std=c++11 -Wall -Wextra -Werror "${sanitize[@]}" tests/api/conversation.c -o "$tmp/cc" "${flags[@]}" && "$tmp/cc" >/dev/null
check 'a C++ program talks to it' $?

"$tmp/root/usr/bin/awry" --version >/dev/null
check 'the installed program runs' $?

missing=0
for file in bin/awry include/awry/awry.h lib/libawry.a lib/libawry.so lib/pkgconfig/awry.pc \
	share/man/man1/awry.1 share/man/man3/awry.3 share/man/man5/awry-json.5 share/man/man5/awry-rules.5 \
	share/bash-completion/completions/awry share/zsh/site-functions/_awry share/fish/vendor_completions.d/awry.fish \
	share/awry/awry-result.schema.json share/awry/awry-rules.schema.json share/awry/rules/ssh/timed-out.yaml; do
	[ -s "$tmp/root/usr/$file" ] || { echo "# no $file"; missing=1; }
done
check 'manuals, completions, rules and schemas are installed' $missing

name=$(objdump -p "$tmp/root/usr/lib/libawry.so" | awk '/SONAME/ {print $2}')
[ -n "$name" ] && [ -e "$tmp/root/usr/lib/$name" ]
check 'the shared library lies under its SONAME' $?

ldd "$tmp/root/usr/lib/libawry.so" | grep -q readline
[ $? -eq 1 ]
check 'libawry does not load readline' $?

"$tmp/root/usr/bin/awry" rules check --without-shipped "$tmp/root/usr/share/awry/rules" >/dev/null
check 'the installed rules are without mistakes' $?

"${make[@]}" uninstall >"$tmp/log" 2>&1
[ -z "$(find "$tmp/root" -type f -o -type l)" ]
check 'make uninstall leaves nothing' $?

echo "1..$n"
exit $failed
