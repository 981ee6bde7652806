echo "door front: it does not open when pushed" >log
awry $DOOR -i log
