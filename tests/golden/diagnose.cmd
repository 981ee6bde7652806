awry diagnose $DOOR -s door/stays-shut -a bolt=shot
