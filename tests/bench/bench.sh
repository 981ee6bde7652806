#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Measures awry beside its peers, all in one run: CPU seconds, median of five rounds in which everybody takes turns, as shares
# of what `cat FILE >/dev/null` takes in the same rounds.  Writes $OUT/bench.md and $OUT/bench.svg.  QUICK=1: small and in a minute.

set -u
here=$(cd "$(dirname "$0")" && pwd)
BUILD=$(realpath "${BUILD:-$here/../../build/plain}")
OUT=${OUT:-$BUILD/bench}
AWRY=$BUILD/awry
mb=1024 rounds=5 sizes="300 2000 10000"
[ -z "${QUICK:-}" ] || { mb=64 rounds=3 sizes="300 2000"; }
work=$OUT/work
mkdir -p "$work"
export XDG_CONFIG_HOME=$work HOME=$work LC_ALL=C

have() { command -v "$1" >/dev/null 2>&1; }
missing=
cc -O2 -D_POSIX_C_SOURCE=200809L -o "$work/genlog" "$here/genlog.c" || exit 1
cc -O2 -D_POSIX_C_SOURCE=200809L -I"$here/../../include" -o "$work/sessions" "$here/sessions.c" "$BUILD/libawry.a" -lpcre2-8 -lyaml -ljansson -lm || exit 1
cc -O2 -D_POSIX_C_SOURCE=200809L -o "$work/yaml" "$here/yaml.c" -lyaml || exit 1
echo 'int main(void) { return 0; }' | cc -O2 -x c -o "$work/empty" - || exit 1
have_hs=
if cc -O2 -D_POSIX_C_SOURCE=200809L -o "$work/hyperscan" "$here/hyperscan.c" -lhs 2>/dev/null; then have_hs=1; else missing="$missing libhyperscan-dev"; fi
have_rg=
if have rg; then have_rg=1; else missing="$missing ripgrep"; fi
have_clips=
if cc -O2 -w -D_POSIX_C_SOURCE=200809L -o "$work/clips" "$here/clips.c" -lclips -lm 2>/dev/null; then have_clips=1; else missing="$missing libclips-dev"; fi
have valgrind || missing="$missing valgrind"

