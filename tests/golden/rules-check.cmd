awry rules check --without-shipped "$RULES"
