export XDG_STATE_HOME=$PWD/state
printf '3\nsave\nquit\n' | awry diagnose $DOOR -s door/stays-shut | grep Kept
(cd state && find . -type f -printf '%p %m\n')
# Answers from before can be seen, changed and taken back like new ones.
printf 'answers\nchange 1\nshot\nback\nback\nquit\n' | awry resume $DOOR
awry resume $DOOR one two
XDG_STATE_HOME= HOME= awry resume $DOOR
