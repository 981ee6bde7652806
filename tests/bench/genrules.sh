#!/bin/sh
# SPDX-License-Identifier: MIT
#
# genrules N DIR: N rules and N messages, the same each time: DIR/rules/b/bench.yaml for awry, DIR/bench.clp for CLIPS, and
# DIR/hits, DIR/literals, the texts of the messages with and without values.  Each diagnosis has a message and one rule on two of
# N/5 findings; 20 facts make a few rules fire.
set -eu
n=$1
dir=$2
mkdir -p "$dir/rules/b"
awk -v n="$n" -v dir="$dir" '
function word(k,   s, c) { s = ""; k = k * 7919 % 456976; for (c = 0; c < 4; c++) { s = s sprintf("%c", 97 + k % 26); k = int(k / 26) } return s }
BEGIN {
	yaml = dir "/rules/b/bench.yaml"; clp = dir "/bench.clp"; hits = dir "/hits"; literals = dir "/literals"
	f = int(n / 5) + 20
	print "symptoms:\n  b/seen:\n    title: Something is seen\n    candidates: { b/d0: 5, b/d1: 3, b/d2: 1 }" >yaml
	print "findings:" >yaml
	for (j = 0; j < f; j++)
		printf "  f%d:\n    ask: What is thing %d?\n    answers:\n      a: { says: it is a }\n      b: { says: it is b }\n      c: { says: it is c }\n", j, j >yaml
	print "diagnoses:" >yaml
	print "(deftemplate f (slot n) (slot v))\n(deftemplate d (slot n))" >clp
	for (i = 0; i < n; i++) {
		form = i % 5 == 0 ? "Invalid%s.%sExceeded the %s limit of the %s resource" : i % 5 == 1 ? "cannot %s the instance while its %s is %s by %s" : \
			i % 5 == 2 ? "The %s with the %s does not exist in %s of %s" : i % 5 == 3 ? "%sLimitExceeded.%s on request for %s and %s" : \
			"timed out waiting for %s to become %s after %s tries of %s"
		m = sprintf(form, word(i * 3 + 1), word(i * 5 + 2), word(i + 7), word(i * 11 + 3))
		printf "  b/d%d:\n    title: Cause %d\n    cause: It is cause %d.\n    messages: [ \"%s {id} was reached\" ]\n    fix: [ Do it ]\n    docs: { D: https://example.org/d }\n    examples: { match: [ a, b ], no-match: [ c ] }\n", i, i, i, m >yaml
		print m " i-0a1b2c3d was reached" >hits
		print m >literals
		a = i % f; b = (i * 7 + 1) % f; if (a == b) b = (b + 1) % f
		x = substr("abc", i % 3 + 1, 1); y = substr("abc", int(i / 3) % 3 + 1, 1)
		rules = rules sprintf("  - { name: r%d, when: { f%d: %s, f%d: %s }, then: { supports: [b/d%d] }, because: it is so }\n", i, a, x, b, y, i)
		if (length(rules) > 65536 || i == n - 1) { part[++parts] = rules; rules = "" }
		printf "(defrule r%d (f (n f%d) (v %s)) (f (n f%d) (v %s)) => (assert (d (n d%d))))\n", i, a, x, b, y, i >clp
	}
	print "rules:" >yaml
	for (k = 1; k <= parts; k++) printf "%s", part[k] >yaml
}'
