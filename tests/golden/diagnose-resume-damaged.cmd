awry diagnose $DOOR -s door/stays-shut -a bolt=drawn --save kept >/dev/null
sed 's/drawn/shot/' kept >damaged
awry resume $DOOR damaged -a frame=yes; echo "=> $?"
head -c 100 kept >cut
awry resume $DOOR cut --json; echo "=> $?"
: >empty
awry resume $DOOR empty; echo "=> $?"
awry resume $DOOR missing; echo "=> $?"
awry diagnose $DOOR -s door/stays-shut -a bolt=drawn --save no/such/folder >/dev/null; echo "=> $?"
cmp damaged.bad <(sed 's/drawn/shot/' kept) && ls
