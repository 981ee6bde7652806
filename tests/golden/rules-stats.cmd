# How many bytes are compiled depends on the shape of the records, which is nobody's business.
awry rules stats $DOOR | sed 's/^[0-9]* bytes compiled, [0-9]*/N bytes compiled, N/'
awry rules stats $DOOR --json | sed 's/bytes":[0-9]*/bytes":0/g'
