awry explain $DOOR door/locked
