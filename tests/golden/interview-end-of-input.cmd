awry diagnose $DOOR
