awry diagnose $DOOR -s door/stays-shut -a bolt=drawn --save kept >/dev/null
stat -c %a kept
awry resume $DOOR kept -a frame=yes --save kept
echo "=> $?"
printf '3\nquit\n' | awry diagnose $DOOR -s door/stays-shut --save interview >/dev/null
printf 'quit\n' | awry resume $DOOR interview | head -12
# The rules have changed since: the rest is kept.
mkdir other
sed 's/bolt:/latch:/; s/shot: /shut: /' "$RULES"/door.yaml >other/door.yaml
awry resume --without-shipped --rules other kept -a latch=shut | head -3
ls -A
