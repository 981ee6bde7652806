awry explain $DOOR door/lokced; echo $?
awry explain $DOOR door; echo $?
awry explain $DOOR "$(printf '\033[2J')"; echo $?
