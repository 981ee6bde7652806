awry serve --stdio $DOOR | sed 's/[0-9a-f]\{64\}//g'
