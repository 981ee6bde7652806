#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# All JSON that awry prints is as src/share/awry-result.schema.json says, and all rule files are as awry-rules.schema.json says.

# Functions are called by their names, and what other shells expand stands in single quotes.
# shellcheck disable=SC2317
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
		echo "ok $n - $name: $(tail -1 "$work/log")"
	else
		echo "not ok $n - $name"
		head -20 "$work/log" | sed 's/^/# /'
		failed=1
	fi
}

validate() { perl "$here/schema/validate.pl" "$share/awry-$1.schema.json" "${@:2}"; }
refuses() { ! validate "$@"; }

# The golden results leave out the hash, as it changes with each rule.
goldens() {
	sed 's/"sha256":""/"sha256":"0000000000000000000000000000000000000000000000000000000000000000"/' "$here"/golden/*.out
}

live() {
	local text='ssh: connect to host 203.0.113.7 port 22: Connection timed out' id
	echo "$text" | "$AWRY" --json
	printf 'git@github.com: Permission denied (publickey).\n%s\n' "$text" | "$AWRY" --json --all
	echo nothing | "$AWRY" --json
	echo 'An error occurred (InsufficientInstanceCapacity) when calling the RunInstances operation' | "$AWRY" --json
	echo "$text" | "$AWRY" scan --json
	"$AWRY" rules stats --json
	"$AWRY" rules simulate --area eip --json
	for id in ssh/timed-out ssh/wrong-username instance-state foreign/git-over-ssh; do "$AWRY" explain --json "$id"; done
	"$AWRY" serve --stdio <<-END
	{"id":1,"text":"$text"}
	{"id":"2","text":"$text","answers":[{"finding":"instance-state","value":null}],"explain":"why"}
	{"symptoms":["ssh/timed-out"],"values":{"host":"a.example.com"},"mask":false}
	{}
	{"op":"no"}
	no
	END
}

# Each symptom that can be asked about, so that every question is seen.
every_symptom() {
	"$AWRY" list | awk 'NR > 1 {print $1}' | while read -r area; do
		"$AWRY" list "$area" | awk '/^Causes/ {exit} /^  / {printf "{\"symptoms\":[\"%s\"]}\n", $1}'
	done | "$AWRY" serve --stdio
}

goldens >"$work/golden.json"
live >"$work/live.json"
every_symptom >"$work/symptoms.json"
check 'the golden results' validate result "$work/golden.json"
check 'results of the shipped rules' validate result "$work/live.json"
check 'the first question of each symptom' validate result "$work/symptoms.json"
grep -h '^{' "$work/golden.json" "$work/live.json" | grep -v '^{"schema":"awry-\|^{"file":' >"$work/without"
check 'each object says what it is' test ! -s "$work/without"

"${CC:-cc}" -O1 -Wall -Wextra -D_POSIX_C_SOURCE=200809L "$here/schema/yaml2json.c" -lyaml -ljansson -o "$work/yaml2json"
"$work/yaml2json" "$here"/../rules/*/*.yaml "$here"/golden/rules/*.yaml >"$work/rules.json"
check 'the rule files' validate rules "$work/rules.json"

refuse() { # NAME SCHEMA TEXT
	printf '%s\n' "$3" >"$work/bad.json"
	check "$1 is refused" refuses "$2" "$work/bad.json"
}
refuse 'a result without its parts' result '{"schema":"awry-result/1"}'
refuse 'another schema' result '{"schema":"awry-result/2"}'
refuse 'an error without a message' result '{"schema":"awry-error/1","error":{"status":5}}'
refuse 'a key that nobody knows' result '{"schema":"awry-error/1","error":{"status":5,"message":"x"},"extra":1}'
refuse 'a symptom without causes' rules '{"symptoms":{"a/b":{"title":"x"}}}'
refuse 'an id without an area' rules '{"symptoms":{"b":{"title":"x","candidates":{"a/b":1}}}}'
refuse 'a weight of 11' rules '{"symptoms":{"a/b":{"title":"x","candidates":{"a/b":11}}}}'
refuse 'a single answer' rules '{"findings":{"a":{"ask":"x","answers":{"b":{"says":"c"}}}}}'
refuse 'an answer of 76 letters' rules "{\"findings\":{\"a\":{\"ask\":\"x\",\"answers\":{\"b\":{\"says\":\"$(printf 'x%.0s' {1..76})\"},\"c\":{\"says\":\"d\"}}}}}"
refuse 'a command without its risk' rules '{"diagnoses":{"a/b":{"title":"x","cause":"y","fix":[{"do":"z","run":"w"}],"docs":{"t":"https://x"}}}}'
echo "1..$n"
exit $failed
