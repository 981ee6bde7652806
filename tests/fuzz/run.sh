#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run.sh BUILD SECONDS TARGET...: explores each target from its seeds and from what earlier runs found, and says how far it
# got.  A crash leaves its input in BUILD/tests/fuzz/TARGET-crash-*: once it is mended, keep it in tests/fuzz/seeds/TARGET/.
#
# The sanitizers make a target two to four times slower, and other work shares the machine: -timeout=4 stands for one second
# of the program.
set -u

here=$(dirname "$0")
build=$1 seconds=$2
shift 2
failed=0

for target; do
	corpus=$build/corpus/$target log=$build/tests/fuzz/$target.log
	mkdir -p "$corpus"
	case $target in
	clean | mask) len=256 ;; # short attacks, and many
	load) len=2048 ;;
	*) len=1024 ;;
	esac
	set -- -max_total_time="$seconds" -timeout=4 -rss_limit_mb=512 -max_len="$len" -detect_leaks=1 -print_final_stats=1 \
		-artifact_prefix="$build/tests/fuzz/$target-"
	if [ -e "$here/$target.dict" ]; then
		set -- "$@" -dict="$here/$target.dict"
	fi
	if ASAN_OPTIONS=quarantine_size_mb=16 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 "$build/tests/fuzz/$target" "$@" "$corpus" "$here/seeds/$target" \
		>"$log" 2>&1; then
		word=ok
	else
		word=FAILED failed=1
	fi
	awk -v target="$target" -v word="$word" '
		/number_of_executed_units/ {n = $2}
		/peak_rss_mb/ {rss = $2}
		/slowest_unit_time_sec/ {slow = $2}
		/ cov: / {for (i = 1; i < NF; i++) if ($i == "cov:") edges = $(i + 1)}
		END {printf "%-10s %s  %d executions, %d edges, slowest %d s, at most %d MB\n", target, word, n, edges, slow, rss}
	' "$log"
	[ "$word" = ok ] || tail -n 40 "$log"
done
exit "$failed"
