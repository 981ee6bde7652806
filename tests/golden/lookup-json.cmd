awry $DOOR --json | sed 's/"sha256":"[0-9a-f]*"/"sha256":""/' 
