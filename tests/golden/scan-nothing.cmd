echo "all is well" >log
awry scan $DOOR log
awry scan $DOOR missing
awry scan $DOOR -f log log
