awry rules check --without-shipped "$GOLDEN/faulty"
