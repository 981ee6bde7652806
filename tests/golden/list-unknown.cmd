awry list $DOOR dor
