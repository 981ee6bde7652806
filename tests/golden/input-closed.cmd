awry $DOOR <&-
