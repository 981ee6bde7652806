echo "the bolt of barn is shot and the key is gone" >a
echo "door front: it does not open when pushed" >b
awry $DOOR a b
