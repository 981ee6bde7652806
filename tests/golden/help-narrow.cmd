COLUMNS=10 awry help rules check
