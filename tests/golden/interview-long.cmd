awry diagnose --without-shipped --rules "$GOLDEN/many" -s lamp/dark
