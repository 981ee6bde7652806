awry diagnose $DOOR -s door/stays-shut
