# A stand-in for Graphviz says what it was given; without one awry says what is missing.
mkdir bin
printf '#!/bin/sh\necho "dot $*"; head -1\n' >bin/dot
chmod +x bin/dot
PATH=$PWD/bin:$PATH awry rules graph $DOOR --svg door/locked; echo "=> $?"
printf '#!/bin/sh\nexit 3\n' >bin/dot
PATH=$PWD/bin:$PATH awry rules graph $DOOR --svg; echo "=> $?"
awry=$(command -v awry)
PATH=$PWD "$awry" rules graph $DOOR --svg door/locked; echo "=> $?"
