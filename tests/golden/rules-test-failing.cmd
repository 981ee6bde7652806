awry rules test --without-shipped "$GOLDEN/failing"
