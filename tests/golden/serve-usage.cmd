awry serve; echo "=> $?"; awry serve --stdio x; echo "=> $?"; echo "{}" | awry serve --stdio $DOOR >/dev/full; echo "=> $?"
