#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What the shells complete is what `awry --help` knows: both are made of one table.  Each shell is asked, where it is installed.

# Functions are called by their names, and what other shells expand stands in single quotes.
# shellcheck disable=SC2016,SC2317
set -u
here=$(cd "$(dirname "$0")" && pwd)
BUILD=${BUILD:-$here/../build/plain}
AWRY=${AWRY:-$BUILD/awry}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/home"
ln -s "$(realpath "$AWRY")" "$work/bin/awry"
export PATH="$work/bin:$PATH" HOME="$work/home"
unset XDG_CONFIG_HOME
cd "$work/home" || exit 1
for shell in bash zsh fish; do awry completion $shell >"$work/awry.$shell"; done
n=0
failed=0

# same NAME EXPECTED FOUND
same() {
	n=$((n + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		diff <(echo "$2") <(echo "$3") | sed 's/^/# /'
		failed=1
	fi
}

skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP it is not installed"
}

mapfile -t commands < <(awry --help | awk '/^Commands/ {on = 1; next} /^$/ {on = 0} on && /^  [a-z]/ {
	print $1 == "rules" ? $1 " " $2 : $1}')
# shellcheck disable=SC2086 # "rules check" is two words
options_of() { awry $1 --help | sed -n 's/^  \(-.,\|   \) --\([a-z-]*\).*/--\2/p' | sort; }
firsts=$(printf '%s\n' "${commands[@]}" | sed 's/ .*//' | sort -u)

by_bash() {
	bash --norc -c 'source "$1"; read -ra COMP_WORDS <<<"$2"; [[ $2 == *" " ]] && COMP_WORDS+=("")
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _awry; printf "%s\n" "${COMPREPLY[@]}"' - "$work/awry.bash" "$1" | sort
}
by_fish() { fish --no-config -c 'source $argv[1]; complete -C $argv[2]' "$work/awry.fish" "$1" | cut -f1 | sort; }

ask() { # SHELL FUNCTION
	local command
	same "$1: the commands" "$firsts" "$($2 'awry ' | grep -v '^home$\|/$')"
	same "$1: those of rules" "$(printf '%s\n' "${commands[@]}" | sed -n 's/^rules //p' | sort)" "$($2 'awry rules ' | grep -v /)"
	for command in "${commands[@]}"; do
		same "$1: the options of $command" "$(options_of "$command")" "$($2 "awry $command --" | sort)"
	done
	same "$1: areas" "$(awry list | awk 'NR > 1 {print $1}')" "$($2 'awry lookup --area ')"
	same "$1: the ids of an area" "$(awry list eip | awk '/^  / {print $1}' | sort)" "$($2 'awry explain eip/')"
	same "$1: words" "$(printf 'always\nauto\nnever')" "$($2 'awry --color ')"
}

ask bash by_bash
if command -v fish >/dev/null; then ask fish by_fish; else skip 'fish'; fi
if command -v zsh >/dev/null; then
	same 'zsh: the functions are well formed' '' "$(zsh -n "$work/awry.zsh" 2>&1)"
else
	skip 'zsh'
fi
# A real zsh completes only on a terminal; the tables in its functions are compared instead.
for command in "${commands[@]}"; do
	same "zsh: the options of $command" "$(options_of "$command")" "$(awk -v start="	'$command') _arguments" '
		index($0, start) == 1 {on = 1} on {print} on && /;;$/ {exit}' "$work/awry.zsh" |
		sed -n "s/^\t\t'\*'\({-.,\)\{0,1\}\(--[a-z-]*\).*/\2/p" | sort)"
done
echo "1..$n"
exit $failed
