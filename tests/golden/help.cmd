awry help
