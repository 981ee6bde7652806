# -i asks on the terminal when standard input is the text.
setsid -w awry $DOOR -i
