awry list $DOOR door
