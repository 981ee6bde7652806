awry diagnose $DOOR --area door
