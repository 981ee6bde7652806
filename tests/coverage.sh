#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
#	tests/coverage.sh BUILD UNIT-TEST...
#
# Runs the tests on a build for gcov and prints how much of the library they run, by folder; then the files in which they
# leave most lines.  Fails below the gates.  The .c files count, not the headers, which each of them compiles anew.

set -eu
build=$1
shift

# Whether they pass is for make check to say: gcov's own files trouble the tests that let writing fail.
find "$build" -name '*.gcda' -delete
CMOCKA_MESSAGE_OUTPUT=TAP AWRY=$build/awry BUILD=$build prove -Q -j2 -e '' "$@" \
	tests/{clean,completion,fuzz,golden,hostile,lookalikes,notes,ordinary,pty,rules,scan,schema,secrets}.t >/dev/null 2>&1 || true

find src -name '*.c' ! -path 'src/cli/*' ! -name mkkb.c ! -name shipped.c | sort | while read -r file; do
	gcov -b -n -o "$build/${file%.c}.o" "$file" 2>/dev/null
done | perl -we '
	my @gates = (["libawry", qr{.}, 97, 89], ["recognition", qr{^src/match/}, 98, 0], ["inference", qr{^src/infer/}, 98, 0],
		["cleaner", qr{/clean\.c$}, 98, 0], ["loader", qr{^src/kb/}, 95, 0]);
	my ($file, %sum, %left) = "";
	while (<STDIN>) {
		$file = $1 if /^File \x27(.*)\x27/;
		next unless $file =~ /\.c$/ and /^(Lines executed|Taken at least once):([\d.]+)% of (\d+)/;
		my ($what, $of, $n) = (substr($1, 0, 1), $3, sprintf("%.0f", $2 * $3 / 100));
		$left{$file} = $of - $n if $what eq "L";
		for my $part ("folder " . ($file =~ m{^src/(\w+)/} ? $1 : "api.c"), grep { $file =~ $_->[1] } @gates) {
			my $sum = $sum{ref $part ? $part->[0] : $part} ||= {L => [0, 0], T => [0, 0]};
			$sum->{$what}[0] += $n;
			$sum->{$what}[1] += $of;
		}
	}
	my ($failed, %gate) = (0, map { $_->[0] => $_ } @gates);
	printf "%-14s %16s %18s\n", "", "lines", "branches";
	for my $name ((sort grep { /^folder/ } keys %sum), map { $_->[0] } @gates) {
		my ($l, $t) = map { $_->[1] ? 100 * $_->[0] / $_->[1] : 100 } @{$sum{$name}}{qw(L T)};
		my $short = $gate{$name} && ($l < $gate{$name}[2] || $t < $gate{$name}[3]);
		printf "%-14s %7.2f %% of %5d %7.2f %% of %5d%s\n", $name, $l, $sum{$name}{L}[1], $t, $sum{$name}{T}[1],
			$short ? "  below $gate{$name}[2] % or $gate{$name}[3] %" : "";
		$failed ||= $short;
	}
	print "lines left:", (map { " $_ $left{$_}" } (sort { $left{$b} <=> $left{$a} || $a cmp $b } keys %left)[0 .. 9]), "\n";
	exit !!$failed;
'
