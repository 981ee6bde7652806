awry scan $DOOR --json
