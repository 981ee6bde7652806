awry $DOOR
