awry --without-shipped --rules "$GOLDEN/faulty"
