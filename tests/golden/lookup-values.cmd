# Values that no text gave can be set; they are quoted where a shell would stumble.
awry diagnose $DOOR --set name=attic -s door/stays-shut -a bolt=shot | grep draw-bolt
awry diagnose $DOOR --set 'name=$(reboot) the attic' -s door/stays-shut -a bolt=shot | grep draw-bolt
