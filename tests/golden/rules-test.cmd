awry rules test --without-shipped "$RULES"
