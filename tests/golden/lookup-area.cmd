awry $DOOR --area door | head -1
awry $DOOR --area dor
