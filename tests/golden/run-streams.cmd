# A reader that leaves early, a daemon that keeps the streams, more output than is kept.
awry run -- yes | head -1
echo "${PIPESTATUS[0]}"
awry run $DOOR -- sh -c 'sleep 30 & echo started'
echo "=> $?"
kill %% 2>/dev/null
awry run $DOOR -- sh -c 'yes 0123456789abcdef | head -c 5000000; echo; echo "the bolt of attic is shot and the key is gone"; exit 1' 2>err | cksum
grep -A3 "^door/" err | head -2 | sed "s/line [0-9]*/line N/"
