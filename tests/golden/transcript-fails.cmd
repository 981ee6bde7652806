# What was there stays, nothing is left behind, and the report is printed all the same.
echo before >t.md
chmod 640 t.md
ln -s t.md link.md
try() { awry diagnose $DOOR -s door/stays-shut -a bolt=shot --transcript "$1" | head -1; echo "${PIPESTATUS[0]}"; }
try missing/t.md
try /dev/full
try .
# No file may grow: as on a full disk.
{ (ulimit -f 0; trap '' XFSZ; awry diagnose $DOOR -s door/stays-shut -a bolt=shot --transcript t.md 2>&1 >/dev/null; echo $?); } | cat
cat t.md
ls
try link.md
stat -c '%F %a' link.md t.md
head -1 t.md
