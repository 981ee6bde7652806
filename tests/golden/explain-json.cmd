awry explain $DOOR --json bolt
