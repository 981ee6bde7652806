# Each line is one mistake; all end with 2.
try() { awry "$@" </dev/null; echo "$? for: $*"; }
try --jsn
try -z
try --json=yes
try diagnose --symptom
try list --json
try --color=blue
try rules
try rules chek
try explan door/locked
try help explan
try explain
try list door hinge $DOOR
try diagnose -a bolt
try diagnose --set =x
try --without-shipped
try diagnose $DOOR -s door/stuck
try diagnose $DOOR -s door/stays-shut -a blt=shot
try diagnose $DOOR -s door/stays-shut -a bolt=short
try diagnose $DOOR --set nothing=x
try lookup $DOOR --area dor