# cpu COMMAND...: CPU seconds of it and its children.
cpu() {
	local TIMEFORMAT='%3U %3S'
	{ time "$@" >/dev/null 2>&1; } 2>&1 | awk '{printf "%.3f", $1 + $2}'
}
wall() {
	local TIMEFORMAT='%3R'
	{ time "$@" >/dev/null 2>&1; } 2>&1
}
median() { sort -g "$1" | awk '{a[NR] = $1} END {print a[int((NR + 1) / 2)]}'; }
say() { printf '%s\n' "$*" | tee -a "$OUT/bench.md"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.3f", (b > 0) ? a / b : 0}'; }
rate() { awk -v mb="$mb" -v s="$1" 'BEGIN {printf "%.0f", (s > 0) ? mb / s : 0}'; }

# race NAME=COMMAND...: all take turns; medians in $work/NAME.median.
race() {
	local i one
	for one in "$@"; do : >"$work/${one%%=*}.times"; done
	for ((i = 0; i < rounds; i++)); do
		for one in "$@"; do cpu bash -c "${one#*=}" >>"$work/${one%%=*}.times"; echo >>"$work/${one%%=*}.times"; done
	done
	for one in "$@"; do median "$work/${one%%=*}.times" >"$work/${one%%=*}.median"; done
}
got() { cat "$work/$1.median"; }
row() { # NAME TITLE: beside cat
	say "| $2 | $(got "$1") | $(rate "$(got "$1")") | $(ratio "$(got cat)" "$(got "$1")") |"
}

: >"$OUT/bench.md"
: >"$work/points"
say "# awry, measured"
say ""
say "$(date -u +%Y-%m-%d), $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1); logs of $mb MB; medians of $rounds rounds; CPU seconds."
[ -z "$missing" ] || say "Not measured, because they are missing (by Debian's names):$missing."

for n in $sizes; do
	"$here/genrules.sh" "$n" "$work/r$n"
	"$work/genlog" $((mb * 1000000)) 0.0001 1 "$work/r$n/hits" >"$work/log"
	a="$AWRY scan --json --without-shipped --rules $work/r$n/rules"
	race cat="cat $work/log" awry="$a $work/log" load="$a /dev/null" \
		${have_hs:+"hs=$work/hyperscan $work/r$n/literals $work/log"} ${have_rg:+"rg=rg -F -c -f $work/r$n/literals $work/log"}
	say ""
	say "## A log with 0.01 % hits, $n messages"
	say ""
	say "| who | s | MB/s | of cat |"
	say "| --- | --- | --- | --- |"
	row cat "cat"
	row awry "awry scan --json (of it $(got load) s to load the rules)"
	[ -z "$have_hs" ] || row hs "Hyperscan, the same literals"
	[ -z "$have_rg" ] || row rg "rg -F, the same literals"
	echo "$n $(ratio "$(got cat)" "$(got awry)")" >>"$work/points"
done

hits=$work/shipped.hits
"$AWRY" list >/dev/null
sed -n 's/^ *- "\([^"\\{]*\)"$/\1/p' "$here"/../../rules/*/*.yaml | awk 'length($0) > 30' | head -500 >"$hits"
"$work/genlog" $((mb * 1000000)) 0.0001 1 "$hits" >"$work/log"
"$work/genlog" $((mb * 100000)) 0.2 1 "$hits" >"$work/hot"
head -c $((mb * 100000)) "$work/log" >"$work/tenth"
race cat="cat $work/log" shipped="$AWRY scan --json $work/log"
say ""
say "## The shipped rules"
say ""
say "| what | s | MB/s | of cat |"
say "| --- | --- | --- | --- |"
row cat "cat"
row shipped "0.01 % hits"
whole=$mb
mb=$((mb / 10))
race cat="cat $work/hot" hot="$AWRY scan --json $work/hot"
row hot "20 % hits, full NDJSON"
mb=$whole
one=$(wall "$AWRY" scan --json "$work/log")
two=$(wall "$AWRY" scan --json -j 2 "$work/log")
say ""
say "- Two threads: $(ratio "$one" "$two") times one (wall, $one s and $two s)."
pipe=$(wall bash -c "cat $work/log | $AWRY scan --json")
catcat=$(wall bash -c "cat $work/log | cat")
say "- Through a pipe: $(ratio "$catcat" "$pipe") of \`cat FILE | cat\` (wall, $pipe s and $catcat s)."

hostile() { # NAME FILE
	local s
	s=$(cpu "$AWRY" scan --json "$2")
	say "- Hostile, $1: $(awk -v b="$(stat -c %s "$2")" -v s="$s" 'BEGIN {printf "%.0f", b / 1e6 / s}') MB/s."
}
yes 'Connection closed by ' | tr -d '\n' | head -c 4000000 >"$work/h1"
yes '/dev/' | tr -d '\n' | head -c 4000000 >"$work/h2"
yes 'Launching a new EC2 instance. Status Reason: ' | tr -d '\n' | head -c 4000000 >"$work/h3"
yes '' | head -c 50000000 >"$work/h4"
head -c 50000000 /dev/zero >"$work/h5"
say ""
hostile "one line of a message's beginning" "$work/h1"
hostile "one line of /dev/" "$work/h2"
hostile "one line of an event's beginning" "$work/h3"
hostile "line feeds" "$work/h4"
hostile "NULs" "$work/h5"

echo 'ssh: connect to host 203.0.113.45 port 22: Connection timed out' >"$work/paste"
many() { local i; for ((i = 0; i < 200; i++)); do "$@" <"$work/paste" >/dev/null; done; }
empty=$(wall many "$work/empty")
lookup=$(wall many "$AWRY")
say "- One lookup, process start to exit: $(ratio "$lookup" "$empty") times an empty program ($(awk -v s="$lookup" 'BEGIN {printf "%.2f", s * 5}') ms)."

# The least of three: a load is short, and whatever else runs only adds to it.
least() { local i; for ((i = 0; i < 3; i++)); do "$@" | cut -d' ' -f1; done | sort -g | head -1; }
ms() { awk -v u="$1" 'BEGIN {printf "%.1f", u / 1000}'; }

say ""
say "## Loading rules from text"
say ""
say "| rules | plain ms | of libyaml alone | bytes a rule | with a message and diagnosis each, ms | of libyaml alone | bytes a rule |"
say "| --- | --- | --- | --- | --- | --- | --- |"
for n in 1000 10000 $([ -n "${QUICK:-}" ] || echo 100000); do
	line="| $n |"
	for form in plain ""; do
		dir=$work/${form:-r}$n
		"$here/genrules.sh" "$n" "$dir" $form
		load=$(least "$work/sessions" "$dir/rules" 0 "")
		yaml=$(least "$work/yaml" "$dir"/rules/b/*.yaml)
		bytes=$("$work/sessions" "$dir/rules" 0 "" | awk -v n="$n" '{printf "%.0f", $5 / n}')
		line="$line $(ms "$load") | $(ratio "$load" "$yaml") | $bytes |"
	done
	say "$line"
done

say ""
say "## Sessions: 20 answers, diagnoses, the next question; lookups of one message"
say ""
say "CLIPS gets the same rules and facts through its C interface: reset, assert, run, read the diagnoses.  It asks nothing."
say ""
say "| rules | answers µs | diagnoses, next question µs | KB a session | CLIPS 6.30 µs | CLIPS / answers | CLIPS / all | a lookup µs |"
say "| --- | --- | --- | --- | --- | --- | --- | --- |"
for n in 200 1000 10000; do
	"$here/genrules.sh" "$n" "$work/r$n"
	read -r _ answers next lookup _ session <<<"$("$work/sessions" "$work/r$n/rules" 5000 "$(sed -n 100p "$work/r$n/hits")")"
	clips=
	if [ -n "$have_clips" ] && { [ "$n" -le 1000 ] || [ -z "${QUICK:-}" ]; }; then
		clips=$("$work/clips" "$work/r$n/bench.clp" 5000 | cut -d' ' -f2)
	fi
	all=$(awk -v a="$answers" -v b="$next" 'BEGIN {print a + b}')
	say "| $n | $answers | $next | $((session / 1024)) | ${clips:--} | $(ratio "${clips:-0}" "$answers") | $(ratio "${clips:-0}" "$all") | $lookup |"
done

if have valgrind; then
	say ""
	say "## Instructions (callgrind; tests/instructions.t gates them)"
	say ""
	sed 's/^\([a-z]*\) \([0-9]*\)/- \1: \2/' "$here/instructions.txt" | tee -a "$OUT/bench.md"
fi

# The picture: share of cat against the number of messages.
awk 'BEGIN {
	print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 480 300\" font-family=\"sans-serif\" font-size=\"12\">"
	print "<rect width=\"480\" height=\"300\" fill=\"white\"/><text x=\"60\" y=\"20\">awry scan: share of the speed of cat, against the number of messages</text>"
	for (y = 0; y <= 0.4; y += 0.1) printf "<line x1=\"60\" x2=\"460\" y1=\"%d\" y2=\"%d\" stroke=\"#ddd\"/><text x=\"25\" y=\"%d\">%.1f</text>\n", 260 - y * 550, 260 - y * 550, 264 - y * 550, y
	bar = "60,122 198,150 460,177"
}
function x(n) { return 60 + (log(n) - log(100)) / (log(12000) - log(100)) * 400 }
{ p = p sprintf("%d,%d ", x($1), 260 - $2 * 550); printf "<text x=\"%d\" y=\"280\">%d</text><circle cx=\"%d\" cy=\"%d\" r=\"3\"/>\n", x($1) - 10, $1, x($1), 260 - $2 * 550 }
END {
	printf "<polyline points=\"%s\" fill=\"none\" stroke=\"black\" stroke-width=\"2\"/>\n", p
	printf "<polyline points=\"%d,%d %d,%d %d,%d\" fill=\"none\" stroke=\"red\" stroke-dasharray=\"4\"/><text x=\"380\" y=\"40\" fill=\"red\">- - the bar</text></svg>\n", x(300), 260 - .25 * 550, x(2000), 260 - .2 * 550, x(10000), 260 - .15 * 550
}' "$work/points" >"$OUT/bench.svg"
rm -rf "$work"
echo "Written: $OUT/bench.md, $OUT/bench.svg"
