awry scan $DOOR
