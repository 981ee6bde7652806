# A full disk is said; a reader that left early is not.
awry list $DOOR >/dev/full; echo $?
awry list $DOOR >&-; echo $?
awry explain $DOOR door/locked | true; echo "${PIPESTATUS[0]}"
echo x | awry $DOOR >/dev/full; echo $?
printf '2\n' | awry diagnose $DOOR >/dev/full; echo $?
awry help | head -1; echo "${PIPESTATUS[0]}"
