#!/usr/bin/perl
# SPDX-License-Identifier: MIT
#
# validate.pl SCHEMA [FILE...]: checks each line that is a JSON object against a JSON Schema of draft 7, as far as ours use it, and
# prints what does not hold.  Objects are closed: a property that the schema does not know is a mistake here, though the schema
# lets later versions add some.  A word of the schema that is not known here is a mistake as well.

use strict;
use warnings;
use B ();
use JSON::PP ();

my $schema_file = shift or die "usage: validate.pl SCHEMA [FILE...]\n";
my $json = JSON::PP->new->utf8->allow_nonref;
my $root = $json->decode(do { local (@ARGV, $/) = ($schema_file); <> });

sub type_of {
	my $value = shift;
	return 'null' unless defined $value;
	return 'boolean' if JSON::PP::is_bool($value);
	return 'array' if ref $value eq 'ARRAY';
	return 'object' if ref $value eq 'HASH';
	my $flags = B::svref_2object(\$value)->FLAGS;
	return 'string' unless $flags & (B::SVp_IOK | B::SVp_NOK) && !($flags & B::SVp_POK);
	return $value == int $value && $flags & B::SVp_IOK ? 'integer' : 'number';
}

sub is_type {
	my ($value, $type) = @_;
	my $is = type_of($value);
	return $is eq $type || ($type eq 'number' && $is eq 'integer');
}

sub same { return $json->canonical->encode($_[0]) eq $json->canonical->encode($_[1]) }

sub resolve {
	my $at = $root;
	$at = $at->{$_} // die "no $_[0] in $schema_file\n" for grep { $_ ne '#' } split m{/}, $_[0];
	return $at;
}

my %is_string = map { $_ => 1 } qw(minLength maxLength pattern);
my %is_number = map { $_ => 1 } qw(minimum maximum);
my %is_array = map { $_ => 1 } qw(items minItems maxItems);
my %is_object =
	map { $_ => 1 } qw(required properties additionalProperties propertyNames minProperties maxProperties dependencies);

my %holds = (
	type => sub { my ($v, $t) = @_; (grep { is_type($v, $_) } ref $t ? @$t : $t) ? () : 'is of type ' . type_of($v) },
	const => sub { same(@_) ? () : 'is not ' . $json->encode($_[1]) },
	enum => sub { my ($v, $all) = @_; (grep { same($v, $_) } @$all) ? () : 'is none of ' . $json->encode($all) },
	minLength => sub { length $_[0] >= $_[1] ? () : "is shorter than $_[1]" },
	maxLength => sub { length $_[0] <= $_[1] ? () : "is longer than $_[1]" },
	pattern => sub { $_[0] =~ /$_[1]/ ? () : "does not match $_[1]" },
	minimum => sub { $_[0] >= $_[1] ? () : "is below $_[1]" },
	maximum => sub { $_[0] <= $_[1] ? () : "is above $_[1]" },
	minItems => sub { @{$_[0]} >= $_[1] ? () : "has fewer than $_[1] items" },
	maxItems => sub { @{$_[0]} <= $_[1] ? () : "has more than $_[1] items" },
	minProperties => sub { keys %{$_[0]} >= $_[1] ? () : "has fewer than $_[1] keys" },
	maxProperties => sub { keys %{$_[0]} <= $_[1] ? () : "has more than $_[1] keys" },
	required => sub { my ($v, $all) = @_; map { exists $v->{$_} ? () : "lacks $_" } @$all },
	dependencies => sub {
		my ($v, $all) = @_;
		map { my $key = $_; exists $v->{$key} ? map { exists $v->{$_} ? () : "has $key without $_" } @{$all->{$key}} : () }
			sort keys %$all;
	},
	propertyNames => sub { my ($v, $s, $at) = @_; map { check($_, $s, "$at: the key $_") } sort keys %$v },
	items => sub { my ($v, $s, $at) = @_; map { check($v->[$_], $s, "$at\[$_]") } 0 .. $#$v },
	properties => sub {
		my ($v, $all, $at, $schema) = @_;
		my $others = $schema->{additionalProperties};
		map {
			exists $all->{$_} ? check($v->{$_}, $all->{$_}, "$at.$_")
				: ref $others && !JSON::PP::is_bool($others) ? () : "$at has a key $_"
		} sort keys %$v;
	},
	additionalProperties => sub {
		my ($v, $s, $at, $schema) = @_;
		return () if JSON::PP::is_bool($s); # told by properties
		map { exists $schema->{properties}{$_} ? () : check($v->{$_}, $s, "$at.$_") } sort keys %$v;
	},
	anyOf => sub {
		my ($v, $all, $at) = @_;
		my @least;
		for my $schema (@$all) {
			my @wrong = check($v, $schema, $at);
			return () unless @wrong;
			# The alternative that was meant is the one whose "schema" fits.
			@least = @wrong if !@least || !grep { /\.schema is not/ } @wrong;
		}
		return @least;
	},
	'$ref' => sub { my ($v, $ref, $at) = @_; check($v, resolve($ref), $at) },
	map { $_ => sub { () } } qw($schema $id title description definitions),
);

sub check {
	my ($value, $schema, $at) = @_;
	my ($is, @wrong) = (type_of($value));
	for my $word (sort keys %$schema) {
		my $rule = $holds{$word} // die "$schema_file: $word is not known to validate.pl\n";
		next if $is_string{$word} && $is ne 'string' or $is_number{$word} && $is !~ /^(integer|number)$/;
		next if $is_array{$word} && $is ne 'array' or $is_object{$word} && $is ne 'object';
		push @wrong, map { /^\Q$at\E/ ? $_ : "$at $_" } $rule->($value, $schema->{$word}, $at, $schema);
	}
	return @wrong;
}

my ($n, $failed) = (0, 0);
while (<>) {
	next unless /^\{/;
	$n++;
	my $value = eval { $json->decode($_) };
	my @wrong = defined $value ? check($value, $root, '$') : ("is no JSON: $@");
	print "$ARGV:$.: $_\n" for @wrong;
	$failed += @wrong > 0;
} continue { close ARGV if eof }
print "$n objects\n" unless $failed;
exit($failed || !$n ? 1 : 0);
