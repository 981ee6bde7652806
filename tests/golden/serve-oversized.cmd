# A line of 3 MB, one with a byte 0 and a broken letter, and a last one without a line feed.
{ head -c 3000000 /dev/zero | tr '\0' a; printf '\n{"id":1,"text":"\0\377"}\n{"id":2}'; } | awry serve --stdio $DOOR | sed 's/[0-9a-f]\{64\}//g'
