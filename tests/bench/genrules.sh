#!/bin/sh
# SPDX-License-Identifier: MIT
#
# genrules N DIR [plain]: N rules, the same each time: DIR/rules/b/*.yaml for awry, 20,000 rules a file, and DIR/bench.clp for CLIPS.
# Rules are on two of N/5 findings that lie near each other; every fourth is on one of 20 that are common, too.  The facts
# f0=b, f1=a, f2=b ... f15 and c0=b ... c3 make a few of them fire.  Each rule has a diagnosis of its own, with a message and
# examples: DIR/hits, DIR/literals are the texts of the messages with and without values.  "plain": 20 rules share a diagnosis,
# and there are no messages.
set -eu
n=$1
dir=$2
mkdir -p "$dir/rules/b"
awk -v n="$n" -v dir="$dir" -v plain="${3:-}" '
function word(k,   s, c) { s = ""; k = k * 7919 % 456976; for (c = 0; c < 4; c++) { s = s sprintf("%c", 97 + k % 26); k = int(k / 26) } return s }
function finding(id, what) { printf "  %s:\n    ask: What is %s?\n    answers:\n      a: { says: it is a }\n      b: { says: it is b }\n      c: { says: it is c }\n", id, what >yaml }
function flush_rules(   k) {
	print "rules:" >yaml
	for (k = 1; k <= parts; k++) printf "%s", part[k] >yaml
	parts = 0
	close(yaml)
}
function diagnosis(i,   form, m) {
	printf "  b/d%d:\n    title: Cause %d\n    cause: It is cause %d.\n    fix: [ Do it ]\n    docs: { D: https://example.org/d }\n", i, i, i >yaml
	if (plain) return
	form = i % 5 == 0 ? "Invalid%s.%sExceeded the %s limit of the %s resource" : i % 5 == 1 ? "cannot %s the instance while its %s is %s by %s" : \
		i % 5 == 2 ? "The %s with the %s does not exist in %s of %s" : i % 5 == 3 ? "%sLimitExceeded.%s on request for %s and %s" : \
		"timed out waiting for %s to become %s after %s tries of %s"
	m = sprintf(form, word(i * 3 + 1), word(i * 5 + 2), word(i + 7), word(i * 11 + 3))
	printf "    messages: [ \"%s {id} was reached\" ]\n    examples: { match: [ a, b ], no-match: [ c ] }\n", m >yaml
	print m " i-0a1b2c3d was reached" >hits
	print m >literals
}
function rule(i,   a, b, x, y, yaml_also, clips_also) {
	a = i % f; b = (a + 1 + int(i / f) % 5) % f
	x = substr("abc", i % 3 + 1, 1); y = substr("abc", int(i / 3) % 3 + 1, 1)
	if (i % 4 == 0) {
		yaml_also = sprintf(", c%d: %s", i / 4 % 20, x)
		clips_also = sprintf(" (f (n c%d) (v %s))", i / 4 % 20, x)
	}
	rules = rules sprintf("  - { name: r%d, when: { f%d: %s, f%d: %s%s }, then: { supports: [b/d%d] }, because: it is so }\n", i, a, x, b, y, yaml_also, i % nd)
	printf "(defrule r%d (f (n f%d) (v %s)) (f (n f%d) (v %s))%s => (assert (d (n d%d))))\n", i, a, x, b, y, clips_also, i % nd >clp
}
BEGIN {
	clp = dir "/bench.clp"; hits = dir "/hits"; literals = dir "/literals"
	f = int(n / 5) + 20; nd = plain ? int(n / 20) + 3 : n
	print "(deftemplate f (slot n) (slot v))\n(deftemplate d (slot n))" >clp
	for (i = 0; i < n; i++) {
		if (i % 20000 == 0) {
			if (i > 0) flush_rules()
			yaml = sprintf("%s/rules/b/bench%03d.yaml", dir, i / 20000)
			if (i == 0) {
				print "symptoms:\n  b/seen:\n    title: Something is seen\n    candidates: { b/d0: 5, b/d1: 3, b/d2: 1 }\nfindings:" >yaml
				for (j = 0; j < f; j++) finding("f" j, "thing " j)
				for (j = 0; j < 20; j++) finding("c" j, "context " j)
			}
			if (i < nd) print "diagnoses:" >yaml
		}
		if (i < nd) diagnosis(i)
		rule(i)
		if (length(rules) > 65536 || i % 20000 == 19999 || i == n - 1) { part[++parts] = rules; rules = "" }
	}
	flush_rules()
}'
