# What cannot be read is named; the rest is read all the same.
echo "the bolt of cellar is shot and the key is gone" >good
awry $DOOR missing . good | head -1
awry $DOOR missing; echo $?
