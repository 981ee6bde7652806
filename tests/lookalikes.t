#!/usr/bin/perl
# SPDX-License-Identifier: MIT
# Foreign texts and harmless lines must get no diagnosis: each block of tests/lookalikes/*.txt.
use strict;
use warnings;
use File::Basename qw(basename dirname);
use File::Temp qw(tempfile);
use JSON::PP qw(decode_json);

my $awry = $ENV{AWRY} // dirname(__FILE__) . '/../build/plain/awry';
my @files = sort glob dirname(__FILE__) . '/lookalikes/*.txt';
my @blocks;

# Blocks are separated by a line "%% name"; the text stands after it.
for my $file (@files) {
	open my $in, '<', $file or die "$file: $!";
	while (my $line = <$in>) {
		if ($line =~ /^%% (.+)/) {
			push @blocks, { name => basename($file, '.txt') . ": $1", text => '' };
		} else {
			$blocks[-1]{text} .= $line;
		}
	}
}

sub lookup {
	my ($text) = @_;
	my ($out, $path) = tempfile(UNLINK => 1);
	print $out $text;
	close $out or die "$path: $!";
	my $answer = qx("$awry" --json lookup "$path");
	return ($? >> 8, $answer);
}

sub bail_out {
	print "Bail out! @_\n";
	exit 1;
}

sub mistake {
	my ($text) = @_;
	my ($status, $answer) = lookup($text);
	return undef if $status == 1 && $answer eq '';
	bail_out("awry ended with status $status") if $status > 1;
	my $result = eval { decode_json($answer) } // bail_out("no JSON: $answer");
	my @ids = map { $_->{id} } @{ $result->{diagnoses} // [] }, @{ $result->{symptoms} // [] };
	return @ids ? "recognised as @ids" : undef;
}

print '1..' . @blocks . "\n";
my $failed = 0;
for my $i (0 .. $#blocks) {
	my $mistake = mistake($blocks[$i]{text});
	$failed++ if defined $mistake;
	print defined $mistake ? 'not ok ' : 'ok ', $i + 1, " - $blocks[$i]{name}\n";
	print "# $mistake\n" if defined $mistake;
}
exit($failed ? 1 : 0);
