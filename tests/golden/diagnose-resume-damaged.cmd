awry diagnose $DOOR -s door/stays-shut -a bolt=drawn --save kept >/dev/null
sed 's/drawn/shot/' kept >damaged
awry diagnose $DOOR --resume damaged -a frame=yes; echo "=> $?"
head -c 100 kept >cut
awry diagnose $DOOR --resume cut --json; echo "=> $?"
: >empty
awry diagnose $DOOR --resume empty; echo "=> $?"
awry diagnose $DOOR --resume missing; echo "=> $?"
awry diagnose $DOOR -s door/stays-shut -a bolt=drawn --save no/such/folder >/dev/null; echo "=> $?"
cmp damaged.bad <(sed 's/drawn/shot/' kept) && ls
