awry rules graph $DOOR door/locked
awry rules graph $DOOR door/stays-shut
awry rules graph $DOOR door/lokced; echo "=> $?"
awry rules graph $DOOR bolt frame; echo "=> $?"
