echo "door front: it does not open when pushed" >"it's a log"
awry $DOOR -i --set 'name=the "front" door' "it's a log" | tail -2
