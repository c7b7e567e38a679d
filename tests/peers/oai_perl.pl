#!/usr/bin/perl
# Harvests with HTTP::OAI: oai_perl.pl URL PREFIX [SET]. Prints every identifier, a deleted one with a minus sign before it.
use strict;
use warnings;
use HTTP::OAI;

my ($url, $prefix, $set) = @ARGV;
my %arguments = (metadataPrefix => $prefix);
$arguments{set} = $set if defined $set;
my $response = HTTP::OAI::Harvester->new(baseURL => $url, resume => 1)->ListRecords(
    %arguments,
    onRecord => sub {
        my ($record) = @_;
        my $deleted = $record->header->is_deleted;
        die $record->identifier . " has no content\n" unless $deleted || $record->metadata;
        print(($deleted ? "-" : "") . $record->identifier . "\n");
    },
);
die $response->code . " " . $response->message . "\n" if $response->is_error;
