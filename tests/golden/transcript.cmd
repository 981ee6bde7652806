awry diagnose $DOOR -s door/stays-shut -a bolt=drawn -a frame=? --transcript t.md >/dev/null; echo $?
sed 's/[0-9a-f]\{64\}/SHA256/' t.md
stat -c %a t.md; ls
