awry list $DOOR
