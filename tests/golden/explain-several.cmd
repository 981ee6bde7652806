awry explain $DOOR door/stays-shut bolt foreign/window
