#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Megabytes of ordinary logs (sshd, ssh -v, load balancers, nginx, terraform, SDKs, cloud-init, CloudTrail) hold
# no diagnosis, neither for a lookup nor for a scan.

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
echo 1..4
cc -O1 -D_POSIX_C_SOURCE=200809L -std=c11 -o genlog "$here/bench/genlog.c" || exit 1

for seed in 1 2; do
	./genlog 4000000 0 $seed - >log
	output=$("$AWRY" --json --all log)
	if [ $? -eq 1 ] && [[ $output == *'"symptoms":[],"diagnoses":[]'* ]]; then
		echo "ok $((2 * seed - 1)) - a lookup of 4 MB, seed $seed"
	else
		echo "not ok $((2 * seed - 1)) - a lookup of 4 MB, seed $seed"
		head -c 500 <<<"$output" | sed 's/^/# /'
	fi
	output=$("$AWRY" scan --json log)
	if [ $? -eq 1 ] && [ -z "$output" ]; then
		echo "ok $((2 * seed)) - a scan of the same"
	else
		echo "not ok $((2 * seed)) - a scan of the same"
		head -n 5 <<<"$output" | cut -c1-300 | sed 's/^/# /'
	fi
done
